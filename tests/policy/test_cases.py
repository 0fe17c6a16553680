import pytest

from isthmus.domain.errors import SettingsError
from isthmus.domain.places import Zone
from isthmus.policy import load, run_cases

ZONES = {"eu": Zone("eu", "hosted", "EU", retention_days=0, trains=False)}
POLICIES = load(
    {
        "p.cedar": """
        @id("eu") @disguise("personal.*") permit(principal, action, resource)
        when { context.at_most.confidential && context.purpose == "support" && principal in Role::"agent" };
        """
    },
    ZONES,
)
DEFAULTS = "defaults: {purpose: support, roles: [agent]}\n"


def test_cases_that_hold_pass() -> None:
    text = (
        DEFAULTS
        + """
cases:
  - name: confidential, disguised
    facts: {level: confidential, categories: [personal.email]}
    zone: eu
    expect: allow
    obligations: ["disguise(personal.*)"]
    reasons: [eu]
  - name: nothing restricted
    facts: {level: restricted}
    zone: eu
    expect: deny
    reasons: ["built-in:no-permit"]
  - name: residency is the label's own
    facts: {residency: [US], retention_days: 3, integrity: untrusted, purposes: null}
    zone: eu
    expect: deny
    obligations: []
    reasons: ["built-in:residency"]
"""
    )
    results = run_cases(POLICIES, text, "policy/tests.yaml")
    assert [(r.name, r.failures) for r in results] == [
        ("confidential, disguised", ()),
        ("nothing restricted", ()),
        ("residency is the label's own", ()),
    ]
    assert [r.place for r in results] == [f"policy/tests.yaml:{line}" for line in (4, 10, 15)]
    assert all(r.passed for r in results)


def test_a_case_that_does_not_hold_says_what_came_instead() -> None:
    text = (
        DEFAULTS
        + """
cases:
  - {name: wrong, facts: {level: internal}, zone: eu, expect: deny, obligations: [approve], reasons: [other]}
"""
    )
    (result,) = run_cases(POLICIES, text, "t.yaml")
    assert not result.passed
    assert result.failures == (
        "expected deny, came allow (eu)",
        "expected obligations approve, came disguise(personal.*)",
        "expected reasons other, came eu",
    )


def test_an_obligation_that_nobody_expected_fails_the_case() -> None:
    text = DEFAULTS + "cases: [{name: plain, zone: eu, expect: allow, obligations: []}]"
    assert run_cases(POLICIES, text, "t.yaml")[0].failures == ("expected obligations none, came disguise(personal.*)",)


def test_facts_of_a_case_go_before_the_defaults() -> None:
    text = DEFAULTS + "cases: [{name: batch, facts: {roles: []}, zone: eu, expect: deny}]"
    assert run_cases(POLICIES, text, "t.yaml")[0].passed


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ("", "t.yaml", "empty"),
        ("cases: []", "t.yaml:1", "no case"),
        ("cases: {a: b}", "t.yaml:1", "a list is expected"),
        ("cases: [1", "t.yaml:2", "not YAML"),
        ("cases:\n  - {name: a, zone: eu, expct: allow}", "t.yaml:2", "unknown key expct"),
        ("cases:\n  - {name: a, zone: eu}", "t.yaml:2", "no expect"),
        ("cases:\n  - {name: a, zone: eu, expect: maybe}", "t.yaml:2", "unknown expectation"),
        ("cases:\n  - {name: a, zone: us, expect: deny}", "t.yaml:2", "no zone us"),
        (
            "cases:\n  - name: a\n    zone: eu\n    expect: deny\n    facts:\n      lvl: public",
            "t.yaml:6",
            "unknown key lvl",
        ),
        ("defaults:\n  level: secret\ncases: [{name: a, zone: eu, expect: deny}]", "t.yaml:2", "unknown level"),
        ("defaults:\n  integrity: so-so\ncases: [{name: a, zone: eu, expect: deny}]", "t.yaml:2", "unknown integrity"),
        ("defaults:\n  retention_days: -1\ncases: [{name: a, zone: eu, expect: deny}]", "t.yaml:2", "number of days"),
        ("defaults:\n  consent: 1\ncases: [{name: a, zone: eu, expect: deny}]", "t.yaml:2", "a word is expected"),
        ("defaults:\n  purpose: a\n  purpose: b\ncases: []", "t.yaml:3", "written twice"),
        ("cases:\n  - {? [a] : b}", "t.yaml:2", "a key"),
    ],
)
def test_a_file_at_fault_is_refused_with_its_place(text: str, place: str, message: str) -> None:
    with pytest.raises(SettingsError) as caught:
        run_cases(POLICIES, text, "t.yaml")
    assert caught.value.place == place
    assert message in str(caught.value)
    assert caught.value.remedy
