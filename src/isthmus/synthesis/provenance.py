"""Where an answer comes from, in words a caller's program can read; and the safe answer when there is none."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from isthmus.domain.events import Begin, Delta, Event, Usage
from isthmus.domain.records import Crossing
from isthmus.domain.safe import Name

ANOTHER, DENIED, UNAVAILABLE = Name("model"), Name("denied"), Name("unavailable")


class Provenance(msgspec.Struct, frozen=True):
    """Of a whole answer. `fallback` says what stood in: another model for one that failed, or the route's safe answer,
    because nothing was permitted or none could answer."""

    model: Name
    version: str
    zone: Name
    fallback: Name | None = None
    crossings: tuple[Crossing, ...] = ()


def crossed_header(crossings: Sequence[Crossing]) -> str:
    """`zone;level=…;disguised=a+b`, one per crossing; `none` when nothing crossed."""
    if not crossings:
        return "none"
    return ", ".join(dict.fromkeys(map(_crossed, crossings)))


def _crossed(crossing: Crossing) -> str:
    contract = crossing.contract
    word = f"{crossing.zone};level={contract.classification['level']}"
    disguised = contract.redaction.get("disguised")
    return f"{word};disguised={'+'.join(disguised)}" if disguised else word  # type: ignore[arg-type]


def safe_answer(template: str) -> list[Event]:
    """What a route says when no model may, or can, answer."""
    return [Begin(model="fallback"), Delta(0, "assistant", template, finish="stop"), Usage()]
