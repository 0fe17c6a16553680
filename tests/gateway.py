"""A whole gateway on a real port, with a sandbox as its hosted side, for the tests of every room.

    with Gateway(tmp_path, routes={"chat": {"plan": ["gpt"]}}) as gateway:
        gateway.client().chat.completions.create(model="chat", messages=[...])
        assert b"alice@example.org" not in gateway.sandbox.raw()
        assert "alice" not in gateway.log.getvalue()

It writes a configuration into `folder`, starts what that configuration says in a thread with a loop of its own, and
ends it again. Whatever is given replaces the default of the same name: `models`, `routes` and `zones` are added to
the defaults, everything else replaces a whole section of the file.
"""

from __future__ import annotations

import asyncio
import http.client
import io
import json
import logging
import socket
import threading
import time
from collections.abc import Callable, Coroutine, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar

import uvicorn
import yaml

from isthmus import settings
from isthmus.compose import House, World
from isthmus.domain.records import Account, Intent, Outcome, Record, decode
from isthmus.identity.keys import fingerprint
from isthmus.ledger import entries
from isthmus.observe import configure
from isthmus.sandbox import SandboxServer
from isthmus.server.app import App
from isthmus.server.protocol import BoundedProtocol
from isthmus.state.disk import LocalDisk

T = TypeVar("T")

POLICY = """
@id("local") permit(principal, action, resource) when { resource.trust == "device" };
@id("hosted-disguised") @disguise("personal.*, financial.*")
permit(principal, action, resource) when { resource.trust == "hosted" && context.level <= 2 };
@id("premises") permit(principal, action, resource) when { resource.trust == "premises" && context.level <= 2 };
@id("residency") forbid(principal, action, resource)
when { context.residency_limited && resource.trust != "device" && !context.residency.contains(resource.jurisdiction) };
"""

RULES = """
rules:
  - {id: hours, exact: ["opening hours"], answer: "We are open from 9 to 18."}
"""

ZONES: dict[str, Any] = {
    "hosted": {
        "trust": "hosted", "jurisdiction": "EU", "retention_days": 0, "trains": False, "private_addresses": True,
    },
    "premises": {"trust": "premises", "jurisdiction": "DE", "private_addresses": True},
}  # fmt: skip

MODELS: dict[str, Any] = {
    "faq": {"kind": "rules", "file": "rules.yaml"},
    "gpt": {"kind": "chat", "zone": "hosted", "model": "sandbox", "price": {"input": 1.0, "output": 2.0}},
    "echo": {"kind": "chat", "zone": "hosted", "model": "sandbox-echo"},
    "second": {"kind": "chat", "zone": "hosted", "model": "second"},
    "llama": {"kind": "chat", "zone": "premises", "model": "sandbox-echo"},
}
"""A chat model without `base_url` lives in the sandbox."""

ROUTES: dict[str, Any] = {
    "chat": {"plan": ["gpt"]},
    "echo": {"plan": ["echo"]},
    "local": {"plan": ["faq"], "fallback": {"template": "Please ask something else."}},
    "ladder": {"plan": ["faq", "gpt", "second"], "fallback": {"template": "We have noted your question."}},
    "premises": {"plan": ["llama"]},
}


class Gateway:
    """See the module. `url` ends in `/v1`; `address` does not."""

    def __init__(
        self,
        folder: Path,
        *,
        models: Mapping[str, Any] | None = None,
        routes: Mapping[str, Any] | None = None,
        zones: Mapping[str, Any] | None = None,
        policy: str = POLICY,
        rules: str = RULES,
        keys: Sequence[Mapping[str, Any]] = (),
        sandbox: SandboxServer | None = None,
        world: World | None = None,
        wrap: Callable[[App], Any] | None = None,
        protocol: type[asyncio.Protocol] = BoundedProtocol,
        **sections: Any,
    ) -> None:
        self.folder, self._world, self._wrap, self._protocol = folder, world, wrap, protocol
        self._models = {**MODELS, **(models or {})}
        self._routes = {**ROUTES, **(routes or {})}
        self._zones = {**ZONES, **(zones or {})}
        self._policy, self._rules, self._sections = policy, rules, dict(sections)
        self._keys = [hashed(key) for key in keys]
        self._own_sandbox = sandbox is None
        self.sandbox = sandbox or SandboxServer()
        self.log = io.StringIO()
        self._client: Any = None

    # -- what it is --------------------------------------------------------------------------------------------

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        return self.address + "/v1"

    def client(self, key: str = "any", **settings: Any) -> Any:
        """OpenAI's own client; the usual one is made once."""
        from openai import OpenAI

        if key != "any" or settings:
            return OpenAI(base_url=self.url, api_key=key, **{"max_retries": 0, "timeout": 30, **settings})
        if self._client is None:
            self._client = OpenAI(base_url=self.url, api_key=key, max_retries=0, timeout=30)
        return self._client

    def request(
        self, method: str, path: str, body: Any = None, headers: Mapping[str, str] | None = None
    ) -> tuple[int, dict[str, str], bytes]:
        """One plain HTTP request: status, headers (names in lower case), body. `body` may be bytes, or a tree."""
        data = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(method, path, data, dict(headers or {}))
            answer = connection.getresponse()
            return answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read()
        finally:
            connection.close()

    def chat(
        self, said: str | list[Any], route: str = "chat", headers: Mapping[str, str] | None = None, **fields: Any
    ) -> tuple[int, dict[str, str], Any]:
        """One chat request, by plain HTTP: status, headers, and the body read as JSON (a stream as bytes)."""
        messages = [{"role": "user", "content": said}] if isinstance(said, str) else said
        body = {"model": route, "messages": messages, **fields}
        status, got, data = self.request("POST", "/v1/chat/completions", body, headers)
        return status, got, data if "event-stream" in got.get("content-type", "") else json.loads(data)

    # -- what it wrote -----------------------------------------------------------------------------------------

    def account(self, request_id: str) -> Account:
        """The entry of a request that has ended, once it is durable."""
        return self.eventually(lambda: self.house.find(request_id))

    def outcomes(self, request_id: str) -> list[Outcome]:
        """How the crossings of a request that has ended went."""
        return list(self.account(request_id).outcomes)

    def intents(self, request_id: str) -> list[Intent]:
        return [r for r in self.records() if isinstance(r, Intent) and r.request == request_id]

    def records(self) -> list[Record]:
        """Everything durable in the evidence, in order."""
        return [decode(entry) for _, entry in self.entries()]

    def entries(self) -> Iterator[tuple[int, bytes]]:
        evidence = self.house.settings.data / "evidence" / self.house.ledger.slot
        return entries(LocalDisk(), str(evidence))

    def eventually(self, found: Callable[[], T | None], seconds: float = 10.0) -> T:
        """What `found` gives as soon as it gives anything."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if found_now := found():
                return found_now
            self._stopped.wait(0.002)
        raise AssertionError("it did not happen in time")

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Runs a coroutine in the gateway's own loop."""
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(30)

    # -- life --------------------------------------------------------------------------------------------------

    def write(self) -> Path:
        """The configuration, as a file."""
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / "policy").mkdir(exist_ok=True)
        (self.folder / "policy" / "policy.cedar").write_text(self._policy, encoding="utf-8")
        (self.folder / "rules.yaml").write_text(self._rules, encoding="utf-8")
        models = {
            name: {"base_url": self.sandbox.base_url, **m} if m["kind"] == "chat" and "provider" not in m else m
            for name, m in self._models.items()
        }
        document = {
            "zones": self._zones, "models": models, "routes": self._routes, "policy": "policy", "keys": self._keys,
            **self._sections,
        }  # fmt: skip
        path = self.folder / "isthmus.yaml"
        path.write_text(yaml.safe_dump(document, allow_unicode=True), encoding="utf-8")
        return path

    def start(self) -> None:
        loaded = settings.load(self.write(), {"SANDBOX_KEY": "upstream-credential"})
        self.house = House(loaded, self._world)
        listener = socket.create_server(("127.0.0.1", 0), backlog=1024)
        self.port = listener.getsockname()[1]
        app = self.house.app()
        config = uvicorn.Config(
            self._wrap(app) if self._wrap else app, http=self._protocol, loop="uvloop", lifespan="on",
            log_config=None, access_log=False, timeout_graceful_shutdown=2,
        )  # fmt: skip
        self._server = uvicorn.Server(config)
        self._stopped = threading.Event()
        begun = threading.Event()
        self._thread = threading.Thread(
            target=self._serve, args=(config, listener, begun), name="gateway", daemon=True
        )
        self._thread.start()
        begun.wait()

    def _serve(self, config: uvicorn.Config, listener: socket.socket, begun: threading.Event) -> None:
        async def serve() -> None:
            self.loop = asyncio.get_running_loop()
            begun.set()
            await self._server.serve(sockets=[listener])

        with asyncio.Runner(loop_factory=config.get_loop_factory()) as runner:
            runner.run(serve())

    def stop(self) -> None:
        if self._client is not None:
            self._client.close()
            self._client = None
        self._server.should_exit = True
        self._thread.join(20)
        self._stopped.set()
        assert not self._thread.is_alive(), "the gateway did not end"

    def restart(self) -> None:
        """Ends it and starts it again, with the same folder and the same sandbox."""
        self.stop()
        self.start()

    def __enter__(self) -> Gateway:
        if self._own_sandbox:
            self.sandbox.__enter__()
        self._logging = captured(self.log)
        self._logging.__enter__()
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
        self._logging.__exit__(None, None, None)
        if self._own_sandbox:
            self.sandbox.__exit__(kind, error, trace)


@contextmanager
def captured(stream: io.StringIO) -> Iterator[None]:
    """What the process logs goes to `stream`, as `isthmus serve` writes it; afterwards where it went before."""
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    configure("info", stream)
    logging.captureWarnings(False)  # a warning is a failed test
    try:
        yield
    finally:
        root.handlers[:], root.level = before, level


def events(body: bytes) -> list[Any]:
    """The events of a stream, `[DONE]` left out. Asserts that it is framed as it should be."""
    *framed, rest = body.split(b"\n\n")
    assert rest == b""
    assert all(event.startswith(b"data: ") and b"\n" not in event for event in framed)
    return [json.loads(event[6:]) for event in framed if event != b"data: [DONE]"]


def said(answer: Any) -> str:
    """The text of an answer's first choice, whole (a tree) or streamed (bytes)."""
    if not isinstance(answer, bytes):
        return answer["choices"][0]["message"]["content"] or ""
    choices = [choice for event in events(answer) for choice in event.get("choices", ())]
    return "".join(c["delta"].get("content") or "" for c in choices if c["index"] == 0)


def hashed(key: Mapping[str, Any]) -> dict[str, Any]:
    """A key of the configuration; `secret` is the key itself, of which the file keeps the hash."""
    said = {"tenant": "acme", "application": "shop", **key}
    if "secret" in said:
        said["hash"] = fingerprint(said.pop("secret"))
    return said
