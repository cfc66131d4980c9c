"""`advisor eval`: its options. The work is in actions, imported only when it is asked for: `advisor ask` pays nothing.

Exit codes: 0 holds, 1 moved or could not run, 2 wrong usage.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from advisor.config import ROOT, Config
from advisor.evaluation.cases import BASELINE, DIFFICULTIES, KINDS, QUESTIONS
from advisor.records import REASONS, TOPICS

if TYPE_CHECKING:
    from advisor.evaluation.run import Opener

OUT = ROOT / "evals" / "out"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Give `parser` the options of `advisor eval`."""
    parser.add_argument(
        "action",
        nargs="?",
        default="run",
        choices=("run", "add", "anchor", "validate", "bench", "variants"),
        help="run the set (default), add a case, write the quotes' offsets, check the files, run the public sets, "
        "or ask the questions written otherwise (typos, SMS, capitals…)",
    )
    parser.add_argument("--set", type=Path, default=QUESTIONS, metavar="FILE_OR_DIR", help="question file or folder")
    parser.add_argument(
        "--mode", choices=("quotes", "llm"), help="how answers are written (default: the configuration's)"
    )
    parser.add_argument("--split", choices=("calibration", "heldout", "all"), default="all", help="which half to ask")
    parser.add_argument("--case", action="append", default=[], metavar="ID", help="ask only this case; may be repeated")
    parser.add_argument("--jobs", type=_positive, default=1, metavar="N", help="processes that ask side by side")
    parser.add_argument("--out", type=Path, default=OUT, metavar="DIR", help="folder of the reports")
    parser.add_argument("--fresh", action="store_true", help="ask again what an earlier run in --out has asked")
    parser.add_argument("--baseline", type=Path, default=BASELINE, metavar="FILE", help="committed verdicts")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--check", action="store_true", help="fail (1) when a verdict moved against the baseline")
    what.add_argument("--update-baseline", action="store_true", help="make this run's verdicts the baseline")
    what.add_argument(
        "--compare",
        nargs=2,
        metavar=("A", "B"),
        help="what moved between two runs: report folders, index folders, or the modes quotes and llm",
    )
    what.add_argument("--impact", action="store_true", help="cases that the corpus folder's changed texts touch")
    _add_case_arguments(parser.add_argument_group("add"))
    bench = parser.add_argument_group("bench")
    bench.add_argument("--bench", type=Path, metavar="DIR", help="folder of public sets in BEIR layout; bench needs it")
    bench.add_argument(
        "--sample",
        type=_positive,
        metavar="N",
        help="about N of the questions (variants); at most N documents per set, those that answer first (bench)",
    )


def _add_case_arguments(group: argparse._ArgumentGroup) -> None:
    group.add_argument("--question", help="the question as the person wrote it")
    group.add_argument("--file", type=Path, help="question file to add to")
    group.add_argument(
        "--expect", choices=("answered", "clarify", "not_found"), default="answered", help="right status"
    )
    group.add_argument("--reason", choices=REASONS, help="right reason of a refusal or of a question back")
    group.add_argument("--document", metavar="ID", help="text that holds the evidence")
    group.add_argument(
        "--quote", action="append", default=[], help="words of the evidence; repeat for each that is needed"
    )
    group.add_argument("--pick", type=_positive, metavar="N", help="take the N-th place found instead of asking")
    group.add_argument(
        "--fact", action="append", default=[], help="'12 semaine min', 'term:a|b', 'code:E8', 'date:2019-07-03'"
    )
    group.add_argument("--group", help="name of the underlying fact (default: the new id)")
    group.add_argument("--topic", choices=TOPICS)
    group.add_argument("--kind", choices=KINDS, default="plain")
    group.add_argument("--difficulty", choices=DIFFICULTIES, default="medium")


def _positive(text: str) -> int:
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError("must be at least 1")
    return value


def run(args: argparse.Namespace, config: Config, *, opener: Opener | None = None) -> int:
    """Do what the options ask and return the exit code, 0 or 1. `opener` opens the Advisor (another one in tests).

    Raises AdvisorError for what could not run.
    """
    from advisor.evaluation.actions import act

    return act(args, config, opener)
