"""Over-redaction: ordinary technical text is left alone."""

from __future__ import annotations

from collections import Counter

import pytest

from isthmus.detect import Detector, built_in

from .technical import TECHNICAL_TEXT

ALL = Detector(built_in())


def touched(texts: list[str]) -> tuple[int, int, Counter[str]]:
    """Tokens that a finding touches, all tokens, and by which recogniser."""
    hit, total, by = 0, 0, Counter[str]()
    scan = ALL.scan(texts)
    assert scan.complete
    for part, text in enumerate(texts):
        spans = [(f.start, f.end, f.recogniser) for f in scan.findings if f.part == part]
        at = 0
        for token in text.split():
            start = text.index(token, at)
            at = start + len(token)
            names = [name for a, b, name in spans if a < at and start < b]
            hit, total = hit + bool(names), total + 1
            by.update(names)
    return hit, total, by


@pytest.mark.req("B2")
def test_under_one_token_in_a_hundred_of_technical_text_is_covered() -> None:
    together = [touched([text]) for text in TECHNICAL_TEXT]
    hit, total = sum(t[0] for t in together), sum(t[1] for t in together)
    by: Counter[str] = sum((t[2] for t in together), Counter())
    assert total > 1_500
    assert hit < total / 100, (hit, total, by)


def test_nor_when_all_of_it_is_one_text() -> None:
    hit, total, by = touched(["\n".join(TECHNICAL_TEXT)])
    assert hit < total / 100, (hit, total, by)
