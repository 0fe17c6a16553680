"""A foreign answer is a place in its text, or nothing."""

from __future__ import annotations

from typing import Any

import pytest

from isthmus.detect.adapters.answers import span
from isthmus.domain.content import Span


def test_a_place_in_the_text_is_taken() -> None:
    assert span(0, 3, "personal.name", 1.0000001, 3) == Span(0, 3, "personal.name", 1.0)


@pytest.mark.parametrize(
    ("start", "end", "confidence"),
    [
        (0, 4, 0.5), (-1, 2, 0.5), (2, 2, 0.5), (2, 1, 0.5), (0.0, 2, 0.5), ("0", 2, 0.5), (None, 2, 0.5),
        (True, 2, 0.5), (0, 2, 1.1), (0, 2, -0.1), (0, 2, float("nan")), (0, 2, float("inf")), (0, 2, None),
    ],
)  # fmt: skip
def test_anything_else_raises(start: Any, end: Any, confidence: Any) -> None:
    with pytest.raises((ValueError, TypeError)):
        span(start, end, "personal.name", confidence, 3)
