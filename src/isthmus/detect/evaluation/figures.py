"""Rates with their intervals, from counts.

An interval is Wilson's (1927) at the effective sample size: the number of independent observations that would
have the variance which a jackknife over groups of documents shows (Korn and Graubard, 1998, "Confidence intervals
for proportions with small expected number of positive counts estimated from survey data"). Characters of one
value, and values of one template, stand or fall together; counted as independent they would promise too much. Where
all groups agree (a rate of 0 or 1) there is no variance to see, and every document counts as one observation.
Nothing is drawn at random, so the same counts give the same interval.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from math import sqrt
from typing import TYPE_CHECKING

import msgspec

from isthmus.detect.evaluation.counting import TOTAL, Tally

if TYPE_CHECKING:
    from isthmus.detect.evaluation.counting import Comparison

Z = 1.959964
"""Two-sided 95 %."""


class Rate(msgspec.Struct, frozen=True):
    """A share between 0 and 1, and its 95 % interval, which holds it."""

    value: float
    low: float
    high: float


class Row(msgspec.Struct, frozen=True):
    """One label's figures under one measure. A rate is none where there is nothing to divide by: no gold to find, or
    nothing found."""

    name: str
    gold: int
    found: int
    precision: Rate | None
    recall: Rate | None
    f2: Rate | None


def rates(comparison: Comparison, measure: str) -> list[Row]:
    """A row for everything together, then one for each label, then for categories that stand for no label."""
    each = {row: groups for (row, m), groups in comparison.tallies.items() if m == measure}
    ours = sorted(set(each) - set(comparison.labels) - {TOTAL})
    names = [TOTAL, *(label for label in comparison.labels if label in each), *ours]
    return [_row(name, each[name]) for name in names if name in each]


def _row(name: str, groups: dict[str, Tally]) -> Row:
    tallies = list(groups.values())
    total = _sum(tallies)
    made = [_rate(statistic, total, tallies, units) for statistic, units in _STATISTICS]
    return Row(name, total.gold, total.made, *made)


def _sum(tallies: Iterable[Tally]) -> Tally:
    total = Tally()
    for tally in tallies:
        total += tally
    return total


def _precision(t: Tally) -> float | None:
    return t.right / t.made if t.made else None


def _recall(t: Tally) -> float | None:
    return t.hit / t.gold if t.gold else None


def _f2(t: Tally) -> float | None:
    """Recall counts twice as much as precision (van Rijsbergen, 1979). Of what is there and never found it is 0."""
    precision, recall = _precision(t), _recall(t)
    if recall is None:
        return None
    precision = precision or 0.0
    return 5 * precision * recall / (4 * precision + recall) if precision and recall else 0.0


def _made(t: Tally) -> int:
    return t.made


def _gold(t: Tally) -> int:
    return t.gold


_Statistic = Callable[[Tally], float | None]
_STATISTICS: tuple[tuple[_Statistic, Callable[[Tally], int]], ...] = (
    (_precision, _made),
    (_recall, _gold),
    (_f2, _gold),
)


def _rate(
    statistic: _Statistic, total: Tally, tallies: list[Tally], units: Callable[[Tally], int]
) -> Rate | None:
    value = statistic(total)
    if value is None:
        return None
    bearing = [tally for tally in tallies if units(tally) or tally.made]
    size = _effective_size(statistic, value, total, bearing)
    return wilson(value, min(size, float(units(total))))


def _effective_size(statistic: _Statistic, value: float, total: Tally, groups: list[Tally]) -> float:
    """How many independent observations the groups are worth."""
    count, documents = len(groups), float(sum(group.documents for group in groups))
    if value in (0.0, 1.0):
        return documents
    if count < 2:
        return float(count)
    spread = 0.0
    for left_out in groups:
        rest = Tally(
            total.hit - left_out.hit, total.gold - left_out.gold,
            total.right - left_out.right, total.made - left_out.made,
        )  # fmt: skip
        without = statistic(rest)
        spread += ((value if without is None else without) - value) ** 2
    variance = spread * (count - 1) / count
    return max(1.0, value * (1 - value) / variance) if variance > 1e-12 else documents


def wilson(value: float, size: float) -> Rate:
    """Wilson's score interval for a share seen in `size` observations."""
    if size <= 0:
        return Rate(value, 0.0, 1.0)
    square = Z * Z / size
    middle = (value + square / 2) / (1 + square)
    half = Z / (1 + square) * sqrt(value * (1 - value) / size + square / (4 * size))
    return Rate(value, min(value, max(0.0, middle - half)), max(value, min(1.0, middle + half)))
