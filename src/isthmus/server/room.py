"""What the connections of one process may take up together: how many they are, and the bytes that are kept for them.

Neither may grow with the number of strangers who connect: descriptors are needed for the evidence too, and memory for
everybody's requests. So whoever does nothing gives way to whoever comes, the one that was idle longest first.
"""

from __future__ import annotations

from typing import Protocol

from isthmus.domain.errors import Overloaded, SettingsError

CONNECTIONS = 8192
HELD_BYTES = 128 * 2**20
RESERVED = 128
"""Descriptors that are no connections of callers or models: evidence, sealed payloads, keys, what is looked up."""
TURNED_AWAY = 32
"""Connections beyond the bound that are still being told so."""


class Guest(Protocol):
    def give_way(self) -> None:
        """Ends: nobody waits for an answer here."""
        ...

    def let_go(self) -> None:
        """Gives back the bytes that are kept for it."""
        ...


class Room:
    """Belongs to one event loop."""

    def __init__(self, connections: int = CONNECTIONS, held: int = HELD_BYTES) -> None:
        self.connections, self.most_held = connections, held
        self.held = 0
        self._guests: set[Guest] = set()
        self._quiet: dict[Guest, None] = {}
        self._away: dict[Guest, None] = {}
        self._holding: dict[Guest, int] = {}

    def arrive(self, guest: Guest) -> dict[Guest, None]:
        """Those who would give way, the one that has been idle longest first: a guest is among them while it asks
        nothing. Raises `Overloaded` when there is no room, and nobody who would."""
        if len(self._guests) >= self.connections:
            self._turn_out(guest)
        self._guests.add(guest)
        self._quiet[guest] = None
        return self._quiet

    def leave(self, guest: Guest) -> None:
        self._guests.discard(guest)
        self._quiet.pop(guest, None)
        self._away.pop(guest, None)
        self.hold(guest, 0)

    def hold(self, guest: Guest, size: int) -> None:
        """So many bytes are kept for it now. Past the bound those let go who have not moved on for longest."""
        self.held += size - self._holding.pop(guest, 0)
        if size:
            self._holding[guest] = size
        while self.held > self.most_held:
            slowest = next(iter(self._holding))
            self.held -= self._holding.pop(slowest)
            slowest.let_go()

    def _turn_out(self, newcomer: Guest) -> None:
        idle = next(iter(self._quiet), None)
        if idle is not None:
            self.leave(idle)
            idle.give_way()
            return
        self._away[newcomer] = None
        if len(self._away) > TURNED_AWAY:
            told = next(iter(self._away))
            del self._away[told]
            told.give_way()
        raise Overloaded(f"{self.connections} connections are open, and all are in use; try again shortly")


def connections_for(descriptors: int, in_flight: int, wanted: int | None) -> int:
    """How many connections leave enough descriptors for the evidence, and for as many connections to models as there
    are requests at once. Raises `SettingsError` when more are wanted."""
    free = descriptors - RESERVED - TURNED_AWAY
    most = max(1, free - in_flight, free // 2)
    if wanted is not None and wanted > most:
        raise SettingsError(
            f"server.connections: {wanted} connections and {in_flight} requests at once need more than the "
            f"{descriptors} descriptors that this process may open",
            remedy=f"write at most {most}, or raise the limit (`ulimit -n`, `LimitNOFILE=` in systemd)",
        )
    return min(most, CONNECTIONS) if wanted is None else wanted
