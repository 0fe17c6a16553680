"""Ways to write a value so that a person, or a program, still reads it, and a pattern does not."""

from __future__ import annotations

import base64
import string
from collections.abc import Callable, Sequence
from random import Random
from urllib.parse import quote

DIGITS = string.digits
_SEEN_AS = dict(zip("aeiocpxysjABCEHIKMOPSTXYZ", "аеіосрхуѕјАВСЕНІКМОРЅТХΥΖ", strict=True)) | {
    str(n): chr(0x1D7CE + n) for n in range(10)
}
_WORDS = (
    "zero one two three four five six seven eight nine".split(),
    "null eins zwei drei vier fünf sechs sieben acht neun".split(),
    "zéro un deux trois quatre cinq six sept huit neuf".split(),
    "cero uno dos tres cuatro cinco seis siete ocho nueve".split(),
    "zero uno due tre quattro cinque sei sette otto nove".split(),
)
_SIGNS = (" ", ".", "-", "/", "_", "\u202f", "\u00a0", " - ", "  ", "–", "·")
_LETTER_FOR = {"0": "O", "1": "l", "5": "S", "8": "B"}
_DIGIT_FOR = {"a": "4", "e": "3", "o": "0", "i": "1"}


def look_alikes(value: str, draw: Random) -> str:
    return _somewhere(value, draw, 0.6, [n for n, c in enumerate(value) if c in _SEEN_AS], lambda c: _SEEN_AS[c])


def zero_width(value: str, draw: Random) -> str:
    invisible = ["\u200b", "\u200d", "\u2060", "\u00ad", "\ufeff", "\u200b\u200c"]
    return _somewhere(value, draw, 0.4, range(1, len(value)), lambda c: draw.choice(invisible) + c)


def _somewhere(value: str, draw: Random, share: float, places: Sequence[int], other: Callable[[str], str]) -> str:
    """Another letter at some of these places, at one at least."""
    chosen = {n for n in places if draw.random() < share} or set(places[:1])
    return "".join(other(c) if n in chosen else c for n, c in enumerate(value))


def full_width(value: str, draw: Random) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in value)


def other_digits(value: str, draw: Random) -> str:
    zero = draw.choice((0x660, 0x6F0, 0x966, 0x9E6, 0xE50, 0x1D7D8))
    return "".join(chr(zero + int(c)) if c in DIGITS else c for c in value)


def separators(value: str, draw: Random) -> str:
    """Other signs where it has some, else some between groups of letters and digits."""
    groups = _groups(value)
    if len(groups) == 1:
        size = draw.choice((2, 3, 4))
        groups = [value[n : n + size] for n in range(0, len(value), size)]
    plus = "+" if value[0] == "+" else ""
    return draw.choice([written for sign in _SIGNS if (written := plus + sign.join(groups)) != value] or [value])


def _groups(value: str) -> list[str]:
    return "".join(c if c.isalnum() else " " for c in value).split()


def spaced_out(value: str, draw: Random) -> str:
    return ("+" if value[0] == "+" else "") + draw.choice((" ", ".", "-")).join(c for c in value if c.isalnum())


def line_break(value: str, draw: Random) -> str:
    at = draw.randint(min(3, len(value) // 2), max(len(value) - 3, len(value) // 2))
    return value[:at].rstrip() + draw.choice(("\n", "\r\n", "\n  ")) + value[at:].lstrip()


def spelled_out(value: str, draw: Random) -> str:
    words = draw.choice(_WORDS)
    signs = {"+": "plus", "-": "dash", ".": "dot", "/": "slash"}
    said = [words[int(c)] if c in DIGITS else signs.get(c, "") for c in value]
    return " ".join(filter(None, said))


def told_address(value: str, draw: Random) -> str:
    if value.startswith('"'):
        return value  # nobody tells one with quotes so
    ways = (" at ", " dot "), (" (at) ", " (dot) "), ("[at]", "[dot]"), (" AT ", " DOT "), (" at ", " punkt ")
    at, dot = draw.choice(ways)
    return value.replace("@", at).replace(".", dot)


def leet(value: str, draw: Random) -> str:
    """Letters for digits in numbers, digits for letters in words."""
    if sum(map(str.isalpha, value)) > sum(map(str.isdigit, value)):
        kept = len(value) - 3 if "@" in value else len(value)
        return "".join(_DIGIT_FOR.get(c.lower(), c) for c in value[:kept]) + value[kept:]
    places = [n for n, c in enumerate(value) if c in _LETTER_FOR]
    chosen = set(draw.sample(places, min(len(places), draw.randint(1, 3))))
    return "".join(_LETTER_FOR[c] if n in chosen else c for n, c in enumerate(value))


def percent(value: str, draw: Random) -> str:
    """Of what is not ASCII, the bytes of UTF-8."""
    whole = "".join(f"%{byte:02X}" for byte in value.encode())
    needed = quote(value, safe="")
    return whole if needed == value or draw.random() < 0.5 else needed


def entities(value: str, draw: Random) -> str:
    return "".join(draw.choice((f"&#{ord(c)};", f"&#x{ord(c):x};")) if draw.random() < 0.5 else c for c in value)


def json_escapes(value: str, draw: Random) -> str:
    return "".join(f"\\u{ord(c):04x}" if draw.random() < 0.5 else c for c in value)


def in_base64(value: str, draw: Random) -> str:
    return base64.b64encode(value.encode()).decode()


def in_hex(value: str, draw: Random) -> str:
    return value.encode().hex()



SPLIT = "split over two messages"
DISGUISES: dict[str, Callable[[str, Random], str]] = {
    "look-alikes": look_alikes, "zero-width characters": zero_width, "full-width characters": full_width,
    "other scripts' digits": other_digits, "separators": separators, "spaced out": spaced_out, "line break": line_break,
    "spelled-out digits": spelled_out, "spelled-out address": told_address, "leetspeak": leet,
    "percent-encoded": percent, "HTML entities": entities, "JSON escapes": json_escapes,
    "base64": in_base64, "hexadecimal": in_hex,
    SPLIT: lambda value, draw: value,
}  # fmt: skip
PROMISED = ("look-alikes", "zero-width characters", "full-width characters", "separators")
