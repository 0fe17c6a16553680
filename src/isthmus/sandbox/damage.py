"""Bodies made wrong on purpose, and the bytes of a stream."""

from __future__ import annotations

import copy
import itertools
import json
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from isthmus.sandbox.completion import error_body
from isthmus.sandbox.step import Step

Json = dict[str, Any]


def encode(document: Json, step: Step) -> bytes:
    """The document as JSON, with what the step changes or breaks in it."""
    if step.edits:
        document = edit(document, step)
    encoded = json.dumps(document).encode() if step.ascii else msgspec.json.encode(document)
    return encoded[: len(encoded) // 2] if step.malformed else encoded


def edit(document: Json, step: Step) -> Json:
    edited = copy.deepcopy(document)
    for path in step.remove:
        for parent, key in _places(edited, path):
            parent.pop(key)
    for path, value in step.replace.items():
        for parent, key in _places(edited, path):
            parent[key] = value
    for path, name in step.rename.items():
        for parent, key in _places(edited, path):
            parent[name] = parent.pop(key)
    return edited


def _places(document: Any, path: str) -> list[tuple[Any, Any]]:
    """Every (parent, key) that the path leads to; a place that is not there is passed over.

    The last come first, so that removing one from a list does not move the next.
    """
    *way, last = path.split(".")
    parents = [document]
    for step in way:
        parents = [parent[key] for parent in parents for key in _keys(parent, step)]
    return [(parent, key) for parent in parents for key in reversed(_keys(parent, last))]


def _keys(place: Any, step: str) -> list[Any]:
    if isinstance(place, dict):
        return list(place) if step == "*" else [step] if step in place else []
    if isinstance(place, list):
        if step == "*":
            return list(range(len(place)))
        return [int(step)] if step.isdigit() and int(step) < len(place) else []
    return []


def stream(documents: Iterable[Json], step: Step) -> Iterator[bytes]:
    """Server-sent events, each as bytes of its own."""
    end = b"\r\n" if step.crlf else b"\n"
    for sent, document in enumerate(documents):
        if sent == step.fail_after:
            yield b"data: " + msgspec.json.encode(error_body(500, step.error)) + end + end
            return
        if step.pings:
            yield b": ping" + end + end
        if step.empty_choices:
            yield b"data: " + encode({**document, "choices": []}, step) + end + end
        yield b"data: " + encode(document, step) + end + end
    if step.done:
        yield b"data: [DONE]" + end + end


def writes(pieces: Iterable[bytes], step: Step) -> Iterable[bytes]:
    """The same bytes, cut where the step says that TCP writes end."""
    if step.write_every is not None:
        return _every(pieces, step.write_every)
    if step.write_splits is not None:
        return _split(b"".join(pieces), step.write_splits)
    return pieces


def _every(pieces: Iterable[bytes], size: int) -> Iterator[bytes]:
    pending = b""
    for piece in pieces:
        pending += piece
        whole = len(pending) - len(pending) % size
        for start in range(0, whole, size):
            yield pending[start : start + size]
        pending = pending[whole:]
    if pending:
        yield pending


def _split(body: bytes, positions: tuple[int, ...]) -> Iterator[bytes]:
    bounds = [0, *(at for at in positions if at < len(body)), len(body)]
    return (body[start:end] for start, end in itertools.pairwise(bounds) if start < end)
