"""Where training is to stop by itself, in a few words, and a small form over the window that sets it."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QFontMetrics, QKeyEvent
from PySide6.QtWidgets import QFrame, QLabel, QToolButton, QVBoxLayout, QWidget

from playground.gui.follow import follow
from playground.gui.inspector.form import Form
from playground.gui.theme.fonts import font
from playground.gui.theme.style import give_role
from playground.gui.theme.tokens import Theme
from playground.spec.experiment import Experiment, Training
from playground.spec.words import tr
from playground.workbench.document import Document

STOPS = ("epochs", "stop_loss", "stop_accuracy", "stop_seconds", "early_stopping", "patience")
ARROW = " ▾"
PADDING = 14
"""What the button's frame takes of its width, and a little more."""
FORM_WIDTH = 280


class Stops(QWidget):
    """A button that says until when it trains; a click opens the form. Every change is an edit of the experiment."""

    def __init__(self, document: Document, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._theme = theme
        self._form: StopForm | None = None
        self.button = QToolButton(self)
        give_role(self.button, "flat")
        letters = QFontMetrics(self.button.font())
        self.setFixedWidth(room_for_words(letters) + letters.horizontalAdvance(ARROW) + PADDING)
        self.button.clicked.connect(self.open)
        self.caption = QLabel(tr("train until"), self)
        self.caption.setFont(font(8.0))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.button.setFixedHeight(27)
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.caption)
        follow(document.changed, self, self._follow)
        self.set_theme(theme)

    @property
    def form(self) -> StopForm | None:
        """The form, once it was opened."""
        return self._form

    def open(self) -> None:
        """Show the form under the button."""
        if self._form is None:
            self._form = StopForm(self._document, self._theme, self)
        self._form.adjustSize()
        self._form.move(self.mapToGlobal(QPoint(0, self.height() + 4)))
        self._form.show()
        self._form.setFocus()

    def set_theme(self, theme: Theme) -> None:
        """Colours of ``theme``."""
        self._theme = theme
        self.caption.setStyleSheet(f"color: {theme.muted}; padding-left: 5px;")
        if self._form is not None:
            self._form.set_theme(theme)
        self._show(self._document.experiment.training)  # the letters may have another size

    def _follow(self, old: Experiment, new: Experiment) -> None:
        if old.training is not new.training:
            self._show(new.training)

    def _show(self, training: Training) -> None:
        stops = stops_in_words(training)
        short = stops[0] if stops else tr("you pause")
        letters = QFontMetrics(self.button.font())
        room = room_for_words(letters)
        if len(stops) > 1:
            short = tr("{first} +{more}", first=stops[0], more=len(stops) - 1)
            if letters.horizontalAdvance(short) > room:  # a number that is cut would be another number
                short = tr("{count} stops", count=len(stops))
        text = letters.elidedText(short, Qt.TextElideMode.ElideRight, room + 2) + ARROW
        self.button.setText(text)
        self.button.setMaximumWidth(letters.horizontalAdvance(text) + PADDING)
        whole = (
            tr("Play trains until {stops}, whichever comes first.", stops=tr(" or ").join(stops))
            if stops
            else tr("Play trains until you pause.")
        )
        self.button.setToolTip(whole + "\n" + tr("Click to stop at an epoch, a loss, an accuracy or a time."))
        self.button.setAccessibleName(tr("Train until: {stops}", stops=", ".join(stops) or tr("you pause")))


class StopForm(QFrame):
    """The settings that end training, over the window; a click elsewhere or Escape closes it."""

    def __init__(self, document: Document, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        give_role(self, "card")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        heading = QLabel(tr("Train until"), self)
        give_role(heading, "heading")
        words = QLabel(tr("0 leaves a stop out. The first that is reached pauses; Play goes on from there."), self)
        give_role(words, "small")
        words.setWordWrap(True)
        self.form = Form(document, ("training",), Training, theme, names=STOPS, parent=self)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 12)
        column.setSpacing(8)
        column.addWidget(heading)
        column.addWidget(words)
        column.addWidget(self.form)
        self.setFixedWidth(FORM_WIDTH)

    def set_theme(self, theme: Theme) -> None:
        """Colours of ``theme``."""
        self.form.set_theme(theme)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Escape and Enter close it."""
        if event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.close()
        else:
            super().keyPressEvent(event)


def room_for_words(letters: QFontMetrics) -> int:
    """The width of the usual stops, in any language: with it nothing beside the button moves."""
    return max(letters.horizontalAdvance(stop) for stop in stops_in_words(Training(epochs=2000, stop_accuracy=0.99)))


def stops_in_words(training: Training) -> list[str]:
    """Every stop that is set, in few words, such as ``epoch 200``."""
    stops = []
    if training.epochs:
        stops.append(tr("epoch {epoch}", epoch=training.epochs))
    if training.stop_loss:
        stops.append(tr("loss {loss}", loss=f"{training.stop_loss:g}"))
    if training.stop_accuracy:
        stops.append(tr("accuracy {percent} %", percent=f"{100 * training.stop_accuracy:g}"))
    if training.stop_seconds:
        stops.append(tr("{seconds} s", seconds=f"{training.stop_seconds:g}"))
    if training.early_stopping:
        stops.append(tr("dev stops improving"))
    return stops
