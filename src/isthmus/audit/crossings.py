"""What the records say of crossings: every outcome names an intent, and no intent is made twice."""

import json
from collections import Counter
from collections.abc import Iterable

from isthmus.audit.report import Finding

UNKNOWN = "UNKNOWN"


class Crossings:
    """Fed with the entries of a log in order. `unmatched` outcomes may have their intent in another log."""

    def __init__(self) -> None:
        self.states: dict[str, str] = {}
        self.unmatched: dict[str, tuple[str, str]] = {}
        self.findings: list[Finding] = []

    def read(self, place: str, entry: bytes) -> None:
        try:
            record = json.loads(entry)
        except ValueError:  # UnicodeDecodeError and JSONDecodeError are both
            record = None
        if not isinstance(record, dict) or not isinstance(record.get("kind"), str):
            wrong = "the record is not a JSON object with a `kind`"
            self.findings.append(Finding(place, wrong, "it was not written by this program"))
            return
        if record["kind"] in ("intent", "outcome"):
            self._crossing(place, record)

    def _crossing(self, place: str, record: dict[str, object]) -> None:
        kind, crossing = record["kind"], record.get("crossing")
        if not isinstance(crossing, str) or not crossing:
            self.findings.append(Finding(place, f"an {kind} that names no crossing", "the record is malformed"))
        elif kind == "intent":
            if crossing in self.states or crossing in self.unmatched:
                wrong = f"crossing {crossing} has an intent already, or its outcome came first"
                self.findings.append(Finding(place, wrong, "one contract may have been used twice"))
            self.states[crossing] = UNKNOWN
        else:
            state = record.get("state")
            settled = state if isinstance(state, str) else "OUTCOME"
            if crossing in self.states:
                self.states[crossing] = settled
            else:
                self.unmatched[crossing] = (place, settled)


def settle(logs: Iterable[Crossings]) -> tuple[list[Finding], dict[str, int]]:
    """Match what one log left open with the others: a later process may report an outcome in its own log."""
    logs = list(logs)
    states: dict[str, str] = {}
    for log in logs:
        states |= log.states
    findings = []
    for log in logs:
        for crossing, (place, state) in log.unmatched.items():
            if crossing in states and crossing not in log.states:
                states[crossing] = state
            else:
                wrong = f"an outcome for crossing {crossing}, which has no earlier intent"
                findings.append(Finding(place, wrong, "something crossed without its contract"))
    return findings, dict(Counter(states.values()))
