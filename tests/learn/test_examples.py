"""Labelled examples: three formats, one meaning, and an error for each line that could not teach."""

from __future__ import annotations

import pytest

from isthmus.domain.errors import SettingsError
from isthmus.learn import Example, read_examples

CSV = 'text,intent\n"Open, or not?",hours\nopen today,hours\nsend back,returns\n"return\nit",returns\n'
JSONL = """
{"text": "Open, or not?", "intent": "hours"}
{"text": "open today", "intent": "hours"}

{"text": "send back", "intent": "returns"}
{"text": "return\\nit", "intent": "returns"}
"""
YAML = """
- {text: "Open, or not?", intent: hours}
- {text: open today, intent: hours}
- {text: send back, intent: returns}
- {text: "return\\nit", intent: returns}
"""


def test_the_formats_mean_the_same():
    read = [read_examples(CSV, "a.csv"), read_examples(JSONL, "a.jsonl"), read_examples(YAML, "a.yaml")]
    assert read[0] == read[1] == read[2]
    assert read[0][0] == Example("Open, or not?", "hours")


def test_a_byte_order_mark_and_windows_lines_are_nothing_special():
    assert read_examples("\ufeff" + CSV.replace("\n", "\r\n"), "a.csv")[1] == Example("open today", "hours")


def test_a_repeated_text_counts_once():
    assert len(read_examples(CSV + "OPEN today!,hours\n", "a.csv")) == 4


BROKEN = [
    ("a.csv", "text,label\na,b\n", "a.csv:1: unknown column 'label'"),
    ("a.csv", "text\na\n", "a.csv:1: 'intent' is missing"),
    ("a.csv", "text,intent\nhow, much,price\n", "a.csv:2: 3 cells where the header has 2"),
    ("a.csv", "text,intent\nhow much,price\n?!,price\n", "a.csv:3: the text has no words"),
    ("a.csv", 'text,intent\n"open,hours\n', "a.csv:2: this is not CSV"),
    ("a.csv", "text,intent\nopen,two words\n", "a.csv:2: the intent is no name"),
    ("a.csv", CSV + "when,huors\n", "a.csv:7: the intent 'huors' has 1 example"),
    ("a.csv", CSV + "when,huors\n", "did you mean 'hours'"),
    ("a.csv", CSV + "Open today,returns\n", "a.csv:7: the same text is 'returns' here and 'hours' on line 3"),
    ("a.csv", "text,intent\na,x\nb,x\n", "fewer than two intents"),
    ("a.csv", "", "fewer than two intents"),
    ("a.jsonl", '{"text": "a", "intent": "x"}\n{"text": 1}', "a.jsonl:2: 'text' is missing, or is no text"),
    ("a.jsonl", "{", "a.jsonl:1: this is not JSON"),
    ("a.jsonl", "[1]", "a.jsonl:1: an example must be an object"),
    ("a.yaml", "- {text: a, intend: x}", "a.yaml:1: unknown key 'intend'"),
    ("a.yaml", "- {text: a, intent: [x]}", "a.yaml:1: 'intent' is missing, or is no text"),
    ("a.txt", "", "name it .csv"),
]


@pytest.mark.parametrize(("name", "content", "message"), BROKEN)
def test_what_could_not_teach_is_refused_with_its_line(name, content, message):
    with pytest.raises(SettingsError) as refused:
        read_examples(content, name)
    assert message in refused.value.message


def test_an_error_does_not_repeat_what_a_customer_wrote():
    with pytest.raises(SettingsError) as refused:
        read_examples("text,intent\nmy secret words,a\nmy secret words,b\n", "a.csv")
    assert "secret" not in refused.value.message
