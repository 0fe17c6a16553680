"""A template prints and chooses; whatever else it tries is refused when it is loaded, or makes its rule abstain."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isthmus.domain.errors import SettingsError
from isthmus.models.documents import Value
from isthmus.models.templates import LONGEST_ANSWER, LONGEST_TEMPLATE, LONGEST_VALUE, fitting, load_answers

NAMES = ("question", "order")

HOSTILE = [
    "{% for a in metadata %}{% for b in metadata %}x{% endfor %}{% endfor %}",
    "{{ 'a' * 1000000000 }}",
    "{{ 10 ** 10 ** 10 }}",
    "{{ '%999999999d' % 1 }}",
    "{{ 1 + 1 }}",
    "{{ metadata.keys() }}",
    "{{ question.format('x') }}",
    "{{ range(9) }}",
    "{{ lipsum() }}",
    "{{ cycler('a') }}",
    "{% set x = question %}{{ x }}",
    "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
    "{% include 'secrets' %}",
    "{% import 'os' as os %}",
    "{% extends 'page' %}",
    "{% block a %}{% endblock %}",
    "{% filter upper %}x{% endfilter %}",
    "{% call question() %}{% endcall %}",
    "{% raw %}x{% endraw %}{{ question[0:1] }}",
    "{{ question | replace('', question) }}",
    "{{ question | attr('__class__') }}",
    "{{ question | center(1000000000) }}",
    "{{ question | map('upper') }}",
    "{{ question is callable }}",
    "{{ question.__class__.__mro__ }}",
    "{{ " + "(" * 3000 + "1" + ")" * 3000 + " }}",
    "{{ metadata.items() }}",
    "{{ metadata | dictsort }}",
    "{{ metadata | list }}",
    "{{ metadata | tojson }}",
    "{{ metadata | xmlattr }}",
    "{{ metadata | pprint }}",
    "{{ question | format(question) }}",
    "{{ question | join(question) }}",
    "{{ question | indent(1000000000) }}",
    "{{ question | wordwrap(1) }}",
    "{{ question | safe }}",
    "{{ question | select('string') }}",
    "{{ question | batch(1) }}",
    "{{ question is sameas(metadata) }}",
    "{{ question is filter }}",
    "{{ question is test }}",
    "{{ joiner() }}",
    "{{ namespace(a=1) }}",
    "{{ dict(a=1) }}",
    "{{ self }}",
    "{{ self.__init__.__globals__ }}",
    "{{ loop.index }}",
    "{{ caller() }}",
    "{{ {'a': 1} }}",
    "{{ 'a' % question }}",
    "{{ -1 - 1 }}",
    "{{ 7 // 2 }}",
    "{% with x = question %}{{ x }}{% endwith %}",
    "{% autoescape true %}x{% endautoescape %}",
    "{% trans %}x{% endtrans %}",
    "{% do metadata.clear() %}",
    "{% debug %}",
    "{% from 'os' import system %}",
    "{% for x in question recursive %}{{ loop(x) }}{% endfor %}",
    "{% set ns.x = 1 %}",
    "{% if true %}" * 3000 + "x" + "{% endif %}" * 3000,
    "{{ " + "not " * 3000 + "question }}",
    "{{ question" + ".a" * 3000 + " }}",
    "{{ question" + " | upper" * 2000 + " }}",
    "{{ question",
    "{% if question %}",
    "{{ nobody }}",
    "{{ oder }}",
    "{# nothing #}{{ " + "question ~ " * 800 + "question }}",
    "x" * (LONGEST_TEMPLATE + 1),
]


def load(source: str) -> tuple:
    return load_answers(Value(source, "rules.yaml", 7), "the answer", NAMES)


@pytest.mark.parametrize("source", HOSTILE, ids=range(len(HOSTILE)))
def test_a_template_that_could_run_long_or_reach_out_is_refused_with_its_line(source):
    with pytest.raises(SettingsError, match=r"rules\.yaml:7"):
        load(source)


@pytest.mark.parametrize("way", ["items", "__class__", "__init__", "_private", "missing"])
@pytest.mark.parametrize("form", ["{{ metadata.%s }}", "{{ metadata['%s'] }}", "{{ metadata[question] }}"])
def test_a_value_has_no_attributes_only_what_the_request_said(way, form):
    (answer,) = load(form % way if "%s" in form else form)
    assert answer.render({"metadata": {"tier": "gold"}, "question": way}) is None


def test_metadata_may_use_the_names_of_methods():
    (answer,) = load("{{ metadata.items }} {{ metadata.keys }}")
    assert answer.render({"metadata": {"items": "two", "keys": "three"}}) == "two three"


def test_a_misspelt_value_is_refused_with_a_suggestion():
    with pytest.raises(SettingsError, match="did you mean 'order'"):
        load("{{ oder }}")


def test_nothing_is_escaped_since_an_answer_is_no_page():
    (answer,) = load("{{ question | upper }}")
    assert answer.render({"question": "<a & b>"}) == "<A & B>"


def test_a_missing_value_makes_it_abstain_unless_a_default_is_written():
    (strict,) = load("{{ metadata.name }}")
    (lenient,) = load("{{ metadata.name | default('you') }}")
    assert strict.render({"metadata": {}}) is None
    assert lenient.render({"metadata": {}}) == "you"


def test_an_answer_of_nothing_or_of_too_much_is_none():
    (answer,) = load("{{ question }}")
    assert answer.render({"question": "  "}) is None
    assert answer.render({"question": "x" * (LONGEST_ANSWER + 1)}) is None


def test_long_values_count_as_unknown():
    assert fitting({"a": "x" * LONGEST_VALUE, "b": "x" * (LONGEST_VALUE + 1)}) == {"a": "x" * LONGEST_VALUE}


@given(st.text(alphabet="{}%#()[]|~.'\"aq question metadata*+-_:<>=,0123456789\n", max_size=60))
def test_any_source_is_loaded_or_refused_and_rendering_never_throws(source):
    try:
        (answer,) = load(source)
    except SettingsError:
        return
    rendered = answer.render({"question": "q", "order": "o", "metadata": {"a": "b"}})
    assert rendered is None or isinstance(rendered, str)


@given(st.text(max_size=200))
def test_what_a_caller_sends_is_data_even_when_it_looks_like_a_template(text):
    (answer,) = load("You said: {{ question }}")
    assert answer.render({"question": text}) == f"You said: {text}"
