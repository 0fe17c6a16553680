"""Runs of base64 and hexadecimal, decoded where they hold text."""

from __future__ import annotations

import re
from binascii import Error, a2b_base64, a2b_hex
from collections.abc import Iterable, Sequence

from isthmus.detect.lookalikes import PIECE
from isthmus.detect.sought import Sought, plain_bytes
from isthmus.detect.views import View, Writer

_ONE, _TWO, _THREE = "[CDI-Za-f]", "[A-HQ-Xg-nw-z0-3]", "[ABEFIJMNQRUVYZcdghklopstwx014589]"
"""Letters of base64 where ASCII is encoded: the highest bit of its three bytes is zero, and the first no
control character but of lines."""
HINTS = {
    # Or a word that says nine, ten or eleven characters of ASCII, as few words do.
    "run": "[A-Za-z0-9]{15}|[A-Za-z0-9]{10}="
    rf"|\b(?:{_ONE}{_TWO}{_THREE}[A-Za-z0-9]){{3}}(?:{_ONE}{_TWO}{_THREE}?)?\b"
}
TELLING = Sought(rf"(?:{_ONE}{_TWO}{_THREE}[A-Za-z0-9+/_-]){{2}}{_ONE}{_TWO}|(?:[2-7][0-9A-Fa-f]){{6}}")
"""What is in every run that says seven characters of ASCII, and in few hashes, names or paths."""
_LETTER = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/_-")
_RUN = re.compile(r"[A-Za-z0-9+/_-]{10,}(?:\r?\n[ \t]*[A-Za-z0-9+/_-]{4,})*={0,2}")
_PIECE = re.compile("[A-Za-z0-9]{12,}")
_HEX = re.compile(r"(?:0[xX])?([0-9A-Fa-f]{12,})")
_URL_SAFE = str.maketrans("-_", "+/", "\r\n\t ")
_DIGITS_ONLY = re.compile(rb"[0-9A-Fa-f]{12}")
_NUMBER = re.compile(r"[A-Za-z]?\d[\d .-]*[A-Za-z]{0,2}\d{0,3}")
_FAR = 1024
_LOOK = 96
"""Bytes that are looked at before a long run is taken for text."""


def decoded(text: str, hints: frozenset[str]) -> View | None:
    """What the runs of `text` say, each behind what stands before it (a word may say what it is)."""
    if "run" not in hints:
        return None
    writer = Writer(text)
    data, done, at = plain_bytes(text), 0, 0
    while True:
        told, at = TELLING.first(data, at)
        if told < 0:
            return writer.view(leads=True)
        start = told
        while start > done and data[start - 1] in _LETTER:
            start -= 1
        found = _RUN.match(text, start)
        if found is None:
            continue
        done = at = found.end()
        for first, last, said in _sayings(found.group(), start, _skips(data[start:done], told - start)):
            writer.lead(first, last)
            # A number that is all of it stands alone, as between quotes (`alone`).
            writer.put(f' "{said}" ' if _NUMBER.fullmatch(said) else f" {said} ", first, last)
            writer.cut()


def _skips(run: bytes, told: int) -> Sequence[int]:
    """How many letters before the first group of four may be left out, judged by where something telling stands."""
    if b"\n" in run or _DIGITS_ONLY.match(run, told):
        return (0, 1, 2, 3)
    skips: dict[int, None] = {}
    for start, _ in TELLING.places(run[told : told + _FAR]):
        skips[(told + start) % 4] = None
    return tuple(skips)


def _sayings(run: str, at: int, skips: Sequence[int]) -> Iterable[tuple[int, int, str]]:
    said = _said(run, skips)
    if said is not None:
        return ((at, at + len(run), said),)
    # Part of a path or a name: without what stands before it.
    found = []
    for piece in _PIECE.finditer(run):
        if len(piece.group()) < len(run):
            said = _said(piece.group(), sorted((skip - piece.start()) % 4 for skip in skips))
            if said is not None:
                found.append((at + piece.start(), at + piece.end(), said))
    return found


def _said(run: str, skips: Sequence[int]) -> str | None:
    if run.isalpha() and (run.islower() or run.isupper() or run.istitle()):  # a word; base64 of text mixes them
        return None
    hexadecimal = _HEX.fullmatch(run)
    if hexadecimal and len(hexadecimal[1]) % 2 == 0:
        return _text(a2b_hex(hexadecimal[1]))
    code = run.translate(_URL_SAFE).rstrip("=")
    for skip in skips:
        raw = _base64(code[skip : skip + 4 * (_LOOK // 3)])
        if raw is None or _text(raw) is None:
            continue
        raw = _base64(code[skip:])
        said = None if raw is None else _text(raw)
        if said is not None:
            return said
    return None


def _base64(code: str) -> bytes | None:
    if len(code) % 4 == 1:
        code = code[:-1]
    try:
        return a2b_base64(code + "=" * (-len(code) % 4))
    except Error:
        return None


def _text(raw: bytes) -> str | None:
    """What is readable throughout; random bytes nearly never are."""
    try:
        text = raw.decode()
    except UnicodeDecodeError as wrong:
        if wrong.start < len(raw) - 3 or wrong.start < 6:  # but a character may be cut at the end of a look
            return None
        text = raw[: wrong.start].decode()
    return text if len(text) >= 6 and _readable(text) else None


def _readable(text: str) -> bool:
    for at in range(0, len(text), PIECE):
        piece = text[at : at + PIECE]
        if not (piece.isprintable() or piece.translate(_LINES).isprintable()):
            return False
    return True


_LINES = str.maketrans("\t\r\n", "   ")
