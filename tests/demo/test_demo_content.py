"""The demonstration: its files load, its policies do what they say, and each request takes the way it shows."""

from __future__ import annotations

from pathlib import Path

import pytest

from isthmus import policy, settings
from isthmus.demo import REQUESTS, lay_out
from isthmus.detect import label_of
from isthmus.detect.occasions import BUILT_IN_DOCUMENTS
from isthmus.detection import detector_of
from isthmus.domain.labels import Level
from isthmus.domain.models import Candidate, Question, Turn
from isthmus.domain.places import Facts
from isthmus.learn import read_examples, train
from isthmus.models import IntentModel, RuleModel
from isthmus.wire.unread import KINDS

PAPERS = sorted({rule.category for rule in BUILT_IN_DOCUMENTS if not rule.category.startswith("code.")})
STARTER = Path(settings.__file__).parent / "cli" / "starter"


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    directory = tmp_path_factory.mktemp("desk")
    lay_out(directory, "http://127.0.0.1:9/v1")
    return directory


@pytest.fixture(scope="module")
def local(desk):
    """The rules and the classifier, in the order of the support route."""
    examples = read_examples((desk / "intents.csv").read_text(), "intents.csv")
    train(examples, (desk / "answers.yaml").read_text(), desk / "intents")
    return (
        RuleModel.load("faq", (desk / "rules.yaml").read_text(), "rules.yaml"),
        IntentModel.load("intents", desk / "intents"),
    )


def policies_of(directory: Path):
    loaded = settings.load(directory, {})
    return policy.load(loaded.policies, loaded.zones)


def texts_of(request) -> list[str]:
    return [message["content"] or "" for message in request.body["messages"]]


def test_the_sandbox_is_where_it_was_said_to_be(desk):
    assert {m.base_url for m in settings.load(desk, {}).document.models.values() if hasattr(m, "base_url")} == {
        "http://127.0.0.1:9/v1"
    }


@pytest.mark.parametrize("which", ["demo", "starter"])
def test_the_policies_keep_their_own_tests(desk, which):
    directory = desk if which == "demo" else STARTER
    results = policy.run_cases(policies_of(directory), (directory / "policy/tests.yaml").read_text(), "tests.yaml")
    assert [result.failures for result in results if not result.passed] == []
    assert len(results) >= 5


@pytest.mark.req("A2")
@pytest.mark.parametrize("which", ["demo", "starter"])
@pytest.mark.parametrize("category", [*PAPERS, *KINDS])
def test_papers_and_what_cannot_be_read_stay_at_home(desk, which, category):
    policies = policies_of(desk if which == "demo" else STARTER)
    for zone in policies.zones.values():
        for level in Level:
            facts = Facts(zone, level, frozenset({category}), purpose="support")
            assert policies.decide(facts).allowed == (zone.trust != "hosted"), (zone.name, level)


def test_the_starter_rules_load():
    assert RuleModel.load("faq", (STARTER / "rules/faq.yaml").read_text(), "faq.yaml").version


def test_there_are_enough_requests_with_names_of_their_own():
    assert len({request.name for request in REQUESTS}) == len(REQUESTS) >= 10


@pytest.mark.parametrize("request_shown", REQUESTS, ids=lambda request: request.name)
def test_local_models_answer_what_they_are_meant_to_and_nothing_else(request_shown, local, desk):
    route = settings.load(desk, {}).document.routes[request_shown.body["model"]]
    question = Question(tuple(Turn(m["role"], m["content"] or "") for m in request_shown.body["messages"]))
    models = [model for model in local if model.name in route.plan]
    answers = [model.name for model in models if isinstance(model.consider(question), Candidate)]
    expected = [request_shown.answered_by] if request_shown.answered_by in ("faq", "intents") else []
    assert answers[:1] == expected


@pytest.mark.parametrize("request_shown", REQUESTS, ids=lambda request: request.name)
def test_what_is_sensitive_is_found_and_may_go_where_the_request_shows(request_shown, desk):
    texts = texts_of(request_shown)
    scan = detector_of(settings.load(desk, {})).scan(texts)
    strict = {f for f in scan.findings if not f.category.startswith("quasi.")}
    found = {texts[f.part][f.start : f.end] for f in strict}
    assert found | {"Ada"} == {*request_shown.secrets, "Ada"}  # her first name is a mention of the whole one
    label = label_of(scan)
    policies = policies_of(desk)
    residency = request_shown.headers.get("x-isthmus-residency")
    facts = Facts(
        zone=policies.zones["hosted-us" if request_shown.body["model"] == "desk-us" else "hosted-eu"],
        level=max(label.level, Level.INTERNAL),
        categories=label.categories,
        residency=frozenset({residency}) if residency else None,
        purpose="support",
    )
    denied = request_shown.name in ("secret", "residency")
    assert policies.decide(facts).allowed is not denied


def test_nobody_in_it_is_a_person():
    for request in REQUESTS:
        for secret in request.secrets:
            if "@" in secret:
                assert secret.lower().endswith(("@example.org", "@example.com"))
