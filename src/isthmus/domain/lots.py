"""What is done with many things in one call, as long as they are few; of many in lots, so that others may go on.

Of few, which most are, nobody is to pay for that: this is compiled, and what it does with many (`breath.py`) is not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence, Sized
from typing import Any, Protocol, TypeVar

from isthmus.domain.breath import LOT, PIECE, emptied, encoded, few, freed, give_way, merged, pieced, split

_T = TypeVar("_T")
_T_co = TypeVar("_T_co", covariant=True)


class _Many(Sized, Iterable[_T_co], Protocol[_T_co]):
    """What can be gone through, and tells how many there are."""


def each(things: _Many[_T]) -> Iterable[_T]:
    """The same one after another."""
    return things if len(things) <= LOT else few(things)


def in_order(things: Sequence[_T], key: Callable[[_T], Any] | None = None) -> list[_T]:
    """`sorted`."""
    if len(things) > LOT:
        return merged(things, key)
    return sorted(things, key=key)  # type: ignore[type-var,arg-type]  # as `sorted` itself, of what has an order


def joined(pieces: Sequence[str]) -> str:
    """A string of these pieces."""
    return "".join(pieces) if len(pieces) <= LOT else pieced(pieces)


def parted(text: str, sign: str) -> list[str]:
    """`text.split(sign)`."""
    return text.split(sign) if len(text) <= PIECE else split(text, sign)


def written(text: str, errors: str = "strict") -> bytes:
    """`text.encode`."""
    return text.encode("utf-8", errors) if len(text) <= PIECE else encoded(text, errors)


def empty(things: dict[Any, Any]) -> None:
    """`clear`."""
    if len(things) > LOT:
        emptied(things)
    else:
        things.clear()


def free(held: list[Any]) -> None:
    """Empties a list."""
    if len(held) > LOT:
        freed(held)
    else:
        held.clear()


_some = False


def taken_aside(some: bool) -> None:
    """Told whether there are steps beside the event loop: only then anybody waits for the interpreter."""
    global _some
    _some = some


def breathe() -> None:
    """A place at which a long loop may be interrupted."""
    if _some:
        give_way()
