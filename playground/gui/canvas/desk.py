"""The document's network on the paper: following its changes, what of it is selected, and where things lie."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from playground.gui.canvas import rules
from playground.gui.canvas.gesture import Gesture
from playground.gui.canvas.groups import Shown
from playground.gui.canvas.live import LiveValues
from playground.gui.canvas.minimap import Minimap
from playground.gui.canvas.paper import PaperView
from playground.gui.canvas.quick_search import QuickSearch
from playground.gui.canvas.rename import RenameField
from playground.gui.canvas.scene import NetworkScene
from playground.gui.canvas.units.spot import Spot
from playground.gui.gaze import Gaze
from playground.gui.theme.tokens import Theme
from playground.spec.edits import Edit
from playground.spec.experiment import Edge, Experiment, Network
from playground.spec.piece import piece_of
from playground.spec.words import tr
from playground.workbench.document import Document
from playground.workbench.own_blocks import OwnBlocks


class Desk(PaperView):
    """The paper with the network on it: it follows the document, and something of it is selected.

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
        self._gesture: Gesture[Desk] | None = None
        self._gestures = 0
        self.steps_done: Callable[[], int] = _none_done
        """How many steps have been trained; the run's word where there is one."""
        self.told_of: Callable[[Spot], str] = _nothing_told
        """What an example or a batch gives in a unit, in few words; empty where none is looked into."""
        self.modifiers = Qt.KeyboardModifier.NoModifier
        """The keys held when the pointer was last heard of."""
        self._search: QuickSearch | None = None
        self._rename: RenameField | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(tr("Network"))
        self.setAccessibleDescription(tr("The layers of the network and their connections."))
        self.network_scene.show_network(document.experiment.network, document.analysis)
        document.changed.connect(self._follow)
        document.opened.connect(self._opened)
        self.minimap = Minimap(self, document)  # it looks at what the scene has become

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
        before, now = ({node.id for node in experiment.network.nodes} for experiment in (old, new))
        if before != now:
            self.keep_fitted(nearer=now < before)

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

    def selected_piece(self) -> Network:
        """What is selected, as a piece of its own."""
        return piece_of(self.document.experiment.network, self.selected_nodes)

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

    # ------------------------------------------------------------------ places

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

    def set_live(self, values: Mapping[str, LiveValues]) -> None:
        """The latest measurements by node id, for the strip at each card's foot; a node not named shows none."""
        self.network_scene.show_live(values)


def _nothing_told(_spot: Spot) -> str:
    return ""


def _none_done() -> int:
    return 0
