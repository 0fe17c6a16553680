"""What reads language takes for somebody, and is nobody: keys, the request's own vocabulary.

Only findings of recognisers that read language come here. What has structure is found wherever it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from isthmus.detect.reading import Reading
from isthmus.domain.content import KEY, KNOWN, Finding

_FIELD = re.compile(r"[a-z_$][\w$.-]*|[A-Z][A-Za-z]*[\d_][\w$.-]*|[A-Z]+[a-z]+[A-Z]\w*")
"""A key as programs write them. One that is written as a name is (`Lena Brandt`, `Lena`) may be somebody's."""


def left(findings: Iterable[Finding], texts: Sequence[str], reading: Reading) -> list[Finding]:
    """The findings without those that are nobody."""
    return [found for found in findings if not _is_nobody(found, texts[found.part], reading)]


def _is_nobody(found: Finding, text: str, reading: Reading) -> bool:
    said, kind = text[found.start : found.end], reading.kind(found.part)
    if said in reading.vocabulary:
        return True
    if kind & KEY and _FIELD.fullmatch(text):
        return True
    if kind & KNOWN and not _somebody(found, said):
        return True
    return _is_key(text, found.start, found.end)


def _somebody(found: Finding, said: str) -> bool:
    """Whether an application that tells the same in every conversation may still mean one of its users: by all of a
    name, by an age, at an address."""
    return found.category in ("personal.address", "personal.age") or (
        found.category == "personal.name" and len(said.split()) > 1 and said.title() == said
    )


def _is_key(text: str, start: int, end: int) -> bool:
    """Whether this is, in quotes, exactly a key of JSON that stands in a text."""
    while start and (text[start - 1].isalnum() or text[start - 1] in "_$-."):
        start -= 1
    size = len(text)
    while end < size and (text[end].isalnum() or text[end] in "_$-."):
        end += 1
    quote, behind = text[start - 1 : start], text[end : end + 8].lstrip("\\")
    if quote not in ('"', "'") or behind[:1] != quote or behind[1:].lstrip()[:1] != ":":
        return False
    return _FIELD.fullmatch(text[start:end]) is not None
