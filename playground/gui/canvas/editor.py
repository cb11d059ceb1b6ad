"""Editing the document's network: selection, edits and quick search, without the pointer and the keys."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from PySide6.QtCore import QPoint, QPointF, QRect, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from playground.catalog.block import Block
from playground.gui.canvas import rules
from playground.gui.canvas.clip import from_text, to_text
from playground.gui.canvas.drop import fits_on_edge
from playground.gui.canvas.gesture import Gesture
from playground.gui.canvas.layout import arranged
from playground.gui.canvas.live import LiveValues
from playground.gui.canvas.paper import PaperView
from playground.gui.canvas.quick_search import QuickSearch
from playground.gui.canvas.rename import RenameField
from playground.gui.canvas.scene import NetworkScene
from playground.gui.canvas.search import Accept
from playground.gui.gaze import Gaze
from playground.gui.theme.tokens import Theme
from playground.spec.edits import Disconnect, Edit, MoveNodes, RemoveNodes, Set
from playground.spec.experiment import Edge, Experiment
from playground.spec.problems import PlaygroundError
from playground.spec.values import Values
from playground.workbench.document import Document

NUDGE = -1
"""The gesture number of the arrow keys: presses in quick succession are one undo."""
PASTE_SHIFT = 40.0


class Editor(PaperView):
    """What the canvas can do, for the hand (`playground.gui.canvas.view`), for menus and for the window's actions.

    Items are only pictures: every change goes through `Document.apply`, and the view follows ``Document.changed``.
    """

    selection_changed = Signal(object)
    """The ids of the selected nodes, a tuple."""
    message = Signal(str)
    """A sentence for the person: why something was not done."""

    def __init__(
        self, document: Document, theme: Theme, parent: QWidget | None = None, *, gaze: Gaze | None = None
    ) -> None:
        super().__init__(NetworkScene(theme), theme, parent)
        self.gaze = gaze if gaze is not None else Gaze(self)
        self.network_scene.setParent(self)
        self.document = document
        self._selection: tuple[str, ...] = ()
        self._edge: Edge | None = None
        self._gesture: Gesture[Editor] | None = None
        self._gestures = 0
        self._search: QuickSearch | None = None
        self._rename: RenameField | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Network")
        self.setAccessibleDescription("The layers of the network and their connections.")
        self.network_scene.show_network(document.experiment.network, document.analysis)
        document.changed.connect(self._follow)
        document.opened.connect(self._opened)

    # ------------------------------------------------------------------ following the document

    def _follow(self, old: Experiment, new: Experiment) -> None:
        if not isValid(self):
            return
        self.cancel_gesture()
        if self._search is not None:
            self._search.close_search()
        if self._rename is not None:
            self._rename.close_field()
        self.network_scene.show_network(new.network, self.document.analysis)
        if self._edge is not None and self._edge not in self.network_scene.edges:
            self._edge = None
        self.select(self._selection, edge=self._edge)
        if {node.id for node in old.network.nodes} != {node.id for node in new.network.nodes}:
            self.keep_fitted()

    def _opened(self) -> None:
        if isValid(self):
            self.select(())
            self.fit()

    def apply(self, edit: Edit) -> None:
        """Apply an edit to the document."""
        self.document.apply(edit)

    def apply_new(self, node: str, edit: Edit) -> None:
        """Apply an edit that brings a block, select the block and show it."""
        self.apply(edit)
        self.select((node,))
        self.see(self.network_scene.bounds((node,)))

    def cancel_gesture(self) -> None:
        """Give up what the hand has begun."""
        gesture, self._gesture = self._gesture, None
        if gesture is not None:
            gesture.cancel()

    def next_gesture(self) -> int:
        """A number for one drag, told apart from the next."""
        self._gestures += 1
        return self._gestures

    # ------------------------------------------------------------------ selection

    @property
    def selection(self) -> tuple[str, ...]:
        """The ids of the selected nodes, in the network's order."""
        return self._selection

    @property
    def selected_edge(self) -> Edge | None:
        """The selected connection; there is none while nodes are selected."""
        return self._edge

    def select(self, ids: Iterable[str], *, edge: Edge | None = None) -> None:
        """Select nodes, or one edge; ids that are not there are passed over."""
        wanted = set(ids)
        chosen = tuple(node.id for node in self.document.experiment.network.nodes if node.id in wanted)
        self._edge = None if chosen else edge
        self.network_scene.show_selection(chosen, self._edge)
        if chosen != self._selection:
            self._selection = chosen
            self.selection_changed.emit(chosen)

    def select_all(self) -> None:
        """Every block."""
        self.select(self.network_scene.cards)

    def walk(self, *, forward: bool) -> None:
        """Select the block that the selected one flows into, or comes from; the first where none is selected."""
        network = self.document.experiment.network
        if not network.nodes:
            return
        if not self._selection:
            self.select((network.nodes[0].id,))
            return
        here = self._selection[-1] if forward else self._selection[0]
        ways = [edge.target for edge in network.outputs(here)] if forward else [e.source for e in network.inputs(here)]
        if ways:
            self.select(ways[:1])
            self.see(self.network_scene.bounds(self._selection))

    # ------------------------------------------------------------------ edits

    def add_block(self, kind: str, position: QPointF | tuple[float, float] | None = None) -> None:
        """Add a block at ``position``; without one it finds its place and is linked to the selected node."""
        network = self.document.experiment.network
        block = rules.block_called(kind)
        if block is not None and block.unique:
            here = [node.id for node in network.nodes if node.kind == kind]
            if here:
                self.select(here)
                self.message.emit(f"A network has one {block.title} block; it is there already.")
                return
        if position is None:
            selected = self._selection[-1] if self._selection else None
            middle = self.mapToScene(self.viewport().rect().center())
            node, edit = rules.linked(network, kind, selected, (middle.x(), middle.y()))
        else:
            place = (position.x(), position.y()) if isinstance(position, QPointF) else position
            node, edit = rules.added(network, kind, place)
        self.apply_new(node.id, edit)

    def insert_block(self, kind: str, edge: Edge, position: tuple[float, float] | None = None) -> None:
        """Put a block on a connection."""
        node, edit = rules.inserted(self.document.experiment.network, kind, edge, position)
        self.apply_new(node.id, edit)

    def delete_selection(self, heal: bool = True) -> None:
        """Delete the selected blocks, or the selected connection. With ``heal`` their neighbours are connected."""
        if self._edge is not None:
            self.apply(Disconnect(edges=(self._edge,)))
        elif self._selection:
            network = self.document.experiment.network
            label = f"Delete {rules.named(network, self._selection)}"
            self.apply(RemoveNodes(ids=self._selection, heal=heal, label=label))

    def duplicate_selection(self) -> None:
        """Copies beside the originals, with the connections among them; the copies are selected."""
        network = self.document.experiment.network
        nodes = [network.node(id) for id in self._selection]
        shift = (PASTE_SHIFT, PASTE_SHIFT)
        self._add_copies(*rules.copied(network, nodes, network.edges, shift, "Duplicate"))

    def _add_copies(self, ids: tuple[str, ...], edit: Edit | None) -> None:
        if edit is not None:
            self.apply(edit)
            self.select(ids)
        else:
            self.message.emit("There is nothing to copy: a network has one input and one output.")

    def copy(self) -> None:
        """The selected blocks as text on the clipboard."""
        if self._selection:
            text = to_text(self.document.experiment.network, self._selection)
            QGuiApplication.clipboard().setText(text)

    def cut(self) -> None:
        """Copy, then delete."""
        self.copy()
        self.delete_selection()

    def clipboard_text(self) -> str:
        """The text on the clipboard."""
        return QGuiApplication.clipboard().text()

    def paste(self, at: QPointF | None = None) -> None:
        """The blocks on the clipboard, with their middle ``at`` a place, else beside where they came from."""
        try:
            nodes, edges = from_text(self.clipboard_text())
        except PlaygroundError as error:
            self.message.emit(str(error))
            return
        network = self.document.experiment.network
        shift = (0.0, 0.0)
        if at is not None:
            across, down = zip(*(node.position for node in nodes), strict=True)
            shift = (at.x() - (min(across) + max(across)) / 2, at.y() - (min(down) + max(down)) / 2)
        taken = {node.position for node in network.nodes}
        while any((node.position[0] + shift[0], node.position[1] + shift[1]) in taken for node in nodes):
            shift = (shift[0] + PASTE_SHIFT, shift[1] + PASTE_SHIFT)
        self._add_copies(*rules.copied(network, nodes, edges, shift, "Paste"))

    def arrange(self) -> None:
        """Columns from left to right; one undo."""
        places = arranged(self.document.experiment.network)
        self.apply(MoveNodes(positions=Values(places), label="Arrange", gesture=self.next_gesture()))
        self.fit()

    def nudge(self, dx: float, dy: float) -> None:
        """Move the selected blocks a little."""
        network = self.document.experiment.network
        places = {id: network.node(id).position for id in self._selection}
        if places:
            moved = Values({id: (x + dx, y + dy) for id, (x, y) in places.items()})
            self.apply(MoveNodes(positions=moved, label=f"Move {rules.named(network, places)}", gesture=NUDGE))

    def rename_selected(self) -> None:
        """Open a line over the title of the selected block."""
        if len(self._selection) != 1 or self._rename is not None:
            return
        node = self.document.experiment.network.node(self._selection[0])
        title = rules.title_of_kind(node.kind)
        field = RenameField(node.name, title, self.theme, self)
        field.renamed.connect(lambda name: self._renamed(node.id, name))
        field.closed.connect(self._rename_closed)
        self._rename = field
        card = self.network_scene.bounds((node.id,))
        left, top = self.mapFromScene(card.topLeft() + QPointF(44, 6)), round(22 * max(1.0, self.zoom))
        field.open_at(QRect(left, QPoint(left.x() + max(100, round(102 * self.zoom)), left.y() + top)))

    def _renamed(self, node: str, name: str) -> None:
        if any(here.id == node and here.name != name for here in self.document.experiment.network.nodes):
            label = f"Rename to {name}" if name else "Remove the name"
            self.apply(Set(path=("network", node, "name"), value=name, label=label, merges=False))

    def _rename_closed(self) -> None:
        if self._rename is not None:
            self._rename.deleteLater()
            self._rename = None

    def set_live(self, values: Mapping[str, LiveValues]) -> None:
        """The latest measurements by node id, for the strip at each card's foot; a node not named shows none."""
        self.network_scene.show_live(values)

    # ------------------------------------------------------------------ quick search

    def search_block(self, at: QPointF | None = None, text: str = "") -> None:
        """Ask for a block; it comes ``at`` a place, else linked to the selected node."""
        where = at if at is not None else self._pointer()
        self.search_at(where, _any, lambda kind: self.add_block(kind, at), None, text)

    def search_on(self, edge: Edge, at: QPointF) -> None:
        """Ask for a block to put on a connection."""
        self.search_at(at, fits_on_edge, lambda kind: self.insert_block(kind, edge), None)

    def search_after(self, node: str) -> None:
        """Ask for a block to put behind another."""
        place = self.network_scene.cards[node].output_port()
        self.select((node,))
        self.search_at(place, fits_on_edge, lambda kind: self.add_block(kind), None)

    def search_at(
        self,
        at: QPointF,
        accept: Accept,
        then: Callable[[str], None],
        closed: Callable[[], None] | None,
        text: str = "",
    ) -> None:
        """Open the quick search near a scene point; ``then`` gets the kind, ``closed`` is called in any case."""
        if self._search is not None:
            self._search.close_search()
        search = QuickSearch(self.theme, accept, self)
        search.closed.connect(lambda: self._search_closed(search, closed))
        search.chosen.connect(then)
        self._search = search
        search.open_at(self.mapFromScene(at) + QPoint(6, 6), text)

    def _search_closed(self, search: QuickSearch, closed: Callable[[], None] | None) -> None:
        if closed is not None:
            closed()
        if search is self._search:
            self._search = None
        search.deleteLater()

    def _pointer(self) -> QPointF:
        pixel = self.viewport().mapFromGlobal(self.cursor().pos())
        if not self.viewport().rect().contains(pixel):
            pixel = self.viewport().rect().center() - QPoint(120, 80)
        return self.mapToScene(pixel)


def _any(block: type[Block]) -> bool:
    return True
