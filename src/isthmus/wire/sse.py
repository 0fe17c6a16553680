"""Server-sent events, read incrementally: lines split across reads must not corrupt an answer."""

from __future__ import annotations

from isthmus.domain.errors import UpstreamMalformed

DONE = b"[DONE]"


class Reader:
    """Bytes in, the `data` of whole events out. Holds back at most `bound` bytes of an unfinished event."""

    __slots__ = ("_bound", "_rest")

    def __init__(self, bound: int = 1 << 20) -> None:
        self._rest = b""
        self._bound = bound

    def feed(self, chunk: bytes) -> list[bytes]:
        data = self._rest + chunk if self._rest else chunk
        if b"\r" in data:
            held = data[-1:] == b"\r"  # half of a CR LF, perhaps
            data, tail = (data[:-1], b"\r") if held else (data, b"")
            data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        else:
            tail = b""
        *blocks, rest = data.split(b"\n\n")
        self._rest = rest + tail
        if len(self._rest) > self._bound:
            raise UpstreamMalformed("an event of the stream is longer than allowed")
        return [event for block in blocks if (event := _data(block)) is not None]

    def flush(self) -> list[bytes]:
        """What an end without a blank line leaves: a last event, when it is whole enough to be one."""
        rest, self._rest = self._rest, b""
        event = _data(rest.replace(b"\r\n", b"\n").replace(b"\r", b"\n"))
        return [] if event is None else [event]


def _data(block: bytes) -> bytes | None:
    if block.startswith(b"data: ") and b"\n" not in block:
        return block[6:]
    lines = [
        line[6:] if line.startswith(b"data: ") else line[5:]
        for line in block.split(b"\n")
        if line.startswith(b"data:")
    ]
    return b"\n".join(lines) if lines else None
