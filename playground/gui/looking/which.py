"""Which picture is looked at: an example of a part of the data, or what a person drew."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QSpinBox, QWidget

from playground.catalog.mapped import row_of
from playground.catalog.prepare import PARTS, Part, Prepared
from playground.catalog.probes._picture import drawn
from playground.gui.draw.pixels import of_example
from playground.gui.gaze import Example, Gaze
from playground.spec.words import tr


class Which(QWidget):
    """Part and number of an example, and its truth; it follows what is looked into elsewhere, and tells it."""

    changed = Signal()
    """There is another picture."""

    def __init__(self, gaze: Gaze, parent: QWidget) -> None:
        super().__init__(parent)
        self._gaze = gaze
        self._prepared: Prepared | None = None
        self.part = QComboBox(self)
        self.part.addItems([*(tr(part) for part in PARTS), tr("drawing")])
        self.part.setAccessibleName(tr("Part of the data"))
        self.row = QSpinBox(self)
        self.row.setAccessibleName(tr("Number of the example"))
        self.truth = QLabel(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.part)
        row.addWidget(self.row)
        row.addWidget(self.truth, 1)
        self.part.currentIndexChanged.connect(lambda _at: self._choose())
        self.row.valueChanged.connect(lambda _row: self._choose())
        gaze.example_changed.connect(self._follow_gaze)
        gaze.drawn_changed.connect(self._follow_drawing)

    def take(self, prepared: Prepared) -> None:
        """From now on it is an example of these data."""
        self._prepared = prepared
        if self._drawing:
            self._show_drawing()
        else:
            self._show(self._gaze.example or Example("train", 0))

    def drop(self) -> None:
        """There are no pictures."""
        self._prepared = None

    def image(self) -> QImage | None:
        """The picture that is looked at; None where there is none."""
        prepared = self._prepared
        if prepared is None:
            return None
        if self._drawing:
            pixels = drawn(self._gaze.drawn, prepared.facts) if self._gaze.drawn else None
            return of_example(pixels[0], prepared.facts) if pixels is not None else None
        rows = prepared.rows(self._part())
        return of_example(row_of(prepared.raw, int(rows[self.row.value()])), prepared.facts) if len(rows) else None

    def settings(self) -> dict[str, Any] | None:
        """Those of `playground.catalog.probes._picture.OfPicture`; None where there is no picture."""
        if self._drawing:
            return {"pixels": self._gaze.drawn} if self._gaze.drawn else None
        part = self._part()
        empty = self._prepared is None or not len(self._prepared.rows(part))
        return None if empty else {"part": part, "row": self.row.value()}

    def step(self, rows: int) -> None:
        """So many examples further on."""
        self.row.setValue(self.row.value() + rows)

    @property
    def _drawing(self) -> bool:
        return self.part.currentIndex() == len(PARTS)

    def _part(self) -> Part:
        """The part that is chosen; behind a drawing the first."""
        return PARTS[max(self.part.currentIndex(), 0) % len(PARTS)]

    def _choose(self) -> None:
        if self._drawing:
            self._show_drawing()
        else:
            example = Example(self._part(), self.row.value())
            self._gaze.look_into(example)
            self._show(example)

    def _follow_gaze(self, example: object) -> None:
        here = None if self._drawing else Example(self._part(), self.row.value())
        if self.isVisible() and isinstance(example, Example) and example != here:
            self._show(example)

    def _follow_drawing(self, _pixels: str) -> None:
        if self.isVisible() and self._drawing:
            self._show_drawing()

    def _show_drawing(self) -> None:
        self.row.setEnabled(False)
        self.truth.setText("" if self._gaze.drawn else tr("Pictures → Draw: nothing is drawn yet"))
        self.changed.emit()

    def _show(self, example: Example) -> None:
        prepared = self._prepared
        if prepared is None:
            return
        rows = prepared.rows(example.part)
        with QSignalBlocker(self.part), QSignalBlocker(self.row):
            self.part.setCurrentIndex(PARTS.index(example.part))
            self.row.setEnabled(True)
            self.row.setRange(0, max(len(rows) - 1, 0))
            self.row.setValue(min(example.row, len(rows) - 1))
        self.truth.setText(self._truth() if len(rows) else tr("this part is empty"))
        self.changed.emit()

    def _truth(self) -> str:
        assert self._prepared is not None
        y, facts = self._prepared.y[self._prepared.rows(self._part())[self.row.value()]], self._prepared.facts
        words = facts.classes[int(y)] if facts.classes else ", ".join(f"{value:.3g}" for value in y)
        return tr("truth: {words}", words=words)
