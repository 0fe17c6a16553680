"""Zones, callers, and the facts policy decides on."""

from __future__ import annotations

import msgspec

from isthmus.domain.labels import Integrity, Level
from isthmus.domain.safe import Name

TRUSTS = ("device", "premises", "hosted")
MOST_DAYS = 99_999
"""Of a retention; who means longer leaves it out. Policies count in 64 bits, and calendars end."""


class Zone(msgspec.Struct, frozen=True):
    """A place with an operator, a jurisdiction and terms. `device` is the runtime's own process."""

    name: str
    trust: str = "hosted"
    jurisdiction: str = ""
    operator: str = ""
    retention_days: int | None = None
    """Days the operator keeps what it is sent; None when unknown or unlimited."""
    trains: bool = True
    """Whether the operator may train on it. Unknown counts as yes."""
    attested: bool = False
    private_addresses: bool = False
    """Whether its models may live at private, loopback or link-local addresses."""


HERE = Name("device")
DEVICE = Zone(name=HERE, trust="device", retention_days=0, trains=False, attested=True)


class Principal(msgspec.Struct, frozen=True):
    """Who asks: an application of a tenant, with roles. `key_id` names the key, never its secret."""

    tenant: Name
    application: Name
    roles: frozenset[str] = frozenset()
    key_id: str = ""


class Facts(msgspec.Struct, frozen=True):
    """Everything policy may look at: closed, small, hashable, without clocks. One zone at a time."""

    zone: Zone
    level: Level
    categories: frozenset[str] = frozenset()
    integrity: Integrity = Integrity.TRUSTED
    purposes: frozenset[str] | None = None
    residency: frozenset[str] | None = None
    retention_days: int | None = None
    tenant: str = ""
    application: str = ""
    roles: frozenset[str] = frozenset()
    route: str = ""
    purpose: str = ""
    consent: str = ""
    """The version of the consent text the person agreed to; empty when none was given."""
    latency: str = "standard"
    budget: str = "within"
    owners: frozenset[str] = frozenset()
    disguised: frozenset[str] = frozenset()
    """Categories that a disguise removed whole from the exact bytes; empty before step 6."""


class Obligation(msgspec.Struct, frozen=True):
    """What must hold for a permit to count: `disguise: personal.*`, `retain: 0d`, `approve`."""

    name: str
    value: str = ""

    def __str__(self) -> str:
        return f"{self.name}({self.value})" if self.value else self.name


class Verdict(msgspec.Struct, frozen=True):
    """The answer for one zone. `reasons` are ids of policies, or `built-in:…` for what labels alone forbid."""

    zone: str
    allowed: bool
    obligations: tuple[Obligation, ...] = ()
    reasons: tuple[str, ...] = ()

    def patterns(self, name: str) -> tuple[str, ...]:
        """The values of the obligations called `name`."""
        return tuple(o.value for o in self.obligations if o.name == name)
