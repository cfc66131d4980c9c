"""What `advisor doctor` says: what is installed, indexed and configured, and what to do about what is not.

It changes nothing. Each line begins with "ok", with "note" (works without it) or with "MEND" (not healthy).
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import platform
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from advisor.build import is_stale, open_corpus
from advisor.config import ROOT, Config
from advisor.engines.cross_encoder import OWN, open_judge
from advisor.engines.embed import TextEmbeddings, open_embeddings
from advisor.engines.onnx_runtime import MODELS, model_digest, open_evidence_model
from advisor.errors import AdvisorError, ModelError
from advisor.index import Index
from advisor.llm.chat import EMBEDDED, open_chat
from advisor.llm.embedded import checked_path, source_of
from advisor.parse import PARSER_VERSION

LOCK = ROOT / "requirements.lock"
OLDEST_PYTHON = (3, 11)
LANGUAGE_MODELS = ("langchain_openai", "langchain_ollama", "langchain_mistralai", "langchain_anthropic", "xllamacpp")
MOST_NAMED = 12  # diplomas named one by one; of more, only the number

_PINNED = re.compile(r"([A-Za-z0-9_.-]+)==([^\s;\\]+)\s*\\?\s*$")  # a line with a marker may not concern this machine


@dataclass(slots=True)
class _Findings:
    """Lines in the order of the checks; healthy until something is to be mended."""

    lines: list[str] = field(default_factory=list)
    healthy: bool = True

    def ok(self, subject: str, text: str) -> None:
        self.lines.append(f"ok    {subject}: {text}")

    def note(self, subject: str, text: str) -> None:
        self.lines.append(f"note  {subject}: {text}")

    def mend(self, subject: str, text: str) -> None:
        self.lines.append(f"MEND  {subject}: {text}")
        self.healthy = False


def report(config: Config) -> tuple[list[str], bool]:
    """Look at everything an answer rests on. Returns the lines to print and whether nothing is to be mended."""
    found = _Findings()
    _python(found)
    _packages(found, LOCK)
    checks: tuple[tuple[str, Callable[[_Findings, Config], None]], ...] = (
        ("corpus", _corpus),
        ("index", _index),
        ("embedding", _embedding),
        ("evidence model", _evidence),
        ("language model", _language_model),
        ("page", _settings),
    )
    for subject, check in checks:
        try:
            check(found, config)
        except AdvisorError as error:
            found.mend(subject, str(error))
    return found.lines, found.healthy


def _python(found: _Findings) -> None:
    version = f"{platform.python_version()} at {sys.executable}"
    if sys.version_info < OLDEST_PYTHON:
        found.mend("Python", f"{version}; {'.'.join(map(str, OLDEST_PYTHON))} or newer is needed.")
    else:
        found.ok("Python", version)


def _packages(found: _Findings, lock: Path) -> None:
    """Compare what is installed with the lock beside the package; an installed copy of the project has none."""
    if not lock.is_file():
        found.note("packages", "no lock file beside the project; versions are not compared.")
        return
    lines = lock.read_text(encoding="utf-8").splitlines()
    pinned = {match[1]: match[2] for line in lines if (match := _PINNED.match(line))}
    different = []
    for name, version in pinned.items():
        try:
            there = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            there = "not installed"
        if there != version:
            different.append(f"{name} {there} (locked: {version})")
    if different:
        more = f" and {len(different) - 5} more" if len(different) > 5 else ""
        found.mend("packages", f"{', '.join(different[:5])}{more}. Run `make install`.")
    else:
        found.ok("packages", f"{len(pinned)} installed as {lock.name} says")


def _corpus(found: _Findings, config: Config) -> None:
    corpus = open_corpus(config)
    for problem in corpus.problems:
        found.mend("corpus", str(problem))
    described = sum(name in corpus.entries for name in corpus.sources)
    found.ok("corpus", f"{len(corpus.sources)} texts in {config.corpus}, {described} described in its manifest")


def _index(found: _Findings, config: Config) -> None:
    with Index.open(config, parser_version=PARSER_VERSION) as index:
        made = index.manifest
        where = f"Chroma at {made.chroma}" if made.chroma else "Chroma embedded"
        size = f"{len(made.documents)} texts, {made.passages} passages, {made.sentences} sentences"
        found.ok("index", f"{config.index}, {made.generation}: {size}; {made.model}; {where}")
        diplomas = sorted({d.diploma.name for d in index.documents.values() if d.diploma is not None}, key=str.lower)
        if made.chroma:
            index.warm()  # raises when the server does not answer
            found.ok("Chroma server", made.chroma)
    if is_stale(config):
        found.mend("index", "the corpus has changed since it was built. Run `advisor index`.")
    more = f" and {len(diplomas) - MOST_NAMED} more" if len(diplomas) > MOST_NAMED else ""
    found.ok("diplomas", f"{'; '.join(diplomas[:MOST_NAMED])}{more}" if diplomas else "no text names one")


def _embedding(found: _Findings, config: Config) -> None:
    engine = open_embeddings(config.embedding)
    (dimension,) = TextEmbeddings(engine).question("durée du stage").shape  # and the model that reads questions
    found.ok("embedding", f"{engine.identity} runs, {dimension} numbers a vector")


def _evidence(found: _Findings, config: Config) -> None:
    folder = MODELS / "evidence"
    if config.evidence != OWN:
        model = open_judge(config.evidence)
        found.ok("evidence model", f"{config.evidence} opens" if model else "none, as set: words and vectors alone")
        return
    open_evidence_model().score("durée du stage", ["Le stage dure huit semaines."])
    found.ok("evidence model", f"{model_digest(folder)[:12]}, runs, files as its digest.json says")


def _language_model(found: _Findings, config: Config) -> None:
    """The model that mode llm would use; in quotes mode, one that is not there is only worth a note."""
    say_absent = found.mend if config.mode == "llm" else found.note
    there = [name for name in LANGUAGE_MODELS if importlib.util.find_spec(name)]
    if not there:
        say_absent("language model", "none installed, none needed for quotes; `make install-llm` adds them.")
        return
    try:
        if config.llm == EMBEDDED:
            path = checked_path(config)
            if "xllamacpp" not in there:
                raise ModelError("xllamacpp: not installed. Run `make install-llm`.")
            source = source_of(config)
            came = f" (fetched from the {source})" if source else ""
            found.ok("language model", f"embedded, {path}, the expected file{came}")
        else:
            open_chat(config)  # sends nothing
            found.ok("language model", config.llm)
    except AdvisorError as error:
        say_absent("language model", str(error))


def _settings(found: _Findings, config: Config) -> None:
    from advisor.desk import PATH, enabled  # the page's engines, which no other check needs
    from advisor.web.app import proxy_path

    also = [", MCP at /mcp"] if config.mcp else []
    also += [f", the counsellors' desk at {PATH}"] if enabled(config) else []
    path = proxy_path(config.root_path)
    found.ok("page", f"http://{config.host}:{config.port}{path}/{''.join(also)}; feedback goes to {config.feedback}")
    found.ok("mode", config.mode)
