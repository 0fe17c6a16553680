"""The decision: invariants first, then Cedar, then the obligations of every permit that applied."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from typing import Any

from isthmus.domain.labels import Level
from isthmus.domain.places import Facts, Obligation, Verdict, Zone
from isthmus.policy import invariants, obligations, vocabulary
from isthmus.policy.jurisdictions import Regions

MEMO = 16_384
"""Verdicts remembered. Facts are few and repeat; each entry is about a kilobyte."""


class _Unevaluated(Exception):
    """Cedar could not evaluate these policies. An exception, so that the memo never keeps it: an error may pass."""

    def __init__(self, policies: tuple[str, ...]) -> None:
        self.policies = policies


class PolicySet:
    """Verified policies for known zones. Immutable but for its memo; made by `load`."""

    def __init__(
        self,
        handle: Any,
        names: Mapping[str, str],
        duties: Mapping[str, tuple[Obligation, ...]],
        speaks: Mapping[str, frozenset[str]],
        zones: Mapping[str, Zone],
        regions: Regions,
        digest: str,
    ) -> None:
        self.digest = digest
        self.zones = zones
        self.policies = tuple(sorted(duties))
        self._handle, self._names, self._duties, self._regions = handle, names, duties, regions
        self._speaks = speaks
        """The categories that each policy's conditions speak of."""
        self._entities = functools.lru_cache(maxsize=1024)(self._parse_entities)
        self._remembered = functools.lru_cache(maxsize=MEMO)(self._decide)

    @property
    def disguises(self) -> frozenset[str]:
        """The patterns that some policy obliges to disguise."""
        return frozenset(o.value for owed in self._duties.values() for o in owed if o.name == "disguise")

    @property
    def remembered(self) -> int:
        """How many verdicts the memo holds."""
        return self._remembered.cache_info().currsize

    def decide(self, facts: Facts) -> Verdict:
        """Whether content with these facts may go to `facts.zone`. Never raises: an error is a denial (law 8)."""
        return _or_denied(self._remembered, facts)

    def decide_afresh(self, facts: Facts) -> Verdict:
        """The same, without the memo."""
        return _or_denied(self._decide, facts)

    def _decide(self, facts: Facts) -> Verdict:
        name = facts.zone.name
        if self.zones.get(name) != facts.zone:
            return Verdict(name, False, reasons=("built-in:zone",))
        if broken := invariants.violated(facts, self._regions):
            return Verdict(name, False, reasons=broken)
        allowed, applied = self._ask_cedar(facts)
        if not allowed:
            return Verdict(name, False, reasons=applied or ("built-in:no-permit",))
        if invariants.unnamed(facts, [self._speaks[policy] for policy in applied]):
            return Verdict(name, False, reasons=("built-in:unread", *applied))
        owed = obligations.unite(o for policy in applied for o in self._duties[policy])
        if impossible := obligations.impossible(owed, facts.zone):
            return Verdict(name, False, reasons=impossible + applied)
        return Verdict(name, True, owed, applied)

    def _ask_cedar(self, facts: Facts) -> tuple[bool, tuple[str, ...]]:
        """Cedar's decision and the ids of the policies that determined it, sorted.

        Cedar leaves out a policy that errors, a forbid too; so one error, wherever it came from, must deny.
        """
        import cedarpy

        answer = cedarpy.is_authorized(vocabulary.request(facts), self._handle, self._entities(_asking(facts)))
        if errors := answer.diagnostics.errors:
            failed = (name for place, name in self._names.items() if any(f"policy `{place}`" in e for e in errors))
            raise _Unevaluated(tuple(sorted(failed)))
        return answer.allowed, tuple(sorted(self._names[place] for place in answer.diagnostics.reasons))

    def _parse_entities(self, asking: Facts) -> Any:
        import cedarpy

        return cedarpy.Entities.from_json_str(vocabulary.entities(asking, self._regions))


def _asking(facts: Facts) -> Facts:
    """Only what the entities are made of: who asks, and of which zone."""
    return Facts(facts.zone, Level.PUBLIC, tenant=facts.tenant, application=facts.application, roles=facts.roles)


def _or_denied(decide: Callable[[Facts], Verdict], facts: Facts) -> Verdict:
    try:
        return decide(facts)
    except _Unevaluated as unevaluated:
        return Verdict(facts.zone.name, False, reasons=("built-in:policy-error", *unevaluated.policies))
    except Exception:  # whatever else breaks while deciding is no permission either
        return Verdict(facts.zone.name, False, reasons=("built-in:policy-error",))
