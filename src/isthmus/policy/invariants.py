"""What no policy can lift. A label's own limits are not rules about the data, they are part of it.

Each is checked before Cedar is asked, and each only ever gets stricter as the label does (law 3). They are few:

    built-in:purpose     the label names purposes, and the request's is not among them
    built-in:residency   the label names jurisdictions, and the zone lies inside none of them
    built-in:retention   the label limits retention, and the zone keeps longer, or is hosted and does not say
    built-in:unread      text that could not be read or scanned does not go to a hosted zone; nor does content of
                         another kind that is not read, unless a permit that applies speaks of that very kind
    built-in:zone        the zone is not the one the policies were loaded for

Residency does not bind the device: it is where the content already is, and nothing moves. Images, audio and files are
known for what they are (`unread.image` and so on, restricted and untrusted): of them policies may speak, and a permit
that does not speak of them, though it permits whatever is restricted, does not mean them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from isthmus.domain.labels import matches
from isthmus.domain.places import Facts
from isthmus.policy.jurisdictions import Regions, enclosing
from isthmus.policy.obligations import keeps_longer


def violated(facts: Facts, regions: Regions) -> tuple[str, ...]:
    """Every invariant these facts break, by reason."""
    zone, reasons = facts.zone, []
    if facts.purposes is not None and facts.purpose not in facts.purposes:
        reasons.append("built-in:purpose")
    if (
        facts.residency is not None
        and zone.trust != "device"
        and facts.residency.isdisjoint(enclosing(zone.jurisdiction, regions))
    ):
        reasons.append("built-in:residency")
    if facts.retention_days is not None and keeps_longer(zone, facts.retention_days):
        reasons.append("built-in:retention")
    if zone.trust == "hosted" and "unread.text" in facts.categories:
        reasons.append("built-in:unread")
    return tuple(reasons)


def unnamed(facts: Facts, spoken: Iterable[Collection[str]]) -> frozenset[str]:
    """What is not read of the content, and named by none of the permits that applied; `spoken` are the categories that
    each of them speaks of. `unread` names all kinds. Only a hosted zone asks: in the own house nobody else sees it."""
    if facts.zone.trust != "hosted":
        return frozenset()
    kinds = frozenset(kind for kind in facts.categories if matches("unread.*", kind))
    if not kinds:
        return kinds
    named = {word for words in spoken for word in words}
    return frozenset() if "unread" in named else kinds - named
