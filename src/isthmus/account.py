"""Step 12, where rooms meet: what the record, the headers and a stream's end say of a request."""

from __future__ import annotations

from isthmus.domain.events import Usage
from isthmus.domain.records import Account, Receipt, thousandths
from isthmus.domain.safe import Name
from isthmus.route import cost
from isthmus.synthesis import Provenance, crossed_header
from isthmus.work import Runtime, Work


def charge(rt: Runtime, work: Work, answered: Receipt | None) -> None:
    """What each crossing cost, by the usage that its outcome tells: the answer's, and of each model those that were
    paid for and not given. Of an answer that was cut off before it told its usage nothing is known."""
    work.cost, work.beside = 0.0, {}
    for o in work.outcomes:
        price = rt.prices.get(o.model)
        if price is None:
            continue
        spent = cost(Usage(o.prompt_tokens, o.completion_tokens, o.cached_tokens), price)
        if answered is not None and o.crossing == answered.crossing:
            work.cost = spent
        elif spent:
            work.beside[Name(o.model)] = work.beside.get(Name(o.model), 0.0) + spent


def entry_of(rt: Runtime, work: Work, provenance: Provenance, outcome: str) -> Account:
    """The request, whole: enough to explain it, and to decide it again."""
    spent: tuple[str, ...] = (f"cost {work.cost:.6f}",) if work.cost else ()
    paid = work.cost
    if work.beside:
        spent += tuple([f"{model} {cost:.6f}, not given" for model, cost in work.beside.items()])
        paid += sum(work.beside.values())
    work.step(12, "account", outcome, spent)
    principal = work.principal
    return Account(
        work.id, thousandths(work.at), work.route.name, outcome, work.decision.digest, rt.policy.digest,
        provenance.model, provenance.version, provenance.zone, provenance.fallback or "",
        principal.tenant, principal.application, principal.key_id,
        tuple(work.steps), tuple([c.id for c in work.crossings]), tuple(work.outcomes), round(paid, 9) if paid else 0.0,
        thousandths((rt.tick() - work.started) * 1000), rt.detector.version, work.scores, work.decision.given,
    )  # fmt: skip


def headers_of(rt: Runtime, work: Work, provenance: Provenance) -> dict[str, str]:
    """What the caller's program can read of how its answer came about."""
    token = rt.signer.about(
        work.position, now=rt.now(), request=work.id, decision=work.decision.digest,
        model=provenance.model, version=provenance.version, policy=rt.policy.digest,
    )  # fmt: skip
    headers = {
        "x-isthmus-request-id": work.id,
        "x-isthmus-route": work.route.name,
        "x-isthmus-model": provenance.model,
        "x-isthmus-zone": provenance.zone,
        "x-isthmus-crossed": crossed_header(provenance.crossings),
        "x-isthmus-fallback": provenance.fallback or "none",
        "x-isthmus-provenance": token,
    }
    if work.position is None:
        headers["x-isthmus-evidence"] = "unavailable"
    if withheld := work.withheld.get(provenance.model):
        headers["x-isthmus-withheld"] = str(withheld)
    if not work.shape.streamed:
        headers["x-isthmus-cost"] = f"{work.cost:.6f}"
        if work.beside:
            headers["x-isthmus-cost-beside"] = f"{sum(work.beside.values()):.6f}"
    return headers


def said_of(work: Work, provenance: Provenance) -> dict[str, object]:
    """What a stream tells at its end, because its headers left before it was known."""
    said: dict[str, object] = {
        "request_id": work.id, "outcome": "answered", "cost": work.cost, "fallback": provenance.fallback or "none",
    }  # fmt: skip
    if withheld := work.withheld.get(provenance.model):
        said["withheld"] = withheld
    if work.beside:
        said["cost_beside"] = sum(work.beside.values())
    return said
