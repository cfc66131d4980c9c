"""Train the evidence model: e5-small reading question and evidence together, on two cores, resumable after a kill.

Every batch follows from the seed and the number of the step, so a resumed run sees what an unbroken one would. The rate
follows the steps or the clock, whichever is further: the run ends within `--minutes`.

usage: python -m training.train --data ../shared/data --train ../shared/train [--work training/work] [--minutes 84]
(then python -m training.finish writes advisor/models/evidence and the figures)
"""

from __future__ import annotations

import argparse
import random
import time
from dataclasses import dataclass
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import nn

from advisor.engines.evidence import MAX_TOKENS
from advisor.engines.onnx_runtime import MODELS
from training.augment import noisy
from training.base import build_base
from training.dataset import Group, build
from training.judge import Judge, group_loss, logits_of
from training.shipped import load_run, load_shipped

WARM_SHARE = 0.1  # of the steps, on Wikipedia questions
SHIPPED = "shipped"
SAVE_EVERY = 50  # steps: about two minutes of work lost when killed


@dataclass(frozen=True)
class Plan:
    """What a run does. `warm_steps` of the steps are on Wikipedia questions, the rest on regulation texts."""

    steps: int = 2400
    warm_steps: int = 240
    questions: int = 12  # in a step
    negatives: int = 5  # of a question, at most
    rate: float = 1e-4  # of the layers, at its highest
    head_rate: float = 1e-3
    rising: float = 0.06  # share of the run in which the rate rises
    frozen_layers: int = 2  # the lowest: they read the words, which stay the same
    dropout: float = 0.0  # hardly one pass over the questions: nothing to learn by heart
    seed: int = 20
    minutes: float = 84.0


def quick_bf16() -> bool:
    """Say whether this processor multiplies matrices in bfloat16 (AMX): three times the pairs of float32 then."""
    return bool(torch.cpu._is_amx_tile_supported())  # torch has no public name for it yet


def draw(group: Group, count: int, rng: random.Random) -> list[tuple[str, float]]:
    """Return the texts of one question for one step with 1.0 (answers) or 0.0: one that answers, then others.

    The pool is in order of difficulty; the n-th is drawn with weight 1 / (n + 3).
    """
    yes = rng.sample(group.positives, k=min(1, len(group.positives)))
    keys = [(rng.random() ** (number + 3), text) for number, text in enumerate(group.negatives)]
    no = [text for _, text in sorted(keys, reverse=True)[:count]]
    return [(text, 1.0) for text in yes] + [(text, 0.0) for text in no]


def batch_of(groups: list[Group], step: int, plan: Plan) -> list[Group]:
    """Return the groups of a step: the groups in an order that changes with each pass over them."""
    first = step * plan.questions
    result = []
    for number in range(first, first + plan.questions):
        epoch, position = divmod(number, len(groups))
        order = list(range(len(groups)))
        random.Random(f"{plan.seed} {epoch}").shuffle(order)
        result.append(groups[order[position]])
    return result


def prepare(judge: Judge, plan: Plan) -> torch.optim.AdamW:
    """Freeze the words and the lowest layers; return the optimiser of the rest."""
    for parameter in judge.bert.embeddings.parameters():
        parameter.requires_grad_(False)
    for layer in judge.bert.encoder.layer[: plan.frozen_layers]:
        layer.requires_grad_(False)
    for module in judge.modules():
        if isinstance(module, nn.Dropout):
            module.p = plan.dropout
    # torch's fused attention is made for long texts: at 70 tokens its backward takes half of a step.
    judge.bert.set_attn_implementation("eager")
    for layer in judge.bert.encoder.layer:
        layer.attention.self.dropout.p = 0.0
    body = [p for p in judge.bert.parameters() if p.requires_grad]
    head = [*judge.dense.parameters(), *judge.out.parameters()]
    return torch.optim.AdamW(
        [{"params": body, "peak": plan.rate}, {"params": head, "peak": plan.head_rate}], lr=0.0, weight_decay=0.01
    )


def train(judge: Judge, tokenizer: Tokenizer, groups: list[Group], plan: Plan, *, pad: int, saved: Path) -> list[float]:
    """Train in place and return the loss of each step. Goes on from `saved` when it is there; keeps it up to date."""
    torch.set_num_threads(2)
    bf16 = quick_bf16()
    tokenizer.enable_truncation(MAX_TOKENS, strategy="longest_first")
    warm = [g for g in groups if g.split == "wikipedia"]
    domain = [g for g in groups if g.split == "train"]
    optimiser = prepare(judge, plan)
    losses: list[float] = []
    spent = 0.0
    if saved.is_file():
        state = torch.load(saved, weights_only=True)
        judge.load_state_dict(state["judge"])
        optimiser.load_state_dict(state["optimiser"])
        losses, spent = state["losses"], state["spent"]
        print(f"resumed at step {len(losses)}", flush=True)
    judge.train()
    started = time.monotonic() - spent
    launched = time.monotonic()
    pairs = 0
    while (step := len(losses)) < plan.steps:
        spent = time.monotonic() - started
        progress = max(step / plan.steps, spent / 60 / plan.minutes)
        if progress >= 1:
            break
        for settings in optimiser.param_groups:
            settings["lr"] = settings["peak"] * min(1.0, progress / plan.rising, (1 - progress) / (1 - plan.rising))
        torch.manual_seed(plan.seed * 100_003 + step)
        warming = step < plan.warm_steps and bool(warm)
        batch = batch_of(warm, step, plan) if warming else batch_of(domain, step - plan.warm_steps, plan)
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=bf16):
            loss, read = one_step(judge, tokenizer, batch, plan, step, pad)
        loss.backward()
        nn.utils.clip_grad_norm_(judge.parameters(), 1.0)
        optimiser.step()
        optimiser.zero_grad(set_to_none=True)
        losses.append(float(loss.detach()))
        pairs += read
        if len(losses) % 10 == 0:
            recent = losses[-10:]
            now = time.monotonic() - started
            left = min((1 / max(progress, 1e-6) - 1) * now / 60, plan.minutes - now / 60)
            print(
                f"step {len(losses)}/{plan.steps} loss {sum(recent) / len(recent):.3f} rate {settings['lr']:.1e} "
                f"{pairs / (time.monotonic() - launched):.1f} pairs/s, "
                f"{now / 60:.1f} min spent, about {left:.0f} to go",
                flush=True,
            )
        if len(losses) % SAVE_EVERY == 0 or len(losses) == plan.steps:
            save(saved, judge, optimiser, losses, time.monotonic() - started)
    save(saved, judge, optimiser, losses, time.monotonic() - started)
    judge.eval()
    return losses


def one_step(
    judge: Judge, tokenizer: Tokenizer, batch: list[Group], plan: Plan, step: int, pad: int
) -> tuple[torch.Tensor, int]:
    """Return the mean loss of a step's questions, and how many pairs were read."""
    rng = random.Random(f"{plan.seed} {step}")
    drawn = [draw(group, plan.negatives, rng) for group in batch]
    asked = [noisy(group.question, rng) for group in batch]
    pairs = [(question, text) for question, texts in zip(asked, drawn, strict=True) for text, _ in texts]
    logits = logits_of(judge, tokenizer, pairs, pad=pad)
    losses = []
    at = 0
    for texts in drawn:
        answers = torch.tensor([answer for _, answer in texts])
        losses.append(group_loss(logits[at : at + len(texts)], answers))
        at += len(texts)
    return torch.stack(losses).mean(), len(pairs)


def save(path: Path, judge: Judge, optimiser: torch.optim.AdamW, losses: list[float], spent: float) -> None:
    """Write the state of a run, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    state = {"judge": judge.state_dict(), "optimiser": optimiser.state_dict(), "losses": losses, "spent": spent}
    torch.save(state, path.with_suffix(".part"))
    path.with_suffix(".part").replace(path)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--train", type=Path, required=True)
    parser.add_argument("--work", type=Path, default=Path("training/work"))
    parser.add_argument("--minutes", type=float, default=Plan.minutes)
    parser.add_argument("--steps", type=int, default=Plan.steps)
    parser.add_argument("--run", default="evidence", help="name of the run inside the work folder")
    parser.add_argument("--rate", type=float, default=Plan.rate, help="highest rate of the layers")
    parser.add_argument("--head-rate", type=float, default=Plan.head_rate, help="highest rate of what reads the layers")
    parser.add_argument("--negatives", type=int, default=Plan.negatives, help="texts that do not answer, a question")
    parser.add_argument("--frozen", type=int, default=Plan.frozen_layers, help="how many of the lowest layers stay")
    parser.add_argument(
        "--start",
        help=f"name of an earlier run whose weights this one begins with, or {SHIPPED!r}: the committed model's "
        "(no warm-up then)",
    )
    options = parser.parse_args()
    warm = 0 if options.start else round(options.steps * WARM_SHARE)
    plan = Plan(
        steps=options.steps,
        minutes=options.minutes,
        warm_steps=warm,
        rate=options.rate,
        head_rate=options.head_rate,
        negatives=options.negatives,
        frozen_layers=options.frozen,
    )
    bert, tokenizer, vocabulary = build_base(options.work, options.data, options.train)
    torch.manual_seed(plan.seed)
    groups = build(options.data, options.train, options.work)
    saved = options.work / f"{options.run}.pt"
    judge = Judge(bert)
    if options.start == SHIPPED:
        load_shipped(judge, MODELS / "evidence")
    elif options.start:
        load_run(judge, options.work / f"{options.start}.pt")
    losses = train(judge, tokenizer, groups, plan, pad=vocabulary.pad, saved=saved)
    print(f"{len(losses)} steps, last loss {sum(losses[-50:]) / len(losses[-50:]):.3f}, weights in {saved}")


if __name__ == "__main__":
    main()
