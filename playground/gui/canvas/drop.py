"""Dropping a block from the palette: where it would go is shown while it is dragged."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QMimeData, QPointF, Qt
from PySide6.QtGui import QColor, QPen
from PySide6.QtWidgets import QGraphicsPathItem

from playground.gui.canvas import geometry, rules
from playground.gui.canvas.block_list import MIME
from playground.gui.canvas.hits import EMPTY, Hit
from playground.gui.canvas.listed import OWN, READY, Listed
from playground.gui.canvas.scene import NetworkScene
from playground.gui.theme.tokens import Theme
from playground.spec.experiment import Edge


def kind_in(data: QMimeData) -> str | None:
    """The kind of a block that the catalogue knows, or of an own one; None for anything else that is dragged here."""
    if not data.hasFormat(MIME):
        return None
    kind = bytes(data.data(MIME).data()).decode(errors="replace")
    return kind if kind.startswith((OWN, READY)) or rules.block_called(kind) is not None else None


def fits_on_edge(block: Listed) -> bool:
    """Whether a block can stand between two others."""
    return block.has_output and block.inputs[1] != 0


class DropGuide:
    """The outline of the card to come, and light on the edge that it would be put on."""

    def __init__(self, scene: NetworkScene, listed: Callable[[str], Listed | None]) -> None:
        self._scene = scene
        self._listed = listed
        self._ghost: QGraphicsPathItem | None = None

    def show(self, kind: str, at: QPointF, theme: Theme) -> None:
        """Follow the pointer, at scene point ``at``."""
        if self._ghost is None:
            self._ghost = QGraphicsPathItem(geometry.outline())
            self._ghost.setZValue(3.0)
            self._scene.addItem(self._ghost)
        listed = self._listed(kind)
        colour = theme.colour(listed.colour if listed is not None else "unknown")
        shade = QColor(colour)
        shade.setAlphaF(0.12)
        self._ghost.setPen(QPen(colour, 1.5, Qt.PenStyle.DashLine))
        self._ghost.setBrush(shade)
        self._ghost.setPos(*geometry.snapped(at))
        edge = self.edge(kind, at)
        self._scene.show_hover(Hit("edge", edge=edge) if edge is not None else EMPTY)

    def edge(self, kind: str, at: QPointF) -> Edge | None:
        """The edge that the block would be put on."""
        listed = self._listed(kind)
        if listed is None or not fits_on_edge(listed):
            return None
        middle = geometry.body().adjusted(30, 15, -30, -15).translated(at)
        return self._scene.edge_under(middle)

    def hide(self) -> None:
        """Nothing is dragged any more."""
        if self._ghost is not None:
            self._scene.removeItem(self._ghost)
            self._ghost = None
        self._scene.show_hover(EMPTY)
