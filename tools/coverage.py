"""Which tests drive which promise: the last column of docs/coverage.md, written from the marks `req` of the tests.

    python tools/coverage.py           write it
    python tools/coverage.py --check   say whether it is up to date (exit code 1 if not)

The marks are read from the source, so nothing is imported or run. Rows and words of the page are written by hand.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "coverage.md"
NONE = "–"
_ROW = re.compile(r"^\| ([A-M]\d{1,2}) \| (.*?) \|.*$", re.MULTILINE)
_SUMMARY = re.compile(r"<!-- summary -->.*?<!-- /summary -->", re.DOTALL)


class UnknownPromise(ValueError):
    """A mark names an id that no row of the page has."""


def marks(tests: Path) -> dict[str, list[str]]:
    """Ids of promises to the test files that name them, relative to `tests` and sorted."""
    found: dict[str, set[str]] = {}
    for file in sorted(tests.rglob("test_*.py")):
        for promise in _ids(ast.parse(file.read_text(encoding="utf-8"))):
            found.setdefault(promise, set()).add(file.relative_to(tests).as_posix())
    return {promise: sorted(files) for promise, files in found.items()}


def _ids(tree: ast.AST) -> Iterator[str]:
    """The words in every `….req(…)`: on functions and classes, in `pytestmark`, in `pytest.param`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "req":
            yield from (arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str))


def rendered(page: str, marked: dict[str, list[str]]) -> str:
    """The page with its last column and its summary renewed. Raises `UnknownPromise`."""
    rows = [found[1] for found in _ROW.finditer(page)]
    if strangers := sorted(marked.keys() - set(rows)):
        raise UnknownPromise(f"marked in tests, but no row of {PAGE.name}: {', '.join(strangers)}")
    driven = sum(promise in marked for promise in rows)
    summary = f"<!-- summary -->\n{driven} of {len(rows)} promises are driven by tests so far.\n<!-- /summary -->"
    page = _SUMMARY.sub(summary, page)
    return _ROW.sub(lambda row: f"| {row[1]} | {row[2]} | {_links(marked.get(row[1], []))} |", page)


def _links(files: list[str]) -> str:
    return ", ".join(f"[{file.removesuffix('.py')}](../tests/{file})" for file in files) or NONE


def main(arguments: list[str]) -> int:
    page = PAGE.read_text(encoding="utf-8")
    try:
        renewed = rendered(page, marks(ROOT / "tests"))
    except UnknownPromise as wrong:
        print(wrong, file=sys.stderr)
        return 1
    if "--check" in arguments:
        if renewed != page:
            print(f"{PAGE.name} is not up to date: run `python tools/coverage.py`", file=sys.stderr)
        return int(renewed != page)
    PAGE.write_text(renewed, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
