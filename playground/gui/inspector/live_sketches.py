"""What training makes of the functions that the inspector draws: z under an activation, the epoch on a schedule."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from playground.gui.follow import follow
from playground.gui.inspector.sketch import Sketch, Spread
from playground.spec.experiment import Network
from playground.spec.values import Values
from playground.spec.words import tr
from playground.wire.events import Picture
from playground.workbench.document import Document
from playground.workbench.run import Run

KEY = "inspector/z"
BINS = 48
PAUSE = 120
"""Milliseconds between two looks at what is seen."""


class LiveSketches(QObject):
    """Brings the run to the sketches of ``inspector``; measures only for an activation that can be seen."""

    def __init__(self, run: Run, document: Document, inspector: QWidget) -> None:
        super().__init__(inspector)
        self._run = run
        self._document = document
        self._inspector = inspector
        self._nodes: tuple[str, ...] = ()
        self._spread: tuple[Picture, Spread | None] | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE)
        self._timer.timeout.connect(self.refresh)
        follow(run.steps_arrived, self, self.soon)
        follow(run.picture_arrived, self, self._take)
        follow(run.recalled_changed, self, self.soon)
        follow(document.changed, self, self.soon)

    def soon(self, *_news: object) -> None:
        """Something that is seen may be another now."""
        if not self._timer.isActive():
            self._timer.start()

    def refresh(self) -> None:
        """Ask for what is seen, and show what is known."""
        seen = [sketch for sketch in self._inspector.findChildren(Sketch) if sketch.isVisible() and sketch.path]
        activation = next((sketch for sketch in seen if sketch.path[0] == "network"), None)
        self._watch(() if activation is None else sources(self._document.experiment.network, activation.path[1]))
        for sketch in seen:
            if sketch is activation:
                sketch.show_live(self._z(), 0.0)
            else:
                sketch.show_live(None, self._epoch())

    def _watch(self, nodes: tuple[str, ...]) -> None:
        if nodes != self._nodes:
            self._nodes, self._spread = nodes, None
            if nodes:
                self._run.watch(KEY, "histograms", Values(bins=BINS, nodes=nodes))
            else:
                self._run.unwatch(KEY)

    def _take(self, picture: Picture) -> None:
        if picture.key == KEY:
            self.soon()

    def _epoch(self) -> float:
        """Where training stands, or was gone back to."""
        if self._run.recalled is not None:
            return self._run.recalled[1]
        epochs = self._run.curves.steps
        return float(epochs["epoch"][-1]) if len(epochs) else 0.0

    def _z(self) -> Spread | None:
        """What the activation is applied to; one object as long as it is the same picture."""
        picture = self._run.pictures.get(KEY)
        if picture is None:
            return None
        if self._spread is None or self._spread[0] is not picture:
            names = (f"z/{self._nodes[0]}", *(f"activations/{source}" for source in self._nodes[1:]))
            name = next((name for name in names if f"{name}/counts" in picture.arrays), None)
            spread = None
            if name is not None:
                counts, edges = picture.arrays[f"{name}/counts"], picture.arrays[f"{name}/edges"]
                spread = Spread(counts=counts, edges=edges, name=tr("z now"))
            self._spread = (picture, spread)
        return self._spread[1]


def sources(network: Network, node: str) -> tuple[str, ...]:
    """The block itself, and where its input comes from: z of a block without weights is what comes in."""
    return (node, *(edge.source for edge in network.inputs(node)[:1]))
