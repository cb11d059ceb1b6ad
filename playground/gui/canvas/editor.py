"""Editing the document's network: what menus, keys and the window's actions do, without the pointer."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from PySide6.QtCore import QPoint, QPointF, QRect
from PySide6.QtGui import QGuiApplication

from playground.gui.canvas import geometry, groups, rules
from playground.gui.canvas.adding import Adding
from playground.gui.canvas.framed import arranged_in_frames
from playground.gui.canvas.groups_frame import extent
from playground.gui.canvas.rename import RenameField
from playground.spec.edits import Disconnect, Edit, MoveNodes, RemoveNodes, Set, Several
from playground.spec.groups import sound, with_group
from playground.spec.piece import piece_from_text, piece_to_text
from playground.spec.problems import PlaygroundError
from playground.spec.values import Values
from playground.spec.words import mark, tr

GAP = 16.0
"""Between a frame and what lies in it."""
NUDGE = -1
"""The gesture number of the arrow keys: presses in quick succession are one undo."""
PASTE_SHIFT = 40.0


class Editor(Adding):
    """What the canvas can do, for the hand (`playground.gui.canvas.view`), for menus and for the window's actions."""

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
        ids, _, edit = rules.copied(
            network, self.selected_piece(), (PASTE_SHIFT, PASTE_SHIFT), mark("Duplicate {what}")
        )
        self._add_copies(ids, edit)

    def _add_copies(self, ids: tuple[str, ...], edit: Edit | None) -> None:
        if edit is not None:
            self.apply(edit)
            self.select(ids)
        else:
            self.message.emit(tr("There is nothing to copy: a network has one input and one output."))

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
        ids, _, edit = rules.copied(network, piece, shift, mark("Paste {what}"))
        self._add_copies(ids, edit)

    def arrange(self) -> None:
        """Columns from left to right; one undo."""
        self.apply(self.arranged())
        self.fit()

    def arranged(self, changed: Mapping[str, geometry.Size] = MappingProxyType({})) -> MoveNodes:
        """The edit that arranges all cards, where those that are ``changed`` will have these sizes."""
        scene, shown = self.network_scene, self.shown
        now = {**scene.sizes(), **changed}
        sizes = {id: (wide + 2 * scene.elbow(id), high) for id, (wide, high) in now.items()}
        cards = groups.of_cards(shown)
        frames = [(group.id, frozenset(shown.card[id] for id in group.members)) for group in shown.frames]
        places: dict[str, geometry.Position] = {}
        for id, (x, y) in arranged_in_frames(cards, frames, sizes, self.free_room()).items():
            old = scene.cards[id].pos()
            for member in shown.members((id,)):
                a, b = shown.network.node(member).position
                places[member] = (x, y) if member == id else (a + x - old.x(), b + y - old.y())
        return MoveNodes(positions=Values(places), label=tr("Arrange"), gesture=self.next_gesture())

    def nudge(self, dx: float, dy: float) -> None:
        """Move the selected blocks a little."""
        network = self.document.experiment.network
        places = {id: network.node(id).position for id in self.selected_nodes}
        if places:
            moved = Values({id: (x + dx, y + dy) for id, (x, y) in places.items()})
            label = tr("Move {what}", what=rules.named(self.shown, self._selection))
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
            label = tr("Rename to {name}", name=name) if name else tr("Remove the name")
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

    def group_to_join(self) -> str:
        """The one group that is selected beside blocks which are not in it; "" where there is none."""
        chosen = [id for id in self._selection if id in self.shown.groups]
        if len(chosen) != 1 or set(self.selected_nodes) <= set(self.shown.groups[chosen[0]].members):
            return ""
        return chosen[0]

    def group_to_leave(self) -> str:
        """The innermost open group around all that is selected, where more than that is in it; "" for none."""
        wanted = set(self.selected_nodes)
        around = [group for group in self.shown.frames if wanted and wanted < set(group.members)]
        return around[-1].id if around else ""

    def join_group(self) -> None:
        """Put the selected blocks into the selected group."""
        id = self.group_to_join()
        if id:
            nodes = set(self.selected_nodes) - set(self.shown.groups[id].members)
            self.apply(groups.put_into(self.document.experiment.network, id, nodes))
            self.select((id,))

    def leave_group(self) -> None:
        """Take the selected blocks out of the group around them."""
        id, chosen = self.group_to_leave(), self._selection
        if id:
            self.apply(groups.take_out(self.document.experiment.network, id, self.selected_nodes))
            self.select(chosen)

    def toggle_group(self, id: str = "") -> bool:
        """Open a closed group or close an open one: the given, else the selected. Gives whether there was one."""
        id = id or self.selected_group
        if not id:
            return False
        edit: Edit = groups.toggled(self.document.experiment.network, id)
        push = self._room_to_open(id, edit) if id in self.shown.closed else None
        self.apply(edit if push is None else Several(edits=(edit, push), label=edit.label))
        self.select((id,))
        self.see(self.network_scene.bounds(self._selection))
        return True

    def _room_to_open(self, id: str, edit: Edit) -> MoveNodes | None:
        """Where an open group would cover others: it opens to the right, and what lies there makes room.

        What lies below it in its own column goes down as far as the group grows.
        """
        shown, room, experiment = self.shown, self.room(), self.document.experiment
        members = set(shown.closed[id].members)
        card = self.network_scene.bounds((id,))
        after = groups.shown(edit.apply(experiment).network)
        frame = extent(after, id)
        others = {node: place for node, place in room.bodies.items() if node not in members}
        around = [group for group in shown.frames if members < set(group.members)]
        grown = [(frame, members), *((extent(after, group.id), set(group.members)) for group in around)]
        if not any(
            rect.intersects(place) for rect, inside in grown for node, place in others.items() if node not in inside
        ):
            return None
        column = {node for node, place in others.items() if place.left() < card.right() and place.right() > card.left()}
        below = {node for node in column if others[node].top() >= card.bottom()}
        down = card.top() - frame.top() if column else 0.0
        right, wider, higher = card.left() - frame.left(), frame.width() - card.width(), frame.height() - card.height()
        band = frame.translated(right, down)
        beside, outer = set(others), wider
        if around:  # in a frame only what stands beside it moves, and what is behind the frame by as much as that grows
            beside = {node for node in around[-1].members if node not in members}
            inside = self.network_scene.bounds((around[-1].id,))
            outer = max(0.0, band.right() + GAP - inside.right())
        places = {}
        for node in shown.network.nodes:
            x, y = node.position
            if node.id in members:
                places[node.id] = (x + right, y + down)
            elif node.id in below:
                places[node.id] = (x, y + higher)
            elif room.bodies[node.id].left() >= card.right():
                place = others[node.id]
                level = place.bottom() > band.top() and place.top() < band.bottom()
                if node.id not in beside:
                    places[node.id] = (x + outer, y)
                elif level or not around:
                    places[node.id] = (x + wider, y)
        return MoveNodes(positions=Values(places))

    def save_own(self) -> None:
        """Keep the selected group among the user's own blocks."""
        try:
            block = self.own.add(self.selected_piece())
        except PlaygroundError as error:
            self.message.emit(str(error))
        else:
            self.message.emit(tr("“{name}” is in the palette now, under My blocks.", name=block.name))

    def want_help(self) -> None:
        """Have the selected block explained; the canvas where none is selected."""
        nodes = self.selected_nodes
        kinds = dict.fromkeys(self.document.experiment.network.node(id).kind for id in nodes)
        self.help_wanted.emit(next(iter(kinds)) if len(kinds) == 1 else "")
