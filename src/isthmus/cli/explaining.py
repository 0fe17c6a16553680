"""`isthmus explain`: the twelve steps of one request, its contracts, and what the other side was shown."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click
import msgspec

from isthmus.cli.terminal import (
    Misused,
    config_option,
    console,
    json_option,
    new_table,
    note,
    print_json,
    printable,
)

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from isthmus.cli.evidence import Trace
    from isthmus.domain.records import Account, Intent, Outcome, Step
    from isthmus.settings import Settings

STEPS = (
    "admit", "label", "permit", "plan", "gather", "disguise", "cross", "answer", "restore", "verify", "synthesise",
    "account",
)  # fmt: skip
_ATTEMPT = range(5, 11)
"""The steps that each attempt goes through anew."""


@click.command("explain", short_help="Show what was decided for a request, and why.")
@click.argument("request_id")
@config_option
@click.option("--seen", is_flag=True, help="Also open the sealed copies of what crossed.")
@click.option("--replay", is_flag=True, help="Decide again from the record, and compare; exit code 1 if it differs.")
@json_option
def explain_command(request_id: str, config: Path | None, seen: bool, replay: bool, as_json: bool) -> None:
    """Show what was decided for a request, and why.

    REQUEST_ID is what the answer's header x-isthmus-request-id said. The twelve steps come from the evidence, in
    the order they happened, several attempts one after the other; then the contract of each crossing, and how it
    ended. It reads the evidence only, so the gateway may be running or not.

    \b
    Examples:
      isthmus explain 0-1f-9c2ab1f4e0d37a55
      isthmus explain 0-1f-9c2ab1f4e0d37a55 --seen
      isthmus explain 0-1f-9c2ab1f4e0d37a55 --replay
      isthmus explain 0-1f-9c2ab1f4e0d37a55 --json | jq .account.steps
    """
    from isthmus import settings as configuration
    from isthmus.cli.evidence import trace

    settings = configuration.load(config or configuration.located(), credentials=False)
    found = trace(settings.data / "evidence", request_id)
    if found is None:
        raise Misused(
            f"the evidence in {settings.data / 'evidence'} holds no request with that id",
            "Take the id from the header x-isthmus-request-id, and the configuration that served it with --config.",
        )
    shown = dict(_payloads(settings, found)) if seen else None
    same = _decided_again(settings, found) if replay else None
    if as_json:
        asked = {"seen": shown, "replayed": same}
        print_json({**msgspec.to_builtins(found), **{key: value for key, value in asked.items() if value is not None}})
    else:
        _show(console(), msgspec.convert(_harmless(msgspec.to_builtins(found)), type(found)))
        if shown is not None:
            _show_seen(console(), found, shown)
        if same is not None:
            verdict = "[bold green]the same decision, bit for bit[/]" if same else "[bold red]another decision[/]"
            console().print("\nreplayed from the record:", verdict)
    if same is False:
        raise click.exceptions.Exit(1)


def _decided_again(settings: Settings, found: Trace) -> bool:
    """Whether the policies at hand decide as the record says, given what it says was given."""
    from isthmus.decision import NotReplayable
    from isthmus.decision import replay as decide_again
    from isthmus.policy import load

    if found.account is None:
        raise Misused("there is no account of this request, so nothing to decide again", "Replay one that has ended.")
    policy = load(settings.policies, settings.zones, regions=settings.document.regions)
    try:
        decision = decide_again(found.account, policy)
    except NotReplayable as wrong:
        raise Misused(str(wrong), "Give the configuration that was in force with --config.") from None
    return decision.digest == found.account.decision


def _harmless(value: object) -> object:
    """A tree whose texts a terminal shows and does not obey."""
    match value:
        case str():
            return printable(value)
        case dict():
            return {printable(str(key)): _harmless(inner) for key, inner in value.items()}
        case list() | tuple():
            return [_harmless(inner) for inner in value]
        case _:
            return value


# -- the twelve steps -------------------------------------------------------------------------------------------


def _show(out: Console, found: Trace) -> None:
    from rich.text import Text

    account = found.account
    if account is None:
        note(f"{found.request} is still under way, or a crash cut it off: there is no account of it, only contracts")
    else:
        out.print(_headline(account))
        out.print(_sub_headline(account), style="dim")
        out.print()
        out.print(_steps_table(account.steps))
    for intent in found.intents:
        out.print()
        out.print(Text.assemble(("contract ", "bold"), intent.crossing))
        out.print(_contract_table(intent, found.outcome_of(intent.crossing)))


def _headline(account: Account) -> object:
    from rich.text import Text

    style = "bold green" if account.outcome == "answered" else "bold red"
    by = f" by {account.model}" + (f" in {account.zone}" if account.zone else "")
    stood_in = f" (stood in: {account.fallback})" if account.fallback else ""
    return Text.assemble((account.request, "bold"), "  ", (account.outcome, style), by, stood_in)


def _sub_headline(account: Account) -> str:
    at = datetime.fromtimestamp(account.at, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
    cost = f", cost {account.cost:.6f}" if account.cost else ""
    return (
        f"{at}, {account.milliseconds:.1f} ms{cost}, route {account.route}, {account.tenant}/{account.application}"
        f", policy {account.policy[:12]}, decision {account.decision[:12]}"
    )


def _steps_table(steps: tuple[Step, ...]) -> Table:
    table = new_table("", "step", "decided", "why")
    table.columns[0].justify = "right"
    table.columns[0].style = "dim"
    table.columns[2].overflow = table.columns[3].overflow = "fold"
    for number, verb, decided, why in _rows(steps):
        reached = decided is not None
        table.add_row(
            str(number), verb, decided if reached else "not reached", "\n".join(why), style="" if reached else "dim"
        )
    return table


def _rows(steps: tuple[Step, ...]) -> Iterator[tuple[int, str, str | None, tuple[str, ...]]]:
    """The steps as they happened, and in their places those that did not."""
    by_number = {n: [s for s in steps if s.number == n] for n in range(1, len(STEPS) + 1)}
    for number, verb in enumerate(STEPS, 1):
        if number == _ATTEMPT.start:
            yield from _attempts([s for s in steps if s.number in _ATTEMPT])
        elif number not in _ATTEMPT:
            for step in by_number[number]:
                yield step.number, step.verb, step.decided, step.why
            if not by_number[number]:
                yield number, verb, None, ()


def _attempts(steps: list[Step]) -> Iterator[tuple[int, str, str | None, tuple[str, ...]]]:
    """In the order they happened, attempt after attempt; what never happened stands before the next later step.

    A whole answer is restored while it is read, so that the two are written down the other way round.
    """
    for at in range(len(steps) - 1):
        if (steps[at].number, steps[at + 1].number) == (9, 8):
            steps[at], steps[at + 1] = steps[at + 1], steps[at]
    missing = [number for number in _ATTEMPT if number not in {step.number for step in steps}]
    for step in steps:
        while missing and missing[0] < step.number:
            yield missing[0], STEPS[missing.pop(0) - 1], None, ()
        yield step.number, step.verb, step.decided, step.why
    for number in missing:
        yield number, STEPS[number - 1], None, ()


def _contract_table(intent: Intent, outcome: Outcome | None) -> Table:
    from rich.table import Table

    table = Table.grid(padding=(0, 2))
    table.add_column(style="dim", justify="right")
    table.add_column(overflow="fold")
    for field in intent.contract.__struct_fields__:
        table.add_row(field.replace("_", " "), _said(getattr(intent.contract, field)))
    table.add_row("bytes", f"{intent.size}, {'sealed as' if intent.sealed else 'digest only,'} {intent.payload[:16]}…")
    table.add_row("ended", _ending(outcome))
    return table


def _said(value: object) -> str:
    if isinstance(value, dict):
        return (
            ", ".join(f"{k.replace('_', ' ')} {_said(v)}" for k, v in value.items() if v not in ("", [], None))
            or "nothing"
        )
    if isinstance(value, list | tuple):
        return " + ".join(map(str, value)) or "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value) if value != "" else "none given"


def _ending(outcome: Outcome | None) -> str:
    if outcome is None:
        return "UNKNOWN: nothing was written down about how it ended"
    tokens = f", {outcome.prompt_tokens} tokens there and {outcome.completion_tokens} back"
    http = f", HTTP {outcome.http}" if outcome.http else ""
    return outcome.result + http + (tokens if outcome.prompt_tokens or outcome.completion_tokens else "")


# -- what the other side was shown ------------------------------------------------------------------------------


def _payloads(settings: Settings, found: Trace) -> Iterator[tuple[str, object]]:
    """Each crossing's body, or why it cannot be read."""
    import os
    import time

    from isthmus.state.keys import KeyStore
    from isthmus.state.vault import Exchanged, NotReadable, Vault

    keys = KeyStore(settings.data / "keys", os.urandom)
    vault = Vault(settings.data / "vault", "reader", keys, time.time, os.urandom)
    for intent in found.intents:
        if not intent.sealed:
            yield intent.crossing, "not kept: policy, label or configuration says that nothing of it may be"
            continue
        try:
            copy = vault.open(intent.sealed, about=intent.crossing, digest=intent.payload)
            yield intent.crossing, msgspec.json.decode(copy)
        except Exchanged as other:
            yield intent.crossing, other.message
        except NotReadable as gone:
            yield intent.crossing, f"{gone.message}; or a running gateway has not written it yet"
        except msgspec.DecodeError:
            yield intent.crossing, "the sealed copy is not JSON"


def _show_seen(out: Console, found: Trace, shown: dict[str, object]) -> None:
    from rich.text import Text

    if not shown:
        out.print("\nNothing crossed, so nobody else saw anything.")
    for crossing, content in shown.items():
        out.print()
        out.print(Text.assemble(("seen ", "bold"), crossing))
        text = content if isinstance(content, str) else msgspec.json.format(msgspec.json.encode(content)).decode()
        out.print(printable(text))
