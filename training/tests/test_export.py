"""A small judge written as the product's files and read back by the product's runtime."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="the extra `train` (torch) is not installed")

import onnx  # noqa: E402
from onnx import numpy_helper  # noqa: E402
from transformers import BertConfig, BertModel  # noqa: E402

from advisor.engines.onnx_runtime import MODELS, OnnxModel  # noqa: E402
from training.e5_weights import Vocabulary, tokenizer_of  # noqa: E402
from training.export import fuse_attention, unsigned, write_model  # noqa: E402
from training.judge import Judge, logits_of  # noqa: E402
from training.shipped import load_run, load_shipped, mix  # noqa: E402
from training.smooth import smooth  # noqa: E402

PIECES = ("<s>", "<pad>", "</s>", "<unk>", *"▁abcdefghijklmnopqrstuvwxyz?|>")
PAIRS = [(f"what {a}?", f"{b} is it") for a in "abcdef" for b in "klmnop"]


def weights_of(path: Path) -> list[np.ndarray]:
    model = onnx.load(str(path))
    tensors = {tensor.name: tensor for tensor in model.graph.initializer}
    return [
        numpy_helper.to_array(tensors[node.input[place]])
        for node in model.graph.node
        if node.op_type == "MatMulInteger"
        for place in (1, 3)
    ]


def test_a_judge_is_exported_says_nearly_the_same_and_is_read_back(tmp_path: Path) -> None:
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=len(PIECES), hidden_size=128, num_hidden_layers=2, num_attention_heads=2, intermediate_size=256
    )
    vocabulary = Vocabulary(PIECES, tuple(-float(n) / 10 for n in range(len(PIECES))), bos=0, eos=2, pad=1, unk=3)
    judge, tokenizer = Judge(BertModel(config, add_pooling_layer=False)), tokenizer_of(vocabulary)
    for layer in (judge.dense, judge.out):  # logits that differ from pair to pair
        torch.nn.init.normal_(layer.weight, std=0.5)
    for name, parameter in judge.named_parameters():  # no two alike: torch writes equal tensors once
        if name.endswith("bias") or "LayerNorm" in name:
            torch.nn.init.normal_(parameter, mean=float("LayerNorm.weight" in name), std=0.05)
    smooth(judge, tokenizer, PAIRS, pad=1)
    with torch.no_grad():
        expected = logits_of(judge.eval(), tokenizer, PAIRS, pad=1).numpy()
    write_model(judge, tokenizer, tmp_path, output="logits", card="a card", bits=8, block=128, alone=True)
    with ThreadPoolExecutor(1) as pool:
        found = OnnxModel(tmp_path, output="logits", threads=1).run_alone(PAIRS, pool)
    assert np.corrcoef(found, expected)[0, 1] > 0.9  # random weights: rounding weighs more than in a trained model
    assert all(array.dtype == np.uint8 for array in weights_of(tmp_path / "model.onnx"))
    nodes = [node.op_type for node in onnx.load(str(tmp_path / "model.onnx")).graph.node]
    assert nodes.count("MultiHeadAttention") == 2 and "Softmax" not in nodes
    again = Judge(BertModel(config, add_pooling_layer=False))
    load_shipped(again, tmp_path)
    with torch.no_grad():
        back = logits_of(again.eval(), tokenizer, PAIRS, pad=1).numpy()
    assert np.corrcoef(back, expected)[0, 1] > 0.99 and np.abs(back - expected).max() < 0.5
    torch.save({"judge": again.state_dict()}, tmp_path / "run.pt")
    load_run(mean := Judge(BertModel(config, add_pooling_layer=False)), tmp_path / "run.pt")
    torch.nn.init.zeros_(mean.out.bias)
    mix(mean, again, 0.25)
    assert torch.allclose(mean.out.bias, 0.75 * again.out.bias) and torch.equal(mean.out.weight, again.out.weight)
    with pytest.raises(ValueError, match=r"layer\.2\..* missing"):
        load_shipped(Judge(BertModel(BertConfig(**{**config.to_dict(), "num_hidden_layers": 3}))), tmp_path)


def test_a_fused_model_says_the_same_of_texts_of_any_length(tmp_path: Path) -> None:
    import onnxruntime

    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=32, hidden_size=64, num_hidden_layers=2, num_attention_heads=4, intermediate_size=128
    )
    judge, path = Judge(BertModel(config, add_pooling_layer=False)).eval(), tmp_path / "model.onnx"
    axes = {0: "batch", 1: "tokens"}
    sample = (torch.tensor([[0, 5, 6, 2], [0, 7, 2, 1]]), torch.tensor([[1, 1, 1, 1], [1, 1, 1, 0]]))
    torch.onnx.export(
        judge, sample, str(path), input_names=["input_ids", "attention_mask"], output_names=["logits"],
        dynamic_axes={"input_ids": axes, "attention_mask": axes}, opset_version=17, dynamo=False,
    )  # fmt: skip
    fuse_attention(path, 4)
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    for ids, mask in (sample, (torch.arange(9).unsqueeze(0), torch.ones(1, 9, dtype=torch.long))):
        with torch.no_grad():
            expected = judge(ids, mask).numpy()
        found = session.run(None, {"input_ids": ids.numpy(), "attention_mask": mask.numpy()})[0]
        np.testing.assert_allclose(found, expected, atol=1e-5)


def test_a_model_without_attention_is_not_fused(tmp_path: Path) -> None:
    graph = onnx.helper.make_graph([onnx.helper.make_node("Relu", ["x"], ["y"])], "g", [], [])
    path = tmp_path / "model.onnx"
    onnx.save(onnx.helper.make_model(graph), str(path))
    with pytest.raises(ValueError, match="no attention found"):
        fuse_attention(path, 4)


def test_unsigned_bytes_are_the_same_numbers(tmp_path: Path) -> None:
    helper = onnx.helper
    weight = np.array([[-127, 5], [127, 0]], np.int8)
    graph = helper.make_graph(
        [helper.make_node("MatMulInteger", ["x", "w", "xz", "wz"], ["y"])],
        "g",
        [helper.make_tensor_value_info("x", onnx.TensorProto.UINT8, [1, 2])],
        [helper.make_tensor_value_info("y", onnx.TensorProto.INT32, [1, 2])],
        [
            numpy_helper.from_array(weight, "w"),
            numpy_helper.from_array(np.uint8(3).reshape(()), "xz"),
            numpy_helper.from_array(np.zeros(2, np.int8), "wz"),
        ],
    )
    path = tmp_path / "model.onnx"
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9), str(path))
    unsigned(path)
    import onnxruntime

    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    given = session.run(None, {"x": np.array([[10, 255]], np.uint8)})[0]
    assert given.tolist() == [[7 * -127 + 252 * 127, 7 * 5]]


def test_the_committed_model_computes_alike_on_every_processor() -> None:
    arrays = weights_of(MODELS / "evidence" / "model.onnx")
    assert arrays and all(array.dtype == np.uint8 for array in arrays)
