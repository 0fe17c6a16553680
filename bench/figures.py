"""From counted windows to medians and ratios. Pure."""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterable, Sequence

import msgspec

from bench.workload import Scenario

CROWDED = 0.9
"""The part of its core that a gateway under full load should be able to use."""


class Window(msgspec.Struct, frozen=True):
    """One contestant's counted window. `planted_seen` counts the bodies that reached the upstream with
    planted personal data in plain, those of the warm-up included."""

    contestant: str
    scenario: str
    concurrency: int
    round: int
    answered: int
    failed: int
    seconds: float
    cpu_seconds: float
    complaint: str = ""
    planted_seen: int = 0

    @property
    def cpu_us(self) -> float:
        """Processor time of the gateway's process tree for one request, in µs."""
        return self.cpu_seconds / self.answered * 1e6 if self.answered else math.nan

    @property
    def rps(self) -> float:
        """Requests answered in a second."""
        return self.answered / self.seconds

    @property
    def busy(self) -> float:
        """Which part of its core the gateway used: well below 1 means that something else was waited for."""
        return self.cpu_seconds / self.seconds


class Latency(msgspec.Struct, frozen=True):
    """Latency at a fixed rate, all rounds together; `direct` is the upstream without a gateway."""

    contestant: str
    scenario: str
    rate: float
    samples: int
    p50_us: float
    p99_us: float


class Started(msgspec.Struct):
    """How one contestant started, and the memory it held then and at the end."""

    contestant: str
    title: str
    version: str
    cold_start_seconds: list[float]
    rss_at_start_mb: float
    rss_after_mb: float = 0.0


class Spread(msgspec.Struct, frozen=True):
    """The median over rounds, the lowest and the highest."""

    median: float
    low: float
    high: float


def spread(values: Iterable[float]) -> Spread | None:
    """None of no values at all."""
    known = sorted(value for value in values if not math.isnan(value))
    return Spread(statistics.median(known), known[0], known[-1]) if known else None


def percentile(values: Sequence[float], part: float) -> float:
    """The smallest value that at least `part` of all do not exceed."""
    if not values:
        return math.nan
    ordered = sorted(values)
    return ordered[max(0, math.ceil(part * len(ordered)) - 1)]


class Figures:
    """Questions asked of the windows of one run."""

    def __init__(self, windows: Iterable[Window], latencies: Iterable[Latency] = ()) -> None:
        self._windows = {(w.contestant, w.scenario, w.concurrency, w.round): w for w in windows}
        self._latencies = {(each.contestant, each.scenario, each.rate): each for each in latencies}

    def cpu_us(self, contestant: str, scenario: Scenario, concurrency: int) -> Spread | None:
        """Processor time per request, in µs."""
        return spread(w.cpu_us for w in self._rounds(contestant, scenario, concurrency).values())

    def rps(self, contestant: str, scenario: Scenario, concurrency: int) -> Spread | None:
        """Requests per second of one core."""
        return spread(w.rps for w in self._rounds(contestant, scenario, concurrency).values())

    def busy(self, contestant: str, scenario: Scenario, concurrency: int) -> Spread | None:
        """The part of its core that was used."""
        return spread(w.busy for w in self._rounds(contestant, scenario, concurrency).values())

    def ratio(self, above: str, below: str, scenario: Scenario, concurrency: int) -> Spread | None:
        """Processor time of one contestant over another's, each round by itself."""
        dividends = self._rounds(above, scenario, concurrency)
        divisors = self._rounds(below, scenario, concurrency)
        return spread(w.cpu_us / divisors[n].cpu_us for n, w in dividends.items() if n in divisors)

    def event_us(self, contestant: str, pair: tuple[Scenario, Scenario], concurrency: int) -> Spread | None:
        """µs per streamed event: what the longer stream costs more, over how many events it has more, so
        that what a request costs whatever its length cancels out."""
        short, long = (self._rounds(contestant, scenario, concurrency) for scenario in pair)
        more = pair[1].events - pair[0].events
        return spread((w.cpu_us - short[n].cpu_us) / more for n, w in long.items() if n in short)

    def event_quotient_us(self, contestant: str, scenario: Scenario, concurrency: int) -> Spread | None:
        """µs per streamed event with the request's own cost shared out over its events."""
        rounds = self._rounds(contestant, scenario, concurrency).values()
        return spread(w.cpu_us / scenario.events for w in rounds)

    def latency(self, contestant: str, scenario: Scenario, rate: float) -> Latency | None:
        """Latency at a rate, if that rate was kept."""
        return self._latencies.get((contestant, scenario.name, rate))

    def added_us(self, contestant: str, scenario: Scenario, rate: float) -> tuple[float, float] | None:
        """p50 and p99 less those of the upstream asked directly, in µs. (A difference of percentiles,
        which is not the percentile of a difference.)"""
        through, direct = self.latency(contestant, scenario, rate), self.latency("direct", scenario, rate)
        if through is None or direct is None:
            return None
        return through.p50_us - direct.p50_us, through.p99_us - direct.p99_us

    def planted_seen(self, contestant: str) -> int:
        """Bodies that reached the upstream with planted personal data in plain."""
        return sum(w.planted_seen for w in self._windows.values() if w.contestant == contestant)

    def complaints(self) -> list[str]:
        """What went wrong in windows, said once each."""
        return sorted(
            {
                f"{w.contestant}, {w.scenario}, {w.concurrency} at once: {w.complaint}"
                for w in self._windows.values()
                if w.complaint
            }
        )

    def crowded(self) -> list[str]:
        """Who had clearly less than its core at 32 requests at once: then something else ran there, or the
        load was not enough."""
        busy: dict[str, list[float]] = {}
        for window in self._windows.values():
            if window.concurrency == 32 and not window.scenario.startswith("paced"):
                busy.setdefault(window.contestant, []).append(window.busy)
        return [name for name, parts in busy.items() if statistics.median(parts) < CROWDED]

    def concurrencies(self, scenario: Scenario) -> list[int]:
        """At which concurrencies a scenario was measured."""
        return sorted({key[2] for key in self._windows if key[1] == scenario.name})

    def rates(self) -> list[float]:
        """At which fixed rates latency was measured."""
        return sorted({key[2] for key in self._latencies})

    def _rounds(self, contestant: str, scenario: Scenario, concurrency: int) -> dict[int, Window]:
        asked = (contestant, scenario.name, concurrency)
        return {key[3]: w for key, w in self._windows.items() if key[:3] == asked}
