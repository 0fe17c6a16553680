"""What a policy may speak of: the Cedar schema, and how facts are said in it.

Everything unknown is said as its worst case, so that a rule written either way round stays safe: a zone whose
retention is unknown keeps for ever, a caller who gave no purpose has the empty one.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from isthmus.domain.labels import Integrity, Level
from isthmus.domain.places import TRUSTS, Facts, Zone
from isthmus.policy.jurisdictions import Regions, enclosing

FOREVER = 2**63 - 1
"""Days, for a zone whose retention is unknown or unlimited: the largest Cedar `Long`."""

SCHEMA = """
entity Tenant;
entity Role;
entity Jurisdiction;

entity Application in [Tenant, Role] {
    tenant: String,
    name: String,
};

entity Zone in [Jurisdiction] {
    trust: String,
    jurisdiction: String,
    operator: String,
    retention_days: Long,
    trains: Bool,
    attested: Bool,
};

action "send" appliesTo {
    principal: [Application],
    resource: [Zone],
    context: {
        level: Long,
        at_most: { public: Bool, internal: Bool, confidential: Bool, restricted: Bool },
        categories: Set<String>,
        trusted: Bool,
        route: String,
        purpose: String,
        consent: String,
        consented: Bool,
        residency: Set<String>,
        residency_limited: Bool,
        latency: String,
        budget: String,
        owners: Set<String>,
        disguised: Set<String>,
    },
};
"""

WORDS: dict[tuple[str, str], tuple[str, ...]] = {("resource", "trust"): TRUSTS}
"""Attributes whose values are a closed set of words: comparing them with any other word can only be a slip."""

_ENCODER = msgspec.json.Encoder()
_ACTION = {"type": "Action", "id": "send"}
_AT_MOST = {level: {other.word: level <= other for other in Level} for level in Level}


def families(categories: Iterable[str]) -> set[str]:
    """Each category with every family above it: `personal.contact.email` is `personal.contact` and `personal` too."""
    found: set[str] = set()
    for category in categories:
        while category and category not in found:
            found.add(category)
            category = category.rpartition(".")[0]
    return found


def _escaped(name: str) -> str:
    return name.replace("%", "%25").replace("/", "%2F")


def application_id(tenant: str, application: str) -> str:
    """`tenant/application`. A slash inside either name is escaped, so that no two pairs share an id."""
    return f"{_escaped(tenant)}/{_escaped(application)}"


def entities(facts: Facts, regions: Regions) -> str:
    """The caller and the zone as Cedar entities. Ancestors are named directly, so the graph is two nodes small."""
    zone = facts.zone
    return _ENCODER.encode([_application(facts), _zone(zone, regions)]).decode()


def _application(facts: Facts) -> dict[str, object]:
    parents = [{"type": "Tenant", "id": facts.tenant}, *({"type": "Role", "id": r} for r in sorted(facts.roles))]
    return {
        "uid": {"type": "Application", "id": application_id(facts.tenant, facts.application)},
        "attrs": {"tenant": facts.tenant, "name": facts.application},
        "parents": parents,
    }


def _zone(zone: Zone, regions: Regions) -> dict[str, object]:
    return {
        "uid": {"type": "Zone", "id": zone.name},
        "attrs": {
            "trust": zone.trust,
            "jurisdiction": zone.jurisdiction,
            "operator": zone.operator,
            "retention_days": FOREVER if zone.retention_days is None else zone.retention_days,
            "trains": zone.trains,
            "attested": zone.attested,
        },
        "parents": [{"type": "Jurisdiction", "id": j} for j in sorted(enclosing(zone.jurisdiction, regions))],
    }


def request(facts: Facts) -> dict[str, object]:
    """The Cedar request; its context is already JSON text."""
    return {
        "principal": {"type": "Application", "id": application_id(facts.tenant, facts.application)},
        "action": _ACTION,
        "resource": {"type": "Zone", "id": facts.zone.name},
        "context": _ENCODER.encode(context(facts)).decode(),
    }


def context(facts: Facts) -> dict[str, object]:
    return {
        "level": int(facts.level),
        "at_most": _AT_MOST[facts.level],
        "categories": families(facts.categories),
        "trusted": facts.integrity == Integrity.TRUSTED,
        "route": facts.route,
        "purpose": facts.purpose,
        "consent": facts.consent,
        "consented": bool(facts.consent),
        "residency": facts.residency or (),
        "residency_limited": facts.residency is not None,
        "latency": facts.latency,
        "budget": facts.budget,
        "owners": facts.owners,
        # No families here: hiding the e-mail address does not hide everything personal.
        "disguised": facts.disguised,
    }
