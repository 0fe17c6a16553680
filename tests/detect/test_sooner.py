"""Searches that start sooner than RE2 find what it finds, and no text makes them run."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isthmus.detect.built_ins import BUILT_INS
from isthmus.detect.patterns import finder
from isthmus.detect.places import _APART, SIX, islands, near
from isthmus.detect.sooner import DOMAIN, FEW

from .examples import EXAMPLES, read
from .test_detector import HOSTILE

ROWS = [row for row in BUILT_INS if row.sooner is not None]
SEARCHES = {
    row.name: (find, row.sooner(row.pattern, find)) for row in ROWS for find in [finder(row.pattern)[0]] if row.sooner
}
SENTENCES = [read(marked)[0] for row in ROWS for marked in EXAMPLES[row.name]]
plain = st.lists(
    st.text("ab.AZ09 -_@%+'\n\x00k", max_size=12)
    | st.sampled_from([s for s in SENTENCES if s.isascii()])
    | st.sampled_from(("4111 1111 1111 1111", "a" * 70, "x" * FEW, "b." * 9, "DE89", ".com", "@", "4 ", "1" * 20)),
    max_size=6,
).map(lambda pieces: "".join(pieces).encode())


@pytest.mark.parametrize("name", [name for name in SEARCHES if name != "card"])
@given(plain, st.data())
def test_a_search_that_starts_sooner_finds_what_re2_finds(name: str, data: bytes, draw: st.DataObject) -> None:
    re2, sooner = SEARCHES[name]
    start = draw.draw(st.integers(0, len(data)))
    stop = draw.draw(st.sampled_from((len(data), len(data), (start + len(data)) // 2)))
    assert sooner(data, start, stop)[0] == re2(data, start, stop)[0]


LOCAL = "a" * 63
EDGES = {
    "email": (f"{LOCAL}@b.cc", f"x{LOCAL}@b.cc", f"xy{LOCAL}@b.cc", f"-{LOCAL}@b.cc", "@b.cc", "-a@b.cc", "a@b@c.dd",
              *("@" * n + "a@b.cc" for n in range(6, 12)), *("a@" * n + "b.cc" for n in range(6, 12))),
    "iban": tuple("x" * n + " DE89370400440532013000 " for n in range(1_010, 1_030)),
    "domain": (f"{'a-' * 600}b.com", f"{'a.b ' * 300}c.com", "..com", "a.b.com.", "a.c.com x.com"),
}


@pytest.mark.parametrize("name", EDGES)
def test_and_at_the_edges_of_what_it_looks_at(name: str) -> None:
    re2, sooner = SEARCHES[name]
    for text in EDGES[name]:
        for start in range(4):
            data = text.encode()
            assert sooner(data, start, len(data))[0] == re2(data, start, len(data))[0]


@given(plain)
def test_so_does_one_that_is_asked_at_islands_of_digits(data: bytes) -> None:
    re2, sooner = SEARCHES["card"]
    for island in islands(data):
        start, last, stop = near(island, len(data), 0)
        for at in range(start, last + 1):
            assert sooner(data, at, stop) == re2(data, at, stop)


@given(st.text("1 x\x00é", max_size=40).map(lambda text: text.replace("x", " " * (_APART - 2))))
def test_islands_are_digits_that_stand_near_each_other(text: str) -> None:
    flat = re.sub(rb"[^1]", b" ", text.encode())
    spans = [found.span() for found in re.finditer(rb"1(?: {0,%d}+1)*+" % _APART, flat)]
    assert islands(text.encode()) == [span for span in spans if flat.count(b"1", *span) >= SIX]


# What the standard library's engine does, counted step by step, and without the short cuts that it knows.
Rest = Callable[[int], bool]


class Steps:
    def __init__(self, pattern: str) -> None:
        self.items, self.taken = _parsed(pattern), 0

    def from_everywhere(self, text: str) -> int:
        """How many steps it takes to search all of the text, as if nothing were ever found."""
        self.text, self.taken = text, 0
        for start in range(len(text)):
            self._match(self.items, start, lambda _: True)
        return self.taken

    def _match(self, items: list[tuple[str, Any]], at: int, rest: Rest) -> bool:
        if not items:
            return rest(at)
        self.taken += 1
        (kind, value), others = items[0], items[1:]
        if kind in ("LITERAL", "IN"):
            return at < len(self.text) and value(self.text[at]) and self._match(others, at + 1, rest)
        if kind == "AT":
            border = (_wordy(self.text, at - 1)) != _wordy(self.text, at)
            return border and self._match(others, at, rest)
        least, most, inner = value
        return self._repeat(inner, least, most, at, lambda end: self._match(others, end, rest))

    def _repeat(self, inner: list[tuple[str, Any]], least: int, most: int, at: int, rest: Rest) -> bool:
        if len(inner) == 1 and inner[0][0] in ("LITERAL", "IN"):  # as far as it goes, and back one by one
            end = at
            while end - at < most and end < len(self.text) and inner[0][1](self.text[end]):
                end += 1
            self.taken += end - at
            for stop in range(end, at + max(0, least) - 1, -1):
                self.taken += 1
                if rest(stop):
                    return True
            return False
        if most and self._match(inner, at, lambda end: self._repeat(inner, least - 1, most - 1, end, rest)):
            return True
        return least <= 0 and rest(at)


def _wordy(text: str, at: int) -> bool:
    return 0 <= at < len(text) and (text[at].isalnum() or text[at] == "_")


def _parsed(pattern: str) -> list[tuple[str, Any]]:
    from re import _parser  # type: ignore[attr-defined]  # private; it reads patterns as the engine does

    return list(_flat(_parser.parse(pattern)))


def _flat(items: Any) -> Iterator[tuple[str, Any]]:
    for kind, value in items:
        if str(kind) == "SUBPATTERN":
            yield from _flat(value[3])
        elif str(kind) == "MAX_REPEAT":
            yield "REPEAT", (value[0], int(value[1]), list(_flat(value[2])))
        elif str(kind) == "LITERAL":
            yield "LITERAL", chr(value).__eq__
        elif str(kind) == "IN":
            yield "IN", _among(value)
        else:
            assert str(kind) == "AT", f"{kind} is not counted"
            yield "AT", None


def _among(value: Any) -> Callable[[str], bool]:
    kinds = [(str(kind), what) for kind, what in value]
    return lambda c: any(
        (kind == "LITERAL" and ord(c) == what)
        or (kind == "RANGE" and what[0] <= ord(c) <= what[1])
        or (kind == "CATEGORY" and c.isdigit())
        for kind, what in kinds
    )


PATTERNS = {row.name: row.pattern for row in ROWS if row.name in ("card", "iban")} | {"domain of an address": DOMAIN}
LONGEST = {"card": 37, "iban": 64, "domain of an address": 8 * 64 + 24}
HARD = {name: text[:400] for name, text in HOSTILE.items()} | {
    "labels": ("b" * 62 + ".") * 8 + "1", "short labels": "b." * 200, "one digit too many": "4" * 400,
    "almost an IBAN": "DE89 " + "A1-" * 100, "grouped": "4111-1111 " * 40, "endings": "ab.cd." * 60,
}  # fmt: skip


@pytest.mark.parametrize("name", PATTERNS)
@pytest.mark.parametrize("text", HARD)
def test_no_text_makes_an_engine_that_backtracks_try_more_than_a_few_ways(name: str, text: str) -> None:
    steps, size = Steps(PATTERNS[name]), len(HARD[text])
    assert steps.from_everywhere(HARD[text]) <= 6 * size * LONGEST[name]


@pytest.mark.parametrize("name", PATTERNS)
@given(st.data())
def test_and_none_that_is_made_of_what_it_looks_for(name: str, data: st.DataObject) -> None:
    piece = data.draw(st.text("4aZ1.- @", min_size=1, max_size=12))
    text = (piece * 40)[:240]
    assert Steps(PATTERNS[name]).from_everywhere(text) <= 6 * len(text) * LONGEST[name]


def test_a_pattern_with_many_ways_would_be_noticed() -> None:
    assert Steps(r"\b(?:[ ]?\d{1,5}){2,6}\b").from_everywhere("1" * 24 + "a") > 6 * 25 * 36
