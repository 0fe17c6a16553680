"""The audit, step by step, and what each step would catch.

1. the checkpoint is signed by the key, for this log            a forged or foreign head
2. every sealed entry is read from its bundle into a fresh tree   a changed, missing or reordered entry
3. the tree gives the signed root                                 bundles rewritten as a whole
4. the journal repeats what is sealed and continues it            entries lost or changed before they were sealed
5. every file is accounted for, byte by byte                      altered tiles, strange files
6. the remembered checkpoint's root is a root of this tree        rollback; a rewritten and re-signed log
7. the leaves that tokens remember are at their index             a log truncated behind its last checkpoint
8. the records say of each crossing first that, then how          something crossed without its contract
"""

import os
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from isthmus.audit.copies import Copies
from isthmus.audit.crossings import Crossings, settle
from isthmus.audit.files import JOURNAL, Files, NotPlain, PlainFiles
from isthmus.audit.journal import Read, read_segment
from isthmus.audit.note import Head, Key, NotGenuine, open_checkpoint, parse_vkey
from isthmus.audit.report import AuditReport, EvidenceReport, Finding, Token, printable
from isthmus.audit.tree import GrowingTree
from isthmus.domain.hashing import EMPTY_ROOT, leaf_hash

WIDTH = 256
LOOKS = 3
SNAPSHOTS = 100
_TILE = re.compile(r"tile/(entries|0|[1-9]|[1-5][0-9]|6[0-3])/((?:x[0-9]{3}/)*[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?")
_SEGMENT = re.compile(r"wal/([0-9]{20})")
_SLOT = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")

ALTERED = "the file was altered after it was written, or the disk is failing"
REMOVED = "part of the log was removed"
STRANGE = "it was put there by something else"


def verify(
    directory: str | Path | Files, vkey: str, remembered: str | None = None, tokens: Iterable[Token] = ()
) -> AuditReport:
    """Audit one log, which may be in use. `remembered` is a checkpoint (the signed note) seen at an earlier audit.

    ValueError when `vkey` is not a verifier key. An outcome whose intent is in no log given here is a finding.
    """
    files = PlainFiles(directory) if isinstance(directory, str | Path) else directory
    audit = _settled_audit(files, parse_vkey(vkey), remembered, tokens)
    findings, crossings = settle([audit.crossings])
    audit.findings += findings
    return audit.report(crossings)


def verify_all(
    evidence: str | Path,
    vkey: str,
    remembered: Mapping[str, str] | None = None,
    tokens: Iterable[Token] = (),
    copies: str | Path | None = None,
) -> EvidenceReport:
    """Audit all logs `<evidence>/<slot>` as one; the log of a slot speaks as `<name of the key>/<slot>`.

    `copies` is the directory of sealed copies, which are then compared with their contracts.
    """
    key, memory, tokens = parse_vkey(vkey), dict(remembered or {}), list(tokens)
    slots, strays = _slots(Path(evidence))
    sealed = None if copies is None else Copies(copies)
    audits = []
    for path in slots:
        own = key.named(f"{key.name}/{path.name}")
        mine = [token for token in tokens if token.log == own.name]
        audits.append(_settled_audit(PlainFiles(path), own, memory.pop(own.name, None), mine, sealed))
    findings, crossings = settle([audit.crossings for audit in audits])
    findings += strays
    known = {audit.key.name for audit in audits}
    for origin in sorted({*memory} | {token.log for token in tokens} - known):
        if origin == key.name or origin.startswith(f"{key.name}/"):
            wrong = f"the log {origin} is remembered, and not there"
            findings.append(Finding(str(evidence), wrong, "a whole log was removed"))
    return EvidenceReport([audit.report(settle([audit.crossings])[1]) for audit in audits], findings, crossings)


def _slots(evidence: Path) -> tuple[list[Path], list[Finding]]:
    """The logs, and what lies beside them. A directory with nothing but a lock is a log that was not begun."""
    logs, strays = [], []
    for path in sorted(evidence.iterdir()):
        if path.is_symlink() or not path.is_dir() or _SLOT.fullmatch(path.name) is None:
            what = "it is a link" if path.is_symlink() else "it is no directory of a log"
            if path.name != "lost+found":
                strays.append(Finding(str(path), what, STRANGE))
        elif any(os.path.lexists(path / name) for name in ("checkpoint", "wal", "tile")):
            logs.append(path)
        elif set(os.listdir(path)) - {"lock"}:
            strays.append(Finding(str(path), "it is no directory of a log", STRANGE))
    return logs, strays


def _settled_audit(
    files: Files, key: Key, remembered: str | None, tokens: Iterable[Token], copies: Copies | None = None
) -> "_Audit":
    """What looks wrong is looked at again, until it looks the same twice: a batch may just have been under way."""
    tokens = list(tokens)
    before: list[Finding] | None = None
    for _ in range(LOOKS):
        audit = _Audit(files, key, copies)
        audit.run(remembered, tokens)
        if not audit.findings or audit.findings == before:
            break
        before = audit.findings
    return audit


def _read(files: Files, name: str, refused: dict[str, str]) -> bytes | None:
    try:
        return files.read(name)
    except NotPlain as why:
        refused[name] = str(why)
        return None


def _journal(files: Files, names: list[str], refused: dict[str, str]) -> list[tuple[str, bytes]]:
    found, size = [], 0
    for name in names:
        if _SEGMENT.fullmatch(name) and (data := _read(files, name, refused)) is not None:
            size += len(data)
            if size > JOURNAL:
                refused[name] = f"all segments together have more than {JOURNAL} bytes"
                break
            found.append((name, data))
    return found


def _snapshot(files: Files, refused: dict[str, str]) -> tuple[bytes | None, set[str], list[tuple[str, bytes]]]:
    """The checkpoint, the names and the journal as they were at one moment, though the log may be in use.

    While the checkpoint stands, the journal loses only segments wholly beneath it, and tiles only those that full
    ones replace. The journal is read after the names, so that it holds whatever the tiles named do.
    """
    note = _read(files, "checkpoint", refused)
    for _ in range(SNAPSHOTS):
        names = files.names()
        segments = _journal(files, names, refused)
        before, note = note, _read(files, "checkpoint", refused)
        if note == before:
            break
    return note, set(names), segments


class _Audit:
    def __init__(self, files: Files, key: Key, copies: Copies | None) -> None:
        self.files, self.key = files, key
        self.refused: dict[str, str] = {}
        self.note, self.names, self.journal = _snapshot(files, self.refused)
        self.head = Head(key.name, 0, EMPTY_ROOT)
        self.tree = GrowingTree()
        self.crossings = Crossings(copies)
        self.findings: list[Finding] = []
        self.notes: list[str] = []

    def report(self, crossings: dict[str, int]) -> AuditReport:
        return AuditReport(
            place=self.files.place,
            origin=self.key.name,
            size=self.head.size,
            unsealed=max(0, self.tree.size - self.head.size),
            root=self.head.root,
            checkpoint=(self.note or b"").decode(errors="replace"),
            findings=[*self.findings, *self.crossings.findings],
            notes=[printable(note) for note in self.notes],
            crossings=crossings,
        )

    def run(self, remembered: str | None, tokens: list[Token]) -> None:
        self._checkpoint()
        old = self._remembered(remembered)
        self._bundles(old)
        self._journal(old)
        self._every_file()
        self._tokens(tokens)
        self._strays()
        for name in sorted(getattr(self.files, "linked", ())):
            self.notes.append(f"{self.files.place}/{name}: the file has another name elsewhere, and may change by it")

    def found(self, name: str, wrong: str, meaning: str) -> None:
        self.findings.append(Finding(f"{self.files.place}/{name}", wrong, meaning))

    def read(self, name: str) -> bytes | None:
        refused: dict[str, str] = {}
        data = _read(self.files, name, refused)
        for wrong in refused.values():
            self.found(name, wrong, STRANGE)
        return data

    def _strays(self) -> None:
        """What is there and no file of a log: by its name, by what it is, or by its size."""
        for name, wrong in self.refused.items():
            self.found(name, wrong, STRANGE)
        for name in sorted(self.names):
            plain = name.removesuffix(".tmp")
            if name == "lock":
                self.read(name)
            elif plain != "checkpoint" and not _SEGMENT.fullmatch(plain) and not _TILE.fullmatch(plain):
                before = len(self.findings)
                self.read(name)  # may say more of it than this
                if len(self.findings) == before:
                    self.found(name, "no file of a log has such a name", STRANGE)

    def _checkpoint(self) -> None:
        if self.note is None:
            if any(name.startswith(("tile/", "wal/")) for name in self.names):
                self.found("checkpoint", "there is none, though there are entries", REMOVED)
            return
        try:
            self.head = open_checkpoint(self.note, self.key)
        except NotGenuine as why:
            self.found("checkpoint", str(why), "it was altered, or another key or log is meant")

    def _remembered(self, note: str | None) -> Head | None:
        if note is None:
            return None
        try:
            old = open_checkpoint(note.encode(errors="surrogatepass"), self.key)
        except NotGenuine as why:
            self.found("remembered checkpoint", str(why), "where it was remembered was altered, or is of another log")
            return None
        if old.size > self.head.size:
            wrong = f"it names {self.head.size} entries, and {old.size} were seen before"
            self.found("checkpoint", wrong, "the log was rolled back")
        elif old.size == 0:
            return None
        return old

    def _bundles(self, old: Head | None) -> None:
        for index in range(-(-self.head.size // WIDTH)):
            width = min(WIDTH, self.head.size - index * WIDTH)
            full, partial = _tile_name("entries", index, WIDTH), _tile_name("entries", index, width)
            name = partial if partial in self.names else full
            data = self.read(name) or self.read(full)
            if data is None:
                if not self.findings:
                    self.found(name, "the file is missing", REMOVED)
                return
            entries = _entries(data)
            if len(entries) < width:
                self.found(name, f"it holds {len(entries)} entries of {width}", ALTERED)
                return
            for entry in entries[:width]:
                self._push(entry, old)
        if self.tree.root() != self.head.root:
            wrong = f"the first {self.head.size} entries do not give the root that was signed"
            self.found("tile/entries", wrong, "an entry was changed, removed, added or moved")

    def _push(self, entry: bytes, old: Head | None) -> None:
        self.tree.push(leaf_hash(entry))
        self.crossings.read(f"{self.files.place}, entry {self.tree.size - 1}", entry)
        if old is not None and self.tree.size == old.size and self.tree.root() != old.root:
            wrong = f"its first {old.size} entries are not those of the remembered checkpoint"
            self.found("checkpoint", wrong, "history was rewritten and signed again")

    def _journal(self, old: Head | None) -> None:
        if self.findings:
            return  # the tree is not to be relied on, so nothing can be said about what follows it
        reached = 0
        for number, (name, data) in enumerate(self.journal, 1):
            read = read_segment(data, _first(name), self.key.name)
            reached = read.first + len(read.entries)
            self._continue(name, read, data, _first(self.journal[number][0]) if self.journal[number:] else None, old)
            if self.findings:
                return
        if reached < self.head.size:
            wrong = f"the journal ends before entry {self.head.size}, which is sealed"
            self.found("wal", wrong, "the journal was removed, and with it perhaps entries that were not sealed yet")

    def _continue(self, name: str, read: Read, data: bytes, following: int | None, old: Head | None) -> None:
        """`following` is the first entry of the next segment.

        A torn end before that is what a crash left and recovery has passed, when the segment's removal was lost in
        another crash. Then no entry is missing between the two: recovery begins the next where it ended this one.
        """
        at = f"{name}, byte {read.end}"
        if read.wrong:
            self.found(at, read.wrong, ALTERED)
            return
        if read.first > self.tree.size:
            self.found(name, f"entries {self.tree.size} to {read.first - 1} are missing", REMOVED)
            return
        for index, entry in enumerate(read.entries, read.first):
            if index >= self.tree.size:
                self._push(entry, old)
            elif leaf_hash(entry) != self.tree.leaf(index):
                self.found(f"{name}, entry {index}", "it differs from the sealed entry", ALTERED)
                return
        if read.torn:
            reached = read.first + len(read.entries)
            if reached < (self.head.size if following is None else following):
                self.found(at, f"incomplete, though later entries than {reached} were durable", ALTERED)
            else:
                lost = len(data) - read.end
                self.notes.append(
                    f"{self.files.place}/{at}: {lost} bytes of a batch that a crash left incomplete, or that is being "
                    f"written; nothing from entry {reached} on had been acknowledged"
                )

    def _every_file(self) -> None:
        if self.findings:
            return
        for name in sorted(self.names):
            if name in ("checkpoint", "lock") or _SEGMENT.fullmatch(name):
                continue
            if name.endswith(".tmp"):
                self.read(name)
                self.notes.append(f"{self.files.place}/{name}: left by a write that a crash interrupted")
                continue
            match = _TILE.fullmatch(name)
            if match is None:
                continue
            self._tile(name, match[1], int(re.sub("[x/]", "", match[2])), int(match[3] or WIDTH))
        for level in range(len(self.tree.rows)):
            self._needed(level)

    def _tile(self, name: str, level: str, index: int, width: int) -> None:
        data = self.read(name)
        if data is None:
            return  # an incomplete tile that a full one replaced meanwhile; those that are needed are checked apart
        is_bundle = level == "entries"
        row = self.tree.row(0 if is_bundle else int(level))
        expected = row[32 * WIDTH * index : 32 * (WIDTH * index + width)]
        if is_bundle:
            entries = _entries(data)
            data = b"".join(leaf_hash(entry) for entry in entries)
        if name != _tile_name(level, index, width) or len(expected) != 32 * width:
            self.found(name, "the log is not large enough for this file", "entries were removed, or it was put there")
        elif data != expected:
            self.found(name, "its content is not what the entries give", ALTERED)

    def _needed(self, level: int) -> None:
        """Every tile that the checkpoint's size calls for is there, itself or as the full one that replaced it."""
        hashes = self.head.size >> 8 * level
        for index in range(-(-hashes // WIDTH)):
            name = _tile_name(str(level), index, min(WIDTH, hashes - index * WIDTH))
            if name not in self.names and _tile_name(str(level), index, WIDTH) not in self.names:
                self.found(name, "the file is missing", REMOVED)

    def _tokens(self, tokens: list[Token]) -> None:
        for token in tokens:
            place = f"{self.files.place}, entry {token.index}"
            if token.log != self.key.name:
                self.findings.append(Finding(place, f"the token is of the log {token.log}", "another log is meant"))
            elif token.index >= self.tree.size:
                wrong = f"a token names it, and the log ends at entry {self.tree.size - 1}"
                self.findings.append(Finding(place, wrong, "the log was cut off behind its last checkpoint"))
            elif self.tree.leaf(token.index) != token.leaf:
                wrong = "its leaf hash is not the one that a token names"
                self.findings.append(Finding(place, wrong, "the entry was replaced, or the token is not of this log"))


def _first(segment: str) -> int:
    return int(segment.removeprefix("wal/"))


def _tile_name(level: str, index: int, width: int) -> str:
    digits = str(index).zfill(-(-len(str(index)) // 3) * 3)
    groups = [digits[i : i + 3] for i in range(0, len(digits), 3)]
    path = "/".join([*(f"x{group}" for group in groups[:-1]), groups[-1]])
    return f"tile/{level}/{path}" + ("" if width == WIDTH else f".p/{width}")


def _entries(data: bytes) -> list[bytes]:
    """The length-prefixed entries of a bundle; none when the lengths do not add up to the file."""
    entries = []
    view = memoryview(data)
    while view:
        length = int.from_bytes(view[:2], "big")
        if not length or len(view) < 2 + length:
            return []
        entries.append(bytes(view[2 : 2 + length]))
        view = view[2 + length :]
    return entries
