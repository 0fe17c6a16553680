"""The whole path in this process, above a virtual disk, with models that fail as told: for histories by the hundred."""

from __future__ import annotations

import asyncio
import base64
import dataclasses
import json
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml
from ledger.history import VirtualFiles

from isthmus import pipeline, settings
from isthmus.audit import AuditReport, verify
from isthmus.compose import House, World
from isthmus.crossing import authorise, recorder
from isthmus.domain.disk import VirtualDisk
from isthmus.domain.errors import IsthmusError, StreamCut, UpstreamTimeout, UpstreamUnavailable
from isthmus.domain.models import Candidate, Question, Score
from isthmus.domain.records import Account, Record, decode
from isthmus.egress import Door
from isthmus.ledger import entries, vkey
from isthmus.work import Call, Runtime

ZONES = {
    "premises": {"trust": "premises", "jurisdiction": "DE"},
    "hosted-eu": {"trust": "hosted", "jurisdiction": "EU", "retention_days": 0, "trains": False},
    "hosted-us": {"trust": "hosted", "jurisdiction": "US", "retention_days": 30},
}
CHAT = {"in-house": "premises", "eu-one": "hosted-eu", "eu-two": "hosted-eu", "us-one": "hosted-us"}
"""Chat models and their zones. `faq` and `other` are local."""
LOCAL = ("faq", "other")
RULES = 'rules:\n  - {id: hours, exact: ["opening hours"], answer: "We are open."}\n'

BEHAVIOURS = tuple("answers refuses down slow cut 429 500 400 403 malformed empty throws hangs stalls".split())
"""What a chat model may do."""
LOCAL_BEHAVIOURS = ("answers", "abstains", "unsure", "throws")


class Scripted:
    """A transport that reaches nobody. It notes what was sent to whom, and how that ended, in order."""

    def __init__(self, behaviours: Mapping[str, str]) -> None:
        self.behaviours = behaviours
        self.log: list[tuple[str, str]] = []

    @property
    def asked(self) -> list[str]:
        return [model for what, model in self.log if what == "sent"]

    async def send(
        self, url: str, headers: Mapping[str, str], body: bytes, *, deadline: float, owner: tuple[str, str]
    ) -> Scripted.Answer:
        sent = json.loads(body)
        model = sent["model"]
        self.log.append(("sent", model))
        await asyncio.sleep(0)
        match behaviour := self.behaviours.get(model, "answers"):
            case "down":
                raise UpstreamUnavailable("it cannot be reached")
            case "slow":
                late = UpstreamTimeout("it did not answer in time")
                late.crossed = True
                raise late
            case "throws":
                raise RuntimeError(f"the transport broke over {sent}")
            case "hangs":
                await _silence(deadline)
        self.log.append((behaviour, model))
        return Scripted.Answer(behaviour, bool(sent.get("stream")), deadline)

    async def close(self) -> None: ...

    class Answer:
        size = 0

        def __init__(self, behaviour: str, streamed: bool, deadline: float) -> None:
            self.deadline = deadline
            self.behaviour, self.streamed = behaviour, streamed and not behaviour.isdigit()
            self.status = int(behaviour) if behaviour.isdigit() else 200

        def header(self, name: str) -> str:
            kinds = {"content-type": "text/event-stream" if self.streamed else "application/json"}
            return kinds.get(name, "")

        async def body(self) -> bytes:
            return b"".join([piece async for piece in self.chunks()])

        async def chunks(self) -> AsyncGenerator[bytes, None]:
            if self.behaviour == "stalls":
                await _silence(self.deadline)
            if self.behaviour == "cut":
                if self.streamed:
                    yield _event({"content": "half an"})
                await asyncio.sleep(0)
                raise StreamCut("the connection broke in the middle of the answer")
            if self.behaviour == "malformed":
                yield b'data: {"choices": 7}\n\n' if self.streamed else b'{"choices": 7}'
                return
            said = {"refusal": "No."} if self.behaviour == "refuses" else {"content": "A hosted answer."}
            if self.behaviour == "empty":
                said = {}
            if not self.streamed:
                yield _whole(said)
                return
            yield _event({"role": "assistant", **said})
            await asyncio.sleep(0)
            yield _event({}, "stop" if said else None)
            yield b"data: [DONE]\n\n"

        async def close(self) -> None: ...


async def _silence(deadline: float) -> None:
    """Says nothing until its time is over, as a real transport ends it; or until its request is given up."""
    try:
        async with asyncio.timeout(deadline):
            await asyncio.Event().wait()
    except TimeoutError:
        late = UpstreamTimeout("it did not answer in time")
        late.crossed = True
        raise late from None


def _whole(said: Mapping[str, str]) -> bytes:
    choice = {"index": 0, "message": {"role": "assistant", "content": None, **said}, "finish_reason": "stop"}
    used = {"prompt_tokens": 3, "completion_tokens": 3, "total_tokens": 6}
    answer = {"id": "1", "object": "chat.completion", "created": 1, "model": "m", "choices": [choice], "usage": used}
    return json.dumps(answer).encode()


def _event(delta: Mapping[str, str], finish: str | None = None) -> bytes:
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    chunk = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": [choice]}
    return b"data: " + json.dumps(chunk).encode() + b"\n\n"


class Local:
    """A local model that notes that it was consulted."""

    version = "1"

    def __init__(self, name: str, behaviour: str, log: list[tuple[str, str]]) -> None:
        self.name, self._behaviour, self._log = name, behaviour, log

    def consider(self, question: Question) -> Candidate | Sequence[Score]:
        self._log.append(("sent", self.name))
        match self._behaviour:
            case "answers":
                return Candidate("A local answer.", 1.0, "a rule")
            case "unsure":
                return Candidate("A guess.", 0.3)
            case "throws":
                raise ValueError(f"it broke over {question.last}")
        return [Score("nothing", 0.1)]


def _chat(name: str) -> dict[str, Any]:
    return {"kind": "chat", "zone": CHAT[name], "model": name, "base_url": f"https://{name}.invalid/v1"}


class Stage:
    """A gateway of one route, `route`, over the plan that is given."""

    def __init__(
        self,
        folder: Path,
        plan: list[Any],
        policy: str,
        behaviours: Mapping[str, str],
        *,
        fallback: bool = True,
        deadline: str = "60s",
        baseline: str = "internal",
        keys: Sequence[Mapping[str, Any]] = (),
        wrap: Callable[[Runtime], Runtime] = lambda rt: rt,
    ) -> None:
        self.disk = VirtualDisk()
        route: dict[str, Any] = {"plan": plan, "baseline": baseline, "deadline": deadline}
        if fallback:
            route["fallback"] = {"template": "A safe answer."}
        document = {
            "zones": ZONES,
            "models": {
                **{name: {"kind": "rules", "file": "rules.yaml"} for name in LOCAL},
                **{name: _chat(name) for name in CHAT},
            },
            "routes": {"route": route},
            "policy": "policy",
            "keys": list(keys),
            "evidence": {"payloads": "none"},
        }  # fmt: skip
        (folder / "policy").mkdir(parents=True, exist_ok=True)
        (folder / "policy" / "policy.cedar").write_text(policy, encoding="utf-8")
        (folder / "rules.yaml").write_text(RULES, encoding="utf-8")
        (folder / "isthmus.yaml").write_text(yaml.safe_dump(document), encoding="utf-8")
        self.settings = settings.load(folder / "isthmus.yaml", {})
        self.house = House(self.settings, World(disk=self.disk))
        self.transport = Scripted(behaviours)
        rt = self.house.runtime
        key = rt.secrets.key("evidence", self.settings.document.evidence.origin)
        record = recorder(self.house.ledger, self.house.vault, rt.policy.digest, key, rt.now)
        local = {name: Local(name, behaviours.get(name, "abstains"), self.transport.log) for name in LOCAL}
        self.runtime = wrap(
            dataclasses.replace(
                rt, door=Door(authorise(rt.policy, rt.detector), record, self.transport), models={**rt.models, **local}
            )
        )

    async def ask(
        self, said: str = "hello", headers: Mapping[str, str] | None = None, **fields: Any
    ) -> tuple[dict[str, str], bytes]:
        """The answer's headers and its bytes. Raises what the pipeline raises."""
        body = {"model": "route", "messages": [{"role": "user", "content": said}], **fields}
        reply = await pipeline.answer(self.runtime, Call(headers or {}, json.dumps(body).encode()))
        if isinstance(reply.body, bytes):
            return reply.headers, reply.body
        return reply.headers, b"".join([piece async for piece in reply.body])

    async def tried(self, said: str = "hello", headers: Mapping[str, str] | None = None, **fields: Any) -> str:
        """The same, when only its outcome is wanted: the model that answered, or the error's code."""
        try:
            return (await self.ask(said, headers, **fields))[0]["x-isthmus-model"]
        except IsthmusError as wrong:
            return wrong.code

    async def close(self) -> None:
        await self.house.close()

    def accounts(self) -> list[Account]:
        where = str(self.settings.data / "evidence" / "0")
        return [r for _, entry in entries(self.disk, where) if isinstance(r := decode(entry), Account)]

    def record(self, index: int) -> Record:
        """What stands at this place of the log."""
        where = str(self.settings.data / "evidence" / "0")
        return next(decode(entry) for at, entry in entries(self.disk, where) if at == index)

    def audit(self) -> AuditReport:
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

        public = base64.urlsafe_b64decode(self.runtime.signer.jwk["x"] + "=")
        key = vkey(self.house.ledger.origin, Ed25519PublicKey.from_public_bytes(public))
        return verify(VirtualFiles(self.disk, str(self.settings.data / "evidence" / "0")), key)
