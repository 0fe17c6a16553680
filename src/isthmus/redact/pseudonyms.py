"""How a pseudonym is spelt, and how it is derived.

`EMAIL-` and twenty letters: sixteen name the entity, four the exact surface form. The letters are hexadecimal digits
written as sixteen consonants, so that a pseudonym is no word, no number and no identifier of any kind, holds nothing
that JSON, a URL or Markdown would escape, and is a legal part of a tool's name.
"""

from __future__ import annotations

import re
import unicodedata
from binascii import hexlify
from collections.abc import Callable
from functools import lru_cache, partial
from hashlib import blake2b

from isthmus.domain.errors import CrossingRefused
from isthmus.domain.lots import breathe, empty
from isthmus.redact.surfaces import Surface

Derive = Callable[[bytes, bytes], bytes]
"""(key, message) to at least 10 bytes. Keyed BLAKE2b, unless a test numbers its pseudonyms itself."""

_Asked = tuple[str, str, tuple[str, ...], bool, int]

LETTERS = "bcdfghjklmnpqrst"
CODE, _OWN = 20, 4
"""Letters of a pseudonym, and how many of them, at its end, say the surface form."""
TYPES = {
    "email": "EMAIL", "phone": "PHONE", "iban": "IBAN", "card": "CARD", "national_id": "NATID", "ip": "IP",
    "mac": "MAC", "url": "URL", "birth": "BIRTH", "name": "PERSON", "address": "ADDRESS", "account": "ACCOUNT",
    "secret": "SECRET", "text": "TEXT", "custom": "TERM", "place": "PLACE", "organisation": "ORG", "date": "DATE",
    "age": "AGE", "profession": "PROFESSION", "origin": "ORIGIN", "domain": "DOMAIN", "minor": "MINOR",
    "vehicle": "VEHICLE", "device": "DEVICE", "location": "LOCATION", "passport": "PASSPORT", "licence": "LICENCE",
    "crypto": "WALLET", "tax": "TAXID", "health": "HEALTH", "legal": "LEGAL", "source": "SOURCE", "host": "HOST",
}  # fmt: skip
"""Closed: a look-alike can be told only from a table that is. No type may be the end of another."""

_SYNONYMS = {
    "mail": "email", "telephone": "phone", "mobile": "phone", "fax": "phone", "payment_card": "card",
    "card_number": "card", "credit_card": "card", "pan": "card", "id": "national_id", "national": "national_id",
    "nationalid": "national_id", "natid": "national_id", "ssn": "national_id", "tax_id": "tax",
    "ip_address": "ip", "ipv4": "ip", "ipv6": "ip", "mac_address": "mac",
    "uri": "url", "link": "url", "url_credentials": "secret", "date_of_birth": "birth", "birth_date": "birth",
    "birthdate": "birth", "dob": "birth", "person": "name", "organization": "organisation", "city": "place",
    "country": "place", "region": "place", "coordinates": "location", "bank_account": "account",
    "bic": "account", "credential": "secret", "credentials": "secret", "secrets": "secret", "password": "secret",
    "api_key": "secret", "private_key": "secret", "token": "secret", "key": "secret", "license": "licence",
    "occupation": "profession", "nationality": "origin", "religion": "origin", "politics": "origin",
    "privilege": "legal", "plate": "vehicle", "vin": "vehicle", "imei": "device",
}  # fmt: skip

_SPELL = bytes.maketrans(b"0123456789abcdef", LETTERS.encode())
_TYPE = "|".join(sorted(set(TYPES.values()), key=lambda t: (-len(t), t)))
_CODE = f"[{LETTERS}]{{{CODE}}}"
TOKEN = re.compile(f"(?:{_TYPE})-{_CODE}")
"""What a pseudonym looks like, and so what a caller's own text must not look like on the other side."""

LONGEST = max(map(len, TYPES.values())) + 1 + CODE
CODES = re.compile(f"-{_CODE}")
ENDS = tuple(sorted(set(TYPES.values()), key=lambda t: (-len(t), t)))
_COMPACT = frozenset("PHONE IBAN CARD NATID MAC ACCOUNT BIRTH PASSPORT LICENCE VEHICLE TAXID".split())
_LITERAL = frozenset(["SECRET", "TEXT"])
_SEPARATORS = bytes(byte for byte in range(128) if not chr(byte).isalnum() and chr(byte) != "+")
_LONGEST_KEY = 64
_PSEUDONYM, _CONVERSATION = b"isthmus/name/2", b"isthmus/talk/2"
"""What BLAKE2b is personalised with, so that no two uses of a key ever meet; 16 bytes at most."""
_TRIES = 16


def blake2(key: bytes, message: bytes) -> bytes:
    """Keyed BLAKE2b (RFC 7693): a pseudorandom function by itself, where SHA-256 needs HMAC's two passes."""
    return _keyed(key)(message)


def _keyed(key: bytes, purpose: bytes = _PSEUDONYM) -> Callable[[bytes], bytes]:
    """`blake2` of many messages under one key, which is absorbed once for all of them."""
    begun = blake2b(key=_fitting(key), digest_size=32, person=purpose)

    def derive(message: bytes) -> bytes:
        digest = begun.copy()
        digest.update(message)
        return digest.digest()

    return derive


def _fitting(key: bytes) -> bytes:
    return key if len(key) <= _LONGEST_KEY else blake2b(key).digest()


def conversation_key(tenant_key: bytes, conversation: bytes) -> bytes:
    """The key of one conversation of one tenant: without it, pseudonyms of two conversations cannot be linked."""
    return _keyed(tenant_key, _CONVERSATION)(conversation)


@lru_cache(maxsize=1024)
def type_of(category: str) -> str:
    """The type a category is shown as: by its last word that the table knows, `TERM` when it knows none."""
    for word in reversed(category.lower().split(".")):
        word = _SYNONYMS.get(word, word)
        if word in TYPES:
            return TYPES[word]
    return "TERM"


def lookalikes(text: str) -> list[tuple[int, int]]:
    """Where `text` holds anything spelt like a pseudonym. Searches for the code: much faster than for the type."""
    spans = []
    for code in CODES.finditer(text):
        breathe()
        dash = code.start()
        for word in ENDS:
            if text.startswith(word, dash - len(word)) and dash >= len(word):
                spans.append((dash - len(word), code.end()))
                break
    return spans


def normalise(type_: str, value: str) -> str:
    """What makes two surface forms one entity: letter case and compatibility forms, and separators in numbers."""
    if type_ in _LITERAL:
        return value
    value = value.lower() if value.isascii() else unicodedata.normalize("NFKC", value).casefold()
    words = value.split()
    if type_ not in _COMPACT:
        return " ".join(words)
    value = "".join(words)
    if value.isalnum():
        return value
    if value.isascii():
        return value.encode().translate(None, _SEPARATORS).decode()
    return "".join([c for c in value if c.isalnum() or c == "+"])


class Namer:
    """Gives surfaces their pseudonyms, for one request. Two things that would share one are told apart, or refused."""

    __slots__ = ("_derive", "_entities", "_given", "surfaces")

    def __init__(self, derive: Callable[[bytes], bytes]) -> None:
        self._derive = derive
        self._entities: dict[str, bytes] = {}
        self._given: dict[str, tuple[_Asked, str]] = {}
        self.surfaces: dict[str, Surface] = {}

    def name(self, type_: str, value: str, text: str, categories: tuple[str, ...], bare: bool, depth: int) -> str:
        """The pseudonym of the surface `text` of the entity `value`."""
        asked = (type_, value, categories, bare, depth)
        given = self._given.get(text)
        if given is None or given[0] != asked:
            given = self._given[text] = asked, self._new(type_, value, text, categories, bare, depth)
        return given[1]

    def let_go(self) -> None:
        """Nothing is named any more; what it gave remains."""
        empty(self._given)
        empty(self._entities)

    def _new(self, type_: str, value: str, text: str, categories: tuple[str, ...], bare: bool, depth: int) -> str:
        canonical, kind, attempt = normalise(type_, value), depth * 2 + bare, 0
        message = f"{type_}\1{chr(kind)}{text}".encode("utf-8", "surrogatepass")
        surface = Surface(text, categories, bare, depth)
        token = self._entity(type_, canonical)
        if kind or text != canonical:  # spelt as the entity is, a surface needs no digest of its own
            token = token[:-_OWN] + spelt(self._derive(message)[: _OWN // 2])
        while (known := self.surfaces.setdefault(token, surface)) is not surface:
            if known.same(surface):
                self.surfaces[token] = known.joined(surface)
                break
            attempt += 1
            token = token[:-_OWN] + spelt(self._derive(_again(message, attempt, type_))[: _OWN // 2])
        return token

    def _entity(self, type_: str, canonical: str) -> str:
        """The pseudonym that begins as all of this entity's do, and as no other's."""
        message, attempt = f"{type_}\0{canonical}".encode("utf-8", "surrogatepass"), 0
        token = f"{type_}-{spelt(self._derive(message)[: CODE // 2])}"
        while self._entities.setdefault(token[:-_OWN], message) != message:
            attempt += 1
            token = f"{type_}-{spelt(self._derive(_again(message, attempt, type_))[: CODE // 2])}"
        return token


def spelt(digest: bytes) -> str:
    """Bytes as the letters of a pseudonym, two for each."""
    letters = hexlify(digest)
    return letters.translate(_SPELL).decode()


def keyed(key: bytes, derive: Derive) -> Callable[[bytes], bytes]:
    """`derive` under one key."""
    return _keyed(key) if derive is blake2 else partial(derive, key)


def _again(message: bytes, attempt: int, type_: str) -> bytes:
    """A truncated digest may collide; the next try is as deterministic as the first."""
    if attempt == _TRIES:
        raise CrossingRefused(f"{_TRIES} pseudonyms of type {type_} were all taken by other values; nothing was sent")
    return message + bytes((2, attempt))
