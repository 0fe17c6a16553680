"""Where values are looked for, and what is left alone."""

from __future__ import annotations

import base64
import json
import re
from hashlib import sha256
from typing import Any

import pytest

from isthmus.redact import TOKEN, Found, disguise, restore
from isthmus.redact.escapes import ESCAPE

from .worlds import KEY

CARD = Found("financial.card", "4111111111111111")
ALICE = Found("personal.email", "alice@x.org")
PIN = Found("secret.pin", "4711")


def _disguised(tree: Any, *values: Found, patterns: tuple[str, ...] = ("*",), **options: Any) -> Any:
    return disguise(tree, values, patterns, KEY, **options).tree


def test_the_engine_passes_over_what_begins_no_escape(capsys: pytest.CaptureFixture[str]) -> None:
    """It does where each alternative begins with a letter of its own that is in no group."""
    re.compile(ESCAPE.pattern, re.DEBUG)
    assert re.search(r"\n *0\. INFO \d+ 0b100 ", capsys.readouterr().out)  # a set of letters for a prefix


def test_what_the_patterns_do_not_name_crosses_as_it_is() -> None:
    tree = {"c": "alice@x.org pays with 4111111111111111"}
    done = disguise(tree, [ALICE, CARD], ("financial.*",), KEY)
    assert "alice@x.org" in done.tree["c"]
    assert "4111" not in done.tree["c"]
    assert done.categories == {"financial.card"}
    assert done.count == 1


def test_with_nothing_to_hide_the_request_is_the_same_object() -> None:
    tree = {"c": "EMAIL-bcdfbcdfbcdfbcdfbcdf"}
    done = disguise(tree, [ALICE], (), KEY)
    assert done.tree is tree
    assert len(done.map) == 0


@pytest.mark.req("B2")
def test_a_value_found_once_is_replaced_in_every_place_of_the_request() -> None:
    tree = {
        "messages": [
            {"role": "user", "name": "alice@x.org", "content": [{"type": "text", "text": "I am <alice@x.org>"}]},
            {"role": "assistant", "tool_calls": [{"function": {"arguments": '{"to": ["alice@x.org"]}'}}]},
            {"role": "tool", "content": '{"alice@x.org": {"paid": true}}'},
        ],
        "metadata": {"alice@x.org": "yes"},
        "user": "alice@x.org",
        "stop": ["alice@x.org"],
        "tools": [
            {
                "function": {
                    "description": "mail alice@x.org",
                    "parameters": {"properties": {"alice@x.org": {"enum": ["alice@x.org"]}}},
                }
            }
        ],
    }
    done = disguise(tree, [ALICE], ("*",), KEY)
    assert "alice@x.org" not in json.dumps(done.tree)
    assert done.count == 10
    assert json.loads(done.tree["messages"][1]["tool_calls"][0]["function"]["arguments"])["to"]
    assert json.loads(restore(json.dumps(done.tree), done.map, json=True)) == tree


def test_the_longest_value_wins_and_overlapping_values_leave_no_half_behind() -> None:
    names = [
        Found("personal.name", "Ann Smith"),
        Found("personal.name", "Smith-Jones"),
        Found("personal.name", "Smith-"),
    ]
    done = disguise({"c": "Dear Ann Smith-Jones!"}, names, ("*",), KEY)
    assert TOKEN.sub("*", done.tree["c"]) == "Dear *!"
    assert restore(done.tree["c"], done.map) == "Dear Ann Smith-Jones!"


def test_values_that_share_one_letter_are_one_place_and_values_that_only_touch_are_two() -> None:
    found = [Found("custom.a", "abcdefgh"), Found("custom.b", "hijklmno"), Found("custom.c", "pqrstuvw")]
    done = disguise({"c": "abcdefghijklmnopqrstuvw"}, found, ("*",), KEY)
    assert TOKEN.sub("*", done.tree["c"]) == "**"
    assert restore(done.tree["c"], done.map) == "abcdefghijklmnopqrstuvw"


@pytest.mark.req("B2")
def test_which_of_two_values_names_a_run_that_says_both_does_not_depend_on_how_they_sort() -> None:
    def shown(first: str, second: str) -> str:
        run = base64.b64encode(f"{first};{second}".encode()).decode()

        def numbered(_: bytes, message: bytes) -> bytes:
            told = message.decode().replace(run, "run").replace(first, "first").replace(second, "second")
            return sha256(told.encode()).digest()

        found = [Found("personal.email", first), Found("personal.email", second)]
        return str(_disguised({"c": run}, *found, derive=numbered)["c"])

    assert TOKEN.fullmatch(shown("alice@x.org", "clara@x.org"))
    assert shown("alice@x.org", "clara@x.org") == shown("clara@x.org", "alice@x.org")


def test_a_run_that_says_a_place_is_named_as_the_place_and_not_as_one_of_its_halves() -> None:
    place = "49.2015/48.8267"
    run = base64.b64encode(place.encode()).decode()
    shown = _disguised({"c": f"{place} {run}"}, Found("personal.location", place))["c"]
    plain, coded = [token[:-4] for token in shown.split()]
    assert plain == coded


def test_a_place_where_values_overlap_comes_back_only_to_who_may_see_each_of_them() -> None:
    found = [Found("personal.name", "Ann Smith"), Found("secret.project", "Smith-Jones")]
    done = disguise({"c": "Ann Smith-Jones"}, found, ("*",), KEY)
    for some in (("personal.*",), ("secret.*",)):
        assert TOKEN.fullmatch(restore(done.tree["c"], done.map, some))
    assert restore(done.tree["c"], done.map, ("personal.*", "secret.*")) == "Ann Smith-Jones"


def test_a_long_value_is_hidden_inside_longer_words_a_short_one_only_where_it_stands_alone() -> None:
    tree = {"c": "x4111111111111111x PIN4711 is 4711, not 99471177 nor 14711"}
    shown = TOKEN.sub("*", _disguised(tree, CARD, PIN)["c"])
    assert shown == "x*x PIN* is *, not 99471177 nor 14711"
    assert (
        TOKEN.sub("*", _disguised({"c": "Ann annuls Annual, \nAnn密"}, Found("personal.name", "Ann"))["c"])
        == "* annuls Annual, \n*密"
    )


def test_a_short_value_that_stands_alone_nowhere_was_found_inside_a_word_and_is_hidden_there() -> None:
    assert TOKEN.sub("*", _disguised({"c": "id 99471177"}, PIN)["c"]) == "id 99*77"


def test_numbers_become_quoted_pseudonyms_in_the_tree_and_in_json_text_and_text_stays_text() -> None:
    inner = json.dumps({"n": 4111111111111111, "s": "4111111111111111", "deeper": json.dumps([4111111111111111])})
    outer = json.dumps({"deep": inner, "list": [4111111111111111, -4111111111111111, 1]})
    tree = {
        "n": 4111111111111111,
        "f": 0.5,
        "args": outer,
        "prose": "4111111111111111",
        "odd": "see: 4111111111111111, ok",
    }
    done = disguise(tree, [CARD], ("*",), KEY)
    assert type(done.tree["n"]) is str
    assert done.tree["f"] == 0.5
    args = json.loads(done.tree["args"])
    assert TOKEN.fullmatch(json.loads(args["deep"])["n"])
    assert TOKEN.fullmatch(json.loads(json.loads(args["deep"])["deeper"])[0])
    assert TOKEN.fullmatch(args["list"][1])
    assert TOKEN.fullmatch(done.tree["prose"]), "a text that is a number gets no quotes"
    assert restore(done.tree["args"], done.map) == outer
    assert json.loads(restore(json.dumps(done.tree), done.map, json=True)) == tree


def test_words_of_the_wire_are_never_rewritten_and_values_that_are_such_words_do_not_stop_the_door() -> None:
    tree = {"role": "user", "content": "the user has content", "max_tokens": 4711, "x": 4711}
    found = [Found("custom.word", w) for w in ("user", "content", "4711")]
    done = disguise(tree, found, ("*",), KEY, keep={"role", "content", "user", "max_tokens"})
    assert done.tree["role"] == "user"
    assert done.tree["max_tokens"] == 4711
    assert TOKEN.fullmatch(done.tree["x"])
    assert TOKEN.sub("*", done.tree["content"]) == "the * has *"
    assert done.watch.residue(json.dumps(done.tree).encode()) == frozenset()
    assert TOKEN.fullmatch(_disguised({"role": "alice@x.org"}, ALICE, keep={"role", "user"})["role"])


@pytest.mark.req("B2")
def test_text_that_looks_like_a_pseudonym_is_escaped_and_comes_back_as_it_was() -> None:
    real = _disguised({"c": "alice@x.org"}, ALICE)["c"]
    forged = real.replace("EMAIL", "IBAN")
    text = f"alice@x.org {real} {forged} x{real}bcdf"
    done = disguise({"c": text}, [ALICE], ("*",), KEY)
    assert str(done.tree["c"]).count(real) == 1, "only the one that we made"
    assert forged not in done.tree["c"]
    assert restore(done.tree["c"], done.map) == text
    assert restore(done.tree["c"], done.map, ()) == text.replace("alice@x.org", real, 1), (
        "the caller's own text comes back to anybody"
    )


def test_json_cut_by_nothing_stays_json_when_a_value_begins_with_the_letter_of_an_escape() -> None:
    nora = Found("personal.email", "nora@x.org")
    arguments = json.dumps({"text": "hello\nora@x.org and \\nora@x.org"})
    done = disguise({"arguments": arguments}, [nora], ("*",), KEY)
    json.loads(done.tree["arguments"])
    assert restore(done.tree["arguments"], done.map) == arguments
    assert done.watch.residue(json.dumps({"c": "hello\nora@x.org"}).encode()) == frozenset(), "a line break and `ora`"
    assert done.watch.residue(json.dumps({"c": "\\nora@x.org"}).encode()) == {"personal.email"}


def test_base64_is_found_in_both_alphabets() -> None:
    odd = Found("secret.key", "\x7f~\x7f?>>>~~~???")
    for encode in (base64.b64encode, base64.urlsafe_b64encode):
        assert TOKEN.fullmatch(_disguised({"c": encode(odd.text.encode()).decode()}, odd)["c"])


def test_found_as_raw_json_text_a_value_is_hidden_as_what_it_says_too() -> None:
    raw = Found("personal.email", "alice\\u0040x.org")
    done = disguise({"a": '{"to":"alice\\u0040x.org"}', "b": "alice@x.org"}, [raw], ("*",), KEY)
    assert "alice" not in json.dumps(done.tree)
    assert done.tree["b"][:-4] in done.tree["a"], "one entity"


def test_a_value_may_match_no_further_than_its_own_piece() -> None:
    value = Found("custom.odd", "one\0two\0three")
    assert _disguised(["one", "two", "three"], value) == ["one", "two", "three"]
    assert TOKEN.fullmatch(_disguised(["one\0two\0three"], value)[0])


def test_thousands_of_values_are_all_hidden() -> None:
    values = [Found("personal.email", f"user{n}@host{n}.example.org") for n in range(2000)]
    tree = {"c": "; ".join(v.text for v in values), "d": values[7].text.encode().hex(), "e": [values[7].text] * 2}
    done = disguise(tree, values, ("*",), KEY)
    assert done.count == 2003
    assert "example" not in json.dumps(done.tree)
    assert restore(done.tree["c"], done.map) == tree["c"]
    assert done.watch.residue(json.dumps(done.tree).encode()) == frozenset()
    assert done.watch.residue(json.dumps(tree).encode()) == {"personal.email"}


def test_half_of_a_place_given_by_two_numbers_is_no_less_the_place() -> None:
    tree = {"content": "at 48.8583701, 2.2944813; again 48.8583701 and -2.2944813"}
    made = disguise(tree, [Found("personal.location", "48.8583701, 2.2944813")], ["personal.*"], b"k" * 32)
    assert "48.85" not in made.tree["content"]
    assert "2.2944813" not in made.tree["content"]


def test_a_number_is_hidden_also_where_a_short_word_that_was_taken_with_it_is_missing() -> None:
    said = "CBU 1605305692414979294802, again 1605305692414979294802; XYZ 1336511 C:, again XYZ 1336511."
    found = [Found("health.insurance", "CBU 1605305692414979294802"), Found("health.insurance", "XYZ 1336511 C")]
    shown = disguise([said], found, ["*"], KEY).tree[0]
    assert not any(letter.isdigit() for letter in shown)
    assert "again " in shown


def test_an_address_with_its_scheme_is_hidden_inside_a_longer_word_too() -> None:
    url = "https://www.acme-widgets.com/a?b=1"
    shown = disguise([f"see {url}, x{url}x"], [Found("quasi.domain", url)], ["*"], KEY).tree[0]
    assert "acme" not in shown


@pytest.mark.parametrize("depth", [1_000, 1_000_000])
def test_a_tree_deeper_than_any_request_is_an_error_and_not_the_end(depth: int) -> None:
    tree: Any = "alice@example.org"
    for _ in range(depth):
        tree = [tree]
    with pytest.raises(RecursionError):
        disguise(tree, [Found("personal.email", "alice@example.org")], ("*",), b"k" * 32)
