"""The menus of the right mouse button inside opened blocks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMenu

from playground.gui.canvas.units import spot
from playground.gui.canvas.units.spot import Spot
from playground.spec import frozen
from playground.spec.edits import Disconnect
from playground.spec.experiment import Edge
from playground.spec.words import tr

if TYPE_CHECKING:
    from playground.gui.canvas.units.inside import Inside


def spot_menu(inside: Inside, here: Spot) -> QMenu:
    """For what lies under the pointer."""
    menu = QMenu(inside.canvas)
    node = inside.node(here.node)
    assert node is not None
    still = here.word in node.frozen
    if here.what == "number":
        menu.addAction(tr("Set value…") + "\tEnter", lambda: inside.click(here))
        words = tr("Let it learn") if still else tr("Freeze it")
    else:
        words = tr("Let the unit learn") if still else tr("Freeze the unit")
    layer = inside.layer(here.node)
    if layer is not None and layer.learns:
        menu.addAction(words + "\tK", lambda: inside.freeze(here))
    menu.addSeparator()
    edges = inside.network.inputs(here.node)
    if len(here.index) == 2 and edges:
        _add_connection_actions(inside, menu, edges[0])
    add_layer_actions(inside, menu, here.node)
    return menu


def _add_connection_actions(inside: Inside, menu: QMenu, edge: Edge) -> None:
    """What can be done with the connection whose weights are shown in its place."""
    canvas = inside.canvas
    middle = canvas.network_scene.edges[edge].middle()
    menu.addAction(tr("Insert a block before it…"), lambda: canvas.search_on(edge, middle))
    menu.addAction(tr("Delete the connection"), lambda: canvas.apply(Disconnect(edges=(edge,))))
    menu.addSeparator()


def add_layer_actions(inside: Inside, menu: QMenu, id: str) -> None:
    """Opening, closing and freezing a whole block."""
    node, card = inside.node(id), inside.canvas.network_scene.cards.get(id)
    if node is None or card is None or card.layer is None:
        return
    chosen = inside.canvas.selection if id in inside.canvas.selection else (id,)
    opens = any(inside.layer(each) is None for each in inside.can_open(chosen))
    menu.addAction((tr("Open") if opens else tr("Close")) + "\tO", lambda: inside.toggle_open(chosen))
    if card.layer.learns:
        still = frozen.WHOLE in node.frozen
        words = tr("Let the layer learn") if still else tr("Freeze the layer")
        menu.addAction(words + "\tK", lambda: inside.freeze(spot.button(id, "lock")))
