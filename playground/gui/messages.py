"""What the program has to say to a person: in a bar of the window, never in a dialog that has to be clicked away."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QGuiApplication, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from playground.gui.flow import FlowLayout
from playground.gui.theme.icons import icon, pixmap
from playground.gui.theme.style import give_role
from playground.gui.theme.tokens import Theme
from playground.spec.words import tr

Level = Literal["info", "good", "warning", "error"]
MARKS: dict[Level, str] = {"info": "info", "good": "check", "warning": "warning", "error": "error"}
BRIEFLY = 6000
"""Milliseconds after which a message that may be overlooked goes by itself."""
READABLE = 280
"""Pixels that a sentence needs beside its buttons; where it has less, they stand under it."""
HIGHEST = 150
"""Pixels of details; more scroll."""
EDGE = 8

Offer = tuple[str, Callable[[], None]]
"""The words on a button, and what it does."""


class Bar(QFrame):
    """One sentence with buttons that help, a fold-out with details where there are any, and a cross to close it."""

    shown = Signal()
    closed = Signal()
    left = Signal()
    """What had the focus in here goes; it should be somewhere else."""
    grown = Signal()
    """The details were opened or closed."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("MessageBar")
        self._theme = theme
        self._level: Level = "info"
        self._passing = False
        self._mark = QLabel(self)
        self._text = QLabel(self)
        self._text.setWordWrap(True)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._text.setMinimumWidth(120)
        self._text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._more = QPushButton(tr("Details"), self)
        give_role(self._more, "flat")
        self._more.setCheckable(True)
        self._more.toggled.connect(self._unfold)
        self._close = QToolButton(self)
        give_role(self._close, "flat")
        self._close.setToolTip(tr("Close this message"))
        self._close.setAccessibleName(tr("Close this message"))
        self._close.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._close.clicked.connect(self.clear)
        self._details = QPlainTextEdit(self)
        self._details.setReadOnly(True)
        self._details.setAccessibleName(tr("Details"))
        self._details.setFixedHeight(HIGHEST)
        self._details.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self._copy = QPushButton(tr("Copy"), self)
        self._copy.setToolTip(tr("Copy the sentence and its details"))
        self._copy.clicked.connect(self._take_along)
        self._buttons: list[QPushButton] = []
        self._row = QHBoxLayout()
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(8)
        for widget in (self._mark, self._text, self._close):
            self._row.addWidget(widget, 1 if widget is self._text else 0)
        self._beside = QHBoxLayout()
        self._beside.setSpacing(8)
        self._row.insertLayout(self._row.indexOf(self._close), self._beside)
        self._under = FlowLayout(spacing=6)
        under = QHBoxLayout()
        under.setContentsMargins(26, 0, 0, 0)
        under.addLayout(self._under, 1)
        self._whole = whole = QVBoxLayout(self)
        whole.setContentsMargins(12, 6, 8, 6)
        whole.setSpacing(4)
        whole.addLayout(self._row)
        whole.addLayout(under)
        whole.addWidget(self._details)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.clear)
        self.hide()

    @property
    def text(self) -> str:
        """The sentence that is shown; empty while the bar is closed."""
        return self._text.text() if not self.isHidden() else ""

    @property
    def offers(self) -> tuple[QPushButton, ...]:
        """The buttons that help, in order."""
        return tuple(self._buttons)

    def say(
        self,
        sentence: str,
        level: Level = "info",
        *,
        offers: Sequence[Offer] = (),
        details: str = "",
        briefly: bool = False,
        passing: bool = False,
    ) -> None:
        """Show ``sentence``. ``briefly`` closes the bar by itself after a few seconds; ``passing`` is for `pass_by`."""
        self._timer.stop()
        self._passing = passing
        self._level = level
        self._text.setText(sentence)
        self._details.setPlainText(details)
        self._more.setVisible(bool(details))
        self._more.setChecked(False)
        self._details.hide()
        self._copy.hide()
        self._let_go()
        for button in self._buttons:
            self._beside.removeWidget(button)
            self._under.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._buttons = []
        for words, act in offers:
            button = QPushButton(words, self)
            give_role(button, "fix")
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # it goes when it is clicked; the focus stays where it was
            button.clicked.connect(lambda _checked=False, act=act: act())
            button.show()
            self._buttons.append(button)
        self._place()
        self.set_theme(self._theme)
        self.show()
        self.shown.emit()
        if briefly:
            self._timer.start(BRIEFLY)

    def pass_by(self) -> None:
        """Something was changed: close the bar if what it says was about what was before."""
        if self._passing:
            self.clear()

    def clear(self) -> None:
        """Close the bar."""
        self._timer.stop()
        if not self.isHidden():
            self._let_go()
            self.hide()
            self.closed.emit()

    def set_theme(self, theme: Theme) -> None:
        """Colours of ``theme``."""
        self._theme = theme
        self._close.setIcon(icon("close", theme, "muted"))
        colour = {"info": theme.hint, "good": theme.good, "warning": theme.warning, "error": theme.error}[self._level]
        self._mark.setPixmap(pixmap(MARKS[self._level], QColor(colour), 18, self.devicePixelRatioF()))
        self.setStyleSheet(
            f"#MessageBar {{ background: {theme.panel}; border: 1px solid {theme.edge};"
            f" border-left: 4px solid {colour}; border-radius: 6px; }}"
        )

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """The buttons stand where the sentence leaves them room."""
        super().resizeEvent(event)
        self._place()

    def _let_go(self) -> None:
        """Where the focus is in here, say so before it falls on whatever comes next."""
        focus = self.window().focusWidget()
        if focus is not None and self.isAncestorOf(focus):
            self.left.emit()

    def _place(self) -> None:
        """Buttons beside the sentence, or under it where it would have to break too often."""
        buttons = [*self._buttons, self._more, self._copy]
        wide = sum(button.sizeHint().width() + 8 for button in buttons if not button.isHidden())
        below = self.width() - wide - 90 < READABLE
        for button in buttons:
            self._beside.removeWidget(button)
            self._under.removeWidget(button)
            (self._under if below else self._beside).addWidget(button)

    def forget_size(self) -> None:
        """Reckon anew how high it has to be."""
        self._whole.invalidate()
        self._whole.activate()
        self.updateGeometry()

    def _unfold(self, open: bool) -> None:
        self._details.setVisible(open)
        self._copy.setVisible(open)
        self._more.setText(tr("Hide details") if open else tr("Details"))
        self._place()
        self.grown.emit()

    def _take_along(self) -> None:
        QGuiApplication.clipboard().setText(f"{self._text.text()}\n\n{self._details.toPlainText()}")


class Messages(QWidget):
    """Two bars, one over the other: how the run stands (diverged, failed), and the newest message.

    They lie on top of ``parent``, so that nothing below moves when one comes or goes.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.run = Bar(theme, self)
        self.news = Bar(theme, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.run)
        column.addWidget(self.news)
        for bar in (self.run, self.news):
            bar.shown.connect(self._open_up)
            bar.closed.connect(self._close_up)
            bar.grown.connect(self.settle)
        self.hide()

    def lie_on(self, widget: QWidget) -> None:
        """Lie along the upper edge of ``widget`` from now on."""
        self.setParent(widget)
        widget.installEventFilter(self)
        self.setVisible(bool(self.run.text or self.news.text))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Follows the width of what it lies on; lets everything pass."""
        if event.type() == QEvent.Type.Resize and watched is self.parent():
            self.settle()
        return False

    def settle(self) -> None:
        """Take the room that the bars need."""
        below = self.parentWidget()
        if below is None:
            return
        width = below.width() - 2 * EDGE
        for bar in (self.run, self.news):
            bar.resize(width, bar.height())  # it sorts its buttons by its width
            bar.forget_size()
        column = self.layout()
        assert column is not None
        column.invalidate()
        self.setGeometry(EDGE, EDGE, width, column.heightForWidth(width))
        self.raise_()

    def _open_up(self) -> None:
        self.show()
        self.settle()

    def _close_up(self) -> None:
        """Cover nothing where there is nothing to say."""
        self.setVisible(not (self.run.isHidden() and self.news.isHidden()))
        self.settle()

    def inform(self, sentence: str, *, good: bool = False) -> None:
        """Something that a person may overlook."""
        self.news.say(sentence, "good" if good else "info", briefly=True)

    def busy(self, sentence: str, *, offers: Sequence[Offer] = ()) -> None:
        """Something that is under way; stays until it is closed or replaced."""
        self.news.say(sentence, "info", offers=offers)

    def warn(self, sentence: str, *, offers: Sequence[Offer] = (), details: str = "", passing: bool = False) -> None:
        """Something that did not go as hoped; stays until it is closed or replaced, or ``passing`` until an edit."""
        self.news.say(sentence, "warning", offers=offers, details=details, passing=passing)

    def error(self, sentence: str, *, offers: Sequence[Offer] = (), details: str = "", passing: bool = False) -> None:
        """Something that went wrong; stays until it is closed or replaced, or ``passing`` until an edit."""
        self.news.say(sentence, "error", offers=offers, details=details, passing=passing)

    def set_theme(self, theme: Theme) -> None:
        """Colours of ``theme``."""
        self.run.set_theme(theme)
        self.news.set_theme(theme)
