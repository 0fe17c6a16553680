"""Microsoft Presidio's analyzer, or one of its recognisers, as a recogniser of ours.

Presidio is not a dependency: whoever wants it installs it and hands in what they have built. Its `EmailRecognizer`
asks tldextract, which fetches a list from the network at its first use: give it one that does not
(`tldextract.TLDExtract(suffix_list_urls=())`), or the fetch goes out past the door.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol, cast

from isthmus.detect.adapters.answers import need_categories, span
from isthmus.domain.content import Span
from isthmus.domain.errors import SettingsError

ENTITIES: Mapping[str, str] = {
    "PERSON": "personal.name",
    "LOCATION": "quasi.place",
    "ORGANIZATION": "quasi.organisation",
    "NRP": "personal.origin",
    "DATE_TIME": "quasi.date",
    "AGE": "personal.age",
    "EMAIL_ADDRESS": "personal.email",
    "PHONE_NUMBER": "personal.phone",
    "IP_ADDRESS": "personal.ip",
    "MAC_ADDRESS": "personal.mac",
    "URL": "quasi.domain",
    "CREDIT_CARD": "financial.card",
    "IBAN_CODE": "financial.iban",
    "CRYPTO": "financial.crypto",
    "US_BANK_NUMBER": "financial.account",
    "US_ITIN": "financial.tax",
    "US_SSN": "personal.national_id",
    "UK_NHS": "personal.national_id",
    "US_PASSPORT": "personal.passport",
    "US_DRIVER_LICENSE": "personal.licence",
    "MEDICAL_LICENSE": "health.record",
    "UUID": "",
}
"""What its predefined entities stand for; none for those that are nothing to us."""


class _Result(Protocol):
    entity_type: str
    start: int
    end: int
    score: float


class _Engine(Protocol):
    """`AnalyzerEngine`."""

    analyze: Callable[..., Sequence[_Result]]
    get_supported_entities: Callable[[str], Sequence[str]]


class _Single(Protocol):
    """`EntityRecognizer`, such as its `PatternRecognizer`."""

    analyze: Callable[..., Sequence[_Result] | None]
    supported_entities: Sequence[str]


class _Presidio:
    def __init__(
        self,
        name: str,
        analyzer: _Engine | _Single,
        entities: dict[str, str],
        language: str,
        threshold: float,
        version: str,
    ) -> None:
        self.name = name
        self.categories: Sequence[str] = tuple(dict.fromkeys(entities.values()))
        self.version = f"{version} {language} {threshold} {sorted(entities.items())}"
        self._analyzer, self._entities, self._language, self._threshold = analyzer, entities, language, threshold

    def find(self, text: str) -> Sequence[Span]:
        return [
            span(result.start, result.end, self._entities[result.entity_type], result.score, len(text))
            for result in self._results(text)
            if result.score >= self._threshold and result.entity_type in self._entities
        ]

    def find_all(self, texts: Sequence[str]) -> Sequence[Sequence[Span]]:
        return [self.find(text) if text.strip() else () for text in texts]

    def _results(self, text: str) -> Sequence[_Result]:
        wanted = list(self._entities)
        if _is_engine(self._analyzer):
            return cast(_Engine, self._analyzer).analyze(
                text, language=self._language, entities=wanted, score_threshold=self._threshold
            )
        return cast(_Single, self._analyzer).analyze(text, wanted, None) or ()


def presidio_recogniser(
    analyzer: Any,
    mapping: Mapping[str, str] | None = None,
    language: str = "en",
    *,
    name: str = "presidio",
    threshold: float = 0.4,
    version: str = "",
) -> _Presidio:
    """Wraps an `AnalyzerEngine`, or one of its recognisers that needs no language model. `mapping` adds to, and wins
    over, `ENTITIES`; an entity that stands for nothing (an empty category) is not asked for. Results below `threshold`
    are dropped: its patterns report bare numbers at 0.01 to 0.3. `version` says in records which release it is. Raises
    `SettingsError` for an entity without a row."""
    known = {**ENTITIES, **(mapping or {})}
    offered = list(analyzer.get_supported_entities(language) if _is_engine(analyzer) else analyzer.supported_entities)
    unknown = sorted(set(offered) - set(known))
    if unknown:
        raise SettingsError(
            f"the recogniser {name}: nothing says what {', '.join(unknown)} stands for",
            remedy="add it to the mapping, with a category, or with an empty one to leave it out",
        )
    missing = sorted(entity for entity in mapping or {} if known[entity] and entity not in offered)
    if missing:
        raise SettingsError(
            f"the recogniser {name}: its analyzer does not know {', '.join(missing)}",
            remedy=f"add a recogniser for it in language {language}, or take it out of the mapping",
        )
    entities = {entity: known[entity] for entity in offered if known[entity]}
    need_categories(name, entities)
    return _Presidio(name, analyzer, entities, language, threshold, version)


def _is_engine(analyzer: Any) -> bool:
    return hasattr(analyzer, "nlp_engine")
