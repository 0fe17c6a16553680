"""The ONNX graph of the intent classifier: n-gram counts → weights → temperature → softmax, in one file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy

OPSET = 18
IR_VERSION = 9
"""Old enough for every onnxruntime that the extra allows."""

CHARACTERS = (3, 5)
WORDS = (1, 1)
"""Lengths of n-grams, least and most."""

Counter = tuple[Mapping[str, int], Sequence[float]]
"""N-gram → its number, and the inverse document frequency of each number."""


def build(
    characters: Counter,
    words: Counter,
    weights: numpy.ndarray[Any, Any],
    bias: numpy.ndarray[Any, Any],
) -> bytes:
    """The graph as bytes.

    Inputs `characters` int64 [n] (code points of the padded text) and `words` string [m]; output `probabilities`
    float [1, classes]. `weights` is [classes, features], characters first; `bias` [classes].
    """
    import numpy
    from onnx import TensorProto, checker, helper, numpy_helper

    nodes = [
        _counts("characters", *characters, CHARACTERS, ""),
        _counts("words", *words, WORDS, " "),
        *_unit_length("characters"),
        *_unit_length("words"),
        helper.make_node("Concat", ["characters_unit", "words_unit"], ["unit"], axis=0),
        helper.make_node("Unsqueeze", ["unit", "first_axis"], ["row"]),
        helper.make_node("Gemm", ["row", "weights", "bias"], ["logits"]),
        helper.make_node("Softmax", ["logits"], ["probabilities"], axis=1),
    ]
    constants = [
        numpy_helper.from_array(numpy.ascontiguousarray(weights.T, dtype=numpy.float32), "weights"),
        numpy_helper.from_array(bias.astype(numpy.float32), "bias"),
        numpy_helper.from_array(numpy.array([0], dtype=numpy.int64), "first_axis"),
        numpy_helper.from_array(numpy.array(1e-12, dtype=numpy.float32), "least"),
    ]
    graph = helper.make_graph(
        nodes,
        "intents",
        [
            helper.make_tensor_value_info("characters", TensorProto.INT64, ["n"]),
            helper.make_tensor_value_info("words", TensorProto.STRING, ["m"]),
        ],
        [helper.make_tensor_value_info("probabilities", TensorProto.FLOAT, [1, len(bias)])],
        constants,
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=IR_VERSION)
    checker.check_model(model)
    return bytes(model.SerializeToString(deterministic=True))


def _counts(
    name: str, vocabulary: Mapping[str, int], weights: Sequence[float], lengths: tuple[int, int], gap: str
) -> Any:
    """The operator wants its n-grams in one flat pool ordered by length, with the start of each length."""
    from onnx import helper

    def parts(gram: str) -> list[str]:
        return gram.split(gap) if gap else list(gram)

    grams = sorted(vocabulary, key=lambda gram: (len(parts(gram)), vocabulary[gram]))
    pool: list[str] = []
    starts = [0] * lengths[1]
    for length in range(1, lengths[1] + 1):
        starts[length - 1] = len(pool)
        pool.extend(part for gram in grams if len(parts(gram)) == length for part in parts(gram))
    typed = {"pool_strings": pool} if gap else {"pool_int64s": [ord(part) for part in pool]}
    return helper.make_node(
        "TfIdfVectorizer",
        [name],
        [f"{name}_counts"],
        mode="TFIDF",
        min_gram_length=lengths[0],
        max_gram_length=lengths[1],
        max_skip_count=0,
        ngram_counts=starts,
        ngram_indexes=[vocabulary[gram] for gram in grams],
        weights=[float(weights[vocabulary[gram]]) for gram in grams],
        **typed,
    )


def _unit_length(name: str) -> list[Any]:
    from onnx import helper

    return [
        helper.make_node("ReduceL2", [f"{name}_counts"], [f"{name}_length"], keepdims=1),
        helper.make_node("Max", [f"{name}_length", "least"], [f"{name}_divisor"]),
        helper.make_node("Div", [f"{name}_counts", f"{name}_divisor"], [f"{name}_unit"]),
    ]
