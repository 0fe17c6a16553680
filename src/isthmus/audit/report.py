"""What an audit says."""

import msgspec

LONGEST = 1_000


def printable(text: str) -> str:
    """What a terminal shows and does not obey: names and records may have been written to be printed."""
    told = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text[:LONGEST])
    return told + "…" if len(text) > LONGEST else told


class Finding(msgspec.Struct, frozen=True):
    """`place` is a file (and offset or entry), `wrong` what was seen there, `meaning` what it may mean."""

    place: str
    wrong: str
    meaning: str

    def __post_init__(self) -> None:
        for field in ("place", "wrong", "meaning"):
            msgspec.structs.force_setattr(self, field, printable(getattr(self, field)))


class Token(msgspec.Struct, frozen=True):
    """What a provenance token remembers of the log: this leaf stood at this index."""

    log: str
    index: int
    leaf: bytes


class AuditReport(msgspec.Struct, frozen=True):
    """One log. `size` entries lie beneath the checkpoint whose root is `root`; `unsealed` ones follow in the journal.

    `notes` are observations that are no cause for suspicion. `crossings` counts them by state: UNKNOWN are those
    whose intent has no outcome.
    """

    place: str
    origin: str
    size: int
    unsealed: int
    root: bytes
    checkpoint: str
    findings: list[Finding]
    notes: list[str]
    crossings: dict[str, int]

    @property
    def ok(self) -> bool:
        return not self.findings


class EvidenceReport(msgspec.Struct, frozen=True):
    """All logs of an installation. `findings` are those that concern no single log."""

    logs: list[AuditReport]
    findings: list[Finding]
    crossings: dict[str, int]

    @property
    def ok(self) -> bool:
        return not self.findings and all(log.ok for log in self.logs)

    @property
    def size(self) -> int:
        return sum(log.size for log in self.logs)

    def all_findings(self) -> list[Finding]:
        return [*self.findings, *(finding for log in self.logs for finding in log.findings)]
