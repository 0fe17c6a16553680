"""`isthmus demo`: the main job on real ports, as a table to look at and a gateway to try."""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from isthmus.cli.terminal import FAILED, Misused, Stopped, complain, console, note

if TYPE_CHECKING:
    from isthmus.cli.desk import Desk
    from isthmus.cli.witness import Witnessed
    from isthmus.settings import Offer

TERMS = """The demonstration's zone hosted-eu says: EU, kept 0 days, no training. Whether that is true of this provider
is for your contract with it to say. What is sent was written for the demonstration; nobody in it is a person."""


@click.command("demo", short_help="Show the main job: a support desk and its requests.")
@click.option("--once", is_flag=True, help="End after the table. Exit code 1 if a request did not do what it should.")
@click.option("--port", type=click.IntRange(0, 65535), default=8080, show_default=True,
              help="Where the gateway listens; any free port if this one is taken.")  # fmt: skip
@click.option("--dir", "directory", type=click.Path(file_okay=False, path_type=Path), show_default=True,
              default=Path(".isthmus/demo"), help="Where its files and its evidence go.")  # fmt: skip
@click.option(
    "--real", is_flag=True, help="Ask a real model, where the environment offers one, instead of the sandbox."
)
@click.pass_context
def demo_command(ctx: click.Context, once: bool, port: int, directory: Path, real: bool) -> None:
    """Show the main job: a support desk and its requests.

    Sets up a small support desk, trains its classifier, starts the sandbox provider and a gateway on real ports, and
    sends requests as an application would. The table shows for each how it was labelled, whether it might leave, who
    answered, and what the hosted side actually saw. Then it keeps serving, for you to try.

    With OPENAI_API_KEY, ANTHROPIC_API_KEY, ISTHMUS_LOCAL_URL or OLLAMA_HOST set, --real asks that model instead;
    ISTHMUS_MODEL names another model of it.

    \b
    Examples:
      isthmus demo
      isthmus demo --once --dir desk
      ISTHMUS_LOCAL_URL=http://127.0.0.1:11434 isthmus demo --real
    """
    from isthmus.cli.desk import Desk

    signal.signal(signal.SIGTERM, signal.default_int_handler)
    offer = _offered(real)
    note("Setting up a support desk: files, classifier, sandbox provider, gateway …")
    try:
        with Desk(directory, port, offer if real else None) as desk:
            rows = _rows(desk)
            fine = _show(desk, rows)
            if once:
                ctx.exit(0 if fine else FAILED)
            _invite(desk, rows, offer)
            desk.wait()
            raise Stopped("the gateway ended by itself", f"{directory / 'gateway.log'} may say why.")
    except KeyboardInterrupt:
        note("\nStopped; the evidence is sealed.")


def _offered(real: bool) -> Offer | None:
    from isthmus import settings

    offers = settings.offers()
    if real and not offers:
        raise Misused(
            "--real: the environment offers no model",
            "Set OPENAI_API_KEY, ANTHROPIC_API_KEY, or ISTHMUS_LOCAL_URL to an OpenAI-compatible address.",
        )
    return offers[0] if offers else None


def _rows(desk: Desk) -> list[Witnessed]:
    from isthmus.cli.witness import witness
    from isthmus.demo import REQUESTS

    if desk.real:
        note(f"`hosted` is now {desk.real.model['model']} of {desk.real.name}.\n{TERMS}")
    return [witness(desk, shown) for shown in REQUESTS]


def _show(desk: Desk, rows: list[Witnessed]) -> bool:
    """The table and what is to be learnt from it; whether everything came as it should."""
    from rich.text import Text

    from isthmus.cli.auditing import audited, entries_of
    from isthmus.cli.sheet import sheet

    out = console()
    out.print()
    out.print(sheet(rows, out.width, real=desk.real is not None))
    out.print()
    fine = sum(not row.problems for row in rows)
    style = "bold green" if fine == len(rows) else "bold red"
    did = (f"{fine} of {len(rows)} requests did what they should", style)
    out.print(Text.assemble(did, "." if desk.real else _bare(desk, rows)))
    report = audited(desk.directory / "data")
    if report.ok:
        crossings = sum(report.crossings.values())
        entries = entries_of(report)
        out.print(f"Evidence: audit verify passes: {entries} entries, {crossings} crossings, each after its contract.")
    for finding in report.all_findings():
        complain(f"{finding.place}: {finding.wrong}", finding.meaning)
    return fine == len(rows) and report.ok


def _bare(desk: Desk, rows: list[Witnessed]) -> str:
    raw = desk.sandbox.raw()
    secrets = {secret for row in rows for secret in row.shown.secrets}
    bare = sum(secret.encode() in raw for secret in secrets)
    return f"; of {len(secrets)} sensitive values in them the hosted side saw {bare or 'none'}."


def _program() -> str:
    """How this program is called from here: by its name where that is found, otherwise by its place."""
    return "isthmus" if shutil.which("isthmus") else os.path.relpath(sys.argv[0])


def _invite(desk: Desk, rows: list[Witnessed], offer: Offer | None) -> None:
    out = console()
    url = f"http://127.0.0.1:{desk.port}/v1"
    disguised = next((r for r in rows if "disguised=" in r.headers.get("x-isthmus-crossed", "")), rows[0])
    body = '{"model":"desk","messages":[{"role":"user","content":"Thank ada@example.org for her order"}]}'
    out.print()
    out.print("Still serving. Try it:", style="bold")
    for line in (
        f"  curl -s {url}/chat/completions -d '{body}'",
        "",
        "  from openai import OpenAI",
        f'  client = OpenAI(base_url="{url}", api_key="any")',
        '  asked = [{"role": "user", "content": "Thank ada@example.org for her order"}]',
        '  print(client.chat.completions.create(model="desk", messages=asked).choices[0].message.content)',
        "",
        f"  {_program()} explain {disguised.id} --config {shlex.quote(str(desk.config))}",
        f"  curl -s {desk.sandbox.url}/seen",
    ):
        out.print(line, soft_wrap=True)
    out.print()
    if offer and not desk.real:
        out.print(
            f"{offer.model['model']} of {offer.name} is at hand: `isthmus demo --real` asks it instead of the sandbox."
        )
    out.print("Ctrl-C ends it.", style="dim")
