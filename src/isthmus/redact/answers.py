"""Restoration of a whole answer: one `Restorer` for each channel that its events speak on.

Channels are a choice's text, its refusal, and each tool call's name and arguments: a pseudonym may be cut in two
by any of their events, but never begins on one channel and ends on another.
"""

from __future__ import annotations

from collections.abc import Sequence

from isthmus.domain.events import Delta, Event, ToolDelta
from isthmus.redact.links import Held, Links
from isthmus.redact.restore import Restorer
from isthmus.redact.surfaces import RestoreMap

_Channel = tuple[int, str, int]


class AnswerRestorer:
    """Events in, the same events with real values out. `structured` says that the text is itself JSON. `held` is what
    the request said: with it nothing is put back in links that do not stand there."""

    __slots__ = ("_channels", "_held", "_map", "_may_see", "_structured")

    def __init__(
        self, map: RestoreMap, may_see: Sequence[str], *, structured: bool, held: Held | None = None
    ) -> None:
        self._map, self._may_see, self._structured = map.seen_by(may_see), ("*",), structured
        self._held = held
        self._channels: dict[_Channel, Restorer] = {}

    def feed(self, events: Sequence[Event]) -> list[Event]:
        out: list[Event] = []
        for event in events:
            if type(event) is not Delta:
                out.append(event)
                continue
            if event.finish is not None:
                restored = self._delta(event)
                held = self._flushed(event.choice)
                if held:
                    out += self._with_tail(restored, held)
                    continue
                out.append(restored)
            else:
                out.append(self._delta(event))
        return out

    def flush(self) -> list[Event]:
        """What an answer without a finish leaves on its channels."""
        if not any(channel.holding for channel in self._channels.values()):
            return []
        return [d for choice in sorted({c[0] for c in self._channels}) for d in self._flushed(choice)]

    @property
    def restored(self) -> int:
        return sum([channel.restored for channel in self._channels.values()])

    @property
    def withheld(self) -> int:
        """How many pseudonyms were left in links."""
        return sum([channel.withheld for channel in self._channels.values()])

    def _channel(self, choice: int, kind: str, tool: int = 0, *, json: bool = False) -> Restorer:
        channel = self._channels.get((choice, kind, tool))
        if channel is None:
            links = Links(self._held, json=json) if self._held is not None and kind != "name" else None
            channel = Restorer(self._map, self._may_see, json=json, links=links)
            self._channels[choice, kind, tool] = channel
        return channel

    def _delta(self, d: Delta) -> Delta:
        text, refusal, last = d.text, d.refusal, d.finish is not None
        if text is not None:
            text = self._channel(d.choice, "text", json=self._structured).feed(text, last=last)
        if refusal is not None:
            refusal = self._channel(d.choice, "refusal").feed(refusal, last=last)
        tools = tuple([self._tool(d.choice, t) for t in d.tools]) if d.tools else ()
        return Delta(d.choice, d.role, text, refusal, tools, d.finish)  # log probabilities spell out pseudonyms

    def _tool(self, choice: int, t: ToolDelta) -> ToolDelta:
        """One event may hold several pieces of one call, so that none of them is known to be the last."""
        name, arguments = t.name, t.arguments
        if name is not None:
            name = self._channel(choice, "name", t.index).feed(name)
        if arguments is not None:
            arguments = self._channel(choice, "arguments", t.index, json=True).feed(arguments)
        return ToolDelta(t.index, t.id, name, arguments)

    def _flushed(self, choice: int) -> list[Delta]:
        tails: list[Delta] = []
        for (of, kind, tool), channel in self._channels.items():
            if of == choice and (text := channel.flush()):
                tails.append(_tail(choice, kind, tool, text))
        return tails

    def _with_tail(self, last: Delta, tails: list[Delta]) -> list[Event]:
        """What was held back goes before the finish, after what the finishing event itself said."""
        said = Delta(last.choice, last.role, last.text, last.refusal, last.tools)
        finish = Delta(last.choice, finish=last.finish)
        silent = last.role is None and last.text is None and last.refusal is None and not last.tools
        return [*(() if silent else (said,)), *tails, finish]


def _tail(choice: int, kind: str, tool: int, text: str) -> Delta:
    match kind:
        case "text":
            return Delta(choice, text=text)
        case "refusal":
            return Delta(choice, refusal=text)
        case "name":
            return Delta(choice, tools=(ToolDelta(tool, name=text),))
        case _:
            return Delta(choice, tools=(ToolDelta(tool, arguments=text),))
