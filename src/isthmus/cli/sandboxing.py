"""`isthmus sandbox`."""

from __future__ import annotations

import signal
import threading

import click

from isthmus.cli.terminal import Stopped, note


@click.command("sandbox", short_help="Run a provider that stands in for a hosted model.")
@click.option("--host", default="127.0.0.1", show_default=True, metavar="ADDRESS", help="Where to listen.")
@click.option("--port", type=click.IntRange(0, 65535), default=8091, show_default=True, help="0 takes any free one.")
@click.option("--record", type=click.IntRange(0), default=10_000, show_default=True,
              help="How many requests to remember for GET /seen; 0 remembers none.")  # fmt: skip
def sandbox_command(host: str, port: int, record: int) -> None:
    """Run a provider that stands in for a hosted model.

    It speaks OpenAI's format, answers deterministically, and says in every answer that it is a sandbox. Model names
    such as sandbox-slow or sandbox-down make it misbehave; docs/sandbox.md lists them. It remembers what it was sent:
    GET /seen shows what a hosted operator would have seen.

    \b
    Examples:
      isthmus sandbox
      isthmus sandbox --port 0 --record 100
    """
    from isthmus.sandbox import SandboxServer

    over = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: over.set())
    try:
        with SandboxServer(host=host, port=port, record=record) as sandbox:
            note(f"isthmus: the sandbox provider listens at {sandbox.base_url}")
            note(f'  a model that asks it:  {{kind: chat, zone: …, base_url: "{sandbox.base_url}", model: sandbox}}')
            note("  its zone needs:        private_addresses: true")
            note(f"  what it was sent:      curl -s {sandbox.url}/seen")
            over.wait()
    except OSError as wrong:
        raise Stopped(f"cannot listen on {host}:{port}: {wrong.strerror}", "Choose another --host or --port.") from None
