"""The command line: `isthmus`. One module for each command or group of commands; `root` lists them.

Nothing heavy is imported before a command needs it, so that help and start-up stay quick. What a person reads goes
through `terminal`; what a program reads is printed with `--json`. `docs/cli.md` is its page.
"""

from isthmus.cli.root import main

__all__ = ["main"]
