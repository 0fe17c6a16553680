"""Runs of base64 and hexadecimal, decoded where they hold text."""

from __future__ import annotations

import re
from binascii import Error, a2b_base64, a2b_hex
from collections.abc import Callable, Iterable, Sequence

from isthmus.detect.lookalikes import PIECE
from isthmus.detect.sought import Sought, plain_bytes
from isthmus.detect.views import View, Writer
from isthmus.domain.breath import matches

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
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/_-"
_LETTER = frozenset(_LETTERS.encode())
_RUN = re.compile(r"[A-Za-z0-9+/_-]{10,}(?:\r?\n[ \t]*[A-Za-z0-9+/_-]{4,})*={0,2}")
_PIECE = re.compile("[A-Za-z0-9]{12,}")
_SHORTEST, _LINE, _BLANKS = 10, 4, " \t\r\n="
"""Letters of a run, and of a further line of it; and what may stand before that."""
_HEX_DIGITS = "0123456789abcdefABCDEF"
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
        end = _run_end(text, start)
        if end < 0:
            continue
        done = at = end
        for first, last, said in _sayings(text[start:done], start, _skips(data[start:done], told - start)):
            writer.lead(first, last)
            # A number that is all of it stands alone, as between quotes (`alone`).
            writer.put(f' "{said}" ' if _NUMBER.fullmatch(said) else f" {said} ", first, last)
            writer.cut()


def _run_end(text: str, start: int) -> int:
    """Where the run ends that begins here; -1 where there is none."""
    limit = start + PIECE
    found = _RUN.match(text, start, limit)
    if limit >= len(text) or (found is not None and len(text[found.end() : limit].lstrip(_BLANKS)) >= _LINE):
        return found.end() if found is not None else -1
    end = _behind(text, start, _LETTERS)
    if end - start < _SHORTEST:
        return -1
    while text.startswith(("\n", "\r\n"), end):
        line = _behind(text, text.index("\n", end) + 1, " \t")
        stop = _behind(text, line, _LETTERS)
        if stop - line < _LINE:
            break
        end = stop
    return end + len(text[end : end + 2]) - len(text[end : end + 2].lstrip("="))


def _behind(text: str, at: int, letters: str) -> int:
    """Where these letters end that stand from here on."""
    while at < len(text):
        piece = text[at : at + PIECE]
        others = len(piece.lstrip(letters))
        at += len(piece) - others
        if others:
            break
    return at


def _all(run: str, is_so: Callable[[str], bool]) -> bool:
    return all(is_so(run[at : at + PIECE]) for at in range(0, len(run), PIECE))


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
    if len(run) > PIECE and _all(run, str.isalnum):
        return ()
    # Part of a path or a name: without what stands before it.
    found = []
    for piece in matches(_PIECE, run):
        if piece.end() - piece.start() < len(run):
            said = _said(piece.group(), sorted((skip - piece.start()) % 4 for skip in skips))
            if said is not None:
                found.append((at + piece.start(), at + piece.end(), said))
    return found


def _said(run: str, skips: Sequence[int]) -> str | None:
    if _is_word(run):  # base64 of text mixes capitals and small letters
        return None
    digits = _hexadecimal(run)
    if digits and len(digits) % 2 == 0:
        return _text(_in_pieces(a2b_hex, digits))
    code = _url_safe(run).rstrip("=")
    for skip in skips:
        raw = _base64(code[skip : skip + 4 * (_LOOK // 3)])
        if raw is None or _text(raw) is None:
            continue
        raw = _base64(code[skip:])
        said = None if raw is None else _text(raw)
        if said is not None:
            return said
    return None


def _is_word(run: str) -> bool:
    """Of letters alone, and none a capital, or the first, or all."""
    first = run[:PIECE]
    if not first.isalpha():
        return False
    if len(run) > PIECE:
        alike = str.isupper if first.isupper() else str.islower
        return (
            (first.islower() or first.istitle() or first.isupper())
            and _all(run[PIECE:], alike)
            and _all(run, str.isalpha)
        )
    return first.islower() or first.isupper() or first.istitle()


def _hexadecimal(run: str) -> str:
    """Its digits; none if it is of anything else."""
    if len(run) <= PIECE:
        found = _HEX.fullmatch(run)
        return found[1] if found else ""
    digits = run[2:] if run[:2] in ("0x", "0X") else run
    return digits if _all(digits, lambda piece: not piece.strip(_HEX_DIGITS)) else ""


def _in_pieces(read: Callable[[str], bytes], code: str) -> bytes:
    if len(code) <= PIECE:
        return read(code)
    return b"".join([read(code[at : at + PIECE]) for at in range(0, len(code), PIECE)])


def _url_safe(run: str) -> str:
    if len(run) <= PIECE:
        return run.translate(_URL_SAFE)
    return "".join([run[at : at + PIECE].translate(_URL_SAFE) for at in range(0, len(run), PIECE)])


def _base64(code: str) -> bytes | None:
    if len(code) % 4 == 1:
        code = code[:-1]
    try:
        return _in_pieces(a2b_base64, code + "=" * (-len(code) % 4))
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
