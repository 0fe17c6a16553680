"""Step 7, where rooms meet: what a crossing promises, and whether the exact bytes keep it.

`contract_of` writes the promise down before the bytes leave; `authorise` is what the door asks of the bytes
themselves, independent of whoever made them:

1. policy still permits it, with what the disguise claims       stops a decision that was made for something else
2. the bytes can be read and scanned whole                      stops what hides in a form nobody looked at (law 4)
3. they hold no category that the decision did not know         stops content that came in after labelling
4. they hold nothing of what the obligations forbid             stops a disguise that missed a place
5. no disguised value occurs in them, in any writing            stops one that hides in another encoding
"""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Sequence
from functools import lru_cache, partial

import msgspec

from isthmus.detect import Detector, Reading
from isthmus.domain.aside import LONG, aside
from isthmus.domain.content import Scan
from isthmus.domain.errors import CrossingRefused, EvidenceUnavailable
from isthmus.domain.places import Facts, Verdict, Zone
from isthmus.domain.records import Contract, Crossing, Intent, Position, encode, thousandths
from isthmus.domain.seams import Now
from isthmus.egress.door import Authorise, Begun, Record
from isthmus.ledger import Ledger
from isthmus.models.chat import ChatModel
from isthmus.policy import PolicySet, unmet
from isthmus.redact import Disguised
from isthmus.state.vault import Sealed, Vault
from isthmus.wire import parts, pieces
from isthmus.work import Route, Work

TERMS = 4
"""Contracts remembered with a decision."""

_decode = msgspec.json.Decoder().decode


def facts_of(work: Work, zone: Zone, disguised: frozenset[str] = frozenset()) -> Facts:
    """What policy may know of this request and this zone."""
    label, envelope, principal = work.label, work.envelope, work.principal
    return Facts(
        zone, label.level, label.categories, label.integrity, label.purposes, label.residency, label.retention_days,
        principal.tenant, principal.application, principal.roles, work.route.name, envelope.purpose, envelope.consent,
        "standard", "within", label.owners, disguised,
    )  # fmt: skip


def crossing_of(
    work: Work, model: ChatModel, zone: Zone, verdict: Verdict, disguised: Disguised, keep_days: int
) -> Crossing:
    """The crossing of this request to this model. Its id says which request, and which attempt of it."""
    facts, contract = _terms(work, model, zone, verdict, disguised, keep_days)
    return Crossing(
        id=f"{work.id}.{work.contracts}",
        request=work.id,
        model=model.name,
        decision=work.decision.digest,
        contract=contract,
        facts=facts,
        tenant=facts.tenant,
        subjects=(work.envelope.subject,) if work.envelope.subject else (),
        keep_days=contract.retention["here_days"],  # type: ignore[arg-type]  # an integer, as written below
        watch=partial(disguised.watch.residue, own=_own_words(model.upstream)) if disguised.count else None,
        ours=disguised.ours if disguised.made else None,
        texts=work.parts.texts,
        scan=work.scan,
        weight=work.weight,
    )


def _terms(
    work: Work, model: ChatModel, zone: Zone, verdict: Verdict, disguised: Disguised, keep_days: int
) -> tuple[Facts, Contract]:
    """What policy is told of a crossing, and its contract: the same for all requests with this decision of which as
    much was disguised."""
    known = work.decision.terms
    asked = (model.name, disguised.categories, disguised.count)
    terms = known.get(asked)
    if terms is None:
        facts = facts_of(work, zone, disguised.categories)
        contract = contract_of(work.route, facts, model, verdict, disguised, _kept_days(facts, verdict, keep_days))
        terms = facts, contract
        if len(known) < TERMS:
            known[asked] = terms
    return terms


@lru_cache(maxsize=256)
def _own_words(upstream: str) -> bytes:
    """What this runtime writes into the bytes by itself: a firm that a caller speaks of may have named a model."""
    return msgspec.json.encode({"model": upstream})[1:-1]


def contract_of(
    route: Route, facts: Facts, model: ChatModel, verdict: Verdict, disguised: Disguised, days: int
) -> Contract:
    """The nine fields of one crossing."""
    zone = facts.zone
    return Contract(
        classification={"level": facts.level.word, "categories": sorted(facts.categories)},
        purpose=facts.purpose,
        destination={"zone": zone.name, "trust": zone.trust, "jurisdiction": zone.jurisdiction},
        model_route={"route": route.name, "model": model.name, "version": model.version},
        retention={"there_days": zone.retention_days, "here_days": days, "trains": zone.trains},
        encryption={"transit": "tls" if model.encrypted else "none", "rest": "aes-256-gcm" if days else "not kept"},
        redaction={
            "obliged": [str(o) for o in verdict.obligations],
            "disguised": sorted(disguised.categories),
            "places": disguised.count,
        },
        consent=facts.consent,
        fallback="template" if route.fallback else "error",
    )


def _kept_days(facts: Facts, verdict: Verdict, keep_days: int) -> int:
    """Retention wins: the least of what the label, the obligations and the configuration allow."""
    days = [keep_days]
    if facts.retention_days is not None:
        days.append(facts.retention_days)
    days += [int(value.removesuffix("d")) for value in verdict.patterns("retain")]
    return max(0, min(days))


def authorise(policy: PolicySet, detector: Detector) -> Authorise:
    """The door's question, in the five steps above. Raises `CrossingRefused`."""

    def ask(crossing: Crossing, payload: bytes) -> None:
        verdict = policy.decide(crossing.facts)
        if not verdict.allowed:
            raise CrossingRefused("policy does not permit these bytes to cross")
        read = parts.walk(_decode(payload) if len(payload) <= pieces.PIECE else pieces.decode(payload))
        scan = detector.again(read.texts, crossing.texts, crossing.scan, Reading(read.kinds))
        if not scan.complete:
            raise CrossingRefused("the bytes could not be read whole")
        if scan.findings or read.unread or verdict.obligations:
            residual = _left(scan, read.texts, crossing) | read.unread
            if not residual <= crossing.facts.categories:
                raise CrossingRefused("the bytes hold something that the decision did not know of")
            if broken := unmet(verdict, residual):
                raise CrossingRefused("the bytes do not keep " + ", ".join(str(o) for o in broken))
        if crossing.watch is not None and crossing.watch(payload):
            raise CrossingRefused("the bytes still hold a value that was to be disguised")

    return ask


def _left(scan: Scan, texts: Sequence[str], crossing: Crossing) -> frozenset[str]:
    """The categories of what is found in the bytes, but for stand-ins that the disguise itself wrote there."""
    ours = crossing.ours
    if ours is None:
        return frozenset([f.category for f in scan.findings])
    return frozenset([f.category for f in scan.findings if not ours(texts[f.part], f.start, f.end)])


def subject_of(evidence_key: bytes, tenant: str, subject: str) -> str:
    """Who a sealed payload concerns, as the vault and its keys know them: a caller may well send an address."""
    return hmac.digest(evidence_key, msgspec.json.encode((tenant, subject)), "sha256").hex()


def recorder(ledger: Ledger, vault: Vault, policy: str, evidence_key: bytes, now: Now) -> Record:
    """Makes contracts durable: the payload sealed or digested, the intent appended and synced."""

    def digest(payload: bytes) -> str:
        return hmac.digest(evidence_key, payload, "sha256").hex()

    def keep(crossing: Crossing, payload: bytes) -> Sealed:
        if crossing.keep_days <= 0:
            return Sealed("", digest(payload))
        owners = [subject_of(evidence_key, crossing.tenant, subject) for subject in crossing.subjects]
        try:
            return vault.seal(
                payload, tenant=crossing.tenant, subjects=owners, days=crossing.keep_days, about=crossing.id,
                apart=len(payload) > LONG,
            )  # fmt: skip
        except OSError as failed:
            raise EvidenceUnavailable(f"what crosses cannot be kept ({failed.strerror})") from None

    def record(crossing: Crossing, payload: bytes, begun: Begun) -> Awaitable[Position]:
        if len(payload) > LONG:
            return long_record(crossing, payload, begun)
        return written(crossing, len(payload), keep(crossing, payload), begun)

    async def long_record(crossing: Crossing, payload: bytes, begun: Begun) -> Position:
        kept = await aside(len(payload), keep, crossing, payload)
        return await written(crossing, len(payload), kept, begun)

    def written(crossing: Crossing, size: int, kept: Sealed, begun: Begun) -> Awaitable[Position]:
        intent = Intent(
            crossing.request, crossing.id, thousandths(now()), crossing.decision, policy, crossing.contract,
            kept.digest, size, kept.ref,
        )  # fmt: skip
        durable = ledger.append(encode(intent))
        begun(crossing)
        return durable

    return record
