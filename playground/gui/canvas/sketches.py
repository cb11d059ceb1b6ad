"""Tiny pictures of whole networks, for menus."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap

from playground.gui.canvas.groups import of_cards, shown
from playground.gui.canvas.pictures import draw_network
from playground.gui.theme.tokens import Theme
from playground.spec.experiment import Network
from playground.workbench.templates import load_template

SIDE = 32
SHARP = 2.0
"""Pixels that a picture has for each of its units, for screens of twice the density."""

_known: dict[tuple[str, str], QIcon] = {}


def sketch(network: Network, theme: Theme, size: tuple[int, int] = (SIDE, SIDE)) -> QPixmap:
    """The cards of a network and their connections, closed groups as one."""
    picture = QPixmap(round(size[0] * SHARP), round(size[1] * SHARP))
    picture.setDevicePixelRatio(SHARP)
    picture.fill(Qt.GlobalColor.transparent)
    with QPainter(picture) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        draw_network(painter, of_cards(shown(network)), QRectF(1, 1, size[0] - 2, size[1] - 2), theme)
    return picture


def sketch_icon(id: str, theme: Theme) -> QIcon:
    """The sketch of a template, drawn once for every theme."""
    if (id, theme.name) not in _known:
        _known[id, theme.name] = QIcon(sketch(load_template(id).network, theme))
    return _known[id, theme.name]
