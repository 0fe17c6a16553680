"""Two worlds that differ in nothing but the secrets: what can be seen from outside must not differ at all.

Clock, ticks and draws are given, pseudonyms are numbered by the place that a secret has in the conversation, the
evidence is signed with one key and the other side stands on one port. The secrets of both worlds are of the same types
and lengths and are equal where they were equal. Then every sink is compared byte for byte.
"""

from __future__ import annotations

import dataclasses
import hashlib
import html
import json
import re
import shutil
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import msgspec

from isthmus.compose import World
from isthmus.detect import Detector
from isthmus.sandbox import SandboxServer

from .conversations import Conversation, Turn, conversation
from .reading import flattened
from .stage import Asked, Stage, dialogue, labelled, route_of

_NOT_OURS = {"date"}
"""Headers that the HTTP server adds: the clock on the wall."""
_REDRAWS = 400


def drawn() -> Callable[[int], bytes]:
    """The same random bytes in the same order."""
    count = 0

    def draw(size: int) -> bytes:
        nonlocal count
        count += 1
        return hashlib.shake_256(b"draw %d" % count).digest(size)

    return draw


def pair(seed: int, by: Detector) -> tuple[Conversation, Conversation] | None:
    """The conversation of this number, and the same with other secrets. None when no others have the same shape:

    two telephone numbers side by side, for one, are found as one number whose end depends on its digits. Nor where a
    value is one only when it stands alone: in a sentence it is no secret, and crosses as it is.
    """
    first = _sealed_alike(conversation(seed, by))
    if any(planted.recogniser.startswith("alone_") for planted in first.planted):
        return None
    shape = _labels(first, by)
    for attempt in range(1, _REDRAWS):
        second = _sealed_alike(conversation(seed, by, secrets=-seed - attempt * 1_000_003))
        if _labels(second, by) == shape and _alike(first) == _alike(second):
            return first, second
    return None


def _sealed_alike(talk: Conversation) -> Conversation:
    """Whom a sealed payload concerns is a keyed digest, which differs as it must."""
    headers = {name: said for name, said in talk.headers.items() if name != "x-isthmus-subject"}
    return msgspec.structs.replace(talk, headers=headers)


def _labels(talk: Conversation, by: Detector) -> list[tuple[str, int, str]]:
    """What is found in it, by type, length and place."""
    whole = [[turn.says, turn.fields, list(turn.results)] for turn in talk.turns]
    roles = Roles()
    roles.learn(talk)
    return [(category, len(text.encode()), roles.named(text)) for category, text in labelled(whole, by)]


def _alike(talk: Conversation) -> list[int]:
    """Which pieces are the same text, in whatever form: for each the first that equals it."""
    forms = [form for _, _, text in talk.pieces for form in _forms(text)]
    return [forms.index(form) for form in forms] + list(map(len, forms))


class Roles:
    """Names the pieces of a conversation by their places, in whatever text they stand."""

    def __init__(self) -> None:
        self._known: list[tuple[str, str]] = []

    def learn(self, talk: Conversation) -> None:
        forms: dict[str, str] = {}
        for place, (_, _, text) in enumerate(talk.pieces):
            for variant, form in enumerate(_forms(text)):
                forms.setdefault(form, f"⟨{talk.seed}.{place}.{variant}⟩")
        self._known = sorted(forms.items(), key=lambda item: -len(item[0]))

    def named(self, text: str) -> str:
        for form, role in self._known:
            text = text.replace(form, role)
        return text

    def derive(self, key: bytes, message: bytes) -> bytes:
        """Instead of the keyed digest: a number for what stands in this place."""
        text = message.decode("utf-8", "surrogatepass")
        place = f"{len(text)} {self.named(flattened(self.named(text)))}"
        return hashlib.sha256(place.encode("utf-8", "surrogatepass")).digest()


def _forms(text: str) -> list[str]:
    """A piece as it is written, escaped in JSON, and as a pseudonym's entity is made of it.

    An entity is what the piece says: a key that happens to hold `%3E` is another one's with `>`, and of another length.
    """
    once, plainly = json.dumps(text)[1:-1], json.dumps(text, ensure_ascii=False)[1:-1]
    twice = [json.dumps(once)[1:-1], json.dumps(plainly, ensure_ascii=False)[1:-1]]
    flat = flattened(text)
    entities = []
    for said in dict.fromkeys((text, html.unescape(unquote(flat, errors="surrogateescape")))):
        folded = unicodedata.normalize("NFKC", said).casefold()
        entities += [said, folded, "".join(c for c in folded if c.isalnum() or c == "+")]
    return [text, once, plainly, *twice, flat, *entities]


def observed(
    folder: Path, talks: Iterable[Conversation], sandbox: SandboxServer, key: Path | None = None
) -> Iterator[tuple[str, object]]:
    """Plays conversations in a world of its own; gives every sink by name, in order."""
    world = World(now=lambda: 1_700_000_000.0, tick=lambda: 0.0, draw=drawn())
    keys = folder / ".isthmus" / "keys"
    if key is not None:
        keys.mkdir(parents=True, mode=0o700)
        shutil.copy2(key, keys / "evidence.pem")
    roles = Roles()
    with Stage(folder, world=world, sandbox=sandbox) as stage:
        house = stage.gateway.house
        house.runtime = dataclasses.replace(house.runtime, derive=roles.derive)
        for talk in talks:
            roles.learn(talk)
            found: list[object] = []

            def request(
                turn: Turn, tree: dict[str, Any], talk: Conversation = talk, found: list[object] = found
            ) -> Asked:
                found.append([(c, roles.named(text)) for c, text in labelled(tree, stage.detector)])
                return stage.ask(talk, turn, tree, route_of(talk))

            for number, asked in enumerate(dialogue(talk, request)):
                name = f"{talk.seed} {talk.kind} request {number}:"
                yield f"{name} {_FOUND}", found[-1]
                yield f"{name} what the other side saw", asked.seen
                yield f"{name} status and headers", (asked.status, [h for h in asked.headers if h[0] not in _NOT_OURS])
                yield f"{name} the error", asked.failed
                yield f"{name} the answer", _answer(asked, roles)
            yield f"{talk.seed} {talk.kind}: the log", _timeless(stage.gateway.log.getvalue())
        yield "the metrics", _metrics(stage.gateway.request("GET", "/metrics")[2])
        data = house.settings.data
        stage.gateway.stop()
        yield "the ledger", [entry for _, entry in stage.gateway.entries()]
        for path in sorted((data / "vault").rglob("*")):
            if path.is_file():
                yield f"the file {path.relative_to(data)}", path.read_bytes()
        yield (
            "the names of files",
            sorted(str(p.relative_to(data)) for p in data.rglob("*") if "evidence" not in p.parts),
        )
        stage.gateway.start()


def _answer(asked: Asked, roles: Roles) -> str:
    return roles.named(flattened(roles.named(json.dumps(asked.choices, ensure_ascii=False))))


def _timeless(log: str) -> list[dict[str, Any]]:
    """Without the clock on the wall, and without the lines of the HTTP server of the sandbox, which comes and goes."""
    lines = [json.loads(line) for line in log.splitlines()]
    lines = [line for line in lines if line.get("logger") != "uvicorn.error"]
    return [{name: said for name, said in line.items() if name != "at"} for line in lines]


def _metrics(text: bytes) -> str:
    """Without the seconds at which the process began to count."""
    return re.sub(r"(?m)^\w+_created.*\n", "", text.decode())


Sink = tuple[str, object]
_FOUND = "what was found"


class Difference(msgspec.Struct, frozen=True):
    sink: str
    one: str
    other: str


def differences(folder: Path, seeds: Iterable[int], by: Detector) -> list[Difference]:
    """What tells the two worlds apart."""
    pairs = [found for seed in seeds if (found := pair(seed, by))]
    for attempt in ("first", "again"):
        with SandboxServer() as sandbox:
            one = list(observed(folder / f"{attempt} one", [first for first, _ in pairs], sandbox))
            key = folder / f"{attempt} one" / ".isthmus" / "keys" / "evidence.pem"
            two = list(observed(folder / f"{attempt} two", [second for _, second in pairs], sandbox, key))
        unlike = _unlike(one, two)
        if not unlike:
            break
        pairs = [(first, second) for first, second in pairs if first.seed not in unlike]
    return list(compared(one, two))


def _unlike(first: list[Sink], second: list[Sink]) -> set[int]:
    """Conversations in which other types were found, once answers stood beside them: they were no twins after all."""
    found = {sink[0]: sink[1] for sink in first if sink[0].endswith(_FOUND)}
    return {int(name.split()[0]) for name, said in second if name in found and found[name] != said}


def compared(first: list[Sink], second: list[Sink]) -> Iterator[Difference]:
    if [name for name, _ in first] != [name for name, _ in second]:
        yield Difference("the sinks themselves", str(len(first)), str(len(second)))
    for (name, one), (_, other) in zip(first, second, strict=False):
        if one != other:
            yield Difference(name, *_part(repr(one), repr(other)))


def _part(one: str, other: str) -> tuple[str, str]:
    at = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), 0)
    return one[max(0, at - 80) : at + 80], other[max(0, at - 80) : at + 80]
