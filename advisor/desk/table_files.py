"""Questions from a CSV or JSON-lines file, and answers to CSV, XLSX or JSON lines. Row by row: nothing is held whole.

A row that cannot be asked is a row all the same, with what is wrong with it.
"""

from __future__ import annotations

import codecs
import csv
import json
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from io import TextIOWrapper
from pathlib import Path
from typing import IO, Any
from xml.sax.saxutils import escape

from advisor.desk import messages_fr as fr
from advisor.desk.desk import DeskError

COLUMNS = ("question", "id", "diploma", "status", "session", "today")
# What people call the columns in French.
_NAMES = {
    "diplome": "diploma", "diplôme": "diploma", "situation": "status", "statut": "status", "date": "today",
    "identifiant": "id", "questions": "question",
}  # fmt: skip
MOST_ROWS = 20_000
LONGEST_FIELD = 100_000  # characters of one cell; an unclosed quotation mark swallows the rest of a file
# What a table program would run as a formula when it opens the file.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a file: `number` counts from 1, `problem` is empty or says why it cannot be asked."""

    number: int
    values: dict[str, Any]
    problem: str = ""


def looks_binary(file: Path) -> bool:
    """Whether a file is no text: it holds a NUL, or begins as PDF, ZIP (also XLSX, DOCX) or a picture."""
    with file.open("rb") as content:
        begins = content.read(4096)
    return b"\x00" in begins or begins.startswith(
        (b"%PDF", b"PK\x03\x04", b"\x89PNG", b"\xff\xd8\xff", b"\xd0\xcf\x11")
    )


def encoding_of(file: Path) -> str:
    """Return "utf-8-sig", or "cp1252" for what French table programs save when nobody asks for UTF-8."""
    with file.open("rb") as content:
        decoder = codecs.getincrementaldecoder("utf-8")()
        try:
            while piece := content.read(1 << 16):
                decoder.decode(piece)
            decoder.decode(b"", True)
        except UnicodeDecodeError:
            return "cp1252"
    return "utf-8-sig"


def rows(file: Path, name: str) -> Iterator[Row]:
    """Yield the rows of a file. Raises DeskError when it is neither CSV with a column question nor JSON lines."""
    if file.stat().st_size == 0:
        raise DeskError(fr.EMPTY_FILE)
    if looks_binary(file):
        raise DeskError(fr.BINARY_FILE)
    with file.open("rb") as content:
        json_lines = name.lower().endswith((".jsonl", ".ndjson", ".json")) or content.read(200).lstrip().startswith(
            b"{"
        )
    yield from _json_rows(file) if json_lines else _csv_rows(file)


def _json_rows(file: Path) -> Iterator[Row]:
    with file.open("rb") as content:
        number = 0
        for raw in content:
            if not raw.strip():
                continue
            number += 1
            _bounded(number)
            try:
                value = json.loads(raw.decode("utf-8-sig"))
            except (ValueError, RecursionError):
                yield Row(number, {}, fr.NOT_JSON)
                continue
            yield Row(number, value) if isinstance(value, dict) else Row(number, {}, fr.NOT_JSON)


def _csv_rows(file: Path) -> Iterator[Row]:
    csv.field_size_limit(LONGEST_FIELD)
    with file.open(encoding=encoding_of(file), errors="replace", newline="") as content:
        first = content.readline()
        content.seek(0)
        reader = csv.reader(content, delimiter=max(";,\t", key=first.count), strict=True)
        try:
            head = [_NAMES.get(cell.strip().lower(), cell.strip().lower()) for cell in next(reader, [])]
        except csv.Error as error:
            raise DeskError(fr.BAD_CSV.format(line=reader.line_num, why=error)) from None
        if "question" not in head:
            raise DeskError(fr.NO_QUESTION_COLUMN.format(columns=", ".join(head[:8]) or fr.NONE))
        number = 0
        while True:
            try:
                cells = next(reader, None)
            except csv.Error as error:
                # What comes after a quotation mark that never closes cannot be told apart: stop, and say where.
                yield Row(number + 1, {}, fr.BAD_CSV.format(line=reader.line_num, why=error))
                return
            if cells is None:
                return
            if not any(cell.strip() for cell in cells):
                continue
            number += 1
            _bounded(number)
            if len(cells) > len(head):
                yield Row(number, {}, fr.TOO_MANY_CELLS.format(line=reader.line_num, cells=len(cells), head=len(head)))
                continue
            values = {key: cell.strip() for key, cell in zip(head, cells, strict=False) if cell.strip()}
            yield Row(number, {key: values[key] for key in COLUMNS if key in values})


def _bounded(number: int) -> None:
    if number > MOST_ROWS:
        raise DeskError(fr.TOO_MANY_ROWS.format(limit=MOST_ROWS))


def flat(result: dict[str, Any]) -> list[str]:
    """Return one result as the cells of fr.BATCH_COLUMNS."""
    answer = result.get("answer") or {}
    citations = "\n".join(
        f"[{cited['n']}] « {' '.join(str(cited['quote']).split())} » "
        f"({' › '.join([cited['title'], *cited['section']])}; {cited['document']}, {cited['start']}–{cited['end']}"
        f"{'; ' + cited['url'] if cited['url'] else ''})"
        for cited in answer.get("citations", ())
    )
    notices = "\n".join(notice["text"] for notice in answer.get("notices", ()))
    understood = answer.get("understood") or {}
    cells = [
        result["line"], result.get("id"), result.get("question"), answer.get("status"), answer.get("reason"),
        answer.get("answer"), citations, notices, ", ".join(understood.get("diplomas", ())),
        ", ".join(understood.get("situation", ())), understood.get("session"), result.get("error"),
    ]  # fmt: skip
    return ["" if cell is None else str(cell) for cell in cells]


def results(file: Path) -> Iterator[dict[str, Any]]:
    """Yield the results that are on the disk; a line that is being written is left for later."""
    with closing(file.open("rb")) as content:
        for raw in content:
            if raw.endswith(b"\n"):
                yield json.loads(raw)


def write_csv(found: Iterable[dict[str, Any]], out: IO[bytes]) -> None:
    """Write results as CSV for a French table program: semicolons, UTF-8 with its mark, nothing that is a formula."""
    text = TextIOWrapper(out, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text, delimiter=";")
    writer.writerow(fr.BATCH_COLUMNS)
    for result in found:
        writer.writerow([f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in flat(result)])
    text.detach()


def write_jsonl(found: Iterable[dict[str, Any]], out: IO[bytes]) -> None:
    """Write results as JSON lines: the answer as `advisor ask --jsonl` gives it, or {"id", "error"}."""
    for result in found:
        row = result["answer"] if result.get("answer") else {"id": result.get("id"), "error": result.get("error")}
        out.write((json.dumps({"line": result["line"], **row}, ensure_ascii=False) + "\n").encode("utf-8"))


def write_xlsx(found: Iterable[dict[str, Any]], out: IO[bytes]) -> None:
    """Write results as one sheet of XLSX (ECMA-376), all cells as text, the head row frozen."""
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        for name, content in _PARTS.items():
            book.writestr(name, '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' + content)
        with book.open("xl/worksheets/sheet1.xml", "w") as sheet:
            sheet.write(_SHEET_BEGINS.encode())
            sheet.write(_sheet_row(1, fr.BATCH_COLUMNS))
            for number, result in enumerate(found, 2):
                sheet.write(_sheet_row(number, flat(result)))
            sheet.write(b"</sheetData></worksheet>")


# XML has no way to write these characters; 32,767 is the most that a cell may hold.
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LONGEST_CELL = 32_767


def _sheet_row(number: int, cells: Sequence[str]) -> bytes:
    written = "".join(
        f'<c t="inlineStr"><is><t xml:space="preserve">{escape(_NOT_XML.sub(" ", cell)[:_LONGEST_CELL])}</t></is></c>'
        for cell in cells
    )
    return f'<row r="{number}">{written}</row>'.encode()


_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_SHEET_BEGINS = (
    f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns="{_MAIN}"><sheetViews>'
    '<sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
    "</sheetView></sheetViews><sheetData>"
)
_PARTS = {
    "[Content_Types].xml": (
        f'<Types xmlns="{_PACKAGE}/content-types">'
        f'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPE}.worksheet+xml"/></Types>'
    ),
    "_rels/.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/workbook.xml": (
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
        '<sheet name="Réponses" sheetId="1" r:id="rId1"/></sheets></workbook>'
    ),
    "xl/_rels/workbook.xml.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'
    ),
}
