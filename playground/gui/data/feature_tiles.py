"""The features that the network gets, as little maps of the plane: a click switches one on or off."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon, QImage, QPainter, QPainterPath, QPixmap
from PySide6.QtWidgets import QGridLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from playground.catalog.blocks.features import Features
from playground.catalog.facts import Facts
from playground.catalog.prepare import Prepared, prepare
from playground.gui.data.feature_edits import names_for, switched_on, title_of, toggle
from playground.gui.follow import follow
from playground.gui.theme.colour_maps import surface_colours
from playground.gui.theme.style import give_role
from playground.gui.theme.tokens import Theme
from playground.spec.experiment import Experiment
from playground.spec.problems import PlaygroundError
from playground.spec.values import Values
from playground.spec.words import tr
from playground.workbench.document import Document

MAP = 28
"""Pixels of a map's side."""
CELLS = 28
COLUMNS = 5
SOFT = 0.75
"""How far towards the ends of the map a picture goes, as the surface does."""


class FeatureTiles(QWidget):
    """A tile per feature. The block that makes them is put behind the input by the first click, as one edit."""

    refused = Signal(str)
    """Why a feature cannot be switched, in a sentence."""

    def __init__(self, document: Document, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._theme = theme
        self._drawn: tuple[object, ...] = ()
        self.sentence = QLabel(self)
        self.sentence.setWordWrap(True)
        give_role(self.sentence, "small")
        self._grid = QGridLayout()
        self._grid.setSpacing(3)
        self._grid.setContentsMargins(0, 0, 0, 0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self.sentence)
        column.addLayout(self._grid)
        self.tiles: dict[str, QToolButton] = {}
        for field in Features.fields():
            tile = QToolButton(self)
            give_role(tile, "tile")
            tile.setCheckable(True)
            tile.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
            tile.setIconSize(QSize(MAP, MAP))
            tile.setMinimumWidth(MAP + 8)
            tile.clicked.connect(lambda _on=False, name=field.name: self._toggle(name))
            self.tiles[field.name] = tile
        self._grid.setColumnStretch(COLUMNS, 1)
        follow(document.changed, self, self._changed)
        self.refresh()

    def set_theme(self, theme: Theme) -> None:
        """Maps in the colours of ``theme``."""
        self._theme = theme
        self.refresh()

    def refresh(self) -> None:
        """Show what is on, and the maps of the present data."""
        facts = self._document.analysis.facts
        names = names_for(facts)
        # Pictures and signals have no features to choose from: nobody would look for them here.
        self.setVisible(bool(names) or facts is None or len(facts.input_shape) == 1)
        self.sentence.setVisible(not names)
        if facts is None:
            self.sentence.setText(tr("The data cannot be read."))
        elif not names:
            self.sentence.setText(
                tr("Features are made of one or two inputs, and these data have {count}.", count=facts.numbers)
            )
        on = switched_on(self._document.experiment.network, names)
        for name, tile in self.tiles.items():
            tile.setVisible(name in names)
            if facts is not None and name in names:
                self._describe(tile, name, facts, on)
        for index, name in enumerate(names):
            self._grid.addWidget(self.tiles[name], index // COLUMNS, index % COLUMNS)
        if names:
            self._draw(names)

    def _describe(self, tile: QToolButton, name: str, facts: Facts, on: frozenset[str]) -> None:
        title = title_of(name, facts)
        tile.setText(title)
        tile.setChecked(name in on)
        tile.setAccessibleName(tr("Feature {name}", name=title))
        about = next(field.about for field in Features.fields() if field.name == name)
        words = [f"<b>{title}</b>", about.help]
        if on == {name}:
            words.append(tr("The last feature stays on: the network needs at least one number to look at."))
        else:
            words.append(tr("Click to switch it off.") if name in on else tr("Click to give it to the network."))
        tile.setToolTip("<br>".join(words))

    def _toggle(self, name: str) -> None:
        facts = self._document.analysis.facts
        edit = toggle(self._document.experiment, name, facts) if facts is not None else tr("The data cannot be read.")
        if isinstance(edit, str):
            self.refused.emit(edit)
        else:
            self._document.apply(edit)
        self.refresh()  # a click checks the tile, whatever came of it

    def _changed(self, old: Experiment, new: Experiment) -> None:
        if old.network is not new.network or old.data is not new.data:
            self.refresh()

    def _draw(self, names: tuple[str, ...]) -> None:
        try:
            prepared = prepare(self._document.experiment.data)
        except PlaygroundError:
            return  # the sentence of the data says why; the maps stay as they were
        left, right, low, high = prepared.extent()
        key = (names, self._theme, tuple(round(edge, 2) for edge in (left, right, low, high)), _scaling(prepared))
        if key == self._drawn:
            return
        self._drawn = key
        ratio = max(self.devicePixelRatioF(), 2.0)
        for name, image in maps(prepared, names, self._theme).items():
            self.tiles[name].setIcon(QIcon(_rounded(image, ratio)))


def _scaling(prepared: Prepared) -> tuple[float, ...]:
    return tuple(round(float(value), 3) for value in (*prepared.mean.ravel(), *prepared.scale.ravel()))


def maps(prepared: Prepared, names: tuple[str, ...], theme: Theme) -> dict[str, QImage]:
    """Every feature over the part of the plane that the data lie in, each scaled to its own largest value.

    Inputs are normalized first where the data are, for that is what the network gets.
    """
    left, right, low, high = prepared.extent()
    across, up = np.meshgrid(np.linspace(left, right, CELLS), np.linspace(high, low, CELLS))
    plane = np.stack([across.ravel(), up.ravel()], axis=1)
    columns = prepared.raw.reshape(len(prepared.raw), -1).shape[1]
    x = prepared.normalized(plane[:, :columns])
    p = Features.read(Values({field.name: field.name in names for field in Features.fields()}))
    values = Features.reference(p, {}, [x])
    drawn = [field.name for field in Features.fields() if field.name in names]
    found = {}
    for index, name in enumerate(drawn):
        grid = values[:, index].reshape(CELLS, CELLS)
        most = float(np.abs(grid).max()) or 1.0
        colours = np.ascontiguousarray(surface_colours(theme, grid / most * SOFT))
        found[name] = QImage(colours.data, CELLS, CELLS, CELLS * 4, QImage.Format.Format_RGBA8888).copy()
    return found


def _rounded(image: QImage, ratio: float) -> QPixmap:
    made = QPixmap(round(MAP * ratio), round(MAP * ratio))
    made.setDevicePixelRatio(ratio)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
    path = QPainterPath()
    path.addRoundedRect(0.0, 0.0, float(MAP), float(MAP), 4.0, 4.0)
    painter.setClipPath(path)
    painter.drawImage(made.rect().toRectF() if ratio == 1 else path.boundingRect(), image)
    painter.end()
    return made
