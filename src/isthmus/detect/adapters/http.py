"""Any detector that answers over HTTP, as a recogniser of ours. docs/detect-adapters.md describes the exchange.

Content leaves the process here before anybody knows what is in it: it is unlabelled, so restricted and undisguised. So
such a detector may stand on this device or on the organisation's own premises only, and nothing here opens a
connection: `send` is handed in by whoever may, and must itself refuse public addresses after looking the name up.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Mapping, Sequence

import msgspec

from isthmus.detect.adapters.answers import need_categories, span
from isthmus.domain.content import Span
from isthmus.domain.errors import SettingsError
from isthmus.domain.places import Zone

Send = Callable[[str, bytes], bytes]
"""Posts a JSON body to a URL and gives the body of the answer. Raises for anything but an answer of status 200 within
its deadline; it follows no redirect."""

MOST_BYTES = 16 * 2**20
"""A longer answer is no list of places."""


class _Entity(msgspec.Struct, frozen=True):
    start: int
    end: int
    label: str
    score: float = 1.0


class _Answer(msgspec.Struct, frozen=True):
    spans: list[list[_Entity]]


class _Http:
    def __init__(
        self, name: str, url: str, send: Send, labels: dict[str, str], threshold: float, version: str
    ) -> None:
        self.name = name
        self.categories: Sequence[str] = tuple(dict.fromkeys(labels.values()))
        self.version = f"{version} {threshold} {sorted(labels.items())}"
        self._url, self._send, self._labels, self._threshold = url, send, labels, threshold

    def find(self, text: str) -> Sequence[Span]:
        return self.find_all([text])[0]

    def find_all(self, texts: Sequence[str]) -> Sequence[Sequence[Span]]:
        asked = [text for text in texts if text.strip()]
        if not asked:
            return [()] * len(texts)
        raw = self._send(self._url, msgspec.json.encode({"texts": asked}))
        if len(raw) > MOST_BYTES:
            raise ValueError("an answer longer than any list of places")
        spans = msgspec.json.decode(raw, type=_Answer).spans
        if len(spans) != len(asked):
            raise ValueError("as many lists of spans as texts are expected")
        answers = iter(spans)
        return [self._spans(next(answers), len(text)) if text.strip() else () for text in texts]

    def _spans(self, entities: Sequence[_Entity], length: int) -> Sequence[Span]:
        return [
            span(each.start, each.end, self._labels[each.label], each.score, length)
            for each in entities
            if each.score >= self._threshold
        ]


def http_recogniser(
    url: str,
    send: Send,
    labels: Mapping[str, str],
    *,
    zone: Zone,
    name: str = "http",
    threshold: float = 0.0,
    version: str = "",
) -> _Http:
    """`labels` gives the category of each label that the detector answers with; another label is an error. `zone` is
    where the detector stands; `version` says in records which one it is. Raises `SettingsError` when that place is
    not our own ground."""
    need_categories(name, dict(labels))
    _need_own_ground(name, url, zone)
    return _Http(name, url, send, dict(labels), threshold, version)


_URL = re.compile(r"(https?)://(\[[0-9A-Fa-f:.]+\]|[\w.-]+)(?::\d{1,5})?(?:/[^\s@]*)?")


def _need_own_ground(name: str, url: str, zone: Zone) -> None:
    if zone.trust not in ("device", "premises"):
        raise SettingsError(
            f"the recogniser {name}: the zone {zone.name} is {zone.trust}, and a detector sees content undisguised",
            remedy="run it on premises or on this device, in a zone that says so",
        )
    parts = _URL.fullmatch(url)
    if parts is None:
        raise SettingsError(
            f"the recogniser {name}: its URL is not of the form http(s)://host:port/path",
            remedy="write no user, password or fragment into it",
        )
    host = parts[2].strip("[]")
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        if zone.trust == "device" and host != "localhost":
            raise SettingsError(
                f"the recogniser {name}: {host} is not this device", remedy="use 127.0.0.1, or a zone of trust premises"
            ) from None
        return  # a name: whoever sends looks it up, and refuses a public address
    mapped = getattr(address, "ipv4_mapped", None) or address
    if mapped.is_global or mapped.is_multicast or (zone.trust == "device" and not mapped.is_loopback):
        raise SettingsError(
            f"the recogniser {name}: {host} is not on the ground of zone {zone.name}",
            remedy="use a loopback or private address",
        )
