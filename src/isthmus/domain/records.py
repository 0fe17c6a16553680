"""What the ledger's entries say: canonical JSON, digests instead of content.

A crossing is an `intent` (durable before a byte leaves), then an outcome; an intent without one is UNKNOWN. Every
request ends in one `request` entry, which is what `isthmus explain` reads, and which holds the outcomes of its
crossings. An outcome that is learnt later is an `outcome` entry of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol

import msgspec

from isthmus.domain.content import UNSCANNED, Scan
from isthmus.domain.places import Facts


class Position(Protocol):
    """Where an entry stands: in which log, at which index, with which RFC 6962 leaf hash."""

    @property
    def log(self) -> str: ...

    @property
    def index(self) -> int: ...

    @property
    def leaf(self) -> bytes: ...


class Contract(msgspec.Struct, frozen=True):
    """The data-flow contract of one crossing, in nine fields."""

    classification: dict[str, object]
    purpose: str
    destination: dict[str, object]
    model_route: dict[str, str]
    retention: dict[str, object]
    encryption: dict[str, str]
    redaction: dict[str, object]
    consent: str
    fallback: str


class Intent(msgspec.Struct, frozen=True, tag="intent", tag_field="kind"):
    """`payload` is the salted digest of the exact bytes; `sealed` says where they are kept, if they are."""

    request: str
    crossing: str
    at: float
    decision: str
    policy: str
    contract: Contract
    payload: str
    size: int
    sealed: str = ""


class Outcome(msgspec.Struct, frozen=True, tag="outcome", tag_field="kind", omit_defaults=True):
    """`result`: answered, refused, rejected, failed, cut, cancelled or unknown. `request` is said where it is not
    the outcome of the entry that it stands in."""

    crossing: str
    at: float
    result: str
    http: int = 0
    model: str = ""
    prompt_tokens: int = 0
    completion_tokens: int = 0
    cached_tokens: int = 0
    request: str = ""


def thousandths(value: float) -> float:
    """Of a time in seconds or milliseconds: as records hold it. A tenth of what `round` takes."""
    return int(value * 1000 + 0.5) / 1000


class Step(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One line of the explanation: which of the twelve, what was decided, and why."""

    number: int
    verb: str
    decided: str
    why: tuple[str, ...] = ()


class Account(msgspec.Struct, frozen=True, tag="request", tag_field="kind", omit_defaults=True):
    """A request, whole: enough to explain it, and to recompute its decision."""

    request: str
    at: float
    route: str
    outcome: str
    decision: str
    policy: str
    model: str = ""
    version: str = ""
    zone: str = ""
    fallback: str = ""
    tenant: str = ""
    application: str = ""
    key: str = ""
    steps: tuple[Step, ...] = ()
    crossings: tuple[str, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    cost: float = 0.0
    milliseconds: float = 0.0
    detector: str = ""
    scores: dict[str, object] = {}
    given: Any = {}
    """What step 3 and 4 were given, so that they can be run again; written as it was encoded with the decision."""


Record = Intent | Outcome | Account

_encoder = msgspec.json.Encoder(order="deterministic")


def encode(record: Record) -> bytes:
    """Canonical bytes: fields in their order, keys of mappings sorted."""
    return _encoder.encode(record)


_decoder: msgspec.json.Decoder[Record] = msgspec.json.Decoder(Record)


def decode(entry: bytes) -> Record:
    """Raises `msgspec.DecodeError` for anything else."""
    return _decoder.decode(entry)


class Receipt(msgspec.Struct, frozen=True):
    """Proof that the contract for exactly the bytes with this digest is durable. Good for one sending."""

    crossing: str
    digest: bytes
    position: Position


class Crossing(msgspec.Struct, frozen=True):
    """One crossing that is wanted: to whom, under which contract, and what the door must ask of the bytes.

    `watch` names the categories of disguised values that some bytes still hold, in whatever writing; `ours` knows the
    texts that the disguise wrote in their place and that may look like values themselves. `texts` were scanned when the
    request was labelled, with `scan` as the result: what is the same in the bytes need not be looked at again. To look
    at them weighs as much as it did then, `weight`.
    """

    id: str
    request: str
    model: str
    decision: str
    contract: Contract
    facts: Facts
    tenant: str
    subjects: tuple[str, ...] = ()
    keep_days: int = 0
    watch: Callable[[bytes], frozenset[str]] | None = None
    ours: Callable[[str, int, int], bool] | None = None
    texts: Sequence[str] = ()
    scan: Scan = UNSCANNED
    weight: int = 0

    @property
    def zone(self) -> str:
        return self.facts.zone.name
