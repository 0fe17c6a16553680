"""Leaks made on purpose: each breaks the runtime in one small place, and the leak tests must see it."""

from __future__ import annotations

import base64
import hashlib
import logging
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from importlib import import_module
from typing import Any

import msgspec

from isthmus import attempt, crossing, labelling, pipeline
from isthmus.domain.happenings import Answered
from isthmus.domain.records import Receipt
from isthmus.egress.door import Door
from isthmus.egress.http import Transports
from isthmus.observe.metrics import Metrics
from isthmus.redact import AnswerRestorer, Disguised, RestoreMap, Watch
from isthmus.state.vault import Vault
from isthmus.wire import openai, parts

disguising, mentions, renderings, residue, restore, sight, tree = (
    import_module(f"isthmus.redact.{name}")
    for name in ("disguise", "mentions", "renderings", "residue", "restore", "sight", "tree")
)
"""By name, because the room's own functions are called the same."""
logging_room = import_module("isthmus.observe.log")

Break = Callable[["Bench"], None]


class Bench:
    """What a break may do: put something else in a place, for as long as the test lasts."""

    def __init__(self, stack: ExitStack) -> None:
        self._stack = stack
        self.values: list[str] = []
        """What was found in the request that is under way."""

    def put(self, owner: Any, name: str, value: Any) -> Any:
        before = owner.__dict__[name] if isinstance(owner, type) else getattr(owner, name)
        self._stack.callback(setattr, owner, name, before)
        setattr(owner, name, value)
        return before

    def eavesdrop(self) -> list[str]:
        """The values of the request under way, in the order in which they were found."""

        def label(rt: Any, work: Any) -> None:
            before(rt, work)
            self.values[:] = [v.text for v in work.values]

        before = self.put(pipeline, "label", label)
        return self.values


class Mutant(msgspec.Struct, frozen=True):
    """`caught` says by which test: the scan of a conversation of kind `writer`, that of one with `names`, or the
    paired run."""

    name: str
    about: str
    caught: str
    writer: str
    apply: Break


@contextmanager
def broken(mutant: Mutant) -> Iterator[None]:
    with ExitStack() as stack:
        mutant.apply(Bench(stack))
        yield


MUTANTS: list[Mutant] = []


def mutant(about: str, caught: str, writer: str) -> Callable[[Break], Break]:
    def add(apply: Break) -> Break:
        MUTANTS.append(Mutant(apply.__name__.replace("_", " "), about, caught, writer, apply))
        return apply

    return add


# -- the disguise misses a place: the door refuses, or the other side sees it -----------------------------------


def _after_disguise(bench: Bench, spoil: Callable[[Any, Any], None]) -> None:
    """`spoil` gets the request as it was and as it will be sent."""

    async def made(rt: Any, work: Any, patterns: Any) -> Disguised:
        done = await before(rt, work, patterns)
        sent = msgspec.json.decode(msgspec.json.encode(done.tree))
        spoil(work.tree, sent)
        return msgspec.structs.replace(done, tree=sent)

    before = bench.put(attempt, "_disguised", made)


def _open_door(bench: Bench) -> None:
    async def record(self: Any, wanted: Any, payload: bytes, begun: Any) -> Any:
        position = await self._Door__record(wanted, payload, begun)
        digest = hashlib.sha256(payload).digest()
        self._Door__open[wanted.id] = digest, payload, (wanted.tenant, wanted.zone)
        return Receipt(wanted.id, digest, position)

    bench.put(Door, "record", record)


def _arguments(was: Any, sent: Any) -> None:
    for message, other in zip(was["messages"], sent["messages"], strict=True):
        if message.get("tool_calls"):
            other["tool_calls"] = message["tool_calls"]


@mutant("tool arguments are sent as they came", "scan", "alone")
def arguments_not_disguised(bench: Bench) -> None:
    _after_disguise(bench, _arguments)


@mutant("the same, and the door asks nothing", "scan", "alone")
def arguments_not_disguised_and_the_door_open(bench: Bench) -> None:
    _after_disguise(bench, _arguments)
    _open_door(bench)


@mutant("names of participants are sent as they came", "scan", "alone")
def names_not_disguised(bench: Bench) -> None:
    def spoil(was: Any, sent: Any) -> None:
        for message, other in zip(was["messages"], sent["messages"], strict=True):
            other.update({"name": message["name"]} if "name" in message else {})

    _after_disguise(bench, spoil)


@mutant("object keys are sent as they came", "scan", "alone")
def keys_not_disguised(bench: Bench) -> None:
    visit = tree._Rebuilding.visit

    def keep(self: Any, node: Any) -> Any:
        if type(node) is not dict:
            return visit(self, node)
        copy = {}
        for key, value in node.items():
            self.at += 1
            copy[key] = keep(self, value)
        return copy

    bench.put(tree._Rebuilding, "visit", keep)


@mutant("numbers are sent as they came", "scan", "alone")
def numbers_not_disguised(bench: Bench) -> None:
    visit = tree._Rebuilding.visit

    def keep(self: Any, node: Any) -> Any:
        made = visit(self, node)
        return node if type(node) is int else made

    bench.put(tree._Rebuilding, "visit", keep)


def _unwalked(bench: Bench, *fields: str) -> None:
    walk = parts.walk

    def blind(request: Any, **limits: int) -> Any:
        return walk({k: v for k, v in request.items() if k not in fields}, **limits)

    bench.put(parts, "walk", blind)


@mutant("nobody scans metadata, the door neither", "scan", "alone")
def metadata_not_scanned(bench: Bench) -> None:
    _unwalked(bench, "metadata")


@mutant("nobody scans `user`, the door neither", "scan", "alone")
def user_not_scanned(bench: Bench) -> None:
    _unwalked(bench, "user")


@mutant("nobody scans tool definitions, the door neither", "scan", "alone")
def definitions_not_scanned(bench: Bench) -> None:
    _unwalked(bench, "tools")


@mutant("only the first occurrence is replaced", "scan", "prose")
def first_occurrence_only(bench: Bench) -> None:
    spans = disguising._spans
    bench.put(disguising, "_spans", lambda *asked: spans(*asked)[:1])


@mutant("a value in JSON's escapes is not seen by the disguise", "scan", "writings")
def escapes_missed(bench: Bench) -> None:
    bench.put(disguising, "readings", lambda text: [])


@mutant("nor by the door", "scan", "writings")
def escapes_missed_twice(bench: Bench) -> None:
    bench.put(disguising, "readings", lambda text: [])
    bench.put(residue, "readings", lambda text: [])


@mutant("a value in base64 is not looked for", "scan", "writings")
def base64_missed(bench: Bench) -> None:
    bench.put(renderings, "_aligned", lambda raw: [])


@mutant("another letter case is another value", "scan", "writings")
def letter_case_missed(bench: Bench) -> None:
    bench.put(sight, "folded", lambda text: text)
    bench.put(renderings, "folded", lambda text: text)


# -- names --------------------------------------------------------------------------------------------------------


@mutant("only whole names are replaced, a surname alone is left", "names", "mentions")
def parts_of_names_left(bench: Bench) -> None:
    bench.put(mentions.People, "derived", lambda self: {})


@mutant("in tool arguments only whole names are replaced", "names", "mentions")
def mentions_in_arguments_left(bench: Bench) -> None:
    values = bench.eavesdrop()

    def spoil(was: Any, sent: Any) -> None:
        for message, other in zip(was["messages"], sent["messages"], strict=True):
            for call, told in zip(message.get("tool_calls") or (), other.get("tool_calls") or (), strict=True):
                said = call["function"]["arguments"]
                for value in sorted(values, key=len, reverse=True):
                    said = said.replace(value, "PERSON-bcdfghjklmnpqrstbcdf")
                told["function"]["arguments"] = said

    _after_disguise(bench, spoil)


@mutant("the same, and the door does not watch over what prose names", "names", "mentions")
def mentions_in_arguments_left_and_the_watch_blind(bench: Bench) -> None:
    mentions_in_arguments_left(bench)
    _blind(bench)


def _blind(bench: Bench) -> None:
    over = residue.Watch.over

    def blind(cls: Any, values: Any, *more: Any) -> Watch:
        return over([value for value in values if value[3] is None], *more)  # type: ignore[no-any-return]

    bench.put(residue.Watch, "over", classmethod(blind))


@mutant("whom prose names is left in definitions, and the door does not watch over it", "names", "mentions")
def definitions_left_and_the_watch_blind(bench: Bench) -> None:
    _after_disguise(bench, lambda was, sent: sent.update({"tools": was["tools"]} if "tools" in was else {}))
    _blind(bench)


@mutant("a field that spells all of somebody's name is the request's own word", "names", "mentions")
def whole_names_in_fields_left(bench: Bench) -> None:
    bench.put(labelling, "without_people", lambda vocabulary, values, everyday: vocabulary)


@mutant("a word that is a name and an ordinary one is never meant", "names", "prose")
def ordinary_names_left(bench: Bench) -> None:
    meant = mentions.Manner.meant

    def rarely(self: Any, *place: Any) -> bool:
        return self.kind != "capital" and meant(self, *place)

    bench.put(mentions.Manner, "meant", rarely)


@mutant("people are restored for who may see addresses alone", "names", "entitled")
def people_shown(bench: Bench) -> None:
    sees = ("personal.email", "personal.name", "quasi.*", "personal.address")
    bench.put(attempt, "_restorer", lambda work, made: AnswerRestorer(made.map, sees, structured=False))


# -- what is asked a second time, and pseudonyms that say too much ------------------------------------------------


@mutant("a second attempt sends what the caller sent", "scan", "failing")
def fallback_undisguised(bench: Bench) -> None:
    async def made(rt: Any, work: Any, patterns: Any) -> Disguised:
        done: Disguised = await before(rt, work, patterns)
        if not work.failed:
            return done
        return Disguised(work.tree, RestoreMap(), Watch(), done.categories, done.count)

    before = bench.put(attempt, "_disguised", made)


@mutant("pseudonyms are digests without a key", "scan", "linked")
def unsalted_tokens(bench: Bench) -> None:
    def made(*asked: Any, **more: Any) -> Disguised:
        more["derive"] = lambda key, message: hashlib.sha256(message).digest()
        return before(*asked, **more)  # type: ignore[no-any-return]

    before = bench.put(attempt, "disguise", made)


@mutant("tenants share the key of a conversation", "scan", "linked")
def key_shared_by_tenants(bench: Bench) -> None:
    bench.put(
        attempt, "_conversation", lambda rt, work: hashlib.sha256(repr(work.tree["messages"][:1]).encode()).digest()
    )


@mutant("one tenant's conversations share a key", "scan", "linked")
def key_shared_by_conversations(bench: Bench) -> None:
    bench.put(attempt, "_conversation", lambda rt, work: rt.secrets.key("tenant", work.principal.tenant))


@mutant("a disguise made for one request is used for the next", "scan", "prose")
def disguise_cached(bench: Bench) -> None:
    known: dict[Any, Disguised] = {}

    async def made(rt: Any, work: Any, patterns: Any) -> Disguised:
        return known.setdefault((patterns, work.principal.tenant), await before(rt, work, patterns))

    before = bench.put(attempt, "_disguised", made)


# -- the way back -------------------------------------------------------------------------------------------------


@mutant("real values go to a caller who may not see them", "scan", "entitled")
def restored_for_everybody(bench: Bench) -> None:
    bench.put(attempt, "_restorer", lambda work, made: AnswerRestorer(made.map, ("*",), structured=False))


@mutant("a pseudonym cut in two by the stream is not put together", "scan", "every_split")
def cut_tokens_missed(bench: Bench) -> None:
    bench.put(restore.Restorer, "_may_become", lambda self, begun: False)


@mutant("what is held back at the end is lost", "scan", "every_split")
def tail_lost(bench: Bench) -> None:
    bench.put(restore.Restorer, "_hold", lambda self, text, at, start, out: "".join(out))


# -- sinks --------------------------------------------------------------------------------------------------------


class Found(msgspec.Struct, frozen=True):
    values: list[str]


@mutant("a log line with what was found", "scan", "prose")
def values_logged(bench: Bench) -> None:
    values = bench.eavesdrop()
    before = pipeline.permit

    def permit(rt: Any, work: Any) -> None:
        logging_room.log(logging.INFO, Found(list(values)))
        before(rt, work)

    bench.put(pipeline, "permit", permit)


@mutant("a log line in base64", "scan", "prose")
def values_logged_in_base64(bench: Bench) -> None:
    before = pipeline.permit

    def permit(rt: Any, work: Any) -> None:
        coded = base64.b64encode(msgspec.json.encode(work.tree)).decode()
        logging_room.log(logging.INFO, Found([coded]))
        before(rt, work)

    bench.put(pipeline, "permit", permit)


@mutant("a log line with the digest of the request", "pair", "prose")
def digest_logged(bench: Bench) -> None:
    before = pipeline.permit

    def permit(rt: Any, work: Any) -> None:
        logging_room.log(logging.INFO, Found([hashlib.sha256(msgspec.json.encode(work.tree)).hexdigest()]))
        before(rt, work)

    bench.put(pipeline, "permit", permit)


@mutant("an exception's text in the log", "scan", "prose")
def exception_logged(bench: Bench) -> None:
    values = bench.eavesdrop()
    written = logging_room._Line.format

    def line(self: Any, record: Any) -> str:
        said = written(self, record)
        return said + str(record.exc_info[1]) if record.exc_info else said

    def permit(rt: Any, work: Any) -> None:
        raise ValueError(f"cannot decide about {values}")

    bench.put(logging_room._Line, "format", line)
    bench.put(pipeline, "permit", permit)


@mutant("a metric with a value as its label", "scan", "prose")
def value_in_metric(bench: Bench) -> None:
    values = bench.eavesdrop()
    before = Metrics.__call__

    def called(self: Any, happening: Any) -> None:
        told = type(happening) is Answered and bool(values)
        before(self, msgspec.structs.replace(happening, model=values[0]) if told else happening)

    bench.put(Metrics, "__call__", called)


@mutant("a metric that counts a digest of the request", "pair", "prose")
def digest_in_metric(bench: Bench) -> None:
    values = bench.eavesdrop()
    before = Metrics.__call__

    def called(self: Any, happening: Any) -> None:
        if type(happening) is Answered:
            cost = float(hashlib.sha256(repr(values).encode()).digest()[0])
            happening = msgspec.structs.replace(happening, cost=cost)
        before(self, happening)

    bench.put(Metrics, "__call__", called)


@mutant("what was found, in the request's entry of the ledger", "scan", "prose")
def values_in_the_ledger(bench: Bench) -> None:
    before = pipeline.label

    def label(rt: Any, work: Any) -> None:
        before(rt, work)
        work.step(2, "label", "found", tuple(v.text for v in work.values))

    bench.put(pipeline, "label", label)


@mutant("a digest of the request in the ledger, without a key", "pair", "prose")
def digest_in_the_ledger(bench: Bench) -> None:
    before = pipeline.label

    def label(rt: Any, work: Any) -> None:
        before(rt, work)
        work.scores["body"] = hashlib.sha256(msgspec.json.encode(work.tree)).hexdigest()

    bench.put(pipeline, "label", label)


@mutant("payloads are kept unsealed", "scan", "prose")
def vault_unsealed(bench: Bench) -> None:
    class Clear:
        def encrypt(self, nonce: bytes, content: bytes, data: object) -> bytes:
            return content

    bench.put(Vault, "_cipher", lambda self, tenant, subjects, create: Clear())


@mutant("the vault's entry names the subject", "scan", "turns")
def subject_in_the_vault(bench: Bench) -> None:
    bench.put(crossing, "subject_of", lambda key, tenant, subject: subject)


@mutant("a response header with what was found", "scan", "prose")
def value_in_header(bench: Bench) -> None:
    values = bench.eavesdrop()

    def headers(rt: Any, work: Any, provenance: Any) -> dict[str, str]:
        return {**before(rt, work, provenance), "x-isthmus-found": ascii(values)}

    before = bench.put(pipeline, "headers_of", headers)


@mutant("the request's id is a digest of what it says", "pair", "prose")
def id_of_content(bench: Bench) -> None:
    before = pipeline.label

    def label(rt: Any, work: Any) -> None:
        before(rt, work)
        work.id = work.id[:-16] + hashlib.sha256(msgspec.json.encode(work.tree)).hexdigest()[:16]

    bench.put(pipeline, "label", label)


@mutant("an error quotes the value that does not fit", "scan", "wrong")
def error_quotes(bench: Bench) -> None:
    bench.put(openai, "_without_values", lambda reason: reason)


@mutant("an error's `param` is what the caller wrote", "scan", "wrong")
def error_names_content(bench: Bench) -> None:
    before = pipeline.admit

    async def admit(rt: Any, call: Any) -> Any:
        try:
            return await before(rt, call)
        except pipeline.UnknownRoute as unknown:
            unknown.param = msgspec.json.decode(call.body)["model"]
            raise

    bench.put(pipeline, "admit", admit)


@mutant("the address that is called carries what was found", "scan", "prose")
def value_in_address(bench: Bench) -> None:
    values = bench.eavesdrop()

    async def send(self: Any, url: str, headers: Any, body: bytes, *, deadline: float, owner: Any) -> Any:
        about = base64.urlsafe_b64encode("".join(values).encode()).decode()
        return await self._private.send(f"{url}/{about}", headers, body, deadline=deadline, owner=owner)

    bench.put(Transports, "send", send)


@mutant("a header to the model carries what was found", "scan", "prose")
def value_in_upstream_header(bench: Bench) -> None:
    values = bench.eavesdrop()

    async def send(self: Any, url: str, headers: Any, body: bytes, *, deadline: float, owner: Any) -> Any:
        told = {**headers, "X-User": "".join(values).encode().hex()}
        return await self._private.send(url, told, body, deadline=deadline, owner=owner)

    bench.put(Transports, "send", send)


@mutant("the caller's key goes on to the model", "scan", "prose")
def key_passed_on(bench: Bench) -> None:
    keys: list[str] = []
    before = pipeline.admit

    def admit(rt: Any, call: Any) -> Any:
        keys[:] = [call.headers.get("authorization", "")]
        return before(rt, call)

    async def send(self: Any, url: str, headers: Any, body: bytes, *, deadline: float, owner: Any) -> Any:
        told = {**headers, "X-Forwarded-Authorization": keys[0]}
        return await self._private.send(url, told, body, deadline=deadline, owner=owner)

    bench.put(pipeline, "admit", admit)
    bench.put(Transports, "send", send)


@mutant("the order of fields depends on the values", "pair", "prose")
def order_depends_on_values(bench: Bench) -> None:
    def spoil(was: Any, sent: Any) -> None:
        first = hashlib.sha256(msgspec.json.encode(was)).digest()[0] % len(sent)
        for name in list(sent)[:first]:
            sent[name] = sent.pop(name)

    _after_disguise(bench, spoil)
