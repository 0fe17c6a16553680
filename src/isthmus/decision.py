"""Steps 3 and 4, where rooms meet: where content may go, what that leaves of the plan, and the same once more later.

`decide` is a pure function of the facts, the route and the policy. `given` is what it was given, in the words of the
record; `replay` reads them back and decides again. The digest it finds must be the recorded one, bit for bit.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Mapping

import msgspec

from isthmus.domain.places import DEVICE, Facts
from isthmus.domain.plans import Plan, asks
from isthmus.domain.records import Account, Step
from isthmus.policy import PolicySet
from isthmus.route import leave
from isthmus.work import Decision, Route

REMEMBERED = 16_384
"""Decisions remembered; each is a few hundred bytes."""

_ELSEWHERE = frozenset({"zone", "tenant", "application", "route"})
"""Facts that the account holds in fields of its own, and the zone, of which a decision is about several."""
_GIVEN = tuple(name for name in Facts.__struct_fields__ if name not in _ELSEWHERE)


class NotReplayable(ValueError):
    """The record does not say enough, or another policy is at hand than the one that decided."""


def decider(policy: PolicySet, places: Mapping[str, str]) -> Callable[[Route, Facts], Decision]:
    """`decide` with a bounded memory under the policy's digest. Errors are never remembered: they may pass."""
    known: OrderedDict[tuple[str, Facts], Decision] = OrderedDict()

    def remembered(route: Route, facts: Facts) -> Decision:
        key = (route.name, facts)
        decision = known.get(key)
        if decision is None:
            decision = decide(policy, route.plan, {name: places[name] for name in route.models}, facts)
            decision = msgspec.structs.replace(decision, given=_recorded(given(facts, route)))
            if not any("built-in:policy-error" in v.reasons for v in decision.verdicts.values()):
                known[key] = decision
                if len(known) > REMEMBERED:
                    known.popitem(last=False)
        return decision

    return remembered


def decide(policy: PolicySet, plan: Plan, places: Mapping[str, str], facts: Facts) -> Decision:
    """A verdict for every zone of the plan, and what is left of it. `places` says in which zone each model is."""
    zones = dict.fromkeys(places[ask.model] for ask in asks(plan))
    verdicts = {z: policy.decide(msgspec.structs.replace(facts, zone=policy.zones[z])) for z in zones}
    left = leave(plan, {name for name, zone in places.items() if verdicts[zone].allowed})
    basis = msgspec.json.encode((policy.digest, facts, verdicts, left), order="deterministic")
    allowed = ", ".join(z for z, v in verdicts.items() if v.allowed) or "nowhere"
    why = tuple(
        f"{z}: {'yes' if v.allowed else 'no'} by {', '.join(v.reasons)}"
        + (f" if {', '.join(map(str, v.obligations))}" if v.obligations else "")
        for z, v in verdicts.items()
    )
    order = " → ".join(left.models) or "nothing may be asked"
    taken = tuple(f"{name} taken out by policy" for name in left.denied)
    steps = (Step(3, "permit", allowed, why), Step(4, "plan", order, taken))
    return Decision(verdicts, left, hashlib.sha256(basis).hexdigest(), steps)


def given(facts: Facts, route: Route) -> dict[str, object]:
    """What step 3 and 4 were given, for the record."""
    return {**{name: getattr(facts, name) for name in _GIVEN}, "route": route.written}


def _recorded(said: dict[str, object]) -> msgspec.Raw:
    """In one order, whichever was found first: two requests with the same facts leave the same bytes."""
    return msgspec.Raw(msgspec.json.encode(said, order="deterministic"))


class _Written(msgspec.Struct, frozen=True):
    plan: Plan
    places: dict[str, str]


def written(plan: Plan, places: Mapping[str, str]) -> msgspec.Raw:
    """A route's plan, with its thresholds, and the zone of each model: encoded once, not for every request."""
    named = {ask.model: places[ask.model] for ask in asks(plan)}
    return msgspec.Raw(msgspec.json.encode(_Written(plan, named), order="deterministic"))


def replay(account: Account, policy: PolicySet) -> Decision:
    """The decision once more, from what the record says it was given. Raises `NotReplayable`.

    It is for the caller to compare: its digest with `account.decision`, its steps with `account.steps`.
    """
    if policy.digest != account.policy:
        raise NotReplayable(
            f"policy {account.policy[:12]} decided, and {policy.digest[:12]} is at hand: load that version of the files"
        )
    try:
        facts = msgspec.convert(
            {
                **{name: account.given[name] for name in _GIVEN},
                "zone": DEVICE, "tenant": account.tenant, "application": account.application, "route": account.route,
            },
            Facts,
        )  # fmt: skip
        route = msgspec.convert(account.given["route"], _Written)
        return decide(policy, route.plan, route.places, facts)
    except (KeyError, msgspec.ValidationError) as wrong:
        raise NotReplayable(f"the record does not hold what was given: {type(wrong).__name__}") from None
