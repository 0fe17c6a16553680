"""One pass over all texts of a request, then a closer look only where something fired."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import copy
from functools import partial
from hashlib import sha256
from typing import Protocol

import msgspec
from msgspec.structs import replace

from isthmus.detect import encoded, escapes, grouped, nobody, seams, separated, spelled
from isthmus.detect.joined import Joined, Ranges
from isthmus.detect.lookalikes import prepare
from isthmus.detect.neighbours import Bytes, beside
from isthmus.detect.overlaps import FRAGMENT, without_overlaps
from isthmus.detect.patterns import SEPARATOR, Budget, Exhausted, PatternRecogniser
from isthmus.detect.places import SIX, Island, digits, fewer, islands, left
from isthmus.detect.prefilter import NOTHING, WHOLE, Fired, Prefilter
from isthmus.detect.reading import PLAIN, FindAll, Reading
from isthmus.detect.unchanged import around, renewed
from isthmus.detect.views import DEPTH, View
from isthmus.detect.words import WordListRecogniser
from isthmus.domain.aside import LONG
from isthmus.domain.breath import matches, still_wanted
from isthmus.domain.content import CLEAN, KEY, LABEL, NAME, Finding, Recogniser, Scan, Span
from isthmus.domain.errors import SettingsError
from isthmus.domain.lots import breathe, each, free, parted, written
from isthmus.domain.seams import Tick

PSEUDONYM = "[A-Z]{2,12}-[bcdfghjklmnpqrst]{20}"
"""What our own disguise leaves in a text. Blanked out before anything looks, so nothing fires on or across it."""
_CODE = re.compile(PSEUDONYM.partition("}")[2].encode())
_SHORTEST_TYPE, _LONGEST_TYPE = 2, 12
_OURS = ""
"""Stands for a recogniser of our own pseudonyms."""

HINTS = escapes.HINTS | escapes.LOOSE | encoded.HINTS | separated.HINTS | spelled.HINTS | seams.HINTS
"""What the first pass looks for besides: texts that may be read otherwise."""
Wholes = Mapping[tuple[str, bool], Sequence[tuple[int, int]]]
"""Where values of each category were found in a text as it stands, those with proof and (true) the others."""
_SEAM_HINT, _SECRET, _WEAK = "seam", "secret.", ("_told", "_likely")
READERS = (
    escapes.hidden, escapes.plain, encoded.decoded, separated.joined, grouped.whole, spelled.told, seams.seamless,
)  # fmt: skip
_NAMES = tuple(HINTS)
_SEPARATED, _RUN, _SEAM = _NAMES.index("separated"), _NAMES.index("run"), _NAMES.index("seam")
_SLOW = frozenset(
    map(_NAMES.index, "odd percent escape printable quoted letters spelled told seam".split())
)
"""Hints of texts that are read character by character."""
_SHORT, _FEW = 512, 4_096
"""Bytes that are looked at without asking what it takes, and those that nothing takes long to look closer at."""
_NAMES_WEIGH, _SLOW_WEIGHS, _DIGIT_WEIGHS, _WHOLE_WEIGHS = 16, 16, 32, 4
"""What reading weighs: a byte of what is read by a model, one of what is read by characters, a digit, and a byte of
what may be a document."""
LATER = Fired()
"""Stands for a first pass that is still to be made, apart."""
_VIEWS, _LEAST_ROOM = 2, 65_536
"""How many characters of other views there may be for each of a text; a short text may have more."""
_SURE = 0.95
_NO_HALF = KEY | NAME | LABEL

_OTHER_SCRIPT = re.compile("[\u0370-\u058f]")
"""Greek, Cyrillic, Armenian: what is left of them in a text as it is seen looks like no Latin letter."""
_SEPARATOR_TEXT = SEPARATOR.decode()
_CANDIDATES, _BYTES_A_CANDIDATE = 1_000, 16
"""How many candidates one scan looks at: a table of addresses stays below, a text made of `a@b.cc` does not."""


class Documents(Protocol):
    """Says of all texts of a request together what they are (a board memo, a contract). Pure.

    It may have a `hint`, a pattern that every text of which there is something to say matches, with NUL between texts:
    then it is asked where that was seen.
    """

    def about(self, texts: Sequence[str]) -> frozenset[str]: ...


class Glance(msgspec.Struct, frozen=True):
    """What one pass over texts leaves to be looked at: the texts, what they are joined to with our own pseudonyms
    blanked out, where those stood, what fired (`None`: the automaton gave up; `LATER`: it was not asked), whether all
    could be encoded, and what looking closer weighs (`domain.aside`)."""

    texts: Sequence[str]
    data: bytes
    masked: Ranges
    fired: Fired | None
    complete: bool
    weight: int = 0
    reading: Reading = PLAIN


class Detector:
    """Finds values in texts. Pure and deterministic; of two findings that overlap the earlier recogniser in
    `recognisers` wins, then the longer, then the one further left.

    Recognisers that read language (those with `find_all`) stand behind all others. `documents` says what the texts are
    as a whole. `max_chars` bounds all texts of one scan together; what lies beyond it is unread (law 4). By `tick`,
    which tells the seconds of the processor, it is judged whether a glance would take long, and by `clock` whether one
    did; without them by size alone. What is found depends on neither.
    """

    def __init__(
        self,
        recognisers: Sequence[Recogniser],
        *,
        max_chars: int = 2_000_000,
        documents: Documents | None = None,
        tick: Tick | None = None,
        clock: Tick | None = None,
    ) -> None:
        _need_distinct(recognisers)
        recognisers = sorted(recognisers, key=_reads_language)
        self._max_chars = max_chars
        self._documents, self._tick, self._clock = documents, tick, clock
        self._priority = {recogniser.name: rank for rank, recogniser in enumerate(recognisers)}
        self._rows = [r for r in recognisers if isinstance(r, PatternRecogniser)]
        self._plugins = [r for r in recognisers if not isinstance(r, PatternRecogniser)]
        self._priority[_OURS] = -1
        self._wordy = frozenset([r.name for r in recognisers if _reads_language(r)])
        self._compiled = [row.compiled for row in self._rows]
        hint = getattr(documents, "hint", "")
        self._hinted = bool(hint)
        self._prefilter = Prefilter(self._rows, tuple(HINTS.values()), odd=1, whole=hint)
        self._coded = frozenset([n for n, row in enumerate(self._rows) if row.joined and row.name in grouped.ROWS])
        """Rows whose values are of letters and digits: where the first pass saw a word for one, groups are joined."""
        self._strong = frozenset([r.name for r in self._rows if r.check or r.context or r.confidence >= _SURE])
        prepare()
        self.version = _version(recognisers, documents)
        self.plain = self._but(documents)
        """This detector without what reads language, for routes that cannot spend the time."""
        self.structured = self._but(None)
        """Without what reads language, and documents: the disguised bytes are scanned again with it."""

    def _but(self, documents: Documents | None) -> Detector:
        if not self._wordy and self._documents is documents:
            return self
        same = copy(self)
        same._documents, same._wordy = documents, frozenset()
        same._plugins = [plugin for plugin in self._plugins if plugin.name not in self._wordy]
        same.plain = same.structured = same
        return same

    @property
    def reads_language(self) -> bool:
        return bool(self._wordy)

    def scan(self, texts: Sequence[str], reading: Reading = PLAIN) -> Scan:
        seen = self.glance(texts, reading)
        return seen if isinstance(seen, Scan) else self.closer(seen)

    def glance(self, texts: Sequence[str], reading: Reading = PLAIN) -> Scan | Glance:
        """One pass over all texts: the scan where it finds nothing to look at closer, as in most texts."""
        joined = f"{_SEPARATOR_TEXT}{_SEPARATOR_TEXT.join(texts)}{_SEPARATOR_TEXT}"
        if len(joined) > self._max_chars:
            return self._scan_what_fits(texts, reading)
        try:
            data, complete = joined.encode() if len(joined) <= LONG else written(joined), True
        except UnicodeEncodeError:  # a lone surrogate: no text in any encoding; one "?" keeps every offset
            data, complete = written(joined, "replace"), False
        masked = _pseudonyms(data) if b"-" in data else []
        if masked:
            data = _blanked(data, masked)
        size = len(data)
        apart = size > LONG
        if size <= _SHORT or apart or self._tick is None:
            fired = self._prefilter.fired(data, apart)
        else:
            fired = self._prefilter.fired_soon(data, self._tick, self._clock or self._tick, LATER)
            if fired is LATER:
                return Glance(texts, data, masked, LATER, complete, LONG + 1, reading)
        seen = Glance(texts, data, masked, fired, complete, 0, reading)
        if self._nothing_in(seen) and not self._something_about(seen):
            return CLEAN
        return replace(seen, weight=self._weight(seen)) if size > _FEW else seen

    def _weight(self, seen: Glance) -> int:
        """What looking closer weighs. Each value, and what looks like one, is some work; so is each character where
        they stand for others, and each word where they are read."""
        fired, size = seen.fired, len(seen.data)
        weight = size * _NAMES_WEIGH if self._wordy else size
        if self._something_about(seen):
            weight += size * _WHOLE_WEIGHS
        if fired is None or not _SLOW.isdisjoint(fired.hints):
            return weight + size * _SLOW_WEIGHS
        return weight + digits(seen.data) * _DIGIT_WEIGHS if fired.rows or fired.gates or fired.hints else weight

    def closer(self, seen: Glance) -> Scan:
        """The scan of texts in which a first pass saw something, or which are still to be seen."""
        if seen.fired is LATER:
            seen = replace(seen, fired=self._prefilter.fired(seen.data, True))
        scan = CLEAN if self._nothing_in(seen) else self._look_closer(seen)
        return self._with_about(scan, seen.texts) if self._something_about(seen) else scan

    def _nothing_in(self, seen: Glance) -> bool:
        return (seen.fired is NOTHING or seen.fired is WHOLE) and seen.complete and not self._plugins

    def _something_about(self, seen: Glance) -> bool:
        """Whether the texts as a whole may be something."""
        if self._documents is None:
            return False
        return not self._hinted or seen.fired is None or seen.fired.whole or bool(seen.masked)

    def again(self, texts: Sequence[str], before: Sequence[str], scan: Scan, reading: Reading = PLAIN) -> Scan:
        """What `scan(texts, reading)` says, where `scan` is what was said of the texts `before` by this detector, or by
        one that this is the `structured` form of. Where nothing was found in those, what is the same in both is not
        looked at again. (What texts are as a whole, no part of them tells.)"""
        nothing = scan.complete and not scan.findings and self._documents is None
        if nothing and sum(map(len, texts)) + len(texts) < self._max_chars:
            news = renewed(texts, before) if scan is CLEAN else around(texts, before)
            found = self.scan(news) if news else CLEAN
            if found is CLEAN or (scan is not CLEAN and found.complete and not found.findings):
                return found
        return self.scan(texts, reading)

    def _with_about(self, scan: Scan, texts: Sequence[str]) -> Scan:
        assert self._documents is not None
        try:
            about = self._documents.about(texts)
        except Exception:  # law 8: nobody knows what these texts are
            return replace(scan, complete=False, failed=(*scan.failed, "documents"))
        return replace(scan, about=about) if about else scan

    def _scan_what_fits(self, texts: Sequence[str], reading: Reading) -> Scan:
        room, fitting = self._max_chars - 2, []
        for text in texts:
            room -= len(text) + 1
            fitting.append(text if room >= 0 else "")
            if room < 0:
                room += len(text)
        if sum(map(len, fitting)) + len(fitting) + 1 > self._max_chars:
            return Scan(complete=False)  # so many texts that their separators alone are too long
        scan = self.scan(fitting, reading)
        return replace(scan, complete=False)

    def _look_closer(self, seen: Glance) -> Scan:
        apart = seen.weight > LONG or len(seen.data) > LONG
        parts, masked, fired, complete = Joined(seen.texts, seen.data, apart), seen.masked, seen.fired, seen.complete
        budget = Budget(_CANDIDATES + len(parts.data) // _BYTES_A_CANDIDATE)
        plain, failed = self._structure(parts, fired, budget)
        raw = list(plain)
        hints = self._hints(parts, fired)
        if hints:
            again = Budget(budget.left + _CANDIDATES + len(parts.data) // _BYTES_A_CANDIDATE)
            text = parts.left(hints)
            room = [_VIEWS * len(text) + _LEAST_ROOM, 0]
            starts, kinds = parts.letters(), seen.reading.kinds
            alone = _apart(starts, kinds) if _SEAM_HINT in hints and any(kinds) else _nowhere
            wholes = _wholes(plain, starts) if _SEAM_HINT in hints else {}
            for start, end, finding in self._seen_otherwise(
                text, hints, again, room, failed, 1, apart, alone, wholes
            ):
                raw += parts.pieces(start, end, finding)
            complete = complete and room[0] >= 0 and not room[1] and again.left >= 0
        complete = complete and budget.left >= 0
        blanked = parts.places(masked) if self._plugins else []
        for plugin in self._plugins:
            try:
                if plugin.name in self._wordy:
                    raw += _read(plugin, parts.texts, hints, seen.reading)
                else:
                    raw += _found(plugin, parts.texts, hints, blanked)
            except Exception:  # law 8: whatever a plug-in throws, its text is unread
                failed.append(plugin.name)
        if self._wordy and blanked:  # a name is read together with what stands beside it: our own is cut out of it
            raw += [Finding(*span, "", 1.0, _OURS) for span in each(blanked)]
        findings = without_overlaps(raw, self._priority, parts.texts, self._wordy) if raw else ()
        if self._wordy and blanked:
            findings = tuple([finding for finding in each(findings) if finding.recogniser != _OURS])
        covered: tuple[Finding, ...] = ()
        if plain and len(raw) > len(plain):  # of what stands there as it is written, what would have been found alone
            covered = _missing(without_overlaps(plain, self._priority, parts.texts, self._wordy), findings)
        parts.let_go()
        for of in (raw, plain):
            free(of)
        return Scan(findings, complete and not failed, tuple(failed), covered=covered)

    def _structure(self, parts: Joined, fired: Fired | None, budget: Budget) -> tuple[list[Finding], list[str]]:
        """What the rows find, as far as the budget goes, and the names of those that threw."""
        failed: list[str] = []
        behind: dict[int, list[Island]] | None = None
        late = 0
        if fired is not None:
            # What stands before all that waits behind a gate is taken first: then less is left to ask there.
            late = bisect_left(fired.rows, self._prefilter.first_gated)
            for number in fired.rows[:late]:
                self._ask(parts, number, (), budget, failed)
            behind = self._behind(parts, fired.gates, budget, failed) if fired.gates else {}
        if fired is None or behind is None:  # the prefilter gave up before the end: no shortcut, every row looks
            failed.append("prefilter")
            behind = {}
            rest: Sequence[int] = range(len(self._rows))
        else:
            rest = sorted([*fired.rows[late:], *behind]) if behind else fired.rows[late:]
        for number in rest:
            self._ask(parts, number, behind.get(number, ()), budget, failed)
        return parts.findings(self._rows), failed

    def _ask(
        self, parts: Joined, number: int, numbers: Sequence[Island], budget: Budget, failed: list[str]
    ) -> None:
        if budget.left < 0:
            return
        if parts.apart:
            still_wanted()
        try:
            parts.search(number, self._compiled[number], budget, numbers)
        except Exhausted:
            pass
        except Exception:  # law 8: a check that throws has not read the text
            failed.append(self._rows[number].name)

    def _behind(
        self, parts: Joined, gates: Sequence[int], budget: Budget, failed: list[str]
    ) -> dict[int, list[Island]] | None:
        """Rows behind these gates that could find something, and where; `None` when an automaton gave up. The row that
        stands first is asked at once: a card that is found leaves nothing to ask at its island."""
        parts.numbers = numbers = islands(parts.open)
        before: Bytes = parts.open
        direct = self._prefilter.direct
        if direct is not None:
            least = self._rows[direct].least
            long = [(a, b) for a, b in each(numbers) if b - a >= least and digits(parts.open[a:b]) >= least]
            if long:
                before = bytes(parts.open)  # what the others would have seen beside it
                self._ask(parts, direct, long, budget, failed)
                if parts.spent:
                    numbers = [island for island in each(numbers) if island not in parts.spent]
        return self._prefilter.behind(before, numbers, gates, parts.apart)

    def _hints(self, parts: Joined, fired: Fired | None) -> frozenset[str]:
        """What may be read otherwise, now that what was found is blanked out."""
        if fired is None:
            return frozenset((*HINTS, grouped.HINT))
        hints = fired.hints
        for start, end in each(parts.weak):  # the domain of an address, say, whose other half is still to be seen
            parts.open[start:end] = parts.data[start:end]
        if _SEPARATED in hints and not self._numbers_left(parts):
            hints = [hint for hint in hints if hint != _SEPARATED]
        if _SEAM in hints:  # half a value may have been found at the border of a text
            for start, end in each(parts.held):
                if SEPARATOR in (parts.data[start - 1 : start], parts.data[end : end + 1]):
                    parts.open[start:end] = parts.data[start:end]
        if _RUN in hints and not encoded.TELLING.within(parts.open):
            hints = [hint for hint in hints if hint != _RUN]
        named = frozenset([_NAMES[hint] for hint in hints]) if hints else frozenset()
        if self._coded.isdisjoint(fired.rows):
            return named
        parts.open_again(self._coded)  # a group of it may be a value too
        return named | {grouped.HINT}

    def _numbers_left(self, parts: Joined) -> bool:
        data, free = parts.data, parts.open
        if not parts.held and parts.numbers:
            return True
        for start, end in each(parts.touched):
            parts.blank(start, end)
        if fewer(free, FRAGMENT):
            return False
        numbers = islands(data)
        for start, end in each(parts.held):  # what may be a part of a number: then all of it is looked at again
            if beside(free, data, start, end):
                free[start:end] = data[start:end]
        return left(free, numbers, SIX)

    def _seen_otherwise(
        self, text: str, hints: frozenset[str], budget: Budget, room: list[int], failed: list[str], depth: int,
        apart: bool, alone: Callable[[int], bool], wholes: Wholes,
    ) -> Iterable[tuple[int, int, Finding]]:
        """Findings in other views of `text`, and the characters of `text` they come from. No more is read than there
        is `room` for, which also counts the views that are not whole."""
        view: View | None = None
        for reader in READERS:
            if view is not None:
                view.let_go()
            if apart:
                still_wanted()
            view = seams.seamless(text, hints, alone) if reader is seams.seamless else reader(text, hints)
            if view is None:
                continue
            room[0] -= len(view.text)
            room[1] += not view.whole
            if room[0] < 0:
                view.let_go()
                return
            data = written(f"{_SEPARATOR_TEXT}{view.text}{_SEPARATOR_TEXT}", "replace")
            shown = parted(view.text, _SEPARATOR_TEXT)
            parts = Joined(shown, data, apart)
            fired = self._prefilter.fired(data, apart)
            if fired is NOTHING or fired is WHOLE:
                free(shown)
                continue
            found, threw = self._structure(parts, fired, budget)
            failed += [name for name in threw if name not in failed]
            for finding in each(found):
                if not view.strict or finding.recogniser in self._strong:
                    begin = parts.letters()[finding.part] - 1
                    start, end = view.origin(begin + finding.start, begin + finding.end)
                    if not view.seam or (
                        _SEPARATOR_TEXT in text[start:end]
                        and not seams.adds_nothing(
                            text, start, end, _whole(wholes, finding), finding.category.startswith(_SECRET)
                        )
                    ):
                        yield start, end, finding
            if view.leads and depth < DEPTH and (more := self._hints(parts, fired)):
                # A view begins and ends where the texts do: without the separators around it.
                deeper = self._seen_otherwise(
                    parts.left(more)[1:-1], more, budget, room, failed, depth + 1, apart,
                    partial(_there, alone, view), _wholes(found, [at - 1 for at in parts.letters()]),
                )  # fmt: skip
                for start, end, finding in deeper:
                    yield (*view.origin(start, end), finding)
            parts.let_go()
            for of in (shown, found):
                free(of)
            if reader is escapes.plain:  # which shows everything: the rest was read from there
                view.let_go()
                return
        if view is not None:
            view.let_go()


def _apart(starts: Sequence[int], kinds: bytes) -> Callable[[int], bool]:
    """Whether a character of the joined texts is of one that is no half of anything."""

    def apart(at: int) -> bool:
        part = bisect_right(starts, at) - 1
        return 0 <= part < len(kinds) and kinds[part] & _NO_HALF != 0

    return apart


def _nowhere(at: int) -> bool:
    return False


def _there(apart: Callable[[int], bool], view: View, at: int) -> bool:
    return apart(view.origin(at, at + 1)[0])


def _wholes(found: Iterable[Finding], starts: Sequence[int]) -> Wholes:
    wholes: dict[tuple[str, bool], list[tuple[int, int]]] = {}
    for finding in found:
        at = starts[finding.part]
        kind = finding.category, finding.recogniser.endswith(_WEAK)
        wholes.setdefault(kind, []).append((at + finding.start, at + finding.end))
    return wholes


def _whole(wholes: Wholes, finding: Finding) -> Sequence[tuple[int, int]]:
    """What is whole beside a finding. What a label alone calls so, or one check digit, is not beside what has proof."""
    proven = wholes.get((finding.category, False), ())
    if finding.recogniser.endswith(_WEAK):
        return (*proven, *wholes.get((finding.category, True), ()))
    return proven


def _pseudonyms(data: bytes) -> Ranges:
    """Where they stand. Looks for the code first, which is much faster than to look for capital letters."""
    found: Ranges = []
    for code in _CODE.finditer(data) if len(data) <= LONG else matches(_CODE, data):
        breathe()
        dash, end = code.span()
        start = dash
        while start > 0 and dash - start < _LONGEST_TYPE and 65 <= data[start - 1] <= 90:
            start -= 1
        if dash - start >= _SHORTEST_TYPE:
            found.append((start, end))
    return found


def _blanked(data: bytes, ranges: Ranges) -> bytes:
    blank = bytearray(data)
    for start, end in each(ranges):
        blank[start:end] = SEPARATOR * (end - start)
    return bytes(blank)


def _missing(some: Sequence[Finding], others: Sequence[Finding]) -> tuple[Finding, ...]:
    """Those that are not among the others."""
    known = {finding for finding in each(others)}  # noqa: C416  # not in one call
    return tuple([finding for finding in each(some) if finding not in known])


_Places = Sequence[tuple[int, int, int]]


def _read(plugin: Recogniser, texts: Sequence[str], hints: frozenset[str], reading: Reading) -> list[Finding]:
    """What one that reads language finds in the texts in which there is some, and is somebody."""
    found = _found(plugin, reading.shown(texts), hints, (), reading)
    return nobody.left(found, texts, reading, getattr(plugin, "known", None)) if found else found


def _found(
    plugin: Recogniser, texts: Sequence[str], hints: frozenset[str], blanked: _Places, reading: Reading = PLAIN
) -> list[Finding]:
    """What a plug-in finds in texts as they are written, and as they are seen."""
    found = _plugin_findings(plugin, texts, blanked, reading)
    return found + _findings_as_seen(plugin, texts, _as_seen(texts, hints), blanked, reading)


def _plugin_findings(plugin: Recogniser, texts: Sequence[str], blanked: _Places, reading: Reading) -> list[Finding]:
    findings = []
    for part, (text, spans) in enumerate(zip(texts, _spans_of(plugin, texts, reading), strict=True)):
        for span in spans:
            if not 0 <= span.start < span.end <= len(text):
                raise ValueError("a span outside its text")
            found = Finding(part, span.start, span.end, span.category, span.confidence, plugin.name)
            if not _across(found, blanked):
                findings.append(found)
    return findings


def _across(found: Finding, blanked: _Places) -> bool:
    return any(found.part == part and found.start < end and start < found.end for part, start, end in blanked)


def _as_seen(texts: Sequence[str], hints: frozenset[str]) -> list[View | None]:
    """Each text that is seen otherwise than it is written, none where no text is."""
    if hints.isdisjoint(escapes.HINTS):
        return []
    views = [escapes.plain(text, hints) for text in texts]
    return views if any(views) else []


def _findings_as_seen(
    plugin: Recogniser, texts: Sequence[str], seen: Sequence[View | None], blanked: _Places, reading: Reading
) -> list[Finding]:
    """What a plug-in finds in texts as they are seen. Only what was disguised: the rest it has read already."""
    if not seen:
        return []
    shown = [text if view is None else view.text for text, view in zip(texts, seen, strict=True)]
    findings = []
    for found in _plugin_findings(plugin, shown, (), reading):
        view = seen[found.part]
        if view is not None:
            start, end = view.origin(found.start, found.end)
            there = replace(found, start=start, end=end)
            written, read = texts[found.part][start:end], view.text[found.start : found.end]
            if _disguised(written, read) and not _across(there, blanked):
                findings.append(there)
    return findings


def _disguised(written: str, read: str) -> bool:
    """Whether this is no word of another script, of whose letters some look Latin and others do not."""
    return written != read and (len(written) != len(read) or _OTHER_SCRIPT.search(read) is None)


def _spans_of(plugin: Recogniser, texts: Sequence[str], reading: Reading) -> Iterable[Sequence[Span]]:
    find_all: FindAll | None = getattr(plugin, "find_all", None)
    if find_all is not None:
        return find_all(texts) if reading.recall is None else reading.recall(texts, find_all)
    return (plugin.find(text) if text else () for text in texts)


def _reads_language(recogniser: Recogniser) -> bool:
    return hasattr(recogniser, "find_all") and not isinstance(recogniser, WordListRecogniser)


def _need_distinct(recognisers: Sequence[Recogniser]) -> None:
    seen: set[str] = set()
    for recogniser in recognisers:
        if recogniser.name in seen:
            raise SettingsError(
                f"two recognisers are named {recogniser.name}",
                remedy="give each its own name; findings refer to it",
            )
        seen.add(recogniser.name)


def _version(recognisers: Sequence[Recogniser], documents: Documents | None) -> str:
    """Changes with anything that could change a finding, so that a record can say what was looked for. What is not a
    row may say by an attribute `version` which one it is: of its model, or its words."""
    digest = sha256(str(getattr(documents, "version", documents and type(documents).__qualname__)).encode())
    for r in recognisers:
        row = (r.name, *r.categories, str(getattr(r, "version", "")))
        if isinstance(r, PatternRecogniser):
            check = getattr(r.check, "__qualname__", "")
            row += (r.pattern, r.context, r.unless_before, str(r.window), str(r.confidence), str(r.parted), check)
        digest.update("\x1f".join(row).encode() + b"\x1e")
    return digest.hexdigest()[:16]
