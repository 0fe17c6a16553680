"""Prometheus metrics, with series bounded by the configuration: no label ever comes from a request."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import lru_cache

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from isthmus.domain.happenings import Answered, Attempted, Happening, Refused
from isthmus.observe.log import log

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)


class Metrics:
    """A listener. One registry each, so that several runtimes can live in one process."""

    def __init__(self) -> None:
        registry = self.registry = CollectorRegistry(auto_describe=False)
        self._requests = Counter(
            "isthmus_requests", "Requests by route, model, zone, outcome and fallback",
            ["route", "model", "zone", "outcome", "fallback"], registry=registry,
        )  # fmt: skip
        self._seconds = Histogram(
            "isthmus_request_seconds", "From admission to the end of the answer", ["route", "zone"],
            buckets=_SECONDS, registry=registry,
        )  # fmt: skip
        self._cost = Counter("isthmus_cost", "Cost in the price's currency", ["route", "model"], registry=registry)
        self._crossings = Counter("isthmus_crossings", "Contracts made", ["route"], registry=registry)
        self._attempts = Counter(
            "isthmus_attempts", "Models asked, by result", ["model", "zone", "result"], registry=registry
        )
        self._refused = Counter("isthmus_refused", "Requests not admitted, by error", ["code"], registry=registry)
        self._ready = Gauge("isthmus_ready", "1 while evidence and policy are in force", registry=registry)
        self._bound = lru_cache(maxsize=4096)(self._children)

    def __call__(self, happening: Happening) -> None:
        if type(happening) is Answered:
            a = happening
            counter, histogram, cost, crossings = self._bound(a.route, a.model, a.zone, a.outcome, a.fallback)
            counter.inc()
            histogram.observe(a.milliseconds / 1000)
            if a.cost:
                cost.inc(a.cost)
            if a.crossings:
                crossings.inc(a.crossings)
            log(logging.INFO if a.status < 400 else logging.WARNING, a)
        elif type(happening) is Attempted:
            self._attempt(happening.model, happening.zone, happening.result).inc()
        elif type(happening) is Refused:
            self._refused.labels(happening.code).inc()
            log(logging.INFO, happening)

    def ready_when(self, ready: Callable[[], bool]) -> None:
        """Asked at every reading."""
        self._ready.set_function(lambda: float(ready()))

    def text(self) -> bytes:
        return generate_latest(self.registry)

    def _children(
        self, route: str, model: str, zone: str, outcome: str, fallback: str
    ) -> tuple[Counter, Histogram, Counter, Counter]:
        return (
            self._requests.labels(route, model, zone, outcome, fallback),
            self._seconds.labels(route, zone),
            self._cost.labels(route, model),
            self._crossings.labels(route),
        )

    @lru_cache(maxsize=4096)  # noqa: B019 (one per runtime, which lives as long as the process)
    def _attempt(self, model: str, zone: str, result: str) -> Counter:
        return self._attempts.labels(model, zone, result)
