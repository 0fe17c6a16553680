"""The list of commands, and the one place where whatever goes wrong becomes a message and an exit code."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Mapping
from typing import Any

import click

from isthmus import __version__
from isthmus.cli.terminal import CANNOT, Misused, colourless, complain, complaints, interrupted

COMMANDS: Mapping[str, tuple[str, str]] = {
    "init": ("starting", "Write a commented starter configuration."),
    "check": ("checking", "Say whether `serve` would start, and what it would serve."),
    "serve": ("serving", "Serve applications until interrupted."),
    "ask": ("asking", "Ask one question through the whole path."),
    "explain": ("explaining", "Show what was decided for a request, and why."),
    "detect": ("detecting", "Show what is recognised in a text."),
    "policy": ("policies", "Test the policies, and show what they permit."),
    "audit": ("auditing", "Verify the evidence, trusting nobody."),
    "key": ("keys", "Make keys for applications."),
    "sandbox": ("sandboxing", "Run a provider that stands in for a hosted model."),
    "demo": ("showing", "Show the main job: a support desk and its requests."),
    "completion": ("completing", "Print shell completion for bash, zsh or fish."),
}
"""Module and short help of each, in the order of a first day. A module is imported when its command is run."""

EPILOG = """\b
A first day:
  isthmus demo                       see what it does, without an account anywhere
  isthmus init gateway && cd gateway write a configuration to begin with
  isthmus check                      see what is wrong with it
  isthmus serve                      point an OpenAI client at http://127.0.0.1:8080/v1
\b
Exit codes: 0 done; 1 what was checked did not pass; 2 usage or settings are wrong; 3 it cannot run here and now.
"""


class Commands(click.Group):
    """A group whose commands are imported when they are run; their short help is in the table above."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"isthmus.cli.{COMMANDS[cmd_name][0]}")
        command: click.Command = getattr(module, f"{cmd_name}_command")
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, short) for name, (_, short) in COMMANDS.items()])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and not args[0].startswith("-") and args[0] not in COMMANDS:
            import difflib

            near = difflib.get_close_matches(args[0], COMMANDS, n=1)
            advice = f"Did you mean `isthmus {near[0]}`?" if near else "`isthmus --help` lists them."
            raise Misused(f"there is no command `{args[0]}`", advice)
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        if colourless():
            ctx.color = False
        with complaints():
            return super().invoke(ctx)


CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 110}


@click.group(cls=Commands, epilog=EPILOG, context_settings=CONTEXT)
@click.version_option(__version__, "--version", prog_name="isthmus", message="%(prog)s %(version)s")
def cli() -> None:
    """Isthmus: one door between your own world and hosted AI.

    Applications point their OpenAI client at it. For each request it answers with the cheapest thing that is
    allowed and good enough (a rule, a local model, a hosted one), disguises what may not be seen, and leaves
    evidence of what crossed.
    """


def main() -> None:
    """The console script."""
    try:
        cli(prog_name="isthmus")
    except KeyboardInterrupt:
        interrupted()
    except OSError as wrong:  # a full disk, a directory that is not ours: the file and the reason, no traceback
        where = f"{wrong.filename}: " if wrong.filename else ""
        complain(f"{where}{wrong.strerror or type(wrong).__name__}", "Mend that and run the command again.")
        sys.exit(CANNOT)
