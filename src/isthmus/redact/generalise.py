"""The coarser thing that a value is an instance of, where that is well defined without a clock or an atlas."""

from __future__ import annotations

import re
from datetime import date

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_MONTH = "|".join(f"{month[:3]}(?:{month[3:]})?" if len(month) > 3 else month for month in _MONTHS)
_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})([-/.]\d{1,2})?(?:[T ].*)?")
_YEAR_LAST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})")
_WORDED = re.compile(
    rf"(?:(?:\d{{1,2}}(?:st|nd|rd|th|\.)?\s+(?:of\s+)?)?({_MONTH})\.?|({_MONTH})\.?\s+\d{{1,2}}(?:st|nd|rd|th)?),?\s+(\d{{4}})",
    re.IGNORECASE,
)
_DAY = re.compile(r"(?<!\d)\d{1,2}(?!\d)")
_NUMBER = re.compile(r"\d{1,9}")
_AGE = re.compile(r"\D*(\d{1,3})\D*")
_POSTCODE = re.compile(r"\b(\d{2})\d{3}\b|\b([A-Z]{1,2})\d[A-Z\d]? ?\d[A-Z]{2}\b")
_DECADES = "under ten|teens|twenties|thirties|forties|fifties|sixties|seventies|eighties".split("|")
"""In words: digits could be the age itself."""
_FREE = frozenset(
    """gmail googlemail outlook hotmail live yahoo ymail icloud me aol gmx web mail proton protonmail zoho yandex
    t-online freenet orange wanadoo libero""".split()
)


def coarser(type_: str, value: str, to: str) -> str | None:
    """None: there is nothing coarser that could be told from the value alone."""
    value = value.strip()
    match type_:
        case "EMAIL":
            return _mail(value)
        case "DATE" | "BIRTH":
            return _date(value, to)
        case "AGE":
            return _age(value)
        case "PLACE" | "ADDRESS":
            return _place(value)
        case "TERM":
            return _range(value)
        case _:
            return None


def _mail(value: str) -> str | None:
    domain = value.rpartition("@")[2].lower().rstrip(".")
    labels = domain.split(".")
    if len(labels) < 2:
        return None
    if labels[0] in _FREE:
        return "(private e-mail address)"
    if "edu" in labels or "ac" in labels[-2:-1]:
        return "(academic e-mail address)"
    if "gov" in labels or labels[-1] == "mil" or "gouv" in labels:
        return "(e-mail address of a public authority)"
    return "(e-mail address of an organisation)"


def day_of(value: str) -> int | None:
    """The day that a value names, counted from the year 1; None where it is no date, or could be two."""
    value = value.strip()
    if (found := _YEAR_FIRST.fullmatch(value)) and found[3]:
        numbers = int(found[1]), int(found[2]), int(found[3][1:])
    elif (found := _YEAR_LAST.fullmatch(value)) and (certain := _certain_month(found)):
        one, other = int(found[1]), int(found[3])
        numbers = int(found[4]), certain, one if certain == other else other
    elif (found := _WORDED.fullmatch(value)) and (day := _DAY.search(value)):
        numbers = int(found[3]), _month_named(found), int(day[0])
    else:
        return None
    try:
        return date(*numbers).toordinal()
    except ValueError:  # 2024-02-31
        return None


def _date(value: str, to: str) -> str | None:
    if found := _YEAR_FIRST.fullmatch(value):
        year, month = found[1], int(found[2])
        return f"{year}-{month:02d}" if to == "month" and 1 <= month <= 12 and found[3] else year
    if found := _YEAR_LAST.fullmatch(value):
        certain, year = _certain_month(found), found[4]
        return f"{_MONTHS[certain - 1]} {year}" if to == "month" and certain and certain <= 12 else year
    if found := _WORDED.fullmatch(value):
        has_day = value[0].isdigit() or found[2]
        return f"{_MONTHS[_month_named(found) - 1]} {found[3]}" if to == "month" and has_day else found[3]
    return None


def _certain_month(found: re.Match[str]) -> int | None:
    """Which of two numbers is the month is told only where one of them cannot be."""
    one, other = int(found[1]), int(found[3])
    return other if one > 12 or found[2] == "." or one == other else one if other > 12 else None


def _month_named(found: re.Match[str]) -> int:
    name = (found[1] or found[2])[:3].title()
    return next(number for number, month in enumerate(_MONTHS, 1) if month.startswith(name))


def _age(value: str) -> str | None:
    found = _AGE.fullmatch(value)
    if not found:
        return None
    decade = int(found[1]) // 10
    return f"({_DECADES[decade]})" if decade < 9 else "(ninety or older)"


def _place(value: str) -> str | None:
    last = value.rpartition(",")[2].strip() if "," in value else ""
    if len(last) > 1 and not any(letter.isdigit() for letter in last):
        return last
    if code := _POSTCODE.search(value):
        return f"{code[1]}xxx" if code[1] else f"{code[2]} area"
    return None


def _range(value: str) -> str | None:
    if not _NUMBER.fullmatch(value) or len(value) < 2:
        return None
    return value[0] + "x" * (len(value) - 1)
