"""The text as it is seen: look-alikes, invisible characters, and the escapes of URLs, HTML and JSON."""

from __future__ import annotations

import re
from html import unescape

from isthmus.detect.lookalikes import GONE, LOOKS_ODD, as_seen
from isthmus.detect.views import View, Writer
from isthmus.domain.breath import matches

_HEX = "[0-9A-Fa-f]"
_TAG, _SELECTOR = "[\U000e0020-\U000e007e]", "[\ufe00-\ufe0f\U000e0100-\U000e01ef]"
_OCTAL = "[01][0-7]{2}"
HINTS = {
    "odd": LOOKS_ODD,
    "percent": f"%(?:{_HEX}{{2}}|u{_HEX}{{4}})",
    "escape": rf"\\(?:u{_HEX}{{4}}|U{_HEX}{{8}}|x{_HEX}{{2}}|[ux]\{{{_HEX}{{1,6}}\}}|[01][0-7]{{2}})"
    r"|&#?[0-9A-Za-z]{2,8};|&#(?:[0-9]{2}|[xX][0-9A-Fa-f]{2})",
    "printable": r"[0-9A-Za-z]=40[A-Za-z][0-9A-Za-z-]*\.[A-Za-z]|(?:=[0-9A-F]{2}){3}|[0-9A-Za-z@.]=\r?\n[0-9A-Za-z@.]",
}
LOOSE = {"quoted": r"\\[nrtbf][0-9A-Za-z]|\\[\x22/]"}
"""What JSON writes with a backslash, as it stands where JSON is a part of a text, or written as JSON once more. In code
it is nothing unusual."""
_MARKED = re.compile(
    # Each begins with a letter of its own, so that the engine passes over all others.
    rf"{GONE}{GONE}*|%(?:{_HEX}{{2}}(?:%{_HEX}{{2}}){{0,4095}}|u{_HEX}{{4}})"
    # However many backslashes there are: each time a text is written as JSON they double.
    rf"|\\\\*+(?:u{_HEX}{{4}}|U{_HEX}{{8}}|x{_HEX}{{2}}|[ux]\{{{_HEX}{{1,6}}\}}|[nrtbf\"'/]"
    rf"|(?P<octal>{_OCTAL}(?:\\\\*+{_OCTAL}){{0,4095}}(?!\d)))?"
    rf"|&(?:(?:#[0-9]{{1,7}}|#[xX]{_HEX}{{1,6}}|[A-Za-z][0-9A-Za-z]{{1,10}});"
    rf"|#(?:[xX]0{{0,4}}[2-7]{_HEX}|0{{0,4}}(?:1[01][0-9]|12[0-6]|3[2-9]|[4-9][0-9])))"
    r"|=(?:[0-9A-F]{2}(?:=[0-9A-F]{2}){1,4095}|(?<=[0-9A-Za-z]=)40(?=[A-Za-z][0-9A-Za-z-]*\.[A-Za-z])|3D(?![0-9A-Za-z])"
    r"|(?<=[^\s=]=)\r?\n)"
)
_SHORT = {"n": "\n", "r": "\r", "t": "\t", "b": " ", "f": " "}
_OCTALS = re.compile(_OCTAL)
_HIDDEN = re.compile(f"{_TAG}{{4,}}|{_SELECTOR}{{4,}}")
_PLAIN = "\t\n\r"


def plain(text: str, hints: frozenset[str]) -> View | None:
    """`text` as it is seen, when a hint says that it may be seen as another."""
    if hints.isdisjoint(HINTS) and hints.isdisjoint(LOOSE):
        return None
    seen = as_seen(text) if "odd" in hints else text
    printed = "printable" in hints
    writer, at, changed = Writer(seen), 0, seen != text
    for found in matches(_MARKED, seen):
        start, end = found.span()
        written = found.group()
        if (written[0] == "=" and not printed) or written[-1] == "\\":
            continue
        if found["octal"] and start and seen[start - 1].isdigit():
            continue  # groups of digits, and a backslash between them
        writer.copy(at, start)
        if written[0] in "%=" and written[1] not in "u\r\n":
            _bytes(writer, written, start, end)
        elif written[0] != GONE and written[0] != "=":
            writer.put(_character(written), start, end)
        at, changed = end, True
    writer.copy(at, len(seen))
    return writer.view(leads=True, strict=False) if changed else None


def hidden(text: str, hints: frozenset[str]) -> View | None:
    """What invisible characters say, one for each letter (Unicode's tags) or each byte (variation selectors): nobody
    sees it, and models read it."""
    if "odd" not in hints:
        return None
    writer = Writer(text)
    for found in matches(_HIDDEN, text):
        start, end = found.span()
        codes = [ord(letter) for letter in found.group()]
        if codes[0] in range(0xE0020, 0xE0080):
            said = "".join([chr(code - 0xE0000) for code in codes])
        else:
            said = bytes([code - 0xFE00 if code < 0xE0000 else code - 0xE0100 + 16 for code in codes]).decode(
                "utf-8", "replace"
            )
        writer.lead(start, end)
        writer.put(f" {''.join(map(_shown, said))} ", start, end)
        writer.cut()
    return writer.view(leads=True, strict=False)


def _bytes(writer: Writer, written: str, start: int, end: int) -> None:
    """Percent-encoded, or quoted-printable."""
    raw = bytes.fromhex(written.replace(written[0], ""))
    if raw.isascii():
        for place, byte in enumerate(raw):
            writer.put(_shown(chr(byte)), start + 3 * place, start + 3 * place + 3)
    else:
        writer.put("".join(map(_shown, raw.decode("utf-8", "replace"))), start, end)


def _character(written: str) -> str:
    if written[0] == "&":
        return "".join(map(_shown, unescape(written if written[-1] == ";" else f"{written};")))
    code = written.lstrip("\\%")
    if code[0] in "uUx":
        number = int(code[1:].strip("{}"), 16)
        return _shown(chr(number)) if number < 0x110000 else "\ufffd"
    if code[0] in "01":
        return "".join([_shown(chr(int(octal, 8))) for octal in _OCTALS.findall(code)])
    return _SHORT.get(code, code)


def _shown(letter: str) -> str:
    """Nothing that is no text may come out of an escape, and above all not what separates texts."""
    return letter if letter.isprintable() or letter in _PLAIN else "\ufffd"
