"""Second looks at what a label names: no check digits are asked for, only that it could be meant."""

from __future__ import annotations

import re
from itertools import pairwise

from isthmus.detect import checks
from isthmus.detect.checks import IBAN_LENGTHS, digits_of, secret_end, secret_value

_GROUP = re.compile(r"[^ ./-]+")
_DATE_LIKE = re.compile(r"(?:19|20)\d\d[-/. ]?[01]\d[-/. ]?[0-3]\d\Z|[0-3]?\d[-/.][0-3]?\d[-/.](?:19|20)?\d\d\Z")
_ONE_NUMBER, _GROUPED = 9, 8
"""Digits that are a whole number, and what groups with blanks between them have at least: fewer are half of one."""


_YEAR = r"(?:19|20)\d\d"
_DAY = rf"(?:{_YEAR}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])|(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2]){_YEAR})"
_TIME = r"(?:[01]\d|2[0-3])[0-5]\d(?:[0-5]\d(?:\d{3})?)?"
_YEARS = re.compile(rf"(?:{_YEAR}[ ./-]?){{3,}}|{_YEAR}[ ./-]{_YEAR}")
_MOMENT = re.compile(rf"1\d{{12}}|1[4-9]\d{{14}}|1[4-9]\d{{17}}|{_DAY}{_TIME}|(?:{_DAY}|{_YEAR}){{2,}}")
"""Milliseconds since 1970, or their thousandths; a day and a time; days and years, of which a view leaves out what
stands between. No card begins so."""
_DATED_GROUP = re.compile(rf"{_YEAR}|{_DAY}|\d\d?")


def _moments(groups: list[str]) -> bool:
    """Whether these are dates and times: together they may have as many digits as a card."""
    if len(groups) == 1:
        return _MOMENT.fullmatch(groups[0]) is not None
    return all(map(_DATED_GROUP.fullmatch, groups)) and any(len(group) > 2 for group in groups)


def told(value: str) -> int:
    """What a label names: neither dates nor a placeholder of one digit or two. A long first group stands alone."""
    first = _GROUP.match(value)
    if first is not None and len(digits_of(first.group())) >= _ONE_NUMBER:
        value = first.group()
    numbers = digits_of(value)
    if (len(numbers) < _GROUPED and " " in value) or _YEARS.fullmatch(value):
        return 0
    return len(value) if len(set(numbers)) > 2 and not _DATE_LIKE.match(value) else 0


_SHORTEST_CARD, _SHORTEST_GROUP = 12, 3


def card_told(value: str) -> int:
    """What a label names, without the expiry date behind it."""
    if len(set(digits_of(value))) < 2:
        return 0
    end, count, groups = 0, 0, _GROUP.findall(value)
    if _moments(groups):
        return 0
    single = all(len(group) == 1 for group in groups)
    for group in _GROUP.finditer(value):
        if count >= _SHORTEST_CARD and len(group.group()) < _SHORTEST_GROUP and not single:
            break
        end, count = group.end(), count + len(group.group())
    return end if count >= _SHORTEST_CARD else 0


def iban_told(value: str) -> int:
    """What a label names: as many groups as its country's length needs, and no word behind them."""
    wanted = IBAN_LENGTHS.get(value[:2].upper(), 34)
    end = count = 0
    for group in re.finditer(r"[^ -]+", value):
        if count >= wanted:
            break
        count += len(group.group())
        if any(map(str.isdigit, group.group())):
            end = group.end()
    return end if len(digits_of(value[:end])) >= 8 else 0


# -- secrets -------------------------------------------------------------------------------------------------------

_PIECE = re.compile(r"[A-Za-z0-9]+")
_TECHNICAL = frozenset(
    "base16 base32 base36 base58 base62 base64 base64url sha1 sha224 sha256 sha384 sha512 md4 md5 hs256 "
    "hs384 hs512 rs256 "
    "rs384 rs512 es256 es384 es512 ps256 eddsa25519 ed25519 x25519 curve25519 secp256k1 secp256r1 "
    "prime256v1 aes128 aes192 "
    "aes256 rsa1024 rsa2048 rsa3072 rsa4096 hmacsha1 hmacsha256 hmacsha512 oauth1 oauth2 openid2 pkcs1 "
    "pkcs7 pkcs8 pkcs11 "
    "pkcs12 pbkdf2 scrypt argon2 argon2id blake2b blake3 utf8 utf16 unicode16 ascii85 x509 ipv4 ipv6 http2 http3 tls12 "
    "tls13 1password 1password7 1password8 win32 win64 amd64 arm64 x86 w3c web3 web2 auth0 k8s i18n ec2 "
    "s3 c4 gpt2 gpt3 gpt4 llama2 llama3 bert2 "
    "rfc6749 rfc6750 rfc7515 rfc7519 rfc7523 rfc7636 rfc8693 iso8601 fips140 level1 level2 level3".split()
)
_AMOUNT = re.compile(r"\d{1,6}[a-z]{1,12}", re.IGNORECASE)
_NUMBERED = re.compile(r"[a-z]{1,12}\d{1,2}", re.IGNORECASE)
"""`3600s` and `32bytes`; `version2` and `chapter12`."""
_DATED = re.compile(r"\d{4}-\d\d(?:-\d\d)?(?:[T_]\S*)?|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|[\d.,:%+/-]+")
_SHORTEST_KEY, _SHORTEST_WORD = 8, 6


def key_told(value: str) -> int:
    """A key, where a word is as likely: letters and digits mixed, and neither an amount nor a technical word."""
    word = value[: secret_end(value)].rstrip(".,;:!?)\"'")
    return len(word) if _mixed(word, _SHORTEST_WORD) and secret_value(word) else 0


def password_told(value: str) -> int:
    """A password told with words before it: as a key, or with a sign beside letters and digits."""
    word = value[: secret_end(value)].rstrip(".,;:?)\"'")
    odd = any(c in "!@#$%^&*?~+" for c in word.rstrip("!")) and any(map(str.isalpha, word))
    short = any(map(str.isdigit, word)) and any(map(str.isalpha, word)) and not _ordinary(word)
    return len(word) if (odd or short) and secret_value(word) else 0


def direct_told(value: str) -> int:
    """A secret right behind its name, where a sentence would go on: as random as one alone."""
    word = value[: secret_end(value)].rstrip(".,;:?)\"'")
    signed = any(c in "!@#$%^&*~+" for c in word) and any(map(str.isdigit, word)) and any(map(str.isalpha, word))
    return len(word) if (_mixed(word, _SHORTEST_KEY) or signed) and secret_value(word.rstrip("!")) else 0


def _mixed(word: str, least: int) -> bool:
    """Whether a piece of it has letters and digits, as words have not."""
    return not _ordinary(word) and any(
        len(piece) >= least
        and not (piece.isdigit() or piece.isalpha() or _said(piece) or _NUMBERED.fullmatch(piece))
        for piece in _PIECE.findall(word)
    )


def _ordinary(word: str) -> bool:
    pieces = _PIECE.findall(word)
    return _DATED.fullmatch(word) is not None or all(piece.isalpha() or _said(piece) for piece in pieces)


def _said(piece: str) -> bool:
    return piece.lower() in _TECHNICAL or _AMOUNT.fullmatch(piece) is not None


def option_told(value: str) -> int:
    """What an option of a command line names: no variable, no template, and no further option."""
    word = value[: secret_end(value)]
    return len(word) if word and word[0] != "-" and secret_value(word) else 0


def option_key(value: str) -> int:
    """The same of an option for a key: with a digit or a sign, and neither a number nor a date."""
    end = checks.spoken_secret(value)
    return end if end and not _ordinary(value[:end]) else 0


def header_told(value: str) -> int:
    """Credentials of a header, which words about them are not: with digits, or capitals within."""
    word = value[: secret_end(value)].rstrip(".,;:!?)\"'")
    mixed = any(map(str.isdigit, word)) or any(a.islower() and b.isupper() for a, b in pairwise(word))
    said = _DATED.fullmatch(word) is not None or all(map(_said, _PIECE.findall(word)))
    return len(word) if mixed and len(word) >= _SHORTEST_KEY and not said and secret_value(word) else 0
