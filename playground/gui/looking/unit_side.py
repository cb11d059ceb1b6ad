"""One unit of a layer: its map, its filter, what it likes and which examples excite it most."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from playground.catalog.looked_at import numbers_looked_at
from playground.catalog.mapped import row_of
from playground.catalog.prepare import Prepared
from playground.catalog.tensor import Array
from playground.gui.draw.pixels import of_example
from playground.gui.looking.images import signed
from playground.gui.looking.sheet import Sheet
from playground.gui.looking.tiles import Tiles
from playground.gui.theme.style import give_role
from playground.gui.theme.tokens import Theme
from playground.spec.words import tr

FILTERS = 16
"""Input channels whose part of a filter is shown."""


class UnitSide(QWidget):
    """``pointed`` tells the place on the unit's map under the pointer, as (row, column) shares or None."""

    pointed = Signal(object)
    example_chosen = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._rows: list[int] = []
        self.title = QLabel(self)
        give_role(self.title, "heading")
        self.map = Sheet(tr("Map of the unit"), theme, self, side=150)
        self.map.setToolTip(tr("What this unit makes of the picture. Point at a place to see what it sees of it."))
        self.filter_title = self._heading(tr("Filter"))
        self.filter = Tiles(tr("Filter"), theme, self, largest=40.0)
        self.likes_title = self._heading(tr("What it likes"))
        self.likes = Sheet(tr("What it likes"), theme, self, side=110)
        self.likes.setToolTip(tr("A picture made by gradient ascent so that the unit gives as much as it can."))
        self.exciting_title = self._heading(tr("Most exciting examples"))
        self.exciting = Tiles(tr("Most exciting examples"), theme, self, largest=52.0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        for widget, stretch in (
            (self.title, 0),
            (self.map, 3),
            (self.filter_title, 0),
            (self.filter, 1),
            (self.likes_title, 0),
            (self.likes, 2),
            (self.exciting_title, 0),
            (self.exciting, 2),
        ):
            column.addWidget(widget, stretch)
        self.map.pointed.connect(self.pointed)
        self.exciting.chosen.connect(lambda at: self.example_chosen.emit(self._rows[at]))
        self.show_likes(None)
        self.show_exciting(None, None, None)

    def _heading(self, words: str) -> QLabel:
        label = QLabel(words, self)
        give_role(label, "small")
        return label

    def set_theme(self, theme: Theme) -> None:
        """Colours of ``theme``."""
        self._theme = theme
        for part in (self.map, self.filter, self.likes, self.exciting):
            part.set_theme(theme)

    def show_map(self, title: str, values: Array | None, largest: float) -> None:
        """The unit's output for the picture: shape (h, w), or one number as a single square."""
        self.title.setText(title)
        square = None if values is None else values if values.ndim == 2 else values.reshape(1, -1)
        self.map.show_image(signed(square, largest, self._theme) if square is not None else None)

    def show_filter(self, weight: Array | None) -> None:
        """The unit's weights, shape (channels, h, w); nothing for layers that have none of that shape."""
        there = weight is not None and weight.ndim == 3 and weight[0].size > 1
        self.filter_title.setVisible(there)
        self.filter.setVisible(there)
        if weight is None or not there:
            return
        largest = float(np.abs(weight).max())
        shown = weight[:FILTERS]
        names = [
            tr("channel {number}: from {low:.3g} to {high:.3g}", number=at + 1, low=part.min(), high=part.max())
            for at, part in enumerate(shown)
        ]
        side = " × ".join(map(str, weight.shape[1:]))
        more = tr("{shown} of {count} channels", shown=len(shown), count=len(weight)) if len(weight) > FILTERS else ""
        self.filter_title.setText(tr("Filter {side}  {more}", side=side, more=more).strip())
        self.filter.show_images([signed(part, largest, self._theme) for part in shown], names)

    def show_likes(self, picture: Array | None, prepared: Prepared | None = None) -> None:
        """The picture that was found by climbing."""
        for part in (self.likes_title, self.likes):
            part.setVisible(picture is not None)
        if picture is not None and prepared is not None:
            self.likes.show_image(of_example(picture, prepared.facts))

    def show_exciting(self, prepared: Prepared | None, rows: Array | None, values: Array | None) -> None:
        """Training examples by falling excitement."""
        for part in (self.exciting_title, self.exciting):
            part.setVisible(rows is not None)
        if prepared is None or rows is None or values is None:
            return
        of_part, looked_at = prepared.rows("train"), numbers_looked_at(prepared, "train")
        self._rows = [int(looked_at[int(row)]) for row in rows if row < len(looked_at)]
        names = [
            tr("training example {row}: {value:.3g}", row=row, value=float(value))
            for row, value in zip(self._rows, values, strict=False)
        ]
        images = [of_example(row_of(prepared.raw, int(of_part[row])), prepared.facts) for row in self._rows]
        self.exciting.show_images(images, names)
