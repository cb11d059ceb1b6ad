"""Gestures that draw a connection: a loose curve, and light on what it may end at."""

from __future__ import annotations

from typing import ClassVar, Literal

from PySide6.QtCore import QPoint, QPointF, Qt

from playground.gui.canvas import rules
from playground.gui.canvas.edges import LooseCurve
from playground.gui.canvas.editor import Editor
from playground.gui.canvas.geometry import snapped
from playground.gui.canvas.gesture import Gesture
from playground.gui.canvas.listed import Listed
from playground.spec.edits import Connect, Disconnect
from playground.spec.experiment import Edge, Network, Node


class _Link(Gesture[Editor]):
    """Base of the gestures that draw a connection: a loose curve, and light on what it may end at."""

    def __init__(self, canvas: Editor, at: QPointF, pixel: QPoint) -> None:
        super().__init__(canvas, at, pixel)
        self._curve: LooseCurve | None = None

    @property
    def network(self) -> Network:
        """The network that the connection would be added to."""
        return self.canvas.document.experiment.network

    def refusal(self, other: Node, slot: int | None) -> str | None:
        """Why the connection may not end at ``other``."""
        raise NotImplementedError

    def _offer(self, origin: str, *, forward: bool) -> None:
        """Show the curve and light what fits; ``origin`` is the card that it begins at."""
        self._curve = LooseCurve(self.canvas.theme)
        scene = self.canvas.network_scene
        scene.addItem(self._curve)
        fitting = [id for id in scene.cards if id != origin and self._fits(id, forward=forward)]
        scene.show_offer("in" if forward else "out", fitting, origin)

    def _fits(self, card: str, *, forward: bool) -> bool:
        """Whether any of a card's ports would do."""
        shown = self.canvas.shown
        if not forward:
            source = shown.source(card)
            return bool(source) and self.refusal(self.network.node(source), None) is None
        slots: list[int | None] = [None, *range(self.canvas.network_scene.cards[card].face.slots)]
        ends = {shown.target(card, slot) for slot in slots}
        return any(self.refusal(self.network.node(id), slot) is None for id, slot in ends if id)

    def _under(self, at: QPointF, side: str) -> tuple[Node, int | None] | None:
        """The block under the pointer, and which input where one was aimed at: in a closed group a member's."""
        hit = self.canvas.network_scene.hit(at, self.canvas.zoom)
        if not hit.node:
            return None
        aimed = hit.slot if hit.what == side else None
        shown = self.canvas.shown
        id, slot = shown.target(hit.node, aimed) if side == "input" else (shown.source(hit.node), None)
        return (self.network.node(id), slot) if id else None

    def _show(self, start: QPointF, end: QPointF, *, fits: bool) -> None:
        if self._curve is not None:
            self._curve.show_ends(start, end, fits=fits)

    def cancel(self) -> None:
        """Take the loose curve and the light away."""
        if self._curve is not None:
            self.canvas.network_scene.removeItem(self._curve)
            self._curve = None
        self.canvas.network_scene.end_offer()


class _FromPort(_Link):
    """Base of those that begin at a free port: they end at a port of the other ``side``, or at a new block."""

    side: ClassVar[Literal["input", "output"]]

    def __init__(self, canvas: Editor, at: QPointF, pixel: QPoint, card: str) -> None:
        super().__init__(canvas, at, pixel)
        self._card = card

    def connection(self, other: Node, slot: int | None) -> Connect:
        """The edit that connects with ``other``."""
        raise NotImplementedError

    def accepts(self, block: Listed) -> bool:
        """Whether a new block could be at the other end."""
        raise NotImplementedError

    def add(self, kind: str, at: QPointF) -> None:
        """Bring a new block to the other end."""
        raise NotImplementedError

    def begin(self) -> None:
        """Light what it may be connected with."""
        self._offer(self._card, forward=self.side == "input")

    def finish(self, at: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        """Connect; or ask which block shall come, where it ends on nothing."""
        under = self._under(at, self.side)
        if under is None:
            self.canvas.search_at(at, self.accepts, lambda kind: self.add(kind, at), self.cancel)
            return
        self.cancel()
        if self.canvas.shown.card[under[0].id] == self._card:
            return
        refusal = self.refusal(*under)
        if refusal is not None:
            self.canvas.message.emit(refusal)
        else:
            self.canvas.apply(self.connection(*under))

    def click(self, modifiers: Qt.KeyboardModifier) -> None:
        """A click on the port is a click on the card."""
        self.canvas.select((self._card,))


class ConnectOn(_FromPort):
    """From an output to an input, or to a new block."""

    side = "input"

    def __init__(self, canvas: Editor, at: QPointF, pixel: QPoint, card: str) -> None:
        super().__init__(canvas, at, pixel, card)
        self._source = canvas.shown.source(card)

    def refusal(self, other: Node, slot: int | None) -> str | None:
        """Why the source may not flow into ``other``."""
        return rules.refusal(self.network, self.network.node(self._source), other, slot)

    def connection(self, other: Node, slot: int | None) -> Connect:
        """From the source into ``other``."""
        return rules.connection(self.network, self.network.node(self._source), other, slot)

    def accepts(self, block: Listed) -> bool:
        """Whether something flows into it."""
        return block.inputs[1] != 0

    def add(self, kind: str, at: QPointF) -> None:
        """Behind the source."""
        self.canvas.add_after(kind, self._source, snapped(at + QPointF(75.0, 0.0)))

    def drag(self, at: QPointF, pixel: QPoint) -> None:
        """The end snaps to the port that it would take."""
        under = self._under(at, "input")
        fits = under is not None and self.refusal(*under) is None
        if under is not None and fits:
            edit = self.connection(*under)
            ports = [edge.port for edge in self.network.inputs(under[0].id)]
            slot = ports.index(edit.edge.port) if edit.edge.port in ports else len(ports)
            at = self.canvas.input_place(under[0].id, slot)
        self._show(self.canvas.output_place(self._source), at, fits=fits)


class ConnectBack(_FromPort):
    """From a free input back to an output, or to a new block."""

    side = "output"

    def __init__(self, canvas: Editor, at: QPointF, pixel: QPoint, card: str, slot: int) -> None:
        super().__init__(canvas, at, pixel, card)
        self._target, aimed = canvas.shown.target(card, slot)
        self._slot = aimed or 0

    def refusal(self, other: Node, slot: int | None) -> str | None:
        """Why ``other`` may not flow into the target."""
        return rules.refusal(self.network, other, self.network.node(self._target), self._slot)

    def connection(self, other: Node, slot: int | None) -> Connect:
        """From ``other`` into the target."""
        return rules.connection(self.network, other, self.network.node(self._target), self._slot)

    def accepts(self, block: Listed) -> bool:
        """Whether something flows out of it."""
        return block.has_output

    def add(self, kind: str, at: QPointF) -> None:
        """Before the target."""
        self.canvas.add_before(kind, self._target, self._slot, snapped(at - QPointF(75.0, 0.0)))

    def drag(self, at: QPointF, pixel: QPoint) -> None:
        """The end snaps to the output that it would come from."""
        under = self._under(at, "output")
        fits = under is not None and self.refusal(*under) is None
        if under is not None and fits:
            at = self.canvas.output_place(under[0].id)
        self._show(at, self.canvas.input_place(self._target, self._slot), fits=fits)


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
        self._offer(self.canvas.shown.card[self._edge.source], forward=True)
        self.canvas.network_scene.edges[self._edge].show_faint(True)

    def drag(self, at: QPointF, pixel: QPoint) -> None:
        """The loose end follows the pointer, or snaps to a port."""
        under = self._under(at, "input")
        fits = under is not None and self.refusal(*under) is None
        if under is not None and fits:
            at = self.canvas.input_place(under[0].id, under[1] or 0)
        self._show(self.canvas.output_place(self._edge.source), at, fits=fits)

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
