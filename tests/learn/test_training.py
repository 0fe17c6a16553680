"""Training: the same in, the same bytes out; the graph says what the trained model says; the report is honest."""

from __future__ import annotations

from pathlib import Path

import numpy
import pytest

from isthmus.domain.errors import SettingsError
from isthmus.learn import Example, read_examples, train
from isthmus.learn.graph import build
from isthmus.learn.intents import _fit, _softmax
from isthmus.models.intents import Graph, IntentModel
from isthmus.models.text import features

DEMO = Path(__file__).parents[2] / "src" / "isthmus" / "demo"
ANSWERS = "a: A\nb: B\n"
EXAMPLES = [
    *(Example(f"apple {word}", "a") for word in ("pie", "juice", "tree", "tart", "sauce", "core")),
    *(Example(f"banana {word}", "b") for word in ("split", "shake", "bread", "peel", "boat", "leaf")),
    *(Example(f"{word} engine", "out_of_scope") for word in ("steam", "jet", "diesel", "search", "petrol", "rocket")),
]


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """The demonstration's classifier, with its report."""
    directory = tmp_path_factory.mktemp("demo")
    examples = read_examples((DEMO / "intents.csv").read_text(), "intents.csv")
    report = train(examples, (DEMO / "answers.yaml").read_text(), directory)
    return examples, report, IntentModel.load("intents", directory)


def files(directory: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in directory.iterdir()}


def test_the_same_examples_and_seed_give_the_same_bytes(tmp_path):
    for name in ("one", "two"):
        train(EXAMPLES, ANSWERS, tmp_path / name, seed=3)
    assert files(tmp_path / "one") == files(tmp_path / "two")
    assert set(files(tmp_path / "one")) == {"model.onnx", "intents.json", "answers.yaml"}


def test_no_example_is_found_in_the_card(tmp_path):
    train(EXAMPLES, ANSWERS, tmp_path)
    card = (tmp_path / "intents.json").read_text()
    assert not any(example.text in card for example in EXAMPLES)


@pytest.mark.parametrize("intents", [("a", "b"), ("a", "b", "out_of_scope")])
def test_the_graph_says_what_the_trained_model_says(intents):
    """scikit-learn's own pipeline is the reference for the graph that was written by hand."""
    chosen = [example for example in EXAMPLES if example.intent in intents]
    texts = [features(example.text) for example in chosen]
    fitted = _fit(texts, [intents.index(example.intent) for example in chosen], len(intents))
    graph = Graph(
        build(fitted.counter("characters"), fitted.counter("words"), fitted.weights, fitted.bias), Path("model.onnx")
    )
    asked = [*texts, "apple engine", "banana apple banana", "zzz", "a", "ß größe 中文 banana", "apple " * 90]
    expected = _softmax(fitted.logits([features(text) for text in asked]))
    said = numpy.array([graph.probabilities(text) for text in asked])
    assert numpy.abs(said - expected).max() < 1e-4


def test_a_model_without_a_trustworthy_threshold_stays_silent(tmp_path):
    noise = [Example(f"word{n}", "ab"[n % 2]) for n in range(20)]
    examples = [Example("same " + "x" * n, "ab"[n % 2]) for n in range(1, 20)] + noise
    report = train(examples, ANSWERS, tmp_path, precision=0.999)
    assert report.threshold > 0.9 or not report.reached
    assert "wanted 100%" in str(report)


def test_two_examples_of_an_intent_are_enough_to_train(tmp_path):
    report = train([EXAMPLES[0], EXAMPLES[1], EXAMPLES[6], EXAMPLES[7]], ANSWERS, tmp_path)
    assert (report.examples, report.intents, report.out_of_scope_recall) == (4, 2, None)


def test_answers_that_do_not_fit_the_intents_are_refused_before_the_work(tmp_path):
    with pytest.raises(SettingsError, match="'b' has no answer"):
        train(EXAMPLES, "a: A\n", tmp_path)
    with pytest.raises(SettingsError, match="unknown key 'c'"):
        train(EXAMPLES, ANSWERS + "c: C\n", tmp_path)
    assert not list(tmp_path.iterdir())


def test_a_place_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(SettingsError, match="cannot write the artefact"):
        train(EXAMPLES, ANSWERS, tmp_path / "file")


def test_the_demonstration_answers_most_questions_and_rarely_wrongly(demo):
    _, report, _ = demo
    assert report.examples >= 600
    assert report.answered > 0.5
    assert report.precision is not None
    assert report.precision > 0.92
    assert report.out_of_scope_recall is not None
    assert report.out_of_scope_recall > 0.95


def test_probabilities_of_the_demonstration_are_not_boastful(demo):
    """On its own training texts it is right more often than it says: a temperature above nought was held out for."""
    examples, _, model = demo
    said = [model._graph.probabilities(example.text) for example in examples]
    best = [model.card.labels[max(range(len(p)), key=p.__getitem__)] for p in said]
    right = [intent == example.intent for intent, example in zip(best, examples, strict=True)]
    assert sum(right) / len(right) >= sum(map(max, said)) / len(said)
