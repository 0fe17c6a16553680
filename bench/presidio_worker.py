"""Presidio's analyzer in an environment of its own: lines of JSON in, lines of JSON out.

Runs there, so it imports nothing of this project. The pipeline is blank (a tokeniser): no model is downloaded, and what
is measured is its pattern recognisers, its phone recogniser, and its context words.
"""

from __future__ import annotations

import json
import logging
import sys
from importlib.metadata import version
from time import process_time
from typing import Any

import spacy
import tldextract
from presidio_analyzer import AnalyzerEngine, RecognizerRegistry
from presidio_analyzer.nlp_engine import SpacyNlpEngine


class Blank(SpacyNlpEngine):  # type: ignore[misc]
    def __init__(self) -> None:
        super().__init__(models=[{"lang_code": "en", "model_name": "blank"}])
        self.nlp = {"en": spacy.blank("en")}

    def load(self) -> None:
        """It is there."""


class Presidio:
    def __init__(self) -> None:
        logging.disable(logging.CRITICAL)
        tldextract.extract = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)  # its default fetches a list
        registry = RecognizerRegistry()
        registry.load_predefined_recognizers()
        registry.remove_recognizer("SpacyRecognizer")  # it asks a model that a blank pipeline does not have
        self.engine = AnalyzerEngine(registry=registry, nlp_engine=Blank(), supported_languages=["en"])
        self.alone = self.engine.get_recognizers("en")

    def whole(self, text: str) -> Any:
        return self.engine.analyze(text, language="en")

    def bare(self, text: str) -> Any:
        """Its recognisers one by one, without tokens, context words or the removal of duplicates."""
        return [each.analyze(text, each.supported_entities, None) for each in self.alone]

    def timed(self, texts: list[str], how: str, passes: int) -> float:
        """Seconds of processor time."""
        analyze = self.whole if how == "engine" else self.bare
        for text in texts[:3]:
            analyze(text)
        begin = process_time()
        for _ in range(passes):
            for text in texts:
                analyze(text)
        return process_time() - begin

    def found(self, texts: list[str]) -> list[list[tuple[int, int, str, float]]]:
        return [[(r.start, r.end, r.entity_type, r.score) for r in self.whole(text)] for text in texts]


def main() -> None:
    presidio = Presidio()
    print(json.dumps({"presidio-analyzer": version("presidio-analyzer"), "spacy": version("spacy")}), flush=True)
    for line in sys.stdin:
        asked = json.loads(line)
        do = presidio.timed if "how" in asked else presidio.found
        print(json.dumps(do(**asked)), flush=True)


if __name__ == "__main__":
    main()
