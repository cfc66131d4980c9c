"""A PDF writer as small as the proof sheet needs: headings, paragraphs and quotes on A4, tagged for screen readers.

It uses the fonts that every PDF reader has (Helvetica), so nothing is embedded; characters outside Windows-1252, rare
in French, are replaced by their nearest. Coordinates are points (1/72 inch) from the bottom left.
"""

from __future__ import annotations

import re
import unicodedata
import zlib
from dataclasses import dataclass, field

WIDTH, HEIGHT, MARGIN = 595, 842, 57  # A4; 57 points are 2 cm
# Adobe's metrics of Helvetica and Helvetica-Bold for the characters 32 to 126, in thousandths of the size.
_REGULAR = (
    "278 278 355 556 556 889 667 191 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556 556 556 556 278 "
    "278 584 584 584 556 1015 667 667 722 722 667 611 778 722 278 500 667 556 833 722 778 667 778 722 667 611 722 "
    "667 944 667 667 611 278 278 278 469 556 333 556 556 500 556 556 278 556 556 222 222 500 222 833 556 556 556 "
    "556 333 500 278 556 500 722 500 500 500 334 260 334 584"
)
_BOLD = (
    "278 333 474 556 556 889 722 238 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556 556 556 556 333 "
    "333 584 584 584 611 975 722 722 722 722 667 611 778 722 278 556 722 611 833 722 778 667 778 722 667 611 722 "
    "667 944 667 667 611 333 278 333 584 556 333 556 611 556 611 556 333 611 611 278 278 556 278 889 611 611 611 "
    "611 389 556 333 611 556 778 556 556 500 389 280 389 584"
)
_OTHERS = {
    "’": 278,
    "‘": 278,
    "«": 556,
    "»": 556,
    "–": 556,
    "—": 1000,
    "…": 1000,
    "•": 350,
    "°": 400,
    "·": 278,
    "œ": 944,
    "Œ": 1000,
}


def _metrics(table: str) -> dict[str, int]:
    """Return widths by character; an accented letter is as wide as its letter."""
    widths = {chr(32 + i): int(width) for i, width in enumerate(table.split())} | _OTHERS
    for code in range(0xA0, 0x100):
        character = chr(code)
        widths.setdefault(character, widths.get(unicodedata.normalize("NFKD", character)[0], 556))
    return widths


_WIDTHS = {False: _metrics(_REGULAR), True: _metrics(_BOLD)}


def encodable(text: str) -> str:
    """Return `text` with what the fonts cannot show replaced: a ligature by its letters, anything else by "?"."""
    shown = []
    for character in text.replace("\u202f", "\u00a0").replace("\u2011", "-").replace("\u2212", "-"):
        try:
            character.encode("cp1252")
            shown.append(character)
        except UnicodeEncodeError:
            nearest = unicodedata.normalize("NFKD", character).encode("cp1252", "ignore").decode("cp1252")
            shown.append(nearest or ("" if unicodedata.category(character)[0] in "MC" else "?"))
    return "".join(shown)


def wrap(text: str, width: float, size: float, *, bold: bool = False) -> list[str]:
    """Return `text` as lines no wider than `width` points; a word wider than a line is cut."""
    widths = _WIDTHS[bold]

    def wide(piece: str) -> float:
        return sum(widths.get(character, 556) for character in piece) * size / 1000

    lines, line = [], ""
    # A sign of French never begins a line, nor does « end one: the space between is not broken.
    for word in re.split(r"(?<!«)[ \t\n]+(?![ \t\n]*[?!:;»])", text.strip()):
        while wide(word) > width:
            cut = next(i for i in range(len(word), 0, -1) if wide(word[:i]) <= width or i == 1)
            lines.extend([line] if line else [])
            lines.append(word[:cut])
            line, word = "", word[cut:]
        if line and wide(f"{line} {word}") > width:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}".strip()
    return [*lines, line] if line else lines


@dataclass
class Writer:
    """Collects blocks from top to bottom; `file` gives its bytes."""

    title: str
    _pages: list[list[str]] = field(default_factory=lambda: [[]])
    _tags: list[tuple[str, int, int]] = field(default_factory=list)  # structure type, page, mark
    _y: float = HEIGHT - MARGIN

    def heading(self, text: str, *, level: int = 2) -> None:
        """Add a heading; level 1 is the largest."""
        size = {1: 20.0, 2: 14.0}.get(level, 11.0)
        self._block(text, tag=f"H{level}", size=size, bold=True, before=size * 0.7)

    def text(self, text: str, *, small: bool = False, bold: bool = False) -> None:
        """Add paragraphs; each line of `text` starts a new one."""
        for line in text.split("\n"):
            if line.strip():
                self._block(line, tag="P", size=9.0 if small else 10.5, bold=bold, before=2 if small else 4)

    def quote(self, text: str) -> None:
        """Add a quote, indented; each line of `text` starts a new one, and an item ("- …") stands further in."""
        for number, line in enumerate(text.split("\n")):
            indent = 28 if line.startswith("- ") else 16
            self._block(line, tag="BlockQuote", size=10.5, indent=indent, before=2 if number else 5)

    def _block(self, text: str, *, tag: str, size: float, before: float, bold: bool = False, indent: float = 0) -> None:
        lines = wrap(encodable(text), WIDTH - 2 * MARGIN - indent, size, bold=bold)
        self._y -= before
        # A heading stays with at least two lines of what follows.
        room = size * 1.35 * (3 if tag.startswith("H") else 1)
        open_mark = False
        for line in lines:
            if self._y - room < MARGIN:
                if open_mark:
                    self._pages[-1].append("EMC")
                self._pages.append([])
                self._y, open_mark = HEIGHT - MARGIN, False
            if not open_mark:
                mark = sum(1 for _tag, page, _mark in self._tags if page == len(self._pages) - 1)
                self._tags.append((tag, len(self._pages) - 1, mark))
                self._pages[-1].append(f"/{tag} <</MCID {mark}>> BDC")
                open_mark = True
            room = size * 1.35
            self._y -= room
            font = "F2" if bold else "F1"
            self._pages[-1].append(f"BT /{font} {size} Tf {MARGIN + indent} {self._y:.1f} Td ({_escaped(line)}) Tj ET")
        if open_mark:
            self._pages[-1].append("EMC")

    def file(self) -> bytes:
        """Return the PDF file."""
        count = len(self._pages)
        # Objects: 1 catalogue, 2 pages, 3 and 4 fonts, 5 information, 6 structure root, 7 document element,
        # then pages, contents, tags.
        first_page, first_content, first_tag = 8, 8 + count, 8 + 2 * count
        objects: list[bytes] = [
            b"<</Type/Catalog/Pages 2 0 R/Lang(fr-FR)/MarkInfo<</Marked true>>/StructTreeRoot 6 0 R"
            b"/ViewerPreferences<</DisplayDocTitle true>>>>",
            f"<</Type/Pages/Count {count}/Kids[{_references(first_page, count)}]>>".encode(),
            b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
            b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica-Bold/Encoding/WinAnsiEncoding>>",
            f"<</Title({_escaped(encodable(self.title))})/Producer(advisor)>>".encode("cp1252"),
            self._numbers(first_tag),
            f"<</Type/StructElem/S/Document/P 6 0 R/K[{_references(first_tag, len(self._tags))}]>>".encode(),
        ]
        for i in range(count):
            objects.append(
                f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {WIDTH} {HEIGHT}]/StructParents {i}/Tabs/S"
                f"/Resources<</Font<</F1 3 0 R/F2 4 0 R>>>>/Contents {first_content + i} 0 R>>".encode()
            )
        for commands in self._pages:
            stream = zlib.compress("\n".join(commands).encode("cp1252"))
            objects.append(b"<</Length %d/Filter/FlateDecode>>\nstream\n" % len(stream) + stream + b"\nendstream")
        for tag, page, mark in self._tags:
            objects.append(f"<</Type/StructElem/S/{tag}/P 7 0 R/Pg {first_page + page} 0 R/K {mark}>>".encode())
        return _file(objects)

    def _numbers(self, first_tag: int) -> bytes:
        """Return the structure root with its table from a page's marks to their elements."""
        rows = []
        for page in range(len(self._pages)):
            mine = " ".join(
                f"{first_tag + i} 0 R" for i, (_tag, where, _mark) in enumerate(self._tags) if where == page
            )
            rows.append(f"{page} [{mine}]")
        numbers = f"<</Nums[{' '.join(rows)}]>>"
        return f"<</Type/StructTreeRoot/K 7 0 R/ParentTree{numbers}/ParentTreeNextKey {len(rows)}>>".encode()


def _references(first: int, count: int) -> str:
    return " ".join(f"{first + i} 0 R" for i in range(count))


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")


def _file(objects: list[bytes]) -> bytes:
    """Return the objects, numbered from 1, with the table of their places."""
    out = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n" % number + content + b"\nendobj\n"
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<</Size %d/Root 1 0 R/Info 5 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table)
    return bytes(out)
