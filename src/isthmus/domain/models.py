"""What a local model is asked and what it says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

import msgspec

from isthmus.domain.safe import Name


class Turn(msgspec.Struct, frozen=True):
    role: str
    text: str


class Question(msgspec.Struct, frozen=True):
    """What a local model may see: the turns as text, and the request's metadata as plain words."""

    turns: tuple[Turn, ...]
    metadata: Mapping[str, str] = {}

    @property
    def last(self) -> str:
        """The text of the last user turn; empty when there is none."""
        for turn in reversed(self.turns):
            if turn.role == "user":
                return turn.text
        return ""


class Score(msgspec.Struct, frozen=True):
    """One class and its probability (0..1), for the record: a decision is recomputed from scores."""

    name: str
    value: float


class Candidate(msgspec.Struct, frozen=True):
    """A local answer. `rule` names the rule or intent that gave it; `confidence` is 0..1."""

    text: str
    confidence: float
    rule: str = ""
    scores: tuple[Score, ...] = ()


class LocalModel(Protocol):
    """A model in this very process. `version` pins what answers (a digest of rules or artefact)."""

    @property
    def name(self) -> Name: ...

    @property
    def version(self) -> str: ...

    def consider(self, question: Question) -> Candidate | Sequence[Score]:
        """An answer, or the scores (maybe none) that explain why there is none."""
        ...
