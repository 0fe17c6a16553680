"""Work on many things is cut into lots, between which others have the interpreter; what it makes is the same."""

from __future__ import annotations

import asyncio
import gc
import re
import sys
import threading
from collections.abc import Iterable
from random import Random

import pytest
from resting import rests

from isthmus.domain.aside import _HANDOVER, _LONGEST, LONG, Burden, _long, aside
from isthmus.domain.breath import _LONGER, LOT, PIECE, decoded, let_go, matches
from isthmus.domain.lots import each, empty, free, in_order, joined

MANY = 10 * LOT


def test_many_things_are_gone_through_in_lots() -> None:
    assert list(each(range(MANY))) == list(range(MANY))
    assert rests(lambda: set(each(range(MANY)))) > MANY // 200
    few = [1, 2, 3]
    assert each(few) is few


@pytest.mark.parametrize("count", [0, 5, LOT, LOT + 1, MANY])
def test_in_order_is_sorted(count: int) -> None:
    draw = Random(count)
    things = [(draw.randrange(50), n) for n in range(count)]
    assert in_order(things) == sorted(things)
    assert in_order(things, key=lambda thing: thing[0]) == sorted(things, key=lambda thing: thing[0])


def test_many_are_sorted_in_lots() -> None:
    assert rests(lambda: in_order([str(n) for n in range(MANY)])) > MANY


def test_what_is_let_go_is_freed_in_lots_and_not_before() -> None:
    class Thing:
        left = 0

        def __init__(self) -> None:
            Thing.left += 1

        def __del__(self) -> None:
            Thing.left -= 1

    things = tuple(Thing() for _ in range(MANY))
    held: list[Iterable[object]] = [things, dict(enumerate(things)).values()]
    del things
    assert Thing.left == MANY
    assert rests(lambda: let_go(held)) > 2 * MANY // 200
    assert Thing.left == 0
    assert not held


def test_a_long_list_and_a_dictionary_are_emptied_in_lots() -> None:
    things = {n: str(n) for n in range(MANY)}
    many = [*things.values()]
    empty(things)
    free(many)
    assert not things
    assert not many


@pytest.mark.parametrize("count", [0, 1, LOT, MANY + 7])
def test_joined_is_the_whole(count: int) -> None:
    assert joined([str(n) for n in range(count)]) == "".join(map(str, range(count)))


@pytest.mark.parametrize("sign", ["é", "€", "𝟗"])
@pytest.mark.parametrize("before", [1, 2, 3, 4])
def test_bytes_are_read_in_pieces_and_a_character_across_two_is_whole(sign: str, before: int) -> None:
    data = bytearray(f"{'x' * (_LONGER - before)}{sign}{'x' * _LONGER}{sign}".encode())
    data[3:5] = b"\xff\xff"
    assert decoded(data) == data.decode("utf-8", "ignore")
    assert rests(lambda: decoded(data)) >= 3


@pytest.mark.parametrize("at", [0, PIECE - 1, PIECE, PIECE + 1_023, 2 * PIECE + 2_047, 5 * PIECE])
def test_a_match_is_found_wherever_a_piece_ends(at: int) -> None:
    pattern = re.compile("ab+c?")
    text = "x" * at + "a" + "b" * 3_000 + "c" + "x" * 5 * PIECE + "abc"
    assert [m.span() for m in matches(pattern, text)] == [m.span() for m in pattern.finditer(text)]
    assert rests(lambda: list(matches(pattern, text))) >= 2


async def test_while_a_long_step_is_taken_threads_give_way_sooner() -> None:
    usual = sys.getswitchinterval()
    assert await aside(LONG + 1, sys.getswitchinterval) == pytest.approx(_HANDOVER)
    assert await aside(LONG, sys.getswitchinterval) == pytest.approx(usual)
    assert sys.getswitchinterval() == pytest.approx(usual)


async def test_so_they_do_until_a_step_ends_whose_caller_went_away() -> None:
    usual, begun, go_on, ended = sys.getswitchinterval(), asyncio.Event(), threading.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()

    def step() -> None:
        loop.call_soon_threadsafe(begun.set)
        go_on.wait()
        loop.call_soon_threadsafe(ended.set)

    taken = asyncio.create_task(aside(LONG + 1, step))
    try:
        await begun.wait()
        taken.cancel()
        with pytest.raises(asyncio.CancelledError):
            await taken
        assert sys.getswitchinterval() == pytest.approx(_HANDOVER)
    finally:
        go_on.set()
    await ended.wait()
    await aside(LONG + 1, int)
    assert sys.getswitchinterval() == pytest.approx(usual)


def test_the_collector_stands_still_until_what_is_much_is_freed_in_a_thread() -> None:
    where: list[int] = []

    class Thing:
        def __del__(self) -> None:
            where.append(threading.get_ident())

    burden, things = Burden(), [Thing() for _ in range(3)]
    burden.weigh(_LONGEST - 1)
    assert gc.isenabled()
    burden.weigh(_LONGEST)
    burden.weigh(2 * _LONGEST)
    assert not gc.isenabled()
    gate = threading.Event()
    busy = [_long.submit(gate.wait) for _ in range(2)]  # whoever else holds them has let go before they are freed
    burden.lay_down(things)
    del things
    gate.set()
    assert all(one.result(30) for one in busy)
    for _ in range(2):  # both threads have come by
        _long.submit(int).result(30)
    assert len(where) == 3
    assert threading.get_ident() not in where
    assert gc.isenabled()
