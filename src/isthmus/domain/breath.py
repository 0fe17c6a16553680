"""Where compiled code lets other threads go on, and where work that nobody waits for any more ends.

Whoever waits for the interpreter gets it when a function of Python's own begins. Compiled code begins none, so a step
over long content, which is taken in a thread of its own (`aside`), would stop the event loop until it has ended. Its
long loops call this, which must itself not be compiled.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextvars import ContextVar
from heapq import merge
from itertools import chain, islice
from typing import Any, TypeVar

PIECE = 16_384
"""Characters of which a regular expression may take all in one call."""
LOT = 2_048
"""Things of which one call may take all: of strings and small tuples that is a millisecond or so."""
_FEW = 128
"""Things for each of which something is done."""

_T = TypeVar("_T")


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


def few(things: Iterable[_T]) -> Iterator[_T]:
    """The same one after another, with a place to be interrupted at before every few."""
    return chain.from_iterable(_fews(things))


def _fews(things: Iterable[_T]) -> Iterator[tuple[_T, ...]]:
    left = iter(things)
    while some := tuple(islice(left, _FEW)):
        yield some


def freed(held: list[Any]) -> None:
    """Empties a list in lots: the end of a list of a hundred thousand is one call too."""
    while held:
        del held[-LOT:]


def merged(things: Sequence[_T], key: Callable[[_T], Any] | None) -> list[_T]:
    """Sorted in lots, which are merged."""
    lots = [sorted(things[at : at + LOT], key=key) for at in range(0, len(things), LOT)]  # type: ignore[type-var,arg-type]
    return list(merge(*lots, key=key))  # type: ignore[arg-type]


def pieced(pieces: Sequence[str]) -> str:
    """Joined in lots."""
    return "".join(["".join(pieces[at : at + LOT]) for at in range(0, len(pieces), LOT)])


_FAR = 1_024
"""Characters that a match takes to be one, at most; it may be longer."""


def matches(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """What `pattern.finditer` gives. The standard library holds the interpreter until it has found something: in a long
    text it is let go of between pieces."""
    at, size = 0, len(text)
    while at + PIECE + 2 * _FAR < size:
        limit = at + PIECE + 2 * _FAR
        found = pattern.search(text, at, limit)
        if found is None or found.start() >= at + PIECE:
            at += PIECE
            continue
        if found.end() > limit - _FAR:
            found = pattern.match(text, found.start())
        if found is not None:
            yield found
            at = found.end()
        else:
            at += 1
    yield from pattern.finditer(text, at)
