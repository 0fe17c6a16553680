"""`isthmus ask`: one question through the same path as any request, in this process."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import msgspec

from isthmus.cli.terminal import Misused, config_option, harmless, json_option, known, note, print_json

if TYPE_CHECKING:
    from isthmus.compose import House
    from isthmus.pipeline import Reply
    from isthmus.settings import Settings


@click.command("ask", short_help="Ask one question through the whole path.")
@click.argument("question")
@config_option
@click.option("--route", help="Which route to ask.  [default: the first one configured]")
@click.option("--purpose", help="What it is for.  [default: the route's]")
@click.option("--key", hidden=True)
@click.option(
    "--key-file", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="FILE",
    help="A file with a key, where keys are configured.  [otherwise: $ISTHMUS_KEY]",
)  # fmt: skip
@click.option("--stream", is_flag=True, help="Print the answer while it is being written.")
@json_option
def ask_command(
    question: str,
    config: Path | None,
    route: str | None,
    purpose: str | None,
    key: str | None,
    key_file: Path | None,
    stream: bool,
    as_json: bool,
) -> None:
    """Ask one question through the whole path.

    The same configuration, policies and evidence as `isthmus serve`, without a server. QUESTION may be - for standard
    input. The answer goes to standard output; who gave it, and what crossed, to standard error. Exit code 1 when it is
    not answered.

    \b
    Examples:
      isthmus ask "What are your opening hours?"
      isthmus ask --route desk --purpose support --stream "Draft a thank-you to ada@example.org"
      isthmus ask - --json < question.txt | jq .answer
      isthmus ask --key-file desk.key "What are your opening hours?"
    """
    if stream and as_json:
        raise Misused("--stream and --json exclude each other", "Leave one of them out.")
    if key is not None:
        raise Misused(
            "a key on the command line stands in the list of processes, for everybody on this machine to read",
            "Put it into ISTHMUS_KEY, or into a file that --key-file names; and replace the one that was shown.",
        )
    from isthmus import settings as configuration

    key = configuration.caller_key(key_file)
    settings = configuration.load(config or configuration.located())
    known("--route", [route] if route else [], settings.document.routes)
    known("--purpose", [purpose] if purpose else [], settings.document.purposes)
    asked = {
        "model": route or next(iter(settings.document.routes)),
        "messages": [{"role": "user", "content": sys.stdin.read() if question == "-" else question}],
        "stream": stream,
    }
    headers = {"authorization": f"Bearer {key}"} if key else {}
    if purpose:
        headers["x-isthmus-purpose"] = purpose
    heard = asyncio.run(_ask(settings, asked, headers))
    if as_json:
        print_json(heard)
        return
    if not stream:
        click.echo(harmless(heard["answer"]))
    _say_where_from(heard, config)


async def _ask(settings: Settings, asked: dict[str, Any], headers: dict[str, str]) -> dict[str, Any]:
    from isthmus.compose import House
    from isthmus.egress import guard
    from isthmus.observe import configure

    configure("error")
    guard.install()
    house = House(settings)
    try:
        return await _heard(house, asked, headers)
    finally:
        await house.close()


async def _heard(house: House, asked: dict[str, Any], headers: dict[str, str]) -> dict[str, Any]:
    from isthmus.pipeline import answer
    from isthmus.work import Call

    reply = await answer(house.runtime, Call(headers, msgspec.json.encode(asked)))
    said = await _printed(reply.body) if isinstance(reply.body, AsyncIterator) else _words(reply)
    return {
        "answer": said,
        **{k.removeprefix("x-isthmus-").replace("-", "_"): v for k, v in reply.headers.items()},
    }


def _words(reply: Reply) -> str:
    assert isinstance(reply.body, bytes)
    message = msgspec.json.decode(reply.body)["choices"][0]["message"]
    return message.get("content") or message.get("refusal") or ""


async def _printed(stream: AsyncIterator[bytes]) -> str:
    """Prints the pieces as they come; all of them together."""
    said, rest = [], b""
    async for piece in stream:
        *lines, rest = (rest + piece).split(b"\n")
        for line in lines:
            if line.startswith(b"data: {"):
                for choice in msgspec.json.decode(line[6:]).get("choices", ()):
                    said.append(choice.get("delta", {}).get("content") or "")
                    click.echo(harmless(said[-1]), nl=False)
    click.echo()
    return "".join(said)


def _say_where_from(heard: dict[str, Any], config: Path | None) -> None:
    where = heard["zone"] or "this process"
    crossed = "nothing crossed" if heard["crossed"] == "none" else f"crossed: {heard['crossed']}"
    stood_in = "" if heard["fallback"] == "none" else f"; fallback: {heard['fallback']}"
    cost = float(heard.get("cost", 0))
    note(f"\nby {heard['model']} in {where}; {crossed}{stood_in}{f'; cost {cost:.6f}' if cost else ''}")
    note(f"isthmus explain {heard['request_id']}{f' --config {config}' if config else ''}")
