"""Prometheus metrics, with series bounded by the configuration: no label ever comes from a request.

Counting is a few dictionary entries on the path; families are made of them only when somebody reads.
"""

from __future__ import annotations

import logging
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterator

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector

from isthmus.domain.happenings import Answered, Attempted, Charged, Happening, Refused
from isthmus.observe.log import log

SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)
"""Upper bounds of the latency buckets."""


class _Latencies:
    __slots__ = ("buckets", "sum")

    def __init__(self) -> None:
        self.buckets = [0] * (len(SECONDS) + 1)
        self.sum = 0.0

    def cumulated(self) -> list[tuple[str, float]]:
        total, rows = 0, []
        for bound, count in zip((*map(str, SECONDS), "+Inf"), self.buckets, strict=True):
            total += count
            rows.append((bound, float(total)))
        return rows


class Metrics(Collector):
    """A listener. One registry each, so that several runtimes can live in one process."""

    def __init__(self) -> None:
        self._requests: dict[tuple[str, ...], int] = defaultdict(int)
        self._latencies: dict[tuple[str, str], _Latencies] = defaultdict(_Latencies)
        self._cost: dict[tuple[str, str], float] = defaultdict(float)
        self._crossings: dict[str, int] = defaultdict(int)
        self._attempts: dict[tuple[str, str, str], int] = defaultdict(int)
        self._refused: dict[str, int] = defaultdict(int)
        self._ready: Callable[[], bool] = lambda: True
        self._unsealed: Callable[[], float] = lambda: 0.0
        self.registry = CollectorRegistry(auto_describe=False)
        self.registry.register(self)

    def __call__(self, happening: Happening) -> None:
        if type(happening) is Answered:
            a = happening
            self._requests[a.route, a.model, a.zone, a.outcome, a.fallback] += 1
            latencies = self._latencies[a.route, a.zone]
            seconds = a.milliseconds / 1000
            latencies.buckets[bisect_left(SECONDS, seconds)] += 1
            latencies.sum += seconds
            if a.cost:
                self._cost[a.route, a.model] += a.cost
            if a.crossings:
                self._crossings[a.route] += a.crossings
            log(logging.INFO if a.status < 400 else logging.WARNING, a)
        elif type(happening) is Attempted:
            self._attempts[happening.model, happening.zone, happening.result] += 1
        elif type(happening) is Charged:
            self._cost[happening.route, happening.model] += happening.cost
        elif type(happening) is Refused:
            self._refused[happening.code] += 1
            log(logging.INFO, happening)

    def watch(self, ready: Callable[[], bool], unsealed: Callable[[], float]) -> None:
        """Asked at every reading: is evidence in force, and for how many seconds has it been without a checkpoint?"""
        self._ready, self._unsealed = ready, unsealed

    def text(self) -> bytes:
        return generate_latest(self.registry)

    def collect(self) -> Iterator[Metric]:
        labels = ["route", "model", "zone", "outcome", "fallback"]
        requests = CounterMetricFamily(
            "isthmus_requests", "Requests by route, model, zone, outcome and fallback", labels=labels
        )
        for key, count in self._requests.items():
            requests.add_metric(key, count)
        seconds = HistogramMetricFamily(
            "isthmus_request_seconds", "From admission to the end of the answer", labels=["route", "zone"]
        )
        for where, latencies in self._latencies.items():
            seconds.add_metric(where, latencies.cumulated(), latencies.sum)
        cost = CounterMetricFamily("isthmus_cost", "Cost in the price's currency", labels=["route", "model"])
        for what, spent in self._cost.items():
            cost.add_metric(what, spent)
        crossings = CounterMetricFamily("isthmus_crossings", "Contracts made", labels=["route"])
        for route, count in self._crossings.items():
            crossings.add_metric([route], count)
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
