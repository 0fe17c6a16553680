"""One request through the twelve steps. This file is the list; the rooms hold what each step means.

 1. admit       who asks, for which tenant and purpose, until when; is there room
 2. label       what the content is
 3. permit      where such content may go at all
 4. plan        in which order to try the permitted models
    for each attempt of the plan (`attempt.py`):
 5. gather      private context (opens with retrieval)
 6. disguise    minimise and pseudonymise until the obligations hold
 7. cross       for another zone: authorise the exact bytes again, make the contract durable, send
 8. answer      the model
 9. restore     real values back, as far as this caller may see them
10. verify      accept, or on to the next
    and once:
11. synthesise  one answer, with its provenance
12. account     outcome, cost, provenance token, events
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from functools import partial

import msgspec

from isthmus.account import charge, entry_of, headers_of, said_of
from isthmus.admit import read_envelope
from isthmus.attempt import Opened, discard, interpret
from isthmus.crossing import facts_of
from isthmus.domain.aside import LONG, aside
from isthmus.domain.content import CLEAN
from isthmus.domain.errors import (
    AttemptFailed,
    DeadlineExceeded,
    EvidenceUnavailable,
    IsthmusError,
    NotPermitted,
    TooLarge,
    UnknownRoute,
)
from isthmus.domain.happenings import Answered, Charged, Refused
from isthmus.domain.places import DEVICE, HERE
from isthmus.domain.records import encode
from isthmus.domain.safe import Name
from isthmus.labelling import label, read
from isthmus.synthesis import ANOTHER, DENIED, UNAVAILABLE, Provenance, safe_answer
from isthmus.wire import openai
from isthmus.work import Call, Runtime, Work

NODES = 4
"""Values, lists and objects of a body for each piece of content that it may have."""


_ANSWERED, _CANCELLED, _NONE = Name("answered"), Name("cancelled"), Name("none")


class Reply(msgspec.Struct, frozen=True):
    """What goes back: headers, and a body that is whole or a stream of bytes; and the seconds to the deadline."""

    headers: dict[str, str]
    body: bytes | AsyncIterator[bytes]
    left: float = 0.0


async def answer(rt: Runtime, call: Call) -> Reply:
    """The main path. Raises `IsthmusError`; whatever was begun is then ended and accounted for."""
    work = await admit(rt, call)
    opened = None
    try:
        if work.size <= LONG:
            read(rt, work)
        else:
            await aside(work.size, read, rt, work)
        if work.seen is CLEAN:
            label(rt, work)
        else:
            await rt.turns.take("label", work.weight, label, rt, work)
        permit(rt, work)
        plan(work)
        opened = await tried(rt, work)
        provenance = synthesise(work, opened)
        return await account(rt, work, opened, provenance)
    except BaseException as ended:
        try:
            if opened is not None:
                await discard(opened)
        finally:
            close(rt, work, ended)
        raise


async def admit(rt: Runtime, call: Call) -> Work:
    """Step 1. Who asks, whether there is room, and what the request says of itself."""
    try:
        rt.gate.enter()
    except IsthmusError as full:
        raise _refused(rt, full) from None
    try:
        work = Work(_request_id(rt), rt.now(), rt.tick())
        work.caller = caller = rt.keys.authenticate(call.headers.get("authorization", ""))
        work.size = len(call.body)
        if work.size > rt.limits.body:
            raise TooLarge(f"the body is larger than {rt.limits.body} bytes")
        body, most = call.body, NODES * rt.limits.parts
        asked = openai.read(body, most) if work.size <= LONG else await aside(work.size, openai.read, body, most)
        work.shape, work.tree = asked
        route = rt.routes.get(work.shape.model)
        if route is None or (caller.routes and route.name not in caller.routes):
            raise UnknownRoute("there is no such route for this key; GET /v1/models lists them", param="model")
        work.route = route
        work.envelope = read_envelope(call.headers, work.shape.metadata, route.terms)
    except BaseException as refused:
        rt.gate.leave()
        if not isinstance(refused, IsthmusError):
            raise
        raise _refused(rt, refused) from None
    principal = caller.principal
    work.step(1, "admit", f"{principal.tenant}/{principal.application}", (f"purpose {work.envelope.purpose}",))
    return work


def permit(rt: Runtime, work: Work) -> None:
    """Step 3. For every zone of the route: may this content go there, and under which obligations?"""
    work.facts = facts_of(work, DEVICE)
    work.decision = rt.decide(work.route, work.facts)
    work.steps.append(work.decision.steps[0])


def plan(work: Work) -> None:
    """Step 4. The route's plan without the models that policy took out."""
    work.plan = work.decision.left.plan
    work.steps.append(work.decision.steps[1])


async def tried(rt: Runtime, work: Work) -> Opened:
    """Steps 5 to 10 for each attempt; and what stands in when no model may, or can, answer."""
    fallback: Name | None = None
    try:
        if opened := await interpret(rt, work, work.plan):
            work.position = opened.receipt.position if opened.receipt else None
            return opened
    except AttemptFailed as final:
        if final.code != "crossing_refused":
            raise
        fallback = DENIED
    except DeadlineExceeded as late:
        work.failed.append(("none", late))
    fallback = fallback or (UNAVAILABLE if work.failed or not work.decision.left.denied else DENIED)
    if not work.route.fallback:
        raise work.failed[-1][1] if work.failed else _denied(fallback)
    work.step(8, "answer", f"safe answer: {fallback}", ("the route's template",))
    return Opened(Name(f"fallback:{fallback}"), "", HERE, safe_answer(work.route.fallback), stands_in=fallback)


def synthesise(work: Work, opened: Opened) -> Provenance:
    """Step 11. One answer so far, so nothing to merge; where it comes from is said for it as a whole."""
    fallback = opened.stands_in or (ANOTHER if work.failed else None)
    work.step(11, "synthesise", opened.model, (f"fallback: {fallback}",) if fallback else ())
    return Provenance(opened.model, opened.version, opened.zone, fallback, tuple(work.crossings))


async def account(rt: Runtime, work: Work, opened: Opened, provenance: Provenance) -> Reply:
    """Step 12. The evidence first, then the answer: a local one waits for its entry, a crossing has its contract."""
    signed = partial(rt.turns.take, "sign", 0, headers_of, rt, work, provenance)
    if opened.rest is not None:
        return Reply(await signed(), _streamed(rt, work, opened, provenance), work.left(rt.tick))
    charge(rt, work, opened.receipt)
    if work.position is None:
        await settle(rt, work, provenance)
        headers = await signed()
    else:
        headers = await signed()
        await settle(rt, work, provenance)
    _leave(rt, work, provenance, _ANSWERED)
    streamed = work.shape.streamed
    written = _as_stream if streamed else _as_whole
    size, given = opened.weight, (work, opened, provenance)
    body = written(*given) if size <= LONG else await aside(size, written, *given)
    return Reply(headers, _once(body) if streamed else body, work.left(rt.tick))


def _as_whole(work: Work, opened: Opened, provenance: Provenance) -> bytes:
    return openai.fold(opened.head, id=f"chatcmpl-{work.id}", created=int(work.at), model=work.route.name)


def _as_stream(work: Work, opened: Opened, provenance: Provenance) -> bytes:
    writer = _writer(work)
    return writer.write(opened.head) + writer.end(said_of(work, provenance))


def _writer(work: Work) -> openai.Writer:
    return openai.Writer(
        id=f"chatcmpl-{work.id}", created=int(work.at), model=work.route.name, usage_wanted=work.shape.usage_wanted
    )


async def settle(rt: Runtime, work: Work, provenance: Provenance, outcome: str = "answered") -> None:
    """The request's entry. Without a ledger a local answer goes on, and says that it has no evidence."""
    entry = encode(entry_of(rt, work, provenance, outcome))
    try:
        work.settled = True
        if work.position is None and outcome == "answered":
            work.position = await rt.ledger.append(entry)
        else:
            rt.ledger.submit(entry)
    except EvidenceUnavailable:
        work.step(12, "account", "no evidence", ("the ledger is unavailable",))


def close(rt: Runtime, work: Work, ended: BaseException) -> None:
    """A request that ends without an answer leaves an entry all the same, and its caller learns where."""
    if isinstance(ended, IsthmusError):
        ended.request = work.id
    outcome, status = _ending(ended)
    provenance = Provenance(_NONE, "", HERE, None, tuple(work.crossings))
    charge(rt, work, None)
    try:
        if hasattr(work, "decision") and not work.settled:
            rt.ledger.submit(encode(entry_of(rt, work, provenance, outcome)))
    except EvidenceUnavailable:
        work.position = None
    finally:
        _leave(rt, work, provenance, outcome, status)


def _ending(ended: BaseException) -> tuple[Name, int]:
    if isinstance(ended, IsthmusError):
        return Name(ended.code), ended.status
    return (Name("internal_error"), 500) if isinstance(ended, Exception) else (_CANCELLED, 499)


async def _streamed(rt: Runtime, work: Work, opened: Opened, provenance: Provenance) -> AsyncIterator[bytes]:
    writer = _writer(work)
    assert opened.rest is not None
    result, status = _CANCELLED, 499
    try:
        yield writer.write(opened.head)
        async for events in opened.rest:
            if written := writer.write(events):
                yield written
        result, status = _ANSWERED, 200
    except IsthmusError as broken:
        result, status = _ending(broken)
        yield writer.error(broken)
    except Exception as thrown:
        result, status = _ending(thrown)
        raise
    finally:
        try:
            if result == "cancelled":
                await discard(opened)
            charge(rt, work, opened.receipt)
            await settle(rt, work, provenance, result)
        finally:
            _leave(rt, work, provenance, result, status)
    if result == "answered":
        yield writer.end(said_of(work, provenance))


async def _once(body: bytes) -> AsyncIterator[bytes]:
    yield body


def _leave(rt: Runtime, work: Work, provenance: Provenance, outcome: Name, status: int = 200) -> None:
    """Its place is free again, and whoever listens is told; twice changes nothing."""
    if work.gone:
        return
    work.gone = True
    rt.gate.leave()
    answered = Answered(
        work.id, work.route.name, provenance.model, provenance.zone, outcome, provenance.fallback or _NONE,
        work.principal.tenant, status, (rt.tick() - work.started) * 1000, work.cost, len(work.crossings),
        work.label.level,
    )  # fmt: skip
    rt.listen(answered)
    for model, spent in work.beside.items():
        rt.listen(Charged(work.route.name, model, spent))


def _request_id(rt: Runtime) -> str:
    """Says which log holds the evidence, and from which index on it is to be found."""
    return f"{rt.ledger.slot}-{rt.ledger.next_index:x}-{rt.draw(8).hex()}"


def _refused(rt: Runtime, error: IsthmusError) -> IsthmusError:
    rt.listen(Refused(Name(error.code), error.status))
    return error


def _denied(fallback: Name) -> IsthmusError:
    if fallback == DENIED:
        return NotPermitted("policy permits no model of this route to see this content")
    return AttemptFailed("no model of this route gave an answer that is good enough")
