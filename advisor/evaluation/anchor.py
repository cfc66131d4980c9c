"""Write `start` and `end` beside every quote of a question file. Nothing else changes: comments, order, layout stay.

The YAML is composed only to learn where each mapping stands; the edit is made in the text itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from advisor.disk import write_whole
from advisor.errors import EvaluationError
from advisor.evaluation.read import case_files, load_cases

_Edit = tuple[int, int, str]  # replace content[start:end] by the text


def anchor(path: Path, texts: Mapping[str, str]) -> int:
    """Anchor every quote of a file or folder in `texts` and return how many spans were written or renewed.

    The cases are checked first with their quotes searched anew. Raises EvaluationError, and changes no file, when a
    quote cannot be found.
    """
    for case in load_cases(path, texts, reanchor=True):
        for span in case.spans:
            if span.start < 0:
                raise EvaluationError(
                    f"{case.file}: case {case.id}: the quote is no longer in {span.document}: {span.quote[:80]!r}. "
                    "Give the quote that answers now, or remove the case."
                )
    renewed = 0
    for file in case_files(path):
        content = file.read_text(encoding="utf-8")
        edits = list(_edits(content, file.name, texts))
        if edits:
            for start, end, text in sorted(edits, reverse=True):
                content = content[:start] + text + content[end:]
            write_whole(file, content)
        renewed += len(edits)
    return renewed


def _edits(content: str, file: str, texts: Mapping[str, str]) -> Iterator[_Edit]:
    root: Any = yaml.compose(content, Loader=yaml.SafeLoader)
    for case in root.value:
        for entry in _value(case, "evidence"):
            for node in _value(entry, "any"):
                fields = {key.value: value for key, value in node.value}
                occurrence = int(fields["occurrence"].value) if "occurrence" in fields else 1
                text, quote = texts[fields["document"].value], fields["quote"].value
                start = _nth(text, quote, occurrence)
                if start is None:
                    raise EvaluationError(
                        f"{file}: occurrence {occurrence} of {quote[:60]!r} is not there. Correct it."
                    )
                yield from _edit(content, node, fields, start, start + len(quote))


def _value(node: Any, key: str) -> list[Any]:
    for name, value in node.value:
        if name.value == key:
            found: list[Any] = value.value
            return found
    return []


def _nth(text: str, quote: str, occurrence: int) -> int | None:
    at = -1
    for _ in range(occurrence):
        at = text.find(quote, at + 1)
        if at < 0:
            return None
    return at


def _edit(content: str, node: Any, fields: Mapping[str, Any], start: int, end: int) -> Iterator[_Edit]:
    """Yield the edit of one mapping, nothing when its span is already right."""
    if "start" in fields and "end" in fields:
        first, last = sorted((fields["start"], fields["end"]), key=lambda item: item.start_mark.index)
        if (fields["start"].value, fields["end"].value) == (str(start), str(end)):
            return
        ordered = (start, end) if first is fields["start"] else (end, start)
        between = content[first.end_mark.index : last.start_mark.index]
        yield first.start_mark.index, last.end_mark.index, f"{ordered[0]}{between}{ordered[1]}"
        return
    if "start" in fields or "end" in fields:
        raise EvaluationError(f"line {node.start_mark.line + 1}: give both start and end, or neither.")
    if node.flow_style:
        closing = node.end_mark.index - 1  # the "}"
        at = closing - (len(content[:closing]) - len(content[:closing].rstrip()))
        yield at, at, f", start: {start}, end: {end}"
        return
    last_value = node.value[-1][1]
    indent = " " * node.start_mark.column
    yield last_value.end_mark.index, last_value.end_mark.index, f"\n{indent}start: {start}\n{indent}end: {end}"
