"""The page about the configuration and `settings.py` say the same."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml
from documents import ROOT, all_fences, text

from isthmus import settings as configuration
from isthmus.domain.plans import Accept
from isthmus.policy import load as load_policy

PAGE = text("docs/configuration.md")
TABLES: dict[str, type[msgspec.Struct]] = {
    "## The top of the file": configuration.Document,
    "## zones": configuration.ZoneSettings,
    "**`kind: rules`**": configuration.RulesSettings,
    "**`kind: onnx`**": configuration.OnnxSettings,
    "**`kind: chat`**": configuration.ChatSettings,
    "## routes": configuration.RouteSettings,
    "## keys": configuration.KeySettings,
    "## detect": configuration.DetectSettings,
    "## server": configuration.ServerSettings,
    "## evidence": configuration.EvidenceSettings,
}
"""Where the keys of each struct are described: the first table behind these words."""
WITHIN: dict[type[msgspec.Struct], str] = {
    configuration.Price: "price",
    configuration.Objective: "objective",
    configuration.FallbackSettings: "fallback",
    configuration.PatternSettings: "patterns",
    configuration.WordListSettings: "word_lists",
    configuration.DocumentSettings: "document_rules",
}
"""Small structs: their keys stand in the row of the key that holds them."""


def table(heading: str) -> dict[str, tuple[str, str]]:
    """Key to its default and its description."""
    rows = PAGE.partition(f"\n{heading}")[2].partition("| key | default | |\n")[2].partition("\n\n")[0]
    cells = re.findall(r"^\| `(\w+)` \| (.*?) ?\| (.*) \|$", rows, re.MULTILINE)
    return {key: (default, about) for key, default, about in cells}


@pytest.mark.parametrize("heading", TABLES)
def test_every_key_is_described_and_no_other(heading: str) -> None:
    assert sorted(table(heading)) == sorted(TABLES[heading].__struct_fields__)


@pytest.mark.parametrize("heading", TABLES)
def test_a_key_without_default_is_shown_without_one(heading: str) -> None:
    required = {f.name for f in msgspec.structs.fields(TABLES[heading]) if f.required}
    assert {key for key, (default, _) in table(heading).items() if not default} - required <= {
        "server", "evidence", "base_url", "provider",  # sections of keys with defaults; one of the last two
    }  # fmt: skip
    assert all(not table(heading)[key][0] for key in required)


@pytest.mark.parametrize("heading", TABLES)
def test_a_default_written_as_code_is_the_default(heading: str) -> None:
    fields = {f.name: f for f in msgspec.structs.fields(TABLES[heading])}
    for key, (default, _) in table(heading).items():
        if code := re.fullmatch(r"`(.+)`", default):
            assert yaml.safe_load(code[1]) == plain(fields[key].default), key


def plain(value: Any) -> Any:
    return msgspec.json.decode(msgspec.json.encode(value))


@pytest.mark.parametrize("struct", WITHIN)
def test_the_keys_of_small_structs_stand_in_their_row(struct: type[msgspec.Struct]) -> None:
    (row,) = re.findall(rf"^\| `{WITHIN[struct]}` \|.*$", PAGE, re.MULTILINE)
    assert [key for key in struct.__struct_fields__ if f"`{key}`" not in row] == []


def test_every_kind_of_step_is_in_the_table_of_steps() -> None:
    steps = PAGE.partition("### Plans")[2].partition("\n## ")[0]
    for key in (*configuration.StepSettings.__struct_fields__, *Accept.__struct_fields__):
        assert re.search(rf"\b{key}(?:: |`)", steps), key


def test_every_struct_of_the_settings_is_looked_at() -> None:
    structs = {s for s in vars(configuration).values() if isinstance(s, type) and issubclass(s, msgspec.Struct)}
    ours = {s for s in structs if s.__module__ == configuration.__name__}
    described = {*TABLES.values(), *WITHIN, configuration.StepSettings}
    assert ours - described == {configuration.Settings, configuration.Offer}


def test_every_provider_and_every_variable_is_named() -> None:
    assert [p for p in configuration.PROVIDERS if f"`{p}`" not in PAGE] == []
    source = "".join(p.read_text() for p in (ROOT / "src").rglob("*.py"))
    read = set(re.findall(r'"((?:ISTHMUS|OPENAI|ANTHROPIC|OLLAMA)_[A-Z_]+|NO_COLOR)"', source))
    assert {name for name in read if f"`{name}`" not in PAGE} == set()


def test_the_example_of_the_page_is_a_configuration(tmp_path: Path) -> None:
    (example,) = [f for f in all_fences("yaml", pages=("docs/configuration.md",)) if f.note == "isthmus"]
    (tmp_path / "isthmus.yaml").write_text(example.code)
    (tmp_path / "policy").mkdir()
    (tmp_path / "policy" / "a.cedar").write_text('@id("a") permit(principal, action, resource);')
    loaded = configuration.load(tmp_path, {"OPENAI_API_KEY": "of-a-test"})
    assert set(loaded.plans) == {"support"}


def test_the_policy_of_the_readme_is_a_policy() -> None:
    zones = {"device": configuration.DEVICE}
    for fence in all_fences("cedar", pages=("README.md",)):
        assert load_policy({fence.place: fence.code}, zones).policies
