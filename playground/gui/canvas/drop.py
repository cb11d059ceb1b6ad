"""Dropping a block from the palette: where it would go is shown while it is dragged."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, QPointF, Qt
from PySide6.QtGui import QColor, QPen
from PySide6.QtWidgets import QGraphicsPathItem

from playground.catalog.block import Block
from playground.gui.canvas import geometry, rules
from playground.gui.canvas.block_list import MIME
from playground.gui.canvas.scene import EMPTY, Hit, NetworkScene
from playground.gui.theme.tokens import Theme
from playground.spec.experiment import Edge


def kind_in(data: QMimeData) -> str | None:
    """The kind of a block that the catalogue knows, or None for anything else that is dragged here."""
    if not data.hasFormat(MIME):
        return None
    kind = bytes(data.data(MIME).data()).decode(errors="replace")
    return kind if rules.block_called(kind) is not None else None


def fits_on_edge(block: type[Block] | None) -> bool:
    """Whether a block can stand between two others."""
    return block is None or (block.has_output and block.inputs[1] != 0)


class DropGuide:
    """The outline of the card to come, and light on the edge that it would be put on."""

    def __init__(self, scene: NetworkScene) -> None:
        self._scene = scene
        self._ghost: QGraphicsPathItem | None = None

    def show(self, kind: str, at: QPointF, theme: Theme) -> None:
        """Follow the pointer, at scene point ``at``."""
        if self._ghost is None:
            self._ghost = QGraphicsPathItem(geometry.outline())
            self._ghost.setZValue(3.0)
            self._scene.addItem(self._ghost)
        colour = theme.colour(getattr(rules.block_called(kind), "colour", "unknown"))
        shade = QColor(colour)
        shade.setAlphaF(0.12)
        self._ghost.setPen(QPen(colour, 1.5, Qt.PenStyle.DashLine))
        self._ghost.setBrush(shade)
        self._ghost.setPos(*geometry.snapped(at))
        edge = self.edge(kind, at)
        self._scene.show_hover(Hit("edge", edge=edge) if edge is not None else EMPTY)

    def edge(self, kind: str, at: QPointF) -> Edge | None:
        """The edge that the block would be put on."""
        if not fits_on_edge(rules.block_called(kind)):
            return None
        middle = geometry.body().adjusted(30, 15, -30, -15).translated(at)
        return self._scene.edge_under(middle)

    def hide(self) -> None:
        """Nothing is dragged any more."""
        if self._ghost is not None:
            self._scene.removeItem(self._ghost)
            self._ghost = None
        self._scene.show_hover(EMPTY)
