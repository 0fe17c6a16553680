"""Numbers as they would be written without what was put between their digits, and values broken at the end of a line.

A run of digits is read twice: bare, and with the separators that its grouping usually has. Where kinds of separators
are mixed it is rather a list, a date with a time or a table, and left alone.
"""

from __future__ import annotations

import re
from itertools import pairwise

from isthmus.detect.views import View, Writer, behind, context

_SIGN = r"[ \t\r\n._/\\:;,|*~()\[\]+=#-]"
HINTS = {
    "separated": r"\d(?:[^0-9\x00]{0,4}\d){6}",
    "letters": r"\d[ -]?[OoIl|SB]{1,2}[ -]?\d",
    "broken": r"@[0-9A-Za-z.-]{0,63}\s*\n\s*[0-9A-Za-z.]|[0-9A-Za-z]\s*\n\s*@[0-9A-Za-z]"
    r"|[A-Za-z0-9_/+=-]{10}\r?\n[ \t]{0,8}[A-Za-z0-9_/+=-]{4}",
}
_RUN = re.compile(
    rf"\+?(?:(?<![A-Za-z0-9])[A-Za-z]{{1,4}}{_SIGN}{{0,3}})?\d"
    rf"(?:{_SIGN}{{0,3}}\d|{_SIGN}{{0,3}}[A-Za-z]{{1,4}}(?![A-Za-z]){_SIGN}{{0,3}}(?=\d))*"
    rf"(?:{_SIGN}{{0,3}}[A-Za-z]{{1,2}}(?![A-Za-z0-9]))?"
)
_ISLAND = re.compile(r"[0-9](?:[^0-9\x00]{0,10}[0-9]){6,}")
_HEAD = 8
"""Letters and signs that may stand before the first digit of a number, or behind its last."""
_WORD, _TAIL = re.compile(rf"[A-Za-z]+{_SIGN}*"), re.compile(rf"{_SIGN}+[A-Za-z]+\Z")
_USUAL = frozenset((" ", "-"))
"""Between the digits of a number; what has them was read already as it is."""
_SIGNS = re.compile(rf"{_SIGN}+")
_LEAST, _MOST, _LONGEST = 7, 34, 160
_BREAK = re.compile(r"[ \t]*\r?\n[ \t]*")
_GROUPINGS = {
    (3, 2, 4): "{}-{}-{}", (3, 3, 3, 2): "{}.{}.{}-{}", (2, 2, 2, 3, 2): "{}.{}.{}-{}.{}", (6, 4): "{}-{}",
    (8, 4): "{}-{}", (6, 3): "{}/{}", (6, 7): "{}-{}", (3, 3, 4): "{}-{}-{}", (1, 3, 3, 1): "{}.{}.{}-{}",
    (2, 3, 3, 1): "{}.{}.{}-{}", (4, 2, 2): "{}-{}-{}", (2, 2, 4): "{}.{}.{}", (3, 4, 4, 2): "{}.{}.{}.{}",
}  # fmt: skip
"""How groups of these lengths are usually written; others with blanks between them."""

_LETTERED = re.compile(
    r"(?<![A-Za-z0-9])(?:[A-Za-z]{2}(?=[0-9OoIlSB|]{2}))?[0-9OoIlSB|](?:[ -]?[0-9OoIlSB|]){8,33}(?![A-Za-z0-9])"
)
_DIGITS = str.maketrans("OoIl|SB", "0011158")
_BROKEN = re.compile(r"[A-Za-z0-9_/+=.-]{8,}(?:\r?\n[ \t]{0,8}[A-Za-z0-9_/+=.-]{4,})+")


def joined(text: str, hints: frozenset[str]) -> View | None:
    writer = Writer(text)
    if "separated" in hints:
        for island in _ISLAND.finditer(text):
            for found in _RUN.finditer(text, max(0, island.start() - _HEAD), island.end() + _HEAD):
                _regroup(writer, text, found.start(), found.group())
    if "letters" in hints:
        for found in _LETTERED.finditer(text):
            _read_digits(writer, text, found.start(), found.group())
    if "broken" in hints:
        _mend(writer, text)
    return writer.view()


def _regroup(writer: Writer, text: str, start: int, run: str) -> None:
    tail = _TAIL.search(run)
    if tail:
        _read(writer, text, start, run)
        run = run[: tail.start()]
    head = _WORD.match(run)
    if head and head.group().isupper():
        _read(writer, text, start, run)
    cut = head.end() if head else 0
    _read(writer, text, start + cut, run[cut:])


def _read(writer: Writer, text: str, start: int, run: str) -> None:
    if not _LEAST <= sum(map(str.isdigit, run)) <= _MOST or len(run) > _LONGEST:
        return
    signs = [found.span() for found in _SIGNS.finditer(run) if found.start() and found.end() < len(run)]
    broken = any("\n" in run[a:b] for a, b in signs)
    kinds = {_BREAK.sub("", run[a:b]) for a, b in signs} - {""}
    # What stands between groups is wider than what stands between digits that stand apart.
    wide = max((b - a for a, b in signs), default=0)
    single = len(signs) > _LEAST and all(b - a == 1 for (_, a), (b, _) in pairwise(signs))
    if not signs or (len(kinds) > 1 and not single):
        return
    edges = [0, *(at for span in signs for at in span), len(run)]
    groups = list(zip(edges[::2], edges[1::2], strict=True))
    apart = [b - a == wide for a, b in signs] if single else [True] * len(signs)
    if not single or len(set(apart)) > 1:
        _write(writer, text, start, run, groups, apart)
    if broken or single or not kinds <= _USUAL:
        _write(writer, text, start, run, groups, [False] * len(signs))


def _write(
    writer: Writer, text: str, start: int, run: str, groups: list[tuple[int, int]], apart: list[bool]
) -> None:
    lengths, size = [], 0
    for (a, b), wide in zip(groups, [*apart, True], strict=True):
        size += b - a
        if wide:
            lengths.append(size)
            size = 0
    pattern = _GROUPINGS.get(tuple(lengths), " ".join("{}" for _ in lengths))
    signs = iter(pattern.replace("{", "").split("}")[1:])
    writer.copy(context(text, start), start)
    for (a, b), wide in zip(groups, [*apart, False], strict=True):
        writer.copy(start + a, start + b)
        if wide:
            writer.put(next(signs), start + b, start + b)
    writer.copy(start + len(run), behind(text, start + len(run)))
    writer.cut()


def _read_digits(writer: Writer, text: str, start: int, run: str) -> None:
    """Letters among digits, as the digits they look like."""
    head = 2 if run[:2].isalpha() and run[:2].isupper() and run[2:3].isdigit() else 0
    letters = sum(map(str.isalpha, run[head:])) + run.count("|")
    if not letters or letters > 6 or 3 * letters > len(run):
        return
    writer.copy(context(text, start), start + head)
    for at, letter in enumerate(run[head:], start + head):
        writer.put(letter.translate(_DIGITS), at, at + 1)
    end = start + len(run)
    writer.copy(end, behind(text, end))
    writer.cut()


def _mend(writer: Writer, text: str) -> None:
    """Addresses and long words without the line breaks in them."""
    at = text.find("@")
    while at >= 0:
        before, after = context(text, at), behind(text, at)
        left = _BREAK.search(text[before:at][::-1])
        right = _BREAK.search(text, at + 1, after)
        if left and left.start() == 0:
            writer.copy(before, at - left.end())
            writer.copy(at, at + 1)
        else:
            writer.copy(before, at + 1)
        if right:
            writer.copy(at + 1, right.start() - (text[right.start() - 1] == "-"))
            writer.copy(right.end(), behind(text, right.end()))
        else:
            writer.copy(at + 1, after)
        writer.cut()
        at = text.find("@", at + 1)
    for found in _BROKEN.finditer(text):
        start, end = found.span()
        if not any(map(str.isdigit, found.group())):
            continue
        writer.copy(context(text, start), start)
        for line in _BREAK.finditer(text, start, end):
            writer.copy(start, line.start())
            start = line.end()
        writer.copy(start, behind(text, end))
        writer.cut()
