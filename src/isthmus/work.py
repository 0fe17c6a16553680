"""What a request carries through the rooms, and the rooms it is carried through.

`Runtime` is immutable and built once by `compose`; a reload builds another. `Work` is the one thing that grows
along the way: what is known of a request so far, and the steps that say why.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import msgspec

from isthmus.admit import Envelope, Gate, Terms
from isthmus.detect import Detector, Familiar, Glance
from isthmus.domain.aside import LONG, Burden
from isthmus.domain.content import UNSCANNED, Scan
from isthmus.domain.errors import IsthmusError
from isthmus.domain.events import Usage
from isthmus.domain.happenings import Happening
from isthmus.domain.labels import PUBLIC, Label, Level
from isthmus.domain.models import LocalModel
from isthmus.domain.places import HERE, Facts, Principal, Verdict, Zone
from isthmus.domain.plans import NOTHING, Plan
from isthmus.domain.records import Contract, Crossing, Outcome, Position, Step, thousandths
from isthmus.domain.safe import Name
from isthmus.domain.seams import Draw, Now, Tick
from isthmus.domain.turns import Turns
from isthmus.egress import Door
from isthmus.identity import ANONYMOUS, Caller, KeyRing
from isthmus.ledger import Ledger
from isthmus.ledger.token import TokenSigner
from isthmus.models.chat import ChatModel
from isthmus.policy import PolicySet
from isthmus.redact import Derive, Disguised, Found, Operators, blake2
from isthmus.route import Left, Price
from isthmus.state.keys import KeyStore
from isthmus.wire.openai import Shape, Tree
from isthmus.wire.parts import Parts


class Limits(msgspec.Struct, frozen=True):
    """`body` in bytes, `depth` in levels, `parts` in pieces of content."""

    body: int = 8 * 2**20
    depth: int = 64
    parts: int = 50_000


class Route(msgspec.Struct, frozen=True):
    name: Name
    plan: Plan
    models: tuple[str, ...]
    zones: tuple[Zone, ...]
    baseline: Label
    terms: Terms
    names: bool = True
    """Whether what is asked here is also read by the model that finds names."""
    never: frozenset[str] = frozenset()
    """Words that this model takes for somebody, and are nobody here."""
    restore_links: bool = False
    """Whether values are put back in links that the request did not hold."""
    fallback: str = ""
    description: str = ""
    objective: Mapping[str, object] = {}
    written: msgspec.Raw = msgspec.Raw(b"null")
    """The plan and its models' zones as the record keeps them: what a decision is recomputed from."""


class Decision(msgspec.Struct, frozen=True):
    """Steps 3 and 4 for one set of facts: a verdict for every zone of the route, and what is left of its plan."""

    verdicts: Mapping[str, Verdict]
    left: Left
    digest: str
    steps: tuple[Step, Step]
    given: msgspec.Raw = msgspec.Raw(b"{}")
    """What was decided on, in the words of the record: encoded once for all requests that share it."""
    terms: dict[tuple[str, frozenset[str], int], tuple[Facts, Contract]] = {}
    """What a crossing of such content says, by its model, and by what was disguised in how many places."""


@dataclass(frozen=True, slots=True)
class Runtime:
    limits: Limits
    keys: KeyRing
    gate: Gate
    turns: Turns
    detector: Detector
    levels: Mapping[str, Level]
    policy: PolicySet
    routes: Mapping[str, Route]
    models: Mapping[str, LocalModel | ChatModel]
    zones: Mapping[str, Zone]
    prices: Mapping[str, Price]
    door: Door
    ledger: Ledger
    signer: TokenSigner
    secrets: KeyStore
    operators: Operators
    """What stands in for a value that is disguised, by category; a pseudonym unless said otherwise."""
    keep_days: int
    decide: Callable[[Route, Facts], Decision]
    listen: Callable[[Happening], None]
    now: Now
    tick: Tick
    draw: Draw
    derive: Derive = blake2
    """How pseudonyms come from a conversation's key. A test that compares two worlds numbers them instead."""
    familiar: Familiar = field(default_factory=Familiar)
    """What this process remembers of instructions and texts that come again."""

    def zone_of(self, model: LocalModel | ChatModel) -> Name:
        return model.zone if isinstance(model, ChatModel) else HERE


class Call(msgspec.Struct, frozen=True):
    """What came in: lower-case header names to values, and the bytes of the body."""

    headers: Mapping[str, str]
    body: bytes


class Work:
    """One request on its way. Every field is written by the step named beside it, and by no other."""

    __slots__ = (
        "at", "beside", "burden", "caller", "contracts", "cost", "crossings", "decision", "disguises", "envelope",
        "facts", "failed", "familiar", "gone", "id", "label", "outcomes", "parts", "plan", "position", "route", "scan",
        "scores", "seen", "settled", "shape", "size", "started", "steps", "tree", "values", "vocabulary", "weight",
        "withheld",
    )  # fmt: skip

    def __init__(self, id: str, at: float, started: float) -> None:
        self.id, self.at, self.started = id, at, started  # admit
        self.caller: Caller = ANONYMOUS
        self.size = 0
        self.route: Route
        self.shape: Shape
        self.tree: Tree
        self.envelope: Envelope
        self.parts: Parts  # label
        self.vocabulary: frozenset[str] = frozenset()
        self.familiar = False
        self.seen: Scan | Glance = UNSCANNED
        self.scan = UNSCANNED
        self.values: tuple[Found, ...] = ()
        self.label: Label = PUBLIC
        self.weight = 0  # of a step over all of it (`domain.aside`)
        self.facts: Facts  # permit
        self.decision: Decision
        self.plan: Plan = NOTHING  # plan
        self.disguises: dict[tuple[str, ...], Disguised] = {}  # disguise
        self.contracts = 0  # cross: how many were begun, so that each has a number of its own
        self.crossings: list[Crossing] = []
        self.outcomes: list[Outcome] = []
        self.position: Position | None = None
        self.settled = False
        self.scores: dict[str, object] = {}  # answer
        self.failed: list[tuple[str, IsthmusError]] = []
        self.withheld: dict[str, int] = {}  # restore: by model, how many values were kept out of its links
        self.cost = 0.0  # account
        self.beside: dict[Name, float] = {}
        self.gone = False
        self.burden: Burden | None = None
        self.steps: list[Step] = []

    def weigh(self, weight: int) -> None:
        """What a step over all of it weighs (`domain.aside`)."""
        self.weight = weight
        if weight > LONG:
            self.__class__ = HeavyWork
            self.burden = self.burden or Burden()
            self.burden.weigh(weight)

    def step(self, number: int, verb: str, decided: str, why: tuple[str, ...] = ()) -> None:
        self.steps.append(Step(number, verb, decided, why))

    @property
    def principal(self) -> Principal:
        return self.caller.principal

    def left(self, tick: Tick) -> float:
        """Seconds until the caller's deadline."""
        return self.envelope.deadline - (tick() - self.started)


class HeavyWork(Work):
    """What a request becomes once its content weighs so much that even freeing it takes long."""

    __slots__ = ()

    def __del__(self) -> None:
        if self.burden is not None:
            self.burden.lay_down(self.parts.texts, self.scan.findings, self.scan.covered, self.values, *self._made())

    def _made(self) -> Iterator[Iterable[object]]:
        """What there is of each value and message."""
        yield from (value for value in self.tree.values() if type(value) is list)
        yield self.shape.messages
        for disguised in self.disguises.values():
            yield disguised.watch.asked
            yield disguised.map.surfaces
            yield disguised.map.surfaces.values()


def outcome(
    rt: Runtime, work: Work, crossing: Crossing, result: str, *, http: int = 0, usage: Usage | None = None
) -> None:
    """Notes how a crossing ended; it is written with the request's entry. A crash before that leaves the crossing
    UNKNOWN, which is then true as well."""
    used = usage or _NO_USAGE
    work.outcomes.append(
        Outcome(
            crossing.id, thousandths(rt.now()), result, http, crossing.model,
            used.prompt, used.completion, used.cached,
        )
    )


_NO_USAGE = Usage()
