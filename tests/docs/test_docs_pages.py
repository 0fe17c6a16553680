"""What every page promises: its links lead somewhere, what it names exists, its examples can be read."""

from __future__ import annotations

import ast
import json
import re
import shlex
import subprocess
from collections.abc import Iterator

import click
import pytest
import yaml
from documents import PAGES, ROOT, Fence, all_fences, fences, prose, text

from isthmus.cli.root import cli

_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_MACHINES = re.compile(r"(?<![\w.])/(?:work|root|home|opt|srv|Users|usr/local)/|site-packages|file://|C:\\")


def anchors(page: str) -> set[str]:
    """What a heading is called in a link: lower case, without punctuation, spaces as hyphens."""
    headings = re.findall(r"^#+ (.+)$", prose(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES)
def test_every_link_leads_somewhere(page: str) -> None:
    broken = []
    for link in _LINK.findall(prose(page)):
        if link.startswith(("https://", "http://")):
            continue
        file, _, anchor = link.partition("#")
        target = ((ROOT / page).parent / file).resolve() if file else ROOT / page
        if not target.exists() or (anchor and anchor not in anchors(target.relative_to(ROOT).as_posix())):
            broken.append(link)
    assert broken == []


@pytest.mark.parametrize("page", PAGES)
def test_no_page_names_a_path_of_some_machine(page: str) -> None:
    assert _MACHINES.findall(text(page)) == []


def test_every_page_of_docs_is_reached_from_the_readme() -> None:
    reached, left = set(), ["README.md"]
    while left:
        page = left.pop()
        reached.add(page)
        files = {((ROOT / page).parent / link.partition("#")[0]).resolve() for link in _LINK.findall(prose(page))}
        left += [p for p in PAGES if p not in reached and ROOT / p in files]
    assert set(PAGES) - reached == set()


# -- what is named exists ---------------------------------------------------------------------------------------

TARGETS = set(re.findall(r"^([a-z-]+):.*##", (ROOT / "Makefile").read_text(), re.MULTILINE))


def shell_lines(page: str) -> Iterator[str]:
    """Commands of a page: lines of shell fences, and code in its prose. Continued lines are joined."""
    for fence in fences(page):
        code = fence.code.replace("\\\n", " ")
        if fence.language == "console":
            yield from (line.strip()[2:] for line in code.split("\n") if line.strip().startswith("$ "))
        elif fence.language in ("sh", "bash"):
            yield from (line for line in code.split("\n") if line.strip())
    yield from re.findall(r"`([^`\n]+)`", prose(page))


def commands(page: str, program: str) -> Iterator[list[str]]:
    """The words behind each call of a program."""
    for line in shell_lines(page):
        for piece in re.split(r"[|;&()]+| #", line):
            words = _words(piece)
            while words and re.fullmatch(r"[A-Z_]+=.*", words[0]):
                words = words[1:]
            if words and words[0].removeprefix(".venv/bin/") == program:
                yield words[1:]


def _words(piece: str) -> list[str]:
    try:
        return shlex.split(piece, comments=True)
    except ValueError:  # a quotation cut in two by `|`
        return piece.split()


@pytest.mark.parametrize("page", PAGES)
def test_every_make_target_named_is_there(page: str) -> None:
    named = {word for words in commands(page, "make") for word in words if "=" not in word}
    assert named - TARGETS == set()


def test_make_lists_every_target_and_the_guide_describes_them_all() -> None:
    phony = set((ROOT / "Makefile").read_text().partition(".PHONY:")[2].split("\n")[0].split())
    assert phony == TARGETS
    described = set(re.findall(r"^\| `make ([a-z-]+)` \|", text("CONTRIBUTING.md"), re.MULTILINE))
    assert described == TARGETS - {"help"}


@pytest.mark.parametrize("page", PAGES)
def test_every_command_named_is_there_with_its_options(page: str) -> None:
    unknown = [" ".join(words) for words in commands(page, "isthmus") if not _known(words)]
    assert unknown == []


def _known(words: list[str]) -> bool:
    command: click.Command = cli
    for word in words:
        if word.startswith("--"):
            options = {option for p in command.params for option in p.opts} | {"--help", "--version"}
            if word.partition("=")[0] not in options:
                return False
        elif isinstance(command, click.Group) and not word.startswith("-") and word.islower():
            context = click.Context(command)
            if word not in command.list_commands(context):
                if command.invoke_without_command:  # its own argument
                    continue
                return False
            found = command.get_command(context, word)
            assert found is not None
            command = found
    return True


def test_a_command_that_is_not_there_would_be_noticed() -> None:
    assert _known(["policy", "matrix", "--purpose", "support"])
    assert not _known(["polices"])
    assert not _known(["policy", "matrx"])
    assert not _known(["serve", "--prot", "80"])


# -- examples can be read ---------------------------------------------------------------------------------------


def place(fence: Fence) -> str:
    return fence.place


@pytest.mark.parametrize("fence", all_fences("python"), ids=place)
def test_python_is_python(fence: Fence) -> None:
    ast.parse(fence.code)


@pytest.mark.parametrize("fence", all_fences("sh", "bash"), ids=place)
def test_shell_is_shell(fence: Fence) -> None:
    assert subprocess.run(["bash", "-n"], input=fence.code, text=True, capture_output=True).stderr == ""


@pytest.mark.parametrize("fence", all_fences("yaml", "json"), ids=place)
def test_data_is_data(fence: Fence) -> None:
    assert (yaml.safe_load if fence.language == "yaml" else json.loads)(fence.code)
