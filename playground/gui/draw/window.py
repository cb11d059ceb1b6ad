"""The drawing's window: draw, drop or paste a picture and see the network decide, also while it trains."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PySide6.QtCore import QMimeData, Qt, QTimer
from PySide6.QtGui import (
    QColor,
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
    QImage,
    QKeyEvent,
    QKeySequence,
    QPixmap,
)
from PySide6.QtWidgets import (
    QCheckBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from playground.catalog.facts import Facts
from playground.catalog.mapped import row_of
from playground.catalog.prepare import prepare
from playground.gui.beside_window import BesideWindow, Complaint
from playground.gui.draw.bars import Bars
from playground.gui.draw.drawing import Drawing
from playground.gui.draw.pad import Pad
from playground.gui.draw.pens import Pens
from playground.gui.draw.pixels import as_image, of_example
from playground.gui.draw.reading import read_picture
from playground.gui.follow import follow
from playground.gui.gaze import Example, Gaze
from playground.gui.theme.style import give_role
from playground.gui.theme.tokens import Theme
from playground.spec.edits import Set
from playground.spec.problems import PlaygroundError
from playground.spec.values import Choice, Values
from playground.spec.words import mark, tr
from playground.wire.events import Picture
from playground.workbench.document import Document
from playground.workbench.run import Run

KEY = "draw"
SOON = 30
"""Milliseconds from a bit of a stroke until the network is asked: several bits are asked about at once."""
SEEN = 112
"""Pixels of the picture of what the network gets."""
DRAWABLE = mark("These data are no pictures: there is nothing to draw for them.")


class DrawWindow(BesideWindow):
    """A window of its own that may stay open; it changes nothing in the experiment."""

    def __init__(self, document: Document, run: Run, theme: Theme, gaze: Gaze, parent: QWidget) -> None:
        super().__init__(tr("Draw"), (760, 470), document, run, theme, gaze, parent)
        self.setAcceptDrops(True)
        self.pad = Pad(Drawing(28, 28, 1, QColor("#000000")), theme, self)
        self.bars = Bars(theme, self)
        self.verdict = QLabel(self)
        give_role(self.verdict, "title")
        self.seen = QLabel(self)
        self.seen.setFixedSize(SEEN, SEEN)
        self.seen.setAccessibleName(tr("What the network gets"))
        self.seen.setToolTip(tr("What the network gets: the drawing with as many pixels as the data have."))
        self.seen_words = QLabel(self)
        give_role(self.seen_words, "small")
        self.seen_words.setWordWrap(True)
        self.width_ = QSlider(Qt.Orientation.Horizontal, self)
        self.width_.setRange(5, 60)
        self.width_.setValue(22)
        self.width_.setAccessibleName(tr("Width of the pen"))
        self.width_.setToolTip(tr("How wide the pen is.  [ and ]"))
        self.centred = QCheckBox(tr("Centre it"), self)
        self.centred.setChecked(True)
        self.centred.setToolTip(
            tr("Move and scale what was drawn as the makers of MNIST did: large, its centre of mass in the middle.")
        )
        self.clear_ = _button(self, tr("Clear"), tr("An empty sheet.  Delete"), self.clear)
        self.undo_ = _button(self, tr("Undo"), tr("Take the last stroke back.  Ctrl+Z"), self.undo)
        self.paste_ = _button(self, tr("Paste"), tr("Take the picture in the clipboard.  Ctrl+V"), self.paste)
        self.take_ = _button(
            self, tr("From the data"), tr("Take the example that is looked into, to draw on it."), self.take_example
        )
        self.complaint = Complaint(self)
        self.cure = _button(self, tr("Use Digits 8×8"), tr("Make the handwritten digits the data."), self._use_digits)
        self.colours = Pens(self)
        self.first = self.pad
        self._lay_out()
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(SOON)
        self._soon.timeout.connect(self._ask)
        self.colours.chosen.connect(self._take_colour)
        self.pad.changed.connect(self._hurry)
        self.centred.toggled.connect(lambda _on: self._hurry())
        self.width_.valueChanged.connect(self._take_width)
        self._take_width(self.width_.value())
        follow(run.picture_arrived, self, self._follow_picture)

    def _lay_out(self) -> None:
        tools = QHBoxLayout()
        width = QLabel(tr("Pen"), self)
        width.setBuddy(self.width_)
        give_role(width, "small")
        tools.addWidget(width)
        tools.addWidget(self.width_, 1)
        tools.addWidget(self.centred)
        buttons = QHBoxLayout()
        for button in (self.clear_, self.undo_, self.paste_, self.take_):
            buttons.addWidget(button)
        buttons.addStretch(1)
        left = QVBoxLayout()
        left.addWidget(self.pad, 1)
        left.addWidget(self.colours)
        left.addLayout(tools)
        left.addLayout(buttons)
        said = QGridLayout()
        said.addWidget(self.seen, 0, 0, 2, 1)
        said.addWidget(self.verdict, 0, 1, Qt.AlignmentFlag.AlignBottom)
        said.addWidget(self.seen_words, 1, 1, Qt.AlignmentFlag.AlignTop)
        said.setColumnStretch(1, 1)
        right = QVBoxLayout()
        right.addLayout(said)
        right.addWidget(self.bars, 1)
        right.addWidget(self.complaint)
        right.addWidget(self.cure, 0, Qt.AlignmentFlag.AlignLeft)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 12, 12, 12)
        row.setSpacing(16)
        row.addLayout(left, 1)
        row.addLayout(right, 1)

    # The data decide what can be drawn

    @property
    def _facts(self) -> Facts | None:
        facts = self._document.analysis.facts
        return facts if facts is not None and facts.channels in (1, 3) else None

    def set_theme(self, theme: Theme) -> None:
        """Colours of ``theme``."""
        super().set_theme(theme)
        self.pad.set_theme(theme)
        self.bars.set_theme(theme)

    def _rest(self) -> None:
        self._soon.stop()
        self._run.unwatch(KEY)

    def _take_up(self) -> None:
        """A sheet that fits the data; what was drawn stays where it still fits."""
        facts, sheet = self._facts, self.pad.drawing
        for widget in (self.pad, self.clear_, self.undo_, self.paste_, self.take_, self.centred, self.width_):
            widget.setEnabled(facts is not None)
        self.cure.setVisible(facts is None)
        self.complaint.say("" if facts is not None else tr(DRAWABLE))
        self.colours.setVisible(facts is not None and facts.channels == 3)
        if facts is None or not facts.picture:
            self._run.unwatch(KEY)
            self.bars.show_values((), None, shares=True)
            self.verdict.clear()
            self.seen_words.clear()
            self.seen.clear()
            return
        height, width = facts.picture
        if (sheet.width, sheet.height, sheet.channels) != (width, height, facts.channels):
            self.pad.take(Drawing(width, height, facts.channels, QColor("#000000")))
            self._take_width(self.width_.value())
        self._hurry()

    def _take_network(self) -> None:
        self._take_up()

    def _use_digits(self) -> None:
        self._document.apply(Set(path=("data", "source"), value=Choice("digits"), merges=False))

    # Drawing

    def _take_width(self, value: int) -> None:
        """The width is in tenths of a 28th of the side, but on very small pictures about a pixel at least."""
        self.pad.pen_width = max(value / 10 * self.pad.drawing.width / 28, value / 17)
        self.pad.update()

    def _take_colour(self, colour: QColor) -> None:
        self.pad.colour = colour

    def clear(self) -> None:
        """An empty sheet."""
        self.pad.drawing.strokes.clear()
        self.pad.drawing.picture = None
        self.complaint.say("")
        self.pad.redraw()

    def undo(self) -> None:
        """Take the last stroke back, or the picture below."""
        sheet = self.pad.drawing
        if sheet.strokes:
            sheet.strokes.pop()
        else:
            sheet.picture = None
        self.pad.redraw()

    def paste(self) -> None:
        """Take the picture in the clipboard."""
        self._take_mime(QGuiApplication.clipboard().mimeData(), tr("There is no picture in the clipboard."))

    def take_example(self) -> None:
        """Take the example that is looked into, else the first one."""
        prepared = prepare(self._document.experiment.data)
        seen = self._gaze.example or Example("train", 0)
        rows, facts = prepared.rows(seen.part), prepared.facts
        if not len(rows) or not facts.picture:
            return
        self.centred.setChecked(False)
        self._put(of_example(row_of(prepared.raw, int(rows[min(seen.row, len(rows) - 1)])), facts))

    def _put(self, image: QImage) -> None:
        self.pad.drawing.strokes.clear()
        self.pad.drawing.picture = image
        self.complaint.say("")
        self.pad.redraw()

    def _take_mime(self, data: QMimeData | None, otherwise: str) -> None:
        if data is None:  # as an empty clipboard has it
            self.complaint.say(otherwise)
            return
        if data.hasImage():
            image = QImage(data.imageData())
            if not image.isNull():
                self._put(image)
                return
        path = next((Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()), None)
        if path is None:
            self.complaint.say(otherwise)
            return
        try:
            self._put(read_picture(path))
        except PlaygroundError as error:
            self.complaint.say(str(error))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802
        """A picture may be dropped."""
        if self._facts is not None and (event.mimeData().hasImage() or event.mimeData().hasUrls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802
        """Take it."""
        self._take_mime(event.mimeData(), tr("There is no picture in what was dropped."))
        event.acceptProposedAction()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Ctrl+Z, Ctrl+V, Delete, [ and ], Escape."""
        if event.matches(QKeySequence.StandardKey.Undo):
            self.undo()
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.paste()
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.clear()
        elif event.key() in (Qt.Key.Key_BracketLeft, Qt.Key.Key_BracketRight):
            self.width_.setValue(self.width_.value() + (3 if event.key() == Qt.Key.Key_BracketRight else -3))
        else:
            super().keyPressEvent(event)

    # What the network says

    def _hurry(self) -> None:
        if self.isVisible() and not self._soon.isActive():
            self._soon.start()

    def _ask(self) -> None:
        facts = self._facts
        if facts is None:
            return
        pixels = self.pad.drawing.pixels(centred=self.centred.isChecked())
        shown = as_image(pixels).scaled(SEEN, SEEN, Qt.AspectRatioMode.KeepAspectRatio)
        self.seen.setPixmap(QPixmap.fromImage(shown))
        self._gaze.look_at_drawing("" if self.pad.drawing.empty else pixels.tobytes().hex())
        if self.pad.drawing.empty:
            self._run.unwatch(KEY)
            self.bars.show_values(facts.classes or facts.targets, None, shares=facts.task == "classes")
            self.verdict.setText(tr("Draw something"))
            self.seen_words.setText(tr("With the mouse; or drop or paste a picture."))
            return
        self._run.watch(KEY, "verdict", Values(pixels=self._gaze.drawn))

    def _follow_picture(self, picture: Picture) -> None:
        facts, values = self._facts, picture.arrays.get("prediction")
        if picture.key != KEY or facts is None or values is None or not self.isVisible():
            return
        names = facts.classes or facts.targets
        if len(values) != len(names):
            return  # it was measured on the data before
        classes = facts.task == "classes"
        self.bars.show_values(names, values, shares=classes)
        if classes:
            best = int(np.argmax(values))
            self.verdict.setText(tr("{name}  {share}", name=names[best], share=f"{values[best]:.1%}"))
        else:
            self.verdict.setText("  ".join(f"{value:.3g}".replace("-", "−") for value in values[:4]))
        self.seen_words.setText(
            tr("after {steps} steps", steps=f"{picture.step:,}") if picture.step else tr("untrained")
        )


def _button(parent: DrawWindow, words: str, tip: str, act: object) -> QPushButton:
    button = QPushButton(words, parent)
    button.setToolTip(tip)
    button.clicked.connect(act)
    return button
