"""`isthmus audit`: verify the evidence, and give outsiders the key to do it themselves."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import msgspec

from isthmus.cli.terminal import (
    FAILED,
    Misused,
    Stopped,
    complain,
    config_option,
    console,
    json_option,
    new_table,
    note,
    plural,
    print_json,
    printable,
)

if TYPE_CHECKING:
    from isthmus.audit import EvidenceReport

NO_EVIDENCE = "Evidence is written by `isthmus serve`; name the configuration that served with --config."


@click.group("audit", short_help="Verify the evidence, trusting nobody.")
def audit_command() -> None:
    """Verify the evidence, trusting nobody."""


@audit_command.command("verify")
@config_option
@click.option("--evidence", type=click.Path(exists=True, file_okay=False, path_type=Path), metavar="DIR",
              help="The evidence itself, or a copy of it; with --key, instead of a configuration.")  # fmt: skip
@click.option("--key", metavar="VKEY", help="The verifier key, as `isthmus audit key` prints it.")
@click.option("--remember", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
              help="Compare with the checkpoints in this file, then keep the new ones there.")  # fmt: skip
@click.option("--vault", type=click.Path(exists=True, file_okay=False, path_type=Path), metavar="DIR",
              help="The sealed copies, to be compared with their contracts; a configuration has its own.")  # fmt: skip
@json_option
@click.pass_context
def verify_command(
    ctx: click.Context,
    config: Path | None,
    evidence: Path | None,
    key: str | None,
    remember: Path | None,
    vault: Path | None,
    as_json: bool,
) -> None:
    """Read all the evidence, and believe none of it.

    Detects every changed, missing or reordered byte but for what a crash may leave at the end of the journal, crossings
    without a contract, sealed copies that are not those of their contracts, and, with --remember, a log that was rolled
    back or rewritten since the last time. Keep that file where the operator of the gateway cannot write.
    It may be run while the gateway serves. Exit code 1 when something is found.

    \b
    Examples:
      isthmus audit verify
      isthmus audit verify --remember /mnt/auditor/checkpoints.json
      isthmus audit verify --evidence copy/evidence --key isthmus.local+1f2e3d4c+AeZ…
    """
    from isthmus.audit import recall
    from isthmus.audit import remember as keep

    if bool(evidence) != bool(key):
        raise Misused("--evidence and --key belong together", "`isthmus audit key` prints the key.")
    if evidence is None or key is None:
        evidence, key = _of_configuration(config)
        beside = evidence.parent / "vault"
        vault = vault or (beside if beside.is_dir() else None)
    try:
        remembered = recall(remember) if remember else {}
    except ValueError as wrong:
        raise Misused(f"--remember: {printable(str(wrong))}") from None
    report = _verified(evidence, key, remembered, vault)
    if remember:
        keep(remember, report.logs)
    if as_json:
        print_json({"ok": report.ok, "entries": entries_of(report), **_printable(report)})
    else:
        _show(report)
    if not report.ok:
        ctx.exit(FAILED)


@audit_command.command("key")
@config_option
def key_command(config: Path | None) -> None:
    """Print the verifier key, for whoever is to verify the evidence without trusting this machine.

    \b
    Example:
      isthmus audit key
    """
    click.echo(_of_configuration(config)[1])


def audited(data: Path, origin: str = "isthmus.local") -> EvidenceReport:
    """The evidence below a data directory of ours."""
    return _verified(data / "evidence", _vkey(data, origin), {}, data / "vault")


def _of_configuration(config: Path | None) -> tuple[Path, str]:
    from isthmus import settings as configuration

    settings = configuration.load(config or configuration.located(), credentials=False)
    return settings.data / "evidence", _vkey(settings.data, settings.document.evidence.origin)


def _vkey(data: Path, origin: str) -> str:
    from isthmus.ledger import load_or_create_key, vkey

    pem = data / "keys" / "evidence.pem"
    if not pem.is_file():
        raise Stopped(f"{data} holds no evidence yet", NO_EVIDENCE)
    return vkey(origin, load_or_create_key(str(pem)).public_key())


def _verified(evidence: Path, key: str, remembered: dict[str, str], vault: Path | None) -> EvidenceReport:
    from isthmus.audit import verify_all

    if not evidence.is_dir():
        raise Stopped(f"{evidence} is not there", NO_EVIDENCE)
    try:
        return verify_all(evidence, key, remembered, copies=vault)
    except ValueError as wrong:
        raise Misused(str(wrong), "`isthmus audit key` prints the key.") from None


def entries_of(report: EvidenceReport) -> int:
    """Sealed under a checkpoint, or waiting for the next one in the journal."""
    return sum(log.size + log.unsealed for log in report.logs)


def _printable(report: EvidenceReport) -> dict[str, Any]:
    """With roots as hexadecimal."""
    made: dict[str, Any] = msgspec.to_builtins(report, builtin_types=(bytes,))
    for log in made["logs"]:
        log["root"] = log["root"].hex()
    return made


def _show(report: EvidenceReport) -> None:
    from rich.text import Text

    out = console()
    table = new_table("log", "entries", "sealed", "crossings", "root", "verdict")
    for log in report.logs:
        crossings = ", ".join(f"{count} {state}" for state, count in sorted(log.crossings.items())) or "none"
        verdict = "in order" if log.ok else plural(len(log.findings), "finding")
        total = log.size + log.unsealed
        table.add_row(printable(log.origin), str(total), str(log.size), crossings, log.root.hex()[:16], verdict)
    out.print(table)
    for log in report.logs:
        for line in log.notes:
            note(f"note: {line}")
    for finding in report.all_findings():
        complain(f"{finding.place}: {finding.wrong}", finding.meaning)
    out.print()
    found = plural(len(report.all_findings()), "finding")
    style, verdict = ("green", "passes") if report.ok else ("red", f"fails with {found}")
    counted = f": {entries_of(report)} entries in {plural(len(report.logs), 'log')}"
    out.print(Text.assemble((f"audit verify {verdict}", style), counted))
