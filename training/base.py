"""The base of both models: e5-small with the pruned vocabulary, built once into a work folder and read from there.

usage: python -m training.base --data ../shared/data --train ../shared/train [--work training/work]
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import torch
from tokenizers import Tokenizer
from transformers import BertConfig, BertModel

from training.e5_weights import Vocabulary, load_e5, tokenizer_of
from training.vocabulary import kept_pieces, prune, usage, word_usage

# 54,000 rows of 384 bytes are 20.7 MB; with the 21.3 MB of the layers the file stays under 45 MB.
PIECES = 54_000
TEXT_WEIGHT = 100_000  # a piece used once in the texts at hand counts like a word used 0.1 times in a thousand


def texts_of(*folders: Path) -> Iterator[str]:
    """Yield the lines of the texts that the models are meant to read well."""
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.suffix in (".md", ".txt", ".html", ".json", ".jsonl"):
                yield from path.read_text(encoding="utf-8").splitlines()


def build_base(work: Path, *folders: Path) -> tuple[BertModel, Tokenizer, Vocabulary]:
    """Return the pruned base, building `work`/base first when it is not there."""
    home = work / "base"
    if not (home / "weights.pt").is_file():
        home.mkdir(parents=True, exist_ok=True)
        model, vocabulary = load_e5()
        whole = tokenizer_of(vocabulary)
        counts: Counter[int] = word_usage(whole)
        counts.update(usage(whole, texts_of(*folders), weight=TEXT_WEIGHT))
        kept = kept_pieces(vocabulary, counts, limit=PIECES)
        model, vocabulary, tokenizer = prune(model, vocabulary, kept)
        tokenizer.save(str(home / "tokenizer.json"))
        (home / "vocabulary.json").write_text(json.dumps(asdict(vocabulary)), encoding="utf-8")
        (home / "config.json").write_text(json.dumps(model.config.to_dict(), default=str), encoding="utf-8")
        torch.save(model.state_dict(), home / "weights.pt")
    vocabulary = Vocabulary(**json.loads((home / "vocabulary.json").read_text(encoding="utf-8")))
    config = BertConfig(**json.loads((home / "config.json").read_text(encoding="utf-8")))
    model = BertModel(config, add_pooling_layer=False)
    model.load_state_dict(torch.load(home / "weights.pt", weights_only=True))
    return model.eval(), Tokenizer.from_file(str(home / "tokenizer.json")), vocabulary


def shorten(bert: BertModel, tokens: int) -> None:
    """Cut the table of positions (in place) to the first `tokens`: no longer text is ever read."""
    table = bert.embeddings.position_embeddings
    shorter = torch.nn.Embedding(tokens, table.embedding_dim)
    shorter.weight.data = table.weight.data[:tokens].clone()
    bert.embeddings.position_embeddings = shorter
    bert.embeddings.position_ids = bert.embeddings.position_ids[:, :tokens]
    bert.embeddings.token_type_ids = bert.embeddings.token_type_ids[:, :tokens]
    bert.config.max_position_embeddings = tokens


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--train", type=Path, required=True)
    parser.add_argument("--work", type=Path, default=Path("training/work"))
    options = parser.parse_args()
    _model, _tokenizer, vocabulary = build_base(options.work, options.data, options.train)
    print(f"{len(vocabulary.pieces)} pieces in {options.work}/base")


if __name__ == "__main__":
    main()
