"""The built-in recognisers, one ordered list. Of two that claim the same text the earlier wins, so what contains
others (a key block, a URL with a password in it) comes before what it contains.
"""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches

from isthmus.detect import checks, sooner
from isthmus.detect.ages import AGES
from isthmus.detect.alone import ALONE
from isthmus.detect.countries import COUNTRIES
from isthmus.detect.credentials import CREDENTIALS
from isthmus.detect.devices import DEVICES
from isthmus.detect.finance import FINANCE
from isthmus.detect.health import HEALTH
from isthmus.detect.hosts import HOSTS
from isthmus.detect.identifiers import IDENTIFIERS
from isthmus.detect.labelled import ACCOUNTS, LABELLED
from isthmus.detect.papers import PAPERS
from isthmus.detect.patterns import PatternRecogniser
from isthmus.detect.places import DIGITS
from isthmus.detect.rows import AT, NUMBER, row
from isthmus.detect.taxes import TAXES
from isthmus.detect.whereabouts import WHEREABOUTS
from isthmus.domain.errors import SettingsError

_LETTERS = "A-Za-zÀ-ԯ"
"""Latin, Greek and Cyrillic: internationalised addresses (RFC 6531) without swallowing unspaced Chinese text."""

_MONTH = (
    "(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mär|mai|okt|dez|fév|fev|avr|juin|juil|aoû|aou|déc|ene"
    "|abr|ago|dic|gen|mag|giu|lug|set|ott)[a-zéûä]{0,7}"
)
_BETWEEN = "[\\s,./_–·\u00a0\u202f-]{1,3}"
_DATE = (
    r"\b(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.](?:\d{4}|\d{2})"
    rf"|\d{{1,2}}(?:st|nd|rd|th|er)?{_BETWEEN}(?:of\s|de\s)?(?i:{_MONTH}){_BETWEEN}(?:de\s)?\d{{2,4}}"
    rf"|(?i:{_MONTH}){_BETWEEN}\d{{1,2}}(?:st|nd|rd|th)?{_BETWEEN}\d{{4}})\b"
)
_BORN = (
    r"(?i:\bborn\b|\bd\.?o\.?b\b|date[ _-]?of[ _-]?birth|birth[ _-]?da(?:te|y)|geboren|geburtsdatum|\bgeb\."
    r"|\bnée? le\b|date de naissance|fecha de nacimiento|nacid[oa] el|\bnat[oa] il|data di nascita"
    r"|geboortedatum|data de nascimento)"
)
_TELEPHONE = (
    r"(?i:\btel(?:ef[oóô]no?|e?phone|éphone)?\b|phone|\bmobile\b|\bmobil(?:nummer|funk)?\b|\bhandy\b|\bfax\b"
    r"|\bcall\b|\bdial(?:led)?\b|\bcell\b|\bhotline\b|\b(?:ring|text|reach|contact) (?:me|us|him|her|them)\b"
    r"|\breached? (?:at|on)\b|whatsapp|\bsms\b|anruf|rufnummer|móvil|cellulare)"
)
_OCTET = r"(?:25[0-5]|2[0-4]\d|1?\d?\d)"
_HEX = "[0-9A-Fa-f]"

BUILT_INS: tuple[PatternRecogniser, ...] = (
    *CREDENTIALS,
    row(
        "email",
        "personal.email",
        "E-mail address",
        rf"[0-9_{_LETTERS}][0-9._%+'{_LETTERS}-]{{0,63}}@"
        rf"(?:[0-9{_LETTERS}](?:[0-9{_LETTERS}-]{{0,62}})\.){{1,8}}[{_LETTERS}]{{2,24}}",
        check=checks.email,
        confidence=0.99,
        unless_before=f"[0-9_{_LETTERS}]",
        trigger=AT,
        marks=b"@",
        sooner=sooner.Address,
    ),
    row(
        "email_quoted",
        "personal.email",
        "E-mail address whose local part stands in quotes",
        rf'"[^"\x00-\x1f]{{1,64}}"@(?:[0-9{_LETTERS}](?:[0-9{_LETTERS}-]{{0,62}})\.){{1,8}}[{_LETTERS}]{{2,24}}',
        check=checks.email,
        confidence=0.99,
        trigger=rf'"@[0-9{_LETTERS}]',
        marks=b"@",
    ),
    row(
        "iban",
        "financial.iban",
        "International bank account number, with its check digits",
        r"(?i:\b[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]){11,30}\b)",
        check=checks.iban,
        confidence=0.99,
        trigger=r"(?i:\b[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]){4})",
        marks=DIGITS,
        near=True,
        sooner=sooner.Account,
    ),
    row(
        "card",
        "financial.card",
        "Payment card number, with its check digit",
        r"\b(?:[2-6](?:[ -]?\d){11,18}|(?:18|8[126]|9[78])(?:[ -]?\d){10,17})\b",
        check=checks.card,
        confidence=0.97,
        unless_before=r"\d\.",
        gate=NUMBER,
        reach=0,
        least=12,
        sooner=sooner.Card,
    ),
    *PAPERS[:2],
    *IDENTIFIERS,
    *COUNTRIES,
    *TAXES,
    *HEALTH,
    *PAPERS[2:],
    *ACCOUNTS,
    *FINANCE,
    *DEVICES,
    *LABELLED,
    *ALONE,
    *WHEREABOUTS,
    row(
        "birth_date",
        "personal.birth_date",
        "A date beside a word for birth",
        _DATE,
        context=_BORN,
        window=32,
    ),
    row(
        "phone_extension",
        "personal.phone",
        "Phone number as written in North America, with an extension",
        r"(?:(?:\+|\b00|\b)1[ .-])?(?:\([2-9]\d{2}\) ?|\b[2-9]\d{2}[ .-])\d{3}[ .-]\d{4}"
        r"[, ._/-]{0,3}(?i:x|ext(?:ension)?[ ._/-]{0,3})\d{1,6}\b",
        confidence=0.95,
        unless_before=r"\d[.-]",
        gate=NUMBER,
    ),
    row(
        "phone_international",
        "personal.phone",
        "Phone number with its country code",
        r"(?:\B\+|\b00)[1-9]\d{0,2}(?:[ .\-/]{0,2}\(?\d{1,5}\)?){2,6}\b",
        check=checks.phone_international,
        gate=NUMBER,
        parted=True,
    ),
    row(
        "phone_north_america",
        "personal.phone",
        "Phone number as written in North America",
        r"(?:\b1[ .-])?(?:\([2-9]\d{2}\) ?|\b[2-9]\d{2}[ .-])\d{3}[ .-]\d{4}\b",
        check=checks.phone,
        confidence=0.85,
        unless_before=r"\d[.-]",
        gate=NUMBER,
    ),
    row(
        "phone_trunk",
        "personal.phone",
        "Phone number with a leading zero, grouped as in Europe",
        r"(?:\(0[1-9]\d{0,4}\)|\b0[1-9]\d{0,4})[ /-]{1,3}\d{3,9}(?:[ -]\d{1,6}){0,2}\b"
        r"|\b0[1-9](?:[ .-]\d{2}){4}\b",
        check=checks.phone_trunk,
        confidence=0.8,
        unless_before=r"[.-]|(?:^|\D)\d{1,3},",
        gate=NUMBER,
        parted=True,
    ),
    row(
        "phone_named",
        "personal.phone",
        "Any number of a phone's length beside a word for phone",
        r"\(?\b\d[\d ()./-]{5,18}\d\b",
        check=checks.phone_named,
        context=_TELEPHONE,
        window=24,
        confidence=0.75,
        unless_before=r"\d\.",
        gate=NUMBER,
        parted=True,
    ),
    row(
        "ipv6",
        "personal.ip",
        "IPv6 address",
        rf"\b(?:{_HEX}{{1,4}}:){{7,}}{_HEX}{{1,4}}\b"
        rf"|\b{_HEX}{{1,4}}(?::{_HEX}{{1,4}}){{0,6}}::(?:{_HEX}{{1,4}}(?::{_HEX}{{1,4}}){{0,6}})?",
        check=checks.ipv6,
        unless_before="[:.]",
        trigger=rf"{_HEX}::|(?:{_HEX}{{1,4}}:){{4}}",
    ),
    row(
        "ipv4",
        "personal.ip",
        "IPv4 address",
        rf"\b(?:{_OCTET}\.){{3}}{_OCTET}\b(?:\.\d+)*",
        check=checks.ipv4,
        unless_before=r"[A-Za-z]/|[0-9]\.|[-_]|(?i:\bv|version[ :]{1,2}|release |section )",
        trigger=r"\d\.\d{1,3}\.\d{1,3}\.\d",
    ),
    row(
        "mac",
        "personal.mac",
        "MAC address",
        rf"\b{_HEX}{{2}}(?:[:-]{_HEX}{{2}}){{5,}}\b|\b{_HEX}{{4}}\.{_HEX}{{4}}\.{_HEX}{{4}}\b",
        check=checks.mac,
        unless_before="[:-]",
        trigger=rf"\b(?:{_HEX}{{2}}[:-]){{3}}|\b(?:{_HEX}{{4}}\.){{2}}",
    ),
    *AGES,
    *HOSTS,
)


def built_in(names: Sequence[str] | None = None) -> list[PatternRecogniser]:
    """All built-in recognisers, or those named, always in the order of the list."""
    if names is None:
        return list(BUILT_INS)
    known = [recogniser.name for recogniser in BUILT_INS]
    for name in names:
        if name not in known:
            close = get_close_matches(name, known, n=1)
            remedy = f"did you mean {close[0]}?" if close else f"known are: {', '.join(known)}"
            raise SettingsError(f"there is no built-in recogniser {name!r}", remedy=remedy)
    return [recogniser for recogniser in BUILT_INS if recogniser.name in set(names)]
