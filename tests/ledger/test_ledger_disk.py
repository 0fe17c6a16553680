"""One promise, two disks: what the ledger relies on holds for the real disk and for the one in memory."""

import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isthmus.domain.disk import Disk, PowerLoss, VirtualDisk
from isthmus.state.disk import OPEN_TOGETHER, LocalDisk


@pytest.fixture(params=["virtual", "local"])
def disk_and_root(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Disk, str]:
    return (VirtualDisk(), "root") if request.param == "virtual" else (LocalDisk(), str(tmp_path))


def test_what_is_written_is_read_from_any_offset(disk_and_root: tuple[Disk, str]) -> None:
    disk, root = disk_and_root
    file = disk.append_file(f"{root}/a/b/file")
    file.write(b"one")
    file.write(b"two")
    file.sync()
    file.close()
    assert disk.read(f"{root}/a/b/file") == b"onetwo"
    assert disk.read(f"{root}/a/b/file", 2, 3) == b"etw"
    assert disk.read(f"{root}/a/b/file", 9) == b""
    again = disk.append_file(f"{root}/a/b/file")
    again.write(b"!")
    again.close()
    assert disk.read(f"{root}/a/b/file") == b"onetwo!"


def test_what_is_reserved_is_blank_until_it_is_written(disk_and_root: tuple[Disk, str]) -> None:
    disk, root = disk_and_root
    file = disk.append_file(f"{root}/file")
    file.write(b"one")
    file.reserve(5)
    assert disk.read(f"{root}/file") == b"one" + bytes(5)
    file.write(b"two")
    file.close()
    assert disk.read(f"{root}/file") == b"onetwo" + bytes(2)


def test_publishing_replaces_whole_files_and_leaves_nothing_else(disk_and_root: tuple[Disk, str]) -> None:
    disk, root = disk_and_root
    disk.publish(f"{root}/x/file", b"a longer one")
    disk.publish_all([(f"{root}/x/file", b"new"), (f"{root}/y/other", b"")])
    assert (disk.read(f"{root}/x/file"), disk.read(f"{root}/y/other")) == (b"new", b"")
    assert (disk.names(root), disk.names(f"{root}/x"), disk.names(f"{root}/none")) == (["x", "y"], ["file"], [])


def test_removing_what_is_not_there_is_no_error(disk_and_root: tuple[Disk, str]) -> None:
    disk, root = disk_and_root
    disk.publish(f"{root}/x/file", b"")
    for path in (f"{root}/x/file", f"{root}/x", f"{root}/x"):
        disk.remove(path)
    assert disk.names(root) == []
    with pytest.raises(FileNotFoundError):
        disk.read(f"{root}/x/file")


def test_a_lock_is_held_by_one_until_released(disk_and_root: tuple[Disk, str]) -> None:
    disk, root = disk_and_root
    lock = disk.lock(f"{root}/lock")
    with pytest.raises(BlockingIOError):
        disk.lock(f"{root}/lock")
    lock.release()
    disk.lock(f"{root}/lock").release()


def test_the_real_disk_asks_the_kernel_to_sync() -> None:
    """A device that cannot be synced says so, and so must the disk."""
    file = LocalDisk().append_file("/dev/null")
    file.write(b"x")
    with pytest.raises(OSError, match="Invalid argument"):
        file.sync()
    file.close()


@pytest.mark.parametrize("unsyncable", [0, OPEN_TOGETHER - 1, OPEN_TOGETHER, 2 * OPEN_TOGETHER])
def test_the_real_disk_gives_no_file_its_name_before_all_of_them_are_synced(tmp_path: Path, unsyncable: int) -> None:
    files = [(f"{tmp_path}/{number}", b"x") for number in range(2 * OPEN_TOGETHER + 1)]
    (tmp_path / f"{unsyncable}.tmp").symlink_to("/dev/null")  # as above: writing to it succeeds, syncing does not
    with pytest.raises(OSError, match="Invalid argument"):
        LocalDisk().publish_all(files)
    assert all(name.endswith(".tmp") for name in LocalDisk().names(str(tmp_path)))


def test_the_real_disk_says_when_it_is_full() -> None:
    file = LocalDisk().append_file("/dev/full")
    with pytest.raises(OSError, match="No space left"):
        file.write(b"x")
    file.close()


@given(st.integers(0, 2**32), st.lists(st.tuples(st.integers(1, 1500), st.booleans()), max_size=5))
def test_the_virtual_disk_keeps_what_was_synced_and_invents_nothing(seed: int, writes: list[tuple[int, bool]]) -> None:
    rng = random.Random(seed)
    disk = VirtualDisk()
    file = disk.append_file("file")
    synced = written = b""
    for length, sync in writes:
        written += rng.randbytes(length)
        file.write(written[-length:])
        if rng.random() < 0.5:
            file.reserve(700)
        if sync:
            file.sync()
            synced = written
    found = disk.crash(lambda n: rng.randrange(n)).read("file")
    assert found[: len(synced)] == synced
    tail = found[len(synced) : len(written)]
    assert all(byte in (0, written[len(synced) + i]) for i, byte in enumerate(tail))
    assert not any(found[len(written) :])


def test_names_that_were_never_synced_may_be_lost_and_published_ones_may_not() -> None:
    disk = VirtualDisk()
    disk.publish("kept", b"x")
    disk.remove("kept")
    outcomes = {tuple(disk.crash(lambda n, pick=pick: pick % n).paths()) for pick in (0, 1)}
    assert outcomes == {("kept",), ()}


def test_without_power_nothing_succeeds() -> None:
    disk = VirtualDisk(stop_after=0)
    with pytest.raises(PowerLoss):
        disk.append_file("file")
    with pytest.raises(PowerLoss):
        disk.publish("file", b"")
