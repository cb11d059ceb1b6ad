"""Editing the document's network: selection, edits and quick search, without the pointer and the keys."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from playground.gui.canvas import geometry, groups, rules
from playground.gui.canvas.drop import fits_on_edge
from playground.gui.canvas.gesture import Gesture
from playground.gui.canvas.groups import Shown
from playground.gui.canvas.groups_frame import frame_around
from playground.gui.canvas.layout import arranged
from playground.gui.canvas.listed import OWN, Listed, of_block, of_own
from playground.gui.canvas.live import LiveValues
from playground.gui.canvas.minimap import Minimap
from playground.gui.canvas.own import Placing
from playground.gui.canvas.paper import PaperView
from playground.gui.canvas.quick_search import QuickSearch
from playground.gui.canvas.rename import RenameField
from playground.gui.canvas.scene import NetworkScene
from playground.gui.canvas.search import Accept
from playground.gui.gaze import Gaze
from playground.gui.theme.tokens import Theme
from playground.spec.edits import Disconnect, Edit, MoveNodes, RemoveNodes, Set, Several
from playground.spec.experiment import Edge, Experiment, Network
from playground.spec.groups import sound, with_group
from playground.spec.piece import piece_from_text, piece_of, piece_to_text
from playground.spec.problems import PlaygroundError
from playground.spec.values import Values
from playground.spec.words import tr
from playground.workbench.document import Document
from playground.workbench.own_blocks import OwnBlocks

NUDGE = -1
"""The gesture number of the arrow keys: presses in quick succession are one undo."""
PASTE_SHIFT = 40.0


class Editor(PaperView):
    """What the canvas can do, for the hand (`playground.gui.canvas.view`), for menus and for the window's actions.

    Items are only pictures: every change goes through `Document.apply`, and the view follows ``Document.changed``.
    """

    selection_changed = Signal(object)
    """The ids of the selected blocks and groups, a tuple."""
    help_wanted = Signal(str)
    """The kind of a block that a person wants to have explained."""
    export_wanted = Signal(object)
    """A piece of the network that is to be written to a file."""
    import_wanted = Signal()
    """A file is to be read as an own block."""
    message = Signal(str)
    """A sentence for the person: why something was not done."""

    def __init__(
        self,
        document: Document,
        theme: Theme,
        parent: QWidget | None = None,
        *,
        gaze: Gaze | None = None,
        own: OwnBlocks | None = None,
    ) -> None:
        super().__init__(NetworkScene(theme), theme, parent)
        self.gaze = gaze if gaze is not None else Gaze(self)
        self.network_scene.setParent(self)
        self.document = document
        self.own = own if own is not None else OwnBlocks()
        self._selection: tuple[str, ...] = ()
        self._edge: Edge | None = None
        self._gesture: Gesture[Editor] | None = None
        self._gestures = 0
        self.modifiers = Qt.KeyboardModifier.NoModifier
        """The keys held when the pointer was last heard of."""
        self._search: QuickSearch | None = None
        self._rename: RenameField | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Network")
        self.setAccessibleDescription("The layers of the network and their connections.")
        self.network_scene.show_network(document.experiment.network, document.analysis)
        document.changed.connect(self._follow)
        document.opened.connect(self._opened)
        self.minimap = Minimap(self)  # it looks at what the scene has become

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

    def set_theme(self, theme: Theme) -> None:
        """Take other colours."""
        super().set_theme(theme)
        self.minimap.set_theme(theme)

    def apply(self, edit: Edit) -> None:
        """Apply an edit to the document."""
        self.document.apply(edit)

    def apply_new(self, node: str, edit: Edit) -> None:
        """Apply an edit that brings a block, select the block and show it."""
        self.apply(edit)
        self.select((node,))
        self.see(self.network_scene.bounds(self._selection))

    @property
    def busy(self) -> bool:
        """Whether a gesture is under way."""
        return self._gesture is not None

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
    def shown(self) -> Shown:
        """What of the network is on the canvas: its groups make cards and frames of many blocks."""
        return self.network_scene.shown

    @property
    def selection(self) -> tuple[str, ...]:
        """The ids of the selected blocks, in the network's order, and groups (closed or open)."""
        return self._selection

    @property
    def selected_nodes(self) -> tuple[str, ...]:
        """The selected blocks, with the members of selected groups."""
        return self.shown.members(self._selection)

    @property
    def selected_group(self) -> str:
        """The group that alone is selected; "" where there is none."""
        (id,) = self._selection if len(self._selection) == 1 else ("",)
        return id if id in self.shown.groups else ""

    def room(self) -> rules.Room:
        """How much room cards and frames take."""
        scene, shown = self.network_scene, self.shown
        places = {id: scene.bounds((id,)) for id in (*scene.cards, *scene.frames.items)}
        together = {id: group.members for group in shown.closed.values() for id in group.members}
        return rules.Room({id: places[card] for id, card in shown.card.items()}, tuple(places.values()), together)

    @property
    def selected_edge(self) -> Edge | None:
        """The selected connection; there is none while nodes are selected."""
        return self._edge

    def select(self, ids: Iterable[str], *, edge: Edge | None = None) -> None:
        """Select blocks and groups, or one edge; ids that are not there are passed over.

        A block in a closed group is not on the canvas by itself: its group is selected.
        """
        shown = self.shown
        wanted = {shown.card.get(id, id) for id in ids}
        cards = [node.id for node in shown.network.nodes if node.id in wanted]
        chosen = (*cards, *(id for id in shown.exits if id in wanted))
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
        here = set(self.shown.members((self._selection[-1] if forward else self._selection[0],)))
        edges = [edge for edge in network.edges if (edge.source in here) != (edge.target in here)]
        ways = [edge.target for edge in edges if edge.source in here]
        if not forward:
            ways = [edge.source for edge in sorted(edges, key=lambda edge: edge.port) if edge.target in here]
        if ways:
            self.select(ways[:1])
            self.see(self.network_scene.bounds(self._selection))

    def walk_out(self) -> None:
        """Select the innermost open group around all that is selected."""
        wanted = set(self.selected_nodes)
        frames = list(self.shown.frames)  # the outer before the inner ones
        if self.selected_group:
            frames = frames[: next((n for n, g in enumerate(frames) if g.id == self.selected_group), None)]
        around = [group for group in frames if wanted and wanted.issubset(group.members)]
        if around:
            self.select((around[-1].id,))

    def walk_in(self) -> None:
        """Select the first block of the selected open group."""
        group = self.shown.groups.get(self.selected_group)
        if group is not None and group.id not in self.shown.closed:
            self.select(group.members[:1])

    # ------------------------------------------------------------------ edits

    def add_block(self, kind: str, position: QPointF | tuple[float, float] | None = None) -> None:
        """Add a block at ``position``; without one it finds its place and is linked to the selected node."""
        network = self.document.experiment.network
        block = rules.block_called(kind)
        own = self._placing(kind)
        if block is not None and block.unique:
            here = [node.id for node in network.nodes if node.kind == kind]
            if here:
                self.select(here)
                self.message.emit(f"A network has one {block.title} block; it is there already.")
                return
        if position is None:
            selected = self.shown.source(self._selection[-1]) or None if self._selection else None
            middle = self.mapToScene(self.viewport().rect().center()).toTuple()
            if own is not None:
                self._apply_own(own.linked(selected, middle))
                return
            node, edit = rules.linked(network, kind, selected, middle, self.room())
        else:
            place = (position.x(), position.y()) if isinstance(position, QPointF) else position
            if own is not None:
                self._apply_own(own.alone(place))
                return
            node, edit = rules.added(network, kind, place, self.room())
        self.apply_new(node.id, edit)

    def add_after(self, kind: str, source: str, position: geometry.Position) -> None:
        """Add a block that another flows into."""
        network, own = self.document.experiment.network, self._placing(kind)
        if own is not None:
            self._apply_own(own.after(network.node(source), position))
            return
        node, edit = rules.after(network, kind, network.node(source), position)
        self.apply_new(node.id, edit)

    def add_before(self, kind: str, target: str, slot: int, position: geometry.Position) -> None:
        """Add a block that flows into an input of another."""
        network, own = self.document.experiment.network, self._placing(kind)
        if own is not None:
            self._apply_own(own.before(network.node(target), slot, position))
            return
        node, edit = rules.before(network, kind, network.node(target), slot, position)
        self.apply_new(node.id, edit)

    def listed(self, kind: str) -> Listed | None:
        """What of the palette is of that kind: a block of the catalogue, or of the user's own."""
        if kind.startswith(OWN):
            own = self.own.block(kind.removeprefix(OWN))
            return of_own(own) if own is not None else None
        block = rules.block_called(kind)
        return of_block(block) if block is not None else None

    def _placing(self, kind: str) -> Placing | None:
        """An own block on its way into the network; None where the kind is of the catalogue."""
        listed = self.listed(kind) if kind.startswith(OWN) else None
        if listed is None or listed.piece is None:
            return None
        return Placing(self.document.experiment.network, listed.piece, listed.title, self.room())

    def _apply_own(self, made: tuple[str, Edit] | None) -> None:
        if made is None:
            self.message.emit(tr("There is nothing to add: a network has one input and one output."))
        else:
            self.apply_new(*made)

    def insert_block(self, kind: str, edge: Edge, position: tuple[float, float] | None = None) -> None:
        """Put a block on a connection."""
        own = self._placing(kind)
        if own is not None:
            self._apply_own(own.on(edge, position))
            return
        node, edit = rules.inserted(self.document.experiment.network, kind, edge, position, self.room())
        self.apply_new(node.id, edit)

    def delete_selection(self, heal: bool = True) -> None:
        """Delete the selected blocks, or the selected connection. With ``heal`` their neighbours are connected."""
        if self._edge is not None:
            self.apply(Disconnect(edges=(self._edge,)))
        elif self._selection:
            label = tr("Delete {what}", what=rules.named(self.shown, self._selection))
            self.apply(RemoveNodes(ids=self.selected_nodes, heal=heal, label=label))

    def duplicate_selection(self) -> None:
        """Copies beside the originals, with the connections among them; the copies are selected."""
        network = self.document.experiment.network
        ids, _, edit = rules.copied(network, self.selected_piece(), (PASTE_SHIFT, PASTE_SHIFT), "Duplicate")
        self._add_copies(ids, edit)

    def _add_copies(self, ids: tuple[str, ...], edit: Edit | None) -> None:
        if edit is not None:
            self.apply(edit)
            self.select(ids)
        else:
            self.message.emit("There is nothing to copy: a network has one input and one output.")

    def copy(self) -> None:
        """The selected blocks as text on the clipboard."""
        if self._selection:
            QGuiApplication.clipboard().setText(piece_to_text(self.selected_piece()))

    def cut(self) -> None:
        """Copy, then delete."""
        self.copy()
        self.delete_selection()

    def clipboard_text(self) -> str:
        """The text on the clipboard."""
        return QGuiApplication.clipboard().text()

    def paste_refusal(self) -> str:
        """Why nothing can be pasted, one sentence; "" where it can."""
        try:
            piece_from_text(self.clipboard_text())
        except PlaygroundError as error:
            return str(error)
        return ""

    def paste(self, at: QPointF | None = None) -> None:
        """The blocks on the clipboard, with their middle ``at`` a place, else beside where they came from."""
        try:
            piece = piece_from_text(self.clipboard_text())
        except PlaygroundError as error:
            self.message.emit(str(error))
            return
        network = self.document.experiment.network
        shift = (0.0, 0.0)
        if at is not None:
            middle = rules.middle_of(piece)
            shift = (at.x() - middle[0], at.y() - middle[1])
        taken = {node.position for node in network.nodes}
        while any((node.position[0] + shift[0], node.position[1] + shift[1]) in taken for node in piece.nodes):
            shift = (shift[0] + PASTE_SHIFT, shift[1] + PASTE_SHIFT)
        ids, _, edit = rules.copied(network, piece, shift, "Paste")
        self._add_copies(ids, edit)

    def arrange(self) -> None:
        """Columns from left to right; one undo."""
        scene, shown = self.network_scene, self.shown
        sizes = {id: (wide + 2 * scene.elbow(id), high) for id, (wide, high) in scene.sizes().items()}
        places: dict[str, geometry.Position] = {}
        for id, (x, y) in arranged(groups.of_cards(shown), sizes).items():
            old = scene.cards[id].pos()
            for member in shown.members((id,)):
                a, b = shown.network.node(member).position
                places[member] = (x, y) if member == id else (a + x - old.x(), b + y - old.y())
        self.apply(MoveNodes(positions=Values(places), label="Arrange", gesture=self.next_gesture()))
        self.fit()

    def nudge(self, dx: float, dy: float) -> None:
        """Move the selected blocks a little."""
        network = self.document.experiment.network
        places = {id: network.node(id).position for id in self.selected_nodes}
        if places:
            moved = Values({id: (x + dx, y + dy) for id, (x, y) in places.items()})
            label = f"Move {rules.named(self.shown, self._selection)}"
            self.apply(MoveNodes(positions=moved, label=label, gesture=NUDGE))

    def rename_selected(self) -> None:
        """Open a line over the title of the selected block or group."""
        if len(self._selection) != 1 or self._rename is not None:
            return
        (id,) = self._selection
        group = self.shown.groups.get(id)
        if group is not None:
            field = RenameField(group.name, id, self.theme, self)
        else:
            node = self.document.experiment.network.node(id)
            field = RenameField(node.name, rules.title_of_kind(node.kind), self.theme, self)
        field.renamed.connect(lambda name: self._renamed(id, name))
        field.closed.connect(self._rename_closed)
        self._rename = field
        place = self.network_scene.bounds((id,))
        corner = QPointF(8, 3) if id in self.network_scene.frames.items else QPointF(44, 6)
        left, top = self.mapFromScene(place.topLeft() + corner), round(22 * max(1.0, self.zoom))
        field.open_at(QRect(left, QPoint(left.x() + max(100, round(102 * self.zoom)), left.y() + top)))

    def _renamed(self, node: str, name: str) -> None:
        group = self.shown.groups.get(node)
        if group is not None:
            if name and name != group.name:
                network = self.document.experiment.network
                self.apply(with_group(network, node, tr("Rename to {name}", name=name), name=name))
        elif any(here.id == node and here.name != name for here in self.document.experiment.network.nodes):
            label = f"Rename to {name}" if name else "Remove the name"
            self.apply(Set(path=("network", node, "name"), value=name, label=label, merges=False))

    def _rename_closed(self) -> None:
        if self._rename is not None:
            self._rename.deleteLater()
            self._rename = None

    # ------------------------------------------------------------------ groups

    def group_selection(self) -> None:
        """The selected blocks as a group, whose name can be typed at once."""
        try:
            group, edit = groups.grouped(self.document.experiment.network, self.selected_nodes)
        except PlaygroundError as error:
            self.message.emit(str(error))
            return
        self.apply(edit)
        self.select((group.id,))
        self.see(self.network_scene.bounds(self._selection))
        self.rename_selected()

    def ungroup_selection(self) -> None:
        """Take the selected groups away, else the innermost ones around the selected blocks; the blocks stay."""
        network = self.document.experiment.network
        ids = {id for id in self._selection if id in self.shown.groups}
        if not ids:
            ids = {id for node in self._selection if (id := sound(network).innermost.get(node, ""))}
        nodes = self.shown.members(ids)
        edit = groups.ungrouped(network, ids)
        if edit is None:
            self.message.emit(tr("Nothing that is selected lies in a group."))
            return
        self.apply(edit)
        self.select(nodes)

    def toggle_group(self, id: str = "") -> bool:
        """Open a closed group or close an open one: the given, else the selected. Gives whether there was one."""
        id = id or self.selected_group
        if not id:
            return False
        edit: Edit = groups.toggled(self.document.experiment.network, id)
        push = self._room_to_open(id) if id in self.shown.closed else None
        self.apply(edit if push is None else Several(edits=(edit, push), label=edit.label))
        self.select((id,))
        self.see(self.network_scene.bounds(self._selection))
        return True

    def _room_to_open(self, id: str) -> MoveNodes | None:
        """Where an open group would cover others: it opens to the right, and what lies there makes room."""
        shown, room = self.shown, self.room()
        members = set(shown.closed[id].members)
        card = self.network_scene.bounds((id,))
        inside = QRectF()
        for node in shown.network.nodes:
            if node.id in members:
                inside = inside.united(geometry.card_at(node.position))
        frame = frame_around(inside)
        others = [place for node, place in room.bodies.items() if node not in members]
        if not any(frame.intersects(place) for place in others):
            return None
        right, wider = card.left() - frame.left(), frame.width() - card.width()
        places = {}
        for node in shown.network.nodes:
            x, y = node.position
            if node.id in members:
                places[node.id] = (x + right, y)
            elif room.bodies[node.id].left() >= card.right():
                places[node.id] = (x + wider, y)
        return MoveNodes(positions=Values(places))

    def selected_piece(self) -> Network:
        """What is selected, as a piece of its own."""
        return piece_of(self.document.experiment.network, self.selected_nodes)

    def save_own(self) -> None:
        """Keep the selected group among the user's own blocks."""
        try:
            block = self.own.add(self.selected_piece())
        except PlaygroundError as error:
            self.message.emit(str(error))
        else:
            self.message.emit(tr("“{name}” is in the palette now, under My blocks.", name=block.name))

    def edge_into(self, card: str, slot: int) -> Edge | None:
        """The connection that ends at an input of a card; None where it is free."""
        return self.shown.edge_into(card, slot)

    def input_place(self, node: str, slot: int) -> QPointF:
        """Where an input of a block lies in the scene: on its card, or its closed group's."""
        card = self.network_scene.cards[self.shown.card[node]]
        return card.input_port(min(self.shown.card_slot(node, slot), max(0, card.face.slots - 1)))

    def output_place(self, node: str) -> QPointF:
        """Where the output of a block lies in the scene."""
        return self.network_scene.cards[self.shown.card[node]].output_port()

    def want_help(self) -> None:
        """Have the selected block explained; the canvas where none is selected."""
        nodes = self.selected_nodes
        kinds = dict.fromkeys(self.document.experiment.network.node(id).kind for id in nodes)
        self.help_wanted.emit(next(iter(kinds)) if len(kinds) == 1 else "")

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
        place = self.output_place(self.shown.source(node))
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
        search = QuickSearch(self.theme, accept, self, self.own.blocks)
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


def _any(block: Listed) -> bool:
    return True
