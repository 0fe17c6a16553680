"""How much of what is nobody's data is disguised. The table: `python tests/detect/harm/figures.py`."""

from __future__ import annotations

import pytest

from isthmus.redact import Found, disguise
from isthmus.wire import parts
from isthmus.wire.definitions import vocabulary

from .figures import harm
from .requests import Tree, agents, asked, questions, tool_lines
from .test_technology import detector


def test_there_are_as_many_questions_tools_and_requests_as_the_page_says() -> None:
    assert len(set(questions())) >= 200
    assert len(tool_lines()) == 40
    sizes = [len(tree["tools"]) for tree in agents()]
    assert (len(sizes), min(sizes), max(sizes)) == (20, 5, 40)


@pytest.mark.parametrize("trees", [list(asked()), list(agents())], ids=["questions", "agents"])
def test_at_most_one_word_in_a_thousand_is_taken_for_somebody_and_none_in_a_definition(trees: list[Tree]) -> None:
    made = harm(detector(), trees)
    assert made.per_thousand <= 1, made.taken
    assert made.defined == 0


def test_whatever_is_found_in_prose_no_key_no_required_entry_and_no_name_of_a_tool_is_changed() -> None:
    for tree in agents():
        words = vocabulary(tree)
        values = [Found("personal.name", word.replace("_", " ").title()) for word in sorted(words)]
        made = disguise(tree, values, ("*",), b"k" * 32, keep=parts.WORDS, vocabulary=words)
        for before, after in zip(tree["tools"], made.tree["tools"], strict=True):
            was, now = before["function"], after["function"]
            assert now["name"] == was["name"]
            assert list(now["parameters"]["properties"]) == list(was["parameters"]["properties"])
            assert now["parameters"]["required"] == was["parameters"]["required"]
