"""Where compiled code lets other threads go on, and where work that nobody waits for any more ends.

Whoever waits for the interpreter gets it when a function of Python's own begins. Compiled code begins none, so a step
over long content, which is taken in a thread of its own (`aside`), would stop the event loop until it has ended. Its
long loops call this (`lots.breathe`), which must itself not be compiled.
"""

from __future__ import annotations

import re
from codecs import getincrementaldecoder
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextvars import ContextVar
from heapq import merge
from io import BytesIO
from itertools import chain, islice
from typing import Any, AnyStr, TypeVar

PIECE = 16_384
"""Characters of which a regular expression may take all in one call."""
_LONGER = 16 * PIECE
"""Characters that one call takes of what is merely copied."""
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


def give_way() -> None:
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


def emptied(things: dict[Any, Any]) -> None:
    """Empties a dictionary one by one."""
    while things:
        things.popitem()


def let_go(of: list[Iterable[object]]) -> None:
    """Frees what lists, tuples and the like hold, in lots. They themselves go first, when nobody else holds them."""
    held: list[object] = []
    for things in of:
        held += few(things)
    of.clear()
    freed(held)


def merged(things: Sequence[_T], key: Callable[[_T], Any] | None) -> list[_T]:
    """Sorted in lots, which are merged."""
    lots = [sorted(things[at : at + LOT], key=key) for at in range(0, len(things), LOT)]  # type: ignore[type-var,arg-type]
    return list(merge(*lots, key=key))  # type: ignore[arg-type]


def pieced(pieces: Sequence[str]) -> str:
    """Joined in lots, each put behind those before it: what nobody else holds grows where it is, without a copy."""
    text = ""
    for at in range(0, len(pieces), LOT):
        text += "".join(pieces[at : at + LOT])
    return text


def split(text: str, sign: str) -> list[str]:
    """What stands between such signs, of a piece at a time."""
    found: list[str] = []
    at, size = 0, len(text)
    while at + PIECE < size:
        end = text.find(sign, at + PIECE)
        if end < 0:
            break
        found += text[at:end].split(sign)
        at = end + len(sign)
    return found + text[at:].split(sign)


def encoded(text: str, errors: str = "strict", encoding: str = "utf-8") -> bytes:
    """A piece at a time: into a buffer that grows, and gives away what it holds without a copy."""
    data = BytesIO()
    for at in range(0, len(text), _LONGER):
        data.write(text[at : at + _LONGER].encode(encoding, errors))
    return data.getvalue()


def decoded(data: bytes | bytearray) -> str:
    """A piece at a time, without what is no character."""
    reader = getincrementaldecoder("utf-8")("ignore")
    pieces = [reader.decode(data[at : at + _LONGER]) for at in range(0, len(data), _LONGER)]
    return pieced([*pieces, reader.decode(b"", True)])


_FAR = 1_024
"""Characters that a match takes to be one, at most; it may be longer."""


def matches(pattern: re.Pattern[AnyStr], text: AnyStr) -> Iterator[re.Match[AnyStr]]:
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
