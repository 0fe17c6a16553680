"""What reads language takes for somebody, and is nobody: keys, the request's own vocabulary, words of technology.

Only findings of recognisers that read language come here. What has structure is found wherever it stands. A word counts
as technology as it is written, where all of a finding consists of such words, and where nothing beside it speaks of a
person: `Ruby Tanaka`, `Ruby said` and `Dear Julia` are somebody.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from msgspec.structs import replace

from isthmus.detect.everyday import EVERYDAY
from isthmus.detect.reading import Reading
from isthmus.detect.surroundings import Place
from isthmus.detect.technology import ACRONYMS, AIRPORTS, ALSO_NAMES, COMPANIES, FAMOUS, SURE, THINGS, TONGUES, UNITS
from isthmus.domain.content import INSTRUCTION, KEY, KNOWN, Finding

Known = Callable[[str], int]
"""Which lists of names hold a word, in small letters: a bit for each."""
LISTED = 15
"""Names of people, places and countries."""

_FIELD = re.compile(r"[a-z_$][\w$.-]*|[A-Z][A-Za-z]*[\d_][\w$.-]*|[A-Z]+[a-z]+[A-Z]\w*")
"""A key as programs write them. One that is written as a name is (`Lena Brandt`, `Lena`) may be somebody's."""
_WORDS = frozenset(["personal.name", "personal.address", "personal.origin", "quasi.place", "quasi.organisation"])
_BETWEEN = re.compile(r"\s*(?:[,/&|]|\b(?:and|or|und|oder|vs)\b\.?)\s*")
_ALSO_CALLED = frozenset(["quasi.place", "quasi.organisation"])
_PLAIN = re.compile(r"[A-Z](?:[a-z]+|[A-Z]+)")
"""As a shop, a club, a town may be called as well as a tool, unlike `PostgreSQL`."""
_CAMEL = re.compile(r"(?!Mc|Mac|De[A-Z]|Le[A-Z]|La[A-Z]|Di[A-Z]|Du[A-Z]|Van|Fitz|O[A-Z])\w*[a-z]\w*[A-Z]\w*")
_NUMBER = re.compile(r"\d{1,2}(?:\.\d{1,2})?")
_SHORT = re.compile(r"[A-Z][A-Z0-9]{1,5}")
_BEGINNING = frozenset(
    """
    Explain Implement Describe Compare Install Summarise Summarize Translate Convert Configure Use Ask Tell Write Draw
    Compute Calculate Solve Derive Prove Define Is Are Was Were Does Did Can Could Should Would Why How What When
    """.split()
)
_DOING = frozenset(
    """
    Port Run Build Deploy Migrate Rewrite Debug Fix Test Update Upgrade Start Stop Restart Set Add Remove Create Show
    Make Try Learn Switch Move Replace Check Enable Disable Read Open Connect Combine Embed Load Query Train Host
    """.split()
)
_ORDERS = re.compile(
    r"(?:(?:Eres|Sei) un[ao]?|(?:Actúa|Agisci|Agis|Agissez|Aja|Responde|Rispondi|Réponds|Répondez) com(?:e|o|me))\b"
)
"""Words for `you are a` and `act as a` that no list of English words holds."""
_FORMAL = (
    "algorithms?|theorems?|laws?|lemma|inequality|paradox|conjecture|triangle|principles?|distance|"
    "transforms?|filters?|"
    "diagrams?|charts?|trees?|heaps?|coding|numbers?|sequence|chains?|machines?|ciphers?|equations?|constant|"
    "distribution|correlation|coefficients?|frequency|matrix|matrices|norm|blur|operator|method|sampling|"
    "sharing|curves?|"
    "notation|normal form|hashing|sort|process|proofs?|codes?|construction|iteration|"
    "decomposition|factorisation|"
    "factorization|divergence|entropy|criterion|decoding|check|razor|problem|index|multiplication|expansion|approximation"
)
_NOUNS = frozenset(re.split(r"s\?\||\|", _FORMAL))
_WITH_THINGS = EVERYDAY | UNITS | _NOUNS
_EPONYM = re.compile(rf"(?:['’]s)?(?:[ -](?:key|secret|substitution|error|search|random)\w*)?[ -](?:{_FORMAL})\b")


def left(
    findings: Iterable[Finding], texts: Sequence[str], reading: Reading, known: Known | None = None
) -> list[Finding]:
    """The findings without those that are nobody, and without a verb before a name."""
    kept = []
    for found in findings:
        text = texts[found.part]
        found = _trimmed(found, text)
        instructing = reading.kind(found.part) & INSTRUCTION != 0
        if not _is_own(found, text, reading) and not _is_technology(found, text, known, instructing):
            kept.append(found)
    return kept


# -- what the request calls so itself -----------------------------------------------------------------------------


def _is_own(found: Finding, text: str, reading: Reading) -> bool:
    said, kind = text[found.start : found.end], reading.kind(found.part)
    if said in reading.vocabulary or (kind & KEY and _FIELD.fullmatch(text)):
        return True
    if kind & KNOWN and not _may_be_a_user(found, said):
        return True
    if reading.never and all(part in reading.never for part in (said, *_BETWEEN.split(said))[bool("," in said) :]):
        return True
    return _is_key(text, found.start, found.end)


def _may_be_a_user(found: Finding, said: str) -> bool:
    """Whether an application that tells the same in every conversation may still mean one of its users: by all of a
    name, by an age, at an address."""
    return found.category in ("personal.address", "personal.age") or (
        found.category == "personal.name" and len(said.split()) > 1 and said.title() == said
    )


def _is_key(text: str, start: int, end: int) -> bool:
    """Whether this is, in quotes, exactly a key of JSON that stands in a text."""
    while start and (text[start - 1].isalnum() or text[start - 1] in "_$-."):
        start -= 1
    size = len(text)
    while end < size and (text[end].isalnum() or text[end] in "_$-."):
        end += 1
    quote, behind = text[start - 1 : start], text[end : end + 8].lstrip("\\")
    if quote not in ('"', "'") or behind[:1] != quote or behind[1:].lstrip()[:1] != ":":
        return False
    return _FIELD.fullmatch(text[start:end]) is not None


# -- technology ---------------------------------------------------------------------------------------------------


def _trimmed(found: Finding, text: str) -> Finding:
    """Without the word that only begins the sentence: `Explain` before a name."""
    first, blank, rest = text[found.start : found.end].partition(" ")
    if blank and rest[:1].isupper() and (first in _BEGINNING or (first in _DOING and rest in SURE)):
        return replace(found, start=found.end - len(rest))
    return found


def _is_technology(found: Finding, text: str, known: Known | None, instructing: bool) -> bool:
    said, category = text[found.start : found.end], found.category
    if category == "personal.age":
        return len(said) == 1 and said.isalpha()
    if category == "quasi.profession":
        return instructing or Place(text, found.start, found.end).given
    if category == "quasi.date":
        return _NUMBER.fullmatch(said) is not None and Place(text, found.start, found.end, instructing).technical
    before = text[max(0, found.start - 1) : found.start]
    if category not in _WORDS or before in ("@", "#") or said[0] in "@#":
        return False
    place = Place(text, found.start, found.end, instructing)
    if said in FAMOUS:
        return place.asked
    if " " not in said and _ORDERS.match(text, found.start) and place.begins:
        return True
    if place.greeted:
        return False
    if category == "personal.name" and " " not in said and place.addressed:
        return True
    if category == "personal.origin":
        return (said in TONGUES and place.of_a_tongue) or place.given
    if said in SURE or (said in ACRONYMS and category == "quasi.place"):
        return category not in _ALSO_CALLED or not _PLAIN.fullmatch(said) or not place.elsewhere
    if category == "personal.address":
        return False
    if said in COMPANIES and category == "quasi.organisation":
        return place.technical and place.listed
    if instructing and category == "quasi.place" and place.exemplary:
        return True
    if said in _BEGINNING and place.begins:
        return True
    parts = [part for part in _BETWEEN.split(said) if part]
    if not parts:
        return place.technical and not place.goes_on
    return all(part in SURE or _part_is(part, found, place, known, len(parts) > 1) for part in parts)


def _part_is(part: str, found: Finding, place: Place, known: Known | None, listed: bool) -> bool:
    """Whether one of the things that a finding names is nobody, where technology is spoken of."""
    whole = part.split()
    words = [word for word in whole if not (word.isdigit() or (word.islower() and word in _WITH_THINGS))] or whole
    eponym = _EPONYM.match(place.text, place.end) is not None
    if len(words) == 1 and words[0] in ALSO_NAMES:
        somebody = place.personal if found.category == "personal.name" else place.goes_on
        formal = any(word.isdigit() or word in _NOUNS for word in whole if word != words[0])
        return not somebody and (listed or place.technical or eponym or formal)
    if len(words) < len(whole) and all(word in SURE for word in words):
        return not place.elsewhere
    if len(words) == 1 < len(whole) and whole[-1] in _NOUNS and known is not None:
        return not place.personal and not known(words[0].lower()) & LISTED
    if part in AIRPORTS and place.of_airports:
        return True
    everyday = all(word.lower() in EVERYDAY for word in words)
    heading = part.islower() or (len(words) == 1 and place.begins)
    if everyday and heading and (place.hinted or eponym) and not place.goes_on:
        return True
    if not place.technical and not eponym:
        return False
    if part in THINGS or all(word in THINGS and word not in ALSO_NAMES for word in words):
        return True
    if everyday or known is None or len(whole) > 1 or place.personal or known(part.lower()) & LISTED:
        return False
    return _is_thing(part, found, place, eponym)


def _is_thing(part: str, found: Finding, place: Place, eponym: bool) -> bool:
    """Whether a word that no list of names holds is spoken of as technology is."""
    if found.category == "personal.name" and (_SHORT.fullmatch(part) and place.quiet):
        return True
    if found.category == "personal.name" and part.islower():
        return True
    if found.category != "quasi.organisation" and _CAMEL.fullmatch(part):
        return True
    return eponym or place.listed or (found.category == "personal.name" and (place.used or place.asked))
