"""Gestures of the pointer: one gesture, one class.

A gesture lives from the press to the release. It moves items for the eye only; what it comes to is one edit at its
end. `Gesture.cancel` leaves everything as it was.
"""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QPen
from PySide6.QtWidgets import QGraphicsRectItem

from playground.catalog.block import Block
from playground.gui.canvas import rules
from playground.gui.canvas.edges import LooseCurve
from playground.gui.canvas.editor import Editor
from playground.gui.canvas.geometry import Position, snapped
from playground.gui.canvas.gesture import Gesture
from playground.spec.edits import Disconnect, MoveNodes
from playground.spec.experiment import Edge, Network, Node
from playground.spec.values import Values

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
        self._from: dict[str, Position] = {}

    def begin(self) -> None:
        """Remember where the cards were."""
        network = self.canvas.document.experiment.network
        self._from = {id: network.node(id).position for id in self.canvas.selection}

    def _places(self, at: QPointF) -> dict[str, Position]:
        grabbed = QPointF(*self._from[self._node])
        x, y = snapped(grabbed + at - self.start)
        dx, dy = x - grabbed.x(), y - grabbed.y()
        return {id: (a + dx, b + dy) for id, (a, b) in self._from.items()}

    def _show(self, places: dict[str, Position]) -> None:
        scene = self.canvas.network_scene
        for id, place in places.items():
            if id in scene.cards:
                scene.cards[id].setPos(*place)
        scene.route(places)

    def drag(self, at: QPointF, pixel: QPoint) -> None:
        """The grabbed card snaps to the grid, the others keep their distance from it."""
        self._show(self._places(at))

    def finish(self, at: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        """One edit for the whole drag."""
        network = self.canvas.document.experiment.network
        label = f"Move {rules.named(network, self._from)}"
        positions = Values(self._places(at))
        self.canvas.apply(MoveNodes(positions=positions, label=label, gesture=self.canvas.next_gesture()))

    def click(self, modifiers: Qt.KeyboardModifier) -> None:
        """Shift takes the card out of the selection where it was in it; else it alone is selected."""
        if self._toggles and self._was_selected:
            self.canvas.select(id for id in self.canvas.selection if id != self._node)
        elif not self._toggles:
            self.canvas.select((self._node,))

    def cancel(self) -> None:
        """Back to where they were."""
        self._show(self._from)


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


class _Link(Gesture[Editor]):
    """Base of the gestures that draw a connection: a loose curve, and light on what it may end at."""

    def __init__(self, canvas: Editor, at: QPointF, pixel: QPoint) -> None:
        super().__init__(canvas, at, pixel)
        self._curve: LooseCurve | None = None
        self._fitting: frozenset[str] = frozenset()

    @property
    def network(self) -> Network:
        """The network that the connection would be added to."""
        return self.canvas.document.experiment.network

    def refusal(self, other: Node, slot: int | None) -> str | None:
        """Why the connection may not end at ``other``."""
        raise NotImplementedError

    def _offer(self, origin: str, *, forward: bool) -> None:
        """Show the curve and light what fits."""
        self._curve = LooseCurve(self.canvas.theme)
        scene = self.canvas.network_scene
        scene.addItem(self._curve)
        ids = {node.id for node in self.network.nodes if node.id != origin}
        self._fitting = frozenset(id for id in ids if self._fits(self.network.node(id)))
        scene.show_offer("in" if forward else "out", self._fitting, origin)

    def _fits(self, node: Node) -> bool:
        """Whether any of its ports would do."""
        places: list[int | None] = [None, *range(len(self.network.inputs(node.id)))]
        return any(self.refusal(node, slot) is None for slot in places)

    def _under(self, at: QPointF, side: str) -> tuple[Node, int | None] | None:
        """The node under the pointer, and the port where one was aimed at."""
        hit = self.canvas.network_scene.hit(at, self.canvas.zoom)
        if not hit.node:
            return None
        return self.network.node(hit.node), hit.slot if hit.what == side else None

    def _show(self, start: QPointF, end: QPointF, *, fits: bool) -> None:
        if self._curve is not None:
            self._curve.show_ends(start, end, fits=fits)

    def cancel(self) -> None:
        """Take the loose curve and the light away."""
        if self._curve is not None:
            self.canvas.network_scene.removeItem(self._curve)
            self._curve = None
        self.canvas.network_scene.end_offer()


class Connect(_Link):
    """From an output to an input, or to a new block."""

    def __init__(self, canvas: Editor, at: QPointF, pixel: QPoint, source: str) -> None:
        super().__init__(canvas, at, pixel)
        self._source = source

    def refusal(self, other: Node, slot: int | None) -> str | None:
        """Why the source may not flow into ``other``."""
        return rules.refusal(self.network, self.network.node(self._source), other, slot)

    def begin(self) -> None:
        """Light what the source may flow into."""
        self._offer(self._source, forward=True)

    def drag(self, at: QPointF, pixel: QPoint) -> None:
        """The end snaps to the port that it would take."""
        scene = self.canvas.network_scene
        under = self._under(at, "input")
        fits = under is not None and self.refusal(*under) is None
        if under is not None and fits:
            edit = rules.connection(self.network, self.network.node(self._source), *under)
            ports = [edge.port for edge in self.network.inputs(under[0].id)]
            slot = ports.index(edit.edge.port) if edit.edge.port in ports else len(ports)
            at = scene.cards[under[0].id].input_port(slot)
        self._show(scene.cards[self._source].output_port(), at, fits=fits)

    def finish(self, at: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        """Connect; or ask which block shall come, where it ends on nothing."""
        under = self._under(at, "input")
        if under is None:
            self.canvas.search_at(at, self._accepts, lambda kind: self._add(kind, at), self.cancel)
            return
        self.cancel()
        if under[0].id == self._source:
            return
        refusal = self.refusal(*under)
        if refusal is not None:
            self.canvas.message.emit(refusal)
        else:
            self.canvas.apply(rules.connection(self.network, self.network.node(self._source), *under))

    @staticmethod
    def _accepts(block: type[Block]) -> bool:
        return block.inputs[1] != 0

    def _add(self, kind: str, at: QPointF) -> None:
        network = self.network
        place = snapped(at + QPointF(75.0, 0.0))
        node, edit = rules.after(network, kind, network.node(self._source), place)
        self.canvas.apply_new(node.id, edit)

    def click(self, modifiers: Qt.KeyboardModifier) -> None:
        """A click on the port is a click on the card."""
        self.canvas.select((self._source,))


class ConnectBack(_Link):
    """From a free input back to an output, or to a new block."""

    def __init__(self, canvas: Editor, at: QPointF, pixel: QPoint, target: str, slot: int) -> None:
        super().__init__(canvas, at, pixel)
        self._target = target
        self._slot = slot

    def refusal(self, other: Node, slot: int | None) -> str | None:
        """Why ``other`` may not flow into the target."""
        return rules.refusal(self.network, other, self.network.node(self._target), self._slot)

    def begin(self) -> None:
        """Light what may flow into the target."""
        self._offer(self._target, forward=False)

    def drag(self, at: QPointF, pixel: QPoint) -> None:
        """The end snaps to the output that it would come from."""
        scene = self.canvas.network_scene
        under = self._under(at, "output")
        fits = under is not None and self.refusal(*under) is None
        if under is not None and fits:
            at = scene.cards[under[0].id].output_port()
        self._show(at, scene.cards[self._target].input_port(self._slot), fits=fits)

    def finish(self, at: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        """Connect; or ask which block shall come before."""
        under = self._under(at, "output")
        if under is None:
            self.canvas.search_at(at, self._accepts, lambda kind: self._add(kind, at), self.cancel)
            return
        self.cancel()
        if under[0].id == self._target:
            return
        refusal = self.refusal(*under)
        if refusal is not None:
            self.canvas.message.emit(refusal)
        else:
            target = self.network.node(self._target)
            self.canvas.apply(rules.connection(self.network, under[0], target, self._slot))

    @staticmethod
    def _accepts(block: type[Block]) -> bool:
        return block.has_output

    def _add(self, kind: str, at: QPointF) -> None:
        network = self.network
        target = network.node(self._target)
        node, edit = rules.before(network, kind, target, self._slot, snapped(at - QPointF(75.0, 0.0)))
        self.canvas.apply_new(node.id, edit)

    def click(self, modifiers: Qt.KeyboardModifier) -> None:
        """A click on the port is a click on the card."""
        self.canvas.select((self._target,))


class Reroute(_Link):
    """Take the end of a connection to another input; let go on nothing, it is cut."""

    def __init__(self, canvas: Editor, at: QPointF, pixel: QPoint, edge: Edge) -> None:
        super().__init__(canvas, at, pixel)
        self._edge = edge

    @property
    def network(self) -> Network:
        """Without the connection that is being led elsewhere."""
        return rules.cut_out(super().network, self._edge)

    def refusal(self, other: Node, slot: int | None) -> str | None:
        """Why the source may not flow into ``other`` instead."""
        return rules.refusal(self.network, self.network.node(self._edge.source), other, slot)

    def begin(self) -> None:
        """Light where else it may go."""
        self._offer(self._edge.source, forward=True)
        self.canvas.network_scene.edges[self._edge].show_faint(True)

    def drag(self, at: QPointF, pixel: QPoint) -> None:
        """The loose end follows the pointer, or snaps to a port."""
        scene = self.canvas.network_scene
        under = self._under(at, "input")
        fits = under is not None and self.refusal(*under) is None
        if under is not None and fits:
            card = scene.cards[under[0].id]
            at = card.input_port(min(under[1] or 0, card.face.slots - 1))
        self._show(scene.cards[self._edge.source].output_port(), at, fits=fits)

    def finish(self, at: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        """One edit: cut and connect anew, or only cut."""
        under = self._under(at, "input")
        self.cancel()
        if under is None:
            self.canvas.apply(Disconnect(edges=(self._edge,)))
            return
        if under[0].id in (self._edge.source, self._edge.target) and under[1] is None:
            return
        refusal = self.refusal(*under)
        if refusal is not None:
            self.canvas.message.emit(refusal)
        elif under[0].id != self._edge.target:
            whole = self.canvas.document.experiment.network
            self.canvas.apply(rules.rerouted(whole, self._edge, *under))

    def click(self, modifiers: Qt.KeyboardModifier) -> None:
        """A click on the port is a click on the card."""
        self.canvas.select((self._edge.target,))

    def cancel(self) -> None:
        """The connection is whole again."""
        super().cancel()
        item = self.canvas.network_scene.edges.get(self._edge)
        if item is not None:
            item.show_faint(False)
