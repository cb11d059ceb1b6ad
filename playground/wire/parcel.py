"""Large pictures and long batches of steps go from the engine to the window through memory that both share, all else
through the pipe.

A pipe copies what it carries four times and holds up the sender until the receiver has read it: about 3 ms for the
maps of a thousand units while the window draws. Through shared memory it is two copies and 0.2 ms.

The memory has no name, so nothing is left behind however either process ends. It is used as a ring: the engine writes
where nothing waits to be read, the window copies out and writes into the head of the memory up to which parcel it has
read. Where the ring is full, or an event larger than it, the event goes through the pipe.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.wire.crowd import Wall
from playground.wire.events import Picture, Steps
from playground.wire.pulse import Pulse

LARGE = 128 * 2**10
"""Bytes of arrays from which an event goes through shared memory."""

_ALIGNED = 64


@dataclass(frozen=True, slots=True)
class Place:
    """Where an array lies in the memory, in bytes from its beginning, and what it is."""

    start: int
    shape: tuple[int, ...]
    dtype: str


@dataclass(frozen=True, slots=True, eq=False)
class Parcel:
    """An event whose arrays lie in shared memory at ``places``; ``number`` counts the parcels from 1."""

    number: int
    event: Picture | Wall | Steps
    places: Mapping[str, Place]


class Outbox:
    """The engine's end of the pipe and the memory beside it: does what the engine needs of a `Connection`.

    Attributes:
        pipe: the connection itself. pulse: what the engine shows of itself beside it.

    """

    def __init__(self, connection: Connection[Any, Any], memory: Any, pulse: Pulse | None = None) -> None:
        self.pipe = connection
        self.pulse = Pulse() if pulse is None else pulse
        self._bytes: NDArray[np.uint8] = np.frombuffer(memory, dtype=np.uint8)
        self._read: NDArray[np.int64] = self._bytes[:8].view(np.int64)
        self._number = 0
        self._waiting: deque[tuple[int, int, int]] = deque()

    def poll(self, timeout: float | None = 0.0) -> bool:
        """See `Connection.poll`."""
        return self.pipe.poll(timeout)

    def recv(self) -> Any:
        """See `Connection.recv`."""
        return self.pipe.recv()

    def send(self, message: Any) -> None:
        """See `Connection.send`; the arrays may be changed afterwards."""
        self.pipe.send(self.pack(message) if isinstance(message, Picture | Wall | Steps) else message)

    def pack(self, event: Picture | Wall | Steps) -> Picture | Wall | Steps | Parcel:
        """The event as a parcel, where it is large and there is room; else itself."""
        arrays = _arrays(event)
        sizes = {name: -(-array.nbytes // _ALIGNED) * _ALIGNED for name, array in arrays.items()}
        need = sum(sizes.values())
        start = self._room(need) if need >= LARGE else None
        if start is None:
            return event
        self._number += 1
        self._waiting.append((self._number, start, start + need))
        places: dict[str, Place] = {}
        for name, array in arrays.items():
            places[name] = Place(start, array.shape, array.dtype.str)
            _at(self._bytes, places[name])[...] = array
            start += sizes[name]
        return Parcel(self._number, _with(event, {}), places)

    def _room(self, need: int) -> int | None:
        """Where so many bytes are free in a row."""
        read = int(self._read[0])
        while self._waiting and self._waiting[0][0] <= read:
            self._waiting.popleft()
        if not self._waiting:
            return _ALIGNED if _ALIGNED + need <= len(self._bytes) else None
        first, last = self._waiting[0][1], self._waiting[-1][2]
        if first < last:  # what waits lies in one piece: free are the end and the beginning
            if last + need <= len(self._bytes):
                return last
            return _ALIGNED if _ALIGNED + need <= first else None
        return last if last + need <= first else None


class Inbox:
    """The window's side of the memory."""

    def __init__(self, memory: Any) -> None:
        self._bytes: NDArray[np.uint8] = np.frombuffer(memory, dtype=np.uint8)
        self._read: NDArray[np.int64] = self._bytes[:8].view(np.int64)

    def unpack(self, message: Any) -> Any:
        """A parcel as the event that was sent, with arrays of its own; anything else as it is."""
        if not isinstance(message, Parcel):
            return message
        arrays = {name: _at(self._bytes, place).copy() for name, place in message.places.items()}
        self._read[0] = message.number
        return _with(message.event, arrays)


_COLUMNS = ("epoch", "loss", "cost", "learning_rate", "seconds", "step")
_BY_NODE = ("gradient_norm", "update_ratio")


def _arrays(event: Picture | Wall | Steps) -> Mapping[str, NDArray[Any]]:
    """All that an event has in arrays, by name."""
    if isinstance(event, Picture | Wall):
        return event.arrays
    found = {name: getattr(event, name) for name in _COLUMNS}
    for name in _BY_NODE:
        found |= {f"{name}/{node}": column for node, column in getattr(event, name).items()}
    return found


def _with(event: Picture | Wall | Steps, arrays: Mapping[str, NDArray[Any]]) -> Picture | Wall | Steps:
    """The event with these arrays, or with none."""
    if isinstance(event, Picture | Wall):
        return replace(event, arrays=arrays)
    none = np.empty(0)
    changes: dict[str, Any] = {name: arrays.get(name, none) for name in _COLUMNS}
    for head in _BY_NODE:
        tables = ((name.partition("/"), column) for name, column in arrays.items())
        changes[head] = {node: column for (table, _, node), column in tables if table == head}
    return replace(event, **changes)


def _at(memory: NDArray[np.uint8], place: Place) -> NDArray[Any]:
    return np.ndarray(place.shape, dtype=np.dtype(place.dtype), buffer=memory.data, offset=place.start)
