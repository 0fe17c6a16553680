"""GLiNER behind a fake of its documented interface: the library wants torch and weights from elsewhere."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isthmus.detect import Detector
from isthmus.detect.adapters import gliner_recogniser
from isthmus.detect.adapters.gliner import CHARACTERS, WORDS, _windows
from isthmus.domain.errors import SettingsError

LABELS = {"person": "personal.name", "city": "quasi.place"}
WORD = re.compile(r"\w+(?:[-_]\w+)*|\S")


class Old:
    """As before `inference`: one text at a time. Reads the first 384 words, as the real one does."""

    def predict_entities(self, text: str, labels: list[str], *, threshold: float = 0.5) -> list[dict[str, Any]]:
        read = list(WORD.finditer(text))[:384]
        return [
            {"start": w.start(), "end": w.end(), "text": w[0], "label": "person", "score": 0.8}
            for w in read
            if w[0] == "Ada" and threshold <= 0.8 and "person" in labels
        ]


class New(Old):
    def __init__(self) -> None:
        self.calls: list[list[str]] = []

    def inference(self, texts: list[str], labels: list[str], *, threshold: float = 0.5) -> list[list[dict[str, Any]]]:
        self.calls.append(texts)
        return [self.predict_entities(text, labels, threshold=threshold) for text in texts]


@pytest.mark.parametrize("model", [Old(), New()])
def test_entities_become_spans_of_the_categories_of_their_labels(model: Old) -> None:
    scan = Detector([gliner_recogniser(model, LABELS)]).scan(["", "call Ada", "nobody"])
    assert [(f.part, f.start, f.end, f.category, f.confidence) for f in scan.findings] == [
        (1, 5, 8, "personal.name", 0.8)
    ]
    assert scan.complete


def test_all_texts_are_asked_for_at_once() -> None:
    model = New()
    Detector([gliner_recogniser(model, LABELS)]).scan(["one Ada", "", "two"])
    assert model.calls == [["one Ada", "two"]]


def test_a_name_anywhere_in_a_long_text_is_found_once() -> None:
    text = "word " * 5_000 + "Ada" + " word" * 5_000
    (finding,) = Detector([gliner_recogniser(New(), LABELS)]).scan([text]).findings
    assert text[finding.start : finding.end] == "Ada"


def test_a_name_across_the_edge_of_a_window_is_found_whole() -> None:
    class Pairs(New):
        def predict_entities(self, text: str, labels: list[str], *, threshold: float = 0.5) -> list[dict[str, Any]]:
            return [
                {"start": m.start(), "end": m.end(), "text": m[0], "label": "person", "score": 0.8}
                for m in re.finditer("Ada Byron", text)
            ]

    for before in range(WORDS - 5, WORDS + 5):
        text = "word " * before + "Ada Byron" + " word" * WORDS
        (finding,) = Detector([gliner_recogniser(Pairs(), LABELS)]).scan([text]).findings
        assert text[finding.start : finding.end] == "Ada Byron"


@given(st.text(alphabet="ab \n.-", max_size=3_000) | st.text(max_size=300))
def test_windows_cover_every_word_and_stay_short(text: str) -> None:
    windows = _windows(text)
    covered = bytearray(len(text))
    for start, end in windows:
        assert 0 <= start < end <= len(text)
        assert len(WORD.findall(text[start:end])) <= WORDS
        covered[start:end] = b"\x01" * (end - start)
    assert all(covered[i] for word in WORD.finditer(text) for i in range(*word.span()))


def test_a_window_is_bounded_in_characters_too() -> None:
    assert all(end - start <= CHARACTERS for start, end in _windows("x" * 10_000))
    assert len(_windows("x" * 10_000)) <= 30


@pytest.mark.parametrize(
    "entity",
    [
        {"start": 0, "end": 99, "label": "person", "score": 0.9},
        {"start": 0, "end": 3, "label": "dog", "score": 0.9},
        {"start": 0, "end": 3, "label": "person", "score": float("nan")},
        {"start": True, "end": 3, "label": "person", "score": 0.9},
        {"start": 0, "end": 3, "label": "person"},
    ],
)
def test_an_answer_that_makes_no_sense_makes_the_scan_incomplete(entity: dict[str, Any]) -> None:
    class Mad:
        def inference(self, texts: list[str], labels: list[str], *, threshold: float) -> list[list[dict[str, Any]]]:
            return [[entity]]

    scan = Detector([gliner_recogniser(Mad(), LABELS)]).scan(["Ada here"])
    assert (scan.complete, scan.failed, scan.findings) == (False, ("gliner",), ())


def test_fewer_answers_than_windows_make_the_scan_incomplete() -> None:
    class Short:
        def inference(self, texts: list[str], labels: list[str], *, threshold: float) -> list[list[dict[str, Any]]]:
            return []

    assert not Detector([gliner_recogniser(Short(), LABELS)]).scan(["Ada"]).complete


def test_labels_are_needed() -> None:
    with pytest.raises(SettingsError):
        gliner_recogniser(Old(), {})


def test_another_threshold_is_another_detector() -> None:
    made = {Detector([gliner_recogniser(Old(), LABELS, threshold)]).version for threshold in (0.4, 0.5)}
    assert len(made) == 2
