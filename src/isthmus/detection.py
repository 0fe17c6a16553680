"""What is looked for in content, and how strictly it is kept, as the configuration says."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from isthmus.detect import DEFAULT_LEVELS, Detector, built_in, pattern_recogniser, word_list_recogniser
from isthmus.detect.documents import DocumentRule, documents
from isthmus.detect.occasions import BUILT_IN_DOCUMENTS
from isthmus.domain.content import Recogniser
from isthmus.domain.errors import SettingsError
from isthmus.domain.labels import Level
from isthmus.domain.seams import Tick
from isthmus.settings import DetectSettings, Settings


def detector_of(
    settings: Settings, *, names: bool = True, tick: Tick | None = None, clock: Tick | None = None
) -> Detector:
    """The detector of this configuration; with `names=False` without the model that reads names. `SettingsError`."""
    longest = max(2_000_000, settings.document.server.max_body_bytes)
    rules = _document_rules(settings.document.detect)
    whole = documents(rules) if rules else None
    return Detector(recognisers_of(settings, names=names), max_chars=longest, documents=whole, tick=tick, clock=clock)


def recognisers_of(settings: Settings, *, names: bool = True) -> list[Recogniser]:
    """In order: the customer's own, the built-in ones, and what reads language. Of two at one place the first wins."""
    detect = settings.document.detect
    reading = [tagger(detect.names_lean)] if names and detect.names else []
    return [*_own(settings), *built_in(detect.recognisers), *reading]


def _own(settings: Settings) -> Iterator[Recogniser]:
    detect = settings.document.detect
    for p in detect.patterns:
        yield pattern_recogniser(p.name, p.category, p.pattern, confidence=p.confidence)
    for words in detect.word_lists:
        listed = (*words.words, *(settings.text(words.file).split("\n") if words.file else ()))
        kept = [word.strip() for word in listed if word.strip()]
        yield word_list_recogniser(words.name, words.category, kept, ignore_case=words.ignore_case)


def _document_rules(detect: DetectSettings) -> list[DocumentRule]:
    own = [DocumentRule(**msgspec.structs.asdict(rule)) for rule in detect.document_rules]
    return [*own, *(BUILT_IN_DOCUMENTS if detect.documents else ())]


LEAN = DetectSettings().names_lean


def tagger(lean: float = LEAN) -> Recogniser:
    """The model that reads names. Raises `SettingsError` where it cannot run."""
    from importlib.resources import files
    from importlib.util import find_spec

    if find_spec("onnxruntime") is None:
        raise SettingsError(
            "`detect.names` wants a model read, and onnxruntime is not installed",
            remedy="pip install 'isthmus[onnx]', or write `names: false`: then names, places and dates are not found",
        )
    from isthmus.detect.names import Tagger

    return Tagger((files("isthmus.detect.names") / "names.onnx").read_bytes(), lean)


def levels_of(detect: DetectSettings) -> dict[str, Level]:
    """The level of each category or family."""
    return {**DEFAULT_LEVELS, **{category: Level.parse(word) for category, word in detect.levels.items()}}


def categories_of(settings: Settings) -> list[str]:
    """Every category that something configured can find, and families that so far nothing finds."""
    found = {category for recogniser in recognisers_of(settings) for category in recogniser.categories}
    found |= {rule.category for rule in _document_rules(settings.document.detect)}
    families = {pattern.removesuffix(".*") for pattern in levels_of(settings.document.detect) if pattern != "*"}
    unfound = [f for f in families if not any(c == f or c.startswith(f"{f}.") for c in found)]
    return sorted({*found, *unfound})
