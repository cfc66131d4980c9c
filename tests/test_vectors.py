"""vectors: a real Chroma, embedded and as a server, with vectors worked by hand."""

from __future__ import annotations

import math
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from advisor.engines.embed import Role, TextEmbeddings, Vectors
from advisor.errors import ConfigError, IndexCorrupt, IndexUnusable
from advisor.index import vectors
from advisor.index.vectors import VectorReader, VectorWriter


class Compass:
    """A text is an angle in degrees: "90" points up."""

    identity = "compass"
    dimension = 2
    questions = None

    def prefix(self, role: Role) -> str:
        return ""

    def encode(self, texts: Sequence[str], *, role: Role) -> Vectors:
        angles = [math.radians(float(text)) for text in texts]
        return np.array([[math.cos(angle), math.sin(angle)] for angle in angles], dtype=np.float32)


ROWS = [("a", 0, "0"), ("a", 1, "60"), ("b", 0, "90"), ("b", 1, "180")]
EAST = np.array([1, 0], dtype=np.float32)
ALL = [(("a", 0), 1.0), (("a", 1), 0.5), (("b", 0), 0.0), (("b", 1), -1.0)]


def write(folder: Path, *, generation: str = "gen-1", url: str = "") -> None:
    writer = VectorWriter(folder, generation=generation, url=url, embeddings=TextEmbeddings(Compass()))
    writer.add("sentence", ROWS)
    writer.add("passage", [("b", 0, "45")])
    writer.close()


def rounded(hits: list[tuple[vectors.VectorKey, float]]) -> list[tuple[vectors.VectorKey, float]]:
    return [(key, round(cosine, 5) + 0.0) for key, cosine in hits]


@pytest.fixture
def reader(tmp_path: Path) -> Iterator[VectorReader]:
    write(tmp_path)
    reading = VectorReader(tmp_path, generation="gen-1", url="")
    yield reading
    reading.close()


def test_the_nearest_come_first_with_their_cosine(reader: VectorReader) -> None:
    assert rounded(reader.search(EAST)) == ALL
    assert rounded(reader.search(EAST, limit=2)) == ALL[:2]
    assert reader.search(EAST, limit=0) == []


def test_only_the_documents_asked_for(reader: VectorReader) -> None:
    assert rounded(reader.search(EAST, documents={"b"})) == ALL[2:]
    assert reader.search(EAST, documents=[]) == []
    assert reader.search(EAST, documents=["unknown"]) == []


def test_passages_are_searched_apart(reader: VectorReader) -> None:
    assert rounded(reader.search(EAST, level="passage")) == [(("b", 0), round(math.cos(math.pi / 4), 5))]
    assert (reader.count("sentence"), reader.count("passage")) == (4, 1)


def test_langchain_finds_the_same_in_the_same_collection(tmp_path: Path, reader: VectorReader) -> None:
    from chromadb import PersistentClient, Settings
    from langchain_chroma import Chroma

    client = PersistentClient(path=str(tmp_path), settings=Settings(anonymized_telemetry=False))
    store = Chroma(client=client, collection_name="advisor-sentence", embedding_function=TextEmbeddings(Compass()))
    found = store.similarity_search_with_score("0", k=4)
    there = [((doc.metadata["document"], doc.metadata["number"]), 1 - distance) for doc, distance in found]
    client.close()
    assert rounded(there) == rounded(reader.search(EAST))
    assert [doc.page_content for doc, _ in found] == [text for _, _, text in ROWS]


def test_a_removed_document_is_not_found(tmp_path: Path) -> None:
    write(tmp_path)
    writer = VectorWriter(tmp_path, generation="gen-1", url="", embeddings=TextEmbeddings(Compass()))
    writer.remove("sentence", "a", 2)
    writer.remove("sentence", "unknown", 0)
    writer.add("sentence", [("a", 0, "30")])
    writer.close()
    reader = VectorReader(tmp_path, generation="gen-1", url="")
    assert [key for key, _ in reader.search(EAST)] == [("a", 0), ("b", 0), ("b", 1)]
    reader.close()


def test_more_rows_than_chroma_takes_at_once(tmp_path: Path) -> None:
    writer = VectorWriter(tmp_path, generation="gen-1", url="", embeddings=TextEmbeddings(Compass()))
    writer.add("sentence", [("a", number, str(number % 360)) for number in range(2500)])
    writer.remove("sentence", "a", 1200)
    writer.close()
    reader = VectorReader(tmp_path, generation="gen-1", url="")
    assert reader.count("sentence") == 1300
    reader.close()


@pytest.mark.parametrize("damage", ["garbage", "cut", "missing"])
def test_a_damaged_chroma_says_how_to_mend_it(tmp_path: Path, damage: str) -> None:
    write(tmp_path)
    file = tmp_path / "chroma.sqlite3"
    if damage == "missing":
        shutil.rmtree(tmp_path)
    else:
        file.write_bytes(b"garbage" * 9000 if damage == "garbage" else file.read_bytes()[:50_000])
    with pytest.raises(IndexCorrupt, match=r"damaged .* Run `advisor index --rebuild`"):
        VectorReader(tmp_path, generation="gen-1", url="").search(EAST)


def test_a_full_disk_is_one_clear_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from chromadb.errors import InternalError

    writer = VectorWriter(tmp_path, generation="gen-1", url="", embeddings=TextEmbeddings(Compass()))

    def full(*args: object, **options: object) -> None:
        raise InternalError("error returned from database: (code: 13) database or disk is full")

    monkeypatch.setattr(writer._stores["sentence"], "add_texts", full)
    with pytest.raises(IndexUnusable, match="the disk is full"):
        writer.add("sentence", ROWS)


def test_an_address_that_is_none_is_a_configuration_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="ADVISOR_CHROMA_URL"):
        VectorReader(tmp_path, generation="gen-1", url="localhost:8000")


def test_a_server_that_is_not_there_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(IndexUnusable, match=r"http://127\.0\.0\.1:9: the Chroma server does not answer") as caught:
        VectorReader(tmp_path, generation="gen-1", url="http://127.0.0.1:9")
    assert "\n" not in str(caught.value)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A Chroma server of this test's own, on a free port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folder = tmp_path_factory.mktemp("server")
    chroma = Path(sys.executable).with_name("chroma")
    process = subprocess.Popen(
        [chroma, "run", "--path", folder, "--host", "127.0.0.1", "--port", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    for _ in range(300):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                break
        time.sleep(0.1)
    yield f"http://127.0.0.1:{port}"
    process.terminate()
    process.wait()


def test_a_chroma_server_serves_each_generation_apart(tmp_path: Path, server: str) -> None:
    write(tmp_path, url=server)
    writer = VectorWriter(tmp_path, generation="gen-2", url=server, embeddings=TextEmbeddings(Compass()))
    writer.copy_from("gen-1")
    writer.remove("sentence", "b", 2)
    writer.close()
    old, new = (VectorReader(tmp_path, generation=generation, url=server) for generation in ("gen-1", "gen-2"))
    assert rounded(old.search(EAST)) == ALL
    assert rounded(new.search(EAST)) == ALL[:2]
    assert new.count("passage") == 1
    vectors.drop("gen-1", url=server)
    vectors.drop("gen-1", url=server)
    with pytest.raises(IndexUnusable, match="does not answer as it should"):
        old.search(EAST)
    assert rounded(new.search(EAST)) == ALL[:2]
    assert list(tmp_path.iterdir()) == []
