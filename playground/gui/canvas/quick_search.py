"""Quick search: type a few letters, press Enter, and the block is there."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import (
    QLabel,
    QLineEdit,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from playground.gui.canvas.block_list import KIND, ROW_HEIGHT, BlockList, list_style
from playground.gui.canvas.search import Accept, found
from playground.gui.floating import Floating
from playground.gui.theme.tokens import Theme
from playground.spec.words import tr
from playground.workbench.own_blocks import OwnBlock

WIDTH = 290
MOST_ROWS = 6
STAYS = (Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason)
"""The focus will come back after these."""


class QuickSearch(Floating):
    """A small panel over its parent, with the keyboard's focus while it is open.

    Emits ``chosen`` with the kind of a block, then ``closed``; only ``closed`` where nothing was chosen.
    """

    chosen = Signal(str)
    closed = Signal()

    def __init__(self, theme: Theme, accept: Accept, parent: QWidget, own: Sequence[OwnBlock] = ()) -> None:
        super().__init__("quick_search", parent)
        self._parent = parent
        self._accept = accept
        self._own = own
        self._open = True
        self.field = QLineEdit(self)
        self.field.setPlaceholderText(tr("Add a block…"))
        self.field.setAccessibleName(tr("Add a block"))
        self.list = BlockList(theme, self)
        self.list.setDragEnabled(False)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._nothing = QLabel(tr("No block is called so."), self)
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._nothing.setFixedHeight(ROW_HEIGHT)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.setSpacing(6)
        layout.addWidget(self.field)
        layout.addWidget(self._nothing)
        layout.addWidget(self.list)
        self.wear(theme, list_style(theme, theme.panel))
        self.field.textChanged.connect(self._search)
        self.field.installEventFilter(self)
        self.list.itemClicked.connect(self._choose_item)
        self._search("")

    def open_at(self, at: QPoint, text: str = "") -> None:
        """Show it with its upper left corner near ``at``, wholly inside its parent, with ``text`` typed in already."""
        parent = self._parent
        self.setFixedWidth(min(WIDTH, max(160, parent.width() - 16)))
        self.adjustSize()
        x = max(8, min(at.x(), parent.width() - self.width() - 8))
        y = max(8, min(at.y(), parent.height() - self.height() - 8))
        self.move(x, y)
        self.show()
        self.raise_()
        self.field.setText(text)
        self.field.setFocus()
        self._everything().installEventFilter(self)

    @staticmethod
    def _everything() -> QCoreApplication:
        app = QCoreApplication.instance()
        assert app is not None, "a widget needs an application"
        return app

    def close_search(self) -> None:
        """Close without choosing."""
        if self._open:
            self._put_away()
            self.closed.emit()

    def _put_away(self) -> None:
        """Hide; the focus goes back to the parent where it has not gone elsewhere already."""
        self._open = False
        self._everything().removeEventFilter(self)
        if self.field.hasFocus():
            self._parent.setFocus()
        self.hide()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """A press on its rim is none on what lies behind."""
        event.accept()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Enter chooses, Escape closes, the arrows walk the list; losing the focus, or a press elsewhere, closes."""
        if isinstance(event, QMouseEvent) and event.type() == QEvent.Type.MouseButtonPress:
            # What is pressed need not take the focus: tabs and buttons do not.
            if not self.rect().contains(self.mapFromGlobal(event.globalPosition()).toPoint()):
                self.close_search()
            return False
        if watched is not self.field:
            return False
        if isinstance(event, QFocusEvent) and event.lostFocus() and event.reason() not in STAYS:
            self.close_search()
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            match event.key():
                case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                    self._choose(self.list.current_kind())
                    return True
                case Qt.Key.Key_Escape:
                    self.close_search()
                    return True
                case Qt.Key.Key_Down | Qt.Key.Key_Tab:
                    self.list.step(1)
                    return True
                case Qt.Key.Key_Up | Qt.Key.Key_Backtab:
                    self.list.step(-1)
                    return True
        return super().eventFilter(watched, event)

    def _search(self, text: str) -> None:
        blocks = found(text, self._accept, self._own)
        self.list.show_blocks(blocks, grouped=False)
        self.list.setVisible(bool(blocks))
        self._nothing.setVisible(not blocks)
        rows = max(1, min(MOST_ROWS, len(blocks)))
        self.list.setFixedHeight(rows * ROW_HEIGHT + 2)
        self.adjustSize()

    def _choose_item(self, item: QListWidgetItem) -> None:
        self._choose(item.data(KIND))

    def _choose(self, kind: str | None) -> None:
        if kind and self._open:
            self._put_away()
            self.chosen.emit(kind)
            self.closed.emit()
