"""What a model folder of the product states about its files: sizes and SHA-256, checked when the model is loaded."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

FILES = ("model.onnx", "tokenizer.json", "card.md", "adapter.npy")  # the last in the folder of the embedding model only
LARGEST = 45_000_000  # bytes of one committed file


def write_digest(folder: Path) -> None:
    """Write digest.json for the FILES that are there. Raises ValueError for one larger than the repository accepts."""
    entries = {}
    for name in FILES:
        if not (folder / name).is_file():
            continue
        data = (folder / name).read_bytes()
        if len(data) > LARGEST:
            raise ValueError(f"{folder / name}: {len(data)} bytes, more than {LARGEST}. Keep fewer pieces.")
        entries[name] = {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    (folder / "digest.json").write_text(json.dumps(entries, indent=1) + "\n", encoding="utf-8")
