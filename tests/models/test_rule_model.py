"""Rules: the first that matches and can be filled answers, whatever index is used to find it."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from isthmus.domain.errors import SettingsError
from isthmus.domain.models import Candidate, Question, Turn
from isthmus.models.rules import RuleModel
from isthmus.models.text import normalise

HOURS = "{id: hours, keywords: {any: [opening hours]}, answer: nine to five}"


def model(*rules: str, top: str = "") -> RuleModel:
    return RuleModel.load("faq", top + "rules:\n" + "".join(f"  - {rule}\n" for rule in rules), "faq.yaml")


def ask(rules: RuleModel, text: str, **metadata: str):
    return rules.consider(Question((Turn("user", text),), metadata))


def said(found) -> str | None:
    return found.text if isinstance(found, Candidate) else None


@pytest.mark.parametrize("text", ["What's this?", "what’s  THIS", "  whats this!!", "ＷＨＡＴＳ this"])
def test_exact_ignores_case_width_punctuation_and_spaces(text):
    assert said(ask(model('{id: a, exact: "What\'s this?", answer: ours}'), text)) == "ours"


def test_exact_matches_the_whole_question_only():
    assert ask(model("{id: a, exact: hello, answer: hi}"), "hello, where is my order") == ()


def test_keywords_want_all_of_these_and_one_of_those():
    rules = model("{id: a, keywords: {all: [gift card], any: [balance, left]}, answer: ok}")
    assert said(ask(rules, "What is LEFT on my gift card?")) == "ok"
    assert ask(rules, "my gift card") == ()
    assert ask(rules, "what is left of the card, a gift") == ()


def test_keywords_are_whole_words():
    assert ask(model("{id: a, keywords: [open], answer: ok}"), "my parcel was opened") == ()


def test_a_list_of_keywords_means_all_of_them():
    rules = model("{id: a, keywords: [old, lamp], answer: ok}")
    assert said(ask(rules, "a lamp that is old")) == "ok"
    assert ask(rules, "a lamp") == ()


def test_words_that_yaml_takes_for_values_stay_words():
    rules = model("{id: a, keywords: [no, 24], answer: yes}")
    assert said(ask(rules, "no, 24 of them")) == "yes"


def test_a_pattern_lends_its_groups_to_the_answer():
    rules = model("{id: a, pattern: '(?P<order>LM-[0-9]{5})', answer: 'Order {{ order }}'}")
    found = ask(rules, "about lm-12345, ä")
    assert found == Candidate("Order lm-12345", 1.0, "a", found.scores)


def test_a_group_that_took_no_part_is_unknown():
    rules = model("{id: a, pattern: 'order (?P<number>[0-9]+)?', answers: ['no {{ number }}', 'which one?']}")
    assert said(ask(rules, "order 7")) == "no 7"
    assert said(ask(rules, "order please")) == "which one?"


def test_the_first_rule_that_can_answer_does_however_it_matches():
    rules = model(
        "{id: first, exact: opening hours, answer: 'for {{ metadata.name }}'}",
        HOURS,
        "{id: last, pattern: hours, answer: never}",
    )
    assert said(ask(rules, "Opening hours?", name="you")) == "for you"
    assert ask(rules, "Opening hours?").rule == "hours"


def test_answers_go_from_the_most_to_the_least_specific():
    rules = model("{id: a, exact: hi, answers: ['Hi {{ metadata.name }}', 'Hi']}")
    assert said(ask(rules, "hi", name="you")) == "Hi you"
    assert said(ask(rules, "hi")) == "Hi"


def test_in_the_middle_of_a_tool_call_rules_are_silent():
    turns = (Turn("user", "opening hours"), Turn("assistant", ""), Turn("tool", "opening hours"))
    assert model(HOURS).consider(Question(turns)) == ()
    assert model(HOURS).consider(Question(())) == ()


def test_a_long_text_is_no_frequent_question():
    rules = model(HOURS, top="longest_question: 40\n")
    assert said(ask(rules, "opening hours " + "x" * 26)) is not None
    assert ask(rules, "opening hours " + "x" * 27) == ()


def test_confidence_is_one_unless_the_rule_says_less():
    assert ask(model(HOURS), "opening hours").confidence == 1.0
    assert ask(model("{id: a, exact: hi, answer: hi, confidence: 0.4}"), "hi").confidence == 0.4


def test_the_version_is_the_digest_of_the_rules():
    assert model(HOURS).version == model(HOURS).version != model(HOURS, HOURS.replace("hours,", "other,")).version


def test_lone_surrogates_are_survived():
    rules = model("{id: a, pattern: 'order.(?P<rest>x)', answer: '{{ rest }}'}", HOURS)
    assert said(ask(rules, "opening hours \ud800")) == "nine to five"
    assert said(ask(rules, "order\ud800x")) == "x"


BROKEN = [
    ("rules:\n- {id: a, exact: x, anwser: y}", "faq.yaml:2: unknown key 'anwser'", "answer"),
    ("rulez: []", "faq.yaml:1: unknown key 'rulez'", "rules"),
    ("", "the file is empty", ""),
    ("rules: [", "not YAML", ""),
    ("rules: {}", "must be a list", ""),
    ("rules:\n- {exact: x, answer: y}", "faq.yaml:2: a rule has no id", ""),
    ("rules:\n- {id: a, exact: x, answer: y}\n- {id: a, exact: z, answer: y}", "faq.yaml:3: the rule id 'a'", "line 2"),
    ("rules:\n- {id: two words, exact: x, answer: y}", "not an id", ""),
    ("rules:\n- {id: a, answer: y}", "exactly one of", ""),
    ("rules:\n- {id: a, exact: x, pattern: x, answer: y}", "exactly one of", ""),
    ("rules:\n- {id: a, exact: x}", "either answer or answers", ""),
    ("rules:\n- {id: a, exact: x, answer: y, answers: [z]}", "either answer or answers", ""),
    ("rules:\n- {id: a, exact: x, answer: ''}", "not empty", ""),
    ("rules:\n- {id: a, exact: x, answer: null}", "not empty", ""),
    ("rules:\n- {id: a, exact: x, answers: []}", "empty list", ""),
    ("rules:\n- {id: a, exact: '?!', answer: y}", "never match", ""),
    ("rules:\n- {id: a, keywords: {}, answer: y}", "match everything", ""),
    ("rules:\n- {id: a, keywords: {none: [x]}, answer: y}", "unknown key 'none'", ""),
    ("rules:\n- id: a\n  pattern: '(?=x)'\n  answer: y", "faq.yaml:3: 'pattern' of rule 'a' is no RE2", "look-around"),
    ("rules:\n- {id: a, pattern: 'x*', answer: y}", "match everything", ""),
    ("rules:\n- {id: a, pattern: '(?P<question>x)', answer: y}", "group 'question'", ""),
    ("rules:\n- {id: a, pattern: '(?P<n>x)', answer: '{{ m }}'}", "unknown value 'm'", "metadata, n, question"),
    ("rules:\n- {id: a, exact: x, answer: y, confidence: high}", "must be a number", ""),
    ("rules:\n- {id: a, exact: x, answer: y, confidence: 2}", "between 0 and 1", ""),
    ("rules:\n- {id: a, exact: x, answer: y, answer: z}", "written twice", "line 2"),
    ("longest_question: nan\nrules: []", "between", ""),
]


@pytest.mark.parametrize(("text", "message", "remedy"), BROKEN)
def test_a_file_that_could_not_work_is_refused_with_place_and_remedy(text, message, remedy):
    with pytest.raises(SettingsError) as refused:
        RuleModel.load("faq", text, "faq.yaml")
    assert message in refused.value.message
    assert "faq.yaml" in refused.value.message
    assert remedy in refused.value.message


WORDS = st.sampled_from(["a", "b", "c", "d e", "É"])
RULES = st.lists(
    st.one_of(
        st.fixed_dictionaries({"exact": st.lists(WORDS, min_size=1, max_size=2)}),
        st.fixed_dictionaries({"keywords": st.fixed_dictionaries({"all": st.lists(WORDS, min_size=1, max_size=2)})}),
        st.fixed_dictionaries({"keywords": st.fixed_dictionaries({"any": st.lists(WORDS, min_size=1, max_size=2)})}),
        st.fixed_dictionaries({"pattern": st.sampled_from(["a b", "c$", "^d", "e.*a"])}),
    ),
    min_size=1,
    max_size=6,
)


def _naive(rule: dict, text: str) -> bool:
    import re2

    plain = normalise(text)
    padded = f" {plain} "
    if "exact" in rule:
        return plain in map(normalise, rule["exact"])
    if "pattern" in rule:
        return re2.search(f"(?i){rule['pattern']}", text) is not None
    words = rule["keywords"]
    return all(f" {normalise(w)} " in padded for w in words.get("all", [])) and (
        "any" not in words or any(f" {normalise(w)} " in padded for w in words["any"])
    )


@settings(max_examples=200)
@given(RULES, st.lists(st.sampled_from(["a", "b", "c", "d", "e", "É", "A,"]), min_size=1, max_size=4))
def test_the_index_finds_what_reading_every_rule_in_order_would(rules, words):
    text = " ".join(words)
    written = [{"id": f"r{n}", "answer": f"{n}!", **rule} for n, rule in enumerate(rules)]
    found = ask(RuleModel.load("faq", json.dumps({"rules": written}), "faq.yaml"), text)
    expected = next((rule["answer"] for rule in written if _naive(rule, text)), None)
    assert said(found) == expected
