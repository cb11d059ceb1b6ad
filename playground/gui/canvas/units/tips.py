"""The words beside the pointer on what it is over inside opened blocks."""

from __future__ import annotations

from html import escape

from playground.gui.canvas.live import short_number
from playground.gui.canvas.units import names
from playground.gui.canvas.units.spot import Spot, is_frozen
from playground.gui.canvas.units.within import Within
from playground.spec import frozen
from playground.spec.experiment import Node
from playground.spec.words import tr


def tip(inside: Within, here: Spot) -> str:
    """A few words on a spot, as rich text."""
    node = inside.node(here.node)
    if node is None:
        return ""
    muted = inside.canvas.theme.muted
    if here.what == "button":
        return escape(_button_words(here, node))
    name = escape(inside.words(here))
    still = f" · {escape(tr('frozen'))}" if is_frozen(node.frozen, here) else ""
    if here.what == "unit":
        card = inside.canvas.network_scene.cards[here.node]
        assert card.opened is not None
        kind = "histogram" if here.node in inside.canvas.network_scene.units.histograms else "map"
        limits = escape(names.range_words(card.opened.maps.range_of(here.unit), kind))
        told = inside.canvas.told_of(here)
        told = f"<br>{escape(told)}" if told else ""
        return f"<b>{name}</b>{still}{told}<br><span style='color: {muted}'>{limits}</span>"
    value, gradient = inside.value(here), inside.gradient(here)
    letter = escape(names.letter(here))
    first = f"<b>{letter} = {short_number(value)}</b>" if value is not None else f"<b>{letter}</b>"
    if gradient is not None:
        first += f" &nbsp; ∂J/∂{letter} = {short_number(gradient)}"
    return f"{first}<br><span style='color: {muted}'>{name}{still}</span>"


def _button_words(here: Spot, node: Node) -> str:
    match here.name:
        case "more":
            return tr("One unit more; the others keep their weights  +")
        case "fewer":
            return tr("One unit fewer, the last; the others keep their weights  −")
        case "lock":
            still = frozen.WHOLE in node.frozen
            return tr("Let the layer learn again  K") if still else tr("Freeze the layer: training leaves it alone  K")
        case _:
            return tr("Close: show the card  O")
