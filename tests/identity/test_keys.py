from __future__ import annotations

import pytest

from isthmus.domain.errors import NotAuthenticated
from isthmus.domain.labels import PUBLIC
from isthmus.domain.places import Principal
from isthmus.domain.safe import Name
from isthmus.identity import ANONYMOUS, Caller, KeyRing, mint

CALLER = Caller(Principal(Name("acme"), Name("web"), frozenset({"app"}), "k1"), PUBLIC)


@pytest.mark.req("J1")
def test_only_the_hash_of_a_key_is_needed_to_know_its_caller() -> None:
    key, fingerprint = mint(lambda size: bytes(range(size)))
    assert key not in fingerprint
    assert KeyRing({fingerprint: CALLER}).authenticate(f"Bearer {key}") is CALLER
    assert KeyRing({fingerprint: CALLER}).authenticate(f"bearer  {key} ") is CALLER


def test_two_keys_are_never_the_same() -> None:
    draws = iter((b"a" * 32, b"b" * 32))
    assert len({mint(lambda _: next(draws))[0] for _ in range(2)}) == 2


@pytest.mark.req("E13")
@pytest.mark.parametrize("authorization", ["", "Bearer", "Bearer ", "Basic abc", "Bearer wrong", "isk_abc"])
def test_whoever_brings_no_known_key_is_not_let_in(authorization: str) -> None:
    _, fingerprint = mint(lambda size: b"x" * size)
    with pytest.raises(NotAuthenticated):
        KeyRing({fingerprint: CALLER}).authenticate(authorization)


def test_without_keys_everybody_is_the_local_caller() -> None:
    assert KeyRing({}).authenticate("Bearer anything") is ANONYMOUS
