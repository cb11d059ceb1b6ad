"""The hand and the keys inside opened blocks: looking, setting numbers, adding units, freezing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, QTimer

from playground.catalog.settings import set_at
from playground.catalog.tensor import fits_float32
from playground.gui.canvas.live import short_number
from playground.gui.canvas.units import names, spot, walk
from playground.gui.canvas.units.callout import Callout
from playground.gui.canvas.units.field import ValueField
from playground.gui.canvas.units.spot import Spot
from playground.gui.canvas.units.tips import tip
from playground.gui.canvas.units.within import Within
from playground.gui.gaze import Unit
from playground.spec import frozen
from playground.spec.edits import Edit, Set, SetWeight, Several
from playground.spec.experiment import Touch
from playground.spec.problems import PlaygroundError
from playground.spec.words import tr

if TYPE_CHECKING:
    from playground.gui.canvas.editor import Editor

STILL = 4
"""A pointer that moved no more pixels than this stands still."""
TOLD = 8000
"""Milliseconds that the words on a number which the keys are on stay; they hide what lies under them."""


class Inside(Within):
    """What can be done with the units and weights of a canvas' opened blocks.

    Attributes:
        chosen: what the keys are on, or None.

    """

    def __init__(self, canvas: Editor) -> None:
        super().__init__(canvas)
        self.chosen: Spot | None = None
        self._hovered: tuple[Spot, QPoint] | None = None
        self._callout = Callout(canvas)
        self._field: ValueField | None = None
        self._pressed: tuple[Spot, QPoint] | None = None
        self._telling = QTimer(canvas)
        self._telling.setSingleShot(True)
        self._telling.setInterval(TOLD)
        self._telling.timeout.connect(self.follow_values)

    # ------------------------------------------------------------------ the pointer

    def hover(self, here: Spot | None, pixel: QPoint) -> None:
        """The pointer is over a spot, or over none."""
        self._hovered = (here, pixel) if here is not None else None
        self._look(here if here is not None else self.chosen)
        self.follow_values()

    def rest(self) -> None:
        """The pointer has left the canvas: nothing is said until it, or the keys, come to something again."""
        self._telling.stop()
        self.hover(None, QPoint())

    def _look(self, here: Spot | None) -> None:
        unit = Unit(here.node, here.unit) if here is not None and here.what == "unit" else None
        self.canvas.gaze.look_at_unit(unit)

    def follow_values(self) -> None:
        """New values have come: say those of what the pointer is over, else of what the keys are on."""
        shown = self._hovered
        clear_of: tuple[QRect, ...] = ()
        if shown is None and self._tells_chosen and self.chosen is not None:
            place = self.canvas.network_scene.place_of(self.chosen)
            shown, clear_of = (self.chosen, self.canvas.mapFromScene(place.center())), self._blocks_in_sight()
        words = tip(self, shown[0]) if shown is not None and self._field is None else ""
        if words and shown is not None:
            self._callout.say(words, shown[1], self.canvas.theme, clear_of)
        else:
            self._callout.hide()

    @property
    def _tells_chosen(self) -> bool:
        """Whether the number that the keys are on is told: for a while, and while the keys are on the canvas."""
        number = self.chosen is not None and self.chosen.what == "number"
        return number and self._telling.isActive() and self.canvas.hasFocus()

    def _blocks_in_sight(self) -> tuple[QRect, ...]:
        cards = self.canvas.network_scene.cards.values()
        rects = (self.canvas.mapFromScene(card.place()).boundingRect() for card in cards)
        return tuple(rect for rect in rects if rect.intersects(self.canvas.rect()))

    def click(self, here: Spot, pixel: QPoint | None = None) -> None:
        """A button is pressed, a number is to be set, a unit is chosen."""
        if here.what == "button":
            self.press(here)
            self._pressed = (here, pixel) if pixel is not None and here.name in ("more", "fewer") else None
        else:
            self.choose(here)
            if here.what == "number":
                self.edit(here)
            elif here.what == "unit" and (layer := self.layer(here.node)) is not None and layer.pictures:
                self.canvas.gaze.look_closely(Unit(here.node, here.unit))

    def again(self, pixel: QPoint) -> Spot | None:
        """The button that was pressed here last: it may have moved away with its block, the pointer has not."""
        if self._pressed is None or (self._pressed[1] - pixel).manhattanLength() > STILL:
            self._pressed = None
            return None
        return self._pressed[0] if self.layer(self._pressed[0].node) is not None else None

    def press(self, here: Spot) -> None:
        """Do what a button at the head says."""
        match here.name:
            case "more" | "fewer":
                self.grow(here.node, 1 if here.name == "more" else -1)
            case "lock":
                self.freeze(here)
            case _:
                self.toggle_open((here.node,))

    # ------------------------------------------------------------------ the keys

    def choose(self, here: Spot | None) -> None:
        """The keys are on a spot, or on none; its block is selected, and a unit is looked at."""
        self.chosen = here
        canvas = self.canvas
        if here is not None:
            canvas.select((here.node,))
            canvas.see(canvas.network_scene.place_of(here).adjusted(-8, -8, 8, 8))
        canvas.network_scene.show_chosen(here)
        self._telling.start() if here is not None else self._telling.stop()
        self._look(here)
        self.follow_values()
        canvas.setAccessibleDescription(self.description())

    def description(self) -> str:
        """What the keys are on, for screen readers."""
        here = self.chosen
        if here is None:
            return tr("The layers of the network and their connections.")
        value = self.value(here) if here.what == "number" else None
        words = self.words(here)
        return f"{words}: {short_number(value)}" if value is not None else words

    def walk(self, dx: int, dy: int) -> None:
        """To the spot beside the chosen one."""
        if self.chosen is not None:
            layer = self.layer(self.chosen.node)
            if layer is None:
                self.choose(None)
                return
            beside = walk.beside(self.chosen, layer, self._source_of(self.chosen.node), dx, dy)
            if beside is not None and self.layer(beside.node) is not None:
                self.choose(beside)

    def _source_of(self, node: str) -> str:
        inputs = self.network.inputs(node)
        return inputs[0].source if inputs else ""

    def enter(self) -> bool:
        """From the selected block to its first unit, from a unit to its weights, from a number into its field."""
        here = self.chosen
        if here is None:
            selected = self.canvas.selection
            if len(selected) != 1 or self.layer(selected[0]) is None:
                return False
            self.choose(spot.unit(selected[0], 0))
        elif here.what == "number":
            self.edit(here)
        else:
            self.walk(-1, 0)
        return True

    def leave(self) -> bool:
        """From a number back to its unit, from a unit back to the block; gives whether there was anything to leave."""
        here = self.chosen
        if here is None:
            return False
        self.choose(spot.unit(here.node, here.unit) if here.what == "number" else None)
        return True

    # ------------------------------------------------------------------ opening

    def can_open(self, ids: Iterable[str]) -> tuple[str, ...]:
        """Those of the blocks that have units to show."""
        cards = self.canvas.network_scene.cards
        return tuple(id for id in ids if id in cards and cards[id].layer is not None)

    def toggle_open(self, ids: Iterable[str]) -> None:
        """Open blocks; close them where all are open."""
        able = self.can_open(ids)
        if able:
            self.open(able, wanted=any(self.layer(id) is None for id in able))

    def open(self, ids: Iterable[str], *, wanted: bool) -> None:
        """Open or close blocks: one undo."""
        able = self.can_open(ids)
        nodes = [node for node in self.network.nodes if node.id in able and node.opened != wanted]
        if not wanted:
            self.canvas.network_scene.shut(able)
        if not nodes:
            return
        words = (
            names.block_name(self.network, nodes[0].id) if len(nodes) == 1 else tr("{count} layers", count=len(nodes))
        )
        label = tr("Open {what}", what=words) if wanted else tr("Close {what}", what=words)
        edits: tuple[Edit, ...] = tuple(_set(node.id, "opened", wanted, label) for node in nodes)
        if wanted and (sizes := self.in_the_way(node.id for node in nodes)):
            edits += (self.canvas.arranged(sizes),)
        self.canvas.apply(edits[0] if len(edits) == 1 else Several(edits=edits, label=label))

    # ------------------------------------------------------------------ changing

    def grow(self, node: str, by: int) -> None:
        """Add or take away units at the end; what was frozen of those that go is forgotten."""
        layer, found = self.layer(node), self.node(node)
        if layer is None or found is None or not layer.grows:
            return
        units = layer.units + by
        label = tr("Add a unit to {block}", block=names.block_name(self.network, node))
        if by < 0:
            label = tr("Remove a unit from {block}", block=names.block_name(self.network, node))
        try:
            edit: Edit = set_at(self.canvas.document.experiment, ("network", node, layer.grows), units, label=label)
        except PlaygroundError as error:
            self.canvas.message.emit(f"{error}.")
            return
        left = tuple(word for word in found.frozen if _stays(word, units))
        if left != found.frozen:
            edit = Several(edits=(edit, _set(node, "frozen", left, label)), label=label)
        self.canvas.apply(edit)

    def freeze(self, here: Spot) -> None:
        """Training leaves it alone from now on, or no more."""
        node = self.node(here.node)
        layer = self.layer(here.node) or self.canvas.network_scene.cards[here.node].layer
        if node is None or layer is None:
            return
        if not layer.learns:
            block = names.block_name(self.network, here.node)
            self.canvas.message.emit(tr("{block} learns nothing, so there is nothing to freeze.", block=block))
            return
        what = names.block_name(self.network, here.node) if here.what == "button" else self.words(here)
        thaws = here.word in node.frozen
        label = tr("Let {what} learn", what=what) if thaws else tr("Freeze {what}", what=what)
        self.canvas.apply(_set(node.id, "frozen", frozen.toggled(node.frozen, here.word), label))

    def freeze_pointed(self) -> bool:
        """What the pointer is over, else what the keys are on, else the selected layers; gives whether any is."""
        here = self._hovered[0] if self._hovered is not None else self.chosen
        if here is not None:
            self.freeze(here)
            return True
        layers = self.can_open(self.canvas.selection)
        for id in layers:
            self.freeze(spot.button(id, "lock"))
        return bool(layers)

    def edit(self, here: Spot) -> None:
        """Open the field that sets a number."""
        value = self.value(here)
        if value is None:
            return
        self.close_field()
        canvas, gesture = self.canvas, self.canvas.next_gesture()
        field = ValueField(value, self.words(here), canvas.theme, canvas)

        def take(new: float) -> None:
            touch = Touch(
                weight=here.weight,
                index=here.index,
                value=new,
                before=value if fits_float32(value) else 0.0,  # where training has just blown up
                step=canvas.steps_done(),
                gesture=gesture,
            )
            canvas.apply(SetWeight(touch=touch, label=tr("Set {what}", what=self.words(here))))

        def give_up() -> None:
            touches = canvas.document.experiment.touches
            if touches and touches[-1].gesture == gesture and touches[-1].weight == here.weight:
                canvas.document.undo()

        field.entered.connect(take)
        field.slid.connect(take)
        field.given_up.connect(give_up)
        field.refused.connect(
            lambda text: canvas.message.emit(
                tr("A weight is a number of at most 3.4e38 in size, such as −0.5; “{text}” is none.", text=text)
            )
        )
        field.closed.connect(self._field_closed)
        self._field = field
        self._callout.hide()
        place = canvas.network_scene.place_of(here)
        field.open_at(canvas.mapFromScene(place.center()))

    @property
    def field(self) -> ValueField | None:
        """The open field."""
        return self._field

    def close_field(self) -> None:
        """Put an open field away."""
        if self._field is not None:
            self._field.close_field()

    def _field_closed(self) -> None:
        if self._field is not None:
            self._field.deleteLater()
            self._field = None
            self._telling.start()
        self.follow_values()

    def follow(self) -> None:
        """The document has changed: forget what is not there any more."""
        for here in (self.chosen, self._hovered[0] if self._hovered is not None else None):
            if here is None:
                continue
            layer = self.layer(here.node)
            if layer is None or here.unit >= layer.units or (len(here.index) > 1 and here.index[1] >= layer.inputs):
                self._hovered = None
                self.close_field()
                self.choose(None)
                return
        self.follow_values()


def _set(node: str, name: str, value: bool | tuple[str, ...], label: str) -> Set:
    return Set(path=("network", node, name), value=value, label=label, merges=False)


def _stays(word: str, units: int) -> bool:
    """Whether what a word names is still there with so many units."""
    found = frozen.understood(word)
    return found is None or not found.index or found.index[0] < units
