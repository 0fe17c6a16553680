"""What a request says about itself, in headers or in OpenAI's `metadata`: checked words, never free text.

Headers `x-isthmus-purpose`, `-consent`, `-residency`, `-deadline-ms`, `-conversation`, `-level`, `-subject`;
in `metadata` the same as `isthmus_purpose` and so on. A header wins. A caller may raise a label, never lower it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import msgspec

from isthmus.domain.errors import BadRequest
from isthmus.domain.labels import PUBLIC, Label, Level

_CONSENT = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,31}\Z")
MAX_PLACES = 64
"""They stand in the record, which is bounded; whoever names more means anywhere."""
WORDS = ("purpose", "consent", "residency", "deadline_ms", "conversation", "level", "subject")
_HEADERS = frozenset("x-isthmus-" + word.replace("_", "-") for word in WORDS)
_NAMES = tuple((word, "x-isthmus-" + word.replace("_", "-"), "isthmus_" + word) for word in WORDS)


class Terms(msgspec.Struct, frozen=True):
    """What a route lays down for those who say nothing, purpose and seconds, and the words that are known at all."""

    purpose: str
    deadline: float
    purposes: frozenset[str]
    jurisdictions: frozenset[str]


class Envelope(msgspec.Struct, frozen=True):
    """`conversation` and `subject` are the caller's own words: they only ever enter keyed digests."""

    purpose: str
    deadline: float
    raised: Label
    consent: str = ""
    conversation: str = ""
    subject: str = ""


def read_envelope(headers: Mapping[str, str], metadata: Mapping[str, str] | None, terms: Terms) -> Envelope:
    """Raises `BadRequest` naming the header and what it may hold."""
    if not metadata and _HEADERS.isdisjoint(headers):
        return Envelope(terms.purpose, terms.deadline, PUBLIC)
    said = {}
    for word, header, field in _NAMES:
        value = headers.get(header)
        if value is None and metadata:
            value = metadata.get(field)
        if value:
            said[word] = value
    return Envelope(
        purpose=_purpose(said.get("purpose", terms.purpose), terms),
        deadline=_deadline(said.get("deadline_ms"), terms),
        raised=_raised(said.get("level"), said.get("residency"), terms),
        consent=_consent(said.get("consent", "")),
        conversation=said.get("conversation", ""),
        subject=said.get("subject", ""),
    )


def _bad(word: str, must: str) -> BadRequest:
    return BadRequest(f"x-isthmus-{word} {must}", param=f"x-isthmus-{word}")


def _purpose(word: str, terms: Terms) -> str:
    if word not in terms.purposes:
        raise _bad("purpose", "must be one of: " + ", ".join(sorted(terms.purposes)))
    return word


def _deadline(word: str | None, terms: Terms) -> float:
    if word is None:
        return terms.deadline
    if not re.fullmatch(r"[1-9][0-9]{0,7}", word):
        raise _bad("deadline-ms", "must be a whole number of milliseconds")
    return min(int(word) / 1000, terms.deadline)


def _raised(level: str | None, residency: str | None, terms: Terms) -> Label:
    try:
        raised = Level.parse(level) if level else Level.PUBLIC
    except KeyError:
        raise _bad("level", "must be one of: " + ", ".join(one.word for one in Level)) from None
    if residency is None:
        return Label(level=raised)
    places = frozenset(p.strip().upper() for p in residency.split(",") if p.strip())
    if not 0 < len(places) <= MAX_PLACES or not places <= terms.jurisdictions:
        raise _bad("residency", f"must be jurisdictions such as DE or EU, separated by commas, at most {MAX_PLACES}")
    return Label(level=raised, residency=places)


def _consent(word: str) -> str:
    if word and not _CONSENT.match(word):
        raise _bad("consent", "must be the version of a consent text: letters, digits, . _ - (at most 32)")
    return word
