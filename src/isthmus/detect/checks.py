"""Second looks at a candidate: check digits, prefixes, plausibility. Each answers how many leading characters
of the candidate are the value, and 0 for none.

Check digits come from python-stdnum, module by module and only when a candidate asks (importing all of them costs
more than the whole gateway's start). Where its modules ask today's date, which would make the same text give
different findings tomorrow, the arithmetic is written here.
"""

from __future__ import annotations

import importlib
import ipaddress
import re
from collections.abc import Callable
from itertools import pairwise
from math import log2
from typing import Any

from isthmus.detect.patterns import Check
from isthmus.detect.placeholders import placeholder


def stdnum(module: str, **options: Any) -> Check:
    """The check of `stdnum.<module>`, as a whole-candidate check."""
    valid: Callable[..., bool] | None = None

    def check(value: str) -> int:
        nonlocal valid
        if valid is None:
            # The package first: two threads that each begin with another of its modules would wait for each other.
            importlib.import_module(f"stdnum.{module.partition('.')[0]}")
            valid = importlib.import_module(f"stdnum.{module}").is_valid
        try:
            return len(value) if valid(value.replace(" ", ""), **options) else 0
        except (LookupError, ValueError):  # no such region, no such date: some modules throw where they should refuse
            return 0

    check.__qualname__ = f"stdnum.{module}"
    return check


_NO_DIGIT = bytes(set(range(256)) - set(b"0123456789"))


def digits_of(value: str) -> str:
    return value.encode().translate(None, _NO_DIGIT).decode()


def luhn(digits: str) -> bool:
    """ISO/IEC 7812-1, annex B."""
    total, doubled = 0, len(digits) % 2 == 0
    for letter in digits:
        number = ord(letter) - 48
        if doubled:
            number += number if number < 5 else number - 9
        total += number
        doubled = not doubled
    return total % 10 == 0


# Longest first: a card number may be followed by its expiry date, which looks like more of the same.
_CARD_LENGTHS = {"34": (15,), "37": (15,), "36": (14,), "38": (14,), "39": (14,), "4": (19, 16, 13)} | {
    "2": (), "30": (14,), "35": (16,), "5": (16,), "50": (19, 18, 16), "6": (19, 18, 17, 16),
    "61": (), "66": (), "68": (), "69": (), "1800": (15,), "2131": (15,), "81": (19, 18, 17, 16), "82": (16,),
    "8600": (16,), "9792": (16,), "9704": (19, 16), "9860": (16,),
} | dict.fromkeys(
    "5018 5020 5038 5612 5868 5893 6304 6390 6759 6761 6762 6763 6771".split(), (19, 18, 17, 16, 15, 14, 13, 12)
) | {str(n): (19, 18, 17, 16) for n in range(2200, 2206)} | {str(n): (16,) for n in range(2221, 2721)}  # fmt: skip
"""By the longest prefix of one, two or four digits: Visa, Amex, Diners, JCB, Mastercard, Maestro, Discover, UnionPay,
RuPay, Verve, Elo, Hipercard, Mir, Troy, Napas, Humo, Uzcard. Other Maestro cards of 12 to 15 digits are found beside a
label."""


def card(value: str) -> int:
    """Payment cards (ISO/IEC 7812): a brand's prefix and length, usual grouping, and the Luhn digit."""
    digits = value.replace(" ", "").replace("-", "")
    lengths = _CARD_LENGTHS.get(digits[:4])
    if lengths is None:
        lengths = _CARD_LENGTHS.get(digits[:2], _CARD_LENGTHS.get(digits[0], ()))
    for length in lengths:
        if length > len(digits):
            continue
        end = len(value) if len(digits) == length else _end(value, length)
        if (
            (end == len(value) or not value[end].isdigit())
            and luhn(digits[:length])
            and _grouped_as_cards_are(value[:end])
        ):
            return end
    return 0


def _end(value: str, count: int) -> int:
    """Where the first `count` characters but blanks and hyphens end; behind the value when it has fewer."""
    end = 0
    for letter in value:
        end += 1
        if letter != " " and letter != "-":
            count -= 1
            if not count:
                return end
    return end + count


def _grouped_as_cards_are(value: str) -> bool:
    """In one group, in groups of four to six, or each digit alone. Groups of three are telephone and tax numbers side
    by side; of a card they are what remains at the end."""
    group, shortest, longest = 0, 99, 0  # of those before the last
    for letter in value:
        if letter == " " or letter == "-":
            shortest, longest = min(shortest, group), max(longest, group)
            group = 0
        else:
            group += 1
    if not longest or longest == shortest == group == 1:
        return True
    return shortest >= 4 and longest <= 6 and 3 <= group <= 6


# The SWIFT registry, by length.
IBAN_LENGTHS = {
    country: length
    for length, countries in {
        15: "NO", 16: "BE", 18: "DK FI FK FO GL NL SD", 19: "MK SI", 20: "AT BA EE KZ LT LU MN XK",
        21: "CH HR LI LV", 22: "BG BH CR DE GB GE IE ME RS VA", 23: "AE GI IL IQ OM SO TL",
        24: "AD CZ ES MD PK RO SA SE SK TN VG", 25: "LY PT ST", 26: "IS TR",
        27: "BI DJ FR GR IT MC MR SM", 28: "AL AZ BY CY DO GT HN HU LB NI PL SV", 29: "BR EG PS QA UA",
        30: "JO KW MU", 31: "MT SC", 32: "LC", 33: "RU",
    }.items()
    for country in countries.split()
}  # fmt: skip


def iban(value: str) -> int:
    """ISO 13616: the country's length and ISO 7064 mod 97-10. What follows the number is left out."""
    length = IBAN_LENGTHS.get(value[:2].upper())
    if length is None:
        return 0
    end = _end(value, length)
    if end > len(value) or (end < len(value) and value[end].isalnum()):
        return 0
    rest = 0
    for letter in f"{value[4:end]}{value[:4]}".upper().replace("\u212a", "K"):  # RE2 folds the Kelvin sign
        if letter >= "A":
            rest = (100 * rest + ord(letter) - 55) % 97
        elif letter >= "0":
            rest = (10 * rest + ord(letter) - 48) % 97
    return end if rest == 1 else 0


_FILES = frozenset(
    "png jpg jpeg gif svg webp ico css js ts mjs tsx jsx json html py rs go java md txt yaml yml".split()
)
_SERVICE_ACCOUNTS = frozenset(("git", "hg", "svn"))


def email(value: str) -> int:
    """Neither a file name ("icon@2x.png") nor a repository's address ("git@host:…")."""
    at, dot = value.rfind("@"), value.rfind(".")
    if value[max(at, dot) + 1 :].lower() in _FILES or value[: max(at, 0)].lower() in _SERVICE_ACCOUNTS:
        return 0
    return len(value) if ".." not in value else 0


_DATED = re.compile(
    r"(?:19|20)\d\d([-/.])[01]?\d\1[0-3]?\d(?!\d)|[0-3]?\d([-/.])[0-3]?\d\2(?:19|20)\d\d(?!\d)"
)


def phone(value: str, least: int = 7) -> int:
    """ITU-T E.164 allows 15 digits; fewer than 7 are not a subscriber anywhere that writes an area code."""
    count = different = seen = 0
    for letter in value:
        if "0" <= letter <= "9":
            bit = 1 << (ord(letter) - 48)
            different += not seen & bit
            seen |= bit
            count += 1
    if not least <= count <= 15 or different < 3 or (value[0] != "+" and _DATED.match(value)):
        return 0
    return len(value)


def phone_international(value: str) -> int:
    """After 00 more digits are asked for than after +: numbers padded with zeros are many."""
    return phone(value, least=8 if value[0] == "+" else 11)


def phone_trunk(value: str) -> int:
    """Below nine digits it is rather a pair of times (0900-1700) or a part number."""
    return phone(value, least=9)


def phone_named(value: str) -> int:
    return phone(value.rstrip(" .-/("))


def ipv4(value: str) -> int:
    """Unspecified, loopback, broadcast, multicast and netmask-like addresses point at nobody."""
    octets = value.split(".")
    if len(octets) != 4 or any(octet[0] == "0" and octet != "0" for octet in octets):
        return 0
    first = int(octets[0])
    silent = value == "0.0.0.0" or first == 127 or 224 <= first < 240 or first == 255  # noqa: S104
    return 0 if silent or value.endswith(".0.0.0") else len(value)


def ipv6(value: str) -> int:
    try:
        address = ipaddress.IPv6Address(value)
    except ValueError:
        return 0
    groups = [group for group in value.split(":") if group]
    first_is_number = len(groups) == 2 and len(groups[0]) == 4 and any(c.isdigit() for c in groups[0])
    if not any(c.isdigit() for c in value) or (len(groups) < 3 and not first_is_number):
        return 0  # `bad::cafe` is rather a name in C++
    return 0 if address.is_unspecified or address.is_loopback or address.is_multicast else len(value)


def mac(value: str) -> int:
    """48 bits; what is longer is a certificate's fingerprint."""
    return len(value) if len(value) in (14, 17) and len(set(value.lower())) > 3 else 0


def _date(day: str, month: str) -> bool:
    return 1 <= int(day) <= 31 and 1 <= int(month) <= 12


def personnummer(value: str) -> int:
    """Sweden: yymmdd-nnnC, Luhn; a co-ordination number has 60 added to the day."""
    digits = digits_of(value)[-10:]
    day = int(digits[4:6])
    return len(value) if _date(str(day - 60 if day > 60 else day), digits[2:4]) and luhn(digits) else 0


def cpr(value: str) -> int:
    """Denmark: ddmmyynnnn. Its check digit was given up in 2007, so only the date speaks."""
    digits = digits_of(value)
    return len(value) if _date(digits[:2], digits[2:4]) else 0


def fodselsnummer(value: str) -> int:
    """Norway: two digits modulo 11; D-numbers add 40 to the day, H-numbers 40 to the month."""
    d = [int(c) for c in digits_of(value)]
    first = sum(w * n for w, n in zip((3, 7, 6, 1, 8, 9, 4, 5, 2, 1), d, strict=False)) % 11
    second = sum(w * n for w, n in zip((5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1), d, strict=False)) % 11
    day, month = 10 * (d[0] % 4) + d[1], 10 * (d[2] % 4) + d[3]
    return len(value) if first == 0 and second == 0 and _date(str(day), str(month)) else 0


def rijksregister(value: str) -> int:
    """Belgium: 97 minus the first nine digits modulo 97, which get a leading 2 for those born from 2000 on.
    A number from the BIS register adds 20 or 40 to the month."""
    digits = digits_of(value)
    body, control = digits[:9], int(digits[9:])
    if int(digits[2:4]) % 20 > 12 or int(digits[4:6]) > 31:
        return 0
    return len(value) if control in (97 - int(body) % 97, 97 - int("2" + body) % 97) else 0


def south_african_id(value: str) -> int:
    digits = digits_of(value)
    return len(value) if _date(digits[4:6], digits[2:4]) and luhn(digits) else 0


def rrn(value: str) -> int:
    """South Korea: the check digit, dropped for numbers given out since October 2020, is not asked for."""
    digits = digits_of(value)
    return len(value) if _date(digits[4:6], digits[2:4]) else 0


_NINO_NEVER = frozenset(("BG", "GB", "NK", "KN", "TN", "NT", "ZZ"))


def nino(value: str) -> int:
    """UK National Insurance number: prefixes never given out are refused; there is no check digit."""
    return 0 if value[:2].upper() in _NINO_NEVER else len(value)


_NO_SECRET = frozenset(
    "none null nil true false undefined string str text bytes varchar required optional redacted hidden masked "
    "default example changeme placeholder empty unset your the self this input integer number boolean".split()
)
_ABOUT_SECRETS = re.compile(r"pass|pwd|key|token|secret|cred|env|config|setting|vault", re.IGNORECASE)
_PATH = re.compile(r"[A-Za-z_][A-Za-z_.]*")
_CODE = frozenset("()[]{}<>")


_BEHIND_SECRET = re.compile(r"[\"'`”»](?=[\s,:;.)\]}>&|]|\Z)|[,;&](?=[\"'\w.-]{1,60}[=:])|[\"'`,;)\]}]+\Z|\\[\"n]")
"""What ends a value before a white space: a quote that nothing of a word follows, the next of several assignments, and
signs at the end."""


def secret_end(value: str) -> int:
    """Where a secret ends that goes on to the next white space: signs inside belong to it."""
    for sign in _BEHIND_SECRET.finditer(value):
        if sign.group()[0] not in ")]}" or not _CODE & set(value[: sign.start()]):
            return sign.start()
    return len(value)


def secret_value(value: str) -> int:
    """A password somebody wrote down, rather than code about passwords: a call, a variable, a template."""
    end = secret_end(value)
    word = value[:end].rstrip(".!?,")
    if len(word) < 4 or len(set(word)) < 3 or word.lower() in _NO_SECRET or word[0] in "<$%{[(&*.\\":
        return 0
    if (_PATH.fullmatch(word) and _ABOUT_SECRETS.search(word)) or placeholder(word):
        return 0
    if "(" in word or (word[-1] in ")]}>" and _CODE & set(word[:-1])):
        return 0
    return end


def spoken_secret(value: str) -> int:
    """Where an ordinary word is as likely, a digit or a sign inside is asked for."""
    word = value[: secret_end(value)].rstrip(".,;:?)\"'")
    odd = any(c.isdigit() or c in "!@#$%^&*?~+" for c in word.rstrip("!"))
    return len(word) if odd and secret_value(word) else 0


def url_login(value: str) -> int:
    """`user:password`, unless the password is a template's or a manual's."""
    return len(value) if secret_value(value.partition(":")[2]) else 0


_LAST_LINE = re.compile(r"Private-MAC: [0-9a-f]+")


def putty_key(value: str) -> int:
    """To its last line; without one it is cut off, and everything may belong to it."""
    last = _LAST_LINE.search(value)
    return last.end() if last else len(value)


def random_token(value: str) -> int:
    """Credentials hold digits; the words of a sentence about them do not."""
    mixed = any(c.isdigit() for c in value) and any(c.isalpha() for c in value)
    return len(value) if mixed and not placeholder(value) else 0


_COUNTRIES = frozenset(
    "AD AE AF AG AI AL AM AO AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BW BY BZ CA CD "
    "CF CG "
    "CH CI CK CL CM CN CO CR CU CV CW CY CZ DE DJ DK DM DO DZ EC EE EG ER ES ET FI FJ FM FO FR GA GB GD GE GF GG GH "
    "GI GL "
    "GM GN GP GQ GR GT GU GW GY HK HN HR HT HU ID IE IL IM IN IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY "
    "KZ LA "
    "LB LC LI LK LR LS LT LU LV LY MA MC MD ME MG MH MK ML MM MN MO MQ MR MS MT MU MV MW MX MY MZ NA NC NE NG NI NL "
    "NO NP "
    "NR NU NZ OM PA PE PF PG PH PK PL PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SI SK SL SM SN SO SR SS ST "
    "SV SY "
    "SZ TC TD TG TH TJ TL TM TN TO TR TT TV TW TZ UA UG US UY UZ VA VC VE VG VI VN VU WS XK YE ZA ZM ZW".split()
)


def bic(value: str) -> int:
    """ISO 9362: four letters of the bank, then a country."""
    return len(value) if value[4:6] in _COUNTRIES else 0


_HEX_ONLY = re.compile(r"[0-9a-fA-F-]+")
_SPARING = 3.5
"""Bits a character. Twenty random letters and digits have 4, words joined by signs rarely more than 3.5."""


def entropic(value: str) -> int:
    """Shannon's entropy of the letters, with capitals, small letters and digits among them: names have few of these.

    What is hexadecimal throughout is rather a hash, a commit or a UUID; what has words in it a path or a name.
    """
    word = value.rstrip("=.")
    kinds = (any(map(str.isupper, word)), any(map(str.islower, word)), any(map(str.isdigit, word)))
    if not all(kinds) or len(word) < 16 or _HEX_ONLY.fullmatch(word):
        return 0
    pieces = re.split(r"[._/~+-]", word)
    if len(pieces) > 1 and max(map(len, pieces)) < 12:
        return 0
    longest = max(pieces, key=len)
    changes = sum(_kind(a) != _kind(b) for a, b in pairwise(longest))
    if changes * 4 < len(longest):
        return 0
    size = len(word)
    bits = -sum(n / size * log2(n / size) for n in map(word.count, set(word)))
    return len(value) if bits >= _SPARING else 0


def _kind(letter: str) -> int:
    return 0 if letter.isdigit() else 1 if letter.isupper() else 2
