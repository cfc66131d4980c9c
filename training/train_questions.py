"""Train the question model: e5-small reading questions, towards the vectors of the sentences that answer them.

Sentences keep the vectors of e5-small, so that an index stays as it is. Of each text with enough training questions, a
question is set against all sentences and "none of them" (softmax of the cosines). Texts kept out of training are kept
out here too; so is one in fifteen of the others, which shows what it is worth. Every batch follows from the seed and
the number of the step: a killed run goes on.

usage: python -m training.train_questions --data ../shared/data --train ../shared/train [--work training/work]
       python -m training.train_questions … --run longer --start questions     # go on from the weights of another run
(an hour on two cores, the vectors of some 20,000 sentences included; after it: training.fit_select)
"""

from __future__ import annotations

import argparse
import hashlib
import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import nn
from tqdm import tqdm
from transformers import BertModel

from advisor.chunk import chunk
from advisor.engines.embed import EmbeddingCache, TextEmbeddings, open_embeddings
from advisor.engines.onnx_runtime import MODELS, OnnxModel
from advisor.parse import parse
from advisor.records import Document
from advisor.retrieve import is_title
from training.augment import noisy
from training.base import build_base
from training.dataset import answers, split_of
from training.export import write_model
from training.questions import QUESTIONS, TrainingQuestion, document_text, read_questions

LEAST = 20  # questions of a text that is worth embedding
TOKENS = 64  # of a question, while it is trained
SAVE_EVERY = 50  # steps: three minutes of work lost when killed
BITS, BLOCK = 8, 128
Array = np.ndarray[Any, np.dtype[np.float32]]


@dataclass(frozen=True)
class Plan:
    """What a run does."""

    passes: float = 1.2
    questions: int = 64  # in a step
    scale: float = 100.0  # of a cosine, as in e5's own training
    rate: float = 1.5e-4  # of the layers, at its highest
    head_rate: float = 1e-3
    rising: float = 0.06  # share of the run in which the rate rises
    frozen_layers: int = 3
    dropout: float = 0.1
    noise: float = 0.3  # share of the questions that are typed otherwise (training/augment.py)
    seed: int = 0


@dataclass(frozen=True)
class Text:
    """Vectors of a text's sentences (n, dim), questions, and which sentences answer which (m, n): none, or some."""

    name: str
    sentences: Array
    questions: tuple[str, ...]
    answering: Array


class Asker(nn.Module):
    """Tokens of "<s> query: question </s>" to one unit vector; `none` is the cosine from which a sentence answers."""

    def __init__(self, bert: BertModel) -> None:
        super().__init__()
        size = bert.config.hidden_size
        self.bert = bert
        self.turn = nn.Linear(size, size, bias=False)
        nn.init.zeros_(self.turn.weight)
        self.none = nn.Parameter(torch.tensor(0.87))  # between the cosines of e5 with what answers and with the rest

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        """Return unit vectors, shape (batch, hidden)."""
        hidden = self.bert(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        weight = attention_mask.unsqueeze(-1).to(hidden.dtype)
        mean = nn.functional.normalize((hidden * weight).sum(1) / weight.sum(1).clamp(min=1e-9), dim=-1)
        return nn.functional.normalize(mean + self.turn(mean), dim=-1)


def vectors_of(asker: Asker, tokenizer: Tokenizer, questions: Sequence[str], *, pad: int) -> torch.Tensor:
    """Return the vectors of questions that are read as one batch, shape (len(questions), hidden)."""
    encodings = [encoding.ids for encoding in tokenizer.encode_batch([f"query: {text}" for text in questions])]
    ids = torch.full((len(encodings), max(map(len, encodings))), pad)
    for row, tokens in zip(ids, encodings, strict=True):
        row[: len(tokens)] = torch.tensor(tokens)
    vectors: torch.Tensor = asker(ids, (ids != pad).long())
    return vectors


def loss_of(cosines: torch.Tensor, none: torch.Tensor, answering: torch.Tensor, *, scale: float) -> torch.Tensor:
    """Return minus the log of the share of the softmax that falls on what answers, or on "none" where nothing does.

    `cosines` and `answering` (bool) are of the sentences of the question's text, shape (n,).
    """
    shares = torch.log_softmax(scale * torch.cat([cosines, none.view(1)]), 0)
    return -torch.logsumexp(shares[:-1][answering], 0) if answering.any() else -shares[-1]


Item = tuple[int, int]  # a text and one of its questions, by position


def batches(texts: Sequence[Text], plan: Plan) -> Iterator[list[Item]]:
    """Yield the batches of a run, without end: each of questions of much the same length, in an order by chance."""
    items = [(number, row) for number, text in enumerate(texts) for row in range(len(text.questions))]
    rng = random.Random(plan.seed)
    waiting: list[Item] = []
    many = 16 * plan.questions
    while True:
        while len(waiting) < many:
            waiting += rng.sample(items, len(items))
        block = sorted(waiting[:many], key=lambda item: len(texts[item[0]].questions[item[1]]))
        waiting = waiting[many:]
        yield from rng.sample([block[start : start + plan.questions] for start in range(0, many, plan.questions)], 16)


def prepare(asker: Asker, plan: Plan) -> torch.optim.AdamW:
    """Freeze the words and the lowest layers; return the optimiser of the rest."""
    for module in (asker.bert.embeddings, *asker.bert.encoder.layer[: plan.frozen_layers]):
        module.requires_grad_(False)
    for module in asker.bert.encoder.modules():
        if isinstance(module, nn.Dropout):
            module.p = plan.dropout
    for module in asker.bert.embeddings.modules():
        if isinstance(module, nn.Dropout):
            module.p = 0.0
    asker.bert.set_attn_implementation("eager")
    body = [parameter for parameter in asker.bert.parameters() if parameter.requires_grad]
    head = [asker.turn.weight, asker.none]
    return torch.optim.AdamW(
        [{"params": body, "peak": plan.rate}, {"params": head, "peak": plan.head_rate}], lr=0.0, weight_decay=0.01
    )


def train(
    asker: Asker, tokenizer: Tokenizer, texts: Sequence[Text], plan: Plan, *, pad: int, saved: Path
) -> list[float]:
    """Train in place and return the loss of each step. Goes on from `saved` when it is there; keeps it up to date."""
    tokenizer.enable_truncation(TOKENS)
    optimiser = prepare(asker, plan)
    losses: list[float] = []
    if saved.is_file():
        state = torch.load(saved, weights_only=True)
        asker.load_state_dict(state["asker"])
        optimiser.load_state_dict(state["optimiser"])
        losses = state["losses"]
    sentences = [torch.tensor(text.sentences) for text in texts]
    answering = [torch.tensor(text.answering) > 0 for text in texts]
    steps = int(plan.passes * sum(len(text.questions) for text in texts) / plan.questions)
    asker.train()
    for step, batch in enumerate(
        tqdm(islice(batches(texts, plan), len(losses), steps), total=steps, initial=len(losses), desc="steps"),
        start=len(losses),
    ):
        progress = step / steps
        for settings in optimiser.param_groups:
            settings["lr"] = settings["peak"] * min(1.0, progress / plan.rising, (1 - progress) / (1 - plan.rising))
        torch.manual_seed(plan.seed * 100_003 + step)
        rng = random.Random(f"{plan.seed} {step}")
        asked = [noisy(texts[text].questions[row], rng, share=plan.noise) for text, row in batch]
        losses_of_step = [
            loss_of(sentences[text] @ vector, asker.none, answering[text][row], scale=plan.scale)
            for vector, (text, row) in zip(vectors_of(asker, tokenizer, asked, pad=pad), batch, strict=True)
        ]
        loss = torch.stack(losses_of_step).mean()
        loss.backward()
        nn.utils.clip_grad_norm_(asker.parameters(), 1.0)
        optimiser.step()
        optimiser.zero_grad(set_to_none=True)
        losses.append(float(loss.detach()))
        if len(losses) % SAVE_EVERY == 0 or len(losses) == steps:
            state = {"asker": asker.state_dict(), "optimiser": optimiser.state_dict(), "losses": losses}
            saved.parent.mkdir(parents=True, exist_ok=True)
            torch.save(state, saved.with_suffix(".part"))
            saved.with_suffix(".part").replace(saved)
    asker.eval()
    return losses


def read_texts(data: Path, work: Path) -> list[Text]:
    """Return the texts of the training questions with their vectors, those kept out of training left out."""
    asked: dict[str, list[TrainingQuestion]] = defaultdict(list)
    for file in sorted(QUESTIONS.glob("*.jsonl")):
        for question in read_questions(file, data):
            if split_of(file.stem, question) == "train":
                asked[question.document].append(question)
    work.mkdir(parents=True, exist_ok=True)
    enough = {d: own for d, own in sorted(asked.items()) if sum(bool(q.spans) for q in own) >= LEAST}
    with closing(EmbeddingCache(work / "embeddings.sqlite")) as cache:
        embeddings = TextEmbeddings(open_embeddings("advisor-e5"), cache=cache)
        return [
            read_text(document, document_text(document, data), own, embeddings)
            for document, own in tqdm(enough.items(), desc="vectors", unit="text")
        ]


def read_text(name: str, text: str, questions: Sequence[TrainingQuestion], embeddings: TextEmbeddings) -> Text:
    """Return a text with the vectors of what the product searches (no titles) and its questions.

    A question whose spans are no such sentence is left out.
    """
    parsed = parse(text, title=Path(name).stem)
    chunked = chunk(Document(name, text, "", parsed.facts.kind, parsed.facts.title or name), parsed.root)
    places = [n for n, s in enumerate(chunked.sentences) if s.kind != "furniture" and not is_title(s)]
    sentences = [chunked.sentences[place] for place in places]
    answering = np.zeros((len(questions), len(sentences)), dtype=np.float32)
    for row, question in zip(answering, questions, strict=True):
        for span in question.spans:
            row[list(answers(sentences, span)[0])] = 1.0
    kept = [n for n, question in enumerate(questions) if not question.spans or answering[n].any()]
    vectors = embeddings.vectors([chunked.sentence_meanings[place] for place in places])
    return Text(name, vectors, tuple(questions[n].question for n in kept), answering[kept])


def shares(texts: Sequence[Text], vectors: Sequence[Array]) -> str:
    """Return how often what answers is among the first sentences of its text by cosine, and the AUC of the best cosine
    (how often that of a question which the text answers is above that of one which it does not).
    """
    places: list[int] = []
    best: dict[bool, list[float]] = {True: [], False: []}
    for text, asked in zip(texts, vectors, strict=True):
        cosines = asked @ text.sentences.T
        order = np.argsort(-cosines, axis=1, kind="stable")
        answered = text.answering.any(1)
        places += np.take_along_axis(text.answering, order, 1).argmax(1)[answered].tolist()
        for yes, value in zip(answered.tolist(), cosines.max(1).tolist(), strict=True):
            best[yes].append(value)
    found = np.array(places)
    above = [np.mean(np.array(best[True]) > value) for value in best[False]]
    ranks = ", ".join(f"rank {k} {100 * np.mean(found < k):.1f} %" for k in (1, 3, 5, 10, 16))
    return f"{ranks} (n={len(found)}); AUC {np.mean(above) if above else float('nan'):.3f} (n={len(above)})"


def held_back(document: str) -> bool:
    """Whether a text shows what the model is worth: one in fifteen, by a hash of its name."""
    return int(hashlib.sha256(f"adapter {document}".encode()).hexdigest(), 16) % 15 == 0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder of the texts asked about")
    parser.add_argument("--train", type=Path, required=True)
    parser.add_argument("--work", type=Path, default=Path("training/work"))
    parser.add_argument("--run", default="questions", help="name of the run (default: %(default)s)")
    parser.add_argument("--start", help="name of an earlier run whose weights this one begins with")
    parser.add_argument("--passes", type=float, default=Plan.passes, help="over the questions (default: %(default)s)")
    parser.add_argument("--rate", type=float, default=Plan.rate, help="of learning (default: %(default)s)")
    options = parser.parse_args()
    plan = Plan(passes=options.passes, rate=options.rate)
    torch.set_num_threads(2)
    bert, tokenizer, vocabulary = build_base(options.work, options.data, options.train)
    texts = read_texts(options.data, options.work)
    torch.manual_seed(Plan.seed)
    asker = Asker(bert)
    if options.start:
        asker.load_state_dict(torch.load(options.work / f"{options.start}.pt", weights_only=True)["asker"])
    kept = [text for text in texts if not held_back(text.name)]
    asked = sum(len(text.questions) for text in kept)
    nothing = asked - sum(int(text.answering.any(1).sum()) for text in kept)
    print(f"{asked} questions over {len(kept)} texts, {nothing} of them not answered by their text")
    train(asker, tokenizer, kept, plan, pad=vocabulary.pad, saved=options.work / f"{options.run}.pt")
    tokenizer.no_truncation()
    card = (Path(__file__).parent / "cards" / "questions.md").read_text(encoding="utf-8")
    write_model(asker, tokenizer, MODELS / "questions", output="vectors", card=card, bits=BITS, block=BLOCK)
    others = [text for text in texts if held_back(text.name)]
    for name in ("e5-small", "questions"):
        model = OnnxModel(MODELS / name)
        vectors = [model.run([f"query: {question}" for question in text.questions]) for text in others]
        print(f"other texts, {name}: {shares(others, vectors)}")


if __name__ == "__main__":
    main()
