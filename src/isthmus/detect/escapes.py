"""The text as it is seen: look-alikes, invisible characters, and the escapes of URLs, HTML and JSON."""

from __future__ import annotations

import re
from html import unescape

from isthmus.detect.lookalikes import GONE, LOOKS_ODD, as_seen
from isthmus.detect.sought import matches
from isthmus.detect.views import View, Writer

HINTS = {
    "odd": LOOKS_ODD,
    "percent": "%[0-9A-Fa-f]{2}",
    "escape": r"\\(?:u[0-9A-Fa-f]{4}|x[0-9A-Fa-f]{2})|&#?[0-9A-Za-z]{2,8};",
}
_MARKED = re.compile(
    rf"{GONE}+|(?:%[0-9A-Fa-f]{{2}}){{1,4096}}|\\u[0-9A-Fa-f]{{4}}|\\x[0-9A-Fa-f]{{2}}|&(?:#[0-9]{{1,7}}|#[xX][0-9A-Fa-f]{{1,6}}"
    r"|[A-Za-z][0-9A-Za-z]{1,10});"
)
_PLAIN = "\t\n\r"


def plain(text: str, hints: frozenset[str]) -> View | None:
    """`text` as it is seen, when a hint says that it may be seen as another."""
    if hints.isdisjoint(HINTS):
        return None
    seen = as_seen(text) if "odd" in hints else text
    writer, at, changed = Writer(seen), 0, seen != text
    for found in matches(_MARKED, seen):
        start, end = found.span()
        written = found.group()
        writer.copy(at, start)
        if written[0] == "%":
            _percent(writer, written, start, end)
        elif written[0] != GONE:
            writer.put(_character(written), start, end)
        at, changed = end, True
    writer.copy(at, len(seen))
    return writer.view(leads=True, strict=False) if changed else None


def _percent(writer: Writer, written: str, start: int, end: int) -> None:
    raw = bytes.fromhex(written.replace("%", ""))
    if raw.isascii():
        for place, byte in enumerate(raw):
            writer.put(_shown(chr(byte)), start + 3 * place, start + 3 * place + 3)
    else:
        writer.put("".join(map(_shown, raw.decode("utf-8", "replace"))), start, end)


def _character(written: str) -> str:
    if written[0] == "\\":
        return _shown(chr(int(written[2:], 16)))
    return "".join(map(_shown, unescape(written)))


def _shown(letter: str) -> str:
    """Nothing that is no text may come out of an escape, and above all not what separates texts."""
    return letter if letter.isprintable() or letter in _PLAIN else "\ufffd"
