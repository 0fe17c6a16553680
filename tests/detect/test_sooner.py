"""Searches that start sooner than RE2 find what it finds, and no text makes them run."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isthmus.detect.built_ins import BUILT_INS
from isthmus.detect.patterns import finder
from isthmus.detect.places import SIX, islands, near

from .examples import EXAMPLES, read
from .test_detector import HOSTILE

APART = 79
"""Bytes without a digit between two of one island."""
ROWS = [row for row in BUILT_INS if row.sooner is not None]
SEARCHES = {
    row.name: (find, row.sooner(find)) for row in ROWS for find in [finder(row.pattern)[0]] if row.sooner
}
SENTENCES = [read(marked)[0] for row in ROWS for marked in EXAMPLES[row.name]]
plain = st.lists(
    st.text("ab.AZ09 -_@%+'\n\x00k", max_size=12)
    | st.sampled_from([s for s in SENTENCES if s.isascii()])
    | st.sampled_from(("4111 1111 1111 1111", "a" * 70, "x" * 256, "b." * 9, "DE89", ".com", "@", "4 ", "1" * 20)),
    max_size=6,
).map(lambda pieces: bytearray("".join(pieces).encode()))


@pytest.mark.parametrize("name", [name for name in SEARCHES if name != "card"])
@given(plain, st.data())
def test_a_search_that_starts_sooner_finds_what_re2_finds(name: str, data: bytearray, draw: st.DataObject) -> None:
    re2, sooner = SEARCHES[name]
    start = draw.draw(st.integers(0, len(data)))
    stop = draw.draw(st.sampled_from((len(data), len(data), (start + len(data)) // 2)))
    assert sooner.first(data, start, stop) == re2(data, start, stop)[0]


LOCAL = "a" * 63
EDGES = {
    "email": (f"{LOCAL}@b.cc", f"x{LOCAL}@b.cc", f"xy{LOCAL}@b.cc", f"-{LOCAL}@b.cc", "@b.cc", "-a@b.cc", "a@b@c.dd",
              *("@" * n + "a@b.cc" for n in range(6, 12)), *("a@" * n + "b.cc" for n in range(6, 12)),
              *(f"a@{'b' * n}.cc" for n in range(62, 66)), *(f"a@{'b.' * n}cc" for n in range(7, 11)),
              *(f"a@b.{'c' * n} d" for n in range(1, 27)), "a@-b.cc", "a@b-.cc", "a@b_.cc", "a@b..cc", "a@b.c1",
              "a@b.cc1"),
    "iban": tuple("x" * n + " DE89370400440532013000 " for n in range(1_010, 1_030))
    + tuple(f"DE89{'A ' * n}" for n in (9, 10, 11, 12, 29, 30, 31, 32))
    + tuple(f"{a}DE89{'1' * n}{b}" for n in (10, 11, 30, 31) for a in "_x-" for b in ("", "_", "-", " 1")),
    "domain": (f"{'a-' * 600}b.com", f"{'a.b ' * 300}c.com", "..com", "a.b.com.", "a.c.com x.com"),
}


@pytest.mark.parametrize("name", EDGES)
def test_and_at_the_edges_of_what_it_looks_at(name: str) -> None:
    re2, sooner = SEARCHES[name]
    for text in EDGES[name]:
        for start in range(4):
            data = bytearray(text.encode())
            assert sooner.first(data, start, len(data)) == re2(data, start, len(data))[0]


@given(plain)
def test_so_does_one_that_is_asked_at_islands_of_digits(data: bytearray) -> None:
    re2, sooner = SEARCHES["card"]
    for island in islands(data):
        start, last, stop = near(island, len(data), 0)
        for at in range(start, last + 1):
            assert sooner.first(data, at, stop) == re2(data, at, stop)[0]


@pytest.mark.parametrize("apart", [APART, APART + 1])
def test_digits_stand_near_each_other_up_to_so_many_bytes(apart: int) -> None:
    data = f"123456{' ' * apart}1234567".encode()
    assert islands(data) == ([(0, len(data))] if apart == APART else [(0, 6), (6 + apart, len(data))])


@given(st.text("1 x\x00é", max_size=40).map(lambda text: text.replace("x", " " * (APART - 2))))
def test_islands_are_digits_that_stand_near_each_other(text: str) -> None:
    flat = re.sub(rb"[^1]", b" ", text.encode())
    spans = [found.span() for found in re.finditer(rb"1(?: {0,%d}+1)*+" % APART, flat)]
    assert islands(text.encode()) == [span for span in spans if flat.count(b"1", *span) >= SIX]


HARD = {name: text[:400] for name, text in HOSTILE.items()} | {
    "labels": ("b" * 62 + ".") * 8 + "1", "short labels": "b." * 200, "one digit too many": "4" * 400,
    "almost an IBAN": "DE89 " + "A1-" * 100, "grouped": "4111-1111 " * 40, "endings": "ab.cd." * 60,
}  # fmt: skip


@pytest.mark.parametrize("name", SEARCHES)
@pytest.mark.parametrize("text", HARD)
def test_and_in_texts_that_almost_hold_what_is_looked_for(name: str, text: str) -> None:
    re2, sooner = SEARCHES[name]
    data = bytearray(HARD[text].encode("ascii", "replace"))
    stop = len(data)
    for start in range(0, stop, 1 if stop < 300 else 7):
        assert sooner.first(data, start, stop) == re2(data, start, stop)[0]


@pytest.mark.parametrize("name", [name for name in SEARCHES if name != "card"])
@given(st.text("4aZ1.- @_", min_size=1, max_size=12), st.integers(0, 20))
def test_and_in_those_that_are_made_of_its_pieces(name: str, piece: str, start: int) -> None:
    re2, sooner = SEARCHES[name]
    data = bytearray((piece * 40)[:240].encode())
    assert sooner.first(data, start, len(data)) == re2(data, start, len(data))[0]
