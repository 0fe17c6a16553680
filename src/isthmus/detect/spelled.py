"""Digits and addresses written out in words: "four one one one", "double seven", "alice at example dot org"."""

from __future__ import annotations

import re
from itertools import accumulate

from isthmus.detect.separated import BY_COUNT
from isthmus.detect.sought import Sought, plain_bytes
from isthmus.detect.views import View, Writer, behind
from isthmus.domain.breath import matches

_DIGIT_WORDS = """
zero oh null nil zéro cero | one eins un une uno | two zwei zwo deux dos due | three drei trois tres tre
four vier quatre cuatro quattro | five fünf fuenf cinq cinco cinque | six sechs seis sei | seven sieben sept siete sette
eight acht huit ocho otto | nine neun neuf nueve nove
"""
_DIGIT = {
    word: str(digit)
    for digit, line in enumerate(re.split(r"[|\n]", _DIGIT_WORDS.strip()))
    for word in line.split()
}  # fmt: skip
_TEENS = dict(zip("ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split(),
                  map(str, range(10, 20)), strict=True))  # fmt: skip
_TENS = dict(zip("twenty thirty forty fifty sixty seventy eighty ninety".split(), "23456789", strict=True))
_TIMES = {"double": 2, "doppel": 2, "doppelt": 2, "doble": 2, "doppio": 2, "triple": 3, "dreifach": 3}
_SIGN = {
    "plus": "+", "más": "+", "più": "+", "dash": "-", "hyphen": "-", "minus": "-", "strich": "-", "bindestrich": "-",
    "tiret": "-", "guion": "-", "guión": "-", "trattino": "-", "dot": ".", "point": ".", "punkt": ".", "punto": ".",
    "slash": "/", "schrägstrich": "/", "space": " ",
}  # fmt: skip
_ANY_DIGIT = "|".join(_DIGIT)
_COUNTED = "|".join((*_DIGIT, *_TEENS, *_TENS))
_GAP = r"[\s,.;:–-]{1,3}"
HINTS = {
    "spelled": rf"(?i)\b(?:{_ANY_DIGIT})[\s,-]{{1,3}}(?:{_COUNTED}|{'|'.join(_TIMES)})[\s,-]{{1,3}}"
    rf"(?:{_COUNTED}|{'|'.join(_TIMES)}|{'|'.join(_SIGN)})\b",
    "told": r"(?i)[ (\[{<_-](?:dot|punkt|punto|point)[ )\]}>_-]|[(\[{<] ?(?:at|ät|@|\.|arroba|chiocciola|chez) ?[)\]}>]"
    r"| (?:arroba|chiocciola|klammeraffe) |[A-Za-z0-9] @ [A-Za-z0-9]",
}
_WORD = rf"(?:{'|'.join(sorted((*_DIGIT, *_TEENS, *_TENS, *_TIMES, *_SIGN), key=len, reverse=True))}|\d{{1,4}})"
_RUN = re.compile(rf"(?<!\w){_WORD}(?:{_GAP}{_WORD}){{1,400}}(?!\w)", re.IGNORECASE)
_TOKEN = re.compile(r"\w+")
_LEAST = 6

_AT = re.compile(
    r"\s*[(\[{<]\s*(?:at|ät|@|arroba|chez|chiocciola|klammeraffe)\s*[)\]}>]\s*"
    r"|\s+(?:at|ät|arroba|chiocciola|klammeraffe)\s+|\s*@\s*|[_-]at[_-]",
    re.IGNORECASE,
)
_MARK = Sought(
    r"(?i)[(\[{<]\s*(?:at|\?t|@|arroba|chez|chiocciola|klammeraffe)\s*[)\]}>]|@|[_-]at[_-]"
    r"|[\s?](?:at|\?t|arroba|chiocciola|klammeraffe)\s"
)
"""Every match of `_AT`, up to blanks; a question mark stands for what is not ASCII."""
_DOT = (
    r"(?:\s*[(\[{<]\s*(?:dot|punkt|punto|point|\.)\s*[)\]}>]\s*|\s+(?:dot|punkt|punto|point)\s+"
    r"|[_-]dot[_-]|\s\.\s|\.)"
)
_JOINT = r"(?:\s+(?:dash|hyphen|minus|underscore|bindestrich|unterstrich|tiret|guion|guión|trattino)\s+)"
_NAME = r"[A-Za-z0-9À-ɏ_%+-]{1,40}"
_LEFT = re.compile(rf"(?<![A-Za-z0-9]){_NAME}(?:(?:{_DOT}|{_JOINT}){_NAME}){{0,4}}\Z", re.IGNORECASE)
_RIGHT = re.compile(rf"[A-Za-z0-9À-ɏ-]{{1,40}}(?:(?:{_DOT}|{_JOINT})[A-Za-z0-9À-ɏ-]{{1,40}}){{0,4}}", re.IGNORECASE)
_PIECE = re.compile(rf"({_DOT})|({_JOINT})", re.IGNORECASE)
_NUMBERS = re.compile(rf"(?<![\w.])\d{{1,3}}(?:{_DOT}\d{{1,3}}){{3}}(?![\w.])", re.IGNORECASE)
_AROUND = 80
_FEW, _APART = 1_000, 24
"""Addresses in words that are read of any text, and of a long one one for so many characters."""
_ARTICLES = frozenset("a an the this that each every one der die das dem den le la les un une el los il lo".split())


def told(text: str, hints: frozenset[str]) -> View | None:
    writer = Writer(text)
    if "spelled" in hints:
        for found in matches(_RUN, text):
            _number(writer, text, found.start(), found.end())
    whole = True
    if "told" in hints:
        left = _FEW + len(text) // _APART
        for start, _ in _MARK.places(plain_bytes(text)):
            while start and text[start - 1].isspace():
                start -= 1
            if at := _AT.match(text, start):
                left -= _address(writer, text, *at.span())
                if left < 0:
                    whole = False
                    break
        for found in matches(_NUMBERS, text):
            _dotted(writer, found.start(), found.end(), text)
            writer.cut()
    return writer.view(whole=whole)


def _number(writer: Writer, text: str, start: int, end: int) -> None:
    """Bare, and with what is said between groups."""
    said = _said(text, start, end)
    digits = sum(len(written) for written, _, _ in said if written.isdigit())
    if digits < _LEAST:
        return
    plain = all(written.isdigit() for written, _, _ in said)
    usual = set(accumulate(BY_COUNT[digits])) if plain and digits in BY_COUNT else None
    for grouped in [False, True][: 2 if usual or not plain or "," in text[start:end] else 1]:
        writer.lead(start, end)
        last, count = start, 0
        for written, a, b in said:
            if grouped and last > start and (count in usual if usual else not text[last:a].isspace()):
                writer.put("-" if "-" in text[last:a] else " ", last, a)
            if grouped or written.isdigit() or written == "+":
                writer.put(written, a, b)
            last, count = b, count + len(written)
        writer.copy(end, behind(text, end))
        writer.cut()


def _said(text: str, start: int, end: int) -> list[tuple[str, int, int]]:
    said: list[tuple[str, int, int]] = []
    times, since = 1, 0
    for token in _TOKEN.finditer(text, start, end):
        word = token.group().lower()
        a, b = token.span()
        if word in _TIMES:
            times, since = _TIMES[word], a
            continue
        digit = _DIGIT.get(word)
        last = said[-1][0] if said else ""
        if digit and digit != "0" and len(last) == 2 and last[1] == "0" and text[said[-1][1]].isalpha():
            said[-1] = last[0] + digit, said[-1][1], b  # twenty-one
            continue
        written = digit or _TEENS.get(word) or (_TENS[word] + "0" if word in _TENS else _SIGN.get(word, word))
        said.append((written * times, since if times > 1 else a, b))
        times = 1
    return said


def _address(writer: Writer, text: str, start: int, end: int) -> bool:
    """Whether one may stand here."""
    low = max(0, start - _AROUND)
    left = _LEFT.search(text[low:start])
    right = _RIGHT.match(text, end, end + _AROUND)
    if left is None or right is None:
        return False
    begin, stop = low + left.start(), right.end()
    bare = "@" not in text[start:end] and not any(c in "([{<_-" for c in text[start:end])
    worded = any(piece.group().strip() != "." for piece in _PIECE.finditer(text, end, stop))
    if (bare and not worded) or not _PIECE.search(text, end, stop):
        return False  # "meet me at example.org"
    if bare and text[end:stop].split(None, 1)[0].lower() in _ARTICLES:
        return False  # "look at the dot in the middle"
    _dotted(writer, begin, start, text)
    writer.put("@", start, end)
    _dotted(writer, end, stop, text)
    writer.cut()
    return True


def _dotted(writer: Writer, start: int, end: int, text: str) -> None:
    for piece in _PIECE.finditer(text, start, end):
        writer.copy(start, piece.start())
        underscore = piece[2] and piece[2].strip().lower() in ("underscore", "unterstrich")
        writer.put("." if piece[1] else "_" if underscore else "-", piece.start(), piece.end())
        start = piece.end()
    writer.copy(start, end)
