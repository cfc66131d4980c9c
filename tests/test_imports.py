"""A stage imports only what stands before it, deferred imports included; and a question loads nothing heavy."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from advisor.config import Config

# In the order of docs/architecture.md, but settle, which asks the index as retrieve does.
# A new module gets its place here: after everything it imports.
ORDER = """
errors records config messages language language.french language.vocabulary language.persons disk
xml_text load parse.sentences parse.layout parse.exam_titles parse.marks parse.bold parse.annex_titles parse.sessions
parse.tables parse.annexe parse.arrete parse.onisep parse.rncp_xml parse.rncp parse.plain parse
language.numbers language.exams describe chunk
engines engines.evidence engines.onnx_runtime engines.cross_encoder engines.embed
index.words index.vectors index.generations index.store index build
understand.spelling understand.name_words understand.name_forms understand.sightings understand.options
understand.diplomas
understand.sessions understand.situations understand.reading understand.fragments understand.leads understand.measured
understand.stretches understand.clauses understand.asides understand.subjects
understand.context understand.conversation understand
retrieve settle select.audience select.signals select.rank select.enough select.value select.quotes select.companions
select.prefer select.rows select.exempt select.experience select.acronym select
answer.emphasis answer answer.choices answer.reasons answer.premises answer.notices answer.refuse verify answer.compose
llm llm.prompts llm.embedded llm.embedded_chat llm.chat llm.support llm.write contract run pipeline
""".split()
# Each may import every stage, the surfaces before it, and what stands on one line with it.
SURFACES = {"evaluation": 0, "web": 1, "desk": 1, "doctor": 2, "cli": 3}

PACKAGE = Path(__file__).resolve().parent.parent / "advisor"


def module_of(file: Path) -> str:
    return ".".join(file.relative_to(PACKAGE).with_suffix("").parts).removesuffix(".__init__")


MODULES = {
    module_of(file): file for file in sorted(PACKAGE.rglob("*.py")) if file.parent != PACKAGE or file.stem != "__init__"
}


def imported(file: Path) -> set[str]:
    """The modules of the project that a file imports anywhere in it, without "advisor."."""
    found = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}: relative import"
            whole = [f"{node.module}.{alias.name}" for alias in node.names]
            names = [name if name.removeprefix("advisor.") in MODULES else str(node.module) for name in whole]
        found |= {name.removeprefix("advisor.") for name in names if name.startswith("advisor.")}
    return found


def place(module: str) -> int:
    """Where a module stands; the modules of a surface share one."""
    surface = module.split(".")[0]
    return len(ORDER) + SURFACES[surface] if surface in SURFACES else ORDER.index(module)


def test_every_module_has_its_place() -> None:
    stages = {module for module in MODULES if module.split(".")[0] not in SURFACES}
    assert stages - set(ORDER) == set()


@pytest.mark.parametrize("module", MODULES)
def test_a_module_imports_only_what_stands_before_it(module: str) -> None:
    allowed_beside = module.split(".")[0] in SURFACES
    late = {
        other
        for other in imported(MODULES[module])
        if place(other) > place(module) or (place(other) == place(module) and not allowed_beside)
    }
    assert late == set()


def test_a_question_loads_neither_torch_nor_gradio(config: Config) -> None:
    heavy = ("torch", "gradio", "fastapi", "sentence_transformers", "langchain_chroma", "markitdown")
    program = (
        "import sys; from advisor.cli import main; "
        f"code = main(['ask', '--index', {str(config.index)!r}, 'Combien de temps dure le stage du BTS ?']); "
        f"print([name for name in {heavy!r} if name in sys.modules], file=sys.stderr); sys.exit(code)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr.strip()) == (0, "[]")
