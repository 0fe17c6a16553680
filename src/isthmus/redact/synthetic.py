"""Look-alikes: of the same kind as a value and shaped like it, and nobody's.

Where a range is reserved for examples they are taken from it (RFC 2606, 3849, 5737, 7042; telephone numbers that the
American, British and German authorities keep for fiction); numbers with check digits fail their check. People's names
are invented, and no part of one is a part of an ordinary word, so that an answer's own words are not taken for them.
"""

from __future__ import annotations

import re

_GIVEN = """
Aldwyna Belkira Corvanna Dravika Elsinda Fenmora Galvira Hesperna Ilvara Jorvela Kestrana Lorvika Mirabeth Norvelia
Orlinda Pellaria Quenrith Rosvita Selvara Tamsinka Ulvika Velmora Wenlira Xandrika Yolvara Zelvika Arvelin Brevanka
Calvira Dorvella Evrinka Falvira
""".split()
_FAMILY = """
Ashvander Brockvell Corvander Drelmont Elvenford Farrowick Grevald Hartvane Ilmerford Jastrovik Kelvander Lorrimond
Marvelock Norvander Ostervik Pelmorrow Quillander Ravenholt Selvorick Thornevald Umberwick Valdermoor Wexbourne
Yarrowvik Zellander Aldermoss Birkvander Crestovan Dunvarrow Everholt Falkovan Gildervik
""".split()
_PLACES = """
Alvenmoor Brackwater Corvenholt Drelbury Eldermere Farrowdale Grevenport Harrowmere Ilvermoor Jastbury Kelvenport
Lorrimere Marvenholt Norvenbury Ostermoor Pelverton
""".split()
_AREAS = "202 212 213 303 305 312 404 415 503 512 602 617 702 713 801 206".split()
_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"
_WORD = re.compile(r"[^\W\d_]+(?:['’\-][^\W\d_]+)*")


def person(seed: bytes) -> tuple[str, str]:
    """A given name and a family name."""
    return _GIVEN[seed[0] % len(_GIVEN)], _FAMILY[seed[1] % len(_FAMILY)]


def mention(written: str, parts: tuple[str, ...], name: tuple[str, str]) -> str | None:
    """A mention of a person as the same mention of another, letter by letter case; None where it is not spelt out."""
    said: list[str] = []
    at, known = 0, 0
    for match in _WORD.finditer(written):
        word = match[0]
        small = word.lower()
        fits = [n for n, part in enumerate(parts) if part == small or (len(word) == 1 and part[0] == small)]
        if fits:
            other = name[fits[-1] == len(parts) - 1 and len(parts) > 1]
            word = other[0] if len(word) == 1 else _cased(other, word)
            known += 1
        said += (written[at : match.start()], word)
        at = match.end()
    said.append(written[at:])
    whole = " ".join("".join(said).split())
    return whole if known and whole.isascii() and not set(whole) & set('"\\&%') else None


def _cased(word: str, like: str) -> str:
    if like.isupper() and len(like) > 1:
        return word.upper()
    return word.lower() if like.islower() else word


def alike(type_: str, written: str, entity: bytes, seed: bytes) -> str | None:
    """A look-alike of `written`. `entity` is the same for all spellings of one value, `seed` for this one alone."""
    number = int.from_bytes(seed[:4], "big")
    match type_:
        case "EMAIL":
            given, family = person(entity)
            return f"{given}.{family}{number % 10000}@example.org".lower()
        case "PHONE":
            return _phone(written, number)
        case "IP":
            if ":" in written:
                return f"2001:db8::{seed[0]:x}{seed[1]:02x}:{seed[2]:x}{seed[3]:02x}"
            return f"{('192.0.2', '198.51.100', '203.0.113')[number % 3]}.{seed[4] % 254 + 1}"
        case "MAC":
            return f"00:00:5E:00:53:{seed[0]:02X}"
        case "URL":
            return f"https://example.org/{seed[:5].hex()}"
        case "PLACE":
            return _PLACES[number % len(_PLACES)]
        case "ORG":
            return f"{_FAMILY[number % len(_FAMILY)]} Example Ltd"
        case "IBAN":
            return _shaped(written, seed, written[:2].upper() + "00")
        case "CARD" | "NATID" | "ACCOUNT" | "TAXID" | "PASSPORT" | "LICENCE" | "VEHICLE" | "DEVICE":
            return _shaped(written, seed, "000")
        case _:
            return None


def _phone(written: str, number: int) -> str:
    compact = written.replace(" ", "")
    if compact.startswith(("+44", "0044", "020")):
        return f"+44 20 7946 0{number % 1000:03d}"
    if compact.startswith(("+49", "0049")):
        return f"+49 30 23125 {number % 1000:03d}"
    return f"+1 {_AREAS[number // 100 % len(_AREAS)]}-555-01{number % 100:02d}"


def _shaped(written: str, seed: bytes, start: str) -> str | None:
    """Letters for letters and digits for digits, after a beginning that no real one has."""
    if not written.isascii() or not any(letter.isdigit() for letter in written) or set(written) & set('"\\&%<>'):
        return None
    said: list[str] = []
    n = 0
    for letter in written:
        if not letter.isalnum():
            said.append(letter)
            continue
        drawn = seed[n % len(seed)] + n
        if n < len(start):
            said.append(start[n])
        elif letter.isdigit():
            said.append(str(drawn % 10))
        else:
            new = _LETTERS[drawn % len(_LETTERS)]
            said.append(new if letter.isupper() else new.lower())
        n += 1
    return "".join(said) if n > len(start) else None
