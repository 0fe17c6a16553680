"""Where compiled code lets other threads go on, and where work that nobody waits for any more ends.

Whoever waits for the interpreter gets it when a function of Python's own begins. Compiled code begins none, so a step
over long content, which is taken in a thread of its own (`aside`), would stop the event loop until it has ended. Its
long loops call this, which must itself not be compiled.
"""

from __future__ import annotations

from contextvars import ContextVar


class Abandoned(BaseException):
    """Its caller went away. No error of the work: nothing that catches those may go on."""


class Caller:
    """Whoever waits for a step that is taken aside."""

    __slots__ = ("gone",)

    def __init__(self) -> None:
        self.gone = False


CALLER: ContextVar[Caller | None] = ContextVar("caller", default=None)


def breathe() -> None:
    """Nothing but a place to be interrupted at."""


def still_wanted() -> None:
    """Ends a step aside whose caller went away. Between pieces of work that take milliseconds."""
    caller = CALLER.get()
    if caller is not None and caller.gone:
        raise Abandoned
