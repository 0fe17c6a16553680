"""`isthmus policy`: run the tests of the policies, and show everything that the policies let happen."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from isthmus.cli.terminal import (
    FAILED,
    Misused,
    complain,
    config_option,
    console,
    json_option,
    known,
    new_table,
    note,
    print_json,
)

if TYPE_CHECKING:
    from rich.table import Table
    from rich.text import Text

    from isthmus.domain.labels import Level
    from isthmus.domain.places import Facts
    from isthmus.policy import Cell, PolicySet
    from isthmus.settings import Settings

STYLES = {"goes": "green", "goes disguised": "yellow", "never": "red"}
NONE = "nothing found"


@click.group("policy", short_help="Test the policies, and show what they permit.")
def policy_command() -> None:
    """Test the policies, and show what they permit."""


@policy_command.command("test")
@config_option
@json_option
@click.pass_context
def test_command(ctx: click.Context, config: Path | None, as_json: bool) -> None:
    """Run the cases in tests.yaml beside the policies.

    Exit code 1 when one came out otherwise. docs/policy.md describes the format.

    \b
    Examples:
      isthmus policy test
      isthmus policy test --config gateway --json
    """
    from isthmus.cli.checking import TESTS, run_tests

    settings, policies = _loaded(config)
    results = run_tests(settings, policies)
    if not results:
        place = f"{settings.document.policy.rstrip('/')}/{TESTS}"
        raise Misused(f"{place}: there is no such file", "Write what the policies are meant to do; see docs/policy.md.")
    failed = [result for result in results if not result.passed]
    if as_json:
        print_json([{"name": r.name, "place": r.place, "passed": r.passed, "failures": r.failures} for r in results])
    else:
        for result in results:
            if result.passed:
                click.echo(f"✓ {result.name}")
            else:
                complain(f"✗ {result.name}", "\n".join([result.place, *result.failures]))
        click.echo(f"{len(results) - len(failed)} of {len(results)} pass")
    if failed:
        ctx.exit(FAILED)


@policy_command.command("matrix")
@config_option
@click.option("--purpose", "purposes", multiple=True, help="Only this purpose; repeatable.")
@click.option("--zone", "zones", multiple=True, help="Only this zone; repeatable.")
@click.option("--role", "roles", multiple=True, help="As if the caller had this role; repeatable.")
@click.option("--route", default="", help="As if asked over this route.")
@json_option
def matrix_command(
    config: Path | None,
    purposes: tuple[str, ...],
    zones: tuple[str, ...],
    roles: tuple[str, ...],
    route: str,
    as_json: bool,
) -> None:
    """Show what may go where: every level, category and purpose against every zone.

    Computed from the policies, for requests without consent or residency of their own. Categories and purposes that
    fare alike share a row. A category raises content at least to its own level, so the table leaves out what lies
    below; --json has every combination, with the policies that decided it.

    \b
    Examples:
      isthmus policy matrix
      isthmus policy matrix --purpose support --zone hosted-eu
      isthmus policy matrix --role agent --json
    """
    from isthmus.detection import categories_of
    from isthmus.policy import matrix
    from isthmus.wire.unread import KINDS

    settings, policies = _loaded(config)
    known("--purpose", purposes, settings.document.purposes)
    known("--zone", zones, policies.zones)
    known("--route", (route,) if route else (), settings.document.routes)
    categories = [*categories_of(settings), *KINDS]
    cells = matrix(
        policies,
        categories=categories,
        purposes=settings.document.purposes,
        zones=zones or None,
        like=_like(policies, roles, route),
    )
    cells = tuple(c for c in cells if (c.purpose in purposes if purposes else c.purpose))
    if as_json:
        print_json([_plain(cell) for cell in cells])
    else:
        _show(settings, cells, categories)


def _loaded(config: Path | None) -> tuple[Settings, PolicySet]:
    from isthmus import settings as configuration
    from isthmus.policy import load

    settings = configuration.load(config or configuration.located(), credentials=False)
    return settings, load(settings.policies, settings.zones, regions=settings.document.regions)


def _like(policies: PolicySet, roles: tuple[str, ...], route: str) -> Facts:
    """Somebody with these roles; zone and level are filled in for each cell."""
    from isthmus.domain.labels import Level
    from isthmus.domain.places import Facts

    return Facts(policies.zones["device"], Level.PUBLIC, roles=frozenset(roles), route=route)


def _plain(cell: Cell) -> dict[str, object]:
    return {
        "level": cell.level.word, "category": cell.category, "purpose": cell.purpose, "zone": cell.zone,
        "outcome": cell.outcome, "obligations": [str(o) for o in cell.obligations], "reasons": cell.reasons,
    }  # fmt: skip


# -- the table --------------------------------------------------------------------------------------------------

Row = tuple[str, ...]
"""One outcome for each zone."""
Value = TypeVar("Value", bound=Hashable)


def _show(settings: Settings, cells: Sequence[Cell], categories: Sequence[str]) -> None:
    out = console()
    zones = list(dict.fromkeys(cell.zone for cell in cells))
    tables = {purpose: _rows(settings, cells, purpose, zones) for purpose in dict.fromkeys(c.purpose for c in cells)}
    for purposes, rows in _alike(tables):
        out.print(f"purpose: {', '.join(purposes)}", style="bold")
        out.print(_table(rows, zones, categories))
        out.print()
    note("goes disguised: every such value becomes a pseudonym first. --json names the policies.")


def _rows(
    settings: Settings, cells: Sequence[Cell], purpose: str, zones: Sequence[str]
) -> tuple[tuple[Level, tuple[str, ...], Row], ...]:
    """For each level the categories that fare alike, with how they fare in each zone."""
    fares = {(c.level, c.category, c.zone): c.outcome for c in cells if c.purpose == purpose}
    lowest = _floors(settings)
    made = []
    for level in dict.fromkeys(level for level, _, _ in fares):
        categories = [c for c in dict.fromkeys(c for _, c, _ in fares) if not c or lowest(c) <= level]
        each = {category or NONE: tuple(fares[level, category, zone] for zone in zones) for category in categories}
        made += [(level, names, row) for names, row in _alike(each)]
    return tuple(made)


def _alike(things: Mapping[str, Value]) -> list[tuple[tuple[str, ...], Value]]:
    """Names with equal values together, in the order of their first."""
    groups: dict[Value, list[str]] = {}
    for name, value in things.items():
        groups.setdefault(value, []).append(name)
    return [(tuple(names), value) for value, names in groups.items()]


def _floors(settings: Settings) -> Callable[[str], Level]:
    from isthmus.detect.levels import level_of
    from isthmus.detection import levels_of

    levels = levels_of(settings.document.detect)
    return lambda category: level_of(category, levels)


def _table(
    rows: Iterable[tuple[Level, tuple[str, ...], Row]], zones: Sequence[str], categories: Sequence[str]
) -> Table:
    table = new_table("level", "what was found", *zones)
    table.columns[1].ratio = 1
    before = None
    for level, names, fares in rows:
        if before not in (None, level):
            table.add_section()
        table.add_row("" if level == before else level.word, _families(names, categories), *(_fare(f) for f in fares))
        before = level
    return table


def _fare(outcome: str) -> Text:
    from rich.text import Text

    return Text(outcome, STYLES[outcome])


def _families(names: Sequence[str], categories: Sequence[str]) -> str:
    """`personal.*; secret: token`: a family whose every category is among them is not spelt out."""
    families: dict[str, list[str]] = {}
    for name in names:
        family, _, member = name.partition(".")
        families.setdefault(family, []).append(member)
    written = []
    for family, members in families.items():
        whole = sum(category.startswith(f"{family}.") for category in categories)
        if members == [""]:
            written.append(family)
        else:
            written.append(f"{family}.*" if len(members) == whole > 1 else f"{family}: {', '.join(members)}")
    return "; ".join(written)
