"""docs/laws.md names for each law tests that try to break it; what it names exists."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "laws.md").read_text(encoding="utf-8")
LAWS = dict(re.findall(r"^## (\d)\. ([^\n]+)\n(?=[\s\S])", PAGE, flags=re.M))
NODES = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", PAGE)


def test_every_law_has_its_section_and_its_tests() -> None:
    assert list(LAWS) == [str(n) for n in range(1, 9)]
    for section in re.split(r"^## (?=\d\. )", PAGE, flags=re.M)[1:]:
        assert re.search(r"`tests/[\w/]+\.py::\w+`", section), section.splitlines()[0]


@pytest.mark.parametrize(("file", "name"), sorted(set(NODES)))
def test_what_is_named_exists(file: str, name: str) -> None:
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    assert name in {n.name for n in tree.body if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)}


def test_every_test_of_a_law_is_named() -> None:
    named = set(NODES)
    for path in sorted((ROOT / "tests" / "laws").glob("test_*.py")):
        if path.name == Path(__file__).name:
            continue
        file = path.relative_to(ROOT).as_posix()
        assert any(file == other for other, _ in named), f"docs/laws.md says nothing of {file}"
