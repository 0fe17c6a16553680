import pytest

from isthmus.policy.jurisdictions import COUNTRIES, EU, enclosing, is_known


@pytest.mark.parametrize(
    ("place", "inside"),
    [
        ("", set()),
        ("DE", {"DE", "EU", "EEA"}),
        ("DE-BY", {"DE-BY", "DE", "EU", "EEA"}),
        ("EU", {"EU", "EEA"}),
        ("NO", {"NO", "EEA", "EFTA"}),
        ("CH", {"CH", "EFTA"}),
        ("UK", {"UK", "GB"}),
        ("GR", {"GR", "EL", "EU", "EEA"}),
        ("US", {"US"}),
        ("eu", {"eu"}),
    ],
)
def test_a_place_lies_inside_itself_and_what_encloses_it(place: str, inside: set[str]) -> None:
    assert enclosing(place) == inside


def test_regions_of_the_operator_nest() -> None:
    regions = {"DACH": ["DE", "AT", "CH"], "OURS": ["DACH", "LU"]}
    assert enclosing("CH", regions) == {"CH", "DACH", "OURS"}


def test_the_union_has_its_27_members_and_all_are_countries() -> None:
    assert len(EU) == 27
    assert EU <= COUNTRIES


@pytest.mark.parametrize(
    ("place", "known"), [("US-CA", True), ("XX", False), ("XX-CA", False), ("EEA", True), ("", False)]
)
def test_only_what_exists_is_known(place: str, known: bool) -> None:
    assert is_known(place) is known
