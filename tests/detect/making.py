"""Values of every structured category, made up so that a recogniser calls them valid, each in a sentence.

Where a format has few forms, or a checksum that nothing drawn at random meets, the value is made by hand (`_MADE`). All
others begin as an example of their row, of which letters and digits are drawn anew, over and over.
"""

from __future__ import annotations

import hashlib
import string
from collections.abc import Callable, Iterator
from functools import cache
from random import Random
from typing import NamedTuple

from isthmus.detect.built_ins import BUILT_INS
from isthmus.detect.patterns import SEPARATOR, Budget, finder

from .examples import EXAMPLES

LETTERS, DIGITS = string.ascii_letters, string.digits
Make = Callable[[Random], str]


class Kind(NamedTuple):
    """What makes values of one row, or those of one form. The last of `texts` has `{}` where the value stands."""

    row: str
    category: str
    texts: tuple[str, ...]
    form: str
    """The example that values are made of, or what tells this maker from the others of its row."""
    make: Make | None = None


# -- by hand ------------------------------------------------------------------------------------------------------


def number(shape: str) -> Make:
    """Numbers of a shape: `#` is a digit, `A` a capital."""
    drawn = {"#": DIGITS, "A": "ABCDEFGHJKLMNPRSTUVWXYZ"}
    return lambda draw: "".join(draw.choice(drawn.get(c, c)) for c in shape)


def _in_fours(full: str, draw: Random) -> str:
    return " ".join(full[n : n + 4] for n in range(0, len(full), 4)) if draw.random() < 0.5 else full


def luhn(prefix: str, length: int) -> Make:
    def make(draw: Random) -> str:
        body = prefix + "".join(draw.choices(DIGITS, k=length - len(prefix) - 1))
        total = sum(sum(divmod(int(d) * (2 - n % 2), 10)) for n, d in enumerate(reversed(body)))
        return _in_fours(body + str(-total % 10), draw)

    return make


def pesel(draw: Random) -> str:
    """A Polish number of somebody born in the last century."""
    body = f"{draw.randint(40, 99)}{draw.randint(1, 12):02}{draw.randint(1, 28):02}{draw.randint(0, 9999):04}"
    return body + str(-sum(int(d) * w for d, w in zip(body, (1, 3, 7, 9, 1, 3, 7, 9, 1, 3), strict=True)) % 10)


def bsn(draw: Random) -> str:
    """A Dutch number, whose weights are 9 to 2 and -1."""
    while True:
        body = "".join(draw.choices(DIGITS, k=8))
        last = sum(int(d) * w for d, w in zip(body, range(9, 1, -1), strict=True)) % 11
        if last < 10 and body[0] != "0" and len(set(body)) > 2:
            return body + str(last)


def iban(country: str, shape: str) -> Make:
    def make(draw: Random) -> str:
        bban = number(shape)(draw)
        value = int("".join(str(int(c, 36)) for c in f"{bban}{country}00"))
        return _in_fours(f"{country}{98 - value % 97:02}{bban}", draw)

    return make


def email(draw: Random) -> str:
    def word(low: int, high: int) -> str:
        return "".join(draw.choices(string.ascii_lowercase, k=draw.randint(low, high)))

    name = f"{word(3, 8)}.{word(3, 8)}" if draw.random() < 0.7 else f"{word(4, 9)}{draw.randint(10, 99)}"
    domains = ("example.com", "example.org", f"{word(4, 9)}.de", f"mail.{word(4, 9)}.co.uk", f"{word(5, 9)}.fr")
    return f"{name}@{draw.choice(domains)}"


_MONTHS = "January February March April May June July August September October November December".split()


def date(form: str) -> Make:
    def make(draw: Random) -> str:
        month = draw.randint(1, 12)
        return form.format(d=draw.randint(10, 20), m=month, word=_MONTHS[month - 1], y=draw.randint(1930, 2010))

    return make


_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"


def base58check(version: int) -> Make:
    """Twenty bytes behind the version, and the first four of their double SHA-256 behind them."""

    def make(draw: Random) -> str:
        raw = bytes((version, *draw.randbytes(20)))
        number = int.from_bytes(raw + hashlib.sha256(hashlib.sha256(raw).digest()).digest()[:4], "big")
        text = ""
        while number:
            number, rest = divmod(number, 58)
            text = _BASE58[rest] + text
        return "1" * (version == 0) + text

    return make


def bech32(prefix: str, length: int) -> Make:
    """BIP 173: six letters at the end make the polynomial 1."""

    def make(draw: Random) -> str:
        body = [0, *(draw.randrange(32) for _ in range(length))]
        spread = [ord(c) >> 5 for c in prefix] + [0] + [ord(c) & 31 for c in prefix]
        check = 1
        for value in [*spread, *body, *[0] * 6]:
            top, check = check >> 25, (check & 0x1FFFFFF) << 5 ^ value
            for bit, generator in enumerate((0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)):
                check ^= generator if top >> bit & 1 else 0
        tail = [(check ^ 1) >> 5 * (5 - n) & 31 for n in range(6)]
        return f"{prefix}1" + "".join(_BECH32[n] for n in (*body, *tail))

    return make


def ipv4(draw: Random) -> str:
    return ".".join(str(draw.randint(11, 223)) for _ in range(4))


def _random_word(size: int) -> Make:
    return lambda draw: "".join(draw.choices(LETTERS + DIGITS, k=size)) + draw.choice(("a1", "Q7"))


def _each(make: Callable[[str], Make], *forms: str) -> dict[str, Make]:
    return {form: make(form) for form in forms}


_MADE: dict[str, tuple[tuple[str, ...], dict[str, Make]]] = {
    "email": (("write to {} today",), {"made": email}),
    "phone_international": (("reach her at {} today",), _each(
        number, "+49 30 9#####", "+44 20 79## ####", "+1 (415) 2##-####", "+33 1 4# ## ## ##",
    )),
    "iban": (("transfer it to {} please",), {
        "DE": iban("DE", "##################"), "GB": iban("GB", "AAAA##############"),
        "FR": iban("FR", "#####################A#"),
    }),
    "card": (("charge {} for it",), {"4": luhn("4", 16), "53": luhn("53", 16), "37": luhn("37", 15)}),
    "birth_date": (("she was born on {} in town",), _each(
        date, "{d}.{m:02}.{y}", "{y}-{m:02}-{d}", "{d}/{m:02}/{y}", "{d} {word} {y}", "{word} {d}th, {y}",
    )),
    "ipv4": (("seen from {} at noon",), {"made": ipv4}),
    "btc_address": (("pay to {} now",), {"1": base58check(0), "3": base58check(5)}),
    "base58_address": (("pay to {} now",), {
        "Litecoin": base58check(48), "Dogecoin": base58check(30), "Dash": base58check(76), "Tron": base58check(65),
    }),
    "bech32_address": (("pay to {} now",), {"bc": bech32("bc", 32), "ltc": bech32("ltc", 32)}),
    "age_field": (("name", "Kim", "age", "{}"), {"made": lambda draw: str(draw.randint(1, 99))}),
    "secret_field": (("user", "kim", "password", "{}"), {"made": _random_word(11)}),
    "alone_proven": (("role", "user", "ref", "{}"), {"pesel": pesel}),
    "alone_likely": (("role", "user", "ref", "{}"), {"bsn": bsn}),
    "unknown_secret_field": (("user", "kim", "deploy_token", "{}"), {"made": _random_word(31)}),
}  # fmt: skip
_BY_HAND = frozenset({"btc_address", "bech32_address", "base58_address", "birth_date"})
"""By hand alone: with a checksum of four bytes, or a word, no letter of an example can be another."""

# -- from examples ------------------------------------------------------------------------------------------------

ROWS = {row.name: row for row in BUILT_INS}
_SETS = (string.ascii_lowercase, string.ascii_uppercase, DIGITS, "абвгдежзиклмнопрстуфх")


def _place(texts: tuple[str, ...], value: str) -> tuple[bytes, int, int]:
    """All texts as the detector joins them, and where the value stands."""
    before, after = texts[-1].split("{}")
    lead = SEPARATOR + b"".join(text.encode() + SEPARATOR for text in texts[:-1]) + before.encode()
    start = len(lead)
    raw = value.encode()
    return lead + raw + after.encode() + SEPARATOR, start, start + len(raw)


def accepted(row: str, texts: tuple[str, ...], value: str) -> bool:
    """Whether the row alone finds exactly this."""
    data, start, end = _place(texts, value)
    return (start, end) in ROWS[row].compiled.values(bytearray(data), Budget(1_000))


@cache
def _loose(kind: Kind) -> dict[int, str]:
    """Places of the example, and the letters or digits that its pattern lets stand there instead."""
    find, groups = finder(ROWS[kind.row].pattern)
    loose = {}
    for at, letter in enumerate(kind.form):
        alike = next((letters for letters in _SETS if letter in letters), "")
        fitting = []
        for other in alike:
            data, start, end = _place(kind.texts, kind.form[:at] + other + kind.form[at + 1 :])
            first, last = find(data, 0 if groups else start, len(data))[1 if groups else 0]
            if first == start and last >= end:  # what goes on behind it is refused, or left out, by the check
                fitting.append(other)
        if len(fitting) > 1:
            loose[at] = "".join(fitting)
    return loose


def walk(kind: Kind, draw: Random) -> Iterator[str]:
    """Values of this kind without end, each made of the one before."""
    if kind.make:
        while True:
            yield kind.make(draw)
    text, loose = kind.form, _loose(kind)
    places = list(loose)
    while True:
        for _ in range(20_000):
            letters = list(text)
            for at in draw.sample(places, draw.randint(min(1, len(places)), len(places))):
                letters[at] = draw.choice(loose[at])
            other = "".join(letters)
            if other != text and accepted(kind.row, kind.texts, other):
                break
        else:
            raise AssertionError(f"nothing like {kind.form!r} is found by {kind.row}")
        text = other
        yield text


@cache
def kinds() -> dict[str, list[list[Kind]]]:
    """By category, for each of its rows the kinds of values that it finds."""
    made: dict[str, list[list[Kind]]] = {}
    for name, row in ROWS.items():
        texts, makers = _MADE.get(name, ((), {}))
        some = [Kind(name, row.category, texts, form, make) for form, make in makers.items()]
        for marked in () if name in _BY_HAND else EXAMPLES.get(name, ()):
            before, rest = marked.split("«")
            example, after = rest.split("»")
            some.append(Kind(name, row.category, (f"{before}{{}}{after}",), example))
        made.setdefault(row.category, []).append(some)
    return made
