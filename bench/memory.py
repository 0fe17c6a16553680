"""Whether memory stays flat: resident memory every so often over many requests of every kind."""

from __future__ import annotations

import os
import statistics
from collections.abc import Sequence

from bench.accounting import cores, rss_mb
from bench.contestants import Contestant, start
from bench.load import Generator
from bench.measure import upstream_on
from bench.workload import PERSONAL, PERSONAL_SHORT, PUBLIC, STREAM_SHORT, requests

STEPS = 10
MIX = ((PUBLIC, 0.45), (PERSONAL, 0.45), (STREAM_SHORT, 0.05), (PERSONAL_SHORT, 0.05))
ALLOWED_GROWTH = 0.05
"""Of the memory held after the first fifth: how much more may be held at the end of the run."""


async def watch(contestant: Contestant, count: int) -> bool:
    """Send `count` requests, print resident memory ten times on the way, and say whether it is flat."""
    where = cores()
    os.sched_setaffinity(0, {where.load})
    with upstream_on(where) as upstream:
        running = await start(contestant, upstream, where.gateway)
        try:
            print(f"{0:>9,} requests {running.rss_at_start_mb:8.1f} MB", flush=True)
            samples = []
            for step in range(1, STEPS + 1):
                for scenario, part in MIX:
                    generator = Generator(running.address, requests(scenario), scenario.events > 0)
                    tally = await generator.closed(32, 0, least=round(count / STEPS * part))
                    if tally.failed:
                        print(f"{scenario.title}: {tally.failed} requests failed ({tally.complaint})")
                        return False
                samples.append((count * step // STEPS, rss_mb(running.pid)))
                print(f"{samples[-1][0]:>9,} requests {samples[-1][1]:8.1f} MB", flush=True)
        finally:
            running.stop()
    growth = expected_growth(samples)
    flat = growth <= ALLOWED_GROWTH
    print(f"{'flat' if flat else 'NOT flat'}: {growth:+.1%} expected from the first fifth of the run to its end")
    return flat


def expected_growth(samples: Sequence[tuple[int, float]]) -> float:
    """How much of itself memory grows from the first fifth to the end, by the median of all slopes between
    samples (Theil–Sen), which one sample taken amid a collection does not move."""
    settled = samples[len(samples) // 5 :]
    slopes = [(b - a) / (m - n) for i, (n, a) in enumerate(settled) for m, b in settled[i + 1 :]]
    return statistics.median(slopes) * (settled[-1][0] - settled[0][0]) / settled[0][1]
