"""Long JSON read and written in pieces: msgspec keeps the interpreter until it is through, a millisecond for each three
hundred kilobytes, and all others would wait meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from isthmus.domain.breath import breathe
from isthmus.domain.lots import joined

PIECE = 262_144
"""Bytes, or characters, that one call takes."""
_LEVELS = 8
"""So deep it is taken apart; below that, what is long is nested on purpose."""
_BACKSLASH = 92

_any = msgspec.json.Decoder().decode
_object = msgspec.json.Decoder(dict[str, msgspec.Raw]).decode
_list = msgspec.json.Decoder(list[msgspec.Raw]).decode
_encode = msgspec.json.Encoder().encode


def decode(raw: bytes | msgspec.Raw, levels: int = _LEVELS) -> Any:
    """What the bytes say. Raises what msgspec raises."""
    if len(data := memoryview(raw)) <= PIECE or not levels:
        return _any(raw)
    breathe()
    first = bytes(data[:1])
    if first == b"{":
        return {key: decode(value, levels - 1) for key, value in _object(raw).items()}
    if first == b"[":
        return [decode(value, levels - 1) for value in _list(raw)]
    return _string(bytes(data)) if first == b'"' and bytes(data[-1:]) == b'"' else _any(raw)


def _string(written: bytes) -> str:
    pieces, at, last = [], 1, len(written) - 1
    while at < last:
        end = _between(written, at + PIECE) if at + PIECE < last else last
        pieces.append(_any(b'"%b"' % written[at:end]))
        at = end
    return joined(pieces)


def _between(written: bytes, at: int) -> int:
    """The next place before this one that lies in no character and no escape, nor between the two of a pair."""
    while 0x80 <= written[at] < 0xC0:
        at -= 1
    slash = written.rfind(b"\\", at - 6, at)
    if slash < 0:
        return at
    first = slash
    while written[first - 1] == _BACKSLASH:
        first -= 1
    if (slash - first) % 2:  # the second of two
        return at
    low = written[slash + 1 : slash + 3].lower() == b"ud" and written[slash + 3 : slash + 4].lower() in b"cdef"
    return slash - 6 if low else slash


def encode(node: Any, levels: int = _LEVELS) -> bytes:
    """The bytes that msgspec writes."""
    breathe()
    kind: Callable[[Any], bytes] = _encode
    if type(node) is str and len(node) > PIECE:
        return b'"%b"' % b"".join([kind(node[at : at + PIECE])[1:-1] for at in range(0, len(node), PIECE)])
    if type(node) is dict and levels:
        return b"{%b}" % b",".join([kind(key) + b":" + encode(value, levels - 1) for key, value in node.items()])
    if type(node) is list and levels:
        return b"[%b]" % b",".join([encode(value, levels - 1) for value in node])
    return kind(node)
