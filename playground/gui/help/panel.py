"""The help beside the window: a line to search in, and pages with links between them."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QUrl
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStackedLayout,
    QTextBrowser,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from playground.gui.find.fuzzy import score
from playground.gui.help.pages import INDEX, page, pages
from playground.gui.theme.icons import icon
from playground.gui.theme.style import give_role
from playground.gui.theme.tokens import Theme
from playground.spec.words import tr

SIZE = QSize(430, 600)
MOST = 60
ADDRESS = Qt.ItemDataRole.UserRole


class Browser(QTextBrowser):
    """Shows pages; it never fetches anything from anywhere."""

    def loadResource(self, kind: int, name: QUrl | str) -> Any:  # noqa: N802
        """There is nothing but the page itself."""
        return None


class HelpPanel(QWidget):
    """A small window of its own, which stays over the main window and leaves it usable."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Tool)
        self.setWindowTitle(tr("Help"))
        self._main = parent.window()
        self._history: list[str] = []
        self._at = -1
        self._theme = theme
        self.field = QLineEdit(self)
        self.field.setPlaceholderText(tr("Search the help"))
        self.field.setAccessibleName(tr("Search the help"))
        self.field.setClearButtonEnabled(True)
        self.back = self._button(tr("Back"), -1)
        self.forward = self._button(tr("Forward"), 1)
        self.home = self._button(tr("Everything"), 0)
        self.browser = Browser(self)
        self.browser.setOpenLinks(False)
        self.browser.setAccessibleName(tr("Page of the help"))
        self.browser.anchorClicked.connect(lambda url: self.open(url.toString()))
        self.list = QListWidget(self)
        self.list.setAccessibleName(tr("Found pages"))
        self.list.itemActivated.connect(self._take)
        self.list.itemClicked.connect(self._take)
        self.field.textChanged.connect(self._search)
        self.field.installEventFilter(self)
        head = QHBoxLayout()
        head.setSpacing(4)
        for button in (self.back, self.forward, self.home):
            head.addWidget(button)
        head.addWidget(self.field, 1)
        self._stack = QStackedLayout()
        self._stack.addWidget(self.browser)
        self._stack.addWidget(self.list)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 10, 10, 10)
        column.setSpacing(8)
        column.addLayout(head)
        column.addLayout(self._stack, 1)
        self._pages = pages()
        self.resize(SIZE.boundedTo(parent.window().size() - QSize(40, 80)))
        self.set_theme(theme)

    @property
    def address(self) -> str:
        """The page that is shown."""
        return self._history[self._at] if self._history else ""

    def set_theme(self, theme: Theme) -> None:
        """Colours of ``theme``."""
        self._theme = theme
        self.setStyleSheet(f"HelpPanel {{ background: {theme.window}; }}")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        for button, name in ((self.back, "left"), (self.forward, "right"), (self.home, "help")):
            button.setIcon(icon(name, theme))
        self.browser.setStyleSheet(
            f"QTextBrowser {{ background: {theme.panel}; border: 1px solid {theme.line}; border-radius: 6px; }}"
        )
        self.browser.document().setDocumentMargin(12)
        self.browser.document().setDefaultStyleSheet(
            f"a {{ color: {theme.accent}; text-decoration: none; }} h2 {{ margin: 0 0 6px 0; }}"
            f".over, .small {{ color: {theme.muted}; }} .over {{ margin-bottom: 0; }}"
            f".formula {{ background: {theme.raised}; font-family: 'DejaVu Sans'; }}"
        )
        if self.address:
            self._show()

    def open(self, address: str) -> None:
        """Show the page at ``address``, and the panel if it is closed."""
        if address != self.address:
            self._history = [*self._history[: self._at + 1], address][-100:]
            self._at = len(self._history) - 1
        self.field.clear()
        self._show()
        if not self.isVisible():
            self._stand_beside()
            self.show()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """In the search line the arrows walk through what was found, and Enter opens it."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and self.list.isVisible():
            row, count = self.list.currentRow(), self.list.count()
            if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up) and count:
                self.list.setCurrentRow((row + (1 if event.key() == Qt.Key.Key_Down else -1)) % count)
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and row >= 0:
                self._take(self.list.item(row))
                return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Escape closes; Alt+Left and Alt+Right go back and forward."""
        alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        elif alt and event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self._go(-1 if event.key() == Qt.Key.Key_Left else 1)
        else:
            super().keyPressEvent(event)

    def _button(self, words: str, by: int) -> QToolButton:
        made = QToolButton(self)
        give_role(made, "flat")
        made.setToolTip(words)
        made.setAccessibleName(words)
        made.clicked.connect(lambda: self._go(by) if by else self.open(INDEX))
        return made

    def _go(self, by: int) -> None:
        if 0 <= self._at + by < len(self._history):
            self._at += by
            self.field.clear()
            self._show()

    def _show(self) -> None:
        self.browser.setHtml(page(self.address))
        self.back.setEnabled(self._at > 0)
        self.forward.setEnabled(self._at < len(self._history) - 1)
        self._stack.setCurrentWidget(self.browser)

    def _search(self, text: str) -> None:
        if not text.strip():
            self._stack.setCurrentWidget(self.browser)
            return
        scored = [(score(text, page.title, page.words), page) for page in self._pages]
        best = sorted(((value, page) for value, page in scored if value), key=lambda pair: -pair[0])[:MOST]
        self.list.clear()
        for _, found in best:
            item = QListWidgetItem(f"{found.title}   ·   {found.section}")
            item.setData(ADDRESS, found.address)
            self.list.addItem(item)
        if not best:
            nothing = QListWidgetItem(tr("Nothing is called so."))
            nothing.setFlags(Qt.ItemFlag.NoItemFlags)
            self.list.addItem(nothing)
        self.list.setCurrentRow(0 if best else -1)
        self._stack.setCurrentWidget(self.list)

    def _take(self, item: QListWidgetItem) -> None:
        address = item.data(ADDRESS)
        if address:
            self.open(address)

    def _stand_beside(self) -> None:
        """Right of the window where the screen has room, else over its lower left part, away from the inspector."""
        frame, screen = self._main.frameGeometry(), self._main.screen().availableGeometry()
        right = frame.right() + 8
        if right + self.width() <= screen.right():
            self.move(right, frame.top())
        else:
            self.move(max(screen.left(), frame.left() + 24), max(screen.top(), frame.bottom() - self.height() - 40))
