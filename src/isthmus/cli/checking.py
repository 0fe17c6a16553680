"""`isthmus check`, and what `serve` asks for before it begins several processes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click
import msgspec

from isthmus.cli.terminal import FAILED, complain, config_option, console, json_option, new_table, print_json

if TYPE_CHECKING:
    from rich.table import Table

    from isthmus.policy import CaseResult, PolicySet
    from isthmus.settings import Settings

TESTS = "tests.yaml"


class Examined(msgspec.Struct, frozen=True):
    """What was found in order. `cases` are the policy tests; none when there is no file of them."""

    policies: int
    cases: tuple[CaseResult, ...]

    @property
    def failed(self) -> tuple[CaseResult, ...]:
        return tuple(case for case in self.cases if not case.passed)


def examine(settings: Settings) -> Examined:
    """Builds everything that `serve` builds, over a data directory that is thrown away. Raises `SettingsError`."""
    import asyncio
    import tempfile

    from isthmus.compose import House
    from isthmus.state import private

    private.check(settings.data)
    with tempfile.TemporaryDirectory(prefix="isthmus-check-") as nowhere:
        document = msgspec.structs.replace(settings.document, data=nowhere)
        house = House(msgspec.structs.replace(settings, document=document))
        policies = house.runtime.policy
        asyncio.run(house.close())
    return Examined(len(policies.policies), run_tests(settings, policies))


def run_tests(settings: Settings, policies: PolicySet) -> tuple[CaseResult, ...]:
    """The policy tests beside the policies; none when there is no such file. Raises `SettingsError`."""
    from isthmus.policy import run_cases

    file = f"{settings.document.policy.rstrip('/')}/{TESTS}"
    if not (settings.root / file).exists():
        return ()
    return run_cases(policies, settings.text(file), file)


@click.command("check", short_help="Say whether `serve` would start, and what it would serve.")
@config_option
@json_option
@click.pass_context
def check_command(ctx: click.Context, config: Path | None, as_json: bool) -> None:
    """Say whether `serve` would start, and what it would serve.

    Reads the configuration and builds everything it names: policies, policy tests, rules, classifiers, word lists,
    credentials. Nothing listens, and nothing is sent. Exit code 1 when a policy test fails, 2 when the settings
    cannot work.

    \b
    Examples:
      isthmus check
      isthmus check --config gateway/isthmus.yaml --json
    """
    from isthmus import settings as configuration

    path = config or configuration.located()
    settings = configuration.load(path)
    examined = examine(settings)
    if as_json:
        print_json(_facts(settings, examined))
    else:
        _show(settings, examined, path)
    if examined.failed:
        ctx.exit(FAILED)


def _facts(settings: Settings, examined: Examined) -> dict[str, object]:
    document = settings.document
    return {
        "ok": not examined.failed,
        "routes": {name: list(_asked(settings, name)) for name in document.routes},
        "models": {name: _place(settings, name) for name in document.models},
        "zones": {name: msgspec.structs.asdict(zone) for name, zone in settings.zones.items()},
        "policies": examined.policies,
        "tests": [{"name": c.name, "place": c.place, "failures": c.failures} for c in examined.cases],
        "keys": len(document.keys),
    }


def _asked(settings: Settings, route: str) -> dict[str, None]:
    from isthmus.domain.plans import asks

    return dict.fromkeys(ask.model for ask in asks(settings.plans[route]))


def _place(settings: Settings, model: str) -> str:
    return getattr(settings.document.models[model], "zone", "device")


def _show(settings: Settings, examined: Examined, path: Path) -> None:
    from rich.text import Text

    out = console()
    for table in (_routes(settings), _models(settings), _zones(settings)):
        out.print(table)
        out.print()
    for case in examined.failed:
        complain(f"{case.place}: {case.name}", "\n".join(case.failures))
    passed = len(examined.cases) - len(examined.failed)
    tests = f"{passed} of {len(examined.cases)} policy tests pass" if examined.cases else "no policy tests"
    callers = f"{len(settings.document.keys)} keys" if settings.document.keys else "no keys, so this machine only"
    verdict, colour = ("not in order", "red") if examined.failed else ("in order", "green")
    counted = f": {examined.policies} policies, {tests}, {callers}"
    out.print(Text.assemble((f"{path}: {verdict}", colour), counted))


def _routes(settings: Settings) -> Table:
    table = new_table("route", "tries in order", "baseline", "otherwise")
    for name, route in settings.document.routes.items():
        otherwise = "a safe answer" if route.fallback else "an error"
        table.add_row(name, " → ".join(_asked(settings, name)), route.baseline, otherwise)
    return table


def _models(settings: Settings) -> Table:
    from isthmus.settings import ChatSettings, OnnxSettings

    table = new_table("model", "kind", "zone", "what")
    for name, model in settings.document.models.items():
        match model:
            case ChatSettings():
                table.add_row(name, "chat", model.zone, f"{model.model} at {model.url}")
            case OnnxSettings(artifact):
                table.add_row(name, "classifier", "device", artifact)
            case _:
                table.add_row(name, "rules", "device", model.file)
    return table


def _zones(settings: Settings) -> Table:
    table = new_table("zone", "trust", "jurisdiction", "keeps", "trains on it")
    for name, zone in settings.zones.items():
        keeps = "for ever, or unknown" if zone.retention_days is None else f"{zone.retention_days} days"
        table.add_row(name, zone.trust, zone.jurisdiction or "unknown", keeps, "yes" if zone.trains else "no")
    return table
