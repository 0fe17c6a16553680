"""docs/cli.md and the help say the same."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from isthmus.cli.root import COMMANDS, cli

PAGE = (Path(__file__).parents[2] / "docs" / "cli.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^## (isthmus [a-z ]+)\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL))


def commands(group: click.Group, name: str = "isthmus") -> Iterator[tuple[str, click.Command]]:
    context = click.Context(group)
    for word in group.list_commands(context):
        command = group.get_command(context, word)
        assert command is not None
        if isinstance(command, click.Group):
            yield from commands(command, f"{name} {word}")
        if not isinstance(command, click.Group) or command.invoke_without_command:
            yield f"{name} {word}", command


ALL = dict(commands(cli))


def test_every_command_has_its_section_and_every_section_its_command() -> None:
    assert set(SECTIONS) == set(ALL)


@pytest.mark.parametrize("name", ALL)
def test_every_option_of_a_command_is_in_its_section(name: str) -> None:
    options = {o for p in ALL[name].params if isinstance(p, click.Option) for o in p.opts}
    assert {o for o in options if f"`{o}`" not in SECTIONS[name]} == set()


@pytest.mark.parametrize("name", ALL)
def test_a_section_names_no_option_that_is_not_there(name: str) -> None:
    known = {o for p in ALL[name].params for o in p.opts} | {"--config", "--host"}
    written = set(re.findall(r"`(--[a-z-]+)`", SECTIONS[name]))
    assert written <= known


@pytest.mark.parametrize("name", ALL)
def test_every_command_shows_an_example_in_its_section_and_in_its_help(name: str) -> None:
    assert f"```console\n$ {name}" in SECTIONS[name] or name in SECTIONS[name].partition("```console")[2]
    assert name in ALL[name].get_help(click.Context(ALL[name]))


@pytest.mark.parametrize("name", COMMANDS)
def test_the_short_help_in_the_list_is_the_commands_own(name: str) -> None:
    command = cli.get_command(click.Context(cli), name)
    assert command is not None
    assert command.get_short_help_str(200) == COMMANDS[name][1]


def test_help_fits_a_terminal_of_120_columns() -> None:
    for name in ("", *(n.removeprefix("isthmus ") for n in ALL)):
        result = CliRunner().invoke(cli, [*name.split(), "--help"], prog_name="isthmus")
        assert result.exit_code == 0
        assert max(map(len, result.output.splitlines())) <= 120
