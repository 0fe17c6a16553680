"""What the pages say of the house is so: rooms, layers, steps, coverage, lock file."""

from __future__ import annotations

import importlib.util
import re
import tomllib
from types import ModuleType
from typing import Any

import pytest
from documents import ROOT, all_fences, text

from isthmus import pipeline

PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())
HOUSE = ROOT / "src" / "isthmus"


def block(note: str) -> str:
    (fence,) = [f for f in all_fences("text", pages=("docs/architecture.md",)) if f.note == note]
    return fence.code


def test_the_map_names_every_room_and_no_other() -> None:
    named = set(re.findall(r"(?:^|   )(\w+(?:/|\.py))  ", block("map"), re.MULTILINE))
    files = {p.name for p in HOUSE.glob("*.py") if p.name != "__init__.py"}
    rooms = {p.parent.name + "/" for p in HOUSE.glob("*/__init__.py")}
    assert named == files | rooms


def test_every_room_says_what_it_does() -> None:
    for init in HOUSE.glob("**/__init__.py"):
        assert re.match(r'"""[A-Z].{40,}', init.read_text(), re.DOTALL), init


def test_the_layers_are_those_of_the_import_contract() -> None:
    contracts = PROJECT["tool"]["importlinter"]["contracts"]
    (layers,) = [c["layers"] for c in contracts if c["type"] == "layers"]
    assert block("layers").split("\n")[:-1] == [layer.strip("()") for layer in layers]


def test_the_contracts_are_as_many_as_the_page_says() -> None:
    assert len(PROJECT["tool"]["importlinter"]["contracts"]) == 3
    assert "Three import contracts" in text("docs/architecture.md")


def test_the_steps_are_those_of_the_pipeline() -> None:
    assert pipeline.__doc__ is not None
    done = re.findall(r"^ ?(\d+)\. (\w+)", pipeline.__doc__, re.MULTILINE)
    said = re.findall(r"^\| (\d+) \| (\w+) \|", text("docs/architecture.md"), re.MULTILINE)
    assert said == done


def test_every_file_and_name_that_the_page_points_to_is_there() -> None:
    page = text("docs/architecture.md")
    for file in set(re.findall(r"`(\w+/\w+\.py)`", page)):
        assert any((folder / file).is_file() for folder in (HOUSE, ROOT)), file
    source = "\n".join(p.read_text() for p in HOUSE.rglob("*.py"))
    for name in set(re.findall(r"`\w+\.(\w+)`", page)) - {"md", "py", "toml"}:
        assert re.search(rf"\b(?:def|class) {name}\b|\b{name}\b\s*[:=(]", source), name


# -- coverage ---------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def coverage() -> ModuleType:
    spec = importlib.util.spec_from_file_location("coverage_of_promises", ROOT / "tools" / "coverage.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_coverage_page_is_up_to_date(coverage: ModuleType) -> None:
    page = text("docs/coverage.md")
    assert coverage.rendered(page, coverage.marks(ROOT / "tests")) == page, "run `python tools/coverage.py`"


def test_a_mark_that_names_no_promise_is_refused(coverage: ModuleType) -> None:
    with pytest.raises(coverage.UnknownPromise, match="Z9"):
        coverage.rendered(text("docs/coverage.md"), {"Z9": ["test_x.py"]})


def test_marks_are_found_wherever_they_stand(coverage: ModuleType, tmp_path: Any) -> None:
    (tmp_path / "room").mkdir()
    (tmp_path / "room" / "test_some.py").write_text(
        'import pytest\npytestmark = pytest.mark.req("A1")\n\n'
        '@pytest.mark.parametrize("x", [pytest.param(1, marks=pytest.mark.req("A2"))])\n'
        '@pytest.mark.req("B1", "B2")\ndef test_it(x): ...\n'
    )
    assert coverage.marks(tmp_path) == {key: ["room/test_some.py"] for key in ("A1", "A2", "B1", "B2")}


def test_every_promise_has_one_row() -> None:
    rows = re.findall(r"^\| ([A-M]\d+) \|", text("docs/coverage.md"), re.MULTILINE)
    letters = {letter: [int(r[1:]) for r in rows if r[0] == letter] for letter in "ABCDEFGHIJKLM"}
    assert all(numbers == list(range(1, len(numbers) + 1)) for numbers in letters.values())


# -- the lock file ----------------------------------------------------------------------------------------------

LOCK = (ROOT / "requirements.lock").read_text()
PINNED = dict(re.findall(r"^([a-z0-9._-]+)==(\S+)", LOCK, re.MULTILINE))


def test_everything_the_project_asks_for_is_locked() -> None:
    project = PROJECT["project"]
    asked = [*project["dependencies"], *(d for extra in project["optional-dependencies"].values() for d in extra)]
    names = {re.split(r"[<>=!;\[ ]", line)[0].lower().replace("_", "-") for line in asked}
    assert names - set(PINNED) == set(), "run `make lock`"


def test_the_lock_file_pins_with_hashes_and_names_no_address() -> None:
    entries = re.split(r"^(?=[a-z0-9._-]+==)", LOCK, flags=re.MULTILINE)[1:]
    assert len(entries) == len(PINNED)
    assert all("--hash=sha256:" in entry for entry in entries)
    assert not re.search(r"https?:|file://|--(?:extra-)?index-url|--find-links|--trusted-host| @ ", LOCK)
