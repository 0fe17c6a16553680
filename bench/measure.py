"""The rounds: every contestant in turn, cell by cell, so that what drifts on the machine hits all alike."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

import msgspec

from bench.accounting import Cores, cores, cpu_seconds, rss_mb
from bench.contestants import Contestant, Running, Upstream, start, tidy
from bench.figures import Latency, Started, Window, percentile
from bench.load import Address, Generator
from bench.workload import (
    PACED_LONG,
    PACED_SHORT,
    PERSONAL,
    PERSONAL_LONG,
    PERSONAL_SHORT,
    PUBLIC,
    STREAM_LONG,
    STREAM_SHORT,
    Scenario,
    requests,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

Say = Callable[[str], None]


class Cell(msgspec.Struct, frozen=True):
    """One thing measured in each round. `slow_rounds` says in how many of them slow contestants join."""

    scenario: Scenario
    concurrency: int
    slow_rounds: int = 99


class Plan(msgspec.Struct, frozen=True):
    """How long and how often. `rates` are requests per second, and for how many seconds in each round; a
    rate is left out for who cannot keep it."""

    rounds: int
    warm_seconds: float
    seconds: float
    cells: tuple[Cell, ...]
    rates: tuple[tuple[float, float], ...]
    starts: int = 3
    slow_starts: int = 1


def _unary(*concurrencies: int, slow_rounds: int = 99) -> tuple[Cell, ...]:
    return tuple(Cell(scenario, n, slow_rounds) for scenario in (PUBLIC, PERSONAL) for n in concurrencies)


QUICK = Plan(
    rounds=3,
    warm_seconds=0.2,
    seconds=0.6,
    cells=(
        *_unary(1, 8, slow_rounds=1),
        *_unary(32),
        Cell(STREAM_SHORT, 32, 1),
        Cell(STREAM_LONG, 32, 1),
        Cell(PERSONAL_SHORT, 32, 0),
        Cell(PERSONAL_LONG, 32, 0),
    ),
    rates=((25.0, 1.5), (500.0, 1.0)),
)

FULL = Plan(
    rounds=5,
    warm_seconds=1.0,
    seconds=3.0,
    cells=(
        *_unary(1, 8, 32),
        *(Cell(scenario, n, 2) for n in (1, 8, 32) for scenario in (STREAM_SHORT, STREAM_LONG)),
        *(Cell(scenario, n, 1) for n in (1, 8, 32) for scenario in (PERSONAL_SHORT, PERSONAL_LONG)),
        Cell(PACED_SHORT, 32, 1),
        Cell(PACED_LONG, 32, 1),
    ),
    rates=((25.0, 10.0), (500.0, 5.0)),
    starts=5,
    slow_starts=3,
)


class Measured(msgspec.Struct):
    """Everything the rounds gave."""

    windows: list[Window] = []
    latencies: list[Latency] = []
    started: list[Started] = []


async def measure(plan: Plan, takers: Sequence[Contestant], say: Say) -> Measured:
    """Start everything, run the rounds, stop everything."""
    where = cores()
    os.sched_setaffinity(0, {where.load})
    measured = Measured()
    with upstream_on(where) as upstream:
        running: list[Running] = []
        try:
            for contestant in takers:
                say(f"starting {contestant.title}")
                running.append(await _cold_starts(plan, contestant, upstream, where, measured))
            for each in running:
                say(f"warming {each.contestant.title}")
                await _warm(each)
            await _rounds(plan, running, upstream, measured, say)
            await _latencies(plan, running, upstream, measured, say)
            for each, started in zip(running, measured.started, strict=True):
                started.rss_after_mb = rss_mb(each.pid)
        finally:
            for each in running:
                each.stop()
            tidy()
    return measured


async def window(
    address: Address, pid: int, scenario: Scenario, concurrency: int, warm_seconds: float, seconds: float
) -> Window:
    """Warm up, then count: processor time between two quiet moments, and all that was answered between them."""
    generator = Generator(address, requests(scenario), scenario.events > 0)
    await generator.closed(concurrency, warm_seconds)
    gc.collect()
    before = cpu_seconds(pid)
    tally = await generator.closed(concurrency, seconds, least=2 if concurrency == 1 else concurrency)
    return Window(
        contestant="",
        scenario=scenario.name,
        concurrency=concurrency,
        round=0,
        answered=tally.answered,
        failed=tally.failed,
        seconds=tally.seconds,
        cpu_seconds=cpu_seconds(pid) - before,
        complaint=tally.complaint,
    )


@contextmanager
def upstream_on(where: Cores) -> Iterator[Upstream]:
    """The fake provider for as long as it is needed."""
    upstream = Upstream(where.upstream)
    try:
        yield upstream
    finally:
        upstream.stop()


async def _cold_starts(
    plan: Plan, contestant: Contestant, upstream: Upstream, where: Cores, measured: Measured
) -> Running:
    """Start it as often as planned, and keep the last."""
    count = plan.slow_starts if contestant.slow else plan.starts
    seconds = []
    running = await start(contestant, upstream, where.gateway)
    for _ in range(count - 1):
        seconds.append(running.cold_start_seconds)
        running.stop()
        running = await start(contestant, upstream, where.gateway)
    seconds.append(running.cold_start_seconds)
    measured.started.append(
        Started(contestant.name, contestant.title, contestant.version(), seconds, running.rss_at_start_mb)
    )
    return running


async def _warm(running: Running) -> None:
    """Enough requests that lazy imports, pools and caches are in place."""
    for scenario in (PUBLIC, PERSONAL):
        pool = requests(scenario)
        await Generator(running.address, pool, False).closed(8, 0.2, least=100)


async def _rounds(plan: Plan, running: list[Running], upstream: Upstream, measured: Measured, say: Say) -> None:
    for number in range(plan.rounds):
        for cell in plan.cells:
            say(f"round {number + 1} of {plan.rounds}: {cell.scenario.title}, {cell.concurrency} at once")
            for each in running:
                if not each.contestant.slow or number < cell.slow_rounds:
                    measured.windows.append(await _cell(plan, cell, number, each, upstream))


async def _cell(plan: Plan, cell: Cell, number: int, running: Running, upstream: Upstream) -> Window:
    warm = 0.0 if running.contestant.slow and cell.scenario.events else plan.warm_seconds
    planted = await upstream.planted_seen()
    counted = await window(running.address, running.pid, cell.scenario, cell.concurrency, warm, plan.seconds)
    return msgspec.structs.replace(
        counted,
        contestant=running.contestant.name,
        round=number,
        planted_seen=await upstream.planted_seen() - planted,
    )


async def _latencies(plan: Plan, running: list[Running], upstream: Upstream, measured: Measured, say: Say) -> None:
    """Answers at a fixed rate, straight from the upstream and through each gateway, in turn."""
    for rate, seconds in plan.rates:
        addresses = {"direct": upstream.address}
        addresses |= {each.contestant.name: each.address for each in running if _keeps(rate, each, measured)}
        samples: dict[tuple[str, Scenario], list[float]] = {}
        for number in range(plan.rounds):
            say(f"round {number + 1} of {plan.rounds}: latency at {rate:.0f} requests a second")
            for scenario in (PUBLIC, PERSONAL):
                for name, address in addresses.items():
                    tally = await Generator(address, requests(scenario), False).opened(rate, seconds)
                    samples.setdefault((name, scenario), []).extend(tally.latencies)
        for (name, scenario), taken in samples.items():
            p50, p99 = percentile(taken, 0.5) * 1e6, percentile(taken, 0.99) * 1e6
            measured.latencies.append(Latency(name, scenario.name, rate, len(taken), p50, p99))


def _keeps(rate: float, running: Running, measured: Measured) -> bool:
    """Whether it answered at least half as many again when driven as fast as it goes."""
    name = running.contestant.name
    fastest = [each.rps for each in measured.windows if each.contestant == name and each.scenario == PERSONAL.name]
    return bool(fastest) and max(fastest) >= 1.5 * rate
