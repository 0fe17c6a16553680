"""The page's example runs."""

from __future__ import annotations

import re
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "disguise.md"


def test_the_example_of_the_page_does_what_it_says() -> None:
    (code,) = re.findall(r"```python\n(.*?)```", PAGE.read_text(), re.DOTALL)
    shown: list[str] = []
    exec(compile(code, str(PAGE), "exec"), {"print": shown.append})
    said = next(line[2:] for line in code.splitlines() if line.startswith("# Write"))
    assert said.split(":")[0] == shown[0]
