"""Identifiers that stand alone in a structured place, where no word could be beside them. Rows of the built-in list.

A text that is nothing but a number, or a string of JSON that is. Only numbers of persons that carry proof are taken
for one there: a date inside and a check digit, two check digits, or (the last row) one check digit, of which every
eleventh number has one by chance. docs/detection.md says how often each length is taken for one without being one.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from isthmus.detect import checks
from isthmus.detect.patterns import PatternRecogniser
from isthmus.detect.rows import NUMBER, row

_PROOFS = {
    10: ("is_.kennitala", "bg.egn", "se"),
    11: ("no", "de.idnr", "ee.ik", "lt.asmens", "gr.amka", "be", "tr.tckimlik", "br.cpf", "pl.pesel"),
    12: ("se", "es"),
    13: ("ch.ssn", "ro.cnp", "si.emso", "za", "lu"),
    15: ("fr.nir",),
    18: ("cn.ric",),
}
"""By length: modules of python-stdnum, or arithmetic of ours."""
_WEAK = {9: ("nl.bsn",), 12: ("in_.aadhaar",)}


def _check(name: str) -> Callable[[str], int]:
    from isthmus.detect import check_digits

    ours: dict[str, Callable[[str], int]] = {
        "no": checks.fodselsnummer,
        "be": checks.rijksregister,
        "se": checks.personnummer,
        "za": checks.south_african_id,
        "lu": check_digits.lu_matricule,
        "es": check_digits.es_nss,
    }
    return ours.get(name) or checks.stdnum(name)


_STRONG_CHECKS = {length: tuple(map(_check, names)) for length, names in _PROOFS.items()}
_WEAK_CHECKS = {length: tuple(map(_check, names)) for length, names in _WEAK.items()}
_TIME = re.compile(r"1[5-9]\d{8}|1[5-9]\d{11}|(?:19|20)\d\d[01]\d[0-3]\d\d{0,10}")
"""Seconds and milliseconds since 1970, in this half of the century, and dates with times."""


def proven(value: str) -> int:
    """A number of a person that its date and its check digits prove."""
    return _any(value, _STRONG_CHECKS)


def likely(value: str) -> int:
    """One that a single check digit makes likely."""
    return _any(value, _WEAK_CHECKS)


def _any(value: str, of: dict[int, tuple[Callable[[str], int], ...]]) -> int:
    number = checks.digits_of(value)
    if len(set(number)) < 3 or _TIME.fullmatch(number):
        return 0
    return len(value) if any(check(number) for check in of.get(len(number), ())) else 0


_OTHER = (
    r"orders?|invoices?|tickets?|issues?|articles?|sku|ean|gtin|isbn|upc|barcode|amount|price|total|count"
    r"|size|bytes|length"
    r"|offset|seed|time|timestamp|ts|date|created|updated|expires?|seq|sequence|version|build|run|job"
    r"|port|pid|status|hash"
    r"|repo|repository|commit|generation|revision|checksum|config|digest|cart|basket|quantity|qty|score"
    r"|rate|width|height|page|limit|position|_at|(?:order|invoice|ticket|issue|run"
    r"|job|build|repo|commit|item|product|batch|transaction|trace|span|event|message|parcel|tracking"
    r"|suite|comment|thread"
    r"|post|page|channel|guild|project|team|org|workflow|task|step|node|object|asset|file|image|video"
    r"|chat|group|request"
    r"|process|session|device|store|shop|category|variant|line|shipment|charge|refund|campaign|list|tag|app|client)"
    r"[ _-]?(?:id|ids|no|nr|number)"
)
"""Keys that say that a number is something else."""
_ANY = r"ids?|number|nr|no|code"
"""Keys that say nothing: what has only one check digit is then rather any number."""


def _alone(
    name: str, about: str, pattern: str, check: Callable[[str], int], confidence: float, keys: str
) -> PatternRecogniser:
    return row(
        name,
        "personal.national_id",
        about,
        rf"[\x00\"']\s?({pattern})(?:\s?\\{{0,3}}[\"']|\x00|\s\x00(?:[^\x00]|$))",
        trigger=rf"[\x00\"']\s?(?:{pattern})\s?(?:\\{{0,3}}[\"']|\x00)",
        check=check,
        confidence=confidence,
        # Two NULs and a blank: a pseudonym of ours stood before it in the same text.
        unless_before=rf"(?i:{keys})(?:\\{{0,3}}[\"']?\s?:\s?)?\\{{0,3}}[\x00\"']\s?|\x00\x00\s",
        gate=NUMBER,
    )


ALONE: tuple[PatternRecogniser, ...] = (
    _alone(
        "alone_proven",
        "A person's number with a date and check digits, as a whole text or string of JSON",
        r"\d{9,15}|\d{17}[\dXx]|\d[\d .-]{9,16}\d",
        proven,
        0.85,
        _OTHER,
    ),
    _alone(
        "alone_likely",
        "A Dutch BSN or Indian Aadhaar, as a whole text or string of JSON whose key says no other number",
        r"\d{9}|\d{12}|\d{3}[ .]\d{3}[ .]\d{3}|\d{4}[ .]\d{2}[ .]\d{3}",
        likely,
        0.6,
        f"{_OTHER}|{_ANY}",
    ),
)
