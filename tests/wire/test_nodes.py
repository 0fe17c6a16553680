"""How many values a body has is told before any is made."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isthmus.domain.errors import TooLarge
from isthmus.wire import openai

TEXTS = st.text(st.sampled_from('a[{,"\\\\ \n'), max_size=6)
TREES = st.recursive(
    TEXTS | st.integers(0, 9), lambda inner: st.lists(inner) | st.dictionaries(TEXTS, inner), max_leaves=20
)


def commas_and_brackets(tree: Any) -> int:
    if isinstance(tree, dict):
        return 1 + max(0, len(tree) - 1) + sum(map(commas_and_brackets, tree.values()))
    if isinstance(tree, list):
        return 1 + max(0, len(tree) - 1) + sum(map(commas_and_brackets, tree))
    return 0


@given(TREES)
def test_what_stands_in_strings_does_not_count(tree: Any) -> None:
    body, nodes = json.dumps(tree).encode(), commas_and_brackets(tree)
    assert not openai._has_more(body, nodes)
    if len(body) > 2 * nodes:
        assert not nodes or openai._has_more(body, nodes - 1)


def test_more_than_there_may_be_is_refused_before_it_is_read() -> None:
    with pytest.raises(TooLarge):
        openai.read(b"[" * 50, nodes=20)  # which is not even JSON
