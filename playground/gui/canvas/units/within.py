"""What there is inside opened blocks: their units, their learned numbers and what these are called."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from playground.gui.canvas.geometry import Size
from playground.gui.canvas.units import names
from playground.gui.canvas.units.layer import Layer
from playground.gui.canvas.units.plan import plan_of
from playground.gui.canvas.units.spot import Spot
from playground.spec.experiment import Network, Node

if TYPE_CHECKING:
    from playground.gui.canvas.editor import Editor


class Within:
    """The units and weights of a canvas' opened blocks, to be read."""

    def __init__(self, canvas: Editor) -> None:
        self.canvas = canvas

    @property
    def network(self) -> Network:
        """The document's network."""
        return self.canvas.document.experiment.network

    def layer(self, node: str) -> Layer | None:
        """What the block shows, where it is opened."""
        card = self.canvas.network_scene.cards.get(node)
        return card.opened.layer if card is not None and card.opened is not None else None

    def node(self, id: str) -> Node | None:
        """The block, where it is still there."""
        return next((node for node in self.network.nodes if node.id == id), None)

    def value(self, here: Spot) -> float | None:
        """A learned number as it is now, where it is measured."""
        return _entry(self.canvas.network_scene.units.weights.get(here.weight), here.index)

    def gradient(self, here: Spot) -> float | None:
        """The last step's gradient by it."""
        return _entry(self.canvas.network_scene.units.gradients.get(here.weight), here.index)

    def words(self, here: Spot) -> str:
        """What it is called."""
        cards = self.canvas.network_scene.cards
        return names.spot_words(self.network, {id: card.layer for id, card in cards.items()}, here)

    def in_the_way(self, ids: Iterable[str]) -> dict[str, Size]:
        """The sizes that blocks will have when they are opened, where they would lie over others then; else none."""
        cards = self.canvas.network_scene.cards
        layers = {id: layer for id in ids if id in cards and (layer := cards[id].layer) is not None}
        bodies = {id: plan_of(layer).body for id, layer in layers.items()}
        places = {id: bodies.get(id, card.body()).translated(card.pos()) for id, card in cards.items()}
        for id in bodies:
            before, after = cards[id].place(), places[id]
            for other, place in places.items():
                if other != id and after.intersects(place) and not before.intersects(cards[other].place()):
                    return {id: (body.width(), body.height()) for id, body in bodies.items()}
        return {}


def _entry(array: object, index: tuple[int, ...]) -> float | None:
    shape = getattr(array, "shape", ())
    if len(shape) != len(index) or any(place >= side for place, side in zip(index, shape, strict=True)):
        return None
    return float(array[index])  # type: ignore[index]
