"""`isthmus completion`."""

from __future__ import annotations

import click


@click.command("completion", short_help="Print shell completion for bash, zsh or fish.")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion_command(shell: str) -> None:
    """Print shell completion for bash, zsh or fish.

    \b
    bash:  echo 'eval "$(isthmus completion bash)"' >> ~/.bashrc
    zsh:   echo 'eval "$(isthmus completion zsh)"' >> ~/.zshrc
    fish:  isthmus completion fish > ~/.config/fish/completions/isthmus.fish
    """
    from click.shell_completion import get_completion_class

    from isthmus.cli.root import cli

    written = get_completion_class(shell)
    assert written is not None  # click knows the three
    click.echo(written(cli, {}, "isthmus", "_ISTHMUS_COMPLETE").source())
