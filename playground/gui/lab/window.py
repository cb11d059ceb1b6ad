"""The kernel laboratory's window: a picture, a kernel, and the sums that it makes on its way over the picture."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from playground.catalog.kernels import KERNELS, LARGEST, Slide, resized, same_padding, slide, turned
from playground.catalog.prepare import prepare
from playground.catalog.tensor import Array
from playground.gui.beside_window import BesideWindow, Complaint
from playground.gui.gaze import Example, Gaze
from playground.gui.lab.grid import NumberGrid, short
from playground.gui.lab.kernel_editor import KernelEditor
from playground.gui.lab.sources import PICTURES, WHITE, example
from playground.gui.theme.icons import icon
from playground.gui.theme.style import give_role
from playground.gui.theme.tokens import Theme
from playground.spec.problems import PlaygroundError
from playground.spec.words import tr
from playground.workbench.document import Document
from playground.workbench.run import Run

PACE = 350
"""Milliseconds that the kernel stays at a place while it slides by itself."""
TERMS = 12
"""So many terms of a sum are written out; of a larger kernel only those that are not zero, and how many they are."""


class LabWindow(BesideWindow):
    """A window of its own that may stay open; it changes nothing in the experiment."""

    def __init__(self, document: Document, run: Run, theme: Theme, gaze: Gaze, parent: QWidget) -> None:
        super().__init__(tr("Kernel laboratory"), (940, 640), document, run, theme, gaze, parent)
        self._kernel: Array = np.array(next(iter(KERNELS.values())), dtype=np.float64)
        self._place = (0, 0)
        self._slides: tuple[Slide, Slide] | None = None

        self.picture = QComboBox(self)
        self.picture.setAccessibleName(tr("Picture"))
        self.picture.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.kernel = QComboBox(self)
        self.kernel.addItems([*(tr(name) for name in KERNELS), tr("Own numbers")])
        self.kernel.setAccessibleName(tr("Kernel"))
        self.side = _whole(self, tr("Size"), 1, LARGEST, tr("How many places the kernel is wide and high: f."))
        self.side.setValue(3)
        self.stride = _whole(self, tr("Stride"), 1, 4, tr("How many places the kernel moves on at a time: s."))
        self.padding = _whole(self, tr("Padding"), 0, 6, tr("How many rows and columns of zeros are put around: p."))
        self.same = QCheckBox(tr("Same"), self)
        self.same.setToolTip(tr("So much padding that the output is as large as the picture:  p = (f − 1)/2"))
        self.play = QPushButton(tr("Slide"), self)
        self.play.setCheckable(True)
        self.play.setToolTip(tr("Let the kernel slide over the picture, place by place.  Space"))
        self.size_words = QLabel(self)
        give_role(self.size_words, "formula")
        self.sum_words = [QLabel(self), QLabel(self)]
        for label in self.sum_words:
            give_role(label, "formula")
            label.setWordWrap(True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.complaint = Complaint(self)
        self.editor = KernelEditor(self)
        self.input = NumberGrid(tr("Picture"), theme, signed=False, follows=False, parent=self)
        self.outputs = [
            NumberGrid(tr("Cross-correlation"), theme, signed=True, follows=True, parent=self),
            NumberGrid(tr("True convolution"), theme, signed=True, follows=True, parent=self),
        ]
        self.first = self.outputs[0]
        self._lay_out()
        self._timer = QTimer(self)
        self._timer.setInterval(PACE)
        self._timer.timeout.connect(lambda: self.move_on(1))
        self.picture.currentIndexChanged.connect(lambda _index: self._refresh())
        self.kernel.currentIndexChanged.connect(self._take_named)
        self.side.valueChanged.connect(self._take_side)
        self.stride.valueChanged.connect(lambda _value: self._refresh())
        self.padding.valueChanged.connect(self._take_padding)
        self.same.toggled.connect(lambda _on: self._refresh())
        self.play.toggled.connect(self._slide)
        self.editor.changed.connect(self._take_typed)
        self.editor.refused.connect(self.complaint.say)
        for grid in self.outputs:
            grid.pointed.connect(self.go_to)
        gaze.example_changed.connect(self._follow_gaze)
        self.set_theme(theme)

    def _lay_out(self) -> None:
        line = QHBoxLayout()
        for words, control in (
            (tr("Picture"), self.picture),
            (tr("Kernel"), self.kernel),
            (tr("Size"), self.side),
            (tr("Stride"), self.stride),
            (tr("Padding"), self.padding),
        ):
            label = QLabel(words, self)
            label.setBuddy(control)
            give_role(label, "small")
            line.addWidget(label)
            line.addWidget(control)
        line.addWidget(self.same)
        line.addStretch(1)
        line.addWidget(self.play)
        board = QGridLayout()
        board.setHorizontalSpacing(16)
        for column, (title, tip) in enumerate(
            (
                (
                    tr("Picture"),
                    tr("From 0 black to {white:g} white; outside the dashes is padding.", white=WHITE),
                ),
                (tr("Kernel"), tr("Click a number and type; it is turned by 180° for the true convolution.")),
                (tr("Cross-correlation"), tr("What networks call convolution: the kernel as it is.  Y = Σ window ∘ K")),
                (tr("True convolution"), tr("As signal processing means it: the kernel turned by 180° first.")),
            )
        ):
            label = QLabel(title, self)
            label.setToolTip(tip)
            give_role(label, "heading")
            board.addWidget(label, 0, column)
            board.setColumnStretch(column, 0 if column == 1 else 1)
        board.addWidget(self.input, 1, 0)
        board.addWidget(self.editor, 1, 1, Qt.AlignmentFlag.AlignTop)
        for column, grid in enumerate(self.outputs, 2):
            board.addWidget(grid, 1, column)
        board.setRowStretch(1, 1)
        column_ = QVBoxLayout(self)
        column_.setContentsMargins(12, 12, 12, 12)
        column_.setSpacing(8)
        column_.addLayout(line)
        column_.addWidget(self.complaint)
        column_.addLayout(board, 1)
        column_.addWidget(self.size_words)
        for label in self.sum_words:
            column_.addWidget(label)

    # What is shown

    def set_theme(self, theme: Theme) -> None:
        """Colours of ``theme``."""
        super().set_theme(theme)
        for grid in (self.input, *self.outputs):
            grid.set_theme(theme)
        self.play.setIcon(icon("play", theme))

    def _take_up(self) -> None:
        self._list_pictures()
        self._refresh()

    def _rest(self) -> None:
        self.play.setChecked(False)

    def _list_pictures(self) -> None:
        chosen = self.picture.currentIndex()
        data = self._document.analysis.facts
        names = [tr(name) for name in PICTURES]
        if data is not None and data.picture:
            names.append(tr("Example of the data"))
        if names != [self.picture.itemText(at) for at in range(self.picture.count())]:
            self.picture.blockSignals(True)
            self.picture.clear()
            self.picture.addItems(names)
            self.picture.setCurrentIndex(min(max(chosen, 0), len(names) - 1))
            self.picture.blockSignals(False)

    def _pixels(self) -> Array:
        at = self.picture.currentIndex()
        if at < len(PICTURES):
            return list(PICTURES.values())[max(at, 0)]()
        prepared = prepare(self._document.experiment.data)
        seen = self._gaze.example or Example("train", 0)
        rows = prepared.rows(seen.part)
        if not len(rows):  # the part was made empty since; there is always something to learn from
            rows = prepared.rows("train")
        return example(prepared, int(rows[min(seen.row, len(rows) - 1)]))

    def _refresh(self) -> None:
        if not self.isVisible():
            return
        side, stride = len(self._kernel), self.stride.value()
        if self.same.isChecked() and self.padding.value() != same_padding(side):
            self.padding.blockSignals(True)
            self.padding.setValue(same_padding(side))
            self.padding.blockSignals(False)
        self.editor.show_kernel(self._kernel)
        try:
            pixels, padding = self._pixels(), self.padding.value()
            straight = slide(pixels, self._kernel, stride=stride, padding=padding)
            self._slides = straight, slide(pixels, turned(self._kernel), stride=stride, padding=padding)
        except PlaygroundError as error:
            self._slides = None
            self.play.setChecked(False)
            self.complaint.say(str(error))
            return
        self.complaint.say("")
        self.input.show_values(straight.padded, white=WHITE, rim=padding)
        for grid, found in zip(self.outputs, self._slides, strict=True):
            grid.show_values(found.output, white=float(np.abs(found.output).max()))
        height, width = pixels.shape
        self.size_words.setText(
            tr(
                "⌊(n + 2p − f)/s⌋ + 1:  ⌊({height} + 2·{padding} − {side})/{stride}⌋ + 1 = {rows},  "
                "⌊({width} + 2·{padding} − {side})/{stride}⌋ + 1 = {columns}",
                height=height,
                width=width,
                padding=padding,
                side=side,
                stride=stride,
                rows=straight.output.shape[0],
                columns=straight.output.shape[1],
            )
        )
        rows, columns = straight.output.shape
        self.go_to(min(self._place[0], rows - 1), min(self._place[1], columns - 1))

    def go_to(self, row: int, column: int) -> None:
        """Lay the kernel where it makes this number of the output, and write its sum out."""
        if self._slides is None:
            return
        self._place = row, column
        stride = self.stride.value()
        self.input.frame(row * stride, column * stride, len(self._kernel))
        names = (tr("Cross-correlation"), tr("True convolution"))
        for grid, found, label, name in zip(self.outputs, self._slides, self.sum_words, names, strict=True):
            grid.frame(row, column)
            label.setText(f"{name}:  {sum_in_words(found, row, column)}")

    def move_on(self, places: int) -> None:
        """So many places further in reading order, from the last to the first."""
        if self._slides is not None:
            rows, columns = self._slides[0].output.shape
            at = (self._place[0] * columns + self._place[1] + places) % (rows * columns)
            self.go_to(*divmod(at, columns))

    def _slide(self, on: bool) -> None:
        if on and self._slides is not None:
            self._timer.start()
        else:
            self._timer.stop()
        self.play.setIcon(icon("pause" if on else "play", self._theme))
        self.play.setText(tr("Stop") if on else tr("Slide"))

    # What is chosen

    def _take_named(self, index: int) -> None:
        kernels = list(KERNELS.values())
        if index < len(kernels):
            self._kernel = np.array(kernels[index], dtype=np.float64)
            self.side.blockSignals(True)
            self.side.setValue(len(self._kernel))
            self.side.blockSignals(False)
            self._refresh()

    def _take_typed(self, kernel: Array) -> None:
        self._kernel = kernel
        self._call_it_own()
        self._refresh()

    def _take_side(self, side: int) -> None:
        self._kernel = resized(self._kernel, side)
        self._call_it_own()
        self._refresh()

    def _take_padding(self, _value: int) -> None:
        self.same.blockSignals(True)
        self.same.setChecked(False)
        self.same.blockSignals(False)
        self._refresh()

    def _call_it_own(self) -> None:
        self.kernel.blockSignals(True)
        self.kernel.setCurrentIndex(len(KERNELS))
        self.kernel.blockSignals(False)

    def _follow_gaze(self, _example: object) -> None:
        if self.isVisible() and self.picture.currentIndex() >= len(PICTURES):
            self._refresh()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Space slides, Escape closes."""
        if event.key() == Qt.Key.Key_Space:
            self.play.toggle()
        else:
            super().keyPressEvent(event)


def sum_in_words(found: Slide, row: int, column: int) -> str:
    """``10·1 + 10·0 + … = 30``: every number of the window times the kernel's, and what they add up to."""
    pairs = list(zip(found.window(row, column).ravel().tolist(), found.kernel.ravel().tolist(), strict=True))
    result = short(float(found.output[row, column]))
    told = pairs if len(pairs) <= TERMS else [pair for pair in pairs if pair[0] * pair[1]]
    terms = [f"{short(value)}·{f'({short(weight)})' if weight < 0 else short(weight)}" for value, weight in told]
    if len(terms) > TERMS:
        more = tr("{count} more", count=len(terms) - TERMS)
        terms = [*terms[:TERMS], more]
    return f"{' + '.join(terms) or '0'} = {result}"


def _whole(parent: QWidget, name: str, low: int, high: int, tip: str) -> QSpinBox:
    box = QSpinBox(parent)
    box.setRange(low, high)
    box.setAccessibleName(name)
    box.setToolTip(tip)
    return box
