"""Gestures of the pointer: one gesture, one class.

A gesture lives from the press to the release. It moves items for the eye only; what it comes to is one edit at its
end. `Gesture.cancel` leaves everything as it was.
"""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QPen
from PySide6.QtWidgets import QGraphicsRectItem

from playground.gui.canvas import rules
from playground.gui.canvas.editor import Editor
from playground.gui.canvas.gesture import Gesture
from playground.gui.canvas.guides import Guides
from playground.spec.edits import MoveNodes
from playground.spec.values import Values
from playground.spec.words import tr

SHIFT = Qt.KeyboardModifier.ShiftModifier


class Pan(Gesture[Editor]):
    """Move the paper under the window."""

    def __init__(self, canvas: Editor, at: QPointF, pixel: QPoint) -> None:
        super().__init__(canvas, at, pixel)
        self._last = pixel
        canvas.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)

    def move(self, at: QPointF, pixel: QPoint) -> None:
        """Every pixel counts."""
        self.canvas.pan_by(pixel - self._last)
        self._last = pixel

    def release(self, at: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        """The hand opens."""
        self.cancel()

    def cancel(self) -> None:
        """What was moved stays: it is no edit."""
        self.canvas.viewport().unsetCursor()


class MoveCards(Gesture[Editor]):
    """Move the selected cards; without a movement it is a click that selects."""

    def __init__(self, canvas: Editor, at: QPointF, pixel: QPoint, node: str, *, toggles: bool) -> None:
        super().__init__(canvas, at, pixel)
        self._node = node
        self._toggles = toggles
        self._was_selected = node in canvas.selection
        if not self._was_selected:
            canvas.select((*canvas.selection, node) if toggles else (node,))
        self._cards: dict[str, QPointF] = {}
        self._grabbed = QRectF()
        self._guides: Guides | None = None

    def begin(self) -> None:
        """Remember where the cards were, and what they may line up with."""
        canvas = self.canvas
        scene = canvas.network_scene
        moving = {canvas.shown.card[id] for id in canvas.selected_nodes}
        self._cards = {id: scene.cards[id].pos() for id in moving}
        self._grabbed = scene.bounds((self._node,))
        self._guides = Guides(scene, canvas.theme, [scene.bounds((id,)) for id in scene.cards if id not in moving])

    def _shift(self, at: QPointF) -> QPointF:
        """How far the cards move: with guides or on the grid, exactly with Alt."""
        shift = at - self.start
        if self._guides is None or self.canvas.modifiers & Qt.KeyboardModifier.AltModifier:
            return shift
        return shift + self._guides.pull(self._grabbed.translated(shift), self.canvas.zoom)

    def _show(self, shift: QPointF) -> None:
        scene = self.canvas.network_scene
        for id, place in self._cards.items():
            if id in scene.cards:
                scene.cards[id].setPos(place + shift)
        scene.route(self._cards)

    def drag(self, at: QPointF, pixel: QPoint) -> None:
        """The grabbed card lines up with others or the grid, the others keep their distance from it."""
        shift = self._shift(at)
        self._show(shift)
        if self._guides is not None:
            self._guides.show_for(self._grabbed.translated(shift))

    def finish(self, at: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        """One edit for the whole drag."""
        canvas = self.canvas
        shift = self._shift(at)
        self._hide_guides()
        network = canvas.document.experiment.network
        label = tr("Move {what}", what=rules.named(canvas.shown, canvas.selection))
        places = {id: network.node(id).position for id in canvas.selected_nodes}
        positions = Values({id: (x + shift.x(), y + shift.y()) for id, (x, y) in places.items()})
        canvas.apply(MoveNodes(positions=positions, label=label, gesture=canvas.next_gesture()))

    def _hide_guides(self) -> None:
        if self._guides is not None:
            self._guides.end()
            self._guides = None

    def click(self, modifiers: Qt.KeyboardModifier) -> None:
        """Shift takes the card out of the selection where it was in it; else it alone is selected."""
        if self._toggles and self._was_selected:
            self.canvas.select(id for id in self.canvas.selection if id != self._node)
        elif not self._toggles:
            self.canvas.select((self._node,))

    def cancel(self) -> None:
        """Back to where they were."""
        self._hide_guides()
        self._show(QPointF())


class ToggleGroup(MoveCards):
    """The sign that closes a frame, or opens a closed group; dragged, it moves the group like the rest of it."""

    def click(self, modifiers: Qt.KeyboardModifier) -> None:
        """Close or open the group."""
        self.canvas.toggle_group(self._node)


class Band(Gesture[Editor]):
    """Select what a rectangle touches; a click on nothing selects nothing."""

    def __init__(self, canvas: Editor, at: QPointF, pixel: QPoint, *, adds: bool) -> None:
        super().__init__(canvas, at, pixel)
        self._before = canvas.selection
        self._adds = adds
        self._band: QGraphicsRectItem | None = None

    def begin(self) -> None:
        """Show the rectangle."""
        accent = self.canvas.theme.colour("selection")
        pen = QPen(accent, 1.0)
        pen.setCosmetic(True)
        self._band = QGraphicsRectItem()
        self._band.setPen(pen)
        shade = self.canvas.theme.colour("selection")
        shade.setAlphaF(0.1)
        self._band.setBrush(shade)
        self._band.setZValue(4.0)
        self.canvas.network_scene.addItem(self._band)

    def drag(self, at: QPointF, pixel: QPoint) -> None:
        """Select while it grows."""
        rect = QRectF(self.start, at).normalized()
        if self._band is not None:
            self._band.setRect(rect)
        found = self.canvas.network_scene.cards_in(rect)
        self.canvas.select((*self._before, *found) if self._adds else found)

    def finish(self, at: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        """The selection stays."""
        self._remove()

    def click(self, modifiers: Qt.KeyboardModifier) -> None:
        """Nothing selected."""
        if not self._adds:
            self.canvas.select(())

    def cancel(self) -> None:
        """The selection of before."""
        self._remove()
        self.canvas.select(self._before)

    def _remove(self) -> None:
        if self._band is not None:
            self.canvas.network_scene.removeItem(self._band)
            self._band = None
