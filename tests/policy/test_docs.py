"""docs/policy.md says nothing that is not so."""

import re
from pathlib import Path

import msgspec
import pytest
import yaml

from isthmus.domain.errors import SettingsError
from isthmus.domain.labels import Level
from isthmus.domain.places import Facts, Zone
from isthmus.policy import PolicySet, invariants, load, matrix, run_cases
from isthmus.policy.obligations import OBLIGATIONS
from isthmus.policy.vocabulary import context

PAGE = (Path(__file__).parents[2] / "docs" / "policy.md").read_text(encoding="utf-8")


def blocks(kind: str) -> list[str]:
    return re.findall(rf"^```{kind}\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def policies() -> PolicySet:
    (zones,) = blocks("yaml zones")
    known = {name: msgspec.convert({"name": name, **terms}, Zone) for name, terms in yaml.safe_load(zones).items()}
    return load({"docs/policy.md": "".join(blocks("cedar"))}, known)


def test_the_cases_hold(policies: PolicySet) -> None:
    (text,) = blocks("yaml cases")
    results = run_cases(policies, text, "docs/policy.md")
    assert len(results) == 5
    assert [result.failures for result in results if not result.passed] == []


def test_the_matrix_is_the_computed_one(policies: PolicySet) -> None:
    (text,) = blocks("text matrix")
    header, *rows = [re.split(r"\s{2,}", line.strip()) for line in text.splitlines()]
    zones = header[2:]
    like = Facts(policies.zones["device"], Level.PUBLIC, roles=frozenset({"support"}))
    cells = matrix(
        policies, categories=["personal.email", "secret.api_key"], purposes=["support"], zones=zones, like=like
    )
    outcomes = {(c.level.word, c.category or "-", c.zone): c.outcome for c in cells if c.purpose == "support"}
    assert len(rows) == 9
    assert rows == [
        [level, category, *(outcomes[level, category, zone] for zone in zones)] for level, category, *_ in rows
    ]


def test_the_refusal_shown_is_the_one_given() -> None:
    (text,) = (block for block in blocks("text") if "disguse" in block)
    with pytest.raises(SettingsError) as caught:
        load({"europe.cedar": '@id("a")\n@disguse("personal.*")\npermit(principal, action, resource);'}, {})
    assert str(caught.value) == text.rstrip("\n")


def test_every_word_of_the_vocabulary_is_explained(policies: PolicySet) -> None:
    names = [f"context.{name}" for name in context(Facts(Zone("x"), Level.PUBLIC)) if name != "at_most"]
    names += [
        f"resource.{name}" for name in ("trust", "jurisdiction", "operator", "retention_days", "trains", "attested")
    ]
    names += [f"@{name}" for name in OBLIGATIONS]
    names += re.findall(r"built-in:[a-z-]+", invariants.__doc__ or "")
    assert [name for name in names if f"`{name}" not in PAGE] == []
