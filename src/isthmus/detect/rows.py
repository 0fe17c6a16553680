"""How a row of the built-in list is written down."""

from __future__ import annotations

from isthmus.detect.patterns import Check, PatternRecogniser
from isthmus.detect.placeholders import real_key
from isthmus.detect.places import DIGITS, NEAR
from isthmus.detect.sooner import Search

_FRACTION = r"\d\."
"""The digits behind a decimal point are long, and one in ten passes a check digit."""

AT = r"[^\s\x00]@[^\s\x00]"

NUMBER = r"\d(?:[ ./()-]{0,4}\d){5}"
"""Six digits. Most texts have none, and then no number's pattern and no word for one need be looked for."""


def row(
    name: str,
    category: str,
    about: str,
    pattern: str,
    *,
    check: Check | None = None,
    context: str = "",
    confidence: float = 0.9,
    unless_before: str = "",
    trigger: str = "",
    window: int = 48,
    gate: str = "",
    marks: bytes = b"",
    near: bool = False,
    parted: bool = False,
    reach: int = NEAR,
    least: int = 0,
    sooner: type[Search] | None = None,
) -> PatternRecogniser:
    return PatternRecogniser(
        name=name,
        category=category,
        about=about,
        pattern=pattern,
        check=check,
        context=context,
        confidence=confidence,
        unless_before=unless_before,
        trigger=trigger,
        window=window,
        gate=gate,
        joined=True,
        parted=parted,
        marks=DIGITS if gate == NUMBER else marks,
        near=near or gate == NUMBER,
        reach=reach,
        least=least,
        sooner=sooner,
    )


def api_key(
    provider: str, about: str, pattern: str, *, trigger: str = "", context: str = ""
) -> PatternRecogniser:
    return row(
        f"{provider}_key",
        "secret.api_key",
        about,
        pattern,
        check=real_key,
        trigger=trigger,
        context=context,
        confidence=0.99,
    )


def identity(
    name: str, about: str, pattern: str, check: Check | None = None, context: str = "", *, gate: str = NUMBER
) -> PatternRecogniser:
    """A national identifier; with `context` one that is recognised only beside a word for it."""
    return row(
        name,
        "personal.national_id",
        about,
        pattern,
        check=check,
        context=context,
        confidence=0.85 if context else 0.95,
        unless_before=_FRACTION,
        gate=gate,
    )


def worded(
    name: str,
    category: str,
    about: str,
    pattern: str,
    context: str,
    check: Check | None = None,
    *,
    gate: str = NUMBER,
    confidence: float = 0.8,
    window: int = 48,
) -> PatternRecogniser:
    """What is recognised only beside one of these words, in whatever letter case unless the words say.

    Without a gate the words are looked for in all texts, which costs less than a gate that every third number passes.
    """
    return row(
        name,
        category,
        about,
        pattern,
        check=check,
        context=context if context.startswith("(?:") else f"(?i:{context})",
        confidence=confidence,
        unless_before=_FRACTION,
        gate=gate,
        window=window,
    )


def spaced(digits: int, between: str = "[ .-]?") -> str:
    """So many digits, with at most one separator between two."""
    return rf"\d(?:{between}\d){{{digits - 1}}}"
