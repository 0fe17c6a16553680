"""Prometheus metrics, with series bounded by the configuration: no label ever comes from a request.

Counting is a few dictionary entries on the path; families are made of them only when somebody reads.
"""

from __future__ import annotations

import logging
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterator
from itertools import accumulate
from operator import add

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector

from isthmus.domain.happenings import Answered, Attempted, Charged, Happening, Refused
from isthmus.observe.log import log

SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)
"""Upper bounds of the latency buckets."""
_LABELS = ("route", "model", "zone", "outcome", "fallback")


class _Series:
    """What is counted of requests of one kind."""

    __slots__ = ("buckets", "cost", "count", "crossings", "seconds")

    def __init__(self) -> None:
        self.count = self.crossings = 0
        self.cost = self.seconds = 0.0
        self.buckets = [0] * (len(SECONDS) + 1)

    def more(self, other: _Series) -> None:
        self.count += other.count
        self.crossings += other.crossings
        self.cost += other.cost
        self.seconds += other.seconds
        self.buckets = list(map(add, self.buckets, other.buckets))

    def cumulated(self) -> list[tuple[str, float]]:
        counts = map(float, accumulate(self.buckets))
        return list(zip((*map(str, SECONDS), "+Inf"), counts, strict=True))


class Metrics(Collector):
    """A listener. One registry each, so that several runtimes can live in one process."""

    def __init__(self) -> None:
        self._answered: dict[tuple[str, ...], _Series] = defaultdict(_Series)
        """By `_LABELS`."""
        self._beside: dict[tuple[str, ...], float] = defaultdict(float)
        self._attempts: dict[tuple[str, str, str], int] = defaultdict(int)
        self._refused: dict[str, int] = defaultdict(int)
        self._ready: Callable[[], bool] = lambda: True
        self._unsealed: Callable[[], float] = lambda: 0.0
        self.registry = CollectorRegistry(auto_describe=False)
        self.registry.register(self)

    def __call__(self, happening: Happening) -> None:
        if type(happening) is Answered:
            a, seconds = happening, happening.milliseconds / 1000
            series = self._answered[a.route, a.model, a.zone, a.outcome, a.fallback]
            series.count += 1
            series.crossings += a.crossings
            series.cost += a.cost
            series.seconds += seconds
            series.buckets[bisect_left(SECONDS, seconds)] += 1
            log(logging.INFO if a.status < 400 else logging.WARNING, a)
        elif type(happening) is Attempted:
            self._attempts[happening.model, happening.zone, happening.result] += 1
        elif type(happening) is Charged:
            self._beside[happening.route, happening.model] += happening.cost
        elif type(happening) is Refused:
            self._refused[happening.code] += 1
            log(logging.INFO, happening)

    def watch(self, ready: Callable[[], bool], unsealed: Callable[[], float]) -> None:
        """Asked at every reading: is evidence in force, and for how many seconds has it been without a checkpoint?"""
        self._ready, self._unsealed = ready, unsealed

    def text(self) -> bytes:
        return generate_latest(self.registry)

    def collect(self) -> Iterator[Metric]:
        requests = CounterMetricFamily(
            "isthmus_requests", "Requests by route, model, zone, outcome and fallback", labels=_LABELS
        )
        for key, series in self._answered.items():
            requests.add_metric(key, series.count)
        seconds = HistogramMetricFamily(
            "isthmus_request_seconds", "From admission to the end of the answer", labels=["route", "zone"]
        )
        for where, series in self._by("route", "zone").items():
            seconds.add_metric(where, series.cumulated(), series.seconds)
        cost = CounterMetricFamily("isthmus_cost", "Cost in the price's currency", labels=["route", "model"])
        spent = {what: series.cost for what, series in self._by("route", "model").items()}
        for what, beside in self._beside.items():
            spent[what] = spent.get(what, 0.0) + beside
        for what, paid in spent.items():
            if paid:
                cost.add_metric(what, paid)
        crossings = CounterMetricFamily("isthmus_crossings", "Contracts made", labels=["route"])
        for route, series in self._by("route").items():
            if series.crossings:
                crossings.add_metric(route, series.crossings)
        attempts = CounterMetricFamily(
            "isthmus_attempts", "Models asked, by result", labels=["model", "zone", "result"]
        )
        for asked, count in self._attempts.items():
            attempts.add_metric(asked, count)
        refused = CounterMetricFamily("isthmus_refused", "Requests not admitted, by error", labels=["code"])
        for code, count in self._refused.items():
            refused.add_metric([code], count)
        ready = GaugeMetricFamily("isthmus_ready", "1 while evidence and policy are in force", float(self._ready()))
        unsealed = GaugeMetricFamily(
            "isthmus_evidence_unsealed_seconds", "Age of evidence without a checkpoint", self._unsealed()
        )
        yield from (requests, seconds, cost, crossings, attempts, refused, ready, unsealed)

    def _by(self, *labels: str) -> dict[tuple[str, ...], _Series]:
        """What was counted, by these labels only."""
        places = [_LABELS.index(label) for label in labels]
        sums: dict[tuple[str, ...], _Series] = defaultdict(_Series)
        for key, series in list(self._answered.items()):
            sums[tuple([key[place] for place in places])].more(series)
        return sums
