"""`isthmus serve`."""

from __future__ import annotations

import contextlib
import signal
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from isthmus.cli.terminal import Misused, Stopped, config_option, is_loopback, note

if TYPE_CHECKING:
    import uvicorn

    from isthmus.server import App
    from isthmus.settings import Settings

LEVELS = ("debug", "info", "warning", "error")
GRACE = 20
"""Seconds that requests under way are given to finish."""


@click.command("serve", short_help="Serve applications until interrupted.")
@config_option
@click.option("--host", metavar="ADDRESS", help="Where to listen.  [default: server.host, 127.0.0.1]")
@click.option("--port", type=click.IntRange(0, 65535), help="0 takes any free one.  [default: server.port, 8080]")
@click.option("--workers", type=click.IntRange(1, 256), help="Processes.  [default: server.workers, 1]")
@click.option("--log-level", type=click.Choice(LEVELS), default="warning", show_default=True,
              help="`info` writes one JSON line for each request.")  # fmt: skip
def serve_command(config: Path | None, host: str | None, port: int | None, workers: int | None, log_level: str) -> None:
    """Serve applications until interrupted.

    Applications use http://HOST:PORT/v1 as the base URL of their OpenAI client, and a route's name as `model`.
    SIGTERM and Ctrl-C let requests under way finish, then seal the evidence. The log goes to standard error, as JSON.

    \b
    Examples:
      isthmus serve
      isthmus serve --config gateway/isthmus.yaml --port 0 --log-level info
      isthmus serve --host 0.0.0.0 --workers 4
    """
    from isthmus import settings as configuration
    from isthmus.observe import configure

    path = config or configuration.located()
    settings = configuration.load(path)
    server = settings.document.server
    host, port, workers = host or server.host, server.port if port is None else port, workers or server.workers
    _only_loopback_without_keys(settings, host)
    listener = _listen(host, port)
    configure(log_level)
    if workers > 1:
        _serve_many(settings, path, listener, workers, log_level)
    else:
        _serve_one(settings, listener)


def _only_loopback_without_keys(settings: Settings, host: str) -> None:
    if not settings.document.keys and not is_loopback(host):
        raise Misused(
            f"no keys are configured, so only this machine is served; {host} would serve everybody",
            "`isthmus key new` makes a key: put what it prints under `keys:`. Or leave out --host.",
        )


def _listen(host: str, port: int) -> socket.socket:
    """Listening before the rest is built: who comes early waits instead of being refused."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        listener = socket.create_server((host, port), family=family, backlog=2048)
    except (OSError, ValueError) as wrong:  # a name that cannot be one is a ValueError
        why = getattr(wrong, "strerror", "") or "that is no address"
        raise Stopped(f"cannot listen on {host}:{port}: {why}", "Choose another --host or --port.") from None
    listener.set_inheritable(True)
    return listener


def _serve_one(settings: Settings, listener: socket.socket) -> None:
    from isthmus.compose import House, settle
    from isthmus.egress import guard

    guard.install()
    app = House(settings).app()
    settle()
    _server(_config(app), lambda: _say(settings, listener)).run(sockets=[listener])


def _serve_many(settings: Settings, path: Path, listener: socket.socket, workers: int, level: str) -> None:
    """Processes of their own, each with its log; what all of them need is checked here first, so that a mistake
    ends the command instead of every process in turn."""
    from uvicorn.supervisors import Multiprocess

    from isthmus import settings as configuration
    from isthmus.cli.checking import examine

    examine(settings)
    configuration.hand_down(path, level)
    _say(settings, listener, f", {workers} processes")
    Multiprocess(_config("isthmus.cli.serving:worker", factory=True, workers=workers), sockets=[listener]).run()


def worker() -> App:
    """What each of several processes runs."""
    from isthmus import compose
    from isthmus import settings as configuration
    from isthmus.observe import configure

    app = compose.worker()
    configure(configuration.log_level())
    return app


def _config(app: Any, **more: Any) -> uvicorn.Config:
    import uvicorn

    from isthmus.server.protocol import BoundedProtocol

    return uvicorn.Config(
        app, http=BoundedProtocol, loop="uvloop", ws="none", lifespan="on", interface="asgi3", log_config=None,
        access_log=False, server_header=False, date_header=True, proxy_headers=False, timeout_keep_alive=75,
        timeout_graceful_shutdown=GRACE, backlog=2048, **more,
    )  # fmt: skip


def _server(config: uvicorn.Config, ready: Any) -> uvicorn.Server:
    import uvicorn

    class Server(uvicorn.Server):
        """Says when it listens; and a signal that was obeyed is a clean end, exit code 0."""

        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets=sockets)
            if self.started:
                ready()

        @contextlib.contextmanager
        def capture_signals(self) -> Iterator[None]:
            for number in (signal.SIGINT, signal.SIGTERM):
                signal.signal(number, self.handle_exit)
            yield

    return Server(config)


def _say(settings: Settings, listener: socket.socket, more: str = "") -> None:
    host, port = listener.getsockname()[:2]
    address = f"[{host}]" if ":" in host else host
    document = settings.document
    routes = ", ".join(document.routes)
    only = "" if document.keys else "; no keys, so this machine only"
    evidence = settings.data / "evidence"
    note(f"isthmus: serving http://{address}:{port}/v1 (routes: {routes}{only}){more}; evidence in {evidence}")
