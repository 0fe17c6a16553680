"""One tenant cannot fill the disk with sealed copies or keys, and no copy takes the room that evidence needs."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from gateway import POLICY, Gateway

from isthmus.domain.errors import CopyRefused
from isthmus.state.keys import KeyStore
from isthmus.state.room import Quota, Shelf
from isthmus.state.vault import Vault

DAY = 86_400.0


class House:
    """A vault over a folder, with a clock and a disk that are set by hand; `slot` as in several processes."""

    def __init__(self, folder: Path, quota: Quota, slot: str = "0") -> None:
        self.now, self.free = 0.0, 10**9
        self.keys = KeyStore(folder / "keys", os.urandom)
        room = Shelf(folder / "vault", quota, lambda: self.now, lambda path: (self.free, 10**9))
        self.vault = Vault(folder / "vault", slot, self.keys, lambda: self.now, os.urandom, None, room)

    def fill(self, tenant: str, size: int = 1_000, days: int = 1) -> int:
        """How many copies of this size a tenant may have, up to a thousand."""
        for number in range(1_000):
            try:
                self.vault.seal(bytes(size), tenant=tenant, days=days)
            except CopyRefused:
                return number
        return 1_000


Make = Callable[..., House]


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Make]:
    made: list[House] = []
    yield lambda *how: made.append(House(tmp_path, *how)) or made[-1]
    for house in made:
        house.vault.close()


def test_a_tenant_has_so_many_bytes_and_the_others_theirs(make: Make, tmp_path: Path) -> None:
    house = make(Quota(bytes=20_000))
    assert 15 <= house.fill("acme") <= 20
    assert 15 <= house.fill("other") <= 20
    with pytest.raises(CopyRefused, match="quota_bytes"):
        house.vault.seal(bytes(1_000), tenant="acme", days=1)
    house.vault.close()
    kept = sum(path.stat().st_size for path in tmp_path.rglob("*.sealed"))
    assert kept <= 2 * 20_000


def test_what_expires_makes_room_again(make: Make, tmp_path: Path) -> None:
    house = make(Quota(bytes=20_000))
    house.fill("acme")
    house.now = 5 * DAY
    assert house.vault.expire() == 1
    assert house.fill("acme") >= 15


def test_processes_count_what_the_others_keep_and_a_restart_forgets_nothing(make: Make, tmp_path: Path) -> None:
    first = make(Quota(bytes=20_000))
    first.fill("acme")
    first.vault.close()
    assert make(Quota(bytes=20_000), "1").fill("acme") == 0


def test_a_tenant_has_keys_for_so_many_subjects_and_those_it_has_go_on(make: Make, tmp_path: Path) -> None:
    house = make(Quota(subjects=3))
    for number in range(3):
        house.vault.seal(b"x", tenant="acme", subjects=[f"person-{number}"], days=1)
    with pytest.raises(CopyRefused, match="quota_subjects"):
        house.vault.seal(b"x", tenant="acme", subjects=["one-too-many"], days=1)
    house.vault.seal(b"x", tenant="acme", subjects=["person-1"], days=1)
    house.vault.seal(b"x", tenant="other", subjects=["person-1"], days=1)
    assert len([path for path in (tmp_path / "keys" / "subject").rglob("*") if path.is_file()]) == 4


def test_keys_that_nothing_needs_any_more_go_and_those_of_kept_payloads_stay(make: Make, tmp_path: Path) -> None:
    house = make(Quota(subjects=2))
    short = house.vault.seal(b"short", tenant="acme", subjects=["a"], days=1)
    long = house.vault.seal(b"long", tenant="acme", subjects=["b"], days=30)
    house.now = 10 * DAY
    house.vault.expire()
    assert house.keys.expire(house.now - 2 * DAY) == 1
    assert house.keys.existing("subject", "a", "acme") is None
    assert house.vault.open(long.ref) == b"long"
    house.vault.seal(b"new", tenant="acme", subjects=["c"], days=1)
    assert not (tmp_path / "vault" / short.ref.partition("@")[0]).exists()


def test_a_key_is_needed_until_the_last_payload_under_it_expires(make: Make, tmp_path: Path) -> None:
    house = make(Quota())
    house.vault.seal(b"x", tenant="acme", subjects=["a"], days=1)
    house.now = 3 * DAY
    again = house.vault.seal(b"again", tenant="acme", subjects=["a"], days=1)
    assert house.keys.expire(house.now) == 0
    assert house.vault.open(again.ref) == b"again"


def test_on_a_disk_that_is_nearly_full_no_copies_are_kept(make: Make) -> None:
    house = make(Quota(spare=1_000_000))
    house.vault.seal(b"x", tenant="acme", days=1)
    house.vault.flush()
    house.free = 900_000
    with pytest.raises(CopyRefused, match="spare_bytes"):
        house.vault.seal(b"x", tenant="acme", days=1)
    house.free = 2_000_000
    house.vault.seal(b"x", tenant="acme", days=1)


def test_of_a_small_disk_a_twentieth_is_spared(make: Make) -> None:
    house = make(Quota(spare=10**9))
    house.free = 10**9 // 20 + 10_000
    house.vault.seal(b"x", tenant="acme", days=1)


def test_many_tenants_need_few_descriptors(make: Make, tmp_path: Path) -> None:
    house = make(Quota())
    before = len(os.listdir("/proc/self/fd"))
    kept = [(n, house.vault.seal(b"%d" % n, tenant=f"t{n % 60}", days=1)) for n in range(180)]
    assert len(os.listdir("/proc/self/fd")) - before <= 20
    assert [house.vault.open(sealed.ref) for _, sealed in kept] == [b"%d" % n for n, _ in kept]
    house.vault.close()


def test_a_crossing_that_must_be_kept_is_refused_and_one_that_need_not_goes_on(build: Callable[..., Gateway]) -> None:
    policy = POLICY.replace('@id("premises") permit', '@id("premises") @retain("0d") permit')
    gateway = build(evidence={"quota_bytes": 3_000}, policy=policy)
    assert [gateway.chat("hello " * 100)[0] for _ in range(6)] == [200] * 4 + [503] * 2
    gateway.sandbox.clear()
    status, _, body = gateway.chat("hello" * 1_000)
    assert (status, body["error"]["code"]) == (503, "evidence_no_copy")
    assert gateway.sandbox.seen() == ()
    assert gateway.chat("hello", "premises")[0] == 200
    status, headers, _ = gateway.chat("opening hours", "local")
    assert (status, headers.get("x-isthmus-evidence")) == (200, None)
    assert gateway.request("GET", "/readyz")[0] == 200
