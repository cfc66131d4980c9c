"""`make bench`: how long the product takes and how much memory, on this machine, in one run.

Each figure is the median of several whole runs, with the least and the most beside it. All is built in a temporary
folder; the project's own index is not touched. Nothing here is a test: a busy machine is slow and not wrong.

usage: python -m benchmarks.bench [--runs 5] [--pages DIR] [--no-pages] [--sets DIR] [--no-sets]
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from statistics import median

from advisor.config import ROOT, Config

ADVISOR = Path(sys.executable).with_name("advisor")
SHARED = ROOT.parent / "shared"
QUESTIONS = (
    "Combien de semaines dure le stage du BTS Métiers de la Mesure ?",
    "Quelle est la durée de la soutenance de l'épreuve E8 du BTS CIM ?",
    "Que faire après le bac pro microtechniques ?",
    "Le BTM mécanique de précision est-il accessible par la VAE ?",
    "et en apprentissage, la durée du stage du BTS Métiers de la Mesure ?",
    "Combien coûte l'inscription au BTS CIM ?",
)
PAGE_QUESTIONS = (
    "durée du CAP électricien ?",
    "que faire après un bac pro cuisine ?",
    "où exercer après un BTS tourisme ?",
)


def show(what: str, values: Sequence[float], unit: str, *, bound: float | None = None) -> None:
    """Print one figure: median, least and most, and what it should stay under."""
    figure = f"{median(values):8.2f} {unit:<4} [{min(values):.2f}, {max(values):.2f}] n={len(values)}"
    limit = "" if bound is None else f"   under {bound:g} {unit}: {'yes' if median(values) < bound else 'NO'}"
    print(f"{what:<52}{figure}{limit}", flush=True)


def timed(call: Callable[[], object]) -> float:
    started = time.perf_counter()
    call()
    return time.perf_counter() - started


def command(*arguments: str, config: Config) -> None:
    """Run `advisor` as a person does, in a process of its own. Raises CalledProcessError."""
    places = ["--corpus", str(config.corpus)] if arguments[0] == "index" else []
    subprocess.run(
        [ADVISOR, *arguments, *places, "--index", str(config.index)],
        check=True,
        capture_output=True,
    )


def four_texts(config: Config, runs: int) -> None:
    print(f"\nThe texts of {config.corpus.name}/")
    from_nothing = []
    for number in range(runs):
        there = replace(config, index=config.index / f"run-{number}")  # its own folder: no cache of embeddings
        from_nothing.append(timed(lambda there=there: command("index", config=there)))  # type: ignore[misc]
    show("index from nothing", from_nothing, "s", bound=30)
    config = replace(config, index=config.index / "run-0")
    again = [timed(lambda: command("index", config=config)) for _ in range(runs)]
    show("index, nothing changed", again, "s", bound=2)
    print(f"{'':52}{median(from_nothing) / median(again):8.1f} times faster than from nothing")
    fresh = [timed(lambda: command("ask", QUESTIONS[0], config=config)) for _ in range(runs)]
    show("advisor ask, a fresh process", fresh, "s", bound=4)
    in_process(config, QUESTIONS, runs, bound=100)


def in_process(config: Config, questions: Sequence[str], runs: int, *, bound: float) -> None:
    """Time questions in a process that has answered one before, and say how much memory that process took."""
    program = "from benchmarks.bench import answer_loop; answer_loop()"
    arguments = [str(config.corpus), str(config.index), str(runs), *questions]
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments], check=True, capture_output=True, text=True, cwd=ROOT
    )
    found = json.loads(done.stdout)
    show("open the advisor and answer a first question", [found["opened"]], "s")
    show("a question in a running process", found["times"], "ms", bound=bound)
    for stage, times in found["stages"].items():
        show(f"  of which {stage}", times, "ms")
    print(f"{'':52}{found['answered']} of these {len(questions)} questions answered, the others refused or asked back")
    for step, highest in found["memory"].items():
        show(f"memory of that process, {step}", [highest], "MB")
    show("memory of that process at its highest", [max(found["memory"].values())], "MB", bound=600)


def answer_loop() -> None:
    """Print as JSON: seconds to the first answer (`opened`), questions `answered`, milliseconds of each question
    (`times`) and of its `stages`, and the highest `memory` (MB) after each step.
    """
    from advisor.pipeline import Advisor

    corpus, index, runs, *questions = sys.argv[1:]
    memory = {"modules loaded": highest_memory()}
    started = time.perf_counter()
    advisor = Advisor.open(Config(corpus=Path(corpus), index=Path(index)))
    memory["index open"] = highest_memory()
    advisor.ask(questions[0])
    opened = time.perf_counter() - started
    memory["first question, both models loaded"] = highest_memory()
    answered = sum(advisor.ask(question).status == "answered" for question in questions)
    times: list[float] = []
    stages: dict[str, list[float]] = {}
    for question in list(questions) * int(runs):
        started = time.perf_counter()
        answer = advisor.ask(question)
        times.append((time.perf_counter() - started) * 1000)
        took: dict[str, float] = {}
        for stage in answer.trace.stages:  # a stage may run once for each part of a question
            took[stage.name] = took.get(stage.name, 0.0) + stage.ms
        for name, value in took.items():
            stages.setdefault(name, []).append(value)
    memory["all questions"] = highest_memory()
    print(json.dumps({"opened": opened, "answered": answered, "times": times, "stages": stages, "memory": memory}))


def highest_memory() -> float:
    """Return the most memory that this process has taken so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform == "linux" else 1024**2)


def many_pages(pages: Path, config: Config, runs: int) -> None:
    """Index a folder of pages as they lie, once, and ask over them."""
    from advisor.index.generations import current, read_manifest

    count = sum(path.is_file() for path in pages.iterdir())
    print(f"\nThe {count} pages of {pages.name}/")
    config = replace(config, corpus=pages, index=config.index / "pages")
    with suppress(subprocess.CalledProcessError):  # a page that cannot be read is a warning and exit code 1
        seconds = timed(lambda: command("index", config=config))
    manifest = read_manifest(config.index, current(config.index))
    size = sum(path.stat().st_size for path in config.index.rglob("*") if path.is_file()) / 1e6
    show("index from nothing", [seconds / 60], "min")
    show("passages", [manifest.passages / seconds], "/s")
    show("sentences", [manifest.sentences / seconds], "/s")
    show("size on disk, cache of embeddings included", [size], "MB")
    in_process(config, PAGE_QUESTIONS, runs, bound=150)


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure speed and memory: medians, all in one run.")
    parser.add_argument("--runs", type=int, default=5, help="runs of each measurement (default: 5)")
    parser.add_argument(
        "--pages", type=Path, default=SHARED / "data" / "onisep-formations", help="folder of many pages"
    )
    parser.add_argument("--no-pages", action="store_true", help="leave the many pages out (they take minutes)")
    parser.add_argument("--sets", type=Path, default=SHARED / "bench", help="folder of retrieval sets in BEIR layout")
    parser.add_argument("--no-sets", action="store_true", help="leave the retrieval sets out")
    options = parser.parse_args()
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} before; Python {sys.version.split()[0]}")
    with tempfile.TemporaryDirectory(prefix="advisor-bench-") as folder:
        config = Config(index=Path(folder))
        four_texts(config, options.runs)
        if not options.no_pages and options.pages.is_dir():
            many_pages(options.pages, config, options.runs)
    if not options.no_sets and options.sets.is_dir():
        print("\nRetrieval on public sets", flush=True)
        subprocess.run([ADVISOR, "eval", "bench", "--bench", str(options.sets)], check=True)


if __name__ == "__main__":
    main()
