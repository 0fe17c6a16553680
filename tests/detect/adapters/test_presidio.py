"""Presidio's analyzer behind our protocol: the real one where the benchmark's environment is there, and a stand-in."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from isthmus.detect import Detector
from isthmus.detect.adapters import presidio_recogniser
from isthmus.domain.errors import SettingsError

ROOT = Path(__file__).parents[3]
PYTHON = ROOT / ".bench" / "presidio-venv" / "bin" / "python"
real = pytest.mark.skipif(not PYTHON.exists(), reason="`python -m bench.detection` makes Presidio's environment")


@pytest.fixture(scope="module")
def answers() -> dict[str, Any]:
    ended = subprocess.run(
        [str(PYTHON), str(Path(__file__).with_name("presidio_process.py"))],
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")}, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr[-2000:]
    made: dict[str, Any] = json.loads(ended.stdout)
    return made


@real
def test_a_real_analyzer_finds_values_of_our_categories(answers: dict[str, Any]) -> None:
    assert [1, 5, 24, "financial.card"] in answers["engine"]
    assert [2, 5, 20, "personal.email"] in answers["engine"]


@real
def test_one_of_its_recognisers_works_without_an_engine(answers: dict[str, Any]) -> None:
    assert answers["single"] == [[1, 5, 24, "financial.card"]]


@real
def test_an_entity_of_ones_own_needs_a_category_and_is_then_found(answers: dict[str, Any]) -> None:
    assert [3, 6, 12, "custom.badge"] in answers["own"]
    assert "BADGE" in answers["without a row"]
    assert "HAT" in answers["never offered"]


@real
def test_a_real_recogniser_that_throws_makes_the_scan_incomplete(answers: dict[str, Any]) -> None:
    assert answers["broken"] == [False, ["presidio"]]


# -- a stand-in -------------------------------------------------------------------------------------------------


class Result(NamedTuple):
    entity_type: str
    start: Any
    end: Any
    score: float


class Analyzer:
    """Of the shape of `AnalyzerEngine`."""

    nlp_engine = None

    def __init__(self, *results: Result) -> None:
        self.results, self.asked = results, list[str]()

    def get_supported_entities(self, language: str) -> Sequence[str]:
        assert language == "de"
        return ["PERSON", "UUID"]

    def analyze(self, text: str, *, entities: list[str], **_: object) -> Sequence[Result]:
        self.asked = entities
        return self.results


def scanned(*results: Result) -> Any:
    return Detector([presidio_recogniser(Analyzer(*results), language="de")]).scan(["Ada here"])


def test_entities_that_stand_for_nothing_are_not_asked_for() -> None:
    analyzer = Analyzer(Result("PERSON", 0, 3, 0.85), Result("UUID", 4, 8, 0.9))
    assert [s.category for s in presidio_recogniser(analyzer, language="de").find("Ada here")] == ["personal.name"]
    assert analyzer.asked == ["PERSON"]


def test_results_below_the_threshold_are_left_out() -> None:
    assert scanned(Result("PERSON", 0, 3, 0.2)).findings == ()


@pytest.mark.parametrize(
    "result",
    [
        Result("PERSON", 0, 9, 0.9),
        Result("PERSON", 3, 3, 0.9),
        Result("PERSON", None, 3, 0.9),
        Result("PERSON", 0.0, 3, 0.9),
        Result("PERSON", 0, 3, 1.5),
    ],
)
def test_a_result_that_makes_no_sense_makes_the_scan_incomplete(result: Result) -> None:
    scan = scanned(result)
    assert (scan.complete, scan.failed) == (False, ("presidio",))


def test_an_analyzer_that_could_find_nothing_of_ours_is_refused() -> None:
    with pytest.raises(SettingsError):
        presidio_recogniser(Analyzer(), {"PERSON": ""}, language="de")


def test_an_entity_that_nothing_is_said_about_is_refused() -> None:
    class More(Analyzer):
        def get_supported_entities(self, language: str) -> Sequence[str]:
            return ["PERSON", "BADGE"]

    with pytest.raises(SettingsError, match="BADGE"):
        presidio_recogniser(More(), language="de")
    assert presidio_recogniser(More(), {"BADGE": "custom.badge"}, "de").categories == ("personal.name", "custom.badge")


def test_an_entity_that_the_analyzer_does_not_know_is_refused() -> None:
    with pytest.raises(SettingsError, match="HAT"):
        presidio_recogniser(Analyzer(), {"HAT": "custom.hat"}, "de")


def test_another_mapping_is_another_detector() -> None:
    mappings: list[dict[str, str]] = [{}, {"UUID": "personal.device"}]
    assert len({Detector([presidio_recogniser(Analyzer(), m, "de")]).version for m in mappings}) == 2
