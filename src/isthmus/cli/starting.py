"""`isthmus init`."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

import click

from isthmus.cli.terminal import Misused

IGNORED = "# Evidence, keys and sealed payloads: nobody's to commit.\n.isthmus/\n"


@click.command("init", short_help="Write a commented starter configuration.")
@click.argument("directory", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
def init_command(directory: Path) -> None:
    """Write a commented starter configuration into DIR.

    One YAML file, policies with their tests, and a few rules. What is there already is never overwritten.

    \b
    Example:
      isthmus init gateway
    """
    starter = dict(_below(files("isthmus.cli") / "starter"))
    if there := [name for name in starter if (directory / name).exists()]:
        raise Misused(f"{directory / there[0]} is there already", "Nothing was written. Name another directory.")
    for name, source in starter.items():
        target = directory / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(source.read_bytes())
        click.echo(f"  {target}")
    ignore = directory / ".gitignore"
    if not ignore.exists():
        ignore.write_text(IGNORED, encoding="utf-8")
    _say_what_next(directory)


def _below(directory: Traversable, prefix: str = "") -> Iterator[tuple[str, Traversable]]:
    for entry in sorted(directory.iterdir(), key=lambda e: e.name):
        if entry.name.startswith(("_", ".")):
            continue
        if entry.is_dir():
            yield from _below(entry, f"{prefix}{entry.name}/")
        else:
            yield prefix + entry.name, entry


def _say_what_next(directory: Path) -> None:
    click.echo(
        f"""
Next:
  cd {shlex.quote(str(directory))}
  isthmus check                                  what is configured, and whether it can work
  isthmus sandbox &                              a provider to try it with; no account needed
  isthmus ask "What are your opening hours?"     one question through the whole path
  isthmus serve                                  then point an OpenAI client at http://127.0.0.1:8080/v1"""
    )
