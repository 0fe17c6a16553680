"""Check digits that python-stdnum does not have, or computes with today's date. Each answers as `checks` do."""

from __future__ import annotations

import hashlib
import re

from isthmus.detect.checks import luhn

_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"


def _digits(value: str) -> str:
    return "".join(c for c in value if c in "0123456789")


def _plain(value: str) -> str:
    return "".join(c for c in value if c.isalnum()).upper()


def _weighted(digits: str, weights: str) -> int:
    return sum(int(d) * int(w) for d, w in zip(digits, weights, strict=False))


def _dated(day: str, month: str) -> bool:
    return 1 <= int(day) <= 31 and 1 <= int(month) <= 12


def luhn_number(value: str) -> int:
    """A run of digits, grouped or not, with the check digit of ISO/IEC 7812-1."""
    digits = _digits(value)
    return len(value) if len(set(digits)) > 2 and luhn(digits) else 0


def sg_nric(value: str) -> int:
    """Singapore NRIC and FIN: weights 2765432; T and G add 4, M adds 3."""
    plain = _plain(value)
    total = _weighted(plain[1:8], "2765432") + {"T": 4, "G": 4, "M": 3}.get(plain[0], 0)
    letters = {"S": "JZIHGFEDCBA", "T": "JZIHGFEDCBA", "M": "KLJNPQRTUWX"}.get(plain[0], "XWUTRQPNMLK")
    place = 10 - total % 11 if plain[0] == "M" else total % 11
    return len(value) if plain[8] == letters[place] else 0


def hk_id(value: str) -> int:
    """Hong Kong: weights 9 to 1 over two letters (a blank counts 36) and seven digits, modulo 11."""
    plain = _plain(value).rjust(9)
    numbers = [36 if c == " " else int(c, 36) for c in plain]
    return len(value) if sum(n * w for n, w in zip(numbers, range(9, 0, -1), strict=True)) % 11 == 0 else 0


_TW = "ABCDEFGHJKLMNPQRSTUVXYWZIO"


def tw_id(value: str) -> int:
    """Taiwan: the letter is a number from 10, then weights 1, 9 to 1 and 1, modulo 10."""
    plain = _plain(value)
    letter = _TW.index(plain[0]) + 10
    total = letter // 10 + letter % 10 * 9 + _weighted(plain[1:], "876543211")
    return len(value) if total % 10 == 0 else 0


def snils(value: str) -> int:
    """Russia: weights 9 to 1; the sum modulo 101, of which 100 is written 00."""
    digits = _digits(value)
    return len(value) if _weighted(digits[:9], "987654321") % 101 % 100 == int(digits[9:]) else 0


def lu_matricule(value: str) -> int:
    """Luxembourg: a date, then a Luhn digit and a Verhoeff digit, both over the first eleven."""
    from stdnum import verhoeff

    digits = _digits(value)
    right = luhn(digits[:12]) and verhoeff.is_valid(digits[:11] + digits[12])
    return len(value) if right and _dated(digits[6:8], digits[4:6]) else 0


def emirates_id(value: str) -> int:
    return len(value) if luhn(_digits(value)) else 0


def es_nss(value: str) -> int:
    """Spain, social security: the first ten digits modulo 97 (a zero after the province is left out)."""
    digits = _digits(value)
    province, number, control = digits[:2], digits[2:10], int(digits[10:])
    body = int(province + (number[1:] if number[0] == "0" else number))
    return len(value) if body % 97 == control and 1 <= int(province) <= 66 else 0


def at_svnr(value: str) -> int:
    """Austria, Sozialversicherungsnummer: weights 3 7 9 and 5 8 4 2 1 6 round the fourth digit, modulo 11; then a date
    (a thirteenth to fifteenth month where the numbers of a day have run out)."""
    digits = _digits(value)
    total = _weighted(digits[:3] + digits[4:], "379584216")
    dated = 1 <= int(digits[4:6]) <= 31 and 1 <= int(digits[6:8]) <= 15
    return len(value) if dated and digits[0] != "0" and total % 11 == int(digits[3]) else 0


def de_pension(value: str) -> int:
    """Germany, Versicherungsnummer: the letter as two digits, weights 2 1 2 5 7 1 2 1 2 1 2 1, sums of digits."""
    plain = _plain(value)
    digits = f"{plain[:8]}{ord(plain[8]) - 64:02}{plain[9:]}"
    total = sum(
        sum(divmod(int(d) * int(w), 10)) for d, w in zip(digits[:11] + digits[11:12], "212571212121", strict=True)
    )
    day = int(plain[2:4])
    return len(value) if total % 10 == int(plain[11]) and _dated(str(day - 50 if day > 50 else day), plain[4:6]) else 0


def kvnr(value: str) -> int:
    """Germany, Krankenversichertennummer: the letter as two digits, weights 1 and 2 in turn, sums of digits."""
    plain = _plain(value)
    digits = f"{ord(plain[0]) - 64:02}{plain[1:9]}"
    total = sum(sum(divmod(int(d) * int(w), 10)) for d, w in zip(digits, "1212121212", strict=True))
    return len(value) if total % 10 == int(plain[9]) else 0


def _mrz_digit(field: str) -> int:
    """ICAO Doc 9303, part 3: weights 7, 3, 1; letters count from 10, the filler as 0."""
    numbers = (0 if c == "<" else int(c, 36) for c in field)
    return sum(n * (7, 3, 1)[i % 3] for i, n in enumerate(numbers)) % 10


def mrz(value: str) -> int:
    """The second line of a passport, or the first of an identity card, which hold the document's number."""
    number, born, until = (value[0:10], value[13:20], value[21:28])
    fields = (number, born, until)
    return len(value) if all(f[-1].isdigit() and _mrz_digit(f[:-1]) == int(f[-1]) for f in fields) else 0


def icao_number(value: str) -> int:
    """Number and check digit of a German identity card or passport, by the same weights; nine places have none."""
    plain = _plain(value)
    if not (any(c.isdigit() for c in plain) and any(c.isalpha() for c in plain)):
        return 0
    return len(value) if len(plain) == 9 or _mrz_digit(plain[:9]) == int(plain[9], 36) else 0


def pl_id_card(value: str) -> int:
    """Poland: weights 7 3 1 _ 7 3 1 7 3, the fourth place is the check digit."""
    plain = _plain(value)
    total = sum(int(c, 36) * w for c, w in zip(plain[:3] + plain[4:], (7, 3, 1, 7, 3, 1, 7, 3), strict=True))
    return len(value) if total % 10 == int(plain[3]) else 0


def medicare_au(value: str) -> int:
    """Australia: weights 1 3 7 9 1 3 7 9 over the first eight digits."""
    digits = _digits(value)
    return len(value) if _weighted(digits, "13791379") % 10 == int(digits[8]) and digits[0] in "23456" else 0


def taj(value: str) -> int:
    """Hungary, health insurance: weights 3 and 7 in turn."""
    digits = _digits(value)
    return len(value) if _weighted(digits[:8], "37373737") % 10 == int(digits[8]) else 0


def npi(value: str) -> int:
    """US National Provider Identifier: Luhn with the prefix 80840."""
    return len(value) if luhn(f"80840{_digits(value)}") else 0


def dea(value: str) -> int:
    """US DEA number: odd places and twice the even ones."""
    digits = _digits(value)
    return (
        len(value)
        if (_weighted(digits[:6:2], "111") + 2 * _weighted(digits[1:6:2], "111")) % 10 == int(digits[6])
        else 0
    )


def aba(value: str) -> int:
    """US routing number: weights 3 7 1."""
    digits = _digits(value)
    return len(value) if _weighted(digits, "371371371") % 10 == 0 and digits[:2] <= "32" and len(set(digits)) > 2 else 0


def clabe(value: str) -> int:
    """Mexico: weights 3 7 1, each product modulo 10."""
    digits = _digits(value)
    total = sum(int(d) * int(w) % 10 for d, w in zip(digits[:17], "37137137137137137", strict=True))
    return len(value) if (10 - total % 10) % 10 == int(digits[17]) else 0


def vin(value: str) -> int:
    """ISO 3779 and 49 CFR 565: the ninth place, modulo 11; the last four places are digits."""
    plain = value.upper()
    values = {**{str(n): n for n in range(10)}, **dict(zip("ABCDEFGH", range(1, 9), strict=True))}
    values |= (
        dict(zip("JKLMN", range(1, 6), strict=True))
        | {"P": 7, "R": 9}
        | dict(zip("STUVWXYZ", range(2, 10), strict=True))
    )
    total = sum(values[c] * w for c, w in zip(plain, (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2), strict=True))
    letters = sum(c.isalpha() for c in plain)
    return len(value) if letters >= 2 and "0123456789X"[total % 11] == plain[8] else 0


def vin_told(value: str) -> int:
    """Beside a word for it, since European makers leave the check digit out."""
    return len(value) if any(c.isdigit() for c in value) and any(c.isalpha() for c in value) else 0


def base58check(value: str) -> int:
    """Bitcoin and its kin: the last four of 25 bytes are the double SHA-256 of the others."""
    number = 0
    for c in value:
        number = number * 58 + _BASE58.index(c)
    try:
        raw = number.to_bytes(25, "big")
    except OverflowError:
        return 0
    right = hashlib.sha256(hashlib.sha256(raw[:21]).digest()).digest()[:4] == raw[21:]
    return len(value) if right else 0


def bech32(value: str) -> int:
    """BIP 173 and BIP 350: the checksum polynomial gives 1 or, for newer addresses, 0x2BC830A3."""
    lower = value.lower()
    if value not in (lower, value.upper()):
        return 0
    prefix, _, body = lower.rpartition("1")
    if not set(body) <= set(_BECH32):
        return 0
    numbers = [ord(c) >> 5 for c in prefix] + [0] + [ord(c) & 31 for c in prefix] + [_BECH32.index(c) for c in body]
    check = 1
    for number in numbers:
        top, check = check >> 25, (check & 0x1FFFFFF) << 5 ^ number
        for bit, generator in enumerate((0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)):
            check ^= generator if top >> bit & 1 else 0
    return len(value) if check in (1, 0x2BC830A3) else 0


def snomed(value: str) -> int:
    """SNOMED CT identifiers end in a Verhoeff digit."""
    from stdnum import verhoeff

    return len(value) if verhoeff.is_valid(value) else 0


def reference(value: str) -> int:
    """A number of a file or card: some digits, and neither a date nor a year."""
    digits = _digits(value)
    letters = any(c.isalpha() for c in value)
    if len(digits) < (3 if letters else 4) or (len(digits) == 4 and not letters and digits[:2] in ("19", "20")):
        return 0
    return 0 if _DATE.match(value) else len(value)


_DATE = re.compile(r"(?:19|20)\d\d[-/.][01]?\d[-/.][0-3]?\d|[0-3]?\d[-/.][0-3]?\d[-/.](?:19|20)\d\d")


def varied(value: str) -> int:
    """Neither a placeholder of one or two digits nor a date."""
    return len(value) if len(set(_plain(value))) > 2 and not _DATE.match(value) else 0


def serial(value: str) -> int:
    return reference(value) if len(value) >= 6 else 0


def imei(value: str) -> int:
    """3GPP TS 23.003: the fifteenth digit is a Luhn digit; two more, of the software's version, may follow."""
    digits = _digits(value)
    return len(value) if luhn(digits[:15]) and len(set(digits)) > 2 else 0


def plate(value: str) -> int:
    """Letters and digits, five at least: shorter ones are names of products."""
    plain = _plain(value)
    both = any(c.isdigit() for c in plain) and any(c.isalpha() for c in plain)
    return len(value) if both and len(plain) >= 5 else 0


def uk_licence(value: str) -> int:
    """DVLA: letters of the surname, then 9s; month (with 50 for women) and day of birth."""
    plain = _plain(value)
    month = int(plain[6:8]) % 50
    letters = plain[:5].rstrip("9")
    right = letters.isalpha() and 1 <= month <= 12 and 1 <= int(plain[8:10]) <= 31
    return len(value) if right else 0


def eth(value: str) -> int:
    """40 hexadecimal digits that vary: the addresses made of zeros belong to nobody."""
    return len(value) if len(set(value[2:].lower())) > 4 else 0
