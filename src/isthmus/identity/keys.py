"""Bearer keys. A key is 256 random bits, so a plain SHA-256 of it cannot be reversed by guessing."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Mapping

import msgspec

from isthmus.domain.errors import NotAuthenticated
from isthmus.domain.labels import PUBLIC, Label
from isthmus.domain.places import Principal
from isthmus.domain.safe import Name
from isthmus.domain.seams import Draw

_PREFIX = "isk_"


class Caller(msgspec.Struct, frozen=True):
    """A principal with what its key says: a baseline label, the routes it may name, what it may see restored, and
    which words are nobody to it."""

    principal: Principal
    baseline: Label
    routes: frozenset[str] = frozenset()
    sees: tuple[str, ...] = ("*",)
    never: frozenset[str] = frozenset()
    """Words that are nobody, whoever is called so elsewhere."""


_LOCAL = Name("local")
ANONYMOUS = Caller(Principal(_LOCAL, _LOCAL, roles=frozenset({"local"}), key_id="none"), PUBLIC)
"""Whoever asks while no key is configured; then only loopback is served."""


def mint(draw: Draw) -> tuple[str, str]:
    """A new key, to be shown once, and its hash, to be configured."""
    key = _PREFIX + base64.b32encode(draw(32)).decode().rstrip("=").lower()
    return key, fingerprint(key)


def fingerprint(key: str) -> str:
    return "sha256:" + hashlib.sha256(key.encode()).hexdigest()


class KeyRing:
    """Callers by the hash of their key. A look-up by hash tells a guesser nothing about how near a guess was."""

    def __init__(self, callers: Mapping[str, Caller]) -> None:
        self._callers = dict(callers)

    def __len__(self) -> int:
        return len(self._callers)

    def callers(self) -> Iterable[Caller]:
        return self._callers.values()

    def authenticate(self, authorization: str) -> Caller:
        """The caller behind an `Authorization` header. Raises `NotAuthenticated`."""
        if not self._callers:
            return ANONYMOUS
        scheme, _, key = authorization.partition(" ")
        if scheme.lower() != "bearer" or not key:
            raise NotAuthenticated("no key was given; send `Authorization: Bearer <key>`")
        caller = self._callers.get(fingerprint(key.strip()))
        if caller is None:
            raise NotAuthenticated("the key is not known here")
        return caller
