"""Physical lines to a tree of sections: what all families share. It knows nothing of any family's words.

A family marks each line (heading, item, text…); `assemble` joins wrapped lines, bridges page breaks, nests lists and
hangs blocks under headings. Every character of the text that is not white space belongs to one heading or block.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from advisor.parse.sentences import sentence_spans
from advisor.records import Block, Section

Kind = Literal["heading", "item", "text", "fact", "row", "furniture"]

_TERMINAL = re.compile(r"[.!?:;…]\s*(?:[»\"”)]\s*)*$")
_CLOSING = ".,;:!?)»”…"


@dataclass(frozen=True, slots=True)
class Line:
    """One line that is not blank: the span without surrounding white space, and whether a blank line precedes it."""

    start: int
    end: int
    text: str
    after_blank: bool
    indent: int


@dataclass(frozen=True, slots=True)
class Mark:
    """What a line is. `level` ranks a heading (1 is highest), `marker` names an item's bullet ("•", "1°").

    `more` says that the line belongs to the heading or row above it. A fact with a level opens a section of its own,
    named by what stands before its colon.
    """

    kind: Kind
    level: int = 0
    marker: str = ""
    ambiguous: bool = False
    more: bool = False


TEXT = Mark("text")


_LONE_BULLET = re.compile(r"[-–•▪◦*]")


def split_lines(text: str) -> list[Line]:
    """Return the lines of `text` that are not blank, form feeds counting as blank lines.

    A bullet alone on its line goes with the line below it, which holds its text.
    """
    lines: list[Line] = []
    blank = True
    for match in re.finditer(r"[^\n\f]*(?:[\n\f]|$)", text):
        content = match.group().strip()
        if not content:
            blank = True
            continue
        start = match.start() + (len(match.group()) - len(match.group().lstrip()))
        indent = start - match.start()
        if lines and not blank and _LONE_BULLET.fullmatch(lines[-1].text) and not _LONE_BULLET.fullmatch(content):
            bullet = lines.pop()
            start, indent, blank = bullet.start, bullet.indent, bullet.after_blank
            lines.append(
                Line(start, match.start() + len(match.group().rstrip()), f"{bullet.text} {content}", blank, indent)
            )
        else:
            lines.append(Line(start, start + len(content), content, blank, indent))
        blank = match.group().endswith("\f")
    return lines


def wrap_width(lines: Sequence[Line]) -> int:
    """Return the column at which the text was wrapped by hand or by a PDF, 0 when it was not wrapped.

    Wrapped text has many lines that end without punctuation and are continued by the next one in lower case.
    """
    continued = [
        line.indent + len(line.text)
        for line, after in pairwise(lines)
        if not after.after_blank and after.text[0].islower() and not _TERMINAL.search(line.text)
    ]
    if len(continued) < 5:
        return 0
    return sorted(continued)[len(continued) * 9 // 10]


# A line that ends with one of these words has its rest on the next one, whatever that begins with.
_UNFINISHED = re.compile(
    r"(?<![\w/])(?:l[ae]|les|une|des?|du|aux?|à|et|ou|en|par|pour|sur|avec|dans|sans|sous|entre|ses?|sa|leurs?|cet(?:te)?|ces?"
    r"|qu[ei]|dont|l['’]|d['’])$"
)


# A name between guillemets, or a bracket, closed on its line: no block begins so after a line without punctuation.
_IN_A_SENTENCE = re.compile(r"(?:«[^«»]+»|\([^()]+\))(?=[\s.,;]|$)")


# "(1) Sauf dispense.": a note, by the call that stands above it.
NOTE = re.compile(r"(?P<call>\((?:\d{1,2}|\*{1,3}|[a-h])\))\s*(?=[^\W_]{2}|[dlnsLDNS]['’])")


def is_note(text: str, start: int) -> bool:
    """Return whether a line that starts at `start` is a note to what stands before it in the text."""
    match = NOTE.match(text, start)
    return match is not None and match.group("call") in text[:start]


@dataclass(slots=True)
class _Open:
    """A block being joined."""

    mark: Mark
    start: int
    end: int
    last: Line


def _ended(block: _Open, text: str) -> bool:
    """Whether what a block holds so far ends with punctuation."""
    return bool(_TERMINAL.search(text[block.start : block.end]))


def _continues(block: _Open, line: Line, text: str, width: int) -> bool:
    """Whether `line`, marked as plain text, is the rest of `block`: a wrapped line or the far side of a page break."""
    # "Évaluation : un mémoire. Les titulaires du brevet", "de maîtrise en sont dispensés."
    if block.mark.kind == "fact":
        return line.text[0].islower() and not line.after_blank and not _ended(block, text)
    if block.mark.kind not in ("text", "item"):
        return False
    if line.text[0] in _CLOSING:
        return True
    if is_note(text, line.start) or (NOTE.match(text, block.start) and NOTE.match(text, line.start)):
        return False
    ended = _ended(block, text)
    if line.text[0].islower():
        return not (ended and line.after_blank)
    begun = line.text[0].isdigit() or _IN_A_SENTENCE.match(line.text) or _UNFINISHED.search(block.last.text)
    if not ended and not line.after_blank and begun:
        return True
    # A capital may still continue a line that was wrapped because the next word did not fit.
    first_word = line.text.split(maxsplit=1)[0]
    full = width > 0 and block.last.indent + len(block.last.text) + 1 + len(first_word) > 0.93 * width
    return full and not (line.after_blank and ended)


def join_blocks(text: str, lines: Sequence[Line], marks: Sequence[Mark]) -> list[_Open]:
    """Join lines into headings and blocks, in reading order."""
    width = wrap_width(lines)
    joined: list[_Open] = []
    for line, mark in zip(lines, marks, strict=True):
        target = next((block for block in reversed(joined) if block.mark.kind != "furniture"), None)
        crossed_furniture = bool(joined) and joined[-1].mark.kind == "furniture"
        # A page's footer between them: only a sentence that plainly goes on is joined, the footer within it.
        goes_on = not crossed_furniture or (line.text[0].islower() and target is not None and not _ended(target, text))
        if target is not None and (
            mark.more or (mark.kind == "text" and goes_on and _continues(target, line, text, width))
        ):
            target.end, target.last = line.end, line
            while joined[-1] is not target:
                joined.pop()
        else:
            joined.append(_Open(mark, line.start, line.end, line))
    return joined


def _nest_lists(text: str, blocks: Sequence[_Open]) -> list[Block]:
    """Turn joined blocks into Blocks: items get their depth and the lead-in of their list."""
    result: list[Block] = []
    stack: list[tuple[str, tuple[int, int] | None]] = []  # (marker, lead-in) of each open list, outermost first
    opener: _Open | None = None  # the last paragraph or item: it may introduce a list
    separated = closed = False  # items of this list end with ; or , : then a full stop ends the list
    for block in blocks:
        kind = block.mark.kind
        if kind == "furniture":
            result.append(Block("furniture", block.start, block.end))
            continue
        if kind != "item":
            stack, separated, closed = [], False, False
            shape: Literal["paragraph", "fact", "row"] = "paragraph" if kind == "text" else kind  # type: ignore[assignment]
            result.append(Block(shape, block.start, block.end, ambiguous=block.mark.ambiguous))
            opener = block
            continue
        marker = block.mark.marker
        introduces = opener is not None and _introduces(text, opener, marker)
        if introduces and (opener is not None and (opener.mark.kind != "item" or _depth_allows(opener, marker))):
            assert opener is not None
            stack.append((marker, _last_sentence(text, opener)))
            separated = False
        elif not stack:
            stack.append((marker, None))
        else:
            names = [name for name, _ in stack]
            if marker in names[:-1] and marker != names[-1]:
                del stack[len(names) - names[::-1].index(marker) :]
            elif closed and len(stack) > 1:
                stack.pop()
        content = text[block.start : block.end].rstrip(' »"')
        closed = separated and content.endswith(".")
        separated = content.endswith((";", ","))
        result.append(Block("item", block.start, block.end, len(stack), stack[-1][1], ambiguous=block.mark.ambiguous))
        opener = block
    return result


def _introduces(text: str, opener: _Open, marker: str) -> bool:
    """Whether `opener` announces the list that starts with `marker`: a colon, or a numbered item before bullets."""
    if text[opener.start : opener.end].rstrip(' »"').endswith(":"):
        return True
    return opener.mark.kind == "item" and opener.mark.marker in _NUMBERED and marker in _BULLETS


_NUMBERED = frozenset({"1)", "1°", "a)", "1.", "partie"})
_BULLETS = frozenset({"-", "•", "« -", "- « -", "*", "–"})


def _depth_allows(opener: _Open, marker: str) -> bool:
    """An item announces a list inside it; the next item of a lettered or numbered list is not inside the one before."""
    return not (opener.mark.marker == marker and marker in _NUMBERED)


def _last_sentence(text: str, block: _Open) -> tuple[int, int]:
    return sentence_spans(text, *body_span(text, block.start, block.end))[-1]


_BULLET = re.compile(r"(?:[-–•*▪◦]\s*)?(?:«\s*)?[-–•▪◦*]\s+|[•▪◦]\s*")
_OPENING_QUOTE = re.compile(r"«\s*")


def body_span(text: str, start: int, end: int) -> tuple[int, int]:
    """Return a block's span without its bullet and without the « that every line of an amended text repeats."""
    for pattern in (_BULLET, _OPENING_QUOTE):
        match = pattern.match(text, start, end)
        if match is None or match.end() >= end:
            continue
        quoted = text[start:end]
        if pattern is _BULLET or quoted.count("«") > quoted.count("»"):
            start = match.end()
    return start, end


def assemble(text: str, lines: Sequence[Line], marks: Sequence[Mark], *, title: str) -> Section:
    """Return the tree of sections. The root has level 0, the title given, and spans the whole text."""
    joined = join_blocks(text, lines, marks)
    root = _Node(title, 0, 0, 0)
    path = [root]
    run: list[_Open] = []

    def flush() -> None:
        path[-1].blocks.extend(_nest_lists(text, run))
        run.clear()

    for block in joined:
        if block.mark.kind != "heading" and not block.mark.level:
            run.append(block)
            continue
        flush()
        while path[-1].level >= block.mark.level:
            path.pop()
        content = text[block.start : block.end]
        if block.mark.kind == "heading":
            node = _Node(clean_heading(content), block.mark.level, block.start, block.end)
        else:
            node = _Node(clean_heading(content.partition(":")[0]), block.mark.level, block.start, block.start)
            run.append(block)
        path[-1].children.append(node)
        path.append(node)
    flush()
    return replace(root.freeze(), end=len(text))


class _Node:
    """A section under construction."""

    def __init__(self, heading: str, level: int, start: int, heading_end: int) -> None:
        self.heading, self.level, self.start, self.heading_end = heading, level, start, heading_end
        self.blocks: list[Block] = []
        self.children: list[_Node] = []

    def freeze(self) -> Section:
        children = tuple(child.freeze() for child in self.children)
        last = [self.heading_end, *(block.end for block in self.blocks), *(child.end for child in children)]
        return Section(self.heading, self.level, self.start, self.heading_end, max(last), tuple(self.blocks), children)


_ANNEX_LINE = re.compile(r"^(?P<annex>[#*\s]*annexe\b[^\n]{0,12}?)[*:.–\s-]*\n[#*\s]*(?=\S)", re.IGNORECASE)


def clean_heading(text: str) -> str:
    """Return a heading as one line: without Markdown marks, opening « of an amended text, or trailing colon.

    The title below "ANNEXE IV" goes on behind a dash.
    """
    text = _ANNEX_LINE.sub(r"\g<annex> – ", text)
    line = re.sub(r"\s+", " ", text).strip()
    line = re.sub(r"^#+\s*", "", line).strip("* ")
    if line.startswith("«") and line.count("«") > line.count("»"):
        line = line[1:].strip()
    return re.sub(r"\s*:$", "", line)
