"""Trains the intent classifier from labelled examples: n-gram TF-IDF, logistic regression, a threshold with a reason.

How it is calibrated, on predictions for examples that the predicting model had not seen (five folds):

1. a temperature is fitted (Guo et al., 2017), so that a probability of 0.8 is right about eight times in ten, with
   Platt's targets, so that few examples do not make it certain;
2. the threshold is the lowest, not below one half, at which the share of right answers among those given reaches the
   wanted precision. An answer to an out-of-scope question counts as wrong.

The figures in the report come from choosing both on four folds and measuring on the fifth, in turn.
The same examples, answers and seed give the same bytes on the same machine and library versions.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from isthmus.domain.errors import SettingsError
from isthmus.domain.safe import Name
from isthmus.learn.examples import Example, digest
from isthmus.learn.graph import CHARACTERS, WORDS, build
from isthmus.models.intents import FORMAT, OUT_OF_SCOPE, Card, Graph, IntentModel, Probe, read_answers
from isthmus.models.text import features

if TYPE_CHECKING:
    import numpy

    Matrix = numpy.ndarray[Any, Any]

FOLDS = 5
LOWEST_THRESHOLD = 0.5
_STRENGTH = 20.0
_COMMON = 100
"""From so many examples on, characters that come together in one example only are left out."""
_PROBE = "Where is my order number 1234?"
"""Ours, since a training example may be somebody's words and has no place in an artefact."""


class Report(msgspec.Struct, frozen=True):
    """How well it does, by cross-validation. Shares are 0..1; None where there was nothing to measure."""

    examples: int
    intents: int
    accuracy: float
    """Right class, `out_of_scope` among them, whatever the confidence."""
    answered: float
    """Share of in-scope questions that get an answer."""
    precision: float | None
    """Share of right answers among those given."""
    out_of_scope_recall: float | None
    """Share of out-of-scope questions that get none."""
    threshold: float
    temperature: float
    wanted_precision: float
    recall: dict[str, float]
    """Per class, whatever the confidence."""

    @property
    def reached(self) -> bool:
        """Whether some threshold gives the wanted precision. Otherwise the model stays silent."""
        return self.threshold <= 1.0

    def __str__(self) -> str:
        def share(value: float | None) -> str:
            return "-" if value is None else f"{value:6.1%}"

        lines = [
            f"{self.examples} examples of {self.intents} intents, {FOLDS}-fold cross-validation",
            f"right class                {share(self.accuracy)}",
            f"answered, of in-scope      {share(self.answered)}",
            f"right, of those answered   {share(self.precision)}  (wanted {self.wanted_precision:.0%})",
            f"out of scope kept silent   {share(self.out_of_scope_recall)}",
            f"threshold {self.threshold:.3f}, temperature {self.temperature:.2f}",
        ]
        weakest = sorted(self.recall.items(), key=lambda item: item[1])[:3]
        lines.append("weakest: " + ", ".join(f"{label} {share(value).strip()}" for label, value in weakest))
        if not self.reached:
            lines.append("no threshold reaches the wanted precision: it will not answer; add examples")
        return "\n".join(lines)


class _Fitted(msgspec.Struct, frozen=True):
    """Vectorisers and weights learnt from some of the examples."""

    union: Any
    weights: Matrix
    bias: Matrix

    def logits(self, texts: Sequence[str]) -> Matrix:
        made: Matrix = self.union.transform(texts) @ self.weights.T + self.bias
        return made

    def counter(self, name: str) -> tuple[dict[str, int], list[float]]:
        """Vocabulary and inverse document frequencies of `characters` or `words`."""
        made = dict(self.union.transformer_list)[name]
        return {gram: int(number) for gram, number in sorted(made.vocabulary_.items())}, made.idf_.tolist()


def train(
    examples: Sequence[Example], answers: str, out_dir: Path, seed: int = 0, *, precision: float = 0.95
) -> Report:
    """Trains, writes the artefact to `out_dir`, loads it once to be sure, and reports.

    `answers` is the text of the answers file. Raises `SettingsError` for answers that do not fit the intents, for an
    extra that is not installed, and for a directory that cannot be written.
    """
    labels = tuple(sorted({example.intent for example in examples}))
    read_answers(answers, "answers.yaml", labels)
    _require_extra()
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped, unused-ignore]  # has no types

    texts = [features(example.text) for example in examples]
    classes = [labels.index(example.intent) for example in examples]
    with threadpool_limits(1):  # the order of a parallel sum changes its last bits
        folds, held_out = _held_out_logits(texts, classes, len(labels), seed)
        fitted = _fit(texts, classes, len(labels))
    temperature, threshold = _calibrate(held_out, classes, labels, precision)
    report = _report(held_out, classes, labels, folds, precision, (temperature, threshold))
    graph = build(
        fitted.counter("characters"), fitted.counter("words"), fitted.weights / temperature, fitted.bias / temperature
    )
    _write(out_dir, graph, answers, labels, report, digest(examples), seed)
    IntentModel.load(Name("trained"), out_dir)
    return report


def _require_extra() -> None:
    try:
        import onnx  # noqa: F401  asked for so that a missing extra is named before the work
        import onnxruntime  # noqa: F401
        import sklearn  # noqa: F401
    except ImportError as error:
        raise SettingsError(
            f"training needs {error.name}, which is not installed", remedy="pip install isthmus[train]"
        ) from None


def _padded(text: str) -> str:
    return f" {text} "


def _fit(texts: Sequence[str], classes: Sequence[int], count: int) -> _Fitted:
    import numpy
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import FeatureUnion

    least = 2 if len(texts) >= _COMMON else 1
    characters = TfidfVectorizer(
        analyzer="char", preprocessor=_padded, ngram_range=CHARACTERS, lowercase=False, min_df=least
    )
    words = TfidfVectorizer(tokenizer=str.split, token_pattern=None, ngram_range=WORDS, lowercase=False)
    union = FeatureUnion([("characters", characters), ("words", words)])
    table = union.fit_transform(texts)
    model = LogisticRegression(C=_STRENGTH, class_weight="balanced", max_iter=2_000).fit(table, classes)
    weights, bias = model.coef_, model.intercept_
    if len(model.classes_) == 2:  # two classes are given as one row, for the second of them
        weights, bias = numpy.vstack([-weights, weights]) / 2, numpy.concatenate([-bias, bias]) / 2
    full_weights = numpy.zeros((count, weights.shape[1]))
    full_bias = numpy.full(count, -20.0)  # a class that none of these texts shows
    full_weights[model.classes_], full_bias[model.classes_] = weights, bias
    return _Fitted(union, full_weights, full_bias)


def _folds(classes: Sequence[int], count: int, seed: int) -> Matrix:
    """A fold for each example, each class spread evenly."""
    import numpy

    draws = numpy.random.default_rng(seed)
    folds = numpy.zeros(len(classes), dtype=int)
    for number in range(count):
        members = numpy.flatnonzero(numpy.array(classes) == number)
        folds[draws.permutation(members)] = numpy.arange(len(members)) % FOLDS
    return folds


def _held_out_logits(
    texts: Sequence[str], classes: Sequence[int], count: int, seed: int
) -> tuple[Matrix, Matrix]:
    import numpy

    folds = _folds(classes, count, seed)
    logits = numpy.zeros((len(texts), count))
    for fold in range(FOLDS):
        inside, outside = numpy.flatnonzero(folds == fold).tolist(), numpy.flatnonzero(folds != fold).tolist()
        if inside:
            fitted = _fit([texts[i] for i in outside], [classes[i] for i in outside], count)
            logits[inside] = fitted.logits([texts[i] for i in inside])
    return folds, logits


def _softmax(logits: Matrix) -> Matrix:
    import numpy

    powers = numpy.exp(logits - logits.max(axis=1, keepdims=True))
    made: Matrix = powers / powers.sum(axis=1, keepdims=True)
    return made


def _calibrate(
    logits: Matrix, classes: Sequence[int], labels: Sequence[str], precision: float
) -> tuple[float, float]:
    """Temperature and threshold. A threshold above 1 means that none reaches the precision."""
    import numpy

    truth = numpy.array(classes)
    rows = numpy.arange(len(truth))

    # Platt's targets (1999): no number of examples, least of all a small one, is a reason for certainty.
    sure_of = (len(truth) + 1) / (len(truth) + 2)

    def loss(temperature: float) -> float:
        logs = numpy.log(_softmax(logits / temperature) + 1e-12)
        right = logs[rows, truth]
        others = (logs.sum(axis=1) - right) / (len(labels) - 1)
        return float(-(sure_of * right + (1 - sure_of) * others).mean())

    temperature = float(min(numpy.geomspace(0.1, 10.0, 201), key=loss))
    said = _softmax(logits / temperature)
    best, sure = said.argmax(axis=1), said.max(axis=1)
    in_scope = numpy.array([label != OUT_OF_SCOPE for label in labels])[best]
    order = numpy.argsort(-sure[in_scope], kind="stable")
    right, sure = (best == truth)[in_scope][order], sure[in_scope][order]
    reached = numpy.flatnonzero(right.cumsum() / numpy.arange(1, len(right) + 1) >= precision)
    threshold = float(sure[reached[-1]]) if len(reached) else 1.01
    return temperature, max(threshold, LOWEST_THRESHOLD)


def _report(
    logits: Matrix,
    classes: Sequence[int],
    labels: Sequence[str],
    folds: Matrix,
    precision: float,
    chosen: tuple[float, float],
) -> Report:
    import numpy

    truth = numpy.array(classes)
    best = logits.argmax(axis=1)
    given = numpy.zeros(len(truth), dtype=bool)
    outside = labels.index(OUT_OF_SCOPE) if OUT_OF_SCOPE in labels else -1
    for fold in range(FOLDS):
        inside, others = folds == fold, folds != fold
        temperature, threshold = _calibrate(logits[others], truth[others].tolist(), labels, precision)
        sure = _softmax(logits[inside] / temperature).max(axis=1) if inside.any() else numpy.zeros(0)
        given[inside] = (sure >= threshold) & (best[inside] != outside)
    right = best == truth
    strangers = truth == outside
    return Report(
        examples=len(truth),
        intents=len(labels) - (outside >= 0),
        accuracy=float(right.mean()),
        answered=float(given[~strangers].mean()),
        precision=float(right[given].mean()) if given.any() else None,
        out_of_scope_recall=float((~given[strangers]).mean()) if strangers.any() else None,
        threshold=chosen[1],
        temperature=chosen[0],
        wanted_precision=precision,
        recall={label: float(right[truth == number].mean()) for number, label in enumerate(labels)},
    )


def _write(
    out_dir: Path, graph: bytes, answers: str, labels: tuple[str, ...], report: Report, examples: str, seed: int
) -> None:
    files = {"model.onnx": graph, "answers.yaml": answers.encode()}
    figures = {
        name: value
        for name, value in msgspec.structs.asdict(report).items()
        if isinstance(value, int | float) and name != "threshold"
    }
    card = Card(
        format=FORMAT,
        labels=labels,
        threshold=report.threshold,
        files={name: hashlib.sha256(content).hexdigest() for name, content in files.items()},
        probe=Probe(_PROBE, tuple(Graph(graph, out_dir / "model.onnx").probabilities(_PROBE))),
        examples_digest=examples,
        seed=seed,
        figures={name: float(value) for name, value in figures.items()},
    )
    try:
        out_dir.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            (out_dir / name).write_bytes(content)
        # Last: until it names the new digests, what lies there is refused as damaged.
        (out_dir / "intents.json").write_bytes(msgspec.json.format(msgspec.json.encode(card), indent=2) + b"\n")
    except OSError as error:
        raise SettingsError(f"cannot write the artefact: {error.strerror}", place=str(out_dir)) from None
