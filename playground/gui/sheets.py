"""The sheet of all keys and gestures."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from playground.gui.actions import shortcuts_as_html
from playground.spec.words import tr


class Sheet(QDialog):
    """A page of text beside the window, which stays usable. It scrolls where it does not fit on the screen."""

    def __init__(self, title: str, html: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.text = QLabel(html)
        self.text.setTextFormat(Qt.TextFormat.RichText)
        self.text.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.text.setContentsMargins(16, 12, 16, 12)
        area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setWidget(self.text)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.button(QDialogButtonBox.StandardButton.Close).setText(tr("Close"))
        buttons.rejected.connect(self.close)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 12, 12)
        column.addWidget(area, 1)
        column.addWidget(buttons)
        wanted = self.text.sizeHint()
        self.text.setWordWrap(True)  # where the widest does not fit on the screen
        line = QFontMetrics(self.font()).height()
        room = parent.window().size()
        self.resize(min(wanted.width() + line, room.width() - 40), min(wanted.height() + 4 * line, room.height() - 40))


def shortcuts(parent: QWidget) -> Sheet:
    """All keys and gestures."""
    return Sheet(tr("Shortcuts"), shortcuts_as_html(), parent)
