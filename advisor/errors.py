"""Everything that can go wrong on purpose, as a small tree. Each message says what, where and what to do.

AdvisorError
├── UsageError            a wrong option or value: exit code 2
├── ConfigError           advisor.toml, an ADVISOR_* variable or a file of advisor/data is wrong: exit code 2
├── CorpusError           a text or the corpus manifest cannot be used
│   └── ManifestMismatch  the manifest and the text state different things
├── IndexUnusable         the index cannot be used
│   ├── IndexMissing      there is none: build it
│   ├── IndexMismatch     it was made otherwise (model, schema, parser): rebuild it
│   └── IndexCorrupt      a file of it cannot be read: rebuild it
├── ModelError            an embedding, evidence or language model cannot be used
│   └── LanguageModelFailed  a language model gave no usable text: the quotes answer
└── EvaluationError       the evaluation set or a report cannot be used
"""

from __future__ import annotations


class AdvisorError(Exception):
    """Base of all expected errors. `str(error)` is one clear line for the person."""


class UsageError(AdvisorError):
    """Raised for a wrong option or value given by the caller. Correct the call."""


class ConfigError(AdvisorError):
    """Raised when advisor.toml, an ADVISOR_* variable or a file of advisor/data is wrong. Correct it there."""


class CorpusError(AdvisorError):
    """Raised when the corpus folder, its manifest or one of its texts cannot be used. Mend the named file."""


class ManifestMismatch(CorpusError):
    """Raised when the manifest and the text state different things. Correct whichever is wrong."""


class IndexUnusable(AdvisorError):
    """Raised when the index cannot be used."""


class IndexMissing(IndexUnusable):
    """Raised when there is no index. Run `advisor index`."""


class IndexMismatch(IndexUnusable):
    """Raised when the index was made with another model, schema or parser. Run `advisor index`."""


class IndexCorrupt(IndexUnusable):
    """Raised when a file of the index cannot be read. Run `advisor index --rebuild`."""


class ModelError(AdvisorError):
    """Raised when a model's files are missing, corrupt or foreign, or its engine is not installed."""


class EvaluationError(AdvisorError):
    """Raised when an evaluation set, a baseline or a report cannot be used. Correct the named case."""


class LanguageModelFailed(ModelError):
    """Raised when a language model gives no usable text. The quotes answer then; `cause` says why, see messages.MODEL.

    The message never repeats what the provider said, which may hold the key.
    """

    def __init__(self, cause: str, detail: str = "") -> None:
        super().__init__(f"language model: {cause}{f' ({detail})' if detail else ''}")
        self.cause = cause
