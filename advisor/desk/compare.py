"""One question under two sets of circumstances: situation, session, mode, model, index. What differs is marked.

No HTML here.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from advisor.config import Config
from advisor.desk import messages_fr as fr
from advisor.desk.desk import Desk, DeskError
from advisor.errors import IndexUnusable
from advisor.index import Index, generations
from advisor.parse import PARSER_VERSION
from advisor.pipeline import Advisor
from advisor.records import Answer

Where = Literal["same", "only"]
_WORD = re.compile(r"\s*\S+")
_MODEL = re.compile(r"[a-z_]+(?::[\w.:/@-]{1,100})?|")
MOST_WORDS = 4_000  # compared word by word; a longer text is one difference


@dataclass(frozen=True, slots=True)
class Side:
    """The circumstances of one side. Empty: as the page would do."""

    status: tuple[str, ...] = ()
    session: str = ""
    mode: str = ""
    model: str = ""
    index: str = ""


def indexes(config: Config) -> dict[str, str]:
    """Return the generations of the index that can be asked, newest first: name and what it holds."""
    found = {}
    try:
        current = generations.current(config.index)
        folders = sorted((path.name for path in config.index.iterdir() if path.is_dir()), reverse=True)
    except (OSError, IndexUnusable):
        return {}
    for name in folders:
        try:
            manifest = generations.read_manifest(config.index, name)
        except IndexUnusable:
            continue
        if name != current:
            found[name] = fr.EARLIER_INDEX.format(name=name, texts=len(manifest.documents))
    return found


def opened(desk: Desk, side: Side) -> tuple[Advisor, bool]:
    """Return the Advisor of a side, and whether it was opened for it, to be closed. Raises DeskError, IndexUnusable."""
    own = desk.advisor()
    if not _MODEL.fullmatch(side.model):
        raise DeskError(fr.BAD_MODEL.format(model=side.model))
    if not side.index and not side.model:
        return own, False
    config = replace(desk.config, llm=side.model) if side.model else desk.config
    index = own.index
    if side.index:
        if side.index not in indexes(desk.config):
            raise DeskError(fr.NO_INDEX.format(index=side.index))
        manifest = generations.read_manifest(config.index, side.index)
        generations.check(
            config.index, manifest, model=own.index.manifest.model, parser=PARSER_VERSION, chroma=config.chroma_url
        )
        index = Index(config, manifest)
    return Advisor(index, config, own.model), bool(side.index)


def differing(first: str, second: str) -> tuple[list[tuple[str, Where]], list[tuple[str, Where]]]:
    """Return both texts cut into runs of words that are in both, or only here."""
    left, right = _WORD.findall(first), _WORD.findall(second)
    if len(left) + len(right) > MOST_WORDS:
        whole: Where = "same" if first == second else "only"
        return [(first, whole)], [(second, whole)]
    keys = [[word.strip() for word in words] for words in (left, right)]
    before: list[tuple[str, Where]] = []
    after: list[tuple[str, Where]] = []
    for tag, a, b, c, d in difflib.SequenceMatcher(None, keys[0], keys[1], autojunk=False).get_opcodes():
        where: Where = "same" if tag == "equal" else "only"
        if b > a:
            before.append(("".join(left[a:b]), where))
        if d > c:
            after.append(("".join(right[c:d]), where))
    return before, after


def cited(answer: Answer) -> list[tuple[str, str]]:
    """Return what an answer cites, as (document, quote): offsets move between indexes, words do not."""
    return [(citation.document, citation.quote) for citation in answer.citations]


def same_answer(first: Answer, second: Answer) -> bool:
    """Whether a person would see the same: outcome, words and quotes."""
    return _seen(first) == _seen(second)


def _seen(answer: Answer) -> Sequence[object]:
    notices = [(notice.kind, notice.text) for notice in answer.notices]
    return [answer.status, answer.reason, answer.text, cited(answer), notices, answer.choices]
