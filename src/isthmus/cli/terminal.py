"""What a person sees: exit codes, complaints, tables. Colour only where a terminal is at the other end."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

FAILED, USAGE, CANNOT = 1, 2, 3
"""Exit codes: what was checked did not pass; usage or settings are wrong; it cannot run here and now. 0 is success."""

config_option = click.option(
    "--config",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="The configuration, or the directory that holds its isthmus.yaml.  [default: $ISTHMUS_CONFIG, ./isthmus.yaml]",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON, for a program to read.")


class Stopped(click.ClickException):
    """Ends a command with a message and what to do about it: it cannot run here and now."""

    exit_code = CANNOT

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.remedy = remedy

    def show(self, file: Any = None) -> None:
        complain(self.message, self.remedy)


class Misused(Stopped):
    """The command line or the settings are wrong."""

    exit_code = USAGE


class NotPassed(Stopped):
    """What was checked, tested, asked or verified did not pass."""

    exit_code = FAILED


def colourless() -> bool:
    """https://no-color.org: set, and not empty."""
    return bool(os.environ.get("NO_COLOR"))


def complain(message: str, remedy: str = "") -> None:
    """On standard error: what is wrong, and below it what to do."""
    first, _, rest = message.partition("\n")
    click.secho(first, fg="red", err=True, color=False if colourless() else None)
    for line in [*rest.splitlines(), *remedy.splitlines()]:
        click.echo(f"  {line.strip()}", err=True)


def note(text: str) -> None:
    """A line beside the result, on standard error."""
    click.echo(text, err=True)


def print_json(value: object) -> None:
    """Whatever a terminal would obey is escaped, which says the same to a program."""
    import json

    import msgspec

    text = msgspec.json.format(msgspec.json.encode(value), indent=2).decode()
    click.echo("".join([c if c == "\n" or c.isprintable() else json.dumps(c)[1:-1] for c in text]))


def console(*, stderr: bool = False) -> Console:
    """For tables, whose cells are data and never markup. Into a file or a pipe they are 120 wide and without colour."""
    from rich.console import Console

    stream = sys.stderr if stderr else sys.stdout
    width = None if stream.isatty() or os.environ.get("COLUMNS") else 120
    return Console(file=stream, width=width, markup=False, highlight=False, emoji=False)


def new_table(*columns: str) -> Table:
    """Plain rows under a rule, without a frame."""
    from rich import box
    from rich.table import Table

    table = Table(*columns, box=box.SIMPLE_HEAD, pad_edge=False, header_style="bold", show_edge=False)
    table.columns[0].style = "bold"
    return table


def harmless(text: str) -> str:
    """A model's text without what a terminal would obey (ECMA-48 escape sequences and other controls)."""
    return printable(text) if sys.stdout.isatty() else text


def printable(text: str) -> str:
    """The same wherever it goes: what is printed of evidence may have been written to be printed."""
    return "".join(c if c in "\n\t" or c.isprintable() else "\ufffd" for c in text)


def plural(count: int, word: str) -> str:
    return f"{count} {word}" if count == 1 else f"{count} {word}s"


def known(option: str, said: Iterable[str], there: Iterable[str]) -> None:
    """Raises `Misused` with the nearest known word when one is not there."""
    from isthmus.wire.placed import suggestion

    names = list(there)
    for word in said:
        if word not in names:
            raise Misused(f"{option} {word}: there is no such thing here", suggestion(word, names))


def is_loopback(host: str) -> bool:
    import ipaddress

    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


@contextmanager
def complaints() -> Iterator[None]:
    """Settings that cannot work end a command with their place and remedy, never with a traceback."""
    from isthmus.domain.errors import IsthmusError, SettingsError

    try:
        yield
    except SettingsError as wrong:
        raise Misused(wrong.message) from None
    except IsthmusError as wrong:
        raise NotPassed(wrong.message) from None


def interrupted() -> NoReturn:
    """Somebody pressed Ctrl-C where there is nothing to finish."""
    click.echo(err=True)
    sys.exit(130)
