"""Renaming a block where it stands."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRect, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from playground.gui.theme.tokens import Theme
from playground.spec.naming import tidy
from playground.spec.words import tr

LONGEST = 60
POPUP = Qt.FocusReason.PopupFocusReason


class RenameField(QLineEdit):
    """A line over the card's title; Enter or leaving it renames, Escape does not.

    Emits ``renamed`` with the new name, or ``closed`` alone.
    """

    renamed = Signal(str)
    closed = Signal()

    def __init__(self, name: str, placeholder: str, theme: Theme, parent: QWidget) -> None:
        super().__init__(name, parent)
        self._open = True
        self._parent = parent
        self.setMaxLength(LONGEST)
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(tr("Name of the block"))
        self.setStyleSheet(
            f"QLineEdit {{ background: {theme.raised}; color: {theme.text}; border: 1px solid {theme.accent};"
            f" border-radius: 5px; padding: 1px 5px; font-size: 13px; }}"
        )
        self.returnPressed.connect(self._rename)
        self.installEventFilter(self)

    def open_at(self, rect: QRect) -> None:
        """Show it in the parent's ``rect`` with the name selected."""
        self.setGeometry(rect)
        self.show()
        self.selectAll()
        self.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Escape gives up; losing the focus renames."""
        escape = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape
        if escape and event.type() == QEvent.Type.KeyPress:
            self.close_field()
            return True
        if isinstance(event, QFocusEvent) and event.lostFocus() and event.reason() != POPUP:
            self._rename()
        return super().eventFilter(watched, event)

    def _rename(self) -> None:
        if self._open:
            self._put_away()
            self.renamed.emit(tidy(self.text()))
            self.closed.emit()

    def close_field(self) -> None:
        """Close and keep the old name."""
        if self._open:
            self._put_away()
            self.closed.emit()

    def _put_away(self) -> None:
        """Hide; the focus goes back to the parent where it has not gone elsewhere already."""
        self._open = False
        if self.hasFocus():
            self._parent.setFocus()
        self.hide()
