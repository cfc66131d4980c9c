"""Sections to the units that are found and cited: sentences (exact spans), passages (runs of blocks tiling the text).

The text to search with carries what gives a sentence its meaning: the headings above it and the lead-in of its list.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace

from advisor.language.french import fold, plain_bullets
from advisor.parse.layout import body_span, clean_heading
from advisor.parse.sentences import sentence_spans
from advisor.parse.tables import is_table_head, is_table_row, row_sentence
from advisor.records import Block, Document, Indexable, Passage, Section, Sentence

# About 250 tokens of French: half of what e5 reads (512), so that headings always fit.
PASSAGE_CHARACTERS = 1000


def chunk(document: Document, root: Section) -> Indexable:
    """Return the passages and sentences of a document with the texts to search for each.

    The passages, in order, tile the text; every character that is not white space or a bullet is in one sentence.
    """
    sentences = _sentences(document, root)
    passages = _passages(document, root, sentences)
    return Indexable(
        document=document,
        passages=passages,
        sentences=sentences,
        passage_texts=tuple(_passage_text(document, passage) for passage in passages),
        sentence_texts=tuple(contextual(document, sentence) for sentence in sentences),
        sentence_meanings=tuple(meaning(document, sentence) for sentence in sentences),
    )


def contextual(document: Document, sentence: Sentence) -> str:
    """Return "heading > heading. lead-in sentence": what a reader has in mind when reading the sentence."""
    parts = [" > ".join(sentence.headings)]
    if subject := _subject(document, sentence):
        parts.append(subject)
    if sentence.lead_in is not None and (sentence.start, sentence.end) != sentence.lead_in:
        parts.append(clean(document.text[slice(*sentence.lead_in)]))
    parts.append(sentence.text)
    return "\n".join(part for part in parts if part)


def meaning(document: Document, sentence: Sentence) -> str:
    """Return "heading : end of the lead-in : sentence": what is embedded.

    Only the deepest heading and the words beside the list are kept: on the answerable questions of both halves of the
    evaluation set, vectors alone had the evidence first for 46 % so, and for 43 % with the whole path of headings.
    """
    parts = [" ".join(heading.split()[:14]) for heading in sentence.headings[-1:]]
    if subject := _subject(document, sentence):
        parts.append(" ".join(subject.split()[-12:]))
    if sentence.lead_in is not None and (sentence.start, sentence.end) != sentence.lead_in:
        parts.append(" ".join(clean(document.text[slice(*sentence.lead_in)]).split()[-12:]))
    parts.append(sentence.text)
    return " : ".join(part for part in parts if part)


# "Il comprend :", "Ce dossier comporte obligatoirement :": what a list is of stands in the sentence before.
_OF_BEFORE = re.compile(r"^(?:ils?|elles?|celui-ci|celle-ci|ceux-ci|celles-ci|ce|cet|cette|ces)(?: [\w'-]+){1,5} ?:$")
_PRONOUN = re.compile(r"^(?:ils?|elles?|celui-ci|celle-ci|ceux-ci|celles-ci)\b")


def _subject(document: Document, sentence: Sentence) -> str:
    """Return the sentence that says what a list is of, for the list's opening and its items, "" for any other."""
    opening = document.text[slice(*(sentence.lead_in or (sentence.start, sentence.end)))]
    if sentence.before is None or not _OF_BEFORE.match(fold(clean(opening))):
        return ""
    return clean(document.text[slice(*sentence.before)])


def clean(text: str) -> str:
    """Return text as one readable line: links, bold, hard wraps and the « of every line of an amended text folded."""
    line = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", plain_bullets(text))
    line = re.sub(r"\*\*([^*]+?)\s*:\*\*", r"\1 :", line)
    line = re.sub(r"(?<!\*)(\*\*\*?)(?=[^\s*])([^*]+)(?<=\S)\1(?!\*)", r"\2", line)
    line = re.sub(r"\\([*_])", r"\1", line)  # escaped in Markdown
    line = re.sub(r"-\s*\n\s*(?=[a-zà-ÿ])", "-", line)
    line = re.sub(r"\s+", " ", line).strip()
    if line.count("«") > line.count("»"):
        line = re.sub(r"^«\s*", "", line)
    return line


def _walk(section: Section, path: tuple[str, ...] = ()) -> Iterator[tuple[Section, tuple[str, ...]]]:
    """Yield every section in reading order with the headings above it."""
    yield section, path
    below = path if section.level == 0 else (*path, section.heading)
    for child in section.children:
        yield from _walk(child, below)


def _sentences(document: Document, root: Section) -> tuple[Sentence, ...]:
    text = plain_bullets(document.text)
    found: list[Sentence] = []
    for section, path in _walk(root):
        if section.heading_end > section.start:
            heading = Sentence(
                document.id,
                len(found),
                section.start,
                section.heading_end,
                clean_heading(text[section.start : section.heading_end]),
                path,
                "heading",
            )
            found.append(heading)
        inside = path if section.level == 0 else (*path, section.heading)
        groups = _groups(section.blocks)
        for block, opener in zip(section.blocks, groups, strict=True):
            spans = (
                [(block.start, block.end)]
                if block.kind in ("row", "fact")
                else sentence_spans(text, *body_span(text, block.start, block.end))
            )
            for start, end in spans:
                row = is_table_row(text[start:end])
                line = row_sentence(text, start, end, short=True) if row else clean(text[start:end])
                found.append(
                    Sentence(
                        document=document.id,
                        number=len(found),
                        start=start,
                        end=end,
                        text=line,
                        headings=inside,
                        kind="head" if row and is_table_head(text, start, end) else block.kind,
                        depth=block.depth,
                        lead_in=block.lead_in,
                        group=opener,
                        ambiguous=block.ambiguous,
                        block=block.start,
                    )
                )
    return tuple(_leaning(_number_groups(found)))


# A sentence that speaks of "cette pièce" or goes on with "il…", read on folded text.
_LEANS = re.compile(
    r"^(?:il|elle|ils|elles|y|cela|ceci|toutefois|cependant|neanmoins|en consequence|par consequent|des lors"
    r"|dans ce cas|en ce cas|a defaut|le cas echeant|l'un|l'autre|les autres)\b"
    r"|\b(?:ce|cet|cette|ces|celui-ci|celle-ci|ceux-ci|celles-ci|ledit|ladite|lesdits|lesdites|leurs?)\b"
)


def _leaning(sentences: Sequence[Sentence]) -> Iterator[Sentence]:
    """Give each sentence that leans on the one before it, under the same heading, the span of that one."""
    previous: Sentence | None = None
    named = 0, 0  # the last sentence that names what it is of
    openings: dict[tuple[int, int], tuple[int, int]] = {}  # of lists, with the sentence that says what each is of
    for sentence in sentences:
        near = (
            previous is not None
            and previous.headings == sentence.headings
            and (previous.block == sentence.block or previous.kind == sentence.kind == "paragraph")
        )
        if near and previous is not None and _LEANS.search(fold(sentence.text)):
            span = previous.start, previous.end
            if _OF_BEFORE.match(fold(sentence.text)):
                # "Il est visé par le tuteur. Il comprend :" goes back to whom "il" is.
                span = openings[sentence.start, sentence.end] = named if _PRONOUN.match(fold(previous.text)) else span
            yield replace(sentence, before=span)
        elif sentence.lead_in in openings and sentence.kind == "item":
            yield replace(sentence, before=openings[sentence.lead_in])
        else:
            yield sentence
        previous = sentence
        if not near or not _PRONOUN.match(fold(sentence.text)):
            named = sentence.start, sentence.end


def _groups(blocks: Sequence[Block]) -> list[int | None]:
    """Return for each block the start offset of the list it belongs to: the lead-in's, or the first item's."""
    result: list[int | None] = []
    opened: int | None = None
    for block in blocks:
        if block.kind == "furniture":
            result.append(None)
        elif block.kind != "item":
            opened = None
            result.append(None)
        else:
            if opened is None:
                opened = block.lead_in[0] if block.lead_in else block.start
            result.append(opened)
    return result


def _number_groups(sentences: Sequence[Sentence]) -> tuple[Sentence, ...]:
    """Replace offsets of lists by the number of their first sentence, and count the lead-in itself in.

    A sentence starts after its bullet or «, so the first of a list is the first that starts at its offset or later.
    """
    starts = [sentence.start for sentence in sentences]
    openers = {
        sentence.group: bisect_left(starts, sentence.group) for sentence in sentences if sentence.group is not None
    }
    firsts = set(openers.values())
    return tuple(
        replace(sentence, group=openers[sentence.group])
        if sentence.group is not None
        else replace(sentence, group=sentence.number if sentence.number in firsts else None)
        for sentence in sentences
    )


def _passages(document: Document, root: Section, sentences: Sequence[Sentence]) -> tuple[Passage, ...]:
    """Run whole blocks together under one heading; a heading goes with the first block below it."""
    starts: list[tuple[int, tuple[str, ...]]] = []  # where each passage starts
    for section, path in _walk(root):
        inside = path if section.level == 0 else (*path, section.heading)
        opened = None
        for position, block in enumerate(section.blocks):
            first = section.start if position == 0 and section.level else block.start
            if opened is None or (block.end - opened > PASSAGE_CHARACTERS and block.depth == 0):
                starts.append((first, inside))
                opened = first
        if not section.blocks and section.level and not section.children:
            starts.append((section.start, inside))
    starts.sort(key=lambda item: item[0])
    if not starts:
        return (Passage(document.id, 0, 0, len(document.text), (), (0, len(sentences))),) if document.text else ()
    starts[0] = (0, starts[0][1])
    passages = []
    for number, (start, headings) in enumerate(starts):
        end = starts[number + 1][0] if number + 1 < len(starts) else len(document.text)
        inside_numbers = [sentence.number for sentence in sentences if start <= sentence.start < end]
        span = (inside_numbers[0], inside_numbers[-1] + 1) if inside_numbers else (0, 0)
        passages.append(Passage(document.id, number, start, end, headings, span))
    return tuple(passages)


def _passage_text(document: Document, passage: Passage) -> str:
    body = clean(re.sub(r"<[^>]+>", " ", document.text[passage.start : passage.end]))
    return "\n".join(part for part in (" > ".join(passage.headings), body) if part)
