"""Findings of several recognisers made disjoint."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from msgspec.structs import replace

from isthmus.domain.content import Finding
from isthmus.domain.lots import breathe, each, in_order

FRAGMENT = 4
"""Letters and digits that what is left of a beaten finding must have to be kept. Shorter fragments ("10")
would be replaced wherever they occur, and disguise nothing; those of the winner's own category go to the winner."""

_MANY = 100
"""Findings of which the same is looked for before each is measured against the others."""
_ODD = re.compile(r"[^\x00-\x7f]|&#?\w{1,8};|%[0-9A-Fa-f]{2}")
"""What may be seen as a digit, or not at all."""
_BEGINS = re.compile(r" \d+[+./_-]\d")
"""The first digits of what stands behind a number, apart from it, and goes on."""


def without_overlaps(
    findings: Sequence[Finding], priority: Mapping[str, int], texts: Sequence[str], wordy: frozenset[str] = frozenset()
) -> tuple[Finding, ...]:
    """Of findings that overlap, priority wins, then length, then the one further left.

    What the winner leaves uncovered of the loser stays found: a value is never shown because a
    smaller one was recognised inside it. Recognisers named in `wordy` find words, of which a short one is a whole one.
    """
    if _apart(findings):
        return tuple(findings)
    if len(findings) > _MANY:  # of thousands of values in one run of base64 each is all of it
        findings = list(dict.fromkeys(each(findings)))
    ordered = in_order(findings, key=lambda f: (f.part, f.start, f.end, priority.get(f.recogniser, 0)))
    kept: list[Finding] = []
    for cluster in _clusters(ordered):
        breathe()
        kept += cluster if len(cluster) == 1 else _resolve(cluster, priority, texts, wordy)
    return tuple(kept)


def _apart(findings: Sequence[Finding]) -> bool:
    """Whether each stands behind the one before."""
    part = end = 0
    for finding in each(findings):
        if finding.part != part:
            if finding.part < part:
                return False
            part = finding.part
        elif finding.start < end:
            return False
        end = finding.end
    return True


def _clusters(ordered: Sequence[Finding]) -> Iterable[list[Finding]]:
    cluster: list[Finding] = []
    end = 0
    for finding in ordered:
        if cluster and (finding.part != cluster[0].part or finding.start >= end):
            yield cluster
            cluster = []
        end = max(end, finding.end) if cluster else finding.end
        cluster.append(finding)
    if cluster:
        yield cluster


def _resolve(
    cluster: list[Finding], priority: Mapping[str, int], texts: Sequence[str], wordy: frozenset[str]
) -> list[Finding]:
    def rank(f: Finding) -> tuple[int, int, int]:
        return priority.get(f.recogniser, 0), f.start - f.end, f.start

    text, first = texts[cluster[0].part], cluster[0].start
    taken = bytearray(max(f.end for f in cluster) - first)
    kept: list[Finding] = []
    short: list[tuple[int, int, str]] = []
    for finding in sorted(cluster, key=rank):
        breathe()
        free = taken[finding.start - first : finding.end - first]
        for start, end in _gaps(free, finding.start):
            whole = end - start == finding.end - finding.start
            if not whole and finding.recogniser in wordy:
                start, end = _stripped(text, start, end)
                whole = _is_word(text, start, end)
            size = sum(map(str.isalnum, text[start:end]))
            if whole or size >= FRAGMENT:
                kept.append(replace(finding, start=start, end=end))
                taken[start - first : end - first] = b"\x01" * (end - start)
            elif any(map(str.isdigit, text[start:end])) and not _BEGINS.match(text, start):
                short.append((start, end, finding.category))
    kept.sort(key=lambda f: f.start)
    return _widened(kept, short, text) if short else kept


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    """Without the blanks and commas between what was taken and what is left."""
    while start < end and not text[start].isalnum():
        start += 1
    while end > start and not text[end - 1].isalnum():
        end -= 1
    return start, end


def _is_word(text: str, start: int, end: int) -> bool:
    cut = text[start - 1 : start].isalnum() or text[end : end + 1].isalnum()
    return end - start > 1 and not cut and any(map(str.isalpha, text[start:end]))


def _widened(kept: list[Finding], short: Sequence[tuple[int, int, str]], text: str) -> list[Finding]:
    """Half a number of two digits is still half a number: of one category, it is covered with what it touches. So it
    is of another where what is left is odd: with a soft hyphen in 48 years the 8 alone would be a child's."""
    for start, end, category in short:
        odd = _ODD.search(text, start, end) is not None
        for n, found in enumerate(kept):
            if not odd and found.category != category:
                continue
            free_after = n + 1 == len(kept) or kept[n + 1].start >= end
            free_before = n == 0 or kept[n - 1].end <= start
            if found.end == start and free_after:
                kept[n] = replace(found, end=end)
                break
            if found.start == end and free_before:
                kept[n] = replace(found, start=start)
                break
    return kept


def _gaps(taken: bytearray, offset: int) -> Iterable[tuple[int, int]]:
    """Runs of zero bytes, as ranges of the text."""
    start = taken.find(0)
    while start != -1:
        end = taken.find(1, start)
        end = len(taken) if end == -1 else end
        yield offset + start, offset + end
        start = taken.find(0, end)
