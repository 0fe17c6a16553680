"""Plays conversations on a whole gateway with a real sandbox behind it, and looks into every sink.

Each request goes twice to the same gateway: on a route whose policy obliges to disguise, and on one that permits
everything as it is. What the other side saw of the first is searched; the two answers must be equal.
"""

from __future__ import annotations

import http.client
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Any

import msgspec
from gateway import Gateway

from isthmus.compose import World
from isthmus.detect import Detector
from isthmus.sandbox import SandboxServer
from isthmus.wire import parts

from .conversations import Conversation, Message, Turn
from .defining import only_defined, properties, told, without_fields
from .people import NAMES, NOBODY, telling
from .reading import Search, flattened
from .values import LEAST, LISTED, detector

POLICY = """
@id("local") permit(principal, action, resource) when { resource.trust == "device" };
@id("strict") @disguise("personal.*, financial.*, custom.*, quasi.*, code.*, legal.*")
permit(principal, action, resource == Zone::"strict") when { context.level <= 2 };
@id("all") @disguise("*") permit(principal, action, resource == Zone::"all");
@id("open") permit(principal, action, resource == Zone::"open");
"""
OBLIGED = {"strict": ("personal.", "financial.", "custom.", "quasi.", "code.", "legal."), "all": ("",)}
FORBIDDEN = {"strict": ("secret.", "health."), "all": ()}

MODES = ("strict", "all", "open")
_ZONE = {"trust": "hosted", "jurisdiction": "EU", "retention_days": 0, "trains": False, "private_addresses": True}
_MODEL = {"kind": "chat", "model": "sandbox", "price": {"input": 1.0, "output": 2.0}, "credential": "env:SANDBOX_KEY"}
KEYS = {
    "*": "caller-key-of-the-whole-application", "email": "caller-key-of-one-who-sees-addresses-only",
    "other": "caller-key-of-the-other-tenant",
}  # fmt: skip
CREDENTIAL = "upstream-credential"
_TOKEN = re.compile(r"[A-Z]{2,12}-[bcdfghjklmnpqrst]{20}")
LINKS = 7
"""Every so many conversations their pseudonyms are compared with those of another tenant and another conversation."""


def configured(*, names: bool = False) -> dict[str, Any]:
    """What the gateway of these tests is made of, beside its folder. With `names` it reads names, places and the
    like, and disguises them all."""
    routes: dict[str, Any] = {}
    for mode in MODES:
        # The model writes what it is told into links of its own too, and all of it must come back.
        routes[mode] = {"plan": [mode], "restore_links": True}
        noted = {"fallback": {"template": "We have noted it."}}
        routes[f"{mode}-ladder"] = {"plan": [mode, f"{mode}-second"], "restore_links": True, **noted}
    keys = [
        {"id": "whole", "secret": KEYS["*"]},
        {"id": "addresses", "secret": KEYS["email"], "sees": ["personal.email"]},
        {"id": "other", "secret": KEYS["other"], "tenant": "other"},
    ]
    return {
        "policy": POLICY,
        "keys": keys, "routes": routes, "detect": {"word_lists": [LISTED], "names": names},
        "zones": dict.fromkeys(MODES, _ZONE),
        "models": {m + end: {**_MODEL, "zone": m} for m in MODES for end in ("", "-second")},
    }  # fmt: skip


class Slip(msgspec.Struct, frozen=True):
    """Something that must not be: of which conversation, in which sink, and what."""

    seed: int
    kind: str
    sink: str
    what: str


class Asked(msgspec.Struct, frozen=True):
    """One request and everything that came of it."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    seen: bytes
    choices: tuple[dict[str, Any], ...]
    failed: str


class Stage:
    """`play` gives the slips of one conversation; those of files and metrics come when all is over, in `remains`."""

    def __init__(
        self, folder: Path, *, world: World | None = None, sandbox: SandboxServer | None = None, names: bool = False
    ) -> None:
        self.gateway = Gateway(folder, world=world, sandbox=sandbox, **configured(names=names))
        self.detector: Detector = detector(names=names)
        self.names = names
        self.planted: dict[str, tuple[int, str]] = {}
        self.requests = 0
        self._logged = 0
        self._connection: http.client.HTTPConnection | None = None

    def __enter__(self) -> Stage:
        self.gateway.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._hang_up()
        self.gateway.__exit__(kind, error, trace)

    # -- playing -----------------------------------------------------------------------------------------------

    def play(self, talk: Conversation) -> Iterator[Slip]:
        """All slips of a conversation; lazily, so that a test may stop at the first."""
        secret = [p.text for p in talk.planted if len(p.text.encode()) >= LEAST] + [talk.canary]
        self.planted |= dict.fromkeys(secret, (talk.seed, talk.kind))
        anywhere = Search([*secret, *KEYS.values(), CREDENTIAL])
        slips: list[Slip] = []

        def request(turn: Turn, tree: dict[str, Any]) -> Asked:
            asked, found = self._request(talk, turn, tree, anywhere)
            slips.extend(found)
            return asked

        for _ in dialogue(talk, request):
            yield from slips
            slips.clear()
        logged = self.gateway.log.getvalue()
        new, self._logged = logged[self._logged :], len(logged)
        yield from self._slips(talk, "log", anywhere.within(new.encode()))

    def _request(
        self, talk: Conversation, turn: Turn, tree: dict[str, Any], anywhere: Search
    ) -> tuple[Asked, list[Slip]]:
        found = [(c, text) for c, text in labelled(tree, self.detector) if c]
        route = route_of(talk)
        asked = self.ask(talk, turn, tree, route)
        slips = list(self._slips(talk, "headers", anywhere.within(_head(asked))))
        if asked.status >= 500 and talk.kind != "failing":
            slips.append(Slip(talk.seed, talk.kind, "answer", f"refused with {asked.status}: {asked.failed[:200]}"))
        if asked.status != 200 or asked.failed:
            error = asked.body if asked.status != 200 else asked.failed.encode()
            slips += self._slips(talk, "error", anywhere.within(error))
        forbidden = any(c.startswith(FORBIDDEN[talk.mode]) for c, _ in found) if FORBIDDEN[talk.mode] else False
        if forbidden:
            if asked.seen:
                slips.append(Slip(talk.seed, talk.kind, "sandbox", "what may not cross at all has crossed"))
            return asked, slips
        oblige = OBLIGED[talk.mode]
        obliged = [(c, text) for c, text in found if c.startswith(oblige)]
        must = {p.text for p in talk.planted if p.recogniser != NAMES and any(p.text in text for _, text in obliged)}
        here = self._here(tree) if self.names else ()
        named = telling(talk, _sure(obliged, *here)) if here else NOBODY
        bare = {text for n, how, text in talk.pieces if how == "digits" and talk.planted[n].text in must}
        slips += self._slips(talk, "sandbox", Search([*must, *bare, *KEYS.values()]).within(asked.seen))
        if here:
            shown = without_fields(asked.seen, tree, talk)
            slips += self._slips(talk, "sandbox", Search(named.texts).within(shown) | named.within(shown))
            slips += self._taken(talk, only_defined(talk, tree) - here[1], asked)
        if talk.sees != "*":
            slips += self._slips(talk, "answer", named.within(asked.body))
            unseen = {p.text for p in talk.planted if p.text in must | named.texts and p.category != "personal.email"}
            slips += self._slips(talk, "answer", Search(unseen).within(asked.body))
            return asked, slips
        if here and here[1] & properties(tree):
            return asked, slips  # the sandbox fills a schema by the names of its properties, and one is disguised
        plain = self.ask(talk, turn, tree, route.replace(talk.mode, "open"))
        unsteady = turn.step.cut == "during" or turn.step.fail_after is not None
        if not unsteady and (difference := _difference(asked, plain, escaped=turn.step.style == "forms")):
            slips.append(Slip(talk.seed, talk.kind, "answer", difference))
        same = _answerer(asked) == _answerer(plain)  # where a stream broke before its first content, another stood in
        if unsteady and same and not all(_begun(a, b) for a, b in zip(asked.choices, plain.choices, strict=False)):
            slips.append(Slip(talk.seed, talk.kind, "answer", "what was given before the stream broke is another text"))
        if talk.seed % LINKS == 0 and (must or named.texts) and turn is talk.turns[0] and talk.kind != "lookalikes":
            slips += self._linked(talk, turn, tree, route, asked)
        return asked, slips

    def _here(self, tree: dict[str, Any]) -> tuple[list[str], set[str]]:
        """The texts that the gateway reads, and what is labelled in them: by structure anywhere, by language where no
        tool, function or format of answers is defined."""
        texts, prose = parts.walk(tree).texts, parts.walk(told(tree)).texts
        shaped = {texts[f.part][f.start : f.end] for f in self.detector.structured.scan(texts).findings}
        return texts, shaped | {prose[f.part][f.start : f.end] for f in self.detector.scan(prose).findings}

    def _taken(self, talk: Conversation, kept: set[str], asked: Asked) -> Iterator[Slip]:
        """What only definitions say, and no structure shows, crosses as it is: protection must not harm."""
        for text in sorted(kept) if asked.status == 200 else ():
            if not Search([text]).within(asked.seen):
                yield Slip(talk.seed, talk.kind, "sandbox", f"taken from a definition: {text}")

    def _linked(self, talk: Conversation, turn: Turn, tree: dict[str, Any], route: str, asked: Asked) -> Iterator[Slip]:
        """The same request by another tenant, and in another conversation: no pseudonym of it may be the same."""
        first = set(_TOKEN.findall(asked.seen.decode()))
        other = self.ask(talk, turn, tree, route, key="other")
        later = self.ask(talk, turn, tree, route, headers={"x-isthmus-conversation": "another"})
        if first & set(_TOKEN.findall(other.seen.decode())):
            yield Slip(talk.seed, talk.kind, "sandbox", "two tenants share a pseudonym")
        if first & set(_TOKEN.findall(later.seen.decode())):
            yield Slip(talk.seed, talk.kind, "sandbox", "two conversations share a pseudonym")

    def ask(
        self, talk: Conversation, turn: Turn, tree: dict[str, Any], route: str, *, key: str = "",
        headers: dict[str, str] | None = None,
    ) -> Asked:  # fmt: skip
        """One request on one route, the sandbox scripted as the turn says."""
        sandbox = self.gateway.sandbox
        sandbox.clear()
        sandbox.script(turn.step)
        body = json.dumps({"model": route, **tree}, ensure_ascii=talk.seed % 2 == 0).encode("utf-8", "surrogatepass")
        if talk.seed % 3 == 0:
            body = body.replace(b"@", b"\\u0040").replace(b"/", b"\\/")
        sent = {"authorization": f"Bearer {KEYS[key or talk.sees]}", **talk.headers, **(headers or {})}
        status, got, data = self._post(body, sent)
        self.requests += 1
        choices, failed = _read(data, got) if status == 200 else ((), data.decode())
        seen = sandbox.raw()
        return Asked(status, tuple(got), data, seen, choices, failed)

    def _post(self, body: bytes, headers: dict[str, str]) -> tuple[int, list[tuple[str, str]], bytes]:
        for fresh in (False, True):
            if self._connection is None or fresh:
                self._hang_up()
                self._connection = http.client.HTTPConnection("127.0.0.1", self.gateway.port, timeout=30)
            try:
                self._connection.request("POST", "/v1/chat/completions", body, headers)
                answer = self._connection.getresponse()
                data = answer.read()
                return answer.status, [(k.lower(), v) for k, v in answer.getheaders()], data
            except (http.client.HTTPException, OSError):
                self._hang_up()
                if fresh:
                    raise
        raise AssertionError("unreachable")

    def _hang_up(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    # -- looking -----------------------------------------------------------------------------------------------

    def _slips(self, talk: Conversation, sink: str, found: set[str]) -> Iterator[Slip]:
        for value in sorted(found):
            yield Slip(talk.seed, talk.kind, sink, value)

    def remains(self) -> Iterator[Slip]:
        """Ends the gateway, then searches its metrics and every file that it wrote for all that was ever planted."""
        search = Search([*self.planted, *KEYS.values(), CREDENTIAL])
        status, headers, body = self.gateway.request("GET", "/metrics")
        assert status == 200
        self._hang_up()
        self.gateway.stop()
        sinks = {"metrics": body + repr(headers).encode()}
        data = self.gateway.house.settings.data
        sinks |= {str(path.relative_to(data)): path.read_bytes() for path in sorted(data.rglob("*")) if path.is_file()}
        sinks |= {f"the name {path.name}": str(path).encode() for path in data.rglob("*")}
        for sink, content in sinks.items():
            for value in sorted(search.within(content)):
                yield Slip(*self.planted.get(value, (-1, "key")), sink, value)
        self.gateway.start()


def route_of(talk: Conversation) -> str:
    return talk.mode + ("-ladder" if talk.ladder else "")


def dialogue(talk: Conversation, request: Callable[[Turn, dict[str, Any]], Asked]) -> Iterator[Asked]:
    """What an application asks, turn by turn: what was answered, and what its tools gave, goes back in as history."""
    history: list[Message] = []
    for turn in talk.turns:
        history = [*([] if talk.kind in ("every_split", "wrong") else history), *turn.says]
        for results in (turn.results, ()):
            asked = request(turn, {"messages": history, **turn.fields})
            yield asked
            if asked.status != 200 or asked.failed or not asked.choices:
                break
            history = history + _history(asked.choices[0], results)
            if not results or not asked.choices[0]["tools"]:
                break
        if asked.status != 200 and talk.kind not in ("failing", "wrong"):
            return


def labelled(tree: Any, by: Detector) -> list[tuple[str, str]]:
    """(category, text) of all that the recognisers label in the whole request, read without the runtime's help; also of
    what they find inside something longer that is only read so."""
    texts = [text for text in _texts(tree, 0) if text]
    scan = by.scan(texts)
    return [(f.category, texts[f.part][f.start : f.end]) for f in scan.values]


def _texts(node: Any, depth: int) -> Iterator[str]:
    if isinstance(node, dict):
        for key, value in node.items():
            yield key
            yield from _texts(value, depth)
    elif isinstance(node, list):
        for value in node:
            yield from _texts(value, depth)
    elif isinstance(node, str):
        yield node
        if node[:1] in "{[" and depth < 4:
            try:
                yield from _texts(json.loads(node), depth + 1)
            except ValueError:
                return
    elif isinstance(node, (int, float)) and not isinstance(node, bool):
        yield repr(node)


def _sure(found: list[tuple[str, str]], read: list[str], labelled: set[str]) -> list[tuple[str, str]]:
    """Without what the model labels only in the order in which this test reads the request, not in the gateway's:
    a sentence is understood by its neighbours. What the gateway does not read at all stays."""
    return [(c, text) for c, text in found if text in labelled or not any(text in other for other in read)]


def _head(asked: Asked) -> bytes:
    return "\n".join(f"{name}: {value}" for name, value in asked.headers).encode()


def _history(choice: dict[str, Any], results: tuple[str, ...]) -> list[Message]:
    """What an application keeps of an answer; and what its tools gave."""
    said: Message = {"role": "assistant", "content": choice["content"]}
    if not choice["tools"]:
        return [said] if choice["content"] else []
    said["tool_calls"] = [
        {"id": i, "type": "function", "function": {"name": name, "arguments": arguments}}
        for i, name, arguments in choice["tools"]
    ]
    if not results:
        return []
    answers = [
        {"role": "tool", "tool_call_id": call[0], "content": results[n % len(results)]}
        for n, call in enumerate(choice["tools"])
    ]
    return [said, *answers]


def _read(data: bytes, headers: list[tuple[str, str]]) -> tuple[tuple[dict[str, Any], ...], str]:
    """The choices of an answer, whole or streamed, and the error in which a stream ended."""
    if not any("event-stream" in value for name, value in headers if name == "content-type"):
        return tuple(_choice(c["message"], c["finish_reason"]) for c in json.loads(data)["choices"]), ""
    choices: dict[int, dict[str, Any]] = {}
    failed = ""
    for event in data.decode().split("\n\n"):
        said = event.removeprefix("data: ").strip()
        if not said or said == "[DONE]":
            continue
        chunk = json.loads(said)
        if "error" in chunk:
            failed = said
        for piece in chunk.get("choices", ()):
            choice = choices.setdefault(piece["index"], {"content": None, "refusal": None, "finish": None, "tools": {}})
            _add(choice, piece["delta"])
            choice["finish"] = piece["finish_reason"] or choice["finish"]
    for choice in choices.values():
        choice["tools"] = [tuple(call) for _, call in sorted(choice["tools"].items())]
    return tuple(choice for _, choice in sorted(choices.items())), failed


def _add(choice: dict[str, Any], delta: dict[str, Any]) -> None:
    for name in ("content", "refusal"):
        if delta.get(name) is not None:
            choice[name] = (choice[name] or "") + delta[name]
    for call in delta.get("tool_calls", ()):
        known = choice["tools"].setdefault(call["index"], ["", "", ""])
        known[0] = call.get("id") or known[0]
        known[1] += call.get("function", {}).get("name") or ""
        known[2] += call.get("function", {}).get("arguments") or ""


def _choice(message: dict[str, Any], finish: str) -> dict[str, Any]:
    tools = [(c["id"], c["function"]["name"], c["function"]["arguments"]) for c in message.get("tool_calls") or ()]
    return {"content": message["content"], "refusal": message["refusal"], "finish": finish, "tools": tools}


def _difference(asked: Asked, plain: Asked, *, escaped: bool) -> str:
    """How two answers differ, in words; empty when they do not.

    Two exceptions of the sandbox (docs/sandbox.md): what it writes into JSON inside a text (`escaped`) it escapes as
    often as the question was, and where a stream breaks off depends on the length of what was said before.
    """
    if asked.status != plain.status:
        return f"status {asked.status} and undisguised {plain.status}: {asked.failed[:200]}"
    if _NAMED.sub("", asked.failed) != _NAMED.sub("", plain.failed):
        return f"error {asked.failed[:200]} and undisguised {plain.failed[:200]}"
    if asked.status == 200 and asked.failed:
        pairs = zip(asked.choices, plain.choices, strict=False)
        return "" if all(_begun(a, b) for a, b in pairs) else "what was given before the stream broke is another text"
    if len(asked.choices) != len(plain.choices):
        return f"{len(asked.choices)} choices and undisguised {len(plain.choices)}"
    for one, other in zip(asked.choices, plain.choices, strict=True):
        for name in ("content", "refusal", "finish"):
            said, wanted = one[name] or "", other[name] or ""
            if said != wanted and not (escaped and flattened(said) == flattened(wanted)):
                return f"{name} {_apart(said, wanted)}"
        if len(one["tools"]) != len(other["tools"]):
            return "not as many tool calls"
        for call, ours in zip(one["tools"], other["tools"], strict=True):
            if call != ours and not (call[:2] == ours[:2] and _same_json(call[2], ours[2])):
                return f"tool call {_apart(str(call), str(ours))}"
    return ""


_NAMED = re.compile(r"`(?:strict|all|open)(?:-second)?`")


def _answerer(asked: Asked) -> str:
    return dict(asked.headers).get("x-isthmus-model", "")


def _begun(one: dict[str, Any], other: dict[str, Any]) -> bool:
    a, b = one["content"] or "", other["content"] or ""
    return a.startswith(b) or b.startswith(a)


def _same_json(one: str, other: str) -> bool:
    try:
        return bool(json.loads(one) == json.loads(other))
    except ValueError:
        return False


def _apart(one: str | None, other: str | None) -> str:
    """The places where two texts part."""
    one, other = one or "", other or ""
    at = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    return f"…{one[max(0, at - 30) : at + 50]!r} and undisguised …{other[max(0, at - 30) : at + 50]!r}"
