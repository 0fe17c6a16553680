import pytest

from isthmus.domain.labels import Level, matches
from isthmus.domain.places import DEVICE, Facts, Zone
from isthmus.policy import Cell, load, matrix

ZONES = {"eu": Zone("eu", "hosted", "EU", retention_days=0, trains=False), "us": Zone("us", "hosted", "US")}
POLICIES = load(
    {
        "p.cedar": """
        @id("home") permit(principal, action, resource) when { resource.trust == "device" };
        @id("eu") @disguise("personal.*") permit(principal, action, resource in Jurisdiction::"EU")
        when { context.at_most.confidential && context.purpose == "support" };
        """
    },
    ZONES,
)


def table(**more: object) -> dict[tuple[str, str, str, str], str]:
    cells = matrix(POLICIES, categories=["personal.email", "network.ip"], purposes=["support"], **more)  # type: ignore[arg-type]
    return {(c.level.word, c.category, c.purpose, c.zone): c.outcome for c in cells}


@pytest.mark.req("A2")
def test_every_combination_stands_in_the_table_once() -> None:
    cells = table()
    assert len(cells) == len(Level) * 3 * 2 * 3
    assert {zone for *_, zone in cells} == {"device", "eu", "us"}


def test_content_goes_or_goes_disguised_or_never() -> None:
    cells = table()
    assert cells["internal", "", "support", "eu"] == "goes"
    assert cells["internal", "network.ip", "support", "eu"] == "goes"
    assert cells["confidential", "personal.email", "support", "eu"] == "goes disguised"
    assert cells["restricted", "", "support", "eu"] == "never"
    assert cells["internal", "", "", "eu"] == "never"
    assert all(outcome == "never" for (*_, zone), outcome in cells.items() if zone == "us")
    assert all(outcome == "goes" for (*_, zone), outcome in cells.items() if zone == "device")


def test_a_cell_carries_why() -> None:
    (cell,) = matrix(POLICIES, levels=[Level.PUBLIC], zones=["us"])
    assert cell == Cell(Level.PUBLIC, "", "", "us", "never", (), ("built-in:no-permit",))


def test_the_rest_of_the_request_is_as_asked() -> None:
    like = Facts(DEVICE, Level.PUBLIC, residency=frozenset({"US"}))
    assert all(outcome == "never" for (*_, zone), outcome in table(like=like).items() if zone == "eu")


def test_only_the_zones_and_levels_asked_for_are_shown() -> None:
    assert {(level, zone) for level, _, _, zone in table(zones=["eu"], levels=[Level.PUBLIC])} == {("public", "eu")}


def test_no_cell_goes_plain_that_its_verdict_wants_disguised() -> None:
    for cell in matrix(POLICIES, categories=["personal.email"], purposes=["support"]):
        wanted = any(
            o.name == "disguise" and cell.category and matches(o.value, cell.category) for o in cell.obligations
        )
        assert (cell.outcome == "goes disguised") == wanted
