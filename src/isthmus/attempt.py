"""Steps 5 to 10, for each attempt of a plan, and the one interpreter of plans.

An attempt ends in one of three ways: it is `Opened` (its first content is here and good enough), it gives nothing
(it failed, abstained, or was not good enough, and the plan goes on), or it raises what no other model can mend.
Until an attempt is opened everything can still change; afterwards the only remedy is an error event.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing
from functools import lru_cache, partial

import msgspec

from isthmus.crossing import crossing_of
from isthmus.domain.aside import LONG, aside
from isthmus.domain.errors import (
    AttemptFailed,
    DeadlineExceeded,
    EvidenceUnavailable,
    IsthmusError,
    UpstreamMalformed,
    UpstreamTimeout,
)
from isthmus.domain.events import Begin, Delta, Event, Usage
from isthmus.domain.happenings import Attempted
from isthmus.domain.models import Candidate, LocalModel
from isthmus.domain.places import HERE
from isthmus.domain.plans import Ask, InOrder, Plan, QuickThenBetter, Together, asks
from isthmus.domain.records import Crossing, Receipt
from isthmus.domain.safe import Name
from isthmus.domain.seams import Response
from isthmus.legs import first_good
from isthmus.models.chat import ChatModel
from isthmus.redact import AnswerRestorer, Disguised, Held, RestoreMap, Watch, conversation_key, disguise
from isthmus.state.keys import derive
from isthmus.verify import judge
from isthmus.wire import openai, parts, pieces
from isthmus.work import Runtime, Work, outcome

Batches = AsyncIterator[list[Event]]

PATIENCE = 1.0
"""Seconds for which an answer of several asked together waits for those that stand before it."""


class Opened(msgspec.Struct, frozen=True):
    """An answer from its first content on: `head` is here, `rest` follows (None when the answer is whole). `stands_in`
    says of the route's safe answer why it is given, `weight` what going over a whole one weighs."""

    model: Name
    version: str
    zone: Name
    head: list[Event]
    rest: Batches | None = None
    receipt: Receipt | None = None
    stands_in: Name | None = None
    weight: int = 0


async def interpret(rt: Runtime, work: Work, plan: Plan) -> Opened | None:
    """Carries a plan out. None when nothing of it gave an answer that is good enough."""
    match plan:
        case Ask():
            return await attempt(rt, work, plan)
        case InOrder(steps):
            for step in steps:
                carried_out = attempt(rt, work, step) if type(step) is Ask else interpret(rt, work, step)
                if opened := await carried_out:
                    return opened
            return None
        case Together(steps):
            return await _together(rt, work, steps, min(PATIENCE, work.left(rt.tick) / 2))
        case QuickThenBetter(quick, better):
            return await _together(rt, work, (better, quick), work.left(rt.tick) / 2)


async def _together(rt: Runtime, work: Work, steps: Sequence[Plan], patience: float) -> Opened | None:
    """All at once (`legs.py`). An answer waits `patience` seconds at most for those that stand before it."""

    async def leg(step: Plan) -> Opened | None:
        try:
            return await interpret(rt, work, step)
        except DeadlineExceeded as late:  # its own time: what the others answer stands
            work.failed.append((next(asks(step)).model, late))
            return None

    async def unwanted(opened: Opened | None) -> None:
        assert opened is not None
        await discard(opened)
        work.step(10, "verify", f"{opened.model}: not given", ("another answer is",))

    given, late = await first_good([leg(step) for step in steps], patience, unwanted)
    for n in late:
        work.failed.append((next(asks(steps[n])).model, UpstreamTimeout("another answer was there first")))
    return given


async def discard(opened: Opened) -> None:
    """Ends an answer that nobody will read: what is under way is cancelled, and its outcome written."""
    if opened.rest is not None:
        await opened.rest.aclose()  # type: ignore[attr-defined]  # every rest is a generator of ours


async def attempt(rt: Runtime, work: Work, ask: Ask) -> Opened | None:
    """One model. What it fails with is noted, and is a reason to go on; what policy says never is."""
    model, began = rt.models[ask.model], rt.tick()
    try:
        opened = await _asked(rt, work, model)
    except asyncio.CancelledError:
        work.step(8, "answer", f"{ask.model}: closed", ("before it answered",))
        _tell(rt, model, _CLOSED, began)
        raise
    except (AttemptFailed, EvidenceUnavailable) as failed:
        work.failed.append((ask.model, failed))
        work.step(8, "answer", f"{ask.model}: {failed.code}", (failed.message,))
        _tell(rt, model, Name(failed.code), began)
        if isinstance(failed, AttemptFailed) and failed.final:
            raise
        return None
    if opened is None:
        _tell(rt, model, _ABSTAINED, began)
        return None
    return await _judged(rt, work, ask, opened, began)


async def _asked(rt: Runtime, work: Work, model: LocalModel | ChatModel) -> Opened | None:
    """Law 8: whatever a model, or anything on the way to it, throws is a failed attempt, and says so."""
    try:
        return await _remote(rt, work, model) if isinstance(model, ChatModel) else _local(rt, work, model)
    except IsthmusError:
        raise
    except Exception as thrown:
        raise AttemptFailed(f"model `{model.name}` threw {type(thrown).__name__}") from None


async def _judged(rt: Runtime, work: Work, ask: Ask, opened: Opened, began: float) -> Opened | None:
    begin = opened.head[0]
    judgement = judge(ask.accept, begin if isinstance(begin, Begin) else Begin(ask.model))
    work.step(10, "verify", "accepted" if judgement.accepted else "not good enough", (judgement.why,))
    _tell(rt, rt.models[ask.model], _ANSWERED if judgement.accepted else _NOT_ACCEPTED, began)
    if judgement.accepted:
        return opened
    await discard(opened)
    return None


def _tell(rt: Runtime, model: LocalModel | ChatModel, result: Name, began: float) -> None:
    rt.listen(Attempted(model.name, rt.zone_of(model), result, (rt.tick() - began) * 1000))


_ANSWERED, _NOT_ACCEPTED, _ABSTAINED, _CLOSED = map(Name, ("answered", "not_accepted", "abstained", "closed"))


# -- in this process --------------------------------------------------------------------------------------------


def _local(rt: Runtime, work: Work, model: LocalModel) -> Opened | None:
    said = model.consider(openai.question(work.tree))
    scores = said.scores if isinstance(said, Candidate) else tuple(said)
    if scores:
        work.scores[model.name] = [(s.name, round(s.value, 6)) for s in scores]
    if not isinstance(said, Candidate):
        best = f"nearest: {scores[0].name} {scores[0].value:.3f}" if scores else "no rule matches"
        work.step(8, "answer", f"{model.name}: abstained", (best,))
        return None
    work.step(8, "answer", f"{model.name}: {said.rule or 'answered'}", (f"confidence {said.confidence:.3f}",))
    begin = Begin(model.name, said.confidence, said.rule or None)
    head: list[Event] = [begin, Delta(0, "assistant", said.text, finish="stop"), Usage()]
    return Opened(model.name, model.version, HERE, head)


# -- in another zone --------------------------------------------------------------------------------------------


async def _remote(rt: Runtime, work: Work, model: ChatModel) -> Opened:
    verdict = work.decision.verdicts[model.zone]
    disguised = await _disguised(rt, work, verdict.patterns("disguise"))
    streamed = work.shape.streamed
    wanted = model.wanted(disguised.tree, streamed=streamed)
    payload = openai.encode(wanted) if work.size <= LONG else await aside(work.size, pieces.encode, wanted)
    work.contracts += 1
    crossing = crossing_of(work, model, rt.zones[model.zone], verdict, disguised, rt.keep_days)
    receipt = await _recorded(rt, work, crossing, payload)
    work.step(7, "cross", f"to {model.zone}", (f"contract at {receipt.position.log}#{receipt.position.index}",))
    response = await _sent(rt, work, model, crossing, receipt, payload)
    if not streamed:
        head = await _whole(rt, work, model, crossing, response, disguised)
        work.step(8, "answer", f"{model.name}: answered", ("whole",))
        return Opened(model.name, model.version, model.zone, head, None, receipt, weight=response.size)
    answer = _stream(rt, work, model, crossing, response, disguised)
    head = await _first_content(answer)
    work.step(8, "answer", f"{model.name}: answered", ("streamed",))
    return Opened(model.name, model.version, model.zone, head, answer, receipt)


async def _recorded(rt: Runtime, work: Work, crossing: Crossing, payload: bytes) -> Receipt:
    """Its contract, durable. Who is ended meanwhile has one all the same, on which nothing was sent."""
    begun: list[Crossing] = []
    try:
        receipt = await rt.door.record(crossing, payload, begun.append)
    except asyncio.CancelledError:
        if begun:
            work.crossings.append(crossing)
            outcome(rt, work, crossing, "cancelled")
        raise
    work.crossings.append(crossing)
    return receipt


async def _disguised(rt: Runtime, work: Work, patterns: tuple[str, ...]) -> Disguised:
    """The request as it may be shown to a zone with these obligations; made once for all that share them."""
    made = work.disguises.get(patterns)
    if made is None:
        if patterns and work.values:
            secret = rt.secrets.key("tenant", work.principal.tenant)
            key = await aside(work.size, _conversation, secret, work)
            tenant = _hashes(secret) if rt.operators else b""
            writing = partial(
                disguise, keep=parts.WORDS, derive=rt.derive, operators=rt.operators, tenant=tenant,
                vocabulary=work.vocabulary,
            )  # fmt: skip
            made = await rt.turns.take("disguise", work.weight, writing, work.tree, work.values, patterns, key)
            if earlier := work.disguises.get(patterns):  # of another leg of the plan
                return earlier
        else:
            made = Disguised(work.tree, _NOTHING_HIDDEN, _NOTHING_WATCHED)
        work.disguises[patterns] = made
        decided = f"places: {made.count}" if made.count else "nothing to disguise"
        work.step(6, "disguise", decided, tuple(sorted(made.categories)))
    return made


_NOTHING_HIDDEN, _NOTHING_WATCHED = RestoreMap(), Watch()


def _conversation(secret: bytes, work: Work) -> bytes:
    """The key of this conversation of this application: of the id its client sends, otherwise of its first turn."""
    application = work.principal.application.encode() + b"\0"  # which no name holds
    named = work.envelope.conversation
    if named:
        return conversation_key(secret, b"id\0" + application + named.encode())
    messages = work.tree["messages"]
    first = next((n for n, m in enumerate(messages) if m.get("role") == "user"), len(messages) - 1)
    return conversation_key(_first_turns(secret), application + _written(work, messages[: first + 1]))


def _written(work: Work, messages: object) -> bytes:
    return openai.encode(messages) if work.size <= LONG else pieces.encode(messages)


@lru_cache(maxsize=1024)
def _hashes(secret: bytes) -> bytes:
    return derive(secret, "hashes")


@lru_cache(maxsize=1024)
def _first_turns(secret: bytes) -> bytes:
    return derive(secret, "first turn")


async def _sent(
    rt: Runtime, work: Work, model: ChatModel, crossing: Crossing, receipt: Receipt, payload: bytes
) -> Response:
    deadline = min(model.deadline, work.left(rt.tick))
    if deadline <= 0:
        rt.door.abandon(receipt)
        outcome(rt, work, crossing, "failed")
        raise DeadlineExceeded("the request's deadline passed before the model could be asked")
    try:
        return await rt.door.send(receipt, model.url, model.headers, payload, deadline=deadline)
    except AttemptFailed as failed:
        outcome(rt, work, crossing, "unknown" if failed.crossed else "failed")
        raise
    except BaseException:  # the caller went away while the bytes were under way
        outcome(rt, work, crossing, "cancelled")
        raise


def _restorer(work: Work, disguised: Disguised) -> AnswerRestorer | None:
    if not disguised.map:
        return None
    held = None if work.route.restore_links else Held(disguised.tree)
    return AnswerRestorer(disguised.map, work.caller.sees, structured=work.shape.structured, held=held)


def _put_back(work: Work, model: ChatModel, restorer: AnswerRestorer | None) -> None:
    """Step 9 is over."""
    if restorer is None:
        return
    withheld = restorer.withheld
    if withheld:
        work.withheld[model.name] = withheld
    why = (f"kept out of links: {withheld}",) if withheld else ()
    work.step(9, "restore", f"put back: {restorer.restored}", why)


def _restored(work: Work, disguised: Disguised, events: list[Event]) -> tuple[list[Event], AnswerRestorer | None]:
    restorer = _restorer(work, disguised)
    return (restorer.feed(events) + restorer.flush(), restorer) if restorer else (events, None)


async def _whole(
    rt: Runtime, work: Work, model: ChatModel, crossing: Crossing, response: Response, disguised: Disguised
) -> list[Event]:
    """Steps 8 and 9 for an answer that comes at once; how the crossing went is written whatever happens."""
    result, usage = "cancelled", None
    try:
        events = await model.whole(response)
        usage = events[-1] if type(events[-1]) is Usage else None
        if disguised.map:
            events, restorer = await aside(work.weight, _restored, work, disguised, events)
            _put_back(work, model, restorer)
        result = "answered"
        return events
    except Exception as failed:
        result = failed.code if isinstance(failed, AttemptFailed) else "failed"
        raise
    finally:
        if result != "answered":
            await response.close()
        outcome(rt, work, crossing, result, http=response.status, usage=usage)


async def _stream(
    rt: Runtime, work: Work, model: ChatModel, crossing: Crossing, response: Response, disguised: Disguised
) -> AsyncIterator[list[Event]]:
    """The same for a stream: steps 8 and 9 batch by batch."""
    result, usage = "cancelled", None
    restorer = _restorer(work, disguised)
    try:
        async with aclosing(model.batches(response)) as batches:
            async for events in batches:
                if type(events[-1]) is Usage:
                    usage = events[-1]
                yield await aside(work.weight, restorer.feed, events) if restorer else events
        if restorer and (held := restorer.flush()):
            yield held
        result = "answered"
    except Exception as failed:
        result = failed.code if isinstance(failed, AttemptFailed) else "failed"
        raise
    finally:
        if result != "answered":
            await response.close()
        outcome(rt, work, crossing, result, http=response.status, usage=usage)
        if restorer is not None:
            _put_back(work, model, restorer)


async def _first_content(answer: Batches) -> list[Event]:
    """Everything up to the commit point: the first event that gives the caller something."""
    head: list[Event] = []
    async for events in answer:
        head += events
        if any(type(e) is Delta and (e.text or e.refusal or e.tools or e.finish) for e in events):
            return head
    raise UpstreamMalformed("the model's answer has no content")
