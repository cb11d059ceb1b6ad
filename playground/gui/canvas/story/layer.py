"""The layer over the blocks and connections that the story is drawn on."""

from __future__ import annotations

from time import monotonic

from PySide6.QtCore import QObject, QRectF, QTimer, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from playground.gui.canvas.edges import EdgeItem
from playground.gui.canvas.live import short_number
from playground.gui.canvas.scene import NetworkScene
from playground.gui.canvas.story import paint
from playground.gui.canvas.story.story import Story, example_story
from playground.gui.canvas.units.body import READABLE
from playground.gui.canvas.units.spot import Spot
from playground.gui.theme.tokens import Theme
from playground.spec.experiment import Edge

__all__ = ["Story", "StoryLayer", "example_story"]

FAR = 1e6
FAINT = 0.2
"""From farther away nothing is shown on connections."""
FRAME = 33
"""Milliseconds between two pictures while something moves."""
SECONDS = 0.9
"""How long values take from one block to the next."""


class StoryLayer(QObject):
    """Holds the story that is told; draws it over the blocks."""

    arrived = Signal()
    """What moved has come to its end."""

    def __init__(self, scene: NetworkScene, theme: Theme) -> None:
        super().__init__(scene)
        self._scene = scene
        self.theme = theme
        self.story: Story | None = None
        self._begun: float | None = None
        self._item = _Over(self)
        scene.addItem(self._item)
        self._timer = QTimer(self)
        self._timer.setInterval(FRAME)
        self._timer.timeout.connect(self._move)

    @property
    def scene(self) -> NetworkScene:
        """The scene that it lies over."""
        return self._scene

    def tell(self, story: Story | None) -> None:
        """Show this in place of what was shown; None for nothing. What flows sets out anew."""
        if story is None and self.story is None:
            return
        self.story = story
        self._scene.show_told(story is not None)
        if story is not None and story.flow is not None:
            self._begun = monotonic()
            self._timer.start()
        else:
            self._begun = None
            self._timer.stop()
        self._item.setVisible(story is not None)
        self._item.update()

    def set_theme(self, theme: Theme) -> None:
        """Other colours."""
        self.theme = theme
        self._item.update()

    @property
    def part(self) -> float:
        """How far what flows has come, from 0 to 1; resting values lie a quarter of the way from their block."""
        if self._begun is None:
            return 0.25
        share = min(1.0, (monotonic() - self._begun) / SECONDS)
        share = share * share * (3.0 - 2.0 * share)
        return share if self.story is None or self.story.flow != "backward" else 1.0 - share

    def settle(self) -> None:
        """What moves is at its end at once."""
        if self._timer.isActive():
            self._begun = monotonic() - SECONDS
            self._move()

    def _move(self) -> None:
        self._item.update()
        if self._begun is None or monotonic() - self._begun >= SECONDS:
            self._timer.stop()
            self.arrived.emit()

    def words(self, spot: Spot) -> str:
        """What the story tells of a unit, for the words beside the pointer; empty where it tells nothing."""
        story = self.story
        if story is None or spot.what != "unit":
            return ""
        parts = []
        for letter, values in (
            ("z", story.before),
            ("a", story.forward),
            ("da", story.backward),
            ("dz", story.before_back),
        ):
            array = values.get(spot.node)
            if array is not None and spot.unit < len(array):
                parts.append(f"{letter} = {short_number(float(array[spot.unit]))}")
        return "  ".join(parts)


class _Over(QGraphicsItem):
    """Draws the story of its layer; nothing can be hit in it."""

    def __init__(self, layer: StoryLayer) -> None:
        super().__init__()
        self._layer = layer
        self.setZValue(5.0)
        self.setVisible(False)
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemUsesExtendedStyleOption)

    def boundingRect(self) -> QRectF:  # noqa: N802
        """Everywhere."""
        return QRectF(-FAR, -FAR, 2 * FAR, 2 * FAR)

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Connections first, then what stands on the blocks."""
        layer, scene, story = self._layer, self._layer.scene, self._layer.story
        if story is None:
            return
        zoom = option.levelOfDetailFromTransform(painter.worldTransform())
        seen, theme = option.exposedRect, layer.theme
        for edge, item in scene.edges.items():
            on = scene.shown.card
            if item.boundingRect().intersects(seen) and on[edge.source] != on[edge.target]:
                self._carry(painter, edge, item, story, zoom)
        lit = {scene.shown.card.get(id, id) for id in story.lit}
        for id, card in scene.cards.items():
            place = card.place()
            if not place.adjusted(-8, -8, 8, 8).intersects(seen):
                continue
            painter.save()
            painter.translate(card.pos())
            paint.block(painter, card, scene.foot(id), story, theme, zoom, lit=id in lit)
            painter.restore()

    def _carry(self, painter: QPainter, edge: Edge, item: EdgeItem, story: Story, zoom: float) -> None:
        """What runs along a connection: values to its target, gradients to its source; or rests on it."""
        layer, back = self._layer, story.flow == "backward"
        if story.flow is not None and (edge.source if back else edge.target) not in story.lit:
            return
        # What leaves a group that repeats comes from its last copy.
        source = edge.source if edge.target in story.last else story.last.get(edge.source, edge.source)
        values = (story.backward if back else story.forward).get(source)
        if values is None:
            return
        wires = item.wires
        if zoom < FAINT:
            return
        if wires is None or zoom < READABLE or wires.mode == "pairs":
            points = paint.trail(item, values, layer.part if story.flow is not None else None)
            paint.beads(painter, points, values[: len(points)], layer.theme, back=back, wide=1.0 / max(zoom, 0.35))
        elif wires.mode == "lines":
            carried = paint.carried(wires, values, story.before_back.get(edge.target) if back else None)
            paint.beads(painter, wires.along(layer.part), carried, layer.theme, back=back)
