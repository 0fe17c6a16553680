"""What cannot work is refused where it stands, whatever it is: by `isthmus check`, `isthmus serve` and every other."""

from __future__ import annotations

import os
import re
import tempfile
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings

from isthmus import settings
from isthmus.cli.checking import examine
from isthmus.domain.errors import SettingsError
from isthmus.models.documents import read_yaml
from isthmus.wire import placed

from . import configurations as made


def load(folder: Path, tree: Any, **files: str) -> settings.Settings:
    text = tree if isinstance(tree, str) else yaml.safe_dump(tree, allow_unicode=True, sort_keys=False)
    return settings.load(made.lay_out(folder, text, **files), made.ENVIRONMENT)


def refused(folder: Path, tree: Any, **files: str) -> SettingsError:
    with pytest.raises(SettingsError) as caught:
        examine(load(folder, tree, **files))
    return caught.value


def line_of(folder: Path, word: str) -> str:
    """`file:line` of the first line that holds a word, which is no part of a longer one."""
    lines = (folder / "isthmus.yaml").read_text().splitlines()
    pattern = re.compile(rf"(?<!\w){word}(?!\w)")
    return f"isthmus.yaml:{next(number for number, line in enumerate(lines, 1) if pattern.search(line))}"


def whole(**at: Any) -> Any:
    """The whole configuration with other values at `models__gpt__zone` and the like."""
    changes = [(tuple(int(p) if p.isdigit() else p for p in path.split("__")), v, "set") for path, v in at.items()]
    return made.changed(changes)


def test_the_whole_configuration_of_these_tests_is_in_order(tmp_path: Path) -> None:
    examined = examine(load(tmp_path, made.WHOLE))
    assert (examined.policies, examined.failed) == (1, ())


# -- conditions that no answer can meet ------------------------------------------------------------------------------


@pytest.mark.parametrize("accept", [{"confidence": 0.5}, {"rule": True}, {"confidence": 0.5, "rule": True}])
@pytest.mark.parametrize("model", ["gpt", "llama"])
@pytest.mark.parametrize("how", ["plan", "in_order", "together", "quick", "better"])
def test_a_condition_that_no_chat_model_can_meet_is_refused_with_its_line(
    tmp_path: Path, accept: dict[str, Any], model: str, how: str
) -> None:
    step: Any = {"model": model, "accept": accept}
    plan = {
        "plan": ["faq", step], "in_order": [{"in_order": ["faq", step]}], "together": [{"together": ["faq", step]}],
        "quick": [{"quick": step, "better": "faq"}], "better": [{"quick": "faq", "better": step}],
    }[how]  # fmt: skip
    error = refused(tmp_path, whole(routes__chat__plan=plan))
    assert f"`{model}` is a chat model" in str(error)
    assert error.place == line_of(tmp_path, "confidence: 0.5" if "confidence" in accept else "rule: true")
    assert "leave `accept` out" in error.remedy


def test_more_confidence_than_any_rule_of_a_file_has_is_refused(tmp_path: Path) -> None:
    plan = ["gpt", {"model": "faq", "accept": {"confidence": 0.9}}]
    error = refused(tmp_path, whole(routes__chat__plan=plan))
    assert error.place == line_of(tmp_path, "confidence: 0.9")
    assert "0.8" in str(error)


@pytest.mark.parametrize("accept", [{"confidence": 0.8}, {"rule": True}, {"confidence": 0}, {}])
def test_conditions_that_rules_can_meet_stay_right(tmp_path: Path, accept: dict[str, Any]) -> None:
    plan = [{"model": "faq", "accept": accept}, {"model": "gpt", "accept": {}}, {"model": "gpt"}]
    examine(load(tmp_path, whole(routes__chat__plan=plan)))


@pytest.mark.parametrize(
    "step",
    [{"model": "faq", "in_order": ["gpt"]}, {"in_order": ["gpt"], "accept": {"rule": True}}, {"quick": "faq"}, {},
     {"better": "faq"}, {"together": []}, {"model": "faq", "accept": {"confidence": 1.5}},
     {"model": "faq", "accept": {"confidence": -1}}, {"model": "faq", "accept": {"confidence": float("nan")}}],
)  # fmt: skip
def test_a_step_that_would_be_read_in_part_is_refused(tmp_path: Path, step: Any) -> None:
    assert refused(tmp_path, whole(routes__chat__plan=["gpt", step])).place.startswith("isthmus.yaml:")


# -- names and places ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "value", "remedy"),
    [
        ("models__gpt__zone", "hostd", "did you mean `hosted`?"),
        ("routes__chat__plan__1", "gtp", "did you mean `gpt`?"),
        ("routes__chat__plan__2__in_order__1__together__0", "fqa", "did you mean `faq`?"),
        ("routes__chat__purpose", "generl", "did you mean `general`?"),
        ("routes__chat__owners__0", "hrr", "did you mean `hr`?"),
        ("keys__0__purposes__0", "generl", "did you mean `general`?"),
        ("keys__0__routes__0", "chta", "did you mean `chat`?"),
        ("zones__hosted__jurisdiction", "Europe", "did you mean `EU`?"),
        ("zones__hosted__jurisdiction", "eu", "did you mean `EU`?"),
        ("zones__hosted__jurisdiction", "Germany", "did you mean `DE`?"),
        ("zones__hosted__jurisdiction", "dach", "did you mean `DACH`?"),
        ("zones__hosted__jurisdiction", "Atlantis", "a country by its ISO code"),
        ("jurisdiction", "Deutschland", "did you mean `DE`?"),
        ("regions__DACH__0", "Austria", "did you mean `AT`?"),
        ("detect__recognisers__0", "emial", ""),
        ("disguise__financial.card__kind", "maks", ""),
    ],
)
def test_a_name_that_leads_nowhere_is_refused_with_its_line(
    tmp_path: Path, path: str, value: str, remedy: str
) -> None:
    error = refused(tmp_path, whole(**{path: value}))
    within = {"detect": "recognisers", "disguise": "personal", "regions": "Austria"}.get(path.partition("__")[0])
    assert error.place == line_of(tmp_path, within or value)
    assert remedy in str(error)


@pytest.mark.parametrize("jurisdiction", ["DE", "DE-BY", "EU", "EEA", "EFTA", "UK", "DACH", "", "US-CA"])
def test_jurisdictions_that_are_some_stay_right(tmp_path: Path, jurisdiction: str) -> None:
    load(tmp_path, whole(zones__hosted__jurisdiction=jurisdiction))


@pytest.mark.parametrize(
    ("path", "value"),
    [("server__port", 99999), ("server__port", -1), ("server__workers", 0), ("server__in_flight", 0),
     ("server__max_body_bytes", 10**30), ("zones__hosted__retention_days", -1),
     ("zones__hosted__retention_days", 10**19),
     ("routes__chat__retention_days", -1), ("routes__chat__purposes", []), ("evidence__retention_days", 10**9),
     ("evidence__origin", "a b"), ("models__gpt__price__input", -1), ("models__gpt__price__input", float("inf")),
     ("models__gpt__deadline", "0s"), ("routes__chat__deadline", "9" * 400 + "d"),
     ("routes__chat__fallback__template", " "), ("detect__patterns__0__confidence", 1.5),
     ("routes__chat__objective__quality", float("nan")), ("data", "\0"),
     ("data", ""), ("routes__chat__plan", ["faq"] * 101)],
)  # fmt: skip
def test_a_number_that_nothing_could_do_is_refused(tmp_path: Path, path: str, value: Any) -> None:
    assert refused(tmp_path, whole(**{path: value})).place.startswith("isthmus.yaml:")


# -- credentials -----------------------------------------------------------------------------------------------------

SECRET = "sk-abcdef0123456789"


@pytest.mark.parametrize(
    "credential",
    [f"env:{SECRET}", f"env: {SECRET}", f"env:${{{SECRET}}}", SECRET, f"file:{SECRET}", f"file:/run/{SECRET}",
     f"Env:{SECRET}", f"env:{SECRET.upper()}", f"bearer:{SECRET}"],
)  # fmt: skip
def test_a_secret_pasted_into_the_file_is_told_of_by_its_line_and_never_quoted(
    tmp_path: Path, credential: str
) -> None:
    error = refused(tmp_path, whole(models__gpt__credential=credential))
    assert error.place.startswith("isthmus.yaml:")
    assert "0123456789" not in str(error)
    assert SECRET[:6].lower() not in str(error).lower()


def test_a_variable_that_is_not_set_is_named(tmp_path: Path) -> None:
    error = refused(tmp_path, whole(models__gpt__credential="env:OPENAI_API_KEY"))
    assert "set the variable OPENAI_API_KEY" in error.remedy
    assert error.place == line_of(tmp_path, "credential")


@pytest.mark.parametrize("value", ['"sk-abc123"', "'sk-abc123'", ' "sk-abc123" ', "sk-abc123", "sk-abc123\n"])
@pytest.mark.parametrize("way", ["env", "file"])
def test_quotes_round_a_credential_are_no_part_of_it(tmp_path: Path, value: str, way: str) -> None:
    (tmp_path / "key").write_text(value)
    tree = whole(models__gpt__credential="env:KEY" if way == "env" else "file:key")
    path = made.lay_out(tmp_path, yaml.safe_dump(tree))
    assert settings.load(path, {"KEY": value}).secrets["gpt"] == "sk-abc123"


@pytest.mark.parametrize(
    "value", ['"sk-abc123', "sk-abc123'", "Bearer sk-abc123", "KEY=sk-abc 123", "sk-ab\x07c", "sk-äbc"]
)
def test_a_credential_that_no_header_could_carry_is_refused_without_quoting_it(tmp_path: Path, value: str) -> None:
    path = made.lay_out(tmp_path, yaml.safe_dump(made.WHOLE))
    with pytest.raises(SettingsError) as caught:
        settings.load(path, {"KEY": value})
    assert caught.value.place == line_of(tmp_path, "credential")
    assert "sk-" not in str(caught.value)


# -- files that are no files, and files that are too much ------------------------------------------------------------


def bomb(levels: int = 12) -> str:
    """Ten aliases of ten each, and so on: a few lines that are a billion values."""
    lines = ["a0: &a0 [faq, faq, faq, faq, faq, faq, faq, faq, faq, faq]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, levels)]
    return "\n".join(lines)


BOMBS = {
    "aliases": bomb(),
    "aliases in a plan": "routes: {chat: {plan: [" + ", ".join(
        [f"{{in_order: &b{n} [{', '.join([f'{{in_order: *b{n - 1}}}'] * 8) if n else 'faq'}]}}" for n in range(12)]
    ) + "]}}",
    "an alias of itself": "routes: &r {chat: *r}",
    "an alias within itself": "routes: {chat: {plan: &p [{in_order: *p}]}}",
    "a chain of aliases": "a0: &a0 [x]\n" + "\n".join(f"a{n}: &a{n} [*a{n - 1}]" for n in range(1, 3000)),
    "brackets": "a: " + "[" * 100_000,
    "braces": "{a: " * 100_000,
    "dashes": "- " * 100_000 + "x",
    "questions": "? " * 50_000 + "x",
    "many": "[" + "[]," * 300_000 + "]",
    "a long number": "server: {port: " + "9" * 100_000 + "}",
}  # fmt: skip


@pytest.mark.req("J6", "D20")
@pytest.mark.parametrize("kind", BOMBS)
@pytest.mark.parametrize("file", ["isthmus.yaml", "rules.yaml", "tests.yaml"])
def test_a_file_that_unfolds_without_end_is_refused_before_it_does(tmp_path: Path, kind: str, file: str) -> None:
    """Reading must end soon; if it did not, this test would never."""
    files = {"rules.yaml": {"rules": BOMBS[kind]}, "tests.yaml": {"cases": BOMBS[kind]}}.get(file, {})
    error = refused(tmp_path, BOMBS[kind] if file == "isthmus.yaml" else made.WHOLE, **files)
    assert file in error.place


def test_aliases_that_say_the_same_twice_stay_right(tmp_path: Path) -> None:
    text = made.written(made.WHOLE).replace('"retention_days": 0', '"retention_days": &days 0')
    text = text.replace('"retention_days": 3}', '"retention_days": *days}')
    assert load(tmp_path, text).document.evidence.retention_days == 0
    said, _ = placed.load("{a: &a [x, y], b: [*a, *a]}", "f", dict[str, Any])
    assert said == {"a": ["x", "y"], "b": [["x", "y"], ["x", "y"]]}


def test_a_long_file_of_rules_stays_right() -> None:
    rules = "\n".join(f"  - {{id: r{n}, exact: [question {n}], answer: yes}}" for n in range(5_000))
    assert len(read_yaml("rules:\n" + rules, "rules.yaml").fields("it")["rules"].items("them")) == 5_000


@pytest.mark.parametrize("kind", ["pipe", "device", "directory", "missing", "huge", "binary"])
@pytest.mark.parametrize(
    "named", ["isthmus.yaml", "rules.yaml", "policy/a.cedar", "policy/tests.yaml", "words.txt", "key"]
)
def test_what_is_no_regular_file_is_refused_and_never_waited_for(tmp_path: Path, kind: str, named: str) -> None:
    tree = whole(
        models__gpt__credential="file:key",
        detect__word_lists=[{"name": "w", "category": "custom.w", "file": "words.txt"}],
    )
    path = made.lay_out(tmp_path, yaml.safe_dump(tree))
    (tmp_path / "key").write_text("sk-1")
    (tmp_path / "words.txt").write_text("Falcon")
    file = tmp_path / named
    file.unlink()
    match kind:
        case "pipe":
            os.mkfifo(file)
        case "device":
            file.symlink_to("/dev/zero")
        case "directory":
            file.mkdir()
        case "huge":
            with file.open("wb") as opened:
                opened.truncate(8 * 2**30)  # of which nothing is on the disk
        case "binary":
            file.write_bytes(b"\x7fELF\xff\xfe\x00")
    if (kind, named) in (("missing", "policy/tests.yaml"), ("directory", "isthmus.yaml")):
        return  # it may be missing; a directory is looked into
    with pytest.raises(SettingsError) as caught:
        examine(settings.load(path, made.ENVIRONMENT))
    told_of_where_it_is_named = named == "key" or (kind, named) == ("missing", "policy/a.cedar")
    assert ("isthmus.yaml" if told_of_where_it_is_named else named) in str(caught.value)


def test_links_to_files_stay_right(tmp_path: Path) -> None:
    """As Kubernetes lays out what it mounts."""
    path = made.lay_out(tmp_path / "data", yaml.safe_dump(made.WHOLE))
    for file in ("isthmus.yaml", "rules.yaml", "policy"):
        (tmp_path / file).symlink_to(path.parent / file)
    examine(settings.load(tmp_path, made.ENVIRONMENT))


# -- everything else -------------------------------------------------------------------------------------------------

FEW = hypothesis_settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))


@FEW
@given(made.changes)
def test_any_configuration_is_read_or_refused_with_its_place(changes: list[Any]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = made.lay_out(Path(folder), made.written(made.changed(changes)))
        error = None
        try:
            settings.load(path, made.ENVIRONMENT)
        except SettingsError as refusal:
            error = refusal
    assert error is None or error.place
