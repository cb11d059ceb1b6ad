"""The palette: every block of the catalogue and of the user's own, to drag onto the canvas or to add."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QListWidgetItem, QMenu, QVBoxLayout, QWidget

from playground.gui.canvas.block_list import KIND, BlockList, list_style
from playground.gui.canvas.listed import OWN
from playground.gui.canvas.rename import RenameField
from playground.gui.canvas.search import found
from playground.gui.follow import follow
from playground.gui.theme.tokens import Theme
from playground.spec.problems import PlaygroundError
from playground.spec.words import tr
from playground.workbench.own_blocks import OwnBlocks


class Palette(QWidget):
    """A searchable list of blocks by group."""

    block_chosen = Signal(str)
    """The kind of a block that was double-clicked, or chosen with Enter."""
    export_wanted = Signal(str)
    """The id of an own block that is to be written to a file."""
    import_wanted = Signal()
    """A file is to be read as an own block."""
    message = Signal(str)
    """A sentence for the person: why something was not done."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._own: OwnBlocks | None = None
        self._rename: RenameField | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setObjectName("palette")
        self.field = QLineEdit(self)
        self.field.setPlaceholderText(tr("Search blocks"))
        self.field.setAccessibleName(tr("Search blocks"))
        self.field.setClearButtonEnabled(True)
        self.list = BlockList(theme, self)
        self.list.setAccessibleName(tr("Blocks"))
        self._nothing = QLabel(tr("No block is called so."), self)
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
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.list.customContextMenuRequested.connect(self._menu_at)
        self.set_theme(theme)
        self._search("")

    def set_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self._theme = theme
        self.setStyleSheet(f"#palette {{ background: {theme.panel}; }}" + list_style(theme, theme.panel))
        self.list.set_theme(theme)

    def show_own(self, own: OwnBlocks) -> None:
        """List the user's own blocks too, and follow them."""
        self._own = own
        follow(own.changed, self, self._refresh)
        self._refresh()

    def _refresh(self) -> None:
        self._search(self.field.text())

    def _menu_at(self, at: QPoint) -> None:
        item = self.list.itemAt(at)
        menu = self.menu_for(item.data(KIND) if item is not None else None)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.list.viewport().mapToGlobal(at))

    def menu_for(self, kind: str | None) -> QMenu:
        """The menu of a row."""
        menu = QMenu(self)
        if kind:
            menu.addAction(tr("Add"), lambda: self._choose(kind))
        if kind and kind.startswith(OWN):
            id = kind.removeprefix(OWN)
            menu.addAction(tr("Rename") + "\tF2", lambda: self.rename(kind))
            menu.addAction(tr("Export block…"), lambda: self.export_wanted.emit(id))
            menu.addAction(tr("Remove from my blocks"), lambda: self._remove(id))
        menu.addSeparator()
        menu.addAction(tr("Import block…"), self.import_wanted.emit)
        return menu

    def rename(self, kind: str) -> None:
        """Open a line over the name of an own block."""
        own = self._own.block(kind.removeprefix(OWN)) if self._own is not None else None
        row = next((n for n in range(self.list.count()) if self.list.item(n).data(KIND) == kind), None)
        if own is None or row is None or self._rename is not None:
            return
        self.list.setCurrentRow(row)
        self.list.scrollToItem(self.list.item(row))
        place = self.list.visualItemRect(self.list.item(row))
        field = RenameField(own.name, own.name, self._theme, self.list)
        field.renamed.connect(lambda name: self._renamed(own.id, name))
        field.closed.connect(self._rename_closed)
        self._rename = field
        field.open_at(place.adjusted(46, 3, -8, 24 - place.height()))

    def _renamed(self, id: str, name: str) -> None:
        if self._own is not None:
            self._try(lambda own: own.rename(id, name))

    def _rename_closed(self) -> None:
        if self._rename is not None:
            self._rename.deleteLater()
            self._rename = None

    def _remove(self, id: str) -> None:
        self._try(lambda own: own.remove(id))

    def _try(self, act: Callable[[OwnBlocks], object]) -> None:
        if self._own is not None:
            try:
                act(self._own)
            except PlaygroundError as error:
                self.message.emit(str(error))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Enter chooses; the arrow keys walk the list while the search line has the focus."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._choose(self.list.current_kind())
                return True
            kind = self.list.current_kind() or ""
            if watched is self.list and kind.startswith(OWN) and event.key() in (Qt.Key.Key_F2, Qt.Key.Key_Delete):
                if event.key() == Qt.Key.Key_F2:
                    self.rename(kind)
                else:
                    self._remove(kind.removeprefix(OWN))
                return True
            if watched is self.field and event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
                self.list.step(1 if event.key() == Qt.Key.Key_Down else -1)
                return True
            if event.key() == Qt.Key.Key_Escape and self.field.text():
                self.field.clear()
                return True
        return super().eventFilter(watched, event)

    def _search(self, text: str) -> None:
        blocks = found(text, own=self._own.blocks if self._own is not None else ())
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
