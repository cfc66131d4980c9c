"""The models of the project, run by onnxruntime: a folder of checked files, texts in, rows of numbers out. No torch.

A model folder holds model.onnx, tokenizer.json, card.md and digest.json, which states the size and SHA-256 of the
others. A file that is missing, corrupt or not the one that was committed is refused.
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from advisor.engines.evidence import MAX_TOKENS
from advisor.errors import ModelError

if TYPE_CHECKING:
    from tokenizers import Encoding

MODELS = Path(__file__).resolve().parent.parent / "models"
THREADS = 2
# Texts of one run, times their padded length: large enough to fill two cores, small enough for their caches.
BATCH_TOKENS = 2048
# onnxruntime's sum and normalisation in one step takes three times as long as the two.
_SLOWER = "SkipLayerNormFusion"
_PAD = "<pad>"
_MEND = "Install the project again, or restore the file from the repository."
_CHECKED = ("model.onnx", "tokenizer.json", "card.md")


class OnnxModel:
    """One exported model. `run` takes texts, or pairs of texts, and returns one row (or one number) for each."""

    def __init__(self, folder: Path, *, output: str = "vectors", max_tokens: int = 512, threads: int = THREADS) -> None:
        """Open the model in `folder` (its files are checked here). Texts are cut to `max_tokens`; one run uses
        `threads`. `output` is what the model must give: "vectors", or "logits". Raises ModelError.
        """
        check_files(folder)
        import onnxruntime  # type: ignore[import-untyped]
        from tokenizers import Tokenizer

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        # Threads that spin while they wait for each other take the time of everything else on a shared machine.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        options.log_severity_level = 3
        try:
            self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
            self._session = onnxruntime.InferenceSession(
                str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"], disabled_optimizers=[_SLOWER]
            )
        except Exception as error:  # both libraries raise bare Exceptions of their own
            why = str(error).splitlines()[0]
            raise ModelError(f"{folder}: cannot be loaded ({why}). {_MEND}") from error
        given = self._session.get_outputs()[0].name
        if given != output:
            raise ModelError(f"{folder / 'model.onnx'}: gives {given}, not {output}: a model of another kind. {_MEND}")
        pad = self._tokenizer.token_to_id(_PAD)
        if pad is None:
            raise ModelError(f"{folder / 'tokenizer.json'}: no {_PAD} mark, not a tokenizer of this project.")
        self._pad = int(pad)
        self._tokenizer.enable_truncation(max_tokens, strategy="longest_first")

    def run(self, texts: Sequence[str] | Sequence[tuple[str, str]]) -> np.ndarray[Any, np.dtype[np.float32]]:
        """Return the model's output for each text or pair, in order, float32, shape (len(texts), …)."""
        encodings = self._tokenizer.encode_batch_fast([_encodable(text) for text in texts])
        lengths = [len(encoding.ids) for encoding in encodings]
        order = sorted(range(len(encodings)), key=lengths.__getitem__)
        rows: list[Any] = [None] * len(encodings)
        for batch in batches(order, lengths):
            values = self._session.run(None, self._padded([encodings[position] for position in batch]))[0]
            for position, row in zip(batch, values, strict=True):
                rows[position] = row
        return np.asarray(rows, dtype=np.float32)

    def run_alone(
        self, texts: Sequence[str] | Sequence[tuple[str, str]], pool: ThreadPoolExecutor
    ) -> np.ndarray[Any, np.dtype[np.float32]]:
        """Return what `run` does, each text read by itself, without padding, by the threads of `pool`.

        Where a model quantises what it computes by the whole batch, this is what keeps a text's result its own.
        """

        def one(encoding: Encoding) -> Any:
            return self._session.run(None, self._padded([encoding]))[0][0]

        encodings = self._tokenizer.encode_batch_fast([_encodable(text) for text in texts])
        # The longest first: the threads end nearly together.
        order = sorted(range(len(encodings)), key=lambda position: -len(encodings[position].ids))
        rows: list[Any] = [None] * len(encodings)
        for position, row in zip(order, pool.map(one, [encodings[at] for at in order]), strict=True):
            rows[position] = row
        return np.asarray(rows, dtype=np.float32)

    def _padded(self, encodings: Sequence[Encoding]) -> dict[str, np.ndarray[Any, np.dtype[np.int64]]]:
        width = max(len(encoding.ids) for encoding in encodings)
        ids = np.full((len(encodings), width), self._pad, dtype=np.int64)
        for row, encoding in zip(ids, encodings, strict=True):
            row[: len(encoding.ids)] = encoding.ids
        return {"input_ids": ids, "attention_mask": (ids != self._pad).astype(np.int64)}


def batches(order: Sequence[int], lengths: Sequence[int]) -> list[list[int]]:
    """Cut `order` (sorted by length) into runs whose padded size stays within BATCH_TOKENS, one text at least each.

    A run of four or more also ends where padding would pass a fifth of what is read.
    """
    result: list[list[int]] = []
    read = 0
    for position in order:
        padded = (len(result[-1]) + 1) * lengths[position] if result else 0
        wasteful = bool(result) and len(result[-1]) >= 4 and padded > 1.2 * (read + lengths[position])
        if result and padded <= BATCH_TOKENS and not wasteful:
            result[-1].append(position)
            read += lengths[position]
        else:
            result.append([position])
            read = lengths[position]
    return result


def _encodable(text: str | tuple[str, str]) -> str | tuple[str, str]:
    """Return the text without lone surrogates, which have no UTF-8 and which tokenizers refuses."""
    if isinstance(text, tuple):
        return str(_encodable(text[0])), str(_encodable(text[1]))
    return text.encode("utf-8", "replace").decode("utf-8")


def model_digest(folder: Path) -> str:
    """Return the SHA-256 that identifies the model in `folder`, as its digest.json states it. Raises ModelError."""
    return _expected(folder)["model.onnx"]


def _expected(folder: Path) -> dict[str, str]:
    try:
        digest = json.loads((folder / "digest.json").read_text(encoding="utf-8"))
        return {name: str(digest[name]["sha256"]) for name in _CHECKED}
    except (OSError, ValueError, KeyError, TypeError):
        raise ModelError(f"{folder / 'digest.json'}: missing or unreadable. {_MEND}") from None


def check_files(folder: Path) -> None:
    """Compare the files of a model folder with its digest.json. Raises ModelError that names the file."""
    for name, sha256 in _expected(folder).items():
        try:
            found = hashlib.sha256((folder / name).read_bytes()).hexdigest()
        except OSError:
            raise ModelError(f"{folder / name}: missing or unreadable. {_MEND}") from None
        if found != sha256:
            raise ModelError(f"{folder / name}: not the file of this model (SHA-256 {found[:12]}…). {_MEND}")


class OnnxEvidence:
    """The evidence model of the project; an `EvidenceModel`. It is loaded by the first question, not before.

    Pairs are read one by one, two at a time: on two cores half the time of one padded batch.
    """

    def __init__(self, folder: Path = MODELS / "evidence") -> None:
        self._folder = folder
        self._model: OnnxModel | None = None
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="evidence")
        self._lock = threading.Lock()

    @property
    def digest(self) -> str:
        """The SHA-256 of the model's file, as its folder states it. Raises ModelError."""
        return model_digest(self._folder)

    def score(self, question: str, texts: Sequence[str]) -> list[float]:
        """Return one logit for each evidence text, higher is better. Raises ModelError for unusable files."""
        if not texts:
            return []
        with self._lock:
            if self._model is None:
                self._model = OnnxModel(self._folder, output="logits", max_tokens=MAX_TOKENS, threads=1)
        logits: list[float] = self._model.run_alone([(question, text) for text in texts], self._pool).tolist()
        return logits


def open_evidence_model() -> OnnxEvidence:
    """Return the project's evidence model. Raises ModelError where its folder is not there.

    Without it nothing answers: the threshold of `select` was fitted with it.
    """
    folder = MODELS / "evidence"
    if not folder.is_dir():
        raise ModelError(f"{folder}: missing. {_MEND}")
    return OnnxEvidence(folder)
