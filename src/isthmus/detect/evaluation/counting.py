"""Findings beside gold spans, counted in four ways.

- `character`: every character of a gold span is to be found under a right category; every found one is to be gold.
- `covered`: the same, whatever the category: what a disguise takes away, and what it takes away for nothing.
- `exact`: a finding is right when it is a gold span, from its first to its last character, under a right category.
- `overlap`: a finding is right when it shares a character with a gold span under a right category.

Labels that the mapping leaves out count on neither side: their characters are not counted, and a finding is
looked at without them, and without white space, at its ends. White space at the ends of a gold span is left out too.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Protocol

import msgspec

from isthmus.detect.evaluation.mapping import Mapping
from isthmus.detect.evaluation.reading import Document, Gold

MEASURES = ("character", "covered", "exact", "overlap")
EXACT, WHOLE, PART, MISSED = "exactly", "and more", "in part", "missed"
"""What became of a gold span; where another category was given, it is that category's name."""
TOTAL = "all"
"""The row of everything together."""
NOWHERE = ""
"""Stands for a gold label where a finding is on text without one."""


class Found(Protocol):
    """A finding or a span: what `isthmus.domain.content` has."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def category(self) -> str: ...


class Tally(msgspec.Struct):
    """`hit` of `gold` were found, and `right` of the `made` findings are so: characters, or spans, of `documents`."""

    hit: int = 0
    gold: int = 0
    right: int = 0
    made: int = 0
    documents: int = 0

    def __iadd__(self, other: Tally) -> Tally:
        self.hit += other.hit
        self.gold += other.gold
        self.right += other.right
        self.made += other.made
        self.documents += other.documents
        return self


_Tallies = dict[tuple[str, str], Tally]
"""By row and measure, of one document."""


class Comparison:
    """What came of it: `tallies[row, measure]`. A row is a gold label, a category that no label stands for, or
    `TOTAL`."""

    def __init__(self, mapping: Mapping, labels: Iterable[str], examples: int = 0) -> None:
        self.mapping = mapping
        self.labels = tuple(label for label in mapping.labels if label in set(labels))
        self.tallies: dict[tuple[str, str], dict[str, Tally]] = defaultdict(lambda: defaultdict(Tally))
        self.outcomes: dict[str, Counter[str]] = {label: Counter() for label in self.labels}
        self.stray: Counter[str] = Counter()
        """Findings on text without a label, by category: wrong ones."""
        self.unannotated: Counter[str] = Counter()
        """The same of categories that the data set does not mark: neither right nor wrong."""
        self.unannotated_characters = 0
        self.examples: dict[tuple[str, str], list[str]] = defaultdict(list)
        self._most = examples
        self._rows: dict[str, str] = {}

    def row_of(self, category: str) -> str:
        row = self._rows.get(category)
        if row is None:
            row = self._rows[category] = self.mapping.row_of(category, self.labels)
        return row

    def add(self, group: str, tallies: _Tallies) -> None:
        """One document's."""
        together = {measure: Tally(documents=1) for measure in MEASURES}
        for (row, measure), tally in tallies.items():
            together[measure] += tally
            tally.documents = 1
            self.tallies[row, measure][group] += tally
        for measure, tally in together.items():
            self.tallies[TOTAL, measure][group] += tally

    def example(self, label: str, outcome: str, text: str, start: int, end: int) -> None:
        """Keeps the first few of each kind, with what stands around."""
        kept = self.examples[label, outcome] if self._most else []
        if self._most > len(kept):
            before, after = text[max(0, start - 24) : start], text[end : end + 24]
            kept.append(" ".join(f"{before}[{text[start:end]}]{after}".split()))


def compare(
    documents: Sequence[Document], found: Iterable[Sequence[Found]], mapping: Mapping, *, examples: int = 0
) -> Comparison:
    """`found` has the findings of each document. `examples` of each confusion are kept, with their text. Raises
    `SettingsError` for a label that the mapping does not know."""
    labels = {gold.label for document in documents for gold in document.gold}
    mapping = mapping.covering(labels)
    comparison = Comparison(mapping, labels, examples)
    for document, findings in zip(documents, found, strict=True):
        _compare_one(document, findings, comparison)
    return comparison


def _compare_one(document: Document, found: Sequence[Found], into: Comparison) -> None:
    mapping = into.mapping
    outside = bytearray(len(document.text))
    kept = []
    for gold in document.gold:
        outside[gold.start : gold.end] = b"\x01" * (gold.end - gold.start)
        inner = _trimmed(gold, document.text)
        if inner.start < inner.end and not mapping.left_out(gold.label):
            outside[inner.start : inner.end] = bytes(inner.end - inner.start)
            kept.append(inner)
    tallies: _Tallies = defaultdict(Tally)
    _count_characters(found, kept, outside, into, tallies)
    spans = [_without(span, document.text, outside) for span in found]
    _count_spans(document.text, [span for span in spans if span.start < span.end], kept, into, tallies)
    into.add(document.group, tallies)


# -- by character -----------------------------------------------------------------------------------------------


def _count_characters(
    found: Sequence[Found], kept: Sequence[Gold], outside: bytearray, into: Comparison, tallies: _Tallies
) -> None:
    mapping = into.mapping
    owner: list[str] = [NOWHERE] * len(outside)
    for gold in kept:
        owner[gold.start : gold.end] = [gold.label] * (gold.end - gold.start)
        for measure in ("character", "covered"):
            tallies[gold.label, measure].gold += gold.end - gold.start
    taken = bytearray(outside)  # of findings that overlap, the first counts
    for span in found:
        category, row = span.category, into.row_of(span.category)
        labels = Counter(owner[i] for i in range(span.start, span.end) if not taken[i])
        taken[span.start : span.end] = b"\x01" * (span.end - span.start)
        for label, count in labels.items():
            if not label:
                if mapping.marks(category):
                    tallies[row, "character"].made += count
                    tallies[row, "covered"].made += count
                else:
                    into.unannotated_characters += count
                continue
            tallies[label, "covered"] += Tally(count, 0, count, count)
            if mapping.accepts(label, category):
                tallies[label, "character"] += Tally(count, 0, count, count)
            else:
                tallies[row, "character"].made += count


# -- by span ----------------------------------------------------------------------------------------------------


class _Span(msgspec.Struct, frozen=True):
    start: int
    end: int
    category: str


def _trimmed(gold: Gold, text: str) -> Gold:
    start, end = gold.start, gold.end
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return Gold(start, end, gold.label)


def _without(found: Found, text: str, outside: bytearray) -> _Span:
    """The finding without what is left out, and without white space, at its ends; empty when nothing else is in it."""
    start, end = found.start, found.end
    while start < end and (outside[start] or text[start].isspace()):
        start += 1
    while start < end and (outside[end - 1] or text[end - 1].isspace()):
        end -= 1
    return _Span(start, end, found.category)


def _count_spans(
    text: str, spans: Sequence[_Span], kept: Sequence[Gold], into: Comparison, tallies: _Tallies
) -> None:
    mapping = into.mapping
    for span in spans:
        touched = [gold for gold in kept if gold.start < span.end and span.start < gold.end]
        right = [gold for gold in touched if mapping.accepts(gold.label, span.category)]
        if not touched and not mapping.marks(span.category):
            into.unannotated[span.category] += 1
            continue
        if not touched:
            into.stray[span.category] += 1
            into.example(NOWHERE, span.category, text, span.start, span.end)
        row = right[0].label if right else into.row_of(span.category)
        tallies[row, "overlap"] += Tally(right=bool(right), made=1)
        tallies[row, "exact"] += Tally(right=any(_same(span, gold) for gold in right), made=1)
    for gold in kept:
        touching = [span for span in spans if gold.start < span.end and span.start < gold.end]
        right_ones = [span for span in touching if mapping.accepts(gold.label, span.category)]
        tallies[gold.label, "overlap"] += Tally(hit=bool(right_ones), gold=1)
        tallies[gold.label, "exact"] += Tally(hit=any(_same(span, gold) for span in right_ones), gold=1)
        outcome = _outcome(gold, touching, right_ones)
        into.outcomes[gold.label][outcome] += 1
        if outcome != EXACT:
            into.example(gold.label, outcome, text, gold.start, gold.end)


def _same(span: _Span, gold: Gold) -> bool:
    return span.start == gold.start and span.end == gold.end


def _outcome(gold: Gold, touching: Sequence[_Span], right: Sequence[_Span]) -> str:
    if not touching:
        return MISSED
    if not right:
        most = max(touching, key=lambda span: min(span.end, gold.end) - max(span.start, gold.start))
        return most.category
    if any(_same(span, gold) for span in right):
        return EXACT
    whole = any(span.start <= gold.start and gold.end <= span.end for span in right)
    return WHOLE if whole else PART
