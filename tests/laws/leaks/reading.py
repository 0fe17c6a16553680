"""Looks for values in bytes, in every writing that somebody who tries hard can read. Shares nothing with the runtime.

Twice over: the writings of a value are searched in the bytes (plain, escaped, percent-encoded, base64 in three
alignments and two alphabets, hexadecimal, whatever the letter case), and the bytes are read (escapes undone, runs of
base64 and hexadecimal decoded) and the value is searched in what they say.
"""

from __future__ import annotations

import base64
import binascii
import html
import json
import re
from collections.abc import Collection, Iterable
from urllib.parse import quote, unquote_to_bytes

_ESCAPE = re.compile(
    rb"(?P<pair>\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2})"
    rb"|\\u(?P<unit>[0-9a-fA-F]{4})|\\(?P<short>.)",
    re.DOTALL,
)
_SHORT = {b"n": b"\n", b"t": b"\t", b"r": b"\r", b"b": b"\b", b"f": b"\f"}
_BASE64 = re.compile(rb"[A-Za-z0-9+/_-]{10,}")
_HEX = re.compile(rb"(?:[0-9a-fA-F]{2}){8,}")
_SAFE = bytes.maketrans(b"-_", b"+/")
_PREFIX = 6


def writings(value: str) -> set[bytes]:
    """How `value` may be written, in lower case."""
    raw = value.encode("utf-8", "surrogatepass")
    codes = {base64.b64encode(b"\0" * shift + raw)[-(-shift * 4 // 3) :] for shift in range(3)}
    cut = {code.rstrip(b"=")[: -1 if code.endswith(b"=") else None] for code in codes}
    units = raw.decode("utf-8", "surrogatepass").encode("utf-16-be", "surrogatepass").hex()
    every = "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))
    found = {
        raw,
        value.lower().encode("utf-8", "surrogatepass"),
        json.dumps(value)[1:-1].encode(),
        json.dumps(value, ensure_ascii=False)[1:-1].encode("utf-8", "surrogatepass"),
        every.encode(),
        quote(value, safe="").encode(),
        quote(value, safe=" ").replace(" ", "+").encode(),
        "".join(f"%{byte:02x}" for byte in raw).encode(),
        html.escape(value).encode(),
        raw.hex().encode(),
        *cut,
    }
    return {writing.lower() for writing in found}


class Search:
    """Many values, searched at once."""

    def __init__(self, values: Iterable[str]) -> None:
        self._plain: dict[bytes, list[tuple[bytes, str]]] = {}
        self._heads: dict[bytes, list[tuple[bytes, str]]] = {}
        for value in dict.fromkeys(values):
            for writing in writings(value):
                self._heads.setdefault(writing[:_PREFIX], []).append((writing, value))
            folded = value.lower().encode("utf-8", "surrogatepass")
            self._plain.setdefault(folded[:_PREFIX], []).append((folded, value))

    def within(self, data: bytes) -> set[str]:
        """The values that stand in `data`, or can be read there."""
        found: set[str] = set()
        lowered = _lowered(data)
        self._look(lowered, self._heads, found)
        if b"-" in data or b"_" in data:
            self._look(lowered.translate(_SAFE), self._heads, found)
        for said in _said(data):
            self._look(_lowered(said), self._plain, found)
        return found

    @staticmethod
    def _look(data: bytes, heads: dict[bytes, list[tuple[bytes, str]]], found: set[str]) -> None:
        if len(heads) < 40:
            places: Collection[bytes] = [head for head in heads if head in data]
        else:
            places = heads.keys() & {data[at : at + _PREFIX] for at in range(len(data) - _PREFIX + 1)}
        for head in places:
            found.update(value for writing, value in heads[head] if writing in data)


def _lowered(data: bytes) -> bytes:
    try:
        return data.decode().lower().encode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return data.lower()


def words_within(data: bytes, words: Collection[str]) -> set[str]:
    """Those of these words, in small letters, that stand whole in `data` as it reads, escapes undone."""
    found: set[str] = set()
    wanted = {word: re.compile(rf"(?<![^\W\d_]){re.escape(word)}(?![^\W\d_])") for word in words}
    for said in (data, *_read(data)) if wanted else ():
        text = said.decode("utf-8", "replace").lower()
        found.update(word for word, pattern in wanted.items() if word in text and pattern.search(text))
    return found


def exactly_within(data: bytes, texts: Collection[str]) -> set[str]:
    """Those of these texts that stand in `data`, letter for letter, escapes undone."""
    said = (data, *_read(data)) if texts else ()
    return {text for text in texts if any(text.encode() in read for read in said)}


def _said(data: bytes) -> list[bytes]:
    """What `data` says when its escapes are undone, once and again, and what its codes decode to."""
    said = _read(data)
    for text in {data, *said}:
        said += _decoded(text)
    return said


def _read(data: bytes) -> list[bytes]:
    """What `data` says when its escapes are undone, once and again."""
    said: list[bytes] = []
    known = {data}
    frontier = [data]
    for _ in range(4):
        deeper = []
        for text in frontier:
            for read in (_unescaped(text), unquote_to_bytes(text), _without_entities(text)):
                if read not in known:
                    known.add(read)
                    deeper.append(read)
        said += deeper
        frontier = deeper
        if not deeper:
            break
    return said


def _without_entities(data: bytes) -> bytes:
    if b"&" not in data:
        return data
    return html.unescape(data.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape")


def _unescaped(data: bytes) -> bytes:
    """Once, from left to right, so that what was escaped twice is escaped once afterwards."""
    return _ESCAPE.sub(_meant, data) if b"\\" in data else data


def _meant(match: re.Match[bytes]) -> bytes:
    if match["pair"]:
        return bytes.fromhex(match["pair"].replace(b"\\u", b"").decode()).decode("utf-16-be", "replace").encode()
    if match["unit"]:
        return chr(int(match["unit"], 16)).encode("utf-8", "surrogatepass")
    return _SHORT.get(match["short"], match["short"])


def _decoded(data: bytes) -> list[bytes]:
    said = []
    for run in set(_BASE64.findall(data)):
        standard = run.translate(_SAFE)
        for skip in range(4):
            piece = standard[skip:]
            said.append(base64.b64decode(piece[: len(piece) // 4 * 4]))
    for digits in set(_HEX.findall(data)):
        said.append(binascii.unhexlify(digits))
    return [b"\0".join(said)] if said else []


def flattened(text: str) -> str:
    """`text` without any escape, however often it was escaped."""
    data = text.encode("utf-8", "surrogatepass")
    while (read := _unescaped(data)) != data:
        data = read
    return data.decode("utf-8", "replace")
