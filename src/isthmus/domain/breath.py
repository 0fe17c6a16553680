"""Where compiled code lets other threads go on.

Whoever waits for the interpreter gets it when a function of Python's own begins. Compiled code begins none, so a step
over long content, which is taken in a thread of its own (`aside`), would stop the event loop until it has ended. Its
long loops call this, which must itself not be compiled.
"""

from __future__ import annotations


def breathe() -> None:
    """Nothing but a place to be interrupted at."""
