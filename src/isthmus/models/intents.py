"""Answers by intent: a small text classifier in ONNX, a template per intent, and a threshold below which it is silent.

An artefact is one directory. `intents.json` pins the other files by SHA-256, so its own digest is the version of all:

    intents.json   labels, threshold, how it was trained and how well it did, digests, one probe
    model.onnx     (characters, words) → probabilities; vocabulary and weights inside
    answers.yaml   intent: template, or a list of templates, most specific first

The graph is given the text's code points and its words (`text.features`), counts n-grams itself and ends in a softmax
whose temperature was fitted on held-out examples, so that a probability means what it says.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import msgspec

from isthmus.domain.errors import SettingsError
from isthmus.domain.models import Candidate, Question, Score
from isthmus.domain.safe import Name
from isthmus.models.documents import Value, read_yaml
from isthmus.models.templates import Answer, fitting, load_answers
from isthmus.models.text import features
from isthmus.state.files import read_file

FORMAT = 1
OUT_OF_SCOPE = "out_of_scope"
"""The class of everything else. It is learnt like the others and never answered."""
LONGEST_QUESTION = 600
"""Characters. The classifier has seen single questions; about a longer text it knows nothing."""

_SHOWN = 3
_LARGEST = 2**30
"""Bytes of a file of an artefact."""
_PROBE_TOLERANCE = 1e-3


class Probe(msgspec.Struct, frozen=True):
    """A text and what the graph said of it when it was made: this runtime must say the same."""

    text: str
    probabilities: tuple[float, ...]


class Card(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`intents.json`."""

    format: int
    labels: tuple[str, ...]
    threshold: float
    files: dict[str, str]
    """File name → SHA-256."""
    probe: Probe
    examples_digest: str
    seed: int
    figures: dict[str, float]
    longest_question: int = LONGEST_QUESTION


def read_answers(text: str, filename: str, labels: Sequence[str]) -> dict[str, tuple[Answer, ...]]:
    """The templates per intent. Every label but `out_of_scope` needs one, and nothing else may be there."""
    document = read_yaml(text, filename)
    intents = [label for label in labels if label != OUT_OF_SCOPE]
    fields = document.fields("the answers", intents)
    for intent in intents:
        if intent not in fields:
            raise SettingsError(
                f"the intent {intent!r} has no answer", place=filename, remedy=f"add '{intent}: \"…\"' to the file"
            )
    return {intent: _answers(fields[intent], intent) for intent in intents}


def _answers(written: Value, intent: str) -> tuple[Answer, ...]:
    return load_answers(written, f"the answer to {intent!r}", ("question",))


class Graph:
    """A text in, probabilities out. One thread: a question is too small to be worth two."""

    def __init__(self, content: bytes, place: Path) -> None:
        """Raises `SettingsError` when the extra is missing or onnxruntime refuses the graph."""
        try:
            import numpy
            import onnxruntime
        except ImportError as error:
            raise SettingsError(
                f"a model of kind 'onnx' needs {error.name}, which is not installed",
                remedy="pip install isthmus[onnx]",
            ) from None
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 4
        self._array, self._from_buffer = numpy.array, numpy.frombuffer
        try:
            self._session = onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])
        except Exception as error:  # onnxruntime has no public error type that all of its failures share
            raise _damaged(place, f"onnxruntime refuses it: {type(error).__name__}") from None

    def probabilities(self, text: str) -> list[float]:
        """One per label, in their order; none for a text without words."""
        plain = features(text)
        if not plain:
            return []
        inputs = {
            "characters": self._from_buffer(f" {plain} ".encode("utf-32-le"), "<u4").astype("int64"),
            "words": self._array(plain.split(" "), dtype=object),
        }
        said: list[float] = self._session.run(None, inputs)[0][0].tolist()
        return said


class IntentModel:
    """A loaded artefact."""

    def __init__(
        self, name: Name, version: str, card: Card, graph: Graph, answers: dict[str, tuple[Answer, ...]]
    ) -> None:
        self.name, self.version, self.card = name, version, card
        self._graph, self._answers = graph, answers

    @classmethod
    def load(cls, name: Name, directory: Path) -> IntentModel:
        """Raises `SettingsError` when a file is missing, altered or does not fit, or an extra is missing."""
        card_bytes = _read(directory, "intents.json")
        try:
            card = msgspec.json.decode(card_bytes, type=Card)
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            raise _damaged(directory / "intents.json", str(error)) from None
        if card.format != FORMAT:
            raise _damaged(directory / "intents.json", f"format {card.format}, and format {FORMAT} is read here")
        contents = {file: _verified(directory, file, card) for file in ("model.onnx", "answers.yaml")}
        answers_at = str(directory / "answers.yaml")
        answers = read_answers(contents["answers.yaml"].decode("utf-8", "replace"), answers_at, card.labels)
        graph = Graph(contents["model.onnx"], directory / "model.onnx")
        _check_probe(graph, card, directory / "model.onnx")
        return cls(name, _digest(card_bytes)[:16], card, graph, answers)

    def consider(self, question: Question) -> Candidate | Sequence[Score]:
        """The answer of the likeliest intent when it is likely enough; otherwise the best scores."""
        turns = question.turns
        if not turns or turns[-1].role != "user" or len(turns[-1].text) > self.card.longest_question:
            return ()
        text = turns[-1].text
        said = self._graph.probabilities(text)
        if not said:
            return ()
        labels = self.card.labels
        best = sorted(range(len(said)), key=said.__getitem__, reverse=True)[:_SHOWN]
        scores = tuple(Score(labels[number], said[number]) for number in best)
        intent, confidence = labels[best[0]], said[best[0]]
        if intent == OUT_OF_SCOPE or not confidence >= self.card.threshold:
            return scores
        for answer in self._answers[intent]:
            values = {} if answer.template is None else {"question": text, "metadata": fitting(question.metadata)}
            rendered = answer.render(values)
            if rendered is not None:
                return Candidate(rendered, confidence, intent, scores)
        return scores


def _check_probe(graph: Graph, card: Card, place: Path) -> None:
    try:
        said = graph.probabilities(card.probe.text)
    except Exception as error:  # whatever an unsuitable graph throws, it is the artefact that is wrong
        raise _damaged(place, f"it does not run: {type(error).__name__}") from None
    if not len(said) == len(card.labels) == len(card.probe.probabilities):
        raise _damaged(place, f"it has {len(said)} classes for {len(card.labels)} labels")
    far = max(abs(a - b) for a, b in zip(said, card.probe.probabilities, strict=True))
    if not far <= _PROBE_TOLERANCE:
        raise _damaged(place, f"its probe differs by {far:.4f} from what was recorded")


def _read(directory: Path, file: str) -> bytes:
    try:
        return read_file(directory / file, _LARGEST)
    except OSError as error:
        raise SettingsError(
            f"cannot read the file: {error.strerror}",
            place=str(directory / file),
            remedy="an artefact is a directory made by training; train it, or mend the path",
        ) from None


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _verified(directory: Path, file: str, card: Card) -> bytes:
    content = _read(directory, file)
    if file not in card.files:
        raise _damaged(directory / "intents.json", f"it does not name {file}")
    if _digest(content) != card.files[file]:
        raise _damaged(directory / file, "it is not the file that intents.json was made with")
    return content


def _damaged(path: Path, why: str) -> SettingsError:
    return SettingsError(f"damaged artefact: {why}", place=str(path), remedy="train it again, or restore it whole")
