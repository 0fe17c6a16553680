"""A copy of the evidence may come from somebody who means ill: the auditor ends, keeps its memory, and tells."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from ledger.history import KEY, append_all, record

from isthmus.audit import recall, remember, verify_all
from isthmus.cli.root import cli
from isthmus.ledger import Ledger, vkey
from isthmus.state.disk import LocalDisk

ORIGIN = "example.org/i"
VKEY = vkey(ORIGIN, KEY.public_key())
ESCAPE = "\x1b"
MEMORY = 2 * 2**30

AUDIT = f"""
import resource, sys
resource.setrlimit(resource.RLIMIT_AS, ({MEMORY}, {MEMORY}))
resource.setrlimit(resource.RLIMIT_CPU, (30, 30))
sys.argv = ["isthmus", *sys.argv[1:]]
from isthmus.cli.root import main
main()
"""


async def made(folder: Path, records: list[bytes]) -> Path:
    ledger = Ledger.lease(LocalDisk(), str(folder), ORIGIN, KEY, lambda: 0.0)
    await append_all(ledger, records)
    await ledger.close()
    return folder


@pytest.fixture
async def evidence(tmp_path: Path) -> Path:
    return await made(tmp_path / "evidence", [record(number) for number in range(300)])


def audited(evidence: Path, *more: str) -> subprocess.CompletedProcess[str]:
    """The command as a process of its own, with little memory and little time."""
    words = ["audit", "verify", "--evidence", str(evidence), "--key", VKEY, *more]
    return subprocess.run(
        [sys.executable, "-c", AUDIT, *words], capture_output=True, text=True, timeout=60, check=False,
        stdin=subprocess.DEVNULL,
    )  # fmt: skip


def test_the_evidence_as_it_was_passes_with_so_little(evidence: Path) -> None:
    ended = audited(evidence)
    assert (ended.returncode, ended.stderr) == (0, "")


def a_pipe(path: Path) -> None:
    path.unlink(missing_ok=True)
    os.mkfifo(path)


def a_hole(path: Path) -> None:
    path.unlink(missing_ok=True)
    with path.open("wb") as file:
        file.truncate(8 * 2**30)


def a_link_to_a_device(path: Path) -> None:
    path.unlink(missing_ok=True)
    path.symlink_to("/dev/zero")


def a_link_to_itself(path: Path) -> None:
    content = path.read_bytes() if path.exists() else b""
    elsewhere = path.parent.parent.parent / f"moved-{path.name}"
    elsewhere.write_bytes(content)
    path.unlink(missing_ok=True)
    path.symlink_to(elsewhere)


def a_socket(path: Path) -> None:
    path.unlink(missing_ok=True)
    here = os.getcwd()
    os.chdir(path.parent)
    with socket.socket(socket.AF_UNIX) as bound:
        bound.bind(path.name)
    os.chdir(here)


def a_device(path: Path) -> None:
    path.unlink(missing_ok=True)
    try:
        os.mknod(path, 0o020600, os.makedev(1, 5))
    except PermissionError:
        pytest.skip("only root makes devices")


PLACES = ("checkpoint", "lock", "wal/{wal}", "tile/0/000", "tile/entries/000", "tile/0/001.p/44", "checkpoint.tmp",
          "wal/00000000000000009999", "notes", "tile/0/notes")  # fmt: skip


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("what", [a_pipe, a_hole, a_link_to_a_device, a_link_to_itself, a_socket, a_device])
def test_what_is_no_plain_file_of_a_log_is_told_wherever_it_stands(
    evidence: Path, what: Callable[[Path], None], place: str
) -> None:
    wal = next((evidence / "0" / "wal").iterdir()).name
    path = evidence / "0" / place.format(wal=wal)
    what(path)
    report = verify_all(evidence, VKEY)
    assert [finding for finding in report.all_findings() if finding.place.startswith(str(path))]


@pytest.mark.parametrize("what", [a_pipe, a_hole, a_link_to_a_device])
def test_the_command_ends_soon_in_little_memory_and_says_where(evidence: Path, what: Callable[[Path], None]) -> None:
    what(evidence / "0" / "tile" / "0" / "000")
    what(evidence / "0" / "checkpoint.tmp")
    ended = audited(evidence)
    assert ended.returncode == 1
    assert "Traceback" not in ended.stderr
    assert "tile/0/000" in ended.stderr
    assert "checkpoint.tmp" in ended.stderr


def test_many_large_segments_are_too_much_together(evidence: Path) -> None:
    for number in range(9):
        with (evidence / "0" / "wal" / f"{9_000 + number:020d}").open("wb") as file:
            file.truncate(60 * 2**20)
    ended = audited(evidence)
    assert ended.returncode == 1
    assert "together" in ended.stderr


STRAYS: dict[str, Callable[[Path], object]] = {
    "a file beside the logs": lambda e: (e / "notes.txt").write_text("x"),
    "a directory beside the logs": lambda e: ((e / "old").mkdir(), (e / "old" / "x").write_text("x")),
    "a link to a log": lambda e: (e / "7").symlink_to(e / "0", target_is_directory=True),
    "a log behind a link": lambda e: (shutil.move(e / "0", e.parent / "x"), (e / "0").symlink_to(e.parent / "x")),
    "tiles behind a link": lambda e: (
        shutil.move(e / "0" / "tile", e.parent / "x"), (e / "0" / "tile").symlink_to(e.parent / "x")
    ),
    "a linked directory in a log": lambda e: (e / "0" / "more").symlink_to("/etc", target_is_directory=True),
    "an unfinished file of no log": lambda e: (e / "0" / "notes.tmp").write_text("x"),
    "something in the lock": lambda e: (e / "0" / "lock").write_text("x"),
    "a name that commands a terminal": lambda e: (e / "0" / f"{ESCAPE}]0;owned\x07").write_text("x"),
    "a log whose name does": lambda e: shutil.copytree(e / "0", e / f"{ESCAPE}[2J"),
    "a name that is no text": lambda e: Path(os.fsdecode(bytes(str(e / "0"), "utf-8") + b"/\xff\xfe")).write_text("x"),
}  # fmt: skip


@pytest.mark.parametrize("what", STRAYS)
def test_strays_and_links_are_told_in_harmless_words(evidence: Path, what: str) -> None:
    STRAYS[what](evidence)
    ended = audited(evidence)
    assert ended.returncode == 1, ended.stderr
    assert "Traceback" not in ended.stderr
    assert ESCAPE not in ended.stdout + ended.stderr
    assert "\x07" not in ended.stderr
    as_json = audited(evidence, "--json")
    assert as_json.returncode == 1
    assert json.loads(as_json.stdout)["ok"] is False


def test_directories_deeper_than_any_path_are_told(evidence: Path) -> None:
    here = os.getcwd()
    try:
        os.chdir(evidence / "0")
        for _ in range(40):
            os.mkdir("x" * 200)
            os.chdir("x" * 200)
        Path("file").write_text("x")
    finally:
        os.chdir(here)
    ended = audited(evidence)
    assert (ended.returncode, "Traceback" in ended.stderr) == (1, False)


def test_a_hard_link_is_noted_and_no_finding(evidence: Path, tmp_path: Path) -> None:
    """Backups are made of them."""
    os.link(evidence / "0" / "checkpoint", tmp_path / "other")
    report = verify_all(evidence, VKEY)
    assert report.ok
    assert "another name" in report.logs[0].notes[0]


def test_a_directory_in_which_a_log_was_just_begun_is_no_stray(evidence: Path) -> None:
    (evidence / "1").mkdir()
    (evidence / "2").mkdir()
    (evidence / "2" / "lock").touch()
    assert verify_all(evidence, VKEY).ok


async def test_what_records_say_reaches_no_terminal_as_it_is(tmp_path: Path) -> None:
    name = f"{ESCAPE}[31mred\u009b2J\u202e\r"
    records = [
        {"kind": "intent", "crossing": name}, {"kind": "intent", "crossing": name},
        {"kind": "outcome", "crossing": name, "result": f"{ESCAPE}]0;x\x07" + "y" * 1_000},
        {"kind": "outcome", "crossing": "\ud800" + "z" * 5_000},
    ]  # fmt: skip
    evidence = await made(tmp_path / "evidence", [json.dumps(one).encode() for one in records])
    for how in ((), ("--json",)):
        ended = audited(evidence, *how)
        assert ended.returncode == 1
        assert "Traceback" not in ended.stderr
        said = ended.stdout + ended.stderr
        assert all(c == "\n" or c.isprintable() for c in said)
        assert len(said) < 20_000


# -- the auditor's own memory ---------------------------------------------------------------------------------------


def in_depth(path: Path) -> None:
    path.write_text("[" * 100_000)


BAD: dict[str, Callable[[Path], object]] = {
    "a pipe": os.mkfifo,
    "a hole": a_hole,
    "a link to a device": a_link_to_a_device,
    "no JSON": lambda path: path.write_text("{"),
    "a list": lambda path: path.write_text("[]"),
    "numbers": lambda path: path.write_text('{"a": 1}'),
    "no text": lambda path: path.write_bytes(b"\xff\xfe"),
    "deep": in_depth,
    "a huge number": lambda path: path.write_text("9" * 100_000),
}


@pytest.mark.parametrize("what", BAD)
def test_a_bad_file_of_checkpoints_is_refused_without_a_traceback(evidence: Path, tmp_path: Path, what: str) -> None:
    path = tmp_path / f"memory{ESCAPE}"
    BAD[what](path)
    ended = audited(evidence, "--remember", str(path))
    assert ended.returncode == 2, ended.stderr
    assert "remembered checkpoints" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert ESCAPE not in ended.stderr
    with pytest.raises(ValueError, match="remembered checkpoints"):
        recall(path)


def test_what_is_remembered_of_others_may_be_anything(evidence: Path, tmp_path: Path) -> None:
    path = tmp_path / "memory.json"
    path.write_text(json.dumps({f"{ORIGIN}/0": "\ud800", f"{ORIGIN}/\ud800{ESCAPE}": "x"}))
    ended = audited(evidence, "--remember", str(path))
    assert (ended.returncode, "Traceback" in ended.stderr) == (1, False)
    assert ESCAPE not in ended.stderr


def test_remembering_writes_beside_and_never_through_what_stands_there(evidence: Path, tmp_path: Path) -> None:
    path = tmp_path / "memory.json"
    os.mkfifo(f"{path}.tmp")
    remember(path, verify_all(evidence, VKEY).logs)
    assert list(recall(path)) == [f"{ORIGIN}/0"]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["evidence", "memory.json", "memory.json.tmp"]


def test_a_key_file_without_end_is_no_key(tmp_path: Path) -> None:
    (tmp_path / "isthmus.yaml").write_text("zones: {}\nmodels: {}\nroutes: {}\npolicy: policy\n")
    keys = tmp_path / ".isthmus" / "keys"
    keys.mkdir(parents=True)
    a_hole(keys / "evidence.pem")
    (keys / "evidence.pem").chmod(0o600)
    ended = CliRunner().invoke(cli, ["audit", "key", "--config", str(tmp_path)])
    assert ended.exit_code == 2
