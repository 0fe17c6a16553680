"""What a foreign detector answers, made into spans or refused."""

from __future__ import annotations

from operator import index
from typing import Any

from isthmus.domain.content import Span
from isthmus.domain.errors import SettingsError


def span(start: Any, end: Any, category: str, confidence: Any, length: int) -> Span:
    """Raises `ValueError` or `TypeError` for anything that is no place in a text of `length` characters. Numbers may be
    a library's own, such as numpy's."""
    if isinstance(start, bool) or isinstance(end, bool):
        raise TypeError("a truth value is no place in a text")
    begin, stop, sure = index(start), index(end), float(confidence)
    if not 0 <= begin < stop <= length:
        raise ValueError("a span outside its text")
    if not -1e-6 <= sure <= 1 + 1e-6:  # nor is "not a number"
        raise ValueError("a confidence that is none")
    return Span(begin, stop, category, min(1.0, max(0.0, sure)))


def need_categories(name: str, categories: dict[str, str]) -> None:
    """A detector of no labels would find nothing and look as if it had. Raises `SettingsError`."""
    wrong = [label for label, category in categories.items() if not category.strip(".") or "*" in category]
    if not categories or wrong:
        raise SettingsError(
            f"the recogniser {name}: {'a label has' if wrong else 'there is'} no category",
            remedy="say for each of its labels which category it stands for, such as personal.name",
        )
