"""Recognisers that are data: an RE2 pattern, perhaps a check, perhaps a word that must stand nearby.

RE2 (Cox, "Regular Expression Matching in the Wild") never backtracks, so no text can make it slow.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cached_property, partial
from typing import Any

import msgspec

from isthmus.detect.lookalikes import as_seen
from isthmus.detect.neighbours import first_end, is_one, listed
from isthmus.detect.places import NEAR, Window, whole
from isthmus.detect.sooner import Find, Search
from isthmus.detect.words import WordListRecogniser
from isthmus.domain.content import Span
from isthmus.domain.errors import SettingsError
from isthmus.domain.lots import breathe

Check = Callable[[str], int]
"""How many leading characters of a candidate are the value; 0 refuses it."""

SEPARATOR = b"\x00"
"""Stands between texts, and in the place of our own pseudonyms. No built-in pattern matches across it."""
HERE = SEPARATOR + b"\x01"
"""Stands for a value in what `context` sees of its surroundings."""

_RETRY_BYTES = 64
"""A refused candidate up to this long is looked into again from its next character ("1 4111 1111 …" holds
a card after a stray digit); longer ones are passed over, or retries would cost the square of the length."""
_LONGEST = 128
"""Bytes of a number that may be followed by another, and of what stands between it and the word for it, at most."""
_BEFORE = 20
"""Bytes that `unless_before` sees."""
_MEMORY = 64 << 20
_WORDS = 8_000_000
"""Characters of one word list: 400,000 phrases, which take some 250 MB."""
_SHORT = 20_000
"""Characters of a list that is still one pattern: 1,000 phrases, compiled in 50 ms."""

_ALWAYS = r"\x00"
_HINTING = "quasi."
"""Categories of what is only a hint at somebody."""
_HARMLESS, _ANCHOR = re.compile(r"\\.|\[\^"), re.compile(r"[$^]")
"""Where a text begins or ends cannot be seen among joined texts, so a pattern with anchors looks at every text."""


class Exhausted(Exception):
    """More candidates than the budget allows: the rest of the text counts as unread."""


class Budget:
    """Counts candidates, so that the work done for one scan is bounded by a number and not by luck."""

    __slots__ = ("left",)

    def __init__(self, candidates: int) -> None:
        self.left = candidates

    def spend(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise Exhausted


class PatternRecogniser(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """One row of the list. The value is the pattern's first group, or all of it when it has none.

    `context` is a pattern of which a match must lie within `window` bytes of the value (the text before it
    may belong to the part before: the key of a JSON object). `unless_before` vetoes what directly follows it.
    `trigger` is a looser, smaller pattern for the prefilter; rows with one `gate`, which every text with a value of
    theirs matches, share a second prefilter behind it. `joined` rows never match a separator, and the word beside the
    first value of a list speaks for all. The matches of `parted` rows may run over into the next value. Every match
    holds one of the bytes `marks`; with `near` and a gate none begins or ends further than `reach` bytes from one.
    A row with `least` has so many digits in every match: where an island has them it is asked without an automaton
    before. `sooner` is a search that finds the same in ASCII, and takes less time.
    """

    name: str
    category: str
    pattern: str
    confidence: float = 0.9
    check: Check | None = None
    context: str = ""
    window: int = 48
    unless_before: str = ""
    trigger: str = ""
    gate: str = ""
    joined: bool = False
    parted: bool = False
    marks: bytes = b""
    near: bool = False
    reach: int = NEAR
    least: int = 0
    sooner: type[Search] | None = None
    about: str = ""

    @property
    def categories(self) -> Sequence[str]:
        return (self.category,)

    @property
    def prefilter(self) -> str:
        """Matches every text in which this recogniser could find something."""
        return self.trigger or self.words or self.pattern

    @cached_property
    def words(self) -> str:
        """`context`, of built-in rows also with its letters as they are seen: of `ИНН` all but the first look Latin."""
        words = self.context
        if words.isascii() or not self.joined or as_seen(words) == words:
            return words
        capitals = "".join(c if c.isascii() else c.upper() for c in words)
        return "|".join(f"(?:{these})" for these in dict.fromkeys((words, as_seen(words), as_seen(capitals))))

    @cached_property
    def compiled(self) -> CompiledPattern:
        return CompiledPattern(self)

    def find(self, text: str) -> Sequence[Span]:
        data = text.encode("utf-8", "replace")
        found = self.compiled.values(bytearray(data), Budget(len(data) + 1))
        return [
            Span(len(data[:start].decode()), len(data[:end].decode()), self.category, self.confidence)
            for start, end in found
        ]


class CompiledPattern:
    """A row made ready. Immutable; RE2 objects may be shared between threads."""

    def __init__(self, row: PatternRecogniser) -> None:
        find, groups = finder(row.pattern)
        self._search = Search(find)
        self._plain_search = self._search if row.sooner is None else row.sooner(find)
        self._group = 1 if groups else 0
        self._check = row.check
        self._context = finder(row.words)[0] if row.words else None
        self._named = finder(row.trigger)[0] if row.words and row.trigger else self._context
        self._marks, self._plain_marks = row.marks, row.marks if row.sooner is None else b""
        self._parted = row.parted
        # The standard library's engine starts sooner than RE2, and on so few characters it cannot run away.
        self._unless = re.compile(f"(?:{row.unless_before})\\Z") if row.unless_before else None
        self._window = row.window
        self.joined, self.near, self.reach = row.joined, row.near, row.reach
        self.hinting = row.category.startswith(_HINTING)
        self._simple = row.joined and not row.parted and not row.context and not groups

    def values(
        self, data: bytearray, budget: Budget, windows: Sequence[Window] | None = None, plain: bool = False
    ) -> list[tuple[int, int]]:
        """Byte ranges of the values in `data`, in order and apart, that begin and end inside `windows`. `plain` data
        are ASCII."""
        if windows is None:
            windows = whole(data, self._plain_marks if plain else self._marks)
        search = self._plain_search if plain else self._search
        if self._simple:
            return self._simple_values(data, budget, windows, search)
        return self._values(data, budget, windows, search)

    def _values(
        self, data: bytearray, budget: Budget, windows: Sequence[Window], search: Search
    ) -> list[tuple[int, int]]:
        found: list[tuple[int, int]] = []
        find, group = search.find, self._group
        position, word = 0, -1
        for first, last, stop in windows:
            if first > position:
                position = first
            while position <= last:
                breathe()
                spans = find(data, position, stop)
                start, end = spans[group]
                covered = kept = 0
                if end > start:
                    if spans[0][0] > last:  # of the window behind
                        break
                    if self._parted:
                        if self._context is not None and not found:
                            word = self._word(data, start, word)
                            if word >= end + self._window // 2:
                                budget.spend()
                                position = max(end, word - _LONGEST)
                                continue
                        if not is_one(data, start, end):
                            end, covered = self._first_end(data, start, end, stop)
                    kept = self._keep(data, start, end, found[-1][1] if found else -1)
                if kept:
                    budget.spend()
                    position = max(start + kept, covered)
                    found.append((start, position))
                else:
                    whole_start, whole_end = spans[0]
                    if whole_start < 0:
                        break
                    budget.spend()
                    short = whole_end - whole_start <= _RETRY_BYTES
                    position = whole_start + 1 if short or whole_end == whole_start else whole_end
        return found

    def _simple_values(
        self, data: bytearray, budget: Budget, windows: Sequence[Window], search: Search
    ) -> list[tuple[int, int]]:
        """For rows whose match is the value, and stands alone."""
        found: list[tuple[int, int]] = []
        position, before = 0, -1
        for first, last, stop in windows:
            if first > position:
                position = first
            while position <= last:
                breathe()
                start, end = search.first(data, position, stop)
                if start < 0 or start > last:
                    break
                budget.spend()
                kept = self._keep(data, start, end, before)
                if kept:
                    position = before = start + kept
                    found.append((start, before))
                else:
                    position = start + 1 if end - start <= _RETRY_BYTES else end
        return found

    def _word(self, data: bytearray, start: int, word: int) -> int:
        """Where the first word stands that may be beside a value from `start` on; `word` was the last answer."""
        low = max(0, start - self._window)
        if word < low and self._named is not None:
            word = self._named(data, low, len(data))[0][0]
            return word if word >= 0 else len(data) + _LONGEST
        return word

    def _first_end(self, data: bytearray, start: int, end: int, stop: int) -> tuple[int, int]:
        find = self._search.find
        # No functions in here that know of each other: they would wait for the collector.
        match, is_value = partial(_end, find, data), partial(_is_value, find, self._check, data)
        return first_end(data, start, end, stop, match, is_value)

    def _keep(self, data: bytearray, start: int, end: int, before_end: int) -> int:
        """How much of a candidate is a value; `before_end` is where the value before it ended, or -1."""
        in_list = self.joined and listed(data, before_end, start) if before_end >= 0 else False
        if self._unless is not None and not in_list:
            before = data[start - _BEFORE if start > _BEFORE else 0 : start].decode("utf-8", "ignore")
            if self._unless.search(before) is not None:
                return 0
        kept = end - start
        if self._check is not None:
            value = data[start:end].decode()
            length = self._check(value)
            if not length:
                return 0
            kept = kept if length >= len(value) else len(value[:length].encode())
        if self._context is not None and not in_list:
            near = data[max(0, start - self._window) : start] + HERE + data[end : end + self._window // 2]
            if self._context(near, 0, len(near))[0][0] < 0:
                return 0
        return kept


def _end(find: Find, data: bytearray, at: int, limit: int) -> int:
    """Where the match ends that begins right there; 0 for none."""
    first, last = find(data, at, limit)[0]
    return last if first == at else 0


def _is_value(find: Find, check: Check | None, data: bytearray, at: int, limit: int) -> bool:
    return _end(find, data, at, limit) == limit and (check is None or check(data[at:limit].decode()) == limit - at)


def options(memory: int = 0) -> Any:
    import re2

    chosen = re2.Options()
    chosen.max_mem = memory or _MEMORY
    chosen.log_errors = False
    return chosen


def compile_re2(pattern: str) -> Any:
    """A compiled RE2 pattern. Raises `re2.error`. Typed `Any`: the library ships no types."""
    import re2

    return re2.compile(pattern, options())


def finder(pattern: str) -> tuple[Find, int]:
    """RE2's own search, and how many groups the pattern has. The Python layer around it costs more than most searches.

    `find(data, start, stop)` gives the spans of the leftmost match between the two (anchors and borders of words see
    all of `data`): the whole match, then each group, (-1, -1) for what took no part. Raises `re2.error`.
    """
    import re2

    compiled = re2._re2.RE2(pattern.encode(), options())
    if not compiled.ok():
        raise re2.error(compiled.error())
    return partial(compiled.Match, re2._re2.RE2.Anchor.UNANCHORED), compiled.NumberOfCapturingGroups()


def pattern_recogniser(
    name: str,
    category: str,
    pattern: str,
    *,
    ignore_case: bool = False,
    context: str = "",
    window: int = 48,
    confidence: float = 0.9,
) -> PatternRecogniser:
    """A customer's own pattern. Raises `SettingsError` for one that RE2 cannot read or that finds nothing."""
    _need_category(name, category)
    flags = "(?i)" if ignore_case else ""
    for what, source in (("pattern", pattern), ("context", context)):
        _need_readable(name, what, source)
    if not pattern or compile_re2(flags + pattern).search(b"") is not None:
        raise SettingsError(
            f"recogniser {name}: the pattern matches empty text",
            remedy="require at least one character, for example with + instead of *",
        )
    return PatternRecogniser(
        name=name,
        category=category,
        pattern=flags + pattern,
        confidence=confidence,
        context=f"(?i:{context})" if context else "",
        window=window,
        trigger=_ALWAYS if _ANCHOR.search(_HARMLESS.sub("", pattern)) and not context else "",
    )


def _need_readable(name: str, what: str, source: str) -> None:
    import re2

    if "\\A" in source or "\\z" in source:
        raise SettingsError(
            f"recogniser {name}: \\A and \\z are not supported in its {what}", remedy="use ^ and $"
        )
    try:
        compile_re2(source)
    except re2.error as error:
        reason = error.args[0] if error.args else "unreadable"
        reason = reason.decode("utf-8", "replace") if isinstance(reason, bytes) else str(reason)
        raise SettingsError(
            f"recogniser {name}: its {what} is not a valid RE2 pattern ({reason})",
            remedy="RE2 has no look-around and no back-references; see https://github.com/google/re2/wiki/Syntax",
        ) from None


def word_list_recogniser(
    name: str, category: str, words: Sequence[str], *, ignore_case: bool = True, confidence: float = 0.9
) -> PatternRecogniser | WordListRecogniser:
    """Whole words and phrases of a customer's list: project names, account codes, people to protect.

    Any white space in a phrase matches any white space in a text. Of several at one place the longest is found.
    A short list is a pattern among the others; a long one has an automaton that 100,000 phrases do not slow down.
    """
    _need_category(name, category)
    phrases = sorted({" ".join(word.split()) for word in words} - {""}, key=lambda w: (-len(w), w))
    if not phrases:
        raise SettingsError(f"recogniser {name}: the word list is empty", remedy="name at least one word")
    if (size := sum(map(len, phrases))) > _WORDS:
        raise SettingsError(
            f"recogniser {name}: {len(phrases)} words of {size} characters are too many",
            remedy=f"keep the list below {_WORDS} characters",
        )
    if size > _SHORT:
        return WordListRecogniser(name, category, phrases, ignore_case=ignore_case, confidence=confidence)
    alternatives = "|".join(r"\s+".join(quoted(piece) for piece in phrase.split(" ")) for phrase in phrases)
    flag = "(?i)" if ignore_case else ""
    # Not \b, which in RE2 knows ASCII letters only: "Škoda" would never be found.
    edge = r"[^\pL\pN_]"
    source = f"{flag}(?:^|{edge})({alternatives})(?:{edge}|$)"
    return PatternRecogniser(name=name, category=category, pattern=source, confidence=confidence)


def quoted(word: str) -> str:
    """RE2 reads an escaped non-word ASCII character as itself; everything else stands for itself already."""
    return "".join(f"\\{c}" if c.isascii() and not c.isalnum() and c != "_" else c for c in word)


def _need_category(name: str, category: str) -> None:
    if not name:
        raise SettingsError(
            "a recogniser without a name", remedy="give it one; findings and settings refer to it"
        )
    pieces = category.split(".")
    if not all(piece and piece.replace("_", "a").isalnum() and piece == piece.lower() for piece in pieces):
        raise SettingsError(
            f"recogniser {name}: {category!r} is not a category",
            remedy="write dotted lower-case words, for example custom.project_name",
        )
