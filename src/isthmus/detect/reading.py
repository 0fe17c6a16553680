"""How the texts of one request are to be read by what reads language, and what of it was read before.

Names, places and dates are told by language alone. There is none in the definition of a tool, in an id or in the name
of a function, so those are not read; what has structure is looked for there all the same.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from hashlib import blake2b
from typing import TypeVar

import msgspec

from isthmus.domain.content import DEFINITION, NAME, Span

Spans = Sequence[Span]
FindAll = Callable[[Sequence[str]], Sequence[Spans]]
_NOBODY: frozenset[str] = frozenset()
_UNREAD = NAME | DEFINITION
_Kept = TypeVar("_Kept")


class Reading(msgspec.Struct, frozen=True):
    """`kinds` says of each text what it is, `vocabulary` which words name the request's own tools and fields, `never`
    which words are nobody on this route and for this caller. `recall` reads for language what was not read before."""

    kinds: bytes = b""
    vocabulary: frozenset[str] = _NOBODY
    never: frozenset[str] = _NOBODY
    recall: Callable[[Sequence[str], FindAll], Sequence[Spans]] | None = None

    def shown(self, texts: Sequence[str]) -> Sequence[str]:
        """The texts in which there is language; the others empty."""
        if not any(kind & _UNREAD for kind in self.kinds):
            return texts
        return ["" if kind & _UNREAD else text for text, kind in zip(texts, self.kinds, strict=True)]

    def kind(self, part: int) -> int:
        return self.kinds[part] if self.kinds else 0


PLAIN = Reading()


class Familiar:
    """What one process remembers of texts that come again: digests, and where something was found, never the words.

    Bounded. Each tenant's texts are its own: how long another's took to read tells nothing of them.
    """

    LONG = 256
    """Characters from which on a text is read by itself and remembered; shorter ones are read together."""
    REMEMBERED, SPANS = 2_048, 128
    """How many texts are remembered, and with how many findings at most."""
    OFTEN = 3
    """In so many conversations an instruction came unchanged that counts as the application's own."""

    def __init__(self) -> None:
        self._read: OrderedDict[bytes, Spans] = OrderedDict()
        self._told: OrderedDict[bytes, frozenset[bytes]] = OrderedDict()

    def read(self, tenant: str, texts: Sequence[str], find_all: FindAll) -> Sequence[Spans]:
        """What `find_all` finds in each text. Only what is new, or short, is read."""
        found: dict[int, Spans] = {}
        rest = list(texts)
        for part, text in enumerate(texts):
            if len(text) >= self.LONG:
                digest = _digest(tenant, text)
                spans = self._read.get(digest)
                if spans is None:
                    spans = tuple(find_all([text])[0])
                    if len(spans) <= self.SPANS:
                        _keep(self._read, digest, spans)
                else:
                    self._read.move_to_end(digest)
                found[part], rest[part] = spans, ""
        short = find_all(rest)
        return [found.get(part, spans) for part, spans in enumerate(short)]

    def often_told(self, application: str, text: str, turn: str) -> bool:
        """Whether this application has told the model this in several conversations, which begin with other turns."""
        digest = _digest(application, text)
        turns = self._told.get(digest, frozenset())
        if len(turns) < self.OFTEN:
            turns |= {_digest(application, turn)}
            _keep(self._told, digest, turns)
        else:
            self._told.move_to_end(digest)
        return len(turns) >= self.OFTEN


def _digest(whose: str, text: str) -> bytes:
    owner = blake2b(whose.encode("utf-8", "replace"), digest_size=16).digest()
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16, key=owner).digest()


def _keep(memory: OrderedDict[bytes, _Kept], digest: bytes, value: _Kept) -> None:
    memory[digest] = value
    memory.move_to_end(digest)
    if len(memory) > Familiar.REMEMBERED:
        memory.popitem(last=False)
