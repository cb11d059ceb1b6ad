"""The palette: every block of the catalogue, to drag onto the canvas or to add by a double click."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QListWidgetItem, QVBoxLayout, QWidget

from playground.gui.canvas.block_list import KIND, BlockList, list_style
from playground.gui.canvas.search import found
from playground.gui.theme.tokens import Theme


class Palette(QWidget):
    """A searchable list of blocks by group."""

    block_chosen = Signal(str)
    """The kind of a block that was double-clicked, or chosen with Enter."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setObjectName("palette")
        self.field = QLineEdit(self)
        self.field.setPlaceholderText("Search blocks")
        self.field.setAccessibleName("Search blocks")
        self.field.setClearButtonEnabled(True)
        self.list = BlockList(theme, self)
        self.list.setAccessibleName("Blocks")
        self._nothing = QLabel("No block is called so.", self)
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._nothing.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 4)
        layout.setSpacing(4)
        layout.addWidget(self.field)
        layout.addWidget(self._nothing)
        layout.addWidget(self.list, 1)
        self.setMinimumWidth(190)
        self.field.textChanged.connect(self._search)
        self.list.itemDoubleClicked.connect(self._choose_item)
        self.field.installEventFilter(self)
        self.list.installEventFilter(self)
        self.set_theme(theme)
        self._search("")

    def set_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self.setStyleSheet(f"#palette {{ background: {theme.panel}; }}" + list_style(theme, theme.panel))
        self.list.set_theme(theme)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Enter chooses; the arrow keys walk the list while the search line has the focus."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._choose(self.list.current_kind())
                return True
            if watched is self.field and event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
                self.list.step(1 if event.key() == Qt.Key.Key_Down else -1)
                return True
            if event.key() == Qt.Key.Key_Escape and self.field.text():
                self.field.clear()
                return True
        return super().eventFilter(watched, event)

    def _search(self, text: str) -> None:
        blocks = found(text)
        self.list.show_blocks(blocks, grouped=not text.strip())
        if not text.strip():
            self.list.setCurrentRow(-1)
            self.list.scrollToTop()
        self._nothing.setVisible(not blocks)

    def _choose_item(self, item: QListWidgetItem) -> None:
        self._choose(item.data(KIND))

    def _choose(self, kind: str | None) -> None:
        if kind:
            self.block_chosen.emit(kind)
