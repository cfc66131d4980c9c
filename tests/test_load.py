"""Files to texts: what is kept as it is, what is converted, what cannot be used."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from advisor.errors import CorpusError
from advisor.load import corpus_files, load, load_all
from tests.corpora import CORPUS, real


def write(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    "path", [path for path in CORPUS if path.suffix in (".md", ".txt")], ids=lambda path: path.stem
)
def test_a_text_is_kept_as_it_is(path: Path) -> None:
    source = load(path)
    assert (source.id, source.origin) == (path.stem, path.name)
    assert source.text.encode() == path.read_bytes()


def test_a_byte_order_mark_is_no_part_of_the_text(tmp_path: Path) -> None:
    page = write(tmp_path / "page.md", b"\xef\xbb\xbf# Titre\n")
    assert load(page).text == "# Titre\n"


def test_newlines_and_no_break_spaces_stay(tmp_path: Path) -> None:
    text = "Durée\u00a0:\r\n1\u202fh\u00a020\r\n\ttabulée\n"
    assert load(write(tmp_path / "a.txt", text.encode())).text == text


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("latin.txt", "Durée".encode("latin-1"), "latin.txt: not UTF-8 text (byte 3)"),
        ("empty.md", b" \n\n", "empty.md: empty"),
        ("binary.txt", b"abc\x00def", "binary.txt: a binary file"),
        ("page.pdf", b"%PDF-1.7 \xff garbage", "page.pdf: cannot be converted"),
        ("page.docx", b"PK\x03\x04" + b"\x00\xff" * 50, "page.docx: cannot be converted"),
        ("sheet.xml", b"<FICHES><FICHE>", "sheet.xml: not well-formed XML"),
        ("other.xml", b"<a><b/></a>", "other.xml: 0 RNCP sheets"),
        ("two.xml", b"<FICHES><FICHE/><FICHE/></FICHES>", "two.xml: 2 RNCP sheets"),
    ],
)
def test_a_file_that_cannot_be_used_is_named(tmp_path: Path, name: str, content: bytes, message: str) -> None:
    with pytest.raises(CorpusError) as caught:
        load(write(tmp_path / name, content))
    assert str(caught.value).startswith(message) and "\n" not in str(caught.value)


def test_an_unreadable_file_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path / "closed.txt", b"texte")

    def closed(self: Path) -> bytes:
        raise PermissionError(13, os.strerror(13))

    monkeypatch.setattr(Path, "read_bytes", closed)
    with pytest.raises(CorpusError, match=r"closed\.txt: cannot be read \(Permission denied\)"):
        load(path)


BOMB = b'<!DOCTYPE a [<!ENTITY x "xxxx"><!ENTITY y SYSTEM "file:///etc/passwd">]><FICHE><TITRE>&x;&y;</TITRE></FICHE>'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_xml_with_entities_is_refused(tmp_path: Path, encoding: str) -> None:
    with pytest.raises(CorpusError, match="document type"):
        load(write(tmp_path / "bomb.xml", BOMB.decode().encode(encoding)))


def test_a_sheet_in_xml_becomes_readable_lines(tmp_path: Path) -> None:
    sheet = (
        "<FICHES><FICHE><NUMERO_FICHE>RNCP12</NUMERO_FICHE><INTITULE>Essai</INTITULE><ACTIF>Oui</ACTIF>"
        "<ACTIVITES_VISEES>Il sait :    - lire ;    - écrire.</ACTIVITES_VISEES><CHAMP_NOUVEAU>gardé</CHAMP_NOUVEAU>"
        "<CODES_NSF><NSF><CODE>326</CODE><LIBELLE>Info</LIBELLE></NSF></CODES_NSF></FICHE></FICHES>"
    )
    assert load(write(tmp_path / "RNCP12.xml", sheet.encode())).text == (
        "# Fiche RNCP12 : Essai\n\n## Informations générales\n\nCode RNCP : RNCP12\nIntitulé : Essai\n"
        "Enregistrement actif : Oui\nCodes NSF : 326 : Info\n\n## Activités visées\n\n"
        "Il sait :\n- lire ;\n- écrire.\n\n"
        "## Champ nouveau\n\ngardé\n"
    )


def test_a_real_page_of_html_becomes_text_without_its_tags() -> None:
    source = load(real("html/*validation*")[0])
    assert source.text.lstrip().startswith("# ") and "<div" not in source.text and "absence de réponse" in source.text


def test_a_folder_gives_its_texts_and_one_problem_a_file(tmp_path: Path) -> None:
    write(tmp_path / "good.md", b"# Un texte")
    write(tmp_path / "empty.md", b"")
    write(tmp_path / "twin.md", b"# Un")
    write(tmp_path / "twin.txt", b"Deux")
    write(tmp_path / "README.md", b"# Pas un texte")
    write(tmp_path / "image.png", b"\x89PNG")
    (tmp_path / "folder.md").mkdir()
    sources, problems = load_all(tmp_path)
    assert [source.id for source in sources] == ["good"]
    assert [str(problem) for problem in problems] == [
        "empty.md: empty. Fill it, or remove it.",
        "twin.md and twin.txt: two documents with the id 'twin'. Rename or remove one.",
    ]


def test_a_folder_without_texts_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="no text in this folder"):
        corpus_files(tmp_path)
    with pytest.raises(CorpusError, match="no such corpus folder"):
        corpus_files(tmp_path / "absent")
