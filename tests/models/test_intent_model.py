"""Intents: an answer when the classifier is sure, its scores when it is not, and no artefact that was tampered with."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isthmus.domain.errors import SettingsError
from isthmus.domain.models import Candidate, Question, Score, Turn
from isthmus.models.intents import IntentModel


@pytest.fixture(scope="module")
def model(artefact: Path) -> IntentModel:
    return IntentModel.load("intents", artefact)


@pytest.fixture
def copy(artefact: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(artefact, tmp_path / "copy"))


def ask(model: IntentModel, text: str, **metadata: str):
    return model.consider(Question((Turn("user", text),), metadata))


def rewrite(directory: Path, **changes) -> None:
    """Changes the card, as somebody who can compute digests would."""
    card = json.loads(changes.pop("card", (directory / "intents.json").read_text()))
    card["files"] = {f: hashlib.sha256((directory / f).read_bytes()).hexdigest() for f in card["files"]}
    (directory / "intents.json").write_text(json.dumps({**card, **changes}))


@pytest.mark.req("A3")
def test_a_known_intent_is_answered_with_its_probability_and_scores(model):
    found = ask(model, "when are you open", name="Bo")
    assert isinstance(found, Candidate)
    assert (found.text, found.rule) == ("We are open, Bo.", "hours")
    assert found.confidence == found.scores[0].value >= model.card.threshold
    assert [score.value for score in found.scores] == sorted((s.value for s in found.scores), reverse=True)


def test_the_general_answer_is_given_when_the_special_one_lacks_a_value(model):
    assert ask(model, "when are you open").text == "We are open."


def test_out_of_scope_is_never_answered_however_sure(model):
    found = ask(model, "write a poem")
    assert isinstance(found, tuple)
    assert found[0].name == "out_of_scope"
    assert all(isinstance(score, Score) for score in found)


def test_below_the_threshold_there_are_scores_and_no_answer(copy):
    rewrite(copy, threshold=0.9999)
    found = ask(IntentModel.load("intents", copy), "when are you open")
    assert isinstance(found, tuple)
    assert found[0].name == "hours"


@pytest.mark.parametrize("text", ["", "  ", "?!", "\ud800", "x" * 601])
def test_without_words_or_with_too_many_it_says_nothing(model, text):
    assert ask(model, text) == ()


def test_in_the_middle_of_a_tool_call_it_says_nothing(model):
    assert model.consider(Question((Turn("user", "when are you open"), Turn("tool", "42")))) == ()


def test_the_same_question_always_gets_the_same_scores(model):
    assert ask(model, "return label") == ask(model, "return label")


def test_digits_do_not_matter(model):
    assert ask(model, "return of lamp 123").scores == ask(model, "Return of lamp 987!").scores


@given(st.text(max_size=80))
def test_any_text_gets_probabilities_that_add_up(model, text):
    said = model._graph.probabilities(text)
    assert said == [] or (abs(sum(said) - 1) < 1e-4 and all(0 <= p <= 1 for p in said))


def test_the_version_pins_every_file(copy, artefact):
    before = IntentModel.load("intents", artefact).version
    (copy / "answers.yaml").write_text((copy / "answers.yaml").read_text() + "# changed\n")
    rewrite(copy)
    assert IntentModel.load("intents", copy).version != before


@pytest.mark.req("D23")
@pytest.mark.parametrize("file", ["model.onnx", "answers.yaml"])
def test_a_changed_byte_is_refused_and_the_file_named(copy, file):
    content = bytearray((copy / file).read_bytes())
    content[len(content) // 2] ^= 1
    (copy / file).write_bytes(content)
    with pytest.raises(SettingsError, match=f"{file}: damaged artefact"):
        IntentModel.load("intents", copy)


@pytest.mark.req("D23")
@pytest.mark.parametrize("file", ["model.onnx", "answers.yaml", "intents.json"])
def test_a_missing_file_is_refused_and_named(copy, file):
    (copy / file).unlink()
    with pytest.raises(SettingsError, match=file):
        IntentModel.load("intents", copy)


@pytest.mark.req("D23")
def test_files_that_do_not_fit_each_other_are_refused_even_with_right_digests(copy):
    written = (copy / "intents.json").read_text()
    card = json.loads(written)
    wrongs = [
        ({"labels": [*card["labels"], "more"]}, "'more' has no answer"),
        ({"labels": ["hours", "out_of_scope"]}, "unknown key 'returns'"),
        ({"labels": ["hours", "returns"]}, "3 classes for 2 labels"),
        ({"format": 2}, "format 2"),
        ({"threshold": "high"}, "damaged"),
        ({"surprise": 1}, "surprise"),
        ({"files": {"model.onnx": card["files"]["model.onnx"]}}, "does not name answers.yaml"),
        ({"probe": {"text": card["probe"]["text"], "probabilities": [0.0, 0.0, 1.0]}}, "probe differs"),
    ]
    for changes, message in wrongs:
        rewrite(copy, card=written, **changes)
        with pytest.raises(SettingsError, match=message):
            IntentModel.load("intents", copy)


@pytest.mark.req("D23")
def test_a_graph_that_is_none_is_refused(copy):
    (copy / "model.onnx").write_bytes(b"not a graph")
    rewrite(copy)
    with pytest.raises(SettingsError, match="onnxruntime refuses it"):
        IntentModel.load("intents", copy)


def test_without_the_extra_the_error_names_what_to_install(artefact):
    program = (
        "import sys; sys.modules['onnxruntime'] = None\n"
        "from pathlib import Path\n"
        "from isthmus.models.intents import IntentModel\n"
        f"IntentModel.load('intents', Path({str(artefact)!r}))"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert "pip install isthmus[onnx]" in ran.stderr


def test_importing_local_models_imports_no_heavy_library():
    program = (
        "import sys, isthmus.models.rules, isthmus.models.intents\n"
        "print([m for m in ('numpy', 'onnxruntime', 'sklearn', 'onnx', 'jinja2') if m in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"
