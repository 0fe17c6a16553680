"""Content that is made to cost much: what is done for it is counted, stays in proportion, and keeps nobody waiting."""

from __future__ import annotations

import asyncio
import gc
import sys
from collections.abc import Sequence
from itertools import count
from types import FrameType

import pytest

from bench.hostile import LONGEST_WAIT_MS, SIZES, measured
from bench.kinds import HOSTILE, ORDINARY, made
from isthmus.detect import Detector, Glance, built_in, spelled
from isthmus.detect.detector import LATER
from isthmus.detect.lookalikes import PIECE
from isthmus.detect.prefilter import _EVERY, _SAMPLE
from isthmus.domain.aside import LONG
from isthmus.domain.breath import freed, matches
from isthmus.wire import openai, parts

from .examples import EXAMPLES, read

ALL = Detector(built_in())
KINDS = {**HOSTILE, **ORDINARY}
SMALL, LARGER = 8_000, 64_000
MOST = 10_000
"""Calls of functions for a kilobyte. The readers, which are not compiled, make most of them: 0.2 µs or so each."""
PLACES = 300
"""Of them, those that only let other threads go on, and are left out where there is little."""
GREW = 1.6
"""What the larger may take more than the smaller, by the byte: what is small is not as mixed."""


def texts_of(kind: str, size: int) -> tuple[list[str], int]:
    [(_, content)] = made(size, {kind: KINDS[kind]})
    return parts.walk(openai.read(content)[1], max_parts=10**6).texts, len(content)


def calls(detector: Detector, texts: Sequence[str]) -> int:
    counted = count()
    sys.setprofile(lambda *event: next(counted) if event[1] in ("call", "c_call") else None)
    try:
        detector.scan(texts)
    finally:
        sys.setprofile(None)
    return next(counted)


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_done_for_a_kilobyte_does_not_grow_with_the_content(kind: str) -> None:
    (small, few), (larger, many) = texts_of(kind, SMALL), texts_of(kind, LARGER)
    ALL.scan(small)
    first, second = calls(ALL, small) * 1024 / few, calls(ALL, larger) * 1024 / many
    assert second < MOST
    assert second < GREW * first + PLACES


@pytest.mark.parametrize("kind", ORDINARY)
def test_ordinary_content_is_read_whole(kind: str) -> None:
    assert ALL.scan(texts_of(kind, 300_000)[0]).complete


class Slow:
    """A clock by which each look of an automaton takes long."""

    def __init__(self, step: float) -> None:
        self.now, self.step = 0.0, step

    def __call__(self) -> float:
        self.now += self.step
        return self.now


class Noting:
    """An automaton, and how many bytes it is shown."""

    def __init__(self, inner: object) -> None:
        self.inner, self.read = inner, 0

    def Match(self, data: bytes) -> object:
        self.read += len(data)
        return self.inner.Match(data)  # type: ignore[attr-defined]


def test_what_is_new_to_the_automaton_that_all_share_is_not_shown_to_it() -> None:
    """A state for every byte takes microseconds each, and whoever reads there meanwhile waits."""
    detector = Detector(built_in(), tick=Slow(1.0))
    shared = detector._prefilter._first.together
    noting = shared._set = Noting(shared._set)
    texts, _size = texts_of("random base64", 20_000)
    seen = detector.glance(texts)
    assert isinstance(seen, Glance)
    assert seen.fired is LATER
    assert seen.weight > LONG
    scan = detector.closer(seen)
    assert noting.read <= _SAMPLE
    assert scan == ALL.scan(texts)


def test_what_it_knows_is_shown_to_it_at_once_and_tried_before_in_samples_only() -> None:
    detector = Detector(built_in(), tick=Slow(1e-9))
    shared = detector._prefilter._first.together
    noting = shared._set = Noting(shared._set)
    texts, size = texts_of("prose", 20_000)
    detector.scan(texts)
    assert size < noting.read < 1.2 * size + _EVERY


@pytest.mark.parametrize("kind", KINDS)
def test_read_apart_or_not_the_same_is_found(kind: str) -> None:
    texts, _ = texts_of(kind, 6_000)
    assert Detector(built_in(), tick=Slow(1.0)).scan(texts) == ALL.scan(texts)


@pytest.mark.parametrize("kind", KINDS)
def test_what_reading_leaves_behind_is_freed_without_the_collector(kind: str) -> None:
    """Which stands still while there is a long request, and then would hold up everybody."""
    texts, _ = texts_of(kind, 6_000)
    detector = Detector(built_in())
    detector.scan(texts)
    gc.collect()
    gc.disable()
    try:
        detector.scan(texts)
        assert gc.collect() < 10
    finally:
        gc.enable()


def test_a_reading_too_long_to_be_looked_at_is_freed_in_lots() -> None:
    texts, _ = texts_of("broken lines", 300_000)
    held: list[int] = []

    def noted(frame: FrameType, event: str, _arg: object) -> None:
        if event == "call" and frame.f_code is freed.__code__:
            held.append(len(frame.f_locals["held"]))

    sys.setprofile(noted)
    try:
        assert not ALL.scan(texts).complete
    finally:
        sys.setprofile(None)
    assert held.count(max(held)) == 3  # what was written of it, where that stands, and what it stands for


def test_every_recogniser_finds_apart_what_it_finds() -> None:
    apart = Detector(built_in(), tick=Slow(1.0))
    for name in EXAMPLES:
        texts = [read(marked)[0] + " and so on" * 60 for marked in EXAMPLES[name]]
        assert apart.scan(texts) == ALL.scan(texts)


def test_a_long_text_is_searched_in_pieces_and_nothing_is_missed_between() -> None:
    across = f"{'x' * (PIECE - 10)} {'double seven ' * 190}"
    text = f"{across} {'and so ' * PIECE} one two three {across}"
    spans = [found.span() for found in matches(spelled._RUN, text)]
    assert spans == [found.span() for found in spelled._RUN.finditer(text)]
    assert len(spans) == 3


def test_what_is_not_read_of_too_much_of_a_kind_is_said() -> None:
    told = Detector(built_in())
    assert told.scan(["bob at example dot org, " * 500]).complete
    assert not told.scan(["a at b dot " * 5_000]).complete


@pytest.mark.soak
@pytest.mark.parametrize("names", [False, True])
def test_no_hostile_content_costs_much_or_makes_another_caller_wait(names: bool) -> None:
    """Real sockets and a real clock, so by itself: `python -m bench hostile` prints the same as a table."""
    found = asyncio.run(measured(SIZES[:3] if names else SIZES, names=names))
    late = {(row.kind, row.size, row.wait_ms) for row in found if row.wait_ms >= LONGEST_WAIT_MS}
    dear = {(row.kind, row.size, row.ms_per_kb) for row in found if not row.cheap}
    crossed = {(row.kind, row.size) for row in found if not row.whole and row.status == 200}
    given_up = {(row.kind, row.size) for row in found if not row.whole and row.kind in ORDINARY}
    assert not late
    assert not dear
    assert not crossed
    assert not given_up
