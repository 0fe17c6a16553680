"""The documents as the tests read them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import msgspec

ROOT = Path(__file__).resolve().parents[2]
OURS = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "docs/architecture.md", "docs/configuration.md")
"""Pages whose fences marked `run` are executed; the others have tests of their own rooms."""
PAGES = sorted(
    path.relative_to(ROOT).as_posix() for path in (*ROOT.glob("*.md"), *(ROOT / "docs").glob("**/*.md"))
)
_FENCE = re.compile(r"^( *)```([^\n]*)\n(.*?)^\1```$", re.MULTILINE | re.DOTALL)


class Fence(msgspec.Struct, frozen=True):
    """A block of code: `python run` has the language `python` and the note `run`."""

    page: str
    language: str
    note: str
    code: str
    line: int

    @property
    def place(self) -> str:
        return f"{self.page}:{self.line}"


def text(page: str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


def fences(page: str) -> Iterator[Fence]:
    content = text(page)
    for found in _FENCE.finditer(content):
        language, _, note = found[2].strip().partition(" ")
        code = re.sub(f"^{found[1]}", "", found[3], flags=re.MULTILINE)
        yield Fence(page, language, note, code, content.count("\n", 0, found.start()) + 1)


def all_fences(*languages: str, pages: tuple[str, ...] = tuple(PAGES)) -> list[Fence]:
    return [fence for page in pages for fence in fences(page) if fence.language in languages]


def prose(page: str) -> str:
    """Without its fences."""
    return _FENCE.sub("", text(page))
