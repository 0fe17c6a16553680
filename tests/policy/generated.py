"""Generated zones, facts and policies, drawn from few enough words that they often meet."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from isthmus.domain.labels import Integrity, Label, Level
from isthmus.domain.places import DEVICE, Facts, Zone

from . import reference as ref

ZONES = {
    "device": DEVICE,
    "house": Zone("house", "premises", "DE-BY", trains=False),
    "branch": Zone("branch", "premises", "CH", retention_days=30, trains=False),
    "eu": Zone("eu", "hosted", "EU", retention_days=0, trains=False),
    "fjord": Zone("fjord", "hosted", "NO", retention_days=7, trains=False, attested=True),
    "west": Zone("west", "hosted", "US-CA"),
    "nowhere": Zone("nowhere", "hosted", "", retention_days=1),
}
CATEGORIES = [
    "personal", "personal.email", "personal.contact.phone", "secret.key", "secret", "health", "unread.text",
    "unread.image", "unread.file",
]  # fmt: skip
PATTERNS = ["*", "personal.*", "personal.contact.*", "secret.key", "health"]
PLACES = ["DE", "DE-BY", "EU", "EEA", "EFTA", "CH", "US"]
PURPOSES = ["", "support", "billing"]
ROLES = ["agent", "batch"]
OWNERS = ["hr", "legal"]


def some(words: list[str], most: int = 3) -> st.SearchStrategy[frozenset[str]]:
    return st.frozensets(st.sampled_from(words), max_size=most)


def _rarely(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Seldom a limit: where there is one, the invariants mostly answer before the policies are asked."""
    return st.integers(0, 4).flatmap(lambda drawn: values if drawn == 4 else st.none())


labels = st.builds(
    Label,
    level=st.sampled_from(Level),
    categories=some(CATEGORIES),
    owners=some(OWNERS),
    purposes=st.none() | some(PURPOSES),
    residency=st.none() | some(PLACES),
    retention_days=st.none() | st.sampled_from([0, 1, 7, 30]),
    integrity=st.sampled_from(Integrity),
)

facts = st.builds(
    Facts,
    zone=st.sampled_from(list(ZONES.values())),
    level=st.sampled_from(Level),
    categories=some(CATEGORIES),
    integrity=st.sampled_from(Integrity),
    purposes=_rarely(some(PURPOSES)),
    residency=_rarely(some(PLACES)),
    retention_days=_rarely(st.sampled_from([0, 7, 30])),
    tenant=st.sampled_from(["acme", "umbrella"]),
    application=st.sampled_from(["desk", "shop"]),
    roles=some(ROLES),
    route=st.sampled_from(["", "support"]),
    purpose=st.sampled_from(PURPOSES),
    consent=st.sampled_from(["", "v1", "v2"]),
    latency=st.sampled_from(["standard", "interactive"]),
    budget=st.sampled_from(["within", "over"]),
    owners=some(OWNERS),
    disguised=some(CATEGORIES),
)

_ORDER = st.sampled_from(["<", "<=", ">", ">=", "==", "!="])
_SAME = st.sampled_from(["==", "!="])


def _attribute(
    name: str, values: list[str] | list[int], ops: st.SearchStrategy[str] = _SAME
) -> st.SearchStrategy[ref.Expr]:
    return st.builds(ref.Attribute, st.just(name), ops, st.sampled_from(values))


inside = st.one_of(
    st.builds(ref.Inside, st.just("principal"), st.just("Role"), st.sampled_from(ROLES)),
    st.builds(ref.Inside, st.just("principal"), st.just("Tenant"), st.sampled_from(["acme", "umbrella"])),
    st.builds(
        ref.Inside, st.just("principal"), st.just("Application"), st.sampled_from(["acme/desk", "umbrella/shop"])
    ),
)
within = st.one_of(
    st.builds(ref.Inside, st.just("resource"), st.just("Jurisdiction"), st.sampled_from(PLACES)),
    st.builds(ref.Inside, st.just("resource"), st.just("Zone"), st.sampled_from(list(ZONES))),
)

_leaves = st.one_of(
    st.builds(ref.Level, _ORDER, st.integers(0, 4), st.just(ref.LARGEST - 1)),
    st.builds(ref.Level, _ORDER, st.integers(0, 4), st.sampled_from([0, 1])),
    st.builds(ref.AtMost, st.sampled_from(ref.LEVELS)),
    st.builds(
        ref.Holds,
        st.just("categories"),
        st.sampled_from(["contains", "containsAny", "containsAll"]),
        st.lists(st.sampled_from([*CATEGORIES, "personal.contact", "unread"]), min_size=1, max_size=3).map(tuple),
    ),
    st.builds(
        ref.Holds,
        st.sampled_from(["disguised", "residency"]),
        st.sampled_from(["contains", "containsAny", "containsAll"]),
        st.lists(st.sampled_from([*CATEGORIES[:3], *PLACES[:3]]), min_size=1, max_size=2).map(tuple),
    ),
    st.builds(
        ref.Holds,
        st.just("owners"),
        st.sampled_from(["contains", "containsAny", "containsAll"]),
        st.lists(st.sampled_from(OWNERS), min_size=1, max_size=2).map(tuple),
    ),
    _attribute("context.purpose", PURPOSES),
    _attribute("context.route", ["", "support"]),
    _attribute("context.consent", ["", "v1"]),
    _attribute("context.latency", ["standard", "interactive"]),
    _attribute("context.budget", ["within"]),
    _attribute("principal.tenant", ["acme"]),
    _attribute("principal.name", ["desk"]),
    _attribute("resource.trust", ["device", "premises", "hosted"]),
    _attribute("resource.jurisdiction", ["DE-BY", "EU"]),
    _attribute("resource.retention_days", [0, 1, 7, 30], _ORDER),
    st.builds(
        ref.Attribute,
        st.sampled_from(
            [
                "context.consented",
                "context.trusted",
                "context.residency_limited",
                "resource.trains",
                "resource.attested",
            ]
        ),
        _SAME,
        st.booleans(),
    ),
    inside,
    within,
)
expressions = st.recursive(
    _leaves,
    lambda inner: st.one_of(
        st.builds(ref.Not, inner),
        st.builds(ref.Both, inner, inner),
        st.builds(ref.Either, inner, inner),
        st.builds(ref.IfElse, inner, inner, inner),
    ),
    max_leaves=4,
)
_clauses = st.lists(st.tuples(st.sampled_from(["when", "unless"]), expressions), max_size=2).map(tuple)
permits = st.builds(
    ref.Policy,
    permits=st.just(True),
    principal=_rarely(inside),
    resource=_rarely(within),
    clauses=_clauses,
    disguise=st.lists(st.sampled_from(PATTERNS), max_size=2, unique=True).map(tuple),
    retain=st.none() | st.none() | st.sampled_from([0, 7]),
    approve=st.sampled_from([False] * 7 + [True]),
)
forbids = st.builds(
    ref.Policy, permits=st.just(False), principal=st.none() | inside, resource=st.none() | within, clauses=_clauses
)
policies = st.lists(permits | permits | forbids, min_size=1, max_size=5).map(tuple)
