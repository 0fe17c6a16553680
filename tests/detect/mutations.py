"""Values of structured categories, made up so that they are valid, and ways to disguise them.

`python -m tests.detect.mutations [values]` prints the share of the values caught plainly that is still caught in each
disguise.
"""

from __future__ import annotations

import base64
import importlib
import string
import sys
from collections.abc import Callable, Iterable
from random import Random
from typing import NamedTuple
from urllib.parse import quote

from isthmus.detect import Detector, built_in

LETTERS, DIGITS = string.ascii_letters, string.digits


class Told(NamedTuple):
    """Texts of a request, and what of them is the value: part number, first and last place in it."""

    texts: list[str]
    places: list[tuple[int, int, int]]


def number(shape: str, module: str = "", **options: object) -> Callable[[Random], str]:
    """Numbers of a shape (`#` a digit, `A` a capital) that `stdnum` calls valid."""

    def make(draw: Random) -> str:
        valid = importlib.import_module(f"stdnum.{module}").is_valid if module else lambda _: True
        while True:
            text = "".join(
                draw.choice(DIGITS) if c == "#" else draw.choice("ABCDEFGHJKLMNPRSTUVWXYZ") if c == "A" else c
                for c in shape
            )
            if valid(text.replace(" ", ""), **options):
                return text

    return make


def luhn(prefix: str, length: int) -> Callable[[Random], str]:
    def make(draw: Random) -> str:
        body = prefix + "".join(draw.choices(DIGITS, k=length - len(prefix) - 1))
        total = sum(sum(divmod(int(d) * (2 - n % 2), 10)) for n, d in enumerate(reversed(body)))
        full = body + str(-total % 10)
        return " ".join(full[n : n + 4] for n in range(0, length, 4)) if draw.random() < 0.5 else full

    return make


def iban(country: str, shape: str) -> Callable[[Random], str]:
    def make(draw: Random) -> str:
        bban = number(shape)(draw)
        value = int("".join(str(int(c, 36)) for c in f"{bban}{country}00"))
        full = f"{country}{98 - value % 97:02}{bban}"
        return " ".join(full[n : n + 4] for n in range(0, len(full), 4)) if draw.random() < 0.5 else full

    return make


def email(draw: Random) -> str:
    def word(low: int, high: int) -> str:
        return "".join(draw.choices(string.ascii_lowercase, k=draw.randint(low, high)))

    name = f"{word(3, 8)}.{word(3, 8)}" if draw.random() < 0.7 else f"{word(4, 9)}{draw.randint(10, 99)}"
    domains = ("example.com", "example.org", f"{word(4, 9)}.de", f"mail.{word(4, 9)}.co.uk", f"{word(5, 9)}.fr")
    return f"{name}@{draw.choice(domains)}"


def joined(sign: str, alphabet: str, count: int, size: int) -> Callable[[Random], str]:
    return lambda draw: sign.join("".join(draw.choices(alphabet, k=size)) for _ in range(count))


VALUES: dict[str, tuple[str, tuple[Callable[[Random], str], ...]]] = {
    "email": ("write to {} today", (email,)),
    "phone": ("reach her at {} today", (
        number("+49 30 9#####"), number("+44 20 79## ####"), number("+1 (415) 2##-####"), number("+33 1 4# ## ## ##"),
    )),
    "iban": ("transfer it to {} please", (
        iban("DE", "##################"), iban("GB", "AAAA##############"), iban("FR", "#####################A#"),
    )),
    "card": ("charge {} for it", (luhn("4", 16), luhn("53", 16), luhn("37", 15))),
    "us_ssn": ("she gave {} as hers", (number("###-##-####", "us.ssn"),)),
    "br_cpf": ("o CPF dele: {} ok", (number("###.###.###-##", "br.cpf"),)),
    "es_dni": ("su DNI {} vale", (number("########A", "es.dni"),)),
    "fr_nir": ("son numéro {} ici", (number("1 8# 0# 75 ### ### ##", "fr.nir"),)),
    "ch_ahv": ("AHV-Nummer {} hier", (number("756.####.####.##", "ch.ssn"),)),
    "in_aadhaar": ("his number is {} there", (number("#### #### ####", "in_.aadhaar"),)),
    "uk_nino": ("NI number {} now", (number("AB ## ## ## C"),)),
    "de_idnr": ("die Steuer-ID {} gilt", (number("## ### ### ###", "de.idnr"),)),
    "pl_pesel": ("PESEL {} tak", (number("8#0#1######", "pl.pesel"),)),
    "uk_nhs": ("NHS number {} as told", (number("### ### ####", "gb.nhs"),)),
    "birth_date": ("born on {} in town", (
        lambda draw: f"{draw.randint(10, 28)}.{draw.randint(10, 12)}.{draw.randint(1930, 2010)}",
        lambda draw: f"{draw.randint(1930, 2010)}-{draw.randint(10, 12)}-{draw.randint(10, 28)}",
    )),
    "ip": ("seen from {} at noon", (lambda draw: ".".join(str(draw.randint(11, 223)) for _ in range(4)),)),
    "mac": ("the device {} left", (joined(":", "0123456789abcdef", 6, 2),)),
    "aws_access_key": ("use {} there", (
        lambda draw: "AKIA" + "".join(draw.choices("ABCDEFGHJKLMNPQRSTUVWXYZ234567", k=16)),
    )),
    "github_key": ("use {} there", (lambda draw: "ghp_" + "".join(draw.choices(LETTERS + DIGITS, k=36)),)),
    "openai_key": ("use {} there", (lambda draw: "sk-proj-" + "".join(draw.choices(LETTERS + DIGITS, k=40)),)),
}  # fmt: skip
"""A sentence, and what makes values for it."""

BOUND = frozenset(("email", "ip", "mac", "aws_access_key", "github_key", "openai_key"))
"""Their signs are part of them, so that none of them can be put between their letters."""

_SEEN_AS = dict(zip("aeiocpxysjABCEHIKMOPSTXYZ", "аеіосрхуѕјАВСЕНІКМОРЅТХΥΖ", strict=True)) | {
    str(n): chr(0x1D7CE + n) for n in range(10)
}
_WORDS = (
    "zero one two three four five six seven eight nine".split(),
    "null eins zwei drei vier fünf sechs sieben acht neun".split(),
    "zéro un deux trois quatre cinq six sept huit neuf".split(),
    "cero uno dos tres cuatro cinco seis siete ocho nueve".split(),
    "zero uno due tre quattro cinque sei sette otto nove".split(),
)
_LEET = {"0": "O", "1": "l", "5": "S", "8": "B"}


def look_alikes(value: str, draw: Random) -> str:
    return "".join(_SEEN_AS.get(c, c) if draw.random() < 0.6 else c for c in value)


def zero_width(value: str, draw: Random) -> str:
    invisible = ["\u200b", "\u200d", "\u2060", "\u00ad", "\ufeff", "\u200b\u200c"]
    return value[0] + "".join((draw.choice(invisible) if draw.random() < 0.4 else "") + c for c in value[1:])


def full_width(value: str, draw: Random) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in value)


def other_digits(value: str, draw: Random) -> str:
    zero = draw.choice((0x660, 0x6F0, 0x966, 0x9E6, 0xE50, 0x1D7D8))
    return "".join(chr(zero + int(c)) if c in DIGITS else c for c in value)


def separators(value: str, draw: Random) -> str:
    """Other signs where it has some, else some between groups of letters and digits."""
    sign = draw.choice((" ", ".", "-", "/", "_", "\u202f", "\u00a0", " - ", "  ", "–", "·"))
    groups = _groups(value)
    if len(groups) == 1:
        size = draw.choice((2, 3, 4))
        groups = [value[n : n + size] for n in range(0, len(value), size)]
    return ("+" if value[0] == "+" else "") + sign.join(groups)


def _groups(value: str) -> list[str]:
    return "".join(c if c.isalnum() else " " for c in value).split()


def spaced_out(value: str, draw: Random) -> str:
    return ("+" if value[0] == "+" else "") + draw.choice((" ", ".", "-")).join(c for c in value if c.isalnum())


def line_break(value: str, draw: Random) -> str:
    at = draw.randint(3, len(value) - 3)
    return value[:at].rstrip() + draw.choice(("\n", "\r\n", "\n  ")) + value[at:].lstrip()


def spelled_out(value: str, draw: Random) -> str:
    words = draw.choice(_WORDS)
    signs = {"+": "plus", "-": "dash", ".": "dot", "/": "slash"}
    said = [words[int(c)] if c in DIGITS else signs.get(c, "") for c in value]
    return " ".join(filter(None, said))


def told_address(value: str, draw: Random) -> str:
    ways = (" at ", " dot "), (" (at) ", " (dot) "), ("[at]", "[dot]"), (" AT ", " DOT "), (" at ", " punkt ")
    at, dot = draw.choice(ways)
    return value.replace("@", at).replace(".", dot)


def leet(value: str, draw: Random) -> str:
    """Letters for digits in numbers, digits for letters in words."""
    if "@" in value:
        return "".join({"a": "4", "e": "3", "o": "0", "i": "1"}.get(c, c) for c in value[:-3]) + value[-3:]
    places = [n for n, c in enumerate(value) if c in _LEET]
    chosen = set(draw.sample(places, min(len(places), draw.randint(1, 3))))
    return "".join(_LEET[c] if n in chosen else c for n, c in enumerate(value))


def percent(value: str, draw: Random) -> str:
    return "".join(f"%{ord(c):02X}" for c in value) if draw.random() < 0.5 else quote(value, safe="")


def entities(value: str, draw: Random) -> str:
    return "".join(draw.choice((f"&#{ord(c)};", f"&#x{ord(c):x};")) if draw.random() < 0.5 else c for c in value)


def json_escapes(value: str, draw: Random) -> str:
    return "".join(f"\\u{ord(c):04x}" if draw.random() < 0.5 else c for c in value)


def in_base64(value: str, draw: Random) -> str:
    return base64.b64encode(value.encode()).decode()


def in_hex(value: str, draw: Random) -> str:
    return value.encode().hex()


DISGUISES: dict[str, Callable[[str, Random], str]] = {
    "look-alikes": look_alikes, "zero-width characters": zero_width, "full-width characters": full_width,
    "other scripts' digits": other_digits, "separators": separators, "spaced out": spaced_out, "line break": line_break,
    "spelled-out digits": spelled_out, "spelled-out address": told_address, "leetspeak": leet,
    "percent-encoded": percent, "HTML entities": entities, "JSON escapes": json_escapes,
    "base64": in_base64, "hexadecimal": in_hex,
    "split over two messages": lambda value, draw: value,
}  # fmt: skip
PROMISED = ("look-alikes", "zero-width characters", "full-width characters", "separators")


def applies(disguise: str, category: str) -> bool:
    if disguise == "spelled-out address":
        return category == "email"
    if disguise in ("separators", "spaced out"):
        return category not in BOUND and not (disguise == "spaced out" and category == "birth_date")
    if disguise == "spelled-out digits":
        return category not in (BOUND - {"ip"}) | {"iban", "uk_nino", "es_dni"}
    if disguise == "leetspeak":
        return category not in BOUND - {"email"} and category != "birth_date"
    return True


def told(category: str, disguise: str, draw: Random) -> tuple[Told, Told]:
    """A value in its sentence, plain and disguised."""
    sentence, makers = VALUES[category]
    value = draw.choice(makers)(draw)
    before, after = sentence.split("{}")
    start = len(before)
    plain = Told([before + value + after], [(0, start, start + len(value))])
    if disguise == "split over two messages":
        at = draw.randint(3, len(value) - 3)
        texts = [before + value[:at], "role", "user", "content", value[at:] + after]
        return plain, Told(texts, [(0, start, start + at), (4, 0, len(value) - at)])
    hidden = DISGUISES[disguise](value, draw)
    return plain, Told([before + hidden + after], [(0, start, start + len(hidden))])


def caught(detector: Detector, what: Told) -> bool:
    """Whether fewer than four letters or digits of the value are left uncovered."""
    found = detector.scan(what.texts).findings
    covered = {(f.part, at) for f in found for at in range(f.start, f.end)}
    return sum(
        what.texts[part][at].isalnum() and (part, at) not in covered
        for part, start, end in what.places
        for at in range(start, end)
    ) < 4  # fmt: skip


def rates(count: int, categories: Iterable[str] = VALUES, seed: int = 8) -> dict[str, dict[str, tuple[int, int]]]:
    """By disguise and category: how many values are caught in it, of how many that are caught plainly."""
    detector = Detector(built_in())
    table: dict[str, dict[str, tuple[int, int]]] = {}
    for disguise in DISGUISES:
        for category in categories:
            if not applies(disguise, category):
                continue
            draw = Random(f"{seed} {disguise} {category}")
            pairs = [told(category, disguise, draw) for _ in range(count)]
            known = [hidden for plain, hidden in pairs if caught(detector, plain)]
            hits = sum(caught(detector, hidden) for hidden in known)
            table.setdefault(disguise, {})[category] = hits, len(known)
    return table


def share(cells: Iterable[tuple[int, int]]) -> float:
    pairs = list(cells)
    known = sum(total for _, total in pairs)
    return sum(hits for hits, _ in pairs) / known if known else 1.0


def printed(table: dict[str, dict[str, tuple[int, int]]]) -> str:
    lines = ["| disguise | caught | least |", "|---|--:|---|"]
    for disguise, row in table.items():
        worst = min(row, key=lambda category: share([row[category]]))
        least = share([row[worst]])
        lines.append(
            f"| {disguise} | {share(row.values()):.1%} | {f'`{worst}` {least:.1%}' if least < 0.995 else ''} |"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    figures = rates(int(sys.argv[1]) if len(sys.argv) > 1 else 100)
    print(printed(figures))
    if "-v" in sys.argv:
        for name, row in figures.items():
            print(name, {category: f"{share([cell]):.0%}" for category, cell in row.items() if share([cell]) < 0.99})
