"""What keeps a log from being opened. Both are `EvidenceUnavailable`, so nothing crosses meanwhile."""

from isthmus.domain.errors import EvidenceUnavailable


class LogHeld(EvidenceUnavailable):
    """Another process writes to this log directory."""

    code = "evidence_log_held"


class LogCorrupt(EvidenceUnavailable):
    """The bytes found are not what a crash leaves behind: something changed, removed or mixed them up."""

    code = "evidence_log_corrupt"

    def __init__(self, place: str, wrong: str) -> None:
        super().__init__(
            f"evidence log damaged at {place}: {wrong}. A crash does not do this. Keep the directory as it is, run "
            "`isthmus audit verify` on a copy, and start with an empty evidence directory or restore a backup."
        )
        self.place, self.wrong = place, wrong
