"""`isthmus key`."""

from __future__ import annotations

import json
import os
import sys

import click

from isthmus.cli.terminal import Misused, json_option, note, print_json


@click.group("key", short_help="Make keys for applications.")
def key_command() -> None:
    """Make keys for applications."""


@key_command.command("new")
@click.option("--id", "name", default="key-1", show_default=True, help="How the evidence names the key.")
@click.option("--tenant", default="default", show_default=True, help="Whose data it is: tenants cannot be linked.")
@click.option("--application", default="application", show_default=True, help="Which program holds the key.")
@click.option("--role", "roles", multiple=True, metavar="ROLE", help="A role that policies may ask for; repeatable.")
@json_option
def new_command(name: str, tenant: str, application: str, roles: tuple[str, ...], as_json: bool) -> None:
    """Make a key, and show it once.

    The key goes to standard output, so that it can be piped into a secret store; what belongs into the configuration
    goes to standard error. The configuration holds a hash only: a lost key is replaced, never looked up.

    \b
    Examples:
      isthmus key new --id web-1 --tenant acme --application website
      isthmus key new --id desk --role agent --role reviewer | pass insert -e isthmus/desk
    """
    from isthmus.identity import mint

    _refuse_configuration()
    key, fingerprint = mint(os.urandom)
    entry = {"id": name, "hash": fingerprint, "tenant": tenant, "application": application, "roles": list(roles)}
    if as_json:
        print_json({"key": key, "entry": entry})
        return
    click.echo(key)
    written = ", ".join(f"{field}: {json.dumps(value)}" for field, value in entry.items() if value)
    note(f"# The key is shown this once. In the configuration, below `keys:`\n  - {{{written}}}")


def _refuse_configuration() -> None:
    """`key new >> isthmus.yaml` would put the secret into the one file in which none has a place."""
    from isthmus import settings as configuration

    path = configuration.located()
    try:
        same = os.path.samestat(os.fstat(sys.stdout.fileno()), path.stat())
    except (OSError, ValueError):
        return
    if same:
        raise Misused(
            "standard output is the configuration, and the key itself has no place in it",
            f"Nothing was written. `isthmus key new 2>> {path}` writes what belongs there, and shows you the key.",
        )
