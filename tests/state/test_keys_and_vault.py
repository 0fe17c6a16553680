from __future__ import annotations

import hashlib
import json
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from isthmus.domain.errors import SettingsError
from isthmus.state.keys import KeyStore, derive
from isthmus.state.vault import NotReadable, Vault

DAY = 86_400.0
OWNERS = st.sampled_from(["acme", "person-1"]) | st.text(max_size=20)


def draws() -> Callable[[int], bytes]:
    """Different bytes each time, the same ones in every run."""
    count = 0

    def draw(size: int) -> bytes:
        nonlocal count
        count += 1
        return derive(b"k", str(count))[:size].ljust(size, b"x")

    return draw


def vault_in(folder: Path, now: float = 0.0, slot: str = "0") -> tuple[Vault, KeyStore]:
    keys = KeyStore(folder / "keys", draws())
    return Vault(folder / "vault", slot, keys, lambda: now, draws()), keys


def test_a_key_is_made_once_and_read_by_its_owner_only(tmp_path: Path) -> None:
    key = KeyStore(tmp_path, draws()).key("tenant", "acme/..\\weird name")
    assert KeyStore(tmp_path, draws()).key("tenant", "acme/..\\weird name") == key
    (file,) = (path for path in tmp_path.rglob("*") if path.is_file())
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert len(key) == 32


def test_keys_of_different_kinds_and_owners_differ(tmp_path: Path) -> None:
    keys = KeyStore(tmp_path, draws())
    assert len({keys.key("tenant", "a"), keys.key("tenant", "b"), keys.key("subject", "a")}) == 3


def test_a_damaged_key_is_named_and_never_replaced(tmp_path: Path) -> None:
    KeyStore(tmp_path, draws()).key("tenant", "a")
    (file,) = (path for path in tmp_path.rglob("*") if path.is_file())
    file.write_bytes(b"short")
    with pytest.raises(SettingsError, match="damaged"):
        KeyStore(tmp_path, draws()).key("tenant", "a")


@given(st.lists(st.text(), max_size=3), st.lists(st.text(), max_size=3))
def test_no_two_lists_of_words_derive_one_key(a: list[str], b: list[str]) -> None:
    assert (derive(b"key", *a) == derive(b"key", *b)) == (a == b)


@pytest.mark.req("J5")
@settings(max_examples=30, deadline=None)
@given(content=st.binary(max_size=4000))
def test_what_was_sealed_opens_again_and_lies_there_in_no_readable_form(
    content: bytes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("vault")
    vault, _ = vault_in(folder)
    sealed = vault.seal(b"first", tenant="acme", days=1), vault.seal(content, tenant="acme", days=1)
    assert vault.open(sealed[1].ref) == content
    vault.close()
    raw = b"".join(path.read_bytes() for path in (folder / "vault").rglob("*.sealed"))
    assert len(content) < 8 or content not in raw


@settings(max_examples=30, deadline=None)
@given(owned=st.lists(st.tuples(OWNERS, st.lists(OWNERS, max_size=3)), max_size=9))
def test_each_payload_lies_behind_a_line_of_json_that_names_its_owners(
    owned: list[tuple[str, list[str]]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("vault")
    vault, _ = vault_in(folder)
    kept = [vault.seal(b"%d" % n, tenant=tenant, subjects=who, days=n % 2) for n, (tenant, who) in enumerate(owned)]
    assert [vault.open(sealed.ref) for sealed in kept] == [b"%d" % n for n in range(len(owned))]
    vault.close()
    for sealed, (tenant, subjects) in zip(kept, owned, strict=True):
        name, _, offset = sealed.ref.partition("@")
        header, _, rest = (folder / "vault" / name).read_bytes()[int(offset) :].partition(b"\n")
        named, owners, nonce, size = json.loads(header)
        assert (named, owners) == (tenant, sorted(set(subjects)))
        assert sealed.digest == hashlib.sha256(bytes.fromhex(nonce) + rest[:size]).hexdigest()


@pytest.mark.parametrize(("kind", "owner"), [("tenant", "acme"), ("subject", "person-1"), ("subject", "person-2")])
def test_destroying_any_of_its_keys_makes_a_payload_unreadable(tmp_path: Path, kind: str, owner: str) -> None:
    vault, keys = vault_in(tmp_path)
    of_two = vault.seal(b"about both", tenant="acme", subjects=("person-1", "person-2"), days=1)
    other = vault.seal(b"about nobody", tenant="other", days=1)
    vault.close()
    assert keys.destroy(kind, owner)
    assert not keys.destroy(kind, owner)
    reader = Vault(tmp_path / "vault", "9", KeyStore(tmp_path / "keys", draws()), lambda: 0.0, draws())
    with pytest.raises(NotReadable, match="destroyed"):
        reader.open(of_two.ref)
    assert reader.open(other.ref) == b"about nobody"


def test_what_is_past_its_days_is_deleted_and_nothing_else(tmp_path: Path) -> None:
    vault, _ = vault_in(tmp_path)
    short, long = vault.seal(b"x", tenant="a", days=1), vault.seal(b"y", tenant="a", days=30)
    vault.close()
    later, _ = vault_in(tmp_path, now=3 * DAY)
    assert later.expire() == 1
    with pytest.raises(NotReadable):
        later.open(short.ref)
    assert later.open(long.ref) == b"y"


@pytest.mark.parametrize("ref", ["", "0/none.sealed@0", "../../etc/passwd@0", "0/x@-1", "0/x@1e3"])
def test_a_reference_to_nothing_is_not_readable(tmp_path: Path, ref: str) -> None:
    vault, _ = vault_in(tmp_path)
    vault.seal(b"x", tenant="a", days=1)
    with pytest.raises(NotReadable):
        vault.open(ref)
    vault.close()


def test_a_flipped_bit_is_noticed(tmp_path: Path) -> None:
    vault, _ = vault_in(tmp_path)
    sealed = vault.seal(b"x" * 100, tenant="a", days=1)
    vault.close()
    (file,) = (tmp_path / "vault").rglob("*.sealed")
    data = bytearray(file.read_bytes())
    data[-1] ^= 1
    file.write_bytes(data)
    with pytest.raises(NotReadable, match="damaged"):
        vault.open(sealed.ref)


def test_writes_are_flushed_once_for_all_that_came_meanwhile(tmp_path: Path) -> None:
    later: list[Callable[[], None]] = []
    keys = KeyStore(tmp_path / "keys", draws())
    vault = Vault(tmp_path / "vault", "0", keys, lambda: 0.0, draws(), later.append)
    first, _ = vault.seal(b"1", tenant="a", days=1), vault.seal(b"2", tenant="a", days=1)
    assert len(later) == 1
    later.pop()()
    other = Vault(tmp_path / "vault", "1", keys, lambda: 0.0, draws())
    assert other.open(first.ref) == b"1"
    vault.seal(b"3", tenant="a", days=1)
    assert len(later) == 1
    vault.close()
