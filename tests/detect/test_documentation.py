"""The page about detection says what the code does."""

from __future__ import annotations

import re
from pathlib import Path

from isthmus.detect import DEFAULT_LEVELS
from isthmus.detect.built_ins import BUILT_INS

PAGE = Path(__file__).parents[2] / "docs" / "detection.md"


def row(recogniser: object) -> str:
    r = recogniser
    check = "yes" if r.check else ""  # type: ignore[attr-defined]  # a row of the list
    word = "yes" if r.context else ""  # type: ignore[attr-defined]
    return f"| `{r.name}` | `{r.category}` | {r.about} | {check} | {word} |"  # type: ignore[attr-defined]


def test_the_table_of_recognisers_is_the_list_in_its_order() -> None:
    table = re.findall(r"^\| `[a-z0-9_]+` \| `[a-z.0-9_]+` \|.*$", PAGE.read_text(), re.MULTILINE)
    expected = [row(recogniser) for recogniser in BUILT_INS]
    assert table == expected, "the table should read:\n" + "\n".join(expected)


def test_the_default_levels_are_the_table_s() -> None:
    table = re.findall(r"^\| `([a-z.*_]+)` \| ([a-z]+) \|$", PAGE.read_text(), re.MULTILINE)
    assert table == [(pattern, level.word) for pattern, level in DEFAULT_LEVELS.items()]


def test_the_example_of_the_page_runs(capsys: object) -> None:
    (source,) = re.findall(r"```python\n(.*?)```", PAGE.read_text(), re.DOTALL)
    exec(compile(source, str(PAGE), "exec"), {})
    assert "custom.project\nincident INC-004711\n" in capsys.readouterr().out  # type: ignore[attr-defined]
