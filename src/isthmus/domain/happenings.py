"""What listeners are told, in types that cannot hold content (law 6): metrics, traces and logs are made of these."""

from __future__ import annotations

import msgspec

from isthmus.domain.safe import Name


class Answered(msgspec.Struct, frozen=True):
    """A request has ended. Every name comes from the configuration; `request` is of our own making."""

    request: str
    route: Name
    model: Name
    zone: Name
    outcome: Name
    fallback: Name
    tenant: Name
    status: int
    milliseconds: float
    cost: float
    crossings: int
    sensitivity: int


class Attempted(msgspec.Struct, frozen=True):
    """One model was asked. `result` is a word of ours: answered, abstained, or an error's code."""

    model: Name
    zone: Name
    result: Name
    milliseconds: float
    prompt_tokens: int = 0
    completion_tokens: int = 0


class Refused(msgspec.Struct, frozen=True):
    """A request that did not come in. `code` is an error's code."""

    code: Name
    status: int


class Charged(msgspec.Struct, frozen=True):
    """An answer was paid for that was not given: another of its request was."""

    route: Name
    model: Name
    cost: float


Happening = Answered | Attempted | Charged | Refused
