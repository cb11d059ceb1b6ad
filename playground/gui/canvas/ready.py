"""The edits that put a ready group on the canvas: as wide as what flows into it, connected at every entry."""

from __future__ import annotations

from dataclasses import replace

from playground.catalog.analysis import Analysis
from playground.catalog.entry import known
from playground.catalog.ready_group import ReadyGroup, piece
from playground.gui.canvas.groups import Shown
from playground.gui.canvas.listed import READY
from playground.gui.canvas.own import Placing
from playground.gui.canvas.rules import EVERYWHERE, Room
from playground.spec.edits import Connect, Edit
from playground.spec.experiment import Network, Node


def ready_called(kind: str) -> type[ReadyGroup] | None:
    """The ready group of a row of the palette; None where the row is something else."""
    entry = known(ReadyGroup.family, kind.removeprefix(READY)) if kind.startswith(READY) else None
    return entry if entry is None or issubclass(entry, ReadyGroup) else None


class ReadyPlacing(Placing):
    """One ready group on its way into a network."""

    def __init__(self, network: Network, ready: type[ReadyGroup], analysis: Analysis, room: Room = EVERYWHERE) -> None:
        made, self._entries = piece(ready)
        super().__init__(network, made, ready.title, room)
        self._ready = ready
        self._analysis = analysis

    def _fit(self, source: str) -> None:
        signature = self._analysis.signatures.get(self._analysis.last(source))
        self._piece, self._entries = piece(self._ready, signature.output if signature is not None else None)

    def _into(self, seen: Shown, id: str, source: Node) -> list[Edit]:
        edges = (replace(entry, source=source.id, target=self._names[entry.target]) for entry in self._entries)
        return [Connect(edge=edge) for edge in edges]
