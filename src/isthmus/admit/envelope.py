"""What a request says about itself, in headers or in OpenAI's `metadata`: checked words, never free text.

Headers `x-isthmus-purpose`, `-consent`, `-conversation`, `-subject`, `-deadline-ms`, and of its content `-level`,
`-residency`, `-purposes`, `-owners`, `-retention-days`; in `metadata` the same as `isthmus_purpose` and so on.

What is said in both holds in both: of labels the stricter counts in each respect, of deadlines the sooner, and two
purposes, consents, conversations or subjects that differ are refused. So is a header that stands twice, an empty word,
and one that is none of these: who misspells a limit must not believe that it holds. A caller may raise a label, never
lower it.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from typing import NoReturn

import msgspec

from isthmus.domain.errors import BadRequest
from isthmus.domain.labels import PUBLIC, Label, Level
from isthmus.domain.places import MOST_DAYS

_CONSENT = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,31}\Z")
MAX_PLACES = 64
"""They stand in the record, which is bounded; whoever names more means anywhere."""
WORDS = (
    "purpose", "consent", "residency", "deadline_ms", "conversation", "level", "subject",
    "purposes", "owners", "retention_days",
)  # fmt: skip
TWICE = "\n"
"""Between the values of a header that stands twice: no header holds it, so that two are never taken for a list."""
_LABELS = frozenset(("level", "residency", "purposes", "owners", "retention_days"))
_HEADER, _FIELD = "x-isthmus-", "isthmus_"
_HEADERS = {_HEADER + word.replace("_", "-"): word for word in WORDS}
_FIELDS = {_FIELD + word: word for word in WORDS}
_OURS = re.compile(r"\s*(?:x[-_. ]?)?isthmus[-_. ]?(?=\w)", re.IGNORECASE)
_LONGEST_NAME = 64


class Terms(msgspec.Struct, frozen=True):
    """What a route lays down for those who say nothing, purpose and seconds, and the words that are known at all."""

    purpose: str
    deadline: float
    purposes: frozenset[str]
    jurisdictions: frozenset[str]
    owners: frozenset[str] = frozenset()


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
    if not metadata:
        for name in headers:
            if name.startswith("x-isthmus"):
                break
        else:
            return Envelope(terms.purpose, terms.deadline, PUBLIC)
    said: dict[str, list[str]] = {}
    for word, value in _said(headers, metadata or {}):
        if not value.strip():
            raise _bad(word, "is empty; leave it out, or say what it is")
        said.setdefault(word, []).append(value)
    raised, deadline = PUBLIC, terms.deadline
    for word, values in said.items():
        if word in _LABELS:
            for value in values:
                raised = raised.join(_label(word, value, terms))
        elif word == "deadline_ms":
            deadline = min(_deadline(value, terms) for value in values)
    purpose = _purpose(_one(said, "purpose"), terms) if "purpose" in said else terms.purpose
    consent = _consent(_one(said, "consent"))
    return Envelope(purpose, deadline, raised, consent, _one(said, "conversation"), _one(said, "subject"))


def _said(headers: Mapping[str, str], metadata: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Every word with each value it is given."""
    for name, values in headers.items():
        if name.startswith("x-isthmus"):
            word = _HEADERS.get(name) or _unknown(name, "a header that begins with x-isthmus", _HEADERS)
            if TWICE in values:
                raise _bad(word, "stands twice; send it once")
            yield word, values
    for name, value in metadata.items():
        if _OURS.match(name):
            yield _FIELDS.get(name) or _unknown(name, "a key of `metadata` that begins with isthmus", _FIELDS), value


def _unknown(name: str, what: str, known: Mapping[str, str]) -> NoReturn:
    """The name is the caller's own, and is not quoted."""
    told = _OURS.sub("", name[:_LONGEST_NAME].lower()).replace("-", "_")
    names = {word: written for written, word in known.items()}
    near = difflib.get_close_matches(told, names, n=1)
    remedy = f"did you mean {names[near[0]]}?" if near else "known are: " + ", ".join(known)
    raise BadRequest(f"{what} is not known; {remedy}", param=names[near[0]] if near else None)


def _bad(word: str, must: str) -> BadRequest:
    header = _HEADER + word.replace("_", "-")
    return BadRequest(f"{header} {must}", param=header)


def _one(said: Mapping[str, list[str]], word: str) -> str:
    """What is no label, and so cannot be the stricter of two."""
    values = said.get(word)
    if values is None:
        return ""
    if len(values) > 1 and values[0] != values[1]:
        raise _bad(word, "is said twice, and not the same; say it once")
    return values[0]


def _purpose(word: str, terms: Terms) -> str:
    if word not in terms.purposes:
        raise _bad("purpose", "must be one of: " + ", ".join(sorted(terms.purposes)))
    return word


def _deadline(word: str, terms: Terms) -> float:
    if not re.fullmatch(r"[1-9][0-9]{0,7}", word):
        raise _bad("deadline-ms", "must be a whole number of milliseconds")
    return min(int(word) / 1000, terms.deadline)


def _label(word: str, value: str, terms: Terms) -> Label:
    """What one value says of the content."""
    match word:
        case "level":
            return Label(level=_level(value))
        case "residency":
            must = f"be jurisdictions such as DE or EU, separated by commas, at most {MAX_PLACES}"
            return Label(residency=_words(word, value.upper(), terms.jurisdictions, must))
        case "purposes":
            must = "be, separated by commas, of: " + ", ".join(sorted(terms.purposes))
            return Label(purposes=_words(word, value, terms.purposes, must))
        case "owners":
            must = "be, separated by commas, of: " + (", ".join(sorted(terms.owners)) or "none, for none is configured")
            return Label(owners=_words(word, value, terms.owners, must))
        case _:
            return Label(retention_days=_days(value))


def _level(word: str) -> Level:
    try:
        return Level.parse(word)
    except KeyError:
        raise _bad("level", "must be one of: " + ", ".join(one.word for one in Level)) from None


def _words(word: str, value: str, known: frozenset[str], must: str) -> frozenset[str]:
    said = frozenset(one.strip() for one in value.split(",") if one.strip())
    if not 0 < len(said) <= MAX_PLACES or not said <= known:
        raise _bad(word, f"must {must}")
    return said


def _days(word: str) -> int:
    if not re.fullmatch(r"[0-9]{1,5}", word):
        raise _bad("retention-days", f"must be a whole number of days, at most {MOST_DAYS}")
    return int(word)


def _consent(word: str) -> str:
    if word and not _CONSENT.match(word):
        raise _bad("consent", "must be the version of a consent text: letters, digits, . _ - (at most 32)")
    return word
