"""Escaped text read as what it says, with the way back to where each character was written.

One reading undoes JSON's escapes (and octal ones), percent-encoding, HTML entities, also without their end, and
quoted-printable once; it is repeated until nothing changes, and
each stage of it counts, so that `alice\\u0040x.org`, `alice%40x.org`, `alice&#64;x.org` and, JSON in JSON,
`alice\\\\u0040x.org` all say `alice@x.org`. It reads too much rather than too little: it decides what to disguise,
never what to write.
"""

from __future__ import annotations

import re
from bisect import bisect_right

import msgspec

from isthmus.domain.breath import matches
from isthmus.domain.lots import breathe, joined

_PASSES = 6
_HEX = "[0-9a-fA-F]"
ESCAPE = re.compile(
    # Each begins with a letter of its own, outside of every group: so the engine passes over all others.
    rf"\\(?:(?P<pair>u[dD][89abAB]{_HEX}{{2}}\\u[dD][c-fC-F]{_HEX}{{2}})|u(?P<u>{_HEX}{{4}})"
    rf"|[ux]\{{(?P<code>{_HEX}{{1,6}})\}}|U(?P<long>{_HEX}{{8}})|x(?P<x>{_HEX}{{2}})|(?P<octal>[01][0-7]{{2}}(?!\d))"
    rf"|(?P<short>[\"'/\\bfnrt]))"
    rf"|%(?:u(?P<wide>{_HEX}{{4}})|(?P<percent>{_HEX}{{2}}(?:%{_HEX}{{2}})*))"
    r"|&(?:(?P<entity>(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});)"
    rf"|#(?P<open>[xX]0{{0,4}}[2-7]{_HEX}|0{{0,4}}(?:1[01]\d|12[0-6]|3[2-9]|[4-9]\d)))"
    # Not `=DE`, with which a bank account may begin behind its name.
    r"|=(?P<printed>[0-9A-F]{2}(?:=[0-9A-F]{2})+|(?<=[0-9A-Za-z]=)40(?=[A-Za-z][0-9A-Za-z-]*\.[A-Za-z])"
    r"|3D(?![0-9A-Za-z]))"
)
_SHORT = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}


class Reading(msgspec.Struct, frozen=True):
    """`text` as read. Character `marks[i]` of it begins where character `origins[i]` of the original does.

    `escapes` tells for each mark whether what begins there was written as an escape (and so is indivisible).
    """

    text: str
    marks: list[int]
    origins: list[int]
    escapes: list[bool]
    below: Reading | None = None

    def __repr__(self) -> str:
        return f"Reading({len(self.text)} characters)"

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """The span of the original text that says characters `start` to `end`; whole escapes only."""
        first = bisect_right(self.marks, start) - 1
        last = bisect_right(self.marks, end - 1) - 1
        low = self.origins[first] if self.escapes[first] else self.origins[first] + start - self.marks[first]
        high = self.origins[last + 1] if self.escapes[last] else self.origins[last] + end - self.marks[last]
        return self.below.origin(low, high) if self.below else (low, high)

    def whole(self, start: int, end: int) -> tuple[int, int]:
        """A span of the text that was read, widened so that it cuts through no escape. For a first stage."""
        origins, escapes = self.origins, self.escapes
        first, last = bisect_right(origins, start) - 1, bisect_right(origins, end - 1) - 1
        return (origins[first] if escapes[first] else start), (origins[last + 1] if escapes[last] else end)


def may_say_more(text: str) -> bool:
    """Whether escapes may stand there. Of quoted-printable only texts with an `@` or a `=` in it are."""
    if "\\" in text or "%" in text or "&" in text:
        return True
    return "=" in text and ("=40" in text or "=3D" in text)


def readings(text: str) -> list[Reading]:
    """What `text` says, stage by stage; empty when it holds no escape at all."""
    stages: list[Reading] = []
    for _ in range(_PASSES):
        if not may_say_more(text):
            break
        deeper = _once(text, stages[-1] if stages else None)
        if deeper is None:
            break
        stages.append(deeper)
        text = deeper.text
    return stages


def plain(value: str) -> str:
    """`value` as it reads."""
    if not may_say_more(value):
        return value
    stages = readings(value)
    return stages[-1].text if stages else value


def _once(text: str, below: Reading | None) -> Reading | None:
    pieces: list[str] = []
    marks: list[int] = []
    origins: list[int] = []
    escapes: list[bool] = []
    at = length = 0
    for match in matches(ESCAPE, text):
        breathe()
        said = _said(match)
        start = match.start()
        if said == match.group():
            continue
        if start > at or not marks:
            pieces.append(text[at:start])
            marks.append(length)
            origins.append(at)
            escapes.append(False)
            length += start - at
        pieces.append(said)
        marks.append(length)
        origins.append(start)
        escapes.append(True)
        length += len(said)
        at = match.end()
    if not pieces:
        return None
    pieces.append(text[at:])
    marks += (length, length + len(text) - at + 1)
    origins += (at, len(text) + 1)
    escapes += (False, False)
    return Reading(joined(pieces), marks, origins, escapes, below)


def _said(match: re.Match[str]) -> str:
    kind, written = match.lastgroup, match.group()
    if kind == "octal":
        return chr(int(match[kind], 8))
    if kind == "u" or kind == "wide" or kind == "x" or kind == "code" or kind == "long":
        number = int(match[kind], 16)
        return chr(number) if number < 0x110000 else written
    if kind == "short":
        return _SHORT.get(match[kind], match[kind])
    if kind == "percent" or kind == "printed":
        return bytes.fromhex(written.replace(written[0], "")).decode("utf-8", "surrogateescape")
    if kind == "pair":
        high, low = int(written[2:6], 16), int(written[8:], 16)
        return chr(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00))
    import html  # its table of 2,231 names is not needed by most requests

    return html.unescape(f"{written};" if kind == "open" else written)
