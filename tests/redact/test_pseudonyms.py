"""What a pseudonym looks like, whom it names, and that two never share one unnoticed."""

from __future__ import annotations

import hashlib
import hmac
import itertools
import json
import re
from urllib.parse import quote

import pytest

from isthmus.domain.errors import CrossingRefused
from isthmus.redact import TOKEN, Found, conversation_key, disguise, restore, type_of
from isthmus.redact.pseudonyms import LETTERS, LONGEST, TYPES, blake2, keyed

from .worlds import KEY

EMAILS = [Found("personal.email", "alice@x.org"), Found("personal.email", "Alice@X.org")]


def _token(text: str, key: bytes = KEY, category: str = "personal.email") -> str:
    token = disguise({"c": text}, [Found(category, text)], ("*",), key).tree["c"]
    assert isinstance(token, str)
    return token


def test_a_pseudonym_is_its_type_and_twenty_consonants_whatever_it_hides() -> None:
    for value in ("a@b.c", "x" * 5000, "北京市朝阳区建国路", "-----BEGIN\n"):
        assert re.fullmatch(f"EMAIL-[{LETTERS}]{{20}}", _token(value))
    assert len(LETTERS) == 16
    assert not set(LETTERS) & set("aeiou0123456789")


def test_no_escaping_changes_a_pseudonym() -> None:
    token = _token("alice@x.org")
    assert quote(token, safe="") == token
    assert json.dumps(token) == f'"{token}"'
    assert re.fullmatch(r"[A-Za-z0-9_-]{1,64}", token), "a tool's name may hold one"


def test_no_type_is_the_end_of_another_so_that_a_pseudonym_begins_at_one_place_only() -> None:
    for one, other in itertools.permutations(set(TYPES.values()), 2):
        assert not one.endswith(other)
    assert max(len(t) for t in TYPES.values()) + 21 == LONGEST


@pytest.mark.parametrize(
    ("category", "shown"),
    [
        ("personal.email", "EMAIL"), ("financial.payment_card", "CARD"), ("personal.national_id.de", "NATID"),
        ("secret.api_key", "SECRET"), ("network.ipv6", "IP"), ("custom.projects", "TERM"), ("anything", "TERM"),
        ("", "TERM"),
    ],
)  # fmt: skip
def test_every_category_has_a_type_also_a_customers_own(category: str, shown: str) -> None:
    assert type_of(category) == shown


def test_spellings_of_one_value_share_their_entity_and_differ_in_variant() -> None:
    one, other = _token("alice@x.org"), _token("Alice@X.org")
    assert one[:-4] == other[:-4]
    assert one != other
    assert (
        _token("4111 1111 1111 1111", category="financial.card")[:-4]
        == _token("4111111111111111", category="financial.card")[:-4]
    )
    assert _token("Secret", category="secret.password")[:-4] != _token("secret", category="secret.password")[:-4]


@pytest.mark.req("B2")
def test_pseudonyms_last_for_a_conversation_and_cannot_be_linked_to_another_or_another_tenant() -> None:
    keys = [conversation_key(t, c) for t in (b"t1" * 16, b"t2" * 16) for c in (b"a", b"b")]
    tokens = [_token("alice@x.org", k) for k in keys]
    assert tokens == [_token("alice@x.org", k) for k in keys]
    entities = [t[:-4] for t in tokens]
    assert len(set(entities)) == 4
    assert len({t[-4:] for t in tokens}) == 4


def test_two_values_whose_digests_collide_still_have_their_own_pseudonyms_and_the_same_in_each_run() -> None:
    def colliding(key: bytes, message: bytes) -> bytes:
        return bytes(32) if b"\2" not in message[-2:-1] else hmac.digest(key, message, "sha256")

    values = [Found("personal.email", f"user{n}@x.org") for n in range(5)]
    tree = {"c": " ".join(v.text for v in values)}
    done = disguise(tree, values, ("*",), KEY, derive=colliding)
    tokens = str(done.tree["c"]).split()
    assert len(set(tokens)) == 5
    assert len({t[:-4] for t in tokens}) == 5
    assert restore(str(done.tree["c"]), done.map) == tree["c"]
    assert disguise(tree, values, ("*",), KEY, derive=colliding).tree == done.tree


def test_values_that_nothing_tells_apart_are_refused_without_being_named() -> None:
    with pytest.raises(CrossingRefused) as refused:
        disguise({"c": "alice@x.org bob@x.org"}, [EMAILS[0], Found("personal.email", "bob@x.org")], ("*",), KEY,
                 derive=lambda key, message: bytes(32))  # fmt: skip
    assert "alice" not in str(refused.value)
    with pytest.raises(CrossingRefused):
        disguise({"c": "alice@x.org Alice@X.org"}, EMAILS, ("*",), KEY, derive=lambda key, message: bytes(32))


def test_paired_runs_with_numbered_pseudonyms_cross_as_the_same_bytes() -> None:
    def numbering() -> tuple[dict[bytes, bytes], object]:
        seen: dict[bytes, bytes] = {}
        return seen, lambda key, message: seen.setdefault(message, len(seen).to_bytes(8, "big") * 4)

    trees = []
    for name in ("alice", "bobby"):
        _, derive = numbering()
        text = f"{name}@x.org wrote to {name}@x.org"
        trees.append(disguise({"c": text}, [Found("personal.email", f"{name}@x.org")], ("*",), KEY, derive=derive).tree)  # type: ignore[arg-type]
    assert trees[0] == trees[1]


def test_no_type_of_the_room_shows_a_value() -> None:
    done = disguise({"c": "alice@x.org"}, EMAILS, ("*",), KEY)
    shown = (
        repr([done, done.map, done.watch, *done.map.surfaces.values(), *EMAILS, *done.watch.watched])
        + f"{done} {done.map}"
    )
    assert "alice" not in shown.lower()
    assert TOKEN.search(repr(done.map)) is None


@pytest.mark.parametrize("size", [0, 1, 32, 64])
def test_many_messages_under_one_key_have_the_digest_that_each_has_alone(size: int) -> None:
    key = bytes(range(size))
    derive = keyed(key, blake2)
    for message in (b"", b"EMAIL\0alice@x.org", b"x" * 500):
        expected = hashlib.blake2b(message, key=key, digest_size=32, person=b"isthmus/name/2").digest()
        assert derive(message) == blake2(key, message) == expected


def test_long_keys_differ_in_every_byte_and_no_use_of_a_key_meets_another() -> None:
    long = [bytes(range(200)), bytes(range(199)), bytes(199) + b"\1"]
    assert len({blake2(key, b"m") for key in long}) == 3
    assert conversation_key(KEY, b"m") != blake2(KEY, b"m")


def test_the_spelling_that_is_the_entitys_own_is_told_apart_from_every_other() -> None:
    for category, spellings in {
        "personal.email": ["alice@x.org", "Alice@x.org", "ALICE@X.ORG"],
        "financial.iban": ["DE89370400440532013000", "de89370400440532013000", "DE89 3704 0044 0532 0130 00"],
        "financial.card": ["4111111111111111", "4111 1111 1111 1111", "4111-1111-1111-1111"],
    }.items():
        tokens = [_token(text, category=category) for text in spellings]
        assert len(set(tokens)) == 3
        assert len({token[:-4] for token in tokens}) == 1
    as_text, as_number = disguise(
        ["4111111111111111", 4111111111111111], [Found("financial.card", "4111111111111111")], ("*",), KEY
    ).tree
    assert as_text != as_number, "only one of the two loses its quotes on the way back"
