"""The sandbox on a port: in a background thread for tests, in the foreground for people."""

from __future__ import annotations

import asyncio
import logging
import socket
import threading
import time
from collections.abc import Iterable
from types import TracebackType
from typing import Any

import msgspec
import uvicorn
from uvicorn.server import ServerState

from isthmus.sandbox.app import STANDING_STILL, Clock, SandboxApp, create_app
from isthmus.sandbox.connection import SandboxProtocol
from isthmus.sandbox.recorder import Recorder, Seen
from isthmus.sandbox.step import Script, Step, read_script


class SandboxServer:
    """A sandbox on 127.0.0.1, on a port of its own, in a thread with its own loop.

        with SandboxServer() as sandbox:
            sandbox.script(Step(status=429, retry_after="1"))
            client = OpenAI(base_url=sandbox.base_url, api_key="any")
            ...
            assert b"alice@example.org" not in sandbox.raw()

    Scripting and looking go straight to the application, not over HTTP.
    """

    def __init__(
        self,
        *,
        record: int = 10_000,
        api_key: str | None = None,
        certfile: str | None = None,
        keyfile: str | None = None,
        clock: Clock = lambda: STANDING_STILL,
        host: str = "127.0.0.1",
        port: int = 0,
    ) -> None:
        self.app = create_app(script=Script(), recorder=Recorder(record), clock=clock, api_key=api_key)
        self._config = _config(self.app, certfile, keyfile)
        self._address = (host, port)
        self._scheme = "https" if certfile else "http"
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._state = ServerState()
        self.port = 0

    @property
    def url(self) -> str:
        return f"{self._scheme}://{self._address[0]}:{self.port}"

    @property
    def base_url(self) -> str:
        """What an OpenAI client is given."""
        return f"{self.url}/v1"

    def script(self, *steps: Step | dict[str, Any]) -> None:
        """Append steps, as Steps or as the dictionaries that POST /script takes."""
        read: list[Step] = []
        for step in steps:
            read.extend((step,) if isinstance(step, Step) else read_script(msgspec.json.encode(step)))
        self.app.script.extend(read)

    def seen(self) -> tuple[Seen, ...]:
        return self.app.recorder.seen()

    def raw(self) -> bytes:
        """Every byte seen, of all requests."""
        return self.app.recorder.raw()

    @property
    def dropped(self) -> int:
        return self.app.recorder.dropped

    def clear(self) -> None:
        """Forget the script, what was seen, and the numbering of answers."""
        self.app.clear()

    def __enter__(self) -> SandboxServer:
        listener = socket.create_server(self._address, backlog=2048)
        self.port = listener.getsockname()[1]
        started = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(listener, started), name="sandbox", daemon=True)
        self._thread.start()
        started.wait()
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        assert self._loop is not None
        assert self._thread is not None
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()

    def _run(self, listener: socket.socket, started: threading.Event) -> None:
        with asyncio.Runner(loop_factory=self._config.get_loop_factory()) as runner:
            runner.run(self._serve(listener, started))

    async def _serve(self, listener: socket.socket, started: threading.Event) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        server = await self._loop.create_server(self._protocol, sock=listener, ssl=self._config.ssl)
        started.set()
        await self._stop.wait()
        server.close()
        for connection in list(self._state.connections):
            connection.transport.abort()
        if self._state.tasks:
            await asyncio.wait(self._state.tasks, timeout=1)

    def _protocol(self) -> SandboxProtocol:
        return SandboxProtocol(self._config, self._state, {})


def serve(
    host: str = "127.0.0.1",
    port: int = 8099,
    *,
    steps: Iterable[Step] = (),
    record: int = 10_000,
    api_key: str | None = None,
    certfile: str | None = None,
    keyfile: str | None = None,
    log_level: str = "info",
) -> None:
    """Serve until interrupted."""
    app = create_app(recorder=Recorder(record), clock=time.time, api_key=api_key)
    app.script.extend(steps)
    uvicorn.Server(_config(app, certfile, keyfile, host=host, port=port, log_level=log_level)).run()


def _config(app: SandboxApp, certfile: str | None, keyfile: str | None, **more: Any) -> uvicorn.Config:
    if "log_level" not in more:
        more.update(log_config=None, log_level=logging.WARNING)
    config = uvicorn.Config(
        app,
        http=SandboxProtocol,
        ws="none",
        loop="uvloop",
        lifespan="off",
        interface="asgi3",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        ssl_certfile=certfile,
        ssl_keyfile=keyfile,
        timeout_keep_alive=60,
        timeout_graceful_shutdown=2,
        **more,
    )
    config.load()
    return config
