"""How a value may be written: as it is, with `+` for spaces, a number without what groups its digits (in JSON a card
is often a number), in hexadecimal, in base64 at any of three alignments.
All but base64 in any letter case: whoever reads `ALICE@X.ORG` has read `alice@x.org`.

A value of `SHORT` characters or more counts wherever it stands, also inside a longer word: whoever sees the word sees
the value. A shorter one counts only where it stands alone (`1234` is not meant by `991234567`), unless it stands
alone nowhere, because then one of those places is where it was found.
"""

from __future__ import annotations

from binascii import b2a_base64

import msgspec

from isthmus.redact.sight import SHORT, folded

_GROUPING = b"./:()-"
_MOST_SIGNS = 3


class Renderings(msgspec.Struct, frozen=True, gc=False):
    """`words` are `folded`; `codes` are base64, whose whole run then belongs to the value."""

    words: tuple[str, ...]
    codes: tuple[str, ...]
    short: bool

    def __repr__(self) -> str:
        return "Renderings()"

    @property
    def announced(self) -> tuple[str, ...]:
        return self.words + tuple(map(folded, self.codes))


def renderings(value: str) -> Renderings:
    raw = value.encode("utf-8", "surrogatepass")
    short = len(value) < SHORT
    codes = (b2a_base64(raw).decode().rstrip("=\n"),) if short else _aligned(raw)
    written = "".join(codes)
    if "+" in written or "/" in written:
        codes += tuple([code.replace("+", "-").replace("/", "_") for code in codes])
    return Renderings((*_words(value), raw.hex()), codes, short)


def uncoded(value: str) -> Renderings:
    """Those of them that are not in hexadecimal or base64: for texts without a `run` of that length."""
    return Renderings(_words(value), (), len(value) < SHORT)


def alone(value: str) -> Renderings:
    """Only as it is: a number so short that its codes could be anything."""
    return Renderings((folded(value),), (), True)


def run(value: str) -> int:
    """How long a run of letters and digits is at least that holds the value in hexadecimal or base64; 0: unknown."""
    size = len(value)
    if size < SHORT or not value.isascii() or "?" in value or ">" in value or "~" in value or "\x7f" in value:
        return 0  # those four make `+` or `/` of base64, without which it is letters and digits
    return (4 * size - 4) // 3


def _words(value: str) -> tuple[str, ...]:
    said = folded(value)
    if not value.isascii():
        return _foreign(value, said)
    if said.encode().isalnum():  # of bytes that is told sooner
        return (said,)
    words = (said, said.replace(" ", "+")) if " " in said else (said,)
    return words if "@" in said else words + _ungrouped(said)


def _foreign(value: str, said: str) -> tuple[str, ...]:
    words: tuple[str, ...] = (said,)
    if (capital := folded(value.upper())) != said:
        words += (capital,)  # `Großmann` is GROSSMANN in capitals, `Yılmaz` YILMAZ
    if " " in said:
        words += tuple([word.replace(" ", "+") for word in words])
    return words + _ungrouped(said) if said.isascii() and not said.isalnum() else words


def _ungrouped(said: str) -> tuple[str, ...]:
    """A number without what groups its digits: up to three signs at a time, and before it `+`, `(` or both."""
    begin = int(said.startswith("+"))
    begin += said.startswith("(", begin)
    digits, signs, grouped = 0, _MOST_SIGNS, False  # as many as there may be: it begins with a letter or digit
    for letter in said[begin:]:
        if "0" <= letter <= "9":
            digits, signs = digits + 1, 0
        elif "a" <= letter <= "z":
            signs = 0
        elif letter in " ./:()-" and signs < _MOST_SIGNS:
            signs, grouped = signs + 1, True
        else:
            return ()
    if not grouped or signs or digits < SHORT:
        return ()
    bare = said[begin:].replace(" ", "")
    return (bare if bare.isalnum() else bare.encode().translate(None, _GROUPING).decode(),)


def _aligned(raw: bytes) -> tuple[str, ...]:
    """The letters of base64 that depend on `raw` alone, for each of the three ways it may be aligned."""
    size = len(raw)
    return (
        b2a_base64(raw)[: size // 3 * 4 + size % 3].decode(),
        b2a_base64(b"\0" + raw)[2 : (size + 1) // 3 * 4 + (size + 1) % 3].decode(),
        b2a_base64(b"\0\0" + raw)[3 : (size + 2) // 3 * 4 + (size + 2) % 3].decode(),
    )


def stands_alone(text: str, start: int, end: int) -> bool:
    """Whether neither a digit goes on in digits nor a letter in letters; scripts without case have no such edges."""
    return not (start and _joined(text[start - 1], text[start])) and not (
        end < len(text) and _joined(text[end - 1], text[end])
    )


def _joined(a: str, b: str) -> bool:
    return (a.isdigit() and b.isdigit()) or (a.lower() != a.upper() and b.lower() != b.upper())
