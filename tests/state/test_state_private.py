"""Keys and sealed copies are their owner's alone whatever the umask, and looked at before anything is served."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from gateway import Gateway

from isthmus.compose import House
from isthmus.domain.errors import SettingsError
from isthmus.settings import load
from isthmus.state import private
from isthmus.state.keys import KeyStore, KeyUnusable

MAKE = """
import asyncio, os, sys
os.umask(0)
from pathlib import Path
from isthmus.compose import House
from isthmus.settings import load

async def make():
    house = House(load(Path(sys.argv[1]), {}))
    house.vault.seal(b"x", tenant="acme", subjects=["somebody"], days=1)
    house.ledger.submit(b"{}")
    await house.close()

asyncio.run(make())
"""


def test_with_umask_0_directories_are_0700_and_files_0600(tmp_path: Path) -> None:
    unborn = Gateway(tmp_path, data="state/deeper")
    unborn.sandbox.port = 9  # nobody is asked
    config = unborn.write()
    subprocess.run([sys.executable, "-c", MAKE, str(config)], check=True, timeout=60)
    data = tmp_path / "state" / "deeper"
    evidence = data / "evidence"
    modes = {path: stat.S_IMODE(path.stat().st_mode) for path in [data.parent, data, *data.rglob("*")]}
    assert len(modes) > 15
    for path, mode in modes.items():
        if evidence in (path, *path.parents):
            assert not mode & 0o027, path
        else:
            assert mode == (0o700 if path.is_dir() else 0o600), path


OPENED: dict[str, tuple[str, int]] = {
    "the data directory": (".", 0o777),
    "the directory of keys": ("keys", 0o755),
    "keys of one kind": ("keys/tenant", 0o750),
    "keys of a tenant's subjects": ("keys/subject", 0o711),
    "a tenant's key": ("keys/tenant/*", 0o644),
    "the key of digests": ("keys/evidence/*", 0o604),
    "the signing key": ("keys/evidence.pem", 0o640),
    "the vault": ("vault", 0o777),
    "a tenant's copies": ("vault/0/*", 0o755),
}


@pytest.mark.parametrize("what", OPENED)
def test_what_is_open_to_others_is_refused_at_start_and_by_check_with_place_and_remedy(
    build: Callable[..., Gateway], what: str
) -> None:
    from isthmus.cli.checking import examine

    gateway = build()
    assert gateway.chat("write to bob@example.org", headers={"x-isthmus-subject": "somebody"})[0] == 200
    settings = load(gateway.folder)
    examine(settings)
    pattern, mode = OPENED[what]
    path = settings.data if pattern == "." else next(settings.data.glob(pattern))
    right = stat.S_IMODE(path.stat().st_mode)
    path.chmod(mode)
    for refused in (examine, House):
        with pytest.raises(SettingsError, match=f"chmod {right:o} {path}"):
            refused(settings)
    path.chmod(right)
    examine(settings)


def test_a_directory_that_others_may_only_read_may_hold_the_data(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    private.check(tmp_path)
    tmp_path.chmod(0o1777)
    private.check(tmp_path)
    private.check(tmp_path / "not there yet")


def test_a_key_that_is_opened_to_others_while_serving_is_refused_when_it_is_read(tmp_path: Path) -> None:
    keys = KeyStore(tmp_path, os.urandom)
    keys.key("tenant", "acme")
    (file,) = (path for path in tmp_path.rglob("*") if path.is_file())
    file.chmod(0o644)
    with pytest.raises(KeyUnusable, match="open to others"):
        KeyStore(tmp_path, os.urandom).key("tenant", "acme")
    with pytest.raises(KeyUnusable, match="open to others"):
        KeyStore(tmp_path, os.urandom).existing("tenant", "acme")


@pytest.mark.parametrize("damage", ["short", "long", "open", "a directory", "a pipe"])
def test_callers_see_no_path_of_a_key_and_the_log_does(build: Callable[..., Gateway], damage: str) -> None:
    gateway = build()
    assert gateway.chat("write to bob@example.org")[0] == 200
    (key,) = (gateway.house.settings.data / "keys" / "tenant").iterdir()
    if damage in ("short", "long"):
        key.write_bytes(b"x" * (9 if damage == "short" else 40))
    elif damage == "open":
        key.chmod(0o644)
    else:
        key.unlink()
        key.mkdir(0o700) if damage == "a directory" else os.mkfifo(key, 0o600)
    gateway.house.runtime.secrets._known.clear()
    gateway.house.vault._known.clear()
    status, headers, body = gateway.chat("write to bob@example.org")
    assert status >= 500
    said = f"{headers} {body}"
    assert key.name not in said
    assert str(gateway.folder) not in said
    assert "keys/" not in said
    if damage != "a directory":
        assert f"tenant/{key.name}" in gateway.log.getvalue()
