"""The auditor finds what was done to a log, and is silent when nothing was."""

import asyncio
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from ledger.history import KEY, ORIGIN, OTHER_KEY, WHERE, VirtualFiles, append_all, log_of, open_log, record

from isthmus.audit import AuditReport, Token, recall, remember, verify, verify_all
from isthmus.domain.disk import VirtualDisk
from isthmus.domain.hashing import leaf_hash
from isthmus.ledger import Ledger, entries, note, vkey, wal
from isthmus.ledger.tiles import Edge
from isthmus.state.disk import LocalDisk

VKEY = vkey(ORIGIN, KEY.public_key())


def audit(disk: VirtualDisk, remembered: str | None = None, tokens: list[Token] | None = None) -> AuditReport:
    return verify(VirtualFiles(disk), VKEY, remembered, tokens or [])


async def busy_log(sealed: int = 300, unsealed: int = 7) -> VirtualDisk:
    """As it lies there in the midst of work: tiles of two levels, a checkpoint, and a journal that goes beyond."""
    disk = VirtualDisk()
    ledger = open_log(disk)
    await append_all(ledger, [record(number) for number in range(sealed)])
    await ledger.seal()
    for number in range(sealed, sealed + unsealed):
        await ledger.append(record(number))
    snapshot = disk.copy()
    await ledger.close()
    return snapshot


@pytest.mark.parametrize("sizes", [[], [0], [1], [255], [256], [257], [300, 400], [1, 1, 1]])
async def test_a_log_in_order_has_no_findings(sizes: list[int]) -> None:
    report = audit(await log_of(sizes))
    assert (report.ok, report.size, report.unsealed) == (True, sum(sizes), 0)
    assert report.notes == []


async def test_entries_that_are_durable_and_not_sealed_yet_are_counted() -> None:
    report = audit(await busy_log(300, 7))
    assert (report.ok, report.size, report.unsealed) == (True, 300, 7)


def written(disk: VirtualDisk, path: str) -> int:
    """Without the zeros that a journal reserves behind its end: they say nothing, whatever they are."""
    data = disk.read(path)
    return len(data.rstrip(b"\0") if "/wal/" in path else data)


async def test_every_flipped_bit_in_any_file_is_found() -> None:
    disk = await busy_log(9, 2)
    for path in disk.paths():
        for offset in range(written(disk, path)):
            for mask in (1 << offset % 8, 0xFF):
                disk.alter(path, offset, mask)
                assert not audit(disk).ok, (path, offset, mask)
                disk.alter(path, offset, mask)
    assert audit(disk).ok


async def test_flipped_bits_are_found_in_logs_of_several_tiles() -> None:
    disk = await busy_log(300, 3)
    for path in disk.paths():
        for offset in range(0, written(disk, path), 397):
            disk.alter(path, offset, 1)
            assert not audit(disk).ok, (path, offset)
            disk.alter(path, offset, 1)


LOOKS_LIKE_A_CRASH = {(0, 0x01)}
"""The first byte behind the last batch, made into the first byte of another: the only flip among the zeros that leaves
what a crash may leave. docs/evidence.md says so."""


def flips(number: int, behind: int) -> list[int]:
    """Every bit where a header would stand, and further behind one after the other."""
    return [0xFF, *([1 << bit for bit in range(8)] if behind < 32 else [1 << number % 8])]


@pytest.mark.parametrize("sealed", [0, 9, 11])
async def test_every_flipped_bit_among_the_zeros_behind_the_journal_is_found(sealed: int) -> None:
    disk = await busy_log(sealed, 11 - sealed)
    path = f"{WHERE}/wal/{0:020d}"
    end, unseen = written(disk, path), set()
    assert len(disk.read(path)) - end > 500
    for offset in range(end, len(disk.read(path))):
        for mask in flips(offset, offset - end):
            disk.alter(path, offset, mask)
            report = audit(disk)
            if report.ok:
                unseen.add((offset - end, mask))
                assert report.notes
            disk.alter(path, offset, mask)
    assert unseen == LOOKS_LIKE_A_CRASH
    assert audit(disk).ok


async def test_every_flipped_byte_of_a_journal_of_several_segments_is_found() -> None:
    """What stands in tiles already, what does not, and the zeros behind each segment's last batch."""
    disk = VirtualDisk()
    ledger = open_log(disk, segment=400, reserve=700)
    for number in range(20):
        await ledger.append(record(number, 50))
        if number == 9:
            sealed = disk.copy()
            await ledger.seal()
    snapshot = disk.copy()
    for path in sealed.paths():  # a crash lost the removal of segments that were sealed
        if "/wal/" in path and path not in snapshot.paths():
            snapshot.put(path, sealed.read(path))
    await ledger.close()
    segments = [path for path in snapshot.paths() if "/wal/" in path]
    assert len(segments) > 4
    assert audit(snapshot).ok
    for path in segments:
        end, unseen = written(snapshot, path), set()
        for offset in range(len(snapshot.read(path))):
            mask = 0xFF if offset % 2 else 1 << offset // 2 % 8
            snapshot.alter(path, offset, mask)
            if audit(snapshot).ok:
                unseen.add((offset - end, mask))
            snapshot.alter(path, offset, mask)
        assert unseen <= LOOKS_LIKE_A_CRASH


async def test_every_missing_file_and_every_missing_or_added_last_byte_is_found() -> None:
    disk = await busy_log()
    last_segment = [path for path in disk.paths() if "/wal/" in path][-1]
    for path in [path for path in disk.paths() if not path.endswith("/lock")]:
        data = disk.read(path)
        for other in (None, data[:-1], data + b"x", data[1:], b""):
            if path == last_segment and other in (data[:-1], data + b"x"):
                continue  # the last batch of a journal may look so after a crash: see the next test
            disk.put(path, other)
            assert not audit(disk).ok, (path, other and len(other))
        disk.put(path, data)
    assert audit(disk).ok


async def test_a_torn_journal_is_a_crash_and_only_a_token_knows_better() -> None:
    disk = await busy_log(300, 7)
    path = [path for path in disk.paths() if "/wal/" in path][-1]
    disk.put(path, disk.read(path)[: written(disk, path) - 1])
    report = audit(disk)
    assert (report.ok, report.unsealed) == (True, 6)
    assert "a crash left incomplete" in report.notes[0]
    cut = audit(disk, tokens=[Token(ORIGIN, 306, leaf_hash(record(306)))])
    assert [finding.meaning for finding in cut.findings] == ["the log was cut off behind its last checkpoint"]


async def test_a_journal_cut_below_what_is_sealed_is_found() -> None:
    disk = VirtualDisk()
    ledger = open_log(disk)
    for number in range(3):
        await ledger.append(record(number))
    await ledger.seal()
    path = [path for path in disk.paths() if "/wal/" in path][-1]
    data = disk.read(path)[: written(disk, path)]
    for length in range(len(data)):
        disk.put(path, data[:length])
        assert not audit(disk).ok, length
    disk.put(path, data)
    await ledger.close()


async def test_a_journal_forged_with_right_checksums_is_found_by_what_is_sealed() -> None:
    disk = await busy_log(9, 2)
    path = f"{WHERE}/wal/{0:020d}"
    bodies = [record(number if number != 4 else 40) for number in range(11)]
    records = [len(body).to_bytes(2, "big") + body for body in bodies]
    leaves = b"".join(leaf_hash(body) for body in bodies)
    disk.put(path, wal.segment_header(0) + wal.frame(wal.origin_tag(ORIGIN), 0, records, leaves))
    assert [finding.wrong for finding in audit(disk).findings] == ["it differs from the sealed entry"]


async def test_base64_has_one_writing_only() -> None:
    """The last character before the padding has two bits that decoders pass over."""
    disk = await log_of([4])
    text = disk.read(f"{WHERE}/checkpoint")
    for place in (text.index(b"=\n"), text.rindex(b"=\n")):
        for other in b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/":
            if other != text[place - 1]:
                disk.put(f"{WHERE}/checkpoint", text[: place - 1] + bytes([other]) + text[place:])
                assert not audit(disk).ok, chr(other)


async def test_reordered_entries_are_found_though_every_file_keeps_its_length() -> None:
    disk = await busy_log()
    path = f"{WHERE}/tile/entries/000"
    data = disk.read(path)
    one, two = (b"\x00" + bytes([len(record(n))]) + record(n) for n in (10, 11))
    assert one + two in data
    disk.put(path, data.replace(one + two, two + one))
    assert not audit(disk).ok


async def test_files_that_do_not_belong_there_are_found() -> None:
    strange = ("notes.txt", "tile/0/1", "tile/0/000.p/256", "tile/0/x000/000", "wal/1", "tile/0/000.p/0", "tile/9/000")
    for name in strange:
        disk = await busy_log()
        disk.put(f"{WHERE}/{name}", b"x")
        assert not audit(disk).ok, name


async def test_a_file_that_a_crash_left_half_written_is_a_note() -> None:
    disk = await busy_log()
    disk.put(f"{WHERE}/checkpoint.tmp", b"half")
    report = audit(disk)
    assert (report.ok, len(report.notes)) == (True, 1)


async def test_a_rollback_is_found_against_a_remembered_checkpoint() -> None:
    young = await log_of([40])
    remembered = audit(await log_of([40, 50], young.copy())).checkpoint
    assert audit(young).ok
    report = audit(young, remembered)
    assert [finding.meaning for finding in report.findings] == ["the log was rolled back"]


async def test_a_history_rewritten_and_signed_again_is_found_against_a_remembered_checkpoint() -> None:
    remembered = audit(await log_of([40])).checkpoint
    rewritten = VirtualDisk()
    ledger = open_log(rewritten)
    await append_all(ledger, [record(number if number != 7 else 70) for number in range(90)])
    await ledger.close()
    assert audit(rewritten).ok
    report = audit(rewritten, remembered)
    assert [finding.meaning for finding in report.findings] == ["history was rewritten and signed again"]


async def test_a_log_that_grew_agrees_with_every_checkpoint_it_ever_had() -> None:
    disk = VirtualDisk()
    remembered = None
    for size in (3, 250, 1, 10, 300):
        disk = await log_of([], disk)
        ledger = open_log(disk)
        await append_all(ledger, [record(number) for number in range(size)])
        await ledger.close()
        report = audit(disk, remembered)
        assert report.ok, report.findings
        remembered = report.checkpoint


async def test_a_remembered_checkpoint_that_was_altered_is_found() -> None:
    disk = await log_of([40])
    remembered = audit(disk).checkpoint
    assert not audit(disk, remembered.replace("40", "39")).ok


async def test_a_leaf_that_a_token_remembers_must_be_at_its_index() -> None:
    disk = await busy_log()
    assert audit(disk, tokens=[Token(ORIGIN, 301, leaf_hash(record(301)))]).ok
    assert not audit(disk, tokens=[Token(ORIGIN, 301, leaf_hash(record(300)))]).ok
    assert not audit(disk, tokens=[Token("example.org/other", 301, leaf_hash(record(301)))]).ok


@pytest.mark.parametrize(
    "forge",
    [
        lambda text: note.sign(ORIGIN, 40, Edge().root(), OTHER_KEY).note,
        lambda text: note.sign("example.org/other", 40, Edge().root(), KEY).note,
        lambda text: text.replace(b"\n40\n", b"\n040\n"),
        lambda text: text + text.splitlines(keepends=True)[-1],
        lambda text: text.split(b"\n\n")[0] + b"\n\n",
        lambda text: text.replace(b"\n", b"\r\n"),
        lambda text: b"\xff",
        lambda text: b"",
    ],
    ids=["other key", "other log", "leading zero", "signed twice", "unsigned", "line ends", "no text", "empty"],
)
async def test_a_forged_checkpoint_is_found(forge: Callable[[bytes], bytes]) -> None:
    disk = await log_of([40])
    disk.put(f"{WHERE}/checkpoint", forge(disk.read(f"{WHERE}/checkpoint")))
    assert any(finding.place.endswith("checkpoint") for finding in audit(disk).findings)


async def test_signatures_of_others_beneath_the_log_s_own_are_passed_over() -> None:
    disk = await log_of([4])
    text = disk.read(f"{WHERE}/checkpoint")
    cosigned = text + "— witness.example/w QUJDREVGR0g=\n".encode()
    disk.put(f"{WHERE}/checkpoint", cosigned)
    assert audit(disk).ok
    await open_log(disk).close()


@pytest.mark.parametrize("text", ["", "name", "name+00000000+AAAA", VKEY.replace("example", "exemple"), VKEY[:-4]])
def test_a_verifier_key_that_does_not_add_up_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="verifier key"):
        verify(VirtualFiles(VirtualDisk()), text)


async def test_a_log_is_in_order_at_every_moment_of_its_use() -> None:
    """Audits beside a writer that seals and cuts all the time, on a real clock."""
    disk = VirtualDisk()
    ledger = open_log(disk, seal_every=0.0005, segment=2_000)
    done = asyncio.Event()

    async def write() -> None:
        for number in range(1500):
            await ledger.append(record(number))
        done.set()

    writing = asyncio.create_task(write())
    audits = 0
    while not done.is_set():
        report = await asyncio.to_thread(audit, disk)
        assert report.ok, report.findings
        found = await asyncio.to_thread(lambda: list(entries(disk, WHERE)))
        assert found == [(index, record(index)) for index in range(len(found))]
        assert len(found) >= report.size + report.unsealed
        audits += 1
    await writing
    await ledger.close()
    assert audits > 2


def crossing(kind: str, name: str | None, **more: str) -> bytes:
    return json.dumps({"kind": kind, "crossing": name, **more}).encode()


async def audited(records: list[bytes]) -> AuditReport:
    disk = VirtualDisk()
    ledger = open_log(disk)
    await append_all(ledger, records)
    await ledger.close()
    return audit(disk)


@pytest.mark.req("D13")
async def test_a_crossing_without_an_outcome_is_unknown_and_no_fault() -> None:
    report = await audited([
        crossing("intent", "a"), crossing("intent", "b"), crossing("intent", "c"),
        crossing("outcome", "a", result="answered"), crossing("outcome", "c", result="unknown"),
        b'{"kind":"request","crossings":["a","b"]}', b'{"kind":"x"}',
    ])
    assert (report.ok, report.crossings) == (True, {"answered": 1, "UNKNOWN": 2})


async def test_outcomes_stand_in_the_entry_of_their_request() -> None:
    ended = [{"kind": "outcome", "crossing": "a", "result": "answered"}]
    account = json.dumps({"kind": "request", "crossings": ["a", "b"], "outcomes": ended}).encode()
    report = await audited([crossing("intent", "a"), crossing("intent", "b"), account])
    assert (report.ok, report.crossings) == (True, {"answered": 1, "UNKNOWN": 1})


async def test_an_unknown_crossing_may_be_reconciled_later() -> None:
    outcomes = [crossing("outcome", "a", result=result) for result in ("unknown", "failed")]
    report = await audited([crossing("intent", "a"), *outcomes])
    assert (report.ok, report.crossings) == (True, {"failed": 1})


@pytest.mark.parametrize(
    "records",
    [
        [crossing("outcome", "a")],
        [crossing("outcome", "a"), crossing("intent", "a")],
        [crossing("intent", "a"), crossing("intent", "a")],
        [crossing("intent", None)],
        [b'{"kind":"request","crossings":["a"]}'],
        [b'{"kind":"request","crossings":["a"]}', crossing("intent", "a")],
        [b'{"kind":"request","crossings":"a"}'],
        [b'{"kind":"request","outcomes":"a"}'],
        [b'{"kind":"request","outcomes":[{"crossing":1}]}'],
        [b'{"kind":"request","outcomes":[{"crossing":"a","result":"answered"}]}'],
        [b"not json"],
        [b"[]"],
        [b'{"kind":1}'],
        [b"\xff"],
        [b"[" * 60_000],
    ],
    ids=["no intent", "intent too late", "two intents", "no name", "request", "request first",
         "request malformed", "outcomes malformed", "an outcome's name", "outcome without intent",
         "no json", "no object", "no kind", "no text", "deep"],
)  # fmt: skip
async def test_records_that_cannot_be_are_found(records: list[bytes]) -> None:
    report = await audited(records)
    assert not report.ok
    assert "entry 0" in report.findings[0].place or "entry 1" in report.findings[0].place


def installation(tmp_path: Path, records: list[list[bytes]]) -> Path:
    """One log for each list, side by side."""

    async def write() -> None:
        logs = [Ledger.lease(LocalDisk(), str(tmp_path), "example.org/i", KEY, lambda: 0.0) for _ in records]
        for log, own in zip(logs, records, strict=True):
            await append_all(log, own)
            await log.close()

    asyncio.run(write())
    return tmp_path


BASE = vkey("example.org/i", KEY.public_key())


def test_logs_of_several_processes_are_audited_as_one(tmp_path: Path) -> None:
    """An outcome that a later process reconciles stands in its own log."""
    intents = [crossing("intent", "a"), crossing("intent", "b")]
    installation(tmp_path, [intents, [crossing("outcome", "a", result="cut")]])
    report = verify_all(tmp_path, BASE)
    assert (report.ok, report.size, report.crossings) == (True, 3, {"cut": 1, "UNKNOWN": 1})
    assert [log.origin for log in report.logs] == ["example.org/i/0", "example.org/i/1"]


def test_a_log_that_was_removed_or_exchanged_is_found(tmp_path: Path) -> None:
    installation(tmp_path / "e", [[record(1)], [record(2)]])
    memory = tmp_path / "memory.json"
    first = verify_all(tmp_path / "e", BASE, recall(memory))
    remember(memory, first.logs)
    assert verify_all(tmp_path / "e", BASE, recall(memory)).ok
    shutil.move(tmp_path / "e" / "0", tmp_path / "x")
    gone = verify_all(tmp_path / "e", BASE, recall(memory))
    assert [finding.meaning for finding in gone.findings] == ["a whole log was removed"]
    shutil.move(tmp_path / "e" / "1", tmp_path / "e" / "0")
    assert not verify_all(tmp_path / "e", BASE).ok


def test_what_is_remembered_survives_from_audit_to_audit(tmp_path: Path) -> None:
    installation(tmp_path / "e", [[record(1)]])
    memory = tmp_path / "memory.json"
    assert recall(memory) == {}
    report = verify_all(tmp_path / "e", BASE)
    remember(memory, report.logs)
    assert recall(memory) == {"example.org/i/0": report.logs[0].checkpoint}
    memory.write_text("[]")
    with pytest.raises(ValueError, match="remembered checkpoints"):
        recall(memory)
