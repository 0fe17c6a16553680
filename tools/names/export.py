"""The trained network as one ONNX file, with what the runtime needs beside it."""

from __future__ import annotations

import json
from base64 import b64encode
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from isthmus.detect.names.tokens import WIDTH
from tools.names.network import REACHES, Parameters
from tools.names.values import KINDS


def model_of(p: Parameters, lists: tuple[frozenset[int], ...], lean: list[float], facts: dict[str, str]) -> bytes:
    """The table in eight bits with a scale for each column; everything else as trained."""
    graph = _Graph()
    table = np.array(p["table"])
    table[0] = 0
    scale = np.abs(table).max(0) / 127
    graph.constant("table", np.round(table / scale).astype(np.int8))
    graph.constant("columns", scale.astype(np.float32))
    x = graph.add("Gather", "table", "rows", axis=0)
    x = graph.add("Cast", x, to=TensorProto.FLOAT)
    x = graph.add("ReduceSum", x, graph.constant("one", np.array([1])), keepdims=0)
    x = graph.add("Mul", x, "columns")
    x = graph.add("Add", x, graph.add("Gather", graph.constant("glues", p["glue"]), "glue", axis=0))
    x = graph.add("Relu", graph.layer(graph.around(x, 1), p["inner"], p["inner_bias"]))
    for number, reach in enumerate(REACHES):
        y = graph.normed(x, p[f"scale{number}"], p[f"shift{number}"])
        y = graph.layer(graph.around(y, reach), p[f"w{number}"], p[f"b{number}"])
        x = graph.add("Add", x, graph.add("Relu", y))
    x = graph.layer(graph.normed(x, p["scale"], p["shift"]), p["out"], p["out_bias"])
    packed = [b64encode(np.array(sorted(words), "<u4").tobytes()).decode() for words in lists]
    return graph.bytes(x, {"lean": json.dumps(lean), "lists": json.dumps(packed), **facts})


class _Graph:
    def __init__(self) -> None:
        self._nodes: list[Any] = []
        self._constants: list[Any] = []

    def constant(self, name: str, value: Any) -> str:
        self._constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def add(self, kind: str, *inputs: str, **attributes: Any) -> str:
        made = f"{kind}{len(self._nodes)}"
        self._nodes.append(helper.make_node(kind, list(inputs), [made], **attributes))
        return made

    def around(self, x: str, reach: int) -> str:
        number = len(self._nodes)

        def whole(name: str, *values: int) -> str:
            return self.constant(f"{name}{number}", np.array(values, np.int64))

        wide = self.add("Pad", x, whole("pad", reach, 0, reach, 0))
        zero = whole("zero", 0)
        before = self.add("Slice", wide, zero, whole("minus", -2 * reach), zero)
        behind = self.add("Slice", wide, whole("twice", 2 * reach), whole("end", 2**31), zero)
        return self.add("Concat", before, x, behind, axis=1)

    def layer(self, x: str, weights: Any, bias: Any) -> str:
        number = len(self._nodes)
        return self.add("Gemm", x, self.constant(f"w{number}", weights), self.constant(f"b{number}", bias))

    def normed(self, x: str, scale: Any, shift: Any) -> str:
        number = len(self._nodes)
        of = self.constant(f"scale{number}", scale), self.constant(f"shift{number}", shift)
        return self.add("LayerNormalization", x, *of, axis=-1, epsilon=1e-5)

    def bytes(self, last: str, facts: dict[str, str]) -> bytes:
        self._nodes.append(helper.make_node("Identity", [last], ["scores"]))
        graph = helper.make_graph(
            self._nodes,
            "names",
            [
                helper.make_tensor_value_info("rows", TensorProto.INT32, ["words", WIDTH]),
                helper.make_tensor_value_info("glue", TensorProto.INT32, ["words"]),
            ],
            [helper.make_tensor_value_info("scores", TensorProto.FLOAT, ["words", len(KINDS) + 2])],
            self._constants,
        )
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
        helper.set_model_props(model, facts)
        onnx.checker.check_model(model)
        made: bytes = model.SerializeToString()
        return made
