"""What texts are as a whole."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isthmus.detect import Detector, built_in, level_of
from isthmus.detect.documents import DocumentRule, documents
from isthmus.detect.occasions import BUILT_IN_DOCUMENTS
from isthmus.domain.errors import SettingsError
from isthmus.domain.labels import Level

from .figures import PROSE

ALL = documents(BUILT_IN_DOCUMENTS)

KINDS = {
    "document.board": (
        "Memo to the\n  Board\n\nThe quarter closed ahead of plan.",
        "Minutes of the meeting of the board of directors, held on Monday",
        "Die Aufsichtsratssitzung am Montag hat folgende Tagesordnung",
        "Procès-verbal du conseil d’administration",
        "Orden del día del consejo de administración", "Ordine del giorno del consiglio di amministrazione",
    ),
    "document.strategy": (
        "We opened the data room; due diligence on the target company ends in May.",
        "Absichtserklärung unterschrieben, der Kaufpreis steht, der Datenraum ist offen",
    ),
    "document.personnel": (
        "After the written warning, a performance improvement plan was agreed.",
        "In der Personalakte liegt eine Abmahnung.", "licenciement après un avertissement disciplinaire",
        "amonestación y despido", "richiamo disciplinare e licenziamento",
    ),
    "document.medical": (
        "Discharge summary. Past medical history: none. The patient was prescribed rest.",
        "Arztbrief: Anamnese unauffällig, Befund siehe unten, die Patientin erhielt Ruhe",
        "compte rendu d'hospitalisation : le patient, sans antécédents médicaux",
        "informe de alta: el paciente no tiene antecedentes", "lettera di dimissione: il paziente, anamnesi negativa",
    ),
    "document.marked": ("STRICTLY CONFIDENTIAL", "Streng vertraulich!", "strictement confidentiel"),
    "legal.privilege": (
        "PRIVILEGED & CONFIDENTIAL", "covered by attorney–client privilege",
        "dies ist Anwaltskorrespondenz", "couvert par le secret professionnel", "secreto profesional del abogado",
        "coperto da segreto professionale",
    ),
    "code.source": (
        "def total(rows):\n    if not rows:\n        return 0\n    return sum(rows)\n",
        "const a = require('b');\nmodule.exports = function () {\n  return a;\n}\n",
        "#include <stdio.h>\nint main(void) {\n  puts(\"hello\");\n}\n",
        "public class A {\n  private int b;\n  @Override\n  public String toString() { return c; }\n}\n",
        "package main\nfunc main() {\n  a := 1\n  fmt.Println(a)\n}\n",
        "fn main() {\n    let mut a = 1;\n    println!(\"{}\", a);\n}\n",
    ),
}  # fmt: skip
CASES = [(category, text) for category, many in KINDS.items() for text in many]
DETECTOR = Detector(built_in(), documents=ALL)


@pytest.mark.parametrize(("category", "text"), CASES)
def test_a_document_is_known_for_what_it_is(category: str, text: str) -> None:
    assert ALL.about([text]) == {category}
    assert ALL.about(["user", text, "gpt"]) == {category}


@pytest.mark.parametrize(
    "text",
    [
        " ".join(PROSE), "", "board", "What does due diligence mean?", "onboard meetings of directors",
        "The patient waited. Thank you for your patience; the diagnosis of the outage follows.",
        "He imports and returns goods for his class; it is private.", '{\n  "a": 1,\n  "b": {\n  "c": 2\n}\n}\n',
        "The dashboard memo", "our target company list", "disciplinary", "market share grew",
        "2024-01-15 10:22:33 INFO started; pid=1\n2024-01-15 10:22:34 INFO done\n",
    ],
)  # fmt: skip
def test_ordinary_texts_are_of_no_kind(text: str) -> None:
    assert ALL.about([text]) == frozenset()


def test_a_rule_of_ones_own_counts_different_words() -> None:
    falcon = DocumentRule(
        name="falcon", category="document.falcon", all_of=("Falcon",), any_of=("a", "B c", "d"), at_least=2
    )
    rules = documents([falcon, DocumentRule(name="x", category="custom.x", all_of=("x y",))])
    assert rules.about(["falcon: a, a, a"]) == frozenset()
    assert rules.about(["FALCON: a", "b\n\n\tC"]) == {"document.falcon"}
    assert rules.about(["a b c d"]) == frozenset()
    assert rules.about(["xx y x yy"]) == frozenset()
    assert rules.about(["x \xa0 y"]) == {"custom.x"}
    assert rules.categories == {"document.falcon", "custom.x"}


@pytest.mark.parametrize(
    ("rule", "says"),
    [
        (DocumentRule(name="r", category="document.r"), "names no words"),
        (DocumentRule(name="r", category="document.r", any_of=("a", " A "), at_least=2), "of 1 different"),
        (DocumentRule(name="r", category="document.r", any_of=("a",), at_least=0), "at_least is 0"),
        (DocumentRule(name="r", category="document.r", any_of=("a", " ")), "empty"),
    ],
)
def test_a_rule_that_cannot_hold_is_refused(rule: DocumentRule, says: str) -> None:
    with pytest.raises(SettingsError, match=says):
        documents([rule])


def test_every_kind_has_a_level() -> None:
    levels = {category: level_of(category) for category in ALL.categories}
    assert levels.pop("document.medical") is Level.RESTRICTED
    assert levels.pop("code.source") is Level.INTERNAL
    assert set(levels.values()) == {Level.CONFIDENTIAL}


@given(st.lists(st.text(max_size=30), max_size=4), st.sampled_from(CASES))
def test_texts_beside_a_document_never_hide_it(others: list[str], case: tuple[str, str]) -> None:
    category, text = case
    assert category in ALL.about([*others, text, *others])


def test_no_texts_are_about_nothing() -> None:
    assert ALL.about([]) == documents([]).about(["board memo"]) == frozenset()


def test_a_lone_surrogate_hides_nothing() -> None:
    assert ALL.about(["\ud800 board memo"]) == {"document.board"}


@pytest.mark.parametrize(("category", "text"), CASES)
def test_a_scan_says_of_texts_what_the_rules_say_of_them_wherever_they_are_cut(category: str, text: str) -> None:
    cuts = [[text], *([text[:at], text[at + 1 :]] for at, letter in enumerate(text) if letter.isspace())]
    assert {category} <= DETECTOR.scan([text]).about
    for texts in cuts:
        assert DETECTOR.scan(texts).about == ALL.about(texts)


def test_so_it_does_by_rules_of_one_s_own() -> None:
    rules = [
        DocumentRule(name="l", category="custom.lines", any_of=("one\ntwo",), literal=True),
        DocumentRule(name="n", category="custom.names", any_of=("NAME",)),
    ]
    whole = documents(rules)
    detector = Detector(built_in(), documents=whole)
    for texts in (["one", "two"], ["one\ntwo"], ["see NAME-bcdfghjklmnpqrstbcdf"], ["one two"], []):
        assert detector.scan(texts).about == whole.about(texts)
    assert detector.scan(["one", "two"]).about == {"custom.lines"}
    assert detector.scan(["see NAME-bcdfghjklmnpqrstbcdf"]).about == {"custom.names"}


def test_very_many_terms_are_looked_for_apart_from_everything_else() -> None:
    many = documents([DocumentRule(name="m", category="custom.m", any_of=tuple(f"term {n}x" for n in range(3_000)))])
    assert many.hint == ""
    assert Detector(built_in(), documents=many).scan(["a term 17x"]).about == {"custom.m"}
