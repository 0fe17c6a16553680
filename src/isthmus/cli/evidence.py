"""Reads what the evidence holds of one request: its account, the contracts of its crossings, and how they ended."""

from __future__ import annotations

from pathlib import Path

import msgspec

from isthmus.domain.records import Account, Intent, Outcome, decode
from isthmus.ledger import entries
from isthmus.state.disk import LocalDisk


class Trace(msgspec.Struct, frozen=True):
    """`account` is missing while the request is under way, or when it was cut off by a crash."""

    request: str
    log: str
    account: Account | None
    intents: tuple[Intent, ...]
    outcomes: tuple[Outcome, ...]

    def outcome_of(self, crossing: str) -> Outcome | None:
        return next((o for o in self.outcomes if o.crossing == crossing), None)


def trace(evidence: Path, request: str) -> Trace | None:
    """Everything in the evidence that names this request. None when nothing does.

    An id is `slot-index-draw`: the log it is in, and the index from which on it is to be found.
    """
    slot, _, rest = request.partition("-")
    directory = evidence / slot
    start = _index(rest.partition("-")[0])
    if start is None or not slot.isdigit() or not directory.is_dir():
        return None
    needle = request.encode()
    account: Account | None = None
    intents: list[Intent] = []
    outcomes: list[Outcome] = []
    for _, entry in entries(LocalDisk(), str(directory), start):
        if needle not in entry:
            continue
        match decode(entry):
            case Intent() as intent if intent.request == request:
                intents.append(intent)
            case Outcome() as outcome if outcome.request == request:
                outcomes.append(outcome)
            case Account() as found if found.request == request:
                account = found
                outcomes += found.outcomes
        if account and len(outcomes) == len(account.crossings):
            break
    if account is None and not intents:
        return None
    return Trace(request, slot, account, tuple(intents), tuple(outcomes))


def _index(word: str) -> int | None:
    try:
        return int(word, 16)
    except ValueError:
        return None
