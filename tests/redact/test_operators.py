"""What stands in for a value: chosen by category, giving nothing back, never a way round the disguise."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from isthmus.domain.errors import SettingsError
from isthmus.redact import TOKEN, Disguised, Found, Operator, Restorer, disguise, operators_of, refuse_kept, restore
from isthmus.redact.operators import operator_for

from .worlds import FOUND, KEY, PLANTED, WORDS, requests, sightings

VALUES = {
    "personal.email": "alice.wonder@gmail.com",
    "personal.phone": "+44 20 7123 4567",
    "financial.card": "4111 1111 1111 1111",
    "financial.iban": "DE89370400440532013000",
    "personal.name": "Maria Lopez",
    "quasi.date": "12 March 1984",
    "personal.age": "42",
    "quasi.place": "Mitte, Berlin",
    "personal.address": "12 Long Road, 10115 Berlin-Mitte",
    "secret.api_key": "sk-abcdef123456",
    "quasi.organisation": "Contoso GmbH",
    "personal.ip": "10.1.2.3",
}
TEXT = "Of " + " and of ".join(VALUES.values()) + " years."
ALL = [
    Found.at(category, TEXT, TEXT.index(value), TEXT.index(value) + len(value)) for category, value in VALUES.items()
]
KINDS = ["pseudonym", "synthetic", "mask", "hash", "generalise", "drop"]


def _made(kind: Any, tree: Any = TEXT, found: list[Found] | None = None, **more: Any) -> Disguised:
    return disguise(tree, ALL if found is None else found, ("*",), KEY, operators=operators_of({"*": kind}), **more)


def _one(category: str, text: str, kind: Any) -> str:
    said = _made(kind, {"c": text}, [Found(category, text)]).tree["c"]
    assert isinstance(said, str)
    return said


@pytest.mark.req("B2")
@pytest.mark.parametrize("kind", KINDS)
def test_under_each_operator_no_value_can_be_read_and_the_door_sees_none(kind: str) -> None:
    done = _made(kind)
    payload = msgspec.json.encode(done.tree)
    assert sightings(payload, [v for v in VALUES.values() if v != "42"]) == set()
    assert " 42 " not in done.tree
    assert done.watch.residue(payload) == frozenset()
    assert done.categories == set(VALUES)
    assert _made(kind).tree == done.tree, "the same each time"


@given(requests, st.sampled_from(KINDS))
@settings(max_examples=120, deadline=None)
def test_whatever_the_request_and_the_operator_nothing_of_a_value_crosses(tree: dict[str, object], kind: str) -> None:
    done = disguise(tree, FOUND, ("*",), KEY, keep=WORDS, operators={"*": Operator(kind)})
    payload = msgspec.json.encode(done.tree)
    assert sightings(payload, list(PLANTED)) == set()
    assert done.watch.residue(payload) == frozenset()
    assert not any(value in made for value in PLANTED for made in done.made)


@given(requests)
@settings(max_examples=120, deadline=None)
def test_look_alikes_come_back_byte_for_byte(tree: dict[str, object]) -> None:
    done = disguise(tree, FOUND, ("*",), KEY, keep=WORDS, operators={"*": Operator("synthetic")})
    for before, after in zip(_texts(tree), _texts(done.tree), strict=True):
        if isinstance(before, str):
            assert isinstance(after, str)
            assert restore(after, done.map) == before
            json_before = before[:1] in ("{", "[") and _is_json(before)
            assert not json_before or _is_json(after)


def _texts(tree: object) -> list[object]:
    if isinstance(tree, dict):
        return [s for k, v in tree.items() for s in (k, *_texts(v))]
    return [s for v in tree for s in _texts(v)] if isinstance(tree, list) else [tree]


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


@pytest.mark.parametrize("json_mode", [False, True])
def test_look_alikes_come_back_however_the_stream_is_cut(json_mode: bool) -> None:
    names = "Maria Lopez, Maria, LOPEZ, M. Lopez and maria.lopez; "
    done = _made("synthetic", {"c": names + TEXT, "n": 4111111111111111})
    for answer in (done.tree["c"], json.dumps(done.tree), " ".join(t[:-1] for t in done.map.surfaces)):
        whole = restore(answer, done.map, json=json_mode)
        for cut in range(len(answer) + 1):
            restorer = Restorer(done.map, json=json_mode)
            assert restorer.feed(answer[:cut]) + restorer.feed(answer[cut:]) + restorer.flush() == whole
        restorer = Restorer(done.map, json=json_mode)
        assert "".join(map(restorer.feed, answer)) + restorer.flush() == whole
    assert json.loads(restore(json.dumps(done.tree), done.map, json=True)) == {"c": names + TEXT, "n": 4111111111111111}


def test_an_answer_may_end_in_the_middle_of_a_longer_look_alike() -> None:
    done = _made("synthetic", {"a": "Maria Lopez", "b": "Maria"}, [Found("personal.name", "Maria Lopez")])
    whole, given_name = done.tree["a"], done.tree["b"]
    assert whole.startswith(given_name + " ")
    for answer in (given_name, whole[:-1], whole):
        restorer = Restorer(done.map)
        said = "".join(map(restorer.feed, answer)) + restorer.flush()
        assert said == restore(answer, done.map) == answer.replace(whole, "Maria Lopez").replace(given_name, "Maria")


def test_a_look_alike_comes_back_only_to_who_may_see_the_value() -> None:
    done = _made("synthetic")
    seen = restore(done.tree, done.map, ("personal.*", "quasi.*"))
    assert VALUES["personal.phone"] in seen
    assert VALUES["financial.card"] not in seen


# -- a look-alike that somebody already is ------------------------------------------------------------------------


def test_a_look_alike_that_the_request_says_itself_is_not_used() -> None:
    mail = Found("personal.email", "alice@x.org")
    first = _made("synthetic", {"c": "alice@x.org"}, [mail])
    (alike,) = first.made
    for own in (alike, alike.upper(), f"mailto:{alike}x", alike.replace("@", "%40")):
        done = _made("synthetic", {"c": "alice@x.org", "mine": own}, [mail])
        assert alike not in done.made
        assert done.tree["c"] not in (alike, "alice@x.org")
        assert restore(done.tree["mine"], done.map) == own, "the caller's own text stays the caller's"
        assert restore(done.tree["c"], done.map) == "alice@x.org"


def test_a_real_value_that_equals_a_look_alike_is_itself_disguised() -> None:
    mail = Found("personal.email", "alice@x.org")
    (alike,) = _made("synthetic", {"c": "alice@x.org"}, [mail]).made
    done = _made("synthetic", {"c": f"alice@x.org {alike}"}, [mail, Found("personal.email", alike)])
    assert alike not in done.tree["c"]
    assert alike not in done.made
    assert restore(done.tree["c"], done.map) == f"alice@x.org {alike}"


def test_what_is_found_in_a_stand_in_is_ours_and_what_reaches_beyond_it_is_not() -> None:
    done = _made("synthetic", {"c": "card 4111 1111 1111 1111 1"}, [Found("financial.card", "4111 1111 1111 1111")])
    text = done.tree["c"]
    (alike,) = done.made
    low, high = text.index(alike), text.index(alike) + len(alike)
    assert all(done.ours(text, start, high) for start in range(low, high))
    assert all(done.ours(text, low, end) for end in range(low + 1, high + 1))
    assert not done.ours(text, low - 1, high)
    assert not done.ours(text, low, high + 1)
    assert not done.ours(text, high, len(text))
    assert not _made("pseudonym").ours(text, low, high)


def test_two_values_never_share_a_look_alike() -> None:
    found = [Found("personal.phone", f"+49 170 55501{n:03d}") for n in range(150)]
    text = ", ".join(f.text for f in found)
    done = _made("synthetic", {"c": text}, found)
    assert restore(done.tree["c"], done.map) == text
    assert len(set(str(done.tree["c"]).split(", "))) == 150


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ({"kind": "drop"}, "[removed]"),
        ({"kind": "drop", "text": "(a secret)"}, "a secret"),
        ({"kind": "mask", "keep": 0}, "****"),
    ],
)
def test_a_stand_in_that_would_say_a_value_is_none(kind: dict[str, Any], value: str) -> None:
    found = [Found("personal.email", "alice@x.org"), Found("custom.odd", value)]
    done = _made(kind, {"c": f"alice@x.org, {value}"}, found)
    assert done.watch.residue(msgspec.json.encode(done.tree)) == frozenset()
    assert len(TOKEN.findall(done.tree["c"])) == 2


def test_a_pin_that_a_mask_would_show_is_not_shown() -> None:
    found = [Found("financial.card", "4111 1111 1111 4711"), Found("secret.pin", "4711")]
    done = _made("mask", {"c": "4111 1111 1111 4711, PIN 4711"}, found)
    assert "4711" not in done.tree["c"]


def test_values_that_overlap_are_one_pseudonym_unless_one_of_them_is_to_be_dropped() -> None:
    found = [Found("custom.a", "Ann Smithers"), Found("secret.b", "Smithers-Jones")]
    for kind, shown in (("mask", "*"), ("drop", "[removed]")):
        said = disguise("Ann Smithers-Jones", found, ("*",), KEY, operators=operators_of({"secret.*": kind})).tree
        assert TOKEN.sub("*", said) == shown


def test_keys_of_an_object_stay_apart() -> None:
    found = [Found("personal.email", f"user{n}@x.org") for n in range(3)]
    for kind in KINDS:
        assert len(_made(kind, {f.text: 1 for f in found}, found).tree) == 3


def test_json_text_stays_json_under_every_operator() -> None:
    text = json.dumps({"n": 4111111111111111, "in": json.dumps({"n": [4111111111111111], "c": 'Foo, "Bar\\Baz'})})
    found = [Found("financial.card", "4111111111111111"), Found("quasi.place", 'Foo, "Bar\\Baz')]
    for kind in KINDS:
        done = _made(kind, {"arguments": text}, found)
        json.loads(json.loads(done.tree["arguments"])["in"])
        assert "4111111111111111" not in done.tree["arguments"]


# -- each for itself ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("category", "value", "options", "shown"),
    [
        ("financial.card", "4111 1111 1111 1234", {}, "****1234"),
        ("financial.card", "4111 1111 1111 1234", {"keep": 2}, "****34"),
        ("financial.card", "4111 1111 1111 1234", {"shape": True, "sign": "•"}, "•••• •••• •••• 1234"),
        ("personal.phone", "55501", {}, "****1"),
        ("secret.password", "hunter2hunter2", {}, "****"),
        ("personal.name", "Maria Lopez", {}, "****"),
        ("personal.name", "Maria Lopez", {"shape": True}, "***** *****"),
    ],
)
def test_a_mask_keeps_the_end_and_never_more_than_a_third(
    category: str, value: str, options: dict[str, Any], shown: str
) -> None:
    assert _one(category, value, {"kind": "mask", **options}) == shown


def test_equal_values_of_a_tenant_have_equal_hashes_and_of_two_tenants_others() -> None:
    def hashed(text: str, conversation: bytes, tenant: bytes) -> str:
        found = [Found("personal.email", text)]
        return str(disguise(text, found, ("*",), conversation, operators={"*": Operator("hash")}, tenant=tenant).tree)

    one = hashed("alice@x.org", b"a" * 32, b"t" * 32)
    assert one == hashed("Alice@X.org", b"b" * 32, b"t" * 32)
    assert one != hashed("alice@x.org", b"a" * 32, b"u" * 32)
    assert one != hashed("bob@x.org", b"a" * 32, b"t" * 32)
    assert not TOKEN.search(one), "it must not be taken for a pseudonym"


@pytest.mark.parametrize(
    ("category", "value", "to", "shown"),
    [
        ("quasi.date", "1984-03-12", "year", "1984"),
        ("quasi.date", "1984-03-12", "month", "1984-03"),
        ("quasi.date", "12 March 1984", "month", "March 1984"),
        ("quasi.date", "Mar 12th, 1984", "month", "March 1984"),
        ("quasi.date", "March 1984", "month", "1984"),
        ("personal.birth_date", "12.03.1984", "month", "March 1984"),
        ("personal.birth_date", "03/12/1984", "month", "1984"),
        ("personal.age", "42", "year", "(forties)"),
        ("personal.age", "aged 97", "year", "(ninety or older)"),
        ("personal.age", "7 years", "year", "(under ten)"),
        ("quasi.place", "Mitte, Berlin", "year", "Berlin"),
        ("personal.address", "10115", "year", "10xxx"),
        ("personal.address", "SW1A 1AA", "year", "SW area"),
        ("personal.email", "alice@gmail.com", "year", "(private e-mail address)"),
        ("personal.email", "alice@cs.ox.ac.uk", "year", "(academic e-mail address)"),
        ("personal.email", "alice@x.org", "year", "(e-mail address of an organisation)"),
        ("custom.salary", "81200", "year", "8xxxx"),
    ],
)
def test_what_has_something_coarser_is_shown_as_that(category: str, value: str, to: str, shown: str) -> None:
    assert _one(category, value, {"kind": "generalise", "to": to}) == shown


def test_dates_may_be_told_by_the_days_between_them() -> None:
    dates = ["1984-03-12", "02.01.2024", "4 January 2024", "January 14th, 2024", "2024-02-31"]
    said = "born {}, admitted {}, operated on {}, discharged {}, seen {}".format(*dates)
    operators = operators_of({"quasi.date": {"kind": "generalise", "to": "relative"}})
    found = [Found("quasi.date", text) for text in dates]
    shown = disguise([said], found, ["*"], KEY, operators=operators).tree[0]
    assert shown.startswith(
        "born (day 0), admitted (day 14540), operated on (day 14542), discharged (day 14552), seen DATE-"
    )


def test_a_date_of_two_readings_is_told_by_no_distance() -> None:
    assert TOKEN.fullmatch(_one("quasi.date", "03/12/1984", {"kind": "generalise", "to": "relative"}))
    assert _one("quasi.date", "13/12/1984", {"kind": "generalise", "to": "relative"}) == "(day 0)"


@pytest.mark.parametrize(
    ("category", "value"),
    [("quasi.date", "1984"), ("quasi.date", "soon"), ("quasi.place", "Berlin"), ("financial.card", "4111111111111111"),
     ("custom.word", "Falcon"), ("personal.age", "young")],
)  # fmt: skip
def test_what_has_nothing_coarser_is_a_pseudonym(category: str, value: str) -> None:
    assert TOKEN.fullmatch(_one(category, value, "generalise"))


@pytest.mark.parametrize(
    ("category", "value", "beginning"),
    [
        ("personal.phone", "(212) 736-5000", "+1 "),
        ("personal.phone", "+44 20 7123 4567", "+44 20 7946 0"),
        ("personal.ip", "10.1.2.3", ""),
        ("personal.ip", "2a00:1450::1", "2001:db8::"),
        ("personal.mac", "a4:5e:60:c1:22:33", "00:00:5E:00:53:"),
        ("financial.iban", "DE89370400440532013000", "DE00"),
        ("financial.card", "4111 1111 1111 1111", "000"),
    ],
)
def test_a_look_alike_is_of_a_range_that_nobody_has(category: str, value: str, beginning: str) -> None:
    shown = _one(category, value, "synthetic")
    assert shown.startswith(beginning)
    assert not TOKEN.search(shown)
    if category == "personal.email":
        assert shown.endswith("@example.org")


def test_a_secret_has_no_look_alike() -> None:
    assert TOKEN.fullmatch(_one("secret.password", "hunter2hunter2", "synthetic"))


# -- settings -----------------------------------------------------------------------------------------------------


def test_the_longest_pattern_decides_and_of_several_categories_the_strictest_operator() -> None:
    operators = operators_of(
        {"*": "synthetic", "personal.*": "mask", "personal.email": "pseudonym", "secret.*": "drop"}
    )
    for categories, kind in (
        (("financial.card",), "synthetic"),
        (("personal.phone",), "mask"),
        (("personal.email", "personal.phone"), "mask"),
        (("personal.phone", "secret.key"), "drop"),
    ):
        chosen = operator_for(operators, categories)
        assert chosen is not None
        assert chosen.kind == kind
    assert operator_for(operators, ("personal.email",)) is None


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"personal.phone": "msak"}, "mask"),
        ({"personal.phone": 7}, "pseudonym"),
        ({"personal.phone": {"kind": "mask", "kep": 4}}, "keep, shape, sign"),
        ({"personal.phone": {"kind": "mask", "keep": "four"}}, "whole number"),
        ({"personal.phone": {"kind": "mask", "keep": 9}}, "0 to 8"),
        ({"personal.phone": {"kind": "mask", "sign": "x"}}, "one sign"),
        ({"personal.phone": {"kind": "generalise", "to": "week"}}, "month"),
        ({"personal.phone": {"kind": "hash", "length": 2}}, "8 to 32"),
        ({"personal.phone": {"kind": "drop", "text": 'a"b'}}, "quotes"),
        ({"Personal Phone": "mask"}, "personal.*"),
    ],
)
def test_a_mistake_in_the_settings_is_named_with_its_key_and_its_remedy(said: dict[str, Any], told: str) -> None:
    with pytest.raises(SettingsError) as refused:
        operators_of(said, place="isthmus.yaml:7")
    assert "disguise" in str(refused.value)
    assert refused.value.place == "isthmus.yaml:7"
    assert told in refused.value.remedy


def test_what_policy_obliges_to_disguise_cannot_be_kept() -> None:
    for kept, obliged in (
        ("personal.age", "personal.*"), ("personal.*", "personal.age"), ("*", "quasi.date"), ("quasi.date", "*"),
        ("quasi.date", "quasi.date"),
    ):  # fmt: skip
        with pytest.raises(SettingsError, match="obliges"):
            refuse_kept(operators_of({kept: "keep"}), [obliged])
    refuse_kept(operators_of({"quasi.date": "keep", "personal.*": "mask"}), ["personal.*", "quasi.place"])
    assert TOKEN.fullmatch(_one("personal.email", "alice@x.org", "keep")), "the obligation wins all the same"
