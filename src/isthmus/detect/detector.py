"""One pass over all texts of a request, then a closer look only where something fired."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from hashlib import sha256
from itertools import accumulate

from isthmus.detect.overlaps import without_overlaps
from isthmus.detect.patterns import SEPARATOR, Budget, Exhausted, PatternRecogniser, compile_re2
from isthmus.detect.prefilter import EXTRA, Prefilter
from isthmus.domain.content import CLEAN, Finding, Recogniser, Scan
from isthmus.domain.errors import SettingsError

PSEUDONYM = "[A-Z]{2,12}-[bcdfghjklmnpqrst]{20}"
"""What our own disguise leaves in a text. Blanked out before anything looks, so nothing fires on or across it."""

_SEPARATOR_TEXT = SEPARATOR.decode()
_CANDIDATES, _BYTES_A_CANDIDATE = 1_000, 16
"""How many candidates one scan looks at: a table of addresses stays below, a text made of `a@b.cc` does not."""


class Detector:
    """Finds values in texts. Pure and deterministic; of two findings that overlap the earlier recogniser in
    `recognisers` wins, then the longer, then the one further left.

    `max_chars` bounds all texts of one scan together; what lies beyond it is unread (law 4).
    """

    def __init__(self, recognisers: Sequence[Recogniser], *, max_chars: int = 2_000_000) -> None:
        _need_distinct(recognisers)
        self._max_chars = max_chars
        self._priority = {recogniser.name: rank for rank, recogniser in enumerate(recognisers)}
        self._rows = [r for r in recognisers if isinstance(r, PatternRecogniser)]
        self._plugins = [r for r in recognisers if not isinstance(r, PatternRecogniser)]
        self._compiled = [row.compiled for row in self._rows]
        self._pseudonym = compile_re2(PSEUDONYM)
        self._prefilter = Prefilter(self._rows, PSEUDONYM)
        self.version = _version(recognisers)

    def scan(self, texts: Sequence[str]) -> Scan:
        joined = f"{_SEPARATOR_TEXT}{_SEPARATOR_TEXT.join(texts)}{_SEPARATOR_TEXT}"
        if len(joined) > self._max_chars:
            return self._scan_what_fits(texts)
        try:
            data, complete = joined.encode(), True
        except UnicodeEncodeError:  # a lone surrogate: no text in any encoding; one "?" keeps every offset
            data, complete = joined.encode("utf-8", "replace"), False
        fired = self._prefilter.fired(data)
        if fired is not None and not fired and complete and not self._plugins:
            return CLEAN
        return self._look_closer(texts, data, fired, complete)

    def _scan_what_fits(self, texts: Sequence[str]) -> Scan:
        room, fitting = self._max_chars - 2, []
        for text in texts:
            room -= len(text) + 1
            fitting.append(text if room >= 0 else "")
            if room < 0:
                room += len(text)
        if sum(map(len, fitting)) + len(fitting) + 1 > self._max_chars:
            return Scan(complete=False)  # so many texts that their separators alone are too long
        scan = self.scan(fitting)
        return Scan(findings=scan.findings, complete=False, failed=scan.failed)

    def _look_closer(
        self, texts: Sequence[str], data: bytes, fired: list[int] | None, complete: bool
    ) -> Scan:
        masked: list[tuple[int, int]] = []
        if fired and EXTRA in fired:
            data, masked = self._blank_pseudonyms(data)
            fired = self._prefilter.fired(data)
        failed: list[str] = []
        if fired is None:  # the prefilter gave up before the end: no shortcut, every row looks
            failed.append("prefilter")
            fired = list(range(len(self._rows)))
        parts = _Parts(texts, data)
        budget = Budget(_CANDIDATES + len(data) // _BYTES_A_CANDIDATE)
        raw: list[Finding] = []
        for number in fired:
            try:
                raw += self._row_findings(number, parts, budget)
            except Exhausted:
                complete = False
                break
            except Exception:  # law 8: a check that throws has not read the text
                failed.append(self._rows[number].name)
        blanked = parts.spans(masked)
        for plugin in self._plugins:
            try:
                raw += _plugin_findings(plugin, texts, blanked)
            except Exception:  # law 8: whatever a plug-in throws, its text is unread
                failed.append(plugin.name)
        findings = without_overlaps(raw, self._priority, texts) if raw else ()
        return Scan(findings=findings, complete=complete and not failed, failed=tuple(failed))

    def _blank_pseudonyms(self, data: bytes) -> tuple[bytes, list[tuple[int, int]]]:
        spans = [match.span() for match in self._pseudonym.finditer(data)]
        blank = bytearray(data)
        for start, end in spans:
            blank[start:end] = SEPARATOR * (end - start)
        return bytes(blank), spans

    def _row_findings(self, number: int, parts: _Parts, budget: Budget) -> list[Finding]:
        row, compiled = self._rows[number], self._compiled[number]
        if row.joined:
            ranges = list(compiled.values(parts.open, budget))
            for start, end in ranges:  # what is taken need not be looked at by the rows after this one
                parts.open[start:end] = SEPARATOR * (end - start)
        else:  # a pattern of unknown making may match a separator, or be anchored: each text alone
            ranges = [
                (base + start, base + end)
                for base, stop in parts.ranges()
                for start, end in compiled.values(parts.data[base:stop], budget)
            ]
        return [
            Finding(part, start, end, row.category, row.confidence, row.name)
            for part, start, end in parts.spans(ranges)
        ]


class _Parts:
    """Maps byte ranges of the joined texts back to part numbers and character offsets."""

    __slots__ = ("_ascii", "_starts", "data", "open")

    def __init__(self, texts: Sequence[str], data: bytes) -> None:
        self.data = data
        self.open = bytearray(data)
        self._ascii = data.isascii()
        lengths = map(len, texts) if self._ascii else (len(t.encode("utf-8", "replace")) for t in texts)
        self._starts = list(accumulate((length + 1 for length in lengths), initial=1))

    def ranges(self) -> Iterable[tuple[int, int]]:
        starts = self._starts
        return ((starts[i], starts[i + 1] - 1) for i in range(len(starts) - 1))

    def spans(self, ranges: Iterable[tuple[int, int]]) -> list[tuple[int, int, int]]:
        """`ranges` in ascending order, so that counting characters goes over the bytes once."""
        found, at_byte, at_char, at_part = [], 0, 0, -1
        for start, end in ranges:
            part = bisect_right(self._starts, start) - 1
            base = self._starts[part]
            if self._ascii:
                found.append((part, start - base, end - base))
                continue
            if part != at_part:
                at_part, at_byte, at_char = part, base, 0
            at_char += len(self.data[at_byte:start].decode())
            length = len(self.data[start:end].decode())
            found.append((part, at_char, at_char + length))
            at_byte, at_char = end, at_char + length
        return found


def _plugin_findings(
    plugin: Recogniser, texts: Sequence[str], blanked: list[tuple[int, int, int]]
) -> list[Finding]:
    findings = []
    for part, text in enumerate(texts):
        if not text:
            continue
        for span in plugin.find(text):
            if not 0 <= span.start < span.end <= len(text):
                raise ValueError("a span outside its text")
            if any(part == p and span.start < end and start < span.end for p, start, end in blanked):
                continue
            findings.append(Finding(part, span.start, span.end, span.category, span.confidence, plugin.name))
    return findings


def _need_distinct(recognisers: Sequence[Recogniser]) -> None:
    seen: set[str] = set()
    for recogniser in recognisers:
        if recogniser.name in seen:
            raise SettingsError(
                f"two recognisers are named {recogniser.name}",
                remedy="give each its own name; findings refer to it",
            )
        seen.add(recogniser.name)


def _version(recognisers: Sequence[Recogniser]) -> str:
    """Changes with anything that could change a finding, so that a record can say what was looked for."""
    digest = sha256()
    for r in recognisers:
        row = (r.name, *r.categories)
        if isinstance(r, PatternRecogniser):
            check = getattr(r.check, "__qualname__", "")
            row += (r.pattern, r.context, r.unless_before, str(r.window), str(r.confidence), check)
        digest.update("\x1f".join(row).encode() + b"\x1e")
    return digest.hexdigest()[:16]
