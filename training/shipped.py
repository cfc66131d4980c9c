"""The shipped evidence model back to torch: a run can go on from advisor/models/evidence when its own state is gone.

What the export did is undone: bytes times their scales, and the divisors of the smoothing in the weights again. The
rounding to bytes stays: logits are those of the shipped file within 0.5 (training/tests), not those of the lost run.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper

from training.base import shorten
from training.judge import Judge

POSITIONS = "bert.embeddings.position_embeddings.weight"
MIDDLE = 128  # the unsigned byte that stands for 0


def load_run(judge: Judge, path: Path) -> None:
    """Fill `judge` (in place) with the weights of a run; one that began with the shipped model has fewer positions."""
    state = torch.load(path, weights_only=True)["judge"]
    shorten(judge.bert, len(state[POSITIONS]))
    judge.load_state_dict(state)


def mix(judge: Judge, other: Judge, share: float) -> None:
    """Move the weights of `judge` (in place) to `share` of the way from those of `other` to its own, 0 to 1.

    Weights half-way between a model and its fine-tuning keep more of the first's knowledge than the second has
    (Wortsman et al. 2022, https://arxiv.org/abs/2109.01903).
    """
    own, others = judge.state_dict(), other.state_dict()
    floats = (name for name, tensor in own.items() if tensor.is_floating_point())
    judge.load_state_dict({**own, **{name: others[name] + share * (own[name] - others[name]) for name in floats}})


def load_shipped(judge: Judge, folder: Path) -> None:
    """Fill `judge` (in place; its table of positions is cut to the file's) with the weights of `folder`.

    Raises ValueError when a matrix that the model should have is not in the file.
    """
    graph = onnx.load(str(folder / "model.onnx")).graph
    tensors = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    if POSITIONS in tensors:
        shorten(judge.bert, len(tensors[POSITIONS]))
    state: dict[str, np.ndarray] = {}
    for name in judge.state_dict():
        if name == "bert.embeddings.word_embeddings.weight":
            state[name] = tensors[name].astype(np.float32) * tensors[name.replace(".weight", ".scale")]
        elif name in tensors:
            state[name] = tensors[name]
        elif f"{name}_Transposed_Q8" in tensors:
            blocks = tensors[f"{name}_Transposed_Q8"].astype(np.float32) - MIDDLE
            whole = blocks * tensors[f"{name}_Transposed_scales"][:, :, None]
            state[name] = whole.reshape(len(whole), -1)
        elif name.replace(".bias", ".linear.bias") in tensors:
            state[name] = tensors[name.replace(".bias", ".linear.bias")]
    for node in graph.node:
        if node.op_type == "MatMulInteger":
            layer = node.name.removeprefix("/").split("/linear/")[0].replace("/", ".")
            matrix, zero = (tensors[node.input[place]].astype(np.float32) for place in (1, 3))
            weight = (matrix - zero) * tensors[node.input[1].replace("_quantized", "_scale")]
            state[f"{layer}.weight"] = (weight * tensors[f"{layer}.factor"][:, None]).T
    missing = sorted(set(judge.state_dict()) - set(state))
    if missing:
        raise ValueError(f"{folder}: no {missing[0]} ({len(missing)} tensors missing). Is it the evidence model?")
    judge.load_state_dict({name: torch.from_numpy(np.array(value)) for name, value in state.items()})
