"""Identifiers that stand alone in a structured place, where no word could be beside them. Rows of the built-in list.

A text that is nothing but a number, or a string of JSON that is. Only numbers of persons that carry proof are taken
for one there: a date inside and a check digit, two check digits, letters where they belong, or (`alone_likely`) one
check digit, of which every eleventh number has one by chance: only of countries whose numbers are written without
anything else, and where no key says what else it is. docs/detection.md says how often each length is taken for one
without being one.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from isthmus.detect import checks
from isthmus.detect.patterns import PatternRecogniser
from isthmus.detect.rows import NUMBER, row

_PROOFS = {
    10: ("is_.kennitala", "bg.egn", "se", "at"),
    11: ("no", "de.idnr", "ee.ik", "lt.asmens", "gr.amka", "be", "tr.tckimlik", "br.cpf", "pl.pesel"),
    12: ("se", "es"),
    13: ("ch.ssn", "ro.cnp", "si.emso", "za", "lu"),
    15: ("fr.nir",),
    18: ("cn.ric",),
}
"""By length: modules of python-stdnum, or arithmetic of ours."""
_WEAK = {
    9: ("nl.bsn", "ca.sin", "pt.nif"),
    10: ("gb.nhs", "ec.ci", "dk"),
    11: ("hr.oib", "snils"),
    12: ("in_.aadhaar",),
}


def _check(name: str) -> Callable[[str], int]:
    from isthmus.detect import check_digits

    ours: dict[str, Callable[[str], int]] = {
        "no": checks.fodselsnummer,
        "be": checks.rijksregister,
        "se": checks.personnummer,
        "za": checks.south_african_id,
        "lu": check_digits.lu_matricule,
        "es": check_digits.es_nss,
        "at": check_digits.at_svnr,
        "dk": checks.cpr,
        "snils": check_digits.snils,
        "de_pension": check_digits.de_pension,
        "tw_id": check_digits.tw_id,
    }
    return ours.get(name) or checks.stdnum(name)


_STRONG_CHECKS = {length: tuple(map(_check, names)) for length, names in _PROOFS.items()}
_WEAK_CHECKS = {length: tuple(map(_check, names)) for length, names in _WEAK.items()}
_CODED = (
    (re.compile(r"\d{7}[A-W][A-IW]?"), checks.stdnum("ie.pps")),
    (re.compile(r"\d{9}(?:[A-Z][A-Z0-9]|\d[A-Z])\d"), checks.stdnum("pt.cc")),
    (re.compile(r"\d{8}[A-Z]\d{3}"), _check("de_pension")),
    (re.compile(r"[A-Z][1289]\d{8}"), _check("tw_id")),
)
_TIME = re.compile(r"1[5-9]\d{8}|1[5-9]\d{11}|(?:19|20)\d\d[01]\d[0-3]\d\d{0,10}")
"""Seconds and milliseconds since 1970, in this half of the century, and dates with times."""


_TYPED = "01234567890123456789 98765432109876543210"
"""What everybody types for any number."""


def proven(value: str) -> int:
    """A number of a person that its date and its check digits prove."""
    return _any(value, _STRONG_CHECKS)


def likely(value: str) -> int:
    """One that a single check digit makes likely."""
    return _any(value, _WEAK_CHECKS)


def coded(value: str) -> int:
    """One of digits and letters, whose check says that each stands where it belongs."""
    plain = "".join(c for c in value if c.isalnum()).upper()
    return len(value) if any(shape.fullmatch(plain) and check(plain) for shape, check in _CODED) else 0


def _any(value: str, of: dict[int, tuple[Callable[[str], int], ...]]) -> int:
    number = checks.digits_of(value)
    if len(set(number)) < 3 or _TIME.fullmatch(number) or number in _TYPED:
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
_ANY = (
    r"ids?|number|nr|no|code|phone|tel|telephone|telefon|mobile|cell|fax|whatsapp|sms|extension|zip|plz|postcode|account"
    r"|acct|konto|cents|millis|ms|ns|us|bits|rows|lines|views|points|balance|budget|revenue|population|weight|max|min"
    r"|mask|crc|nonce|salt|block|epoch|duration|elapsed|counter|index|idx|rank|votes|followers|serial|barcode|model"
)
"""Keys that say nothing, or a number of another kind: what has only one check digit is then rather any number."""


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
        "A number of persons with one check digit (BSN, SIN, NIF, NHS, OIB, Aadhaar), as a whole text or string of "
        "JSON whose key says no other number",
        r"\d{9,12}|\d{3}[ .-]\d{3}[ .-]\d{3,4}|\d{4}[ .]\d{2}[ .]\d{3}|\d{3}-\d{3}-\d{3} \d{2}",
        likely,
        0.6,
        f"{_OTHER}|{_ANY}",
    ),
    _alone(
        "alone_coded",
        "An Irish PPS, Portuguese citizen card, German pension or Taiwanese number, as a whole text or string of JSON",
        r"\d{7}[A-Wa-w][A-IWa-iw]?|\d{8} ?\d ?(?:[A-Z][A-Z0-9]|\d[A-Z])\d|\d{2} ?\d{6} ?[A-Z] ?\d{3}|[A-Z][1289]\d{8}",
        coded,
        0.6,
        _OTHER,
    ),
)
