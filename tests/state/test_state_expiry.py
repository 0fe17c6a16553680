"""The promise of retention is kept while a process lives, by one of several."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from gateway import Gateway

from isthmus.compose import World
from isthmus.state.expiry import Expiry

DAY = 86_400.0


class Clock:
    def __init__(self) -> None:
        self.now = 1_700_000_000.0

    def __call__(self) -> float:
        return self.now


def test_it_happens_at_start_and_whenever_another_day_has_come(tmp_path: Path) -> None:
    clock, days = Clock(), []
    pauses: Iterator[float | None] = iter([3_600.0, 60.0, DAY, 60.0, 40 * DAY, -DAY, None])

    def pause() -> bool:
        passed = next(pauses)
        clock.now += passed or 0
        return passed is not None

    expiry = Expiry(tmp_path, lambda: days.append(int(clock.now // DAY)), clock, pause)
    expiry.turn()
    expiry.run()
    first = int(Clock().now // DAY)
    assert days[0] == first
    assert days[1:] == [first + 1, first + 41, first + 40]
    expiry.close()


def test_of_several_processes_one_does_it_and_another_one_when_that_ends(tmp_path: Path) -> None:
    clock, did = Clock(), []
    first = Expiry(tmp_path / "vault", lambda: did.append("first"), clock)
    second = Expiry(tmp_path / "vault", lambda: did.append("second"), clock)
    first.turn()
    second.turn()
    first.close()
    second.turn()
    second.close()
    assert did == ["first", "second"]


def test_what_cannot_be_deleted_now_is_tried_again(tmp_path: Path) -> None:
    tries = []

    def expire() -> None:
        tries.append(1)
        if len(tries) == 1:
            raise OSError(5, "input/output error")

    expiry = Expiry(tmp_path, expire, Clock())
    for _ in range(3):
        expiry.turn()
    assert len(tries) == 2
    expiry.close()


@pytest.mark.parametrize("how", ["a turn of the day", "a request of another day"])
def test_a_copy_past_its_days_goes_while_the_gateway_serves(build: Callable[..., Gateway], how: str) -> None:
    clock = Clock()
    gateway = build(world=World(now=clock), evidence={"retention_days": 3})
    headers = {"x-isthmus-subject": "somebody"}
    assert gateway.chat("hello", headers=headers)[0] == 200
    vault, keys = gateway.house.settings.data / "vault", gateway.house.settings.data / "keys" / "subject"
    (kept,) = vault.rglob("*.sealed")
    clock.now += 3 * DAY
    gateway.house.expiry.turn()
    assert kept.exists()
    clock.now += 8 * DAY
    if how == "a turn of the day":
        gateway.house.expiry.turn()
    else:
        assert gateway.chat("hello again")[0] == 200
        gateway.eventually(lambda: not kept.exists())
    assert not kept.exists()
    assert gateway.chat("hello", headers=headers)[0] == 200
    gateway.eventually(lambda: len([path for path in keys.rglob("*") if path.is_file()]) == 1)


def test_nobody_is_left_behind_when_the_gateway_ends(build: Callable[..., Gateway]) -> None:
    gateway = build()
    thread = gateway.house.expiry._thread
    assert thread.is_alive()
    gateway.restart()
    assert not thread.is_alive()
    assert os.path.exists(gateway.house.settings.data / "vault" / "expiring")
