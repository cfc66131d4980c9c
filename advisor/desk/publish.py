"""A changed text before it is published: what changes in it, which evaluation answers move, then publish or not.

The proposal is built beside the index in use, from a copy of the texts; nothing of the running service changes before
`publish`, which replaces the text in the corpus and lets the index flip to its new generation in one step.
No HTML here.
"""

from __future__ import annotations

import difflib
import hashlib
import os
import re
import shutil
import tempfile
import threading
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Any

from advisor.build import Corpus, build_index, open_corpus
from advisor.config import Config
from advisor.desk import messages_fr as fr
from advisor.desk.desk import Desk, DeskError
from advisor.desk.jobs import Job
from advisor.disk import copy_database
from advisor.errors import AdvisorError, EvaluationError
from advisor.evaluation.cases import Case
from advisor.evaluation.compare import Difference, differences
from advisor.evaluation.impact import Impact, impacts
from advisor.evaluation.measures import Judged, judge
from advisor.evaluation.read import load_cases
from advisor.evaluation.run import Asker, ask_case, headings_of, texts_of
from advisor.index import Index, generations, vectors
from advisor.load import CONVERTED, PLAIN
from advisor.parse import PARSER_VERSION
from advisor.pipeline import Advisor

LARGEST_TEXT = 4_000_000  # bytes of a text; a longer one takes many minutes to index: that is for the command line
LARGEST_OTHER = 20_000_000  # bytes of a PDF or DOCX, most of which are pictures
_NAME = re.compile(r"\w[\w.-]{0,120}")


@dataclass(frozen=True, slots=True)
class Hunk:
    """A stretch of lines that changed. One of both is empty for what was added or removed."""

    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Change:
    """One document that would be added, changed or removed; `hunks` in the text's order."""

    document: str
    kind: str  # added | changed | removed | facts (only what is known of it changed)
    hunks: tuple[Hunk, ...]


@dataclass(frozen=True, slots=True)
class Review:
    """What publishing would do. `asked` is how many cases were asked on both indexes."""

    changes: tuple[Change, ...]
    impacts: tuple[Impact, ...]
    moved: tuple[Difference, ...]
    asked: int
    problems: tuple[str, ...]


@dataclass(slots=True)
class Proposal:
    """A version of the texts that is looked at. `file` is the staged text, None when the corpus folder itself is."""

    name: str
    folder: Path
    base: str  # generation of the index that it is compared with
    job: Job
    file: Path | None = None
    replaces: Path | None = None  # file of the corpus that it takes the place of
    stamp: str = ""  # digest of that file, and of the manifest, when the proposal was made
    every: bool = False
    published: bool = False

    @property
    def corpus(self) -> Path:
        return self.folder / "corpus"

    @property
    def index(self) -> Path:
        return self.folder / "index"


class Publisher:
    """The one proposal at a time of this process: two that are looked at side by side would not know of each other."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._lock = threading.RLock()
        self._root = tempfile.TemporaryDirectory(prefix="advisor-publish-")
        self.proposal: Proposal | None = None

    def propose(self, content: IO[bytes], filename: str, document: str, *, every: bool = False) -> Proposal:
        """Look at an uploaded text, as the new version of `document` or as a new document (""). Raises DeskError."""
        suffix = Path(filename).suffix.lower()
        if suffix not in PLAIN | CONVERTED:
            raise DeskError(fr.NOT_A_TEXT.format(known=" ".join(sorted(PLAIN | CONVERTED))))
        limit = LARGEST_TEXT if suffix in PLAIN else LARGEST_OTHER
        data = content.read(limit + 1)
        if len(data) > limit:
            raise DeskError(fr.TEXT_TOO_LARGE.format(limit=limit // 1_000_000))
        _check_text(data, plain=suffix in PLAIN)
        stem = document or Path(filename).stem
        config = self._desk.config
        old = next((path for path in _texts(config.corpus) if path.stem == stem), None)
        if old is None and not _NAME.fullmatch(stem):
            raise DeskError(fr.BAD_NAME.format(name=stem))
        if document and old is None:
            raise DeskError(fr.NO_FILE_OF_TEXT.format(document=document))
        if not document and old is not None:
            raise DeskError(fr.NAME_TAKEN.format(name=stem))
        with self._lock:
            proposal = self._staged(filename, every)
            if old is not None:
                (proposal.corpus / old.name).unlink()
            proposal.file = proposal.corpus / f"{stem}{suffix}"
            proposal.file.write_bytes(data)
            proposal.replaces, proposal.stamp = old, _stamp(config, old)
            return self._begin(proposal)

    def propose_folder(self, *, every: bool = False) -> Proposal:
        """Look at the corpus folder as it is on the disk now, against the index in use."""
        with self._lock:
            return self._begin(self._staged(fr.CORPUS_FOLDER, every))

    def _staged(self, name: str, every: bool) -> Proposal:
        if self.proposal is not None and not self.proposal.job.ended:
            raise DeskError(fr.REVIEW_RUNNING)
        self.discard()
        job = Job()
        proposal = Proposal(name, Path(self._root.name) / job.id, self._desk.index().version, job, every=every)
        try:
            proposal.corpus.mkdir(parents=True)
            for path in self._desk.config.corpus.iterdir():
                if path.is_file():
                    shutil.copyfile(path, proposal.corpus / path.name)
        except OSError as error:
            raise DeskError(fr.CANNOT_READ.format(file=self._desk.config.corpus, why=error.strerror)) from None
        self.proposal = proposal
        return proposal

    def _begin(self, proposal: Proposal) -> Proposal:
        proposal.job.start(lambda job: self._review(proposal, job), sentence=_sentence)
        return proposal

    def _review(self, proposal: Proposal, job: Job) -> Review | None:
        config = replace(self._desk.config, corpus=proposal.corpus, index=proposal.index)
        job.step = fr.STEP_READ
        corpus = open_corpus(config)
        if proposal.file is not None and proposal.file.stem not in corpus.sources:
            own = [str(problem) for problem in corpus.problems if proposal.file.name in str(problem)]
            raise DeskError(fr.TEXT_UNUSABLE.format(why=" ".join(own) or fr.SUPERSEDED))
        own_advisor = self._desk.advisor()
        changes = changed(own_advisor.index, corpus)
        if not changes or job.stop.is_set():
            return Review((), (), (), 0, tuple(map(str, corpus.problems)))
        job.step = fr.STEP_INDEX
        _copy_index(self._desk.config, proposal.index)
        build_index(config, progress=False)
        if job.stop.is_set():
            return None
        with Index.open(config, parser_version=PARSER_VERSION) as index:
            job.step = fr.STEP_ASK
            return self._compared(proposal, job, corpus, changes, Advisor(index, config, own_advisor.model))

    def _compared(
        self, proposal: Proposal, job: Job, corpus: Corpus, changes: Sequence[Change], new: Advisor
    ) -> Review | None:
        old = self._desk.advisor()
        texts, later = texts_of(old.index), texts_of(new.index)
        cases = {case.id: case for case in self._desk.cases().cases}
        heirs = {gone: name for name, item in corpus.entries.items() if name in later for gone in item.supersedes}
        touched = impacts(list(cases.values()), texts, later, heirs=heirs)
        names = {change.document for change in changes}
        about = [*(old.index.documents.get(name) for name in names), *(new.index.documents.get(name) for name in names)]
        diplomas = {item.diploma.id for item in about if item and item.diploma} | {"several", "none"}
        moved_cases = _reanchored(self._desk.config, later)
        chosen = [case for case in cases.values() if case.id in moved_cases]
        if not proposal.every:
            chosen = [case for case in chosen if case.tags.diploma in diplomas]
        job.total = len(chosen)
        before, after = [], []
        headings = headings_of(old.index), headings_of(new.index)
        for case in chosen:
            if job.stop.is_set():
                return None
            before.append(_row(judge(case, _asked(old, case), texts, headings[0])))
            after.append(_row(judge(moved_cases[case.id], _asked(new, case), later, headings[1])))
            job.done += 1
        moved = differences({"cases": before}, {"cases": after})
        return Review(tuple(changes), tuple(touched), tuple(moved), len(chosen), tuple(map(str, corpus.problems)))

    def publish(self) -> str:
        """Make the proposal the texts that answer. Returns the generation. Raises DeskError: nothing changed."""
        config = self._desk.config
        with self._lock:
            proposal = self.proposal
            if proposal is None or proposal.job.state != "done" or proposal.published:
                raise DeskError(fr.NOTHING_TO_PUBLISH)
            if generations.current(config.index) != proposal.base:
                raise DeskError(fr.INDEX_MOVED)
            if proposal.file is None:
                if _folder_stamp(config.corpus) != _folder_stamp(proposal.corpus):
                    raise DeskError(fr.CORPUS_MOVED)
                build_index(config, progress=False)
            else:
                if _stamp(config, proposal.replaces) != proposal.stamp:
                    raise DeskError(fr.CORPUS_MOVED)
                self._replace(config, proposal)
            proposal.published = True
        return self._desk.index().version

    def _replace(self, config: Config, proposal: Proposal) -> None:
        """Put the new text into the corpus and index it; put the old one back when that fails."""
        assert proposal.file is not None
        target, old = config.corpus / proposal.file.name, proposal.replaces
        kept = proposal.folder / "replaced"
        try:
            if old is not None:
                shutil.copyfile(old, kept)
            _write(target, proposal.file.read_bytes())
        except OSError as error:
            raise DeskError(fr.CANNOT_WRITE.format(file=target, why=error.strerror)) from None
        with ExitStack() as back:  # whatever stops it, an index never lags behind its texts
            if old is not None:
                back.callback(lambda: _write(old, kept.read_bytes()))
            if old is None or old.name != target.name:
                back.callback(target.unlink, missing_ok=True)
            try:
                if old is not None and old.name != target.name:
                    old.unlink()
                build_index(config, progress=False)
            except (AdvisorError, OSError) as error:
                raise DeskError(fr.PUBLISH_FAILED.format(why=error)) from None
            back.pop_all()

    def discard(self) -> None:
        """Forget the proposal and its files."""
        with self._lock:
            if self.proposal is None:
                return
            proposal, self.proposal = self.proposal, None
            proposal.job.cancel()
            proposal.job.join(60)
            if self._desk.config.chroma_url and proposal.index.is_dir():
                for path in proposal.index.glob("gen-*"):
                    if path.name != proposal.base:  # the base's collections are those in use
                        vectors.drop(path.name, url=self._desk.config.chroma_url)
            shutil.rmtree(proposal.folder, ignore_errors=True)


def changed(index: Index, corpus: Corpus) -> list[Change]:
    """Return what differs between the index in use and a corpus, document by document."""
    known = index.manifest.documents
    wanted = {ref.id: ref.sha256 for ref in corpus.refs()}
    found = []
    for name in sorted(known.keys() | wanted.keys()):
        if known.get(name) == wanted.get(name):
            continue
        old = index.documents[name].text if name in known else ""
        new = corpus.sources[name].text if name in wanted else ""
        kind = "added" if name not in known else "removed" if name not in wanted else "changed"
        found.append(Change(name, kind if old != new else "facts", tuple(hunks(old, new))))
    return found


def hunks(old: str, new: str) -> list[Hunk]:
    """Return the stretches of lines that differ, in order."""
    before, after = old.splitlines(keepends=True), new.splitlines(keepends=True)
    # Lines in common at both ends are left out first: most changes of a long text are in one place.
    first = 0
    while first < min(len(before), len(after)) and before[first] == after[first]:
        first += 1
    last = 0
    while last < min(len(before), len(after)) - first and before[-1 - last] == after[-1 - last]:
        last += 1
    before, after = before[first : len(before) - last], after[first : len(after) - last]
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=len(before) + len(after) > 10_000)
    return [
        Hunk("".join(before[a:b]), "".join(after[c:d])) for tag, a, b, c, d in matcher.get_opcodes() if tag != "equal"
    ]


def _check_text(data: bytes, *, plain: bool) -> None:
    if not data.strip():
        raise DeskError(fr.EMPTY_FILE)
    if not plain:
        return
    if b"\x00" in data or data.startswith((b"%PDF", b"PK\x03\x04", b"\x89PNG", b"\xff\xd8\xff")):
        raise DeskError(fr.BINARY_FILE)
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise DeskError(fr.NOT_UTF8.format(byte=error.start)) from None


def _texts(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.iterdir()) if path.is_file() and path.suffix.lower() in PLAIN | CONVERTED]


def _stamp(config: Config, file: Path | None) -> str:
    digest = hashlib.sha256()
    for path in (file, config.corpus / "manifest.toml"):
        digest.update(path.read_bytes() if path is not None and path.is_file() else b"\x00none")
    return digest.hexdigest()


def _folder_stamp(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(folder.iterdir()):
        if path.is_file():
            digest.update(path.name.encode() + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _write(target: Path, data: bytes) -> None:
    """Replace a file in one step, durably."""
    beside = target.with_name(f".{target.name}.new")
    with beside.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    os.replace(beside, target)


def _copy_index(config: Config, target: Path) -> None:
    """Copy the generation in use and the cache of what has been embedded, so that only changed sentences cost."""
    current = generations.current(config.index)
    (target / current).mkdir(parents=True)
    # `copy` writes below the folder it reads from; an absolute name as target leads to ours.
    generations.copy(config.index, current, str((target / current).absolute()))
    shutil.copyfile(config.index / current / "manifest.json", target / current / "manifest.json")
    cache = config.index / "embeddings.sqlite"
    if cache.is_file():
        copy_database(cache, target / "embeddings.sqlite")
    (target / "CURRENT").write_text(current + "\n", encoding="utf-8")


def _reanchored(config: Config, texts: Mapping[str, str]) -> dict[str, Case]:
    """Return the cases with their evidence searched again in the new texts; a quote that is gone has no place."""
    found: dict[str, Case] = {}
    for file in sorted(config.desk_cases.parent.glob("*.yaml")):
        try:
            for case in load_cases(file, texts, reanchor=True):
                found.setdefault(case.id, case)
        except EvaluationError:
            continue  # reported by the desk's own reading of the files
    return found


def _asked(advisor: Asker, case: Case) -> Mapping[str, Any]:
    return ask_case(advisor, case, mode="quotes")


def _row(judged: Judged) -> dict[str, Any]:
    """Return a case as `differences` reads it. Quotes stand for places, which move with every line added above."""
    answer = judged.answer
    citations = [
        {"document": f"{item['document']} {item['quote']}", "start": 0, "end": 0}
        for item in answer.get("citations", ())
    ]
    return {
        "id": judged.case.id,
        "question": judged.case.question,
        "verdict": judged.verdict,
        "outcome": judged.outcome,
        "stage": judged.stage,
        "result": {"answer": {"answer": answer.get("answer"), "citations": citations}},
    }


def _sentence(error: AdvisorError) -> str:
    return str(error) if isinstance(error, DeskError) else fr.TEXT_UNUSABLE.format(why=error)
