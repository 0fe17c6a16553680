"""Names at their every mention; words and numbers of prose only where they are meant."""

from __future__ import annotations

import json
import re
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from isthmus.redact import TOKEN, Disguised, Found, disguise, restore

from .worlds import KEY, WORDS


def _at(text: str, category: str, value: str) -> Found:
    at = text.index(value)
    return Found.at(category, text, at, at + len(value))


def _shown(text: str, *found: tuple[str, str]) -> str:
    """What crosses of a text; it also comes back, and the door sees nothing left."""
    tree = {"messages": [{"role": "user", "content": text}]}
    done = disguise(tree, [_at(text, c, v) for c, v in found], ("*",), KEY, keep=WORDS)
    said = done.tree["messages"][0]["content"]
    assert restore(said, done.map) == text
    assert done.watch.residue(msgspec.json.encode(done.tree)) == frozenset()
    return TOKEN.sub(lambda token: f"<{token[0][:-4]}>", said)


def _stars(text: str, *found: tuple[str, str]) -> str:
    return re.sub(r"<[^>]+>", "*", _shown(text, *found))


NAME = "personal.name"


@pytest.mark.req("B2")
@pytest.mark.parametrize(
    "mention",
    ["Maria", "Lopez", "LOPEZ", "lopez", "M. Lopez", "M Lopez", "Maria\nLopez", "Maria  Lopez", "Lopez, Maria",
     "Lopez Maria", "maria.lopez", "maria_lopez", "marialopez", "MariaLopez", "Maria L.", "MARIA LOPEZ"],
)  # fmt: skip
def test_every_mention_of_a_name_is_one_pseudonym_of_the_same_person(mention: str) -> None:
    said = _shown(f"Maria Lopez called; then {mention} left, {mention}'s", (NAME, "Maria Lopez"))
    first, *others = [part for part in said.replace("<", ">").split(">") if part.startswith("PERSON-")]
    assert others == [first, first]
    assert said == f"<{first}> called; then <{first}> left, <{first}>'s"


def test_a_name_is_found_in_every_part_key_and_tool_argument() -> None:
    tree: dict[str, Any] = {
        "messages": [
            {"role": "user", "content": "I am Maria Lopez", "name": "maria_lopez"},
            {"role": "assistant", "tool_calls": [{"function": {"arguments": '{"who": "Lopez, Maria", "Lopez": 1}'}}]},
            {"role": "tool", "content": '{"a": "{\\"b\\": \\"LOPEZ\\\\nMaria\\"}"}'},
        ],
        "metadata": {"lopez": "Maria%20Lopez", "x": "TWFyaWEgTG9wZXo="},
    }
    done = disguise(tree, [_at("I am Maria Lopez", NAME, "Maria Lopez")], ("*",), KEY, keep=WORDS)
    payload = json.dumps(done.tree).lower()
    assert "lopez" not in payload
    assert "maria" not in payload
    assert "twfy" not in payload
    assert done.watch.residue(msgspec.json.encode(done.tree)) == frozenset()
    assert json.loads(restore(json.dumps(done.tree), done.map, json=True)) == tree


def test_a_name_is_not_rewritten_inside_other_words() -> None:
    text = "Ann Marsden: annual manners, Marsdenville, Marsden-Hill"
    assert _stars(text, (NAME, "Ann Marsden")) == "*: annual manners, Marsdenville, *-Hill"


@pytest.mark.parametrize(
    ("name", "text", "shown"),
    [
        ("Will Young", "Will Young will go. Will they? Then Will said so.", "* will go. Will they? Then * said so."),
        ("Mark Green", "Mark Green asked: mark it green. So Mark did.", "* asked: mark it green. So * did."),
        ("May Brown", "May Brown came in May 2020, on May 5 and 5 May; brown. Ask May.",
         "* came in May 2020, on May 5 and 5 May; brown. Ask *."),
    ],
)  # fmt: skip
def test_a_name_that_is_an_ordinary_word_counts_alone_only_capitalised_inside_a_sentence(
    name: str, text: str, shown: str
) -> None:
    assert _stars(text, (NAME, name)) == shown


def test_what_was_found_is_hidden_where_it_was_found_even_at_the_beginning_of_a_sentence() -> None:
    assert _stars("Will came home. Will you?", (NAME, "Will")) == "* came home. Will you?"
    tree = {"c": "Will came home"}
    for given_ in ([Found(NAME, "Will")], [_at("Will came home", NAME, "Will")]):
        assert "Will" not in disguise(tree, given_, ("*",), KEY).tree["c"]


def test_a_surname_that_two_people_share_is_neithers() -> None:
    text = "Maria Lopez and Juan Lopez; the Lopez family; Juan"
    said = _shown(text, (NAME, "Maria Lopez"), (NAME, "Juan Lopez"))
    maria, juan, both, again = [part for part in said.replace("<", ">").split(">") if part.startswith("PERSON-")]
    assert len({maria, juan, both}) == 3
    assert again == juan


def test_a_longer_form_of_a_name_is_the_same_person() -> None:
    said = _shown(
        "Dr. Anna Maria Lopez; Anna Lopez; Lopez", (NAME, "Dr. Anna Maria Lopez"), (NAME, "Anna Lopez"), (NAME, "Lopez")
    )
    assert len({part for part in said.replace("<", ">").split(">") if part.startswith("PERSON-")}) == 1


_bits = st.lists(
    st.sampled_from(["Maria", "Lopez", "maria", "LOPEZ", "M.", "Will", "will", " ", "  ", ", ", "\n", ".", "'s", "x",
                     "-", "Young", "young", '"', "\\n", "é", "42", "years"]), max_size=14).map("".join)  # fmt: skip


@given(_bits, st.booleans())
@settings(max_examples=300, deadline=None)
def test_disguise_and_door_agree_on_what_is_a_mention(text: str, nested: bool) -> None:
    seen = "Maria Lopez and Will Young, 42 years"
    found = [_at(seen, NAME, "Maria Lopez"), _at(seen, NAME, "Will Young"), _at(seen, "personal.age", "42")]
    content = json.dumps({"a": text, "n": 42}) if nested else text
    tree = {"messages": [{"role": "user", "content": seen}, {"role": "user", "content": content}], "max_tokens": 42}
    done = disguise(tree, found, ("*",), KEY, keep=WORDS)
    assert done.watch.residue(msgspec.json.encode(done.tree)) == frozenset()
    assert restore(done.tree["messages"][1]["content"], done.map) == content
    left = TOKEN.sub(" ", done.tree["messages"][1]["content"])
    assert not re.search(r"(?<![^\W\d_])lopez(?![^\W\d_])", left, re.IGNORECASE)


# -- numbers and words that are not names -------------------------------------------------------------------------


def _aged(tree: Any) -> Disguised:
    return disguise(tree, [_at("She is 42 years old", "personal.age", "42")], ("*",), KEY, keep=WORDS)


@pytest.mark.req("B2")
def test_an_age_is_not_every_number_of_the_request() -> None:
    tree = {
        "messages": [{"role": "user", "content": "She is 42 years old. See page 42; 42. the end; 4.42, limit is 42"}],
        "max_tokens": 42,
        "seat": 42,
        "metadata": {"n": "42", "all": [42, 1]},
    }
    done = _aged(tree)
    said = TOKEN.sub("*", done.tree["messages"][0]["content"])
    assert said == "She is * years old. See page 42; 42. the end; 4.42, limit is 42"
    assert {k: v for k, v in done.tree.items() if k != "messages"} == {k: v for k, v in tree.items() if k != "messages"}
    assert done.watch.residue(msgspec.json.encode(done.tree)) == frozenset()


@pytest.mark.parametrize(
    "other",
    ["aged 42", "a 42-year-old", "42 years", "42 yrs", "age: 42", "Alter 42", "42 ans", '{"age": 42}', '{"age":"42"}'],
)
def test_an_age_beside_a_word_for_age_is_the_age_and_the_door_stops_it(other: str) -> None:
    done = _aged({"messages": [{"role": "user", "content": "She is 42 years old"}, {"role": "user", "content": other}]})
    assert "42" not in done.tree["messages"][1]["content"]
    assert done.watch.residue(msgspec.json.encode({"content": other})) == {"personal.age"}
    assert done.watch.residue(b'{"age":42}') == {"personal.age"}
    assert done.watch.residue(b'{"max_age":42,"max_tokens":42,"n":[42]}') == frozenset()


def test_an_age_that_is_all_of_a_text_is_no_number_of_the_wire() -> None:
    done = disguise({"a": "42", "b": "42", "seats": 42}, [Found.at("personal.age", "42", 0, 2)], ("*",), KEY)
    assert TOKEN.fullmatch(done.tree["a"])
    assert TOKEN.fullmatch(done.tree["b"])
    assert done.tree["seats"] == 42
    assert done.watch.residue(b'{"a":"42"}') == {"personal.age"}
    assert done.watch.residue(b'{"max_tokens":42,"seats":[42, 42]}') == frozenset()


def test_an_age_that_is_a_number_under_its_key_is_hidden_and_is_a_number_again() -> None:
    done = _aged({"messages": [{"content": "She is 42 years old"}], "age": 42})
    assert TOKEN.fullmatch(done.tree["age"])
    assert restore(f'{{"age":"{done.tree["age"]}"}}', done.map, json=True) == '{"age":42}'


def test_a_number_of_prose_counts_where_the_same_word_stands_beside_it() -> None:
    text = "Room 2019 is free. She graduated 2019, he graduated 2019 too; 2019 was wet, version 2019"
    at = text.index("graduated 2019") + len("graduated ")
    done = disguise({"c": text}, [Found.at("quasi.date", text, at, at + 4)], ("*",), KEY)
    assert (
        TOKEN.sub("*", done.tree["c"])
        == "Room 2019 is free. She graduated *, he graduated * too; 2019 was wet, version 2019"
    )


def test_a_place_that_is_an_ordinary_word_is_one_only_where_it_is_capitalised() -> None:
    text = "We moved to Reading. Reading is fun, reading in Reading; proofreading"
    assert _stars(text, ("quasi.place", "Reading")) == "We moved to *. Reading is fun, reading in *; proofreading"
    assert _stars("the US told us so in the US", ("quasi.place", "US")) == "the * told us so in the *"
    assert _stars("Oslo, oslo, OSLO, Osloer", ("quasi.place", "Oslo")) == "*, *, *, Osloer"


def test_without_places_a_short_number_is_hidden_wherever_it_stands_alone() -> None:
    tree = {"c": "42 and 421 and 42."}
    assert TOKEN.sub("*", disguise(tree, [Found("personal.age", "42")], ("*",), KEY).tree["c"]) == "* and 421 and *."


def _people(said: str, *names: tuple[str, str]) -> tuple[str, Disguised]:
    found = [_at(said, category, text) for category, text in names]
    done = disguise({"content": said}, found, ("*",), KEY)
    assert restore(done.tree["content"], done.map) == said
    assert done.watch.residue(json.dumps(done.tree).encode()) == frozenset()
    return done.tree["content"], done


@pytest.mark.req("B2")
def test_capitals_of_another_length_or_letter_are_the_name() -> None:
    said = "Annegret Großmann and Emre Yılmaz: GROSSMANN, YILMAZ, ANNEGRET GROSSMANN"
    shown, done = _people(said, ("personal.name", "Annegret Großmann"), ("personal.name", "Emre Yılmaz"))
    assert not re.search("gro|y[iı]l", shown, re.IGNORECASE)
    assert done.watch.residue(b'{"content": "GROSSMANN"}') == {"personal.name"}


def test_a_name_run_together_is_the_name_in_any_order() -> None:
    shown, _ = _people("Maria Lopez, MariaLopez, LopezMaria", ("personal.name", "Maria Lopez"))
    assert "Lopez" not in shown
    assert "Maria" not in shown


@pytest.mark.req("B2")
def test_a_part_of_a_name_that_was_also_found_as_something_stricter_is_still_a_part_of_the_name() -> None:
    said = "Kim Nakamura is here. The Kim of the list; {kim.petrov}"
    found = [Found.at("personal.name", said, 0, 12), Found.at("quasi.profession", said, 26, 29)]
    shown = disguise({"content": said}, found, ("*",), KEY).tree["content"]
    assert "kim" not in shown.lower()


def test_one_letter_that_was_found_leaves_all_other_letters_alone() -> None:
    said = "a firm of Tanaka's people. It's his, he's said; plan s, size m"
    at = said.index("s people")
    done = disguise({"content": said}, [Found.at("quasi.organisation", said, at, at + 1)], ("*",), KEY)
    assert done.count == 1
    assert done.watch.residue(json.dumps({"model": "model-s", **done.tree}).encode()) == frozenset()


def test_the_name_of_the_model_is_no_leak_of_a_firm_that_is_called_so() -> None:
    said = "We work with Mistral as before."
    _, done = _people(said, ("quasi.organisation", "Mistral"))
    own = b'"model":"mistral-large"'
    assert done.watch.residue(b"{" + own + b"}") == {"quasi.organisation"}
    assert done.watch.residue(b"{" + own + b"}", own) == frozenset()
    assert done.watch.residue(b"{" + own + b',"content":"mistral"}', own) == {"quasi.organisation"}


def test_nobody_is_called_as_a_literal_of_json_is() -> None:
    said = "Ms Null wrote: is null there?"
    done = disguise({"c": said, "a": '{"x": null, "y": [null]}', "z": None}, [_at(said, NAME, "Null")], ("*",), KEY)
    assert "ull" not in done.tree["c"]
    assert (done.tree["a"], done.tree["z"]) == ('{"x": null, "y": [null]}', None)
    assert done.watch.residue(msgspec.json.encode(done.tree)) == frozenset()
    assert done.watch.residue(b'{"c": "Null"}') == {NAME}


@pytest.mark.parametrize(
    "text",
    [
        "Ada Lovelace, ada.example@example.org", "ada.example@example.org, Ada Lovelace",
        "Lovelace ada.example@example.org wrote", "Ada Lovelace (ada.example@example.org)",
    ],
)  # fmt: skip
def test_a_name_and_the_address_beside_it_that_has_a_part_of_it_are_two_values(text: str) -> None:
    values = [Found("personal.name", "Ada Lovelace"), Found("personal.email", "ada.example@example.org")]
    made = disguise({"content": text}, values, ("*",), b"k" * 32, keep=frozenset(["content"]))
    shown = made.tree["content"]
    assert shown.count("PERSON-") == shown.count("EMAIL-") == 1
    assert not made.watch.residue(shown.encode())
