"""Letters, digits and signs that look like others, or like nothing at all, as what they pretend to be.

What Unicode itself calls compatible (full-width, mathematical, circled; UAX #15) and the decimal digits of every script
come from its database. Letters of other scripts that look like Latin ones are few and listed here (compare UTS #39).
Every character becomes one or none, so that places stay countable.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

_LETTERS = """
АA ВB ЕE ЅS ІI ЈJ КK МM НH ОO РP СC ТT УY ХX ѴV ҮY ԌG ӀI ԚQ ԜW аa еe сc іi јj кk мm оo рp ѕs тt уy хx ѵv һh ӏl ԁd ԛq ԝw
ΑA ΒB ΕE ΖZ ΗH ΙI ΚK ΜM ΝN ΟO ΡP ΤT ΥY ΧX αa γy εe ιi κk νv οo ρp τt υu χx ωw ϲc ϹC
ıi ɩi ɑa ɡg ɪI ʟL ɴN ʀR ʙB ɢG ʜH ʏY ᴀA ᴄC ᴅD ᴇE ᴊJ ᴋK ᴍM ᴏO ᴘP ᴛT ᴜU ᴠV ᴡW ᴢZ ǀl օo հh ոn սu ցg ՕO
"""
_SIGNS = """
‐- ‑- ‒- –- —- ―- −- ﹣- －- ⁃- ․. 。. ｡. ·. ∙. ‧. ．. ٫, ，, ⁄/ ∕/ ／/ ⧸/ ﹫@ ＠@ ＋+ ：: ＿_
"""
_BLANKS = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_NOTHING = "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180e\u200b\u200c\u200d\u200e\u200f" + "".join(
    map(chr, [*range(0x202A, 0x202F), *range(0x2060, 0x2070), *range(0xFE00, 0xFE10), 0xFEFF])
) + "".join(map(chr, [*range(0xE0000, 0xE0080), *range(0xE0100, 0xE01F0)]))
"""Zero-width, soft hyphen, marks of direction, variation selectors, tags: nobody sees them."""
GONE = "\ufdd0"
"""Stands for what is left out; no character at all (Unicode, section 23.7)."""
PIECE = 1 << 13
"""Characters of a long text that are read at a time, so that other threads may go on between."""
_COMPATIBLE = ((0x2070, 0x209D), (0x2100, 0x2150), (0x2460, 0x24EB), (0xFF01, 0xFF5F), (0x1D400, 0x1D800))

_OTHERS = r"\x{250}-\x{2af}\x{370}-\x{58f}\x{1c0}\x{1d00}-\x{1d7f}"
_BETWEEN = r"[\x{a0}\x{2000}-\x{200a}\x{2010}-\x{2015}\x{202f}\x{2212}\x{3000}\x{b7}\x{fe63}]"
LOOKS_ODD = (
    "[" + "".join(f"\\x{{{ord(c):x}}}" for c in _NOTHING) + "]"
    r"|[\x{ff10}-\x{ff19}\x{ff20}-\x{ff3a}\x{ff41}-\x{ff5a}\x{ff0b}\x{fe6b}\x{1d400}-\x{1d7ff}]"
    r"|[\x{2070}-\x{2089}\x{2460}-\x{24ea}]"
    rf"|[0-9A-Za-z@.][{_OTHERS}]|[{_OTHERS}][0-9A-Za-z@]"
    r"|[^\x00-\x7f\P{Nd}]"
    r"|[0-9A-Za-z][\x{2024}\x{2027}\x{2219}\x{2044}\x{2215}\x{3002}\x{ff0d}\x{ff0e}\x{ff1a}\x{ff3f}\x{ff61}][0-9A-Za-z]"
    rf"|\d[ (]?{_BETWEEN}[ )]?[(]?\d|\d{_BETWEEN}[A-Z]|[A-Z]{_BETWEEN}\d"
)
"""RE2 pattern of texts in which `as_seen` could uncover a value; of ordinary ones in any script few match."""


@lru_cache(maxsize=1)
def _table() -> dict[int, str]:
    table: dict[int, str] = {}
    for start, end in _COMPATIBLE:
        for code in range(start, end):
            seen = unicodedata.normalize("NFKC", chr(code))
            seen = seen.strip("().") if len(seen) > 1 else seen
            if len(seen) == 1 and "!" <= seen <= "~":
                table[code] = seen
    for code in range(0x660, 0x1FBFA):
        digit = unicodedata.decimal(chr(code), None)
        if digit is not None:
            table[code] = str(digit)
    table.update({ord(pair[0]): pair[1] for pair in (_LETTERS + _SIGNS).split()})
    table.update(dict.fromkeys(map(ord, _BLANKS), " "))
    table.update(dict.fromkeys(map(ord, _NOTHING), GONE))
    return table


def prepare() -> None:
    """Reads Unicode's database, once: some milliseconds that no request should wait for."""
    _table()


def as_seen(text: str) -> str:
    """`text`, character by character as it is seen, with `GONE` for each that is not seen at all."""
    table = _table()
    if len(text) <= PIECE:
        return text.translate(table)
    return "".join([text[at : at + PIECE].translate(table) for at in range(0, len(text), PIECE)])
