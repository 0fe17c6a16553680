"""Bytes written into a text, which no recogniser of texts can read: data URLs, and long runs of base64 or hexadecimal
that begin as pictures, sound, documents and archives do.

Ordinary text pays for two searches: one for what ends the head of a data URL, one that jumps from place to place where
a long run could stand.
"""

from __future__ import annotations

import re
from binascii import Error, a2b_base64, a2b_hex

from isthmus.domain.lots import breathe

LEAST = 40
"""Letters of a run from which on it is looked at; the smallest picture there is takes more."""
_CUT = 1024
"""Letters of unread data from which on it is left out of what recognisers are given: none of them reads it."""
_LEAST_DATA = 8
"""Letters behind the head of a data URL; of fewer nothing can be hidden in, and pages write some as an example."""
_HEAD = 32
"""Letters that are decoded to tell a format."""
_BEFORE = 120
_MOST = 1_000
"""Data URLs of one text that are looked at; there are no pages with more."""

IMAGE, AUDIO, VIDEO, FILE, DATA = (f"unread.{kind}" for kind in ("image", "audio", "video", "file", "data"))

_BEGINNINGS: tuple[tuple[str, tuple[bytes, ...]], ...] = (
    (IMAGE, (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"II*\0", b"MM\0*", b"\0\0\1\0", b"8BPS")),
    (IMAGE, (b"\0\0\0\x0cJXL ", b"\0\0\0\x0cjP  ", b"\xd7\xcd\xc6\x9a", b"qoif")),
    (AUDIO, (b"OggS", b"ID3", b"fLaC", b"MThd", b"#!AMR", b"FORM", b".snd", b"caff")),
    (VIDEO, (b"\x1aE\xdf\xa3", b"FLV\x01", b"\0\0\1\xba", b"\0\0\1\xb3", b"0&\xb2u\x8ef\xcf\x11")),
    (FILE, (b"%PDF-", b"\x1f\x8b\x08", b"PK\3\4", b"PK\5\6", b"PK\7\x08", b"\x7fELF", b"MZ\x90\0", b"MZP\0")),
    (FILE, (b"7z\xbc\xaf", b"Rar!\x1a", b"BZh", b"\xfd7zXZ", b"(\xb5/\xfd", b"\x04\"M\x18", b"!<arch>", b"xar!")),
    (FILE, (b"SQLite format 3", b"\xd0\xcf\x11\xe0", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"\xce\xfa\xed\xfe")),
    (FILE, (b"wOFF", b"wOF2", b"\0asm", b"PAR1", b"Obj\x01", b"\x89HDF", b"\x93NUMPY", b"\x80\x04\x95", b"\0\1\0\0\0")),
    (FILE, (b"OTTO", b"GGUF", b"AT&TFORM", b"\xed\xab\xee\xdb", b"MSCF", b"LZIP")),
)  # fmt: skip
_FORMATS: dict[int, list[tuple[bytes, str]]] = {}
"""Beginnings by their first byte, and what begins so."""
for _kind, _some in _BEGINNINGS:
    for _beginning in _some:
        _FORMATS.setdefault(_beginning[0], []).append((_beginning, _kind))
_WEAK = {b"x\x9c": FILE, b"x\xda": FILE, b"\xff\x0a": IMAGE} | dict.fromkeys(
    [b"\xff\xfb", b"\xff\xfa", b"\xff\xf3", b"\xff\xf2", b"\xff\xf1", b"\xff\xf9"], AUDIO
)
"""Beginnings so short that they may be chance: they count in a longer run that is mixed as such data is."""
_LONGER = 64
_RIFF = {b"WEBP": IMAGE, b"WAVE": AUDIO, b"AVI ": VIDEO}
_BRANDS = (b"avif", b"avis", b"heic", b"heix", b"mif1", b"msf1", b"hevc")
_STILL = (b"M4A ", b"M4B ")
_SURE = ("iVBORw0KGgo", "JVBERi0x", "R0lGODlh", "R0lGODdh", "UEsDBBQ", "T2dnUwAC", "0M8R4KGxGuE", "H4sIAAAA")
"""Beginnings that are told wherever they stand in a run, as behind a name and a dash."""

_DATA = re.compile(r"[ \t]*((?:[A-Za-z0-9+/]|\\+/|%2[BbFf])*)(?:=|%3[Dd]){0,2}")
_WRITTEN = re.compile(r"\\|%2[BbFf]")
_URL_SAFE = str.maketrans("-_", "+/")
_ASCII = b"%PDF-"
"""What is readable and yet not read: what it says is written in codes of its own."""
_HEX = re.compile("[0-9A-Fa-f]+")
_ELIDED = ("...", "…", "[", "<")


_STRIDE = 65_536
"""Characters after which another thread may go on."""


def told(text: str, kinds: set[str]) -> tuple[str, list[str]]:
    """`text` without its long unread data, and what data URLs in it say as text; `kinds` gains of what kind data is."""
    said: list[str] = []
    found: list[tuple[int, int]] = []
    at, heads = text.find("64,") if ";" in text else -1, 0
    while at >= 0:
        before = text[max(0, at - 8) : at].lower()
        if before.endswith("base") and before[:-4].rstrip().endswith(";"):
            heads += 1
            if heads > _MOST:
                kinds.add(DATA)
                break
            _address(text, at, kinds, said, found)
        at = text.find("64,", at + 3)
    start = long_run(text, 0)
    while start >= 0:
        breathe()
        end = _end(text, start)
        if not any(first < end and start < last for first, last in found):
            _run(text, start, end, kinds, found)
        start = long_run(text, end)
    return _cut(text, sorted(found)) if found else text, said


def long_run(text: str, begin: int) -> int:
    """Where the next run of `LEAST` letters of base64 begins, or -1. A place that ends no such run is jumped over: in
    ordinary text a few letters in each forty are looked at."""
    size, rest = len(text), begin + _STRIDE
    while begin + LEAST <= size:
        if begin > rest:
            breathe()
            rest = begin + _STRIDE
        at = begin + LEAST - 1
        while at >= begin and _coded(text, at):
            at -= 1
        if at < begin:
            return begin
        begin = at + 1
    return -1


def _end(text: str, begin: int) -> int:
    at, size = begin, len(text)
    while at < size and _coded(text, at):
        at += 1
        if not at % _STRIDE:
            breathe()
    return at


def _coded(text: str, at: int) -> bool:
    letter = ord(text[at])
    return 97 <= letter <= 122 or 65 <= letter <= 90 or 47 <= letter <= 57 or letter in (43, 45, 95)


def _address(text: str, at: int, kinds: set[str], said: list[str], found: list[tuple[int, int]]) -> None:
    """Behind the head of a data URL: what is no valid base64 is text like any other."""
    data = _DATA.match(text, at + 3)
    assert data is not None
    start, end = data.span(1)
    code = _WRITTEN.sub(_plainly, data[1])
    if len(code) < _LEAST_DATA or len(code) % 4 == 1 or text[end : end + 1] in ("-", "_"):
        return
    if len(code) < 2 * LEAST and (text.startswith(_ELIDED, data.end()) or code.isupper() or code.islower()):
        return  # a page's example: `…;base64,iVBORw0KGgo...`, `…;base64,DATA`
    raw = _decoded(code)
    words = _readable(raw)
    if words:
        said.append(words)
        return
    head = text[max(0, at - _BEFORE) : at].lower()
    kinds.add(of_mime(head[head.rfind("data:") + 1 :]) or of_bytes(raw[:_HEAD]) or DATA)
    found.append((start, end))


def _plainly(written: re.Match[str]) -> str:
    return {"\\": "", "%2b": "+", "%2f": "/"}[written[0].lower()]


def _run(text: str, start: int, end: int, kinds: set[str], found: list[tuple[int, int]]) -> None:
    start += 2 * (text[start : start + 2] in ("0x", "0X"))
    head = text[start : start + _HEAD]
    if _HEX.fullmatch(head):
        kind = of_bytes(a2b_hex(head))
    else:
        raw = _decoded(head.translate(_URL_SAFE))
        kind = of_bytes(raw)
        if kind and not raw.startswith(_ASCII) and _readable(_decoded(text[start:end].translate(_URL_SAFE))):
            return  # a text that begins so
        if not kind and raw[:2] in _WEAK and end - start >= _LONGER and _mixed(text[start : min(end, start + 4096)]):
            kind = _WEAK[raw[:2]]
    if not kind:
        places = []
        for mark in _SURE:
            breathe()
            if (at := text.find(mark, start, end)) >= 0:
                places.append(at)
        if not places:
            return
        start = min(places)
        kind = of_bytes(_decoded(text[start : start + _HEAD].translate(_URL_SAFE)))
    kinds.add(kind or DATA)
    found.append((start, end))


def _mixed(run: str) -> bool:
    """Whether letters of all kinds stand in it, as in data, and not in paths and names."""
    few = len(run) // 16
    return sum(map(str.isupper, run)) > few and sum(map(str.islower, run)) > few and sum(map(str.isdigit, run)) > few


def of_bytes(raw: bytes) -> str:
    """The kind of what begins so; empty where nothing tells."""
    if raw[4:8] == b"ftyp":
        return IMAGE if raw[8:12] in _BRANDS else AUDIO if raw[8:12] in _STILL else VIDEO
    if raw[:4] == b"RIFF":
        return _RIFF.get(raw[8:12], FILE)
    if raw[:2] == b"BM" and raw[6:10] == b"\0\0\0\0":
        return IMAGE
    for beginning, kind in _FORMATS.get(raw[0], ()) if raw else ():
        if raw.startswith(beginning):
            return kind
    return ""


def of_mime(said: str) -> str:
    """The kind that a media type names, in lower case; empty where it names none of these."""
    for name, kind in (("image/", IMAGE), ("audio/", AUDIO), ("video/", VIDEO), ("application/", FILE)):
        if name in said:
            return kind
    return ""


def _decoded(code: str) -> bytes:
    code = code[: len(code) - (len(code) % 4 == 1)]
    try:
        return a2b_base64(code + "=" * (-len(code) % 4))
    except Error:
        return b""


def _readable(raw: bytes) -> str:
    """What it says, if it is text throughout."""
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        return ""
    return text if text.isprintable() or text.translate(_LINES).isprintable() else ""


_LINES = str.maketrans("\t\r\n", "   ")


def _cut(text: str, found: list[tuple[int, int]]) -> str:
    pieces, at = [], 0
    for start, end in found:
        if end - start >= _CUT and start >= at:
            pieces.append(text[at:start])
            at = end
    return "".join([*pieces, text[at:]]) if pieces else text
