"""A sealed copy that is not the one of its contract is shown to nobody, and the audit finds it."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from gateway import Gateway

from isthmus.audit import verify_all
from isthmus.cli.root import cli
from isthmus.domain.records import Intent
from isthmus.ledger import load_or_create_key, vkey
from isthmus.state.keys import KeyStore
from isthmus.state.vault import Exchanged, NotReadable, Vault


@pytest.fixture
def two(build: Callable[..., Gateway]) -> tuple[Gateway, Intent, Intent]:
    """A gateway that has ended, and the contracts of two crossings of the same size."""
    gateway = build()
    asked = [gateway.chat(f"please say {word} aloud")[1]["x-isthmus-request-id"] for word in ("ape", "bee")]
    first, second = (gateway.account(request) and gateway.intents(request)[0] for request in asked)
    gateway.house.vault.flush()
    return gateway, first, second


def file_of(gateway: Gateway, intent: Intent) -> tuple[Path, int]:
    place, _, offset = intent.sealed.partition("@")
    return gateway.house.settings.data / "vault" / place, int(offset)


def exchange(gateway: Gateway, first: Intent, second: Intent) -> None:
    path, start = file_of(gateway, first)
    _, middle = file_of(gateway, second)
    data = path.read_bytes()
    one, two = data[start:middle], data[middle:]
    assert len(one) == len(two)
    path.write_bytes(data[:start] + two + one)


def audit(gateway: Gateway, copies: bool = True) -> list[str]:
    data = gateway.house.settings.data
    signer = load_or_create_key(str(data / "keys" / "evidence.pem"))
    key = vkey(gateway.house.settings.document.evidence.origin, signer.public_key())
    report = verify_all(data / "evidence", key, copies=data / "vault" if copies else None)
    return [f"{finding.place} {finding.wrong}" for finding in report.all_findings()]


def command(gateway: Gateway, *words: str) -> Result:
    return CliRunner().invoke(cli, [*words, "--config", str(gateway.folder)])


def test_a_copy_in_its_place_is_shown_and_passes(two: tuple[Gateway, Intent, Intent]) -> None:
    gateway, first, _ = two
    assert "say ape aloud" in command(gateway, "explain", first.request, "--seen").output
    assert audit(gateway) == []
    assert command(gateway, "audit", "verify").exit_code == 0


def test_exchanged_copies_are_not_shown_and_the_audit_finds_both(two: tuple[Gateway, Intent, Intent]) -> None:
    gateway, first, second = two
    exchange(gateway, first, second)
    for intent in (first, second):
        said = command(gateway, "explain", intent.request, "--seen", "--json")
        assert "exchanged or altered" in json.loads(said.output)["seen"][intent.crossing]
        assert "aloud" not in said.output
    assert len(found := audit(gateway)) == 2
    assert first.crossing in found[0]
    assert audit(gateway, copies=False) == []
    ended = command(gateway, "audit", "verify")
    assert ended.exit_code == 1
    assert "sealed copies were exchanged" in ended.output


def test_every_changed_byte_of_a_copy_is_found_or_makes_it_unreadable(two: tuple[Gateway, Intent, Intent]) -> None:
    gateway, first, second = two
    path, start = file_of(gateway, first)
    data = path.read_bytes()
    sealed = data.index(b"\n", start) + 1
    vault = Vault(path.parents[2], "9", KeyStore(path.parents[3] / "keys", os.urandom), lambda: 0.0, os.urandom)
    right = vault.open(first.sealed, about=first.crossing, digest=first.payload)
    for offset in range(start, file_of(gateway, second)[1], 3):
        altered = bytearray(data)
        altered[offset] ^= 1 << offset % 8
        path.write_bytes(altered)
        with suppress(NotReadable):  # a hexadecimal digit may become a capital
            assert vault.open(first.sealed, about=first.crossing, digest=first.payload) == right
        if offset >= sealed:
            assert audit(gateway)
    path.write_bytes(data)


def test_a_copy_that_expired_or_was_lost_is_no_finding(two: tuple[Gateway, Intent, Intent]) -> None:
    gateway, _, second = two
    path, middle = file_of(gateway, second)
    data = path.read_bytes()
    for length in (middle, middle + 1, middle + 60, len(data) - 1):
        path.write_bytes(data[:length])
        assert audit(gateway) == [] or length == middle + 1 or length == middle + 60
    path.write_bytes(data[:middle] + bytes(len(data) - middle))
    assert audit(gateway) == []
    path.unlink()
    assert audit(gateway) == []


@pytest.mark.parametrize("how", ["a link", "behind a link", "a pipe"])
def test_a_vault_that_is_not_of_plain_files_is_told(two: tuple[Gateway, Intent, Intent], how: str) -> None:
    gateway, first, _ = two
    path, _ = file_of(gateway, first)
    moved = path if how != "behind a link" else path.parent
    moved.rename(gateway.folder / "moved")
    if how == "a pipe":
        os.mkfifo(path)
    else:
        moved.symlink_to(gateway.folder / "moved")
    assert len(audit(gateway)) == 2


def test_a_copy_is_bound_to_its_crossing_even_without_the_evidence(tmp_path: Path) -> None:
    keys = KeyStore(tmp_path / "keys", os.urandom)
    vault = Vault(tmp_path / "vault", "0", keys, lambda: 0.0, os.urandom)
    one = vault.seal(b"one", tenant="a", days=1, about="r.1")
    two = vault.seal(b"two", tenant="a", days=1, about="r.2")
    assert vault.open(one.ref, about="r.1", digest=one.digest) == b"one"
    with pytest.raises(NotReadable, match="another crossing"):
        vault.open(two.ref, about="r.1")
    with pytest.raises(Exchanged):
        vault.open(two.ref, about="r.2", digest=one.digest)
    vault.close()


def test_a_process_that_comes_after_a_crash_never_writes_where_a_lost_copy_was_named(tmp_path: Path) -> None:
    keys = KeyStore(tmp_path / "keys", os.urandom)
    first = Vault(tmp_path / "vault", "0", keys, lambda: 0.0, os.urandom)
    lost = first.seal(b"lost", tenant="a", days=1)  # and never flushed
    second = Vault(tmp_path / "vault", "0", keys, lambda: 0.0, os.urandom)
    kept = second.seal(b"kept", tenant="a", days=1)
    second.close()
    assert lost.ref.partition("@")[0] != kept.ref.partition("@")[0]
    assert second.open(kept.ref) == b"kept"
    with pytest.raises(NotReadable):
        second.open(lost.ref)
    first.close()
