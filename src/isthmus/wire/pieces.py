"""Long JSON read and written in pieces: msgspec keeps the interpreter until it is through, a millisecond for each three
hundred kilobytes, and all others would wait meanwhile."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from hashlib import sha256
from io import BytesIO
from typing import Any

import msgspec

from isthmus.domain.lots import breathe, each, joined

PIECE = 262_144
"""Bytes, or characters, that one call takes."""
_LEVELS = 8
"""So deep it is taken apart; below that, what is long is nested on purpose."""
_MANY, _LONG = 4 * PIECE, 512
"""Of more bytes than that, strings from so many on are taken out before the rest is looked through level by level."""
_QUOTE, _BACKSLASH = b'"', 92

_any = msgspec.json.Decoder().decode
_object = msgspec.json.Decoder(dict[str, msgspec.Raw]).decode
_list = msgspec.json.Decoder(list[msgspec.Raw]).decode
_encode = msgspec.json.Encoder().encode

_Apart = Mapping[bytes, memoryview]
"""Strings that were taken out, by what stands for each, both as they are written."""
_NOTHING: _Apart = {}


def decode(raw: bytes) -> Any:
    """What the bytes say. Raises what msgspec raises."""
    if len(raw) <= _MANY:
        return _decode(raw, _NOTHING, b"", _LEVELS)
    return _decode(*_taken_out(raw), _LEVELS)


def _decode(raw: bytes | msgspec.Raw, apart: _Apart, mark: bytes, levels: int) -> Any:
    data = memoryview(raw)
    if len(data) <= PIECE and not (mark and mark in bytes(data)):
        return _any(raw)
    if not levels:
        return _any(_put_back(bytes(data), apart, mark))
    breathe()
    first = bytes(data[:1])
    if first == b"{":
        members = each(_object(raw).items())
        return {_key(key, apart, mark): _decode(value, apart, mark, levels - 1) for key, value in members}
    if first == b"[":
        return [_decode(value, apart, mark, levels - 1) for value in each(_list(raw))]
    if first == _QUOTE and bytes(data[-1:]) == _QUOTE:
        return _string(apart.get(bytes(data), data) if mark else data)
    return _any(raw)


def _key(key: str, apart: _Apart, mark: bytes) -> str:
    taken = apart.get(b'"%b"' % key.encode()) if mark and len(key) > len(mark) else None
    return key if taken is None else _string(taken)


def _put_back(data: bytes, apart: _Apart, mark: bytes) -> bytes:
    return re.sub(rb'"%b\d+"' % mark, lambda found: bytes(apart[found[0]]), data) if mark else data


def _taken_out(raw: bytes) -> tuple[bytes, _Apart, bytes]:
    """The same with something short for each long string, those, and how what is short begins: with a digest of all,
    so that nobody can have written it."""
    view, mark, done = memoryview(raw), b"", 0
    apart: dict[bytes, memoryview] = {}
    kept: list[bytes | memoryview] = []
    for start, end in _strings(raw):
        if end - start > _LONG and raw[end - 1 : end] == _QUOTE:
            mark = mark or b"%b " % sha256(raw).hexdigest().encode()
            name = b'"%b%d"' % (mark, len(apart))
            apart[name] = view[start:end]
            kept += (view[done:start], name)
            done = end
    return b"".join([*kept, view[done:]]) if apart else raw, apart, mark


def _strings(raw: bytes) -> Iterator[tuple[int, int]]:
    """From quote to quote."""
    start = raw.find(_QUOTE)
    while start >= 0:
        end = string_end(raw, start + 1)
        yield start, end
        start = raw.find(_QUOTE, end)


def string_end(body: bytes, at: int) -> int:
    """Where the string ends of whose text this is the begin."""
    while (quote := body.find(_QUOTE, at)) >= 0:
        at = quote
        while body[at - 1] == _BACKSLASH:
            at -= 1
        if (quote - at) % 2 == 0:
            return quote + 1
        at = quote + 1
    return len(body)


def _string(written: memoryview) -> str:
    pieces, at, last = [], 1, len(written) - 1
    while at < last:
        end = _between(written, at + PIECE) if at + PIECE < last else last
        pieces.append(_any(b'"%b"' % bytes(written[at:end])))
        breathe()
        at = end
    return joined(pieces)


def _between(written: memoryview, at: int) -> int:
    """The next place before this one that lies in no character and no escape, nor between the two of a pair."""
    while 0x80 <= written[at] < 0xC0:
        at -= 1
    slash = bytes(written[at - 6 : at]).rfind(b"\\")
    if slash < 0:
        return at
    slash += at - 6
    first = slash
    while written[first - 1] == _BACKSLASH:
        first -= 1
    if (slash - first) % 2:  # the second of two
        return at
    behind = bytes(written[slash + 1 : slash + 4]).lower()
    return slash - 6 if behind[:2] == b"ud" and behind[2:] in b"cdef" else slash


def encode(node: Any) -> bytes:
    """The bytes that msgspec writes."""
    written = BytesIO()  # which grows, and gives what it holds away without a copy
    _write(node, written.write, _LEVELS)
    return written.getvalue()


def _write(node: Any, put: Callable[[bytes], object], levels: int) -> None:
    breathe()
    if type(node) is str and len(node) > PIECE:
        put(_QUOTE)
        for at in range(0, len(node), PIECE):
            put(_encode(node[at : at + PIECE])[1:-1])
            breathe()
        put(_QUOTE)
    elif type(node) is dict and levels:
        before = b"{"
        for key, value in each(node.items()):
            put(before + _encode(key) + b":")
            _write(value, put, levels - 1)
            before = b","
        put(b"}" if node else b"{}")
    elif type(node) is list and levels:
        before = b"["
        for value in each(node):
            put(before)
            _write(value, put, levels - 1)
            before = b","
        put(b"]" if node else b"[]")
    else:
        put(_encode(node))
