"""Where compiled code lets other threads go on, and where work that nobody waits for any more ends.

Whoever waits for the interpreter gets it when a function of Python's own begins. Compiled code begins none, so a step
over long content, which is taken in a thread of its own (`aside`), would stop the event loop until it has ended. Its
long loops call this, which must itself not be compiled.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence, Sized
from contextvars import ContextVar
from heapq import merge
from itertools import chain, islice
from typing import Any, Protocol, TypeVar

PIECE = 16_384
"""Characters of which a regular expression may take all in one call."""
LOT = 2_048
"""Things of which one call may take all: of strings and small tuples that is a millisecond or so."""
_FEW = 128
"""Things for each of which something is done."""

_T = TypeVar("_T")
_T_co = TypeVar("_T_co", covariant=True)


class _Many(Sized, Iterable[_T_co], Protocol[_T_co]):
    """What can be gone through, and tells how many there are."""


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


def each(things: _Many[_T]) -> Iterable[_T]:
    """The same one after another; of many with a place to be interrupted at before every few."""
    return things if len(things) <= LOT else chain.from_iterable(_few(things))


def _few(things: Iterable[_T]) -> Iterator[tuple[_T, ...]]:
    left = iter(things)
    while few := tuple(islice(left, _FEW)):
        yield few


def let_go(*of: Iterable[object]) -> list[object]:
    """Takes over what lists, tuples and the like hold, to be freed in lots by `free` when they themselves are gone: the
    end of a list of a hundred thousand is one call too."""
    held: list[object] = []
    for things in of:
        held += things
    return held


def free(held: list[Any]) -> None:
    """What `let_go` took over, in lots."""
    while held:
        del held[-LOT:]


def in_order(things: Sequence[_T], key: Callable[[_T], Any] | None = None) -> list[_T]:
    """`sorted`, which is one call however many there are: of many in lots, which are merged."""
    if len(things) <= LOT:
        return sorted(things, key=key)  # type: ignore[type-var,arg-type]  # as `sorted` itself, of what has an order
    lots = [sorted(things[at : at + LOT], key=key) for at in range(0, len(things), LOT)]  # type: ignore[type-var,arg-type]
    return list(merge(*lots, key=key))  # type: ignore[arg-type]


def joined(pieces: Sequence[str]) -> str:
    """The same for a string of many pieces."""
    if len(pieces) <= LOT:
        return "".join(pieces)
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
