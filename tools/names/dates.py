"""Dates in the many ways in which they are written."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from tools.names.words import MONTHS


def dated(draw: Random, language: str) -> str:
    """A date between 1935 and 2029, as it is written in this language or in English."""
    day = date(1935, 1, 1) + timedelta(days=int(draw.random() ** 0.6 * 34500))
    months = MONTHS.get(language, MONTHS["en"]).split()
    month, english = months[day.month - 1], MONTHS["en"].split()[day.month - 1]
    if language != "en" and draw.random() < 0.7:
        forms = {
            f"{day.day}. {month} {day.year}" if language == "de" else f"{day.day} {month} {day.year}": 4,
            f"{day:%d.%m.%Y}" if language == "de" else f"{day:%d/%m/%Y}": 4,
            f"{day.day}.{day.month}.{day:%y}": 1,
            f"{month} {day.year}": 1,
            f"{day.day} de {month} de {day.year}" if language == "es" else f"{day:%d-%m-%Y}": 2,
        }
        return draw.choices(list(forms), list(forms.values()))[0]
    ending = {1: "st", 2: "nd", 3: "rd"}.get(day.day % 10 if day.day not in (11, 12, 13) else 0, "th")
    forms = {
        f"{english} {day.day}, {day.year}": 10,
        f"{day.day} {english} {day.year}": 8,
        f"{day:%Y-%m-%d}": 8,
        f"{day.month}/{day.day}/{day.year}": 6,
        f"{day:%d/%m/%Y}": 6,
        f"{day:%m/%d/%y}": 3,
        f"{day:%d.%m.%Y}": 3,
        f"{english} {day.day}{ending}": 5,
        f"{day.day}{ending} {english} {day.year}": 3,
        f"{day.day}{ending} of {english}": 3,
        f"{english[:3]} {day.day}": 3,
        f"{day:%d}-{english[:3]}-{day:%Y}": 3,
        f"{day.day} {english[:3]} {day.year}": 3,
        f"{english} {day.year}": 6,
        f"{day.year}": 6,
        f"{english}": 1,
        f"{day:%A}, {english} {day.day}": 3,
        f"{day:%A} {day.day} {english} {day.year}": 2,
        f"{day:%Y/%m/%d}": 2,
        f"{day:%d-%m-%Y}": 2,
        f"{day.day}/{day.month}": 1,
        f"the {day.day}{ending} of {english} {day.year}": 0,
        f"{day:%Y-%m-%d} {draw.randint(0, 23):02d}:{draw.randint(0, 59):02d}": 1,
    }
    return draw.choices(list(forms), list(forms.values()))[0]
