"""What the sheets of the Help menu that do something have in common: beside the window, and gone with it."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from playground.gui.frame import Frame
from playground.gui.theme.fonts import font
from playground.gui.theme.style import give_role
from playground.spec.words import tr

SHEETS = {
    "about": "playground.gui.help.about:About",
    "gpu": "playground.gui.help.gpu:Gpu",
    "updates": "playground.gui.help.updates:Updates",
}
"""By the command that opens it: the module, which only who asks for it waits for, and the class."""


def open_sheet(name: str, parent: QWidget) -> HelpSheet:
    """Open the sheet of this command, or bring the one that is open to the front."""
    module, _, kind = SHEETS[name].partition(":")
    made: Callable[[QWidget], HelpSheet] = getattr(import_module(module), kind)
    here = next((sheet for sheet in parent.findChildren(HelpSheet) if sheet.isVisible() and type(sheet) is made), None)
    sheet = here if here is not None else made(parent)
    sheet.show()
    sheet.raise_()
    sheet.activateWindow()
    return sheet


class HelpSheet(QDialog):
    """A sheet beside the window, which stays usable. Whatever it does ends when it is closed, or the window is.

    Attributes:
        column: where its parts go, one below the other. buttons: at its foot, Close among them.

    """

    def __init__(self, title: str, size: tuple[int, int], parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.column = QVBoxLayout()
        self.column.setSpacing(8)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.buttons.button(QDialogButtonBox.StandardButton.Close).setText(tr("Close"))
        self.buttons.rejected.connect(self.close)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(16, 14, 16, 12)
        whole.setSpacing(10)
        whole.addLayout(self.column, 1)
        whole.addWidget(self.buttons)
        self._room = parent.window().size()
        self.take_room(size)
        if isinstance(parent, Frame):
            parent.closed.connect(self.close)

    def take_room(self, size: tuple[int, int]) -> None:
        """As large as this, in pixels at the usual size of letters, and no larger than the window."""
        letters = QFontMetrics(self.font()).height() / 16
        wide, high = (round(side * letters) for side in size)
        self.resize(min(wide, self._room.width() - 40), min(high, self._room.height() - 40))

    def end(self) -> None:
        """Give up what is under way."""

    def done(self, code: int) -> None:
        """Closed, however that came about."""
        self.end()
        super().done(code)


def words(text: str, role: str = "") -> QLabel:
    """A paragraph, which can be marked and copied."""
    label = QLabel(text)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    if role:
        give_role(label, role)
    return label


def plain_text(name: str, *, mono: bool = False) -> QPlainTextEdit:
    """A text to read, called ``name`` for those who hear it."""
    text = QPlainTextEdit()
    text.setReadOnly(True)
    text.setAccessibleName(name)
    text.setTabChangesFocus(True)
    if mono:
        text.setFont(font(9.0, mono=True))
    return text
