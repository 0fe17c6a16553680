"""What the records say of crossings: every outcome names an intent, and no intent is made twice."""

import json
from collections import Counter
from collections.abc import Iterable

from isthmus.audit.copies import Copies
from isthmus.audit.report import Finding, printable

UNKNOWN = "UNKNOWN"


class Crossings:
    """Fed with the entries of a log in order. What stands in `unmatched` and `named` may have its intent elsewhere."""

    def __init__(self, copies: Copies | None = None) -> None:
        self._copies = copies
        self.states: dict[str, str] = {}
        self.unmatched: dict[str, tuple[str, str]] = {}
        self.named: dict[str, str] = {}
        self.findings: list[Finding] = []

    def read(self, place: str, entry: bytes) -> None:
        try:
            record = json.loads(entry)
        except (ValueError, RecursionError):  # not UTF-8, not JSON, or nested to bring the reader down
            record = None
        kind = record.get("kind") if isinstance(record, dict) else None
        if kind in ("intent", "outcome"):
            self._crossing(place, kind, record)
        elif kind == "request":
            self._request(place, record)
        elif not isinstance(kind, str):
            wrong = "the record is not a JSON object with a `kind`"
            self.findings.append(Finding(place, wrong, "it was not written by this program"))

    def _crossing(self, place: str, kind: str, record: dict[str, object]) -> None:
        crossing = record.get("crossing")
        if not isinstance(crossing, str) or not crossing:
            self.findings.append(Finding(place, f"an {kind} that names no crossing", "the record is malformed"))
        elif kind == "intent":
            if crossing in self.states or crossing in self.unmatched:
                wrong = f"crossing {crossing} has an intent already, or its outcome came first"
                self.findings.append(Finding(place, wrong, "one contract may have been used twice"))
            self.states[crossing] = UNKNOWN
            self._copy(place, crossing, record)
        else:
            result = record.get("result")
            state = printable(result)[:40] if isinstance(result, str) and result not in ("", "unknown") else UNKNOWN
            if crossing in self.states:
                self.states[crossing] = state
            else:
                self.unmatched[crossing] = (place, state)

    def _copy(self, place: str, crossing: str, record: dict[str, object]) -> None:
        sealed = record.get("sealed", "")
        if self._copies is None or sealed == "":
            return
        if wrong := self._copies.wrong(str(sealed), str(record.get("payload"))):
            told = f"{wrong} (the contract of crossing {crossing}, {place})"
            meaning = "sealed copies were exchanged or altered"
            self.findings.append(Finding(f"{self._copies.place}/{sealed}", told, meaning))

    def _request(self, place: str, record: dict[str, object]) -> None:
        crossings = record.get("crossings", [])
        if not isinstance(crossings, list):
            crossings = [None]
        for crossing in crossings:
            if not isinstance(crossing, str):
                self.findings.append(Finding(place, "a request that names no crossing", "the record is malformed"))
            elif crossing not in self.states:
                self.named[crossing] = place
        outcomes = record.get("outcomes", [])
        for outcome in outcomes if isinstance(outcomes, list) else [None]:
            self._crossing(place, "outcome", outcome if isinstance(outcome, dict) else {})


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
        for crossing, place in log.named.items():
            if crossing not in states or crossing in log.states:
                wrong = f"a request that names crossing {crossing}, which has no earlier intent"
                findings.append(Finding(place, wrong, "something crossed without its contract"))
    return findings, dict(Counter(states.values()))
