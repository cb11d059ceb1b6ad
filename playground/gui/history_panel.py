"""All versions of the experiment in a list: the present one is marked, undone ones are faint, a click goes there."""

from __future__ import annotations

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QPointF,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from playground.gui.floating import Floating
from playground.gui.follow import follow
from playground.gui.theme.fonts import font
from playground.gui.theme.icons import icon
from playground.gui.theme.style import give_role
from playground.gui.theme.tokens import Theme
from playground.spec.words import mark, tr
from playground.workbench.document import Document

WIDTH, ROW, MOST_ROWS = 280, 28, 12
EDGE = 12
Index = QModelIndex | QPersistentModelIndex
STATE = Qt.ItemDataRole.UserRole


class Versions(QAbstractListModel):
    """The document's versions, the first one on top. `STATE` is ``past``, ``present`` or ``undone``."""

    def __init__(self, document: Document, parent: QObject) -> None:
        super().__init__(parent)
        self._document = document

    def renew(self) -> None:
        """The history has changed."""
        self.beginResetModel()
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:  # noqa: N802
        """How many there are."""
        return 0 if parent is not None and parent.isValid() else len(self._document.versions)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The label of the edit that led there; for screen readers also how it stands."""
        versions = self._document.versions
        if not index.isValid() or index.row() >= len(versions):
            return None
        row, present = index.row(), self._document.present
        state = "present" if row == present else "past" if row < present else "undone"
        if role == STATE:
            return state
        label = versions[row].label or tr("As it was opened")
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return label
        if role == Qt.ItemDataRole.AccessibleTextRole:
            words = {
                "past": "{label}",
                "present": mark("{label}, the present version"),
                "undone": mark("{label}, taken back"),
            }
            return tr(words[state], label=label)
        return None


class VersionRow(QStyledItemDelegate):
    """Paints a version: a dot on a line, and its label."""

    def __init__(self, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802
        """All rows are of one height."""
        return QSize(WIDTH - 40, ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """One version."""
        theme, rect = self._theme, QRectF(option.rect)
        state = index.data(STATE)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        chosen = option.state & QStyle.StateFlag.State_Selected
        if chosen or option.state & QStyle.StateFlag.State_MouseOver:
            shade = theme.colour("accent" if chosen else "muted")
            shade.setAlphaF(0.14 if chosen else 0.10)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(shade)
            painter.drawRoundedRect(rect.adjusted(2, 1, -2, -1), 6, 6)
        x, y = rect.left() + 16, rect.center().y()
        painter.setPen(theme.colour("line"))
        if index.row() > 0:
            painter.drawLine(QPointF(x, rect.top()), QPointF(x, y - 6))
        if index.row() < index.model().rowCount() - 1:
            painter.drawLine(QPointF(x, y + 6), QPointF(x, rect.bottom()))
        painter.setPen(theme.colour("accent" if state == "present" else "muted"))
        painter.setBrush(theme.colour("accent") if state == "present" else Qt.BrushStyle.NoBrush)
        radius = 4.5 if state == "present" else 3.0
        painter.drawEllipse(QPointF(x, y), radius, radius)
        weight = font().Weight.DemiBold if state == "present" else font().Weight.Normal
        letters = font(10.0, weight)
        painter.setFont(letters)
        colour = theme.colour("muted" if state == "undone" else "text")
        if state == "undone":
            colour.setAlphaF(0.75)
        painter.setPen(colour)
        room = rect.adjusted(32, 0, -8, 0)
        words = QFontMetrics(letters).elidedText(str(index.data()), Qt.TextElideMode.ElideRight, int(room.width()))
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, words)
        painter.restore()


class HistoryPanel(Floating):
    """Lies over the upper left corner of ``over`` until it is closed; the window stays usable."""

    def __init__(self, document: Document, theme: Theme, over: QWidget, parent: QWidget) -> None:
        super().__init__("history", parent)
        self._document = document
        self._over = over
        self._parent = parent
        heading = QLabel(tr("History"), self)
        give_role(heading, "heading")
        self.cross = QToolButton(self)
        give_role(self.cross, "flat")
        self.cross.setToolTip(tr("Close the history"))
        self.cross.setAccessibleName(tr("Close the history"))
        self.cross.clicked.connect(self.close_panel)
        self.model = Versions(document, self)
        self.list = QListView(self)
        self.list.setModel(self.model)
        self.list.setUniformItemSizes(True)
        self.list.setAccessibleName(tr("Versions of the experiment"))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setMouseTracking(True)
        self.list.clicked.connect(lambda index: self._go(index.row()))
        self.list.installEventFilter(self)
        head = QHBoxLayout()
        head.setContentsMargins(6, 0, 0, 0)
        head.addWidget(heading, 1)
        head.addWidget(self.cross)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 6, 8, 8)
        column.setSpacing(4)
        column.addLayout(head)
        column.addWidget(self.list)
        self.set_theme(theme)
        self.setFixedWidth(WIDTH)
        self.hide()
        follow(document.changed, self, self._follow)
        follow(document.opened, self, self._follow)
        over.installEventFilter(self)

    def set_theme(self, theme: Theme) -> None:
        """Colours of ``theme``."""
        self.cross.setIcon(icon("close", theme, "muted"))
        self.list.setItemDelegate(VersionRow(theme, self.list))
        self.wear(
            theme,
            "#history QListView::item, #history QListView::item:hover, #history QListView::item:selected {"
            " background: transparent; }",
        )

    def toggle(self) -> None:
        """Open it, or close it."""
        if self.isVisible():
            self.close_panel()
            return
        self.show()
        self._follow()
        self.raise_()
        self.list.setFocus()

    def close_panel(self) -> None:
        """Close it; the focus goes to what it lay over."""
        had = self.isAncestorOf(self.window().focusWidget() or self)
        self.hide()
        if had:
            self._over.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Enter goes to the chosen version, Escape closes; it keeps its place when the window changes."""
        if watched is self._over and event.type() in (QEvent.Type.Resize, QEvent.Type.Move) and self.isVisible():
            self._place()
        if watched is self.list and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
                self._go(self.list.currentIndex().row())
                return True
            if event.key() == Qt.Key.Key_Escape:
                self.close_panel()
                return True
        return super().eventFilter(watched, event)

    def _go(self, row: int) -> None:
        if row >= 0:
            self._document.go_to(row)

    def _follow(self) -> None:
        if not self.isVisible():
            return
        self.model.renew()
        present = self.model.index(self._document.present)
        self.list.setCurrentIndex(present)
        self._place()
        self.list.scrollTo(present)

    def _place(self) -> None:
        rows = min(MOST_ROWS, self.model.rowCount(), max(3, (self._over.height() - 80) // ROW))
        self.list.setFixedHeight(max(3, rows) * ROW + 4)
        self.adjustSize()
        self.move(self._over.mapTo(self._parent, QPoint(EDGE, EDGE)))
