"""Runs inside the environment that has Presidio: what the adapter makes of a real analyzer, as JSON."""

from __future__ import annotations

import json
import logging
from typing import Any

import spacy
import tldextract
from presidio_analyzer import AnalyzerEngine, Pattern, PatternRecognizer, RecognizerRegistry
from presidio_analyzer.nlp_engine import SpacyNlpEngine
from presidio_analyzer.predefined_recognizers import CreditCardRecognizer

from isthmus.detect import Detector
from isthmus.detect.adapters import presidio_recogniser
from isthmus.domain.errors import SettingsError

TEXTS = ["", "card 4111 1111 1111 1111", "Zoë: ada@example.org", "badge B-1234"]


class Blank(SpacyNlpEngine):  # type: ignore[misc]
    """A tokeniser and nothing else: no model is downloaded."""

    def __init__(self) -> None:
        super().__init__(models=[{"lang_code": "en", "model_name": "blank"}])
        self.nlp = {"en": spacy.blank("en")}

    def load(self) -> None:
        """It is there."""


def engine() -> AnalyzerEngine:
    logging.disable(logging.CRITICAL)
    tldextract.extract = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)  # its default fetches a list
    registry = RecognizerRegistry()
    registry.load_predefined_recognizers()
    return AnalyzerEngine(registry=registry, nlp_engine=Blank(), supported_languages=["en"])


def found(detector: Detector) -> list[Any]:
    scan = detector.scan(TEXTS)
    assert scan.complete, scan.failed
    return [[f.part, f.start, f.end, f.category] for f in scan.findings]


def refused(make: Any) -> str:
    try:
        make()
    except SettingsError as wrong:
        return wrong.message
    return ""


class Broken(PatternRecognizer):  # type: ignore[misc]
    def analyze(self, *_: Any, **__: Any) -> Any:
        raise RuntimeError("broken")


def badge(kind: type = PatternRecognizer) -> Any:
    return kind(supported_entity="BADGE", name="badge", patterns=[Pattern("badge", r"B-\d{4}", 0.9)])


if __name__ == "__main__":
    whole = engine()
    answer = {"engine": found(Detector([presidio_recogniser(whole)]))}
    answer["single"] = found(Detector([presidio_recogniser(CreditCardRecognizer(), name="their_card")]))
    whole.registry.add_recognizer(badge())
    answer["own"] = found(Detector([presidio_recogniser(whole, {"BADGE": "custom.badge"})]))
    answer["without a row"] = refused(lambda: presidio_recogniser(whole))
    hats = {"BADGE": "custom.badge", "HAT": "custom.hat"}
    answer["never offered"] = refused(lambda: presidio_recogniser(whole, hats))
    whole.registry.add_recognizer(badge(Broken))
    broken = Detector([presidio_recogniser(whole, {"BADGE": "custom.badge"})]).scan(TEXTS)
    answer["broken"] = [broken.complete, list(broken.failed)]
    print(json.dumps(answer))
