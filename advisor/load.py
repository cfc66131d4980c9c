"""Files of a corpus folder to stored texts. It knows nothing of what the texts say.

Plain text and Markdown are decoded as UTF-8 and kept as they are, newlines and no-break spaces untouched; only a byte
order mark is left out. PDF, DOCX, HTML and XML are converted to text first; the conversion's output is then the stored
text. A file that cannot be read is reported and passed over: it never stops the others.
"""

from __future__ import annotations

import unicodedata
from pathlib import Path

from advisor.errors import CorpusError
from advisor.records import Source
from advisor.xml_text import xml_text

MANIFEST = "manifest.toml"
PLAIN = frozenset({".txt", ".md"})
CONVERTED = frozenset({".pdf", ".docx", ".html", ".htm", ".xml"})
_IGNORED = frozenset({"readme.md", "licence.md", "license.md"})


def corpus_files(folder: Path) -> list[Path]:
    """Return the files of `folder` (not of its sub-folders) that can hold a text, sorted by name.

    Raises CorpusError when the folder does not exist or holds no text.
    """
    if not folder.is_dir():
        raise CorpusError(f"{folder}: no such corpus folder. Correct --corpus or ADVISOR_CORPUS.")
    try:
        inside = sorted(folder.iterdir())
    except OSError as error:
        raise CorpusError(f"{folder}: cannot be read ({error.strerror}). Check its rights.") from None
    files = [
        path
        for path in inside
        if path.is_file() and path.suffix.lower() in PLAIN | CONVERTED and path.name.lower() not in _IGNORED
    ]
    if not files:
        raise CorpusError(
            f"{folder}: no text in this folder (.txt .md .html .pdf .docx .xml). Add one, or correct --corpus."
        )
    return files


def load(path: Path) -> Source:
    """Return the text of one file. Its id is the file name without extension.

    Raises CorpusError that names the file when it cannot be read, is empty, or is not text.
    """
    try:
        text = _convert(path) if path.suffix.lower() in CONVERTED else path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CorpusError(
            f"{path.name}: not UTF-8 text (byte {error.start}). Save it as UTF-8, or remove it."
        ) from None
    except OSError as error:
        raise CorpusError(f"{path.name}: cannot be read ({error.strerror}). Check the file and its rights.") from None
    if "\x00" in text:
        raise CorpusError(f"{path.name}: a binary file, not a text. Convert it to text or PDF, or remove it.")
    if not text.strip():
        raise CorpusError(f"{path.name}: empty. Fill it, or remove it.")
    return Source(unicodedata.normalize("NFC", path.stem), path.name, text)


def load_all(folder: Path) -> tuple[list[Source], list[CorpusError]]:
    """Return the texts of `folder`, and one error for each file that could not be used.

    Two files with one id (an .md and a .txt) are both passed over: which one is meant cannot be known.
    """
    sources: list[Source] = []
    problems: list[CorpusError] = []
    for path in corpus_files(folder):
        try:
            sources.append(load(path))
        except CorpusError as error:
            problems.append(error)
    by_id: dict[str, list[Source]] = {}
    for source in sources:
        by_id.setdefault(source.id, []).append(source)
    for twins in by_id.values():
        if len(twins) > 1:
            names = " and ".join(source.origin for source in twins)
            problems.append(CorpusError(f"{names}: two documents with the id {twins[0].id!r}. Rename or remove one."))
    return [twins[0] for twins in by_id.values() if len(twins) == 1], problems


def _convert(path: Path) -> str:
    """Return the text of an RNCP sheet in XML, or what markitdown, a well-kept converter, gives for PDF, DOCX, HTML."""
    if path.suffix.lower() == ".xml":
        return xml_text(path.read_bytes(), path.name)
    from markitdown import MarkItDown
    from markitdown._exceptions import MarkItDownException, MissingDependencyException

    kind = path.suffix[1:].upper()
    try:
        text = str(MarkItDown(enable_plugins=False).convert_local(path).text_content)
    except MissingDependencyException:
        raise CorpusError(f"{path.name}: the reader of {kind} files is not installed. Run `make install`.") from None
    except (MarkItDownException, ValueError, KeyError):
        raise CorpusError(f"{path.name}: cannot be converted to text: not a readable {kind} file. Check it.") from None
    # A file that is not what its name says comes back as it is.
    if text.startswith(("%PDF", "PK\x03\x04")):
        raise CorpusError(f"{path.name}: cannot be converted to text: not a readable {kind} file. Check it.")
    return text
