"""Any cross-encoder of sentence-transformers, by name, in place of the project's evidence model (extra hub)."""

from __future__ import annotations

import threading
from collections.abc import Sequence

from advisor.engines.evidence import MAX_TOKENS, EvidenceModel
from advisor.engines.onnx_runtime import open_evidence_model
from advisor.errors import ModelError

OWN = "advisor-evidence"


def open_judge(name: str) -> EvidenceModel | None:
    """Return the evidence model called `name`: OWN, "none" (None), or a cross-encoder's name or folder.

    Raises ModelError.
    """
    if name == "none":
        return None
    return open_evidence_model() if name == OWN else HubCrossEncoder(name)


class HubCrossEncoder:
    """A cross-encoder of sentence-transformers; an `EvidenceModel`. Its logits are taken as they are, without sigmoid.

    The weights of `select` are fitted to one model: with another, run training.fit_select again.
    """

    def __init__(self, name: str) -> None:
        try:
            from sentence_transformers import CrossEncoder  # type: ignore[import-not-found,unused-ignore]
            from torch import nn  # type: ignore[import-not-found,unused-ignore]
        except ImportError as error:
            raise ModelError(
                f"{name}: this evidence model needs sentence-transformers. "
                "Run `pip install -e '.[hub]'` in the checkout, or set ADVISOR_EVIDENCE=advisor-evidence."
            ) from error
        try:
            self._model = CrossEncoder(name, max_length=MAX_TOKENS, activation_fn=nn.Identity())
        except (OSError, ValueError, RuntimeError) as error:
            raise ModelError(f"{name}: cannot be loaded ({error}). Correct ADVISOR_EVIDENCE.") from error
        self._lock = threading.Lock()

    def score(self, question: str, texts: Sequence[str]) -> list[float]:
        """Return one logit for each evidence text, higher is better."""
        if not texts:
            return []
        with self._lock:
            found = self._model.predict([(question, text) for text in texts], show_progress_bar=False)
        return [float(value) for value in found]
