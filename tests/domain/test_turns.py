"""Many requests take a step together; few do not wait; none holds up or hurts another."""

from __future__ import annotations

import asyncio
import gc
import threading
from collections.abc import Callable

import pytest

from isthmus.domain.aside import LONG
from isthmus.domain.turns import LONGEST, MANY, MOST, STEPS, Turns


def crowded(count: int = MANY) -> Turns:
    return Turns(lambda: count, lambda: 0.0)


async def test_each_step_is_taken_for_all_who_wait_before_the_next_is() -> None:
    turns, taken = crowded(), []

    async def request(name: str) -> None:
        for step in STEPS:
            await turns.take(step, 1, taken.append, (step, name))

    await asyncio.gather(*(request(name) for name in "abcd"))
    assert taken == [(step, name) for step in STEPS for name in "abcd"]


async def test_among_few_nobody_waits() -> None:
    turns = crowded(MANY - 1)
    taking = turns.take("label", 1, len, "three")
    with pytest.raises(StopIteration) as done:
        taking.send(None)
    assert done.value.value == 5


async def test_long_content_is_worked_on_beside_the_loop() -> None:
    assert await crowded().take("label", LONG + 1, threading.get_ident) != threading.get_ident()
    assert await crowded().take("label", LONG, threading.get_ident) == threading.get_ident()


async def test_no_more_than_so_many_take_a_step_before_the_others_have_their_turn() -> None:
    turns, taken = crowded(), []
    first = [turns.take("label", 1, taken.append, "label") for _ in range(MOST + 1)]
    await asyncio.gather(*first, turns.take("sign", 1, taken.append, "sign"))
    assert taken == ["label"] * MOST + ["sign", "label"]


async def test_a_step_that_takes_long_is_taken_for_one_and_then_the_others_have_their_turn() -> None:
    taken: list[str] = []
    turns = Turns(lambda: MANY, lambda: 2 * LONGEST * len(taken))
    first = [turns.take("label", 1, taken.append, "label") for _ in range(3)]
    await asyncio.gather(*first, turns.take("sign", 1, taken.append, "sign"))
    assert taken == ["label", "sign", "label", "label"]


async def test_what_a_step_throws_is_its_own_request_s() -> None:
    turns = crowded()
    said = await asyncio.gather(
        turns.take("label", 1, int, "one"), turns.take("label", 1, int, "2"), return_exceptions=True
    )
    assert isinstance(said[0], ValueError)
    assert said[1] == 2


@pytest.mark.parametrize("work", [int, str])
async def test_for_a_caller_who_went_away_nothing_is_done_and_nothing_is_logged(
    work: Callable[[str], object], caplog: pytest.LogCaptureFixture
) -> None:
    turns, taken = crowded(), []
    gone = asyncio.ensure_future(turns.take("label", 1, taken.append, "gone"))
    late = asyncio.ensure_future(turns.take("label", 1, work, "no number"))
    await asyncio.sleep(0)
    gone.cancel()
    await asyncio.sleep(0)  # the turn is over, its outcome not yet fetched
    late.cancel()
    assert [type(e) for e in await asyncio.gather(gone, late, return_exceptions=True)] == [asyncio.CancelledError] * 2
    gc.collect()
    assert taken == []
    assert caplog.records == []


async def test_after_nobody_waited_for_a_while_it_begins_anew() -> None:
    turns = crowded()
    for _ in range(2):
        assert await turns.take("sign", 1, len, "ab") == 2
        for _ in STEPS:
            await asyncio.sleep(0)
