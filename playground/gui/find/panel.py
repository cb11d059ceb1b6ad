"""The panel of Ctrl+K: type a few letters, press Enter, and it is done."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    QTimer,
)
from PySide6.QtGui import QFocusEvent, QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QLabel,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from playground.gui.find.fuzzy import score
from playground.gui.find.things import Thing
from playground.gui.floating import Floating
from playground.gui.theme.fonts import font, magnified
from playground.gui.theme.tokens import Theme
from playground.spec.words import tr

WIDTH, ROW, MOST_ROWS, MOST_FOUND = 620, 44, 9, 200
FROM_TOP = 64
STAYS = (Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason)
Index = QModelIndex | QPersistentModelIndex
THING = Qt.ItemDataRole.UserRole


def row_height() -> int:
    """Pixels of a row: as many more as the letters are larger."""
    return round(ROW * magnified())


def found(query: str, things: Sequence[Thing]) -> list[Thing]:
    """The things that fit, best first, those that can be had before those that cannot; all where nothing is asked."""
    if not query.strip():
        return list(things)[:MOST_FOUND]
    scored = [(score(query, thing.title, thing.words), thing) for thing in things]
    fitting = [(value * (0.85 if thing.why else 1.0), thing) for value, thing in scored if value]
    return [thing for _, thing in sorted(fitting, key=lambda pair: -pair[0])[:MOST_FOUND]]


class Rows(QAbstractListModel):
    """The things that were found."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.things: list[Thing] = []

    def show_things(self, things: list[Thing]) -> None:
        """These, in this order."""
        self.beginResetModel()
        self.things = things
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:  # noqa: N802
        """How many were found."""
        return 0 if parent is not None and parent.isValid() else len(self.things)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Title for the eye, everything for a screen reader."""
        if not index.isValid() or index.row() >= len(self.things):
            return None
        thing = self.things[index.row()]
        if role == THING:
            return thing
        if role == Qt.ItemDataRole.DisplayRole:
            return thing.title
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            parts = (thing.title, thing.section, thing.keys, thing.why or thing.detail)
            return ", ".join(part for part in parts if part)
        return None


class Delegate(QStyledItemDelegate):
    """Paints a row: title over detail on the left, key or section on the right."""

    def __init__(self, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self.theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802
        """All rows are of one height."""
        return QSize(200, row_height())

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """One row."""
        thing = index.data(THING)
        rect: QRect = option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & QStyle.StateFlag.State_Selected:
            shade = self.theme.colour("accent")
            shade.setAlphaF(0.16)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(shade)
            painter.drawRoundedRect(QRectF(rect).adjusted(4, 1, -4, -1), 6, 6)
        inside = rect.adjusted(16, 5, -16, -5)
        right = self._paint_right(painter, inside, thing)
        room = inside.width() - right - 16
        self._line(painter, inside, thing.title, "muted" if thing.why else "text", room, top=True)
        self._line(painter, inside, thing.why or thing.detail, "warning" if thing.why else "muted", room, top=False)
        painter.restore()

    def _line(self, painter: QPainter, rect: QRect, words: str, colour: str, room: int, *, top: bool) -> None:
        """The upper or the lower line of a row, cut to ``room``."""
        letters = font(10.0, font().Weight.Medium) if top else font(8.5)
        painter.setFont(letters)
        painter.setPen(self.theme.colour(colour))
        shown = QFontMetrics(letters).elidedText(words, Qt.TextElideMode.ElideRight, room)
        place = Qt.AlignmentFlag.AlignTop if top else Qt.AlignmentFlag.AlignBottom
        painter.drawText(rect, Qt.AlignmentFlag.AlignLeft | place, shown)

    def _paint_right(self, painter: QPainter, rect: QRect, thing: Thing) -> int:
        """The section, and the key in a frame under it or alone; gives the width that it takes."""
        small = font(8.5)
        metrics = QFontMetrics(small)
        painter.setFont(small)
        painter.setPen(self.theme.colour("muted"))
        wide = metrics.horizontalAdvance(thing.section)
        if not thing.keys:
            painter.drawText(rect, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, thing.section)
            return wide
        painter.drawText(rect, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom, thing.section)
        cap = metrics.horizontalAdvance(thing.keys) + 12
        box = QRectF(rect.right() - cap, rect.top() - 1, cap, metrics.height() + 3)
        painter.setPen(self.theme.colour("line"))
        painter.setBrush(self.theme.colour("raised"))
        painter.drawRoundedRect(box, 4, 4)
        painter.setPen(self.theme.colour("text"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, thing.keys)
        return max(wide, cap)


class FindPanel(Floating):
    """Lies over the upper part of the window, with the keyboard's focus while it is open.

    Args:
        gather: gives everything that can be found, each time it is opened.
        special: gives a thing that the typed text itself is (such as a link), or None.

    """

    def __init__(
        self,
        theme: Theme,
        gather: Callable[[], Sequence[Thing]],
        special: Callable[[str], Thing | None],
        parent: QWidget,
    ) -> None:
        super().__init__("find", parent)
        self._parent = parent
        self._gather = gather
        self._special = special
        self._things: Sequence[Thing] = ()
        self._before: QWidget | None = None
        self.field = QLineEdit(self)
        self.field.setPlaceholderText(tr("Find a command, block, setting, data set, template or file"))
        self.field.setAccessibleName(tr("Find anything"))
        self.field.setFont(font(12.0))
        self.field.setTextMargins(4, 4, 4, 4)
        self.rows = Rows(self)
        self.list = QListView(self)
        self.list.setModel(self.rows)
        self.list.setUniformItemSizes(True)
        self.list.setAccessibleName(tr("Found"))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setMouseTracking(True)
        self.nothing = QLabel(tr("Nothing is called so."), self)
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.nothing.setFixedHeight(ROW)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(6)
        column.addWidget(self.field)
        column.addWidget(self.nothing)
        column.addWidget(self.list)
        self.field.textChanged.connect(self._search)
        self.field.installEventFilter(self)
        self.list.clicked.connect(lambda index: self._take(index.row()))
        self.list.entered.connect(lambda index: self.list.setCurrentIndex(index))
        self.set_theme(theme)
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        """Colours of ``theme``."""
        self.list.setItemDelegate(Delegate(theme, self.list))
        self.wear(
            theme,
            "#find QListView::item, #find QListView::item:hover, #find QListView::item:selected {"
            " background: transparent; }",
        )

    def open(self, text: str = "") -> None:
        """Show it, with ``text`` typed in already."""
        if not self.isVisible():
            self._before = self._parent.window().focusWidget()
        self._things = self._gather()
        self.setFixedWidth(min(round(WIDTH * magnified()), self._parent.width() - 32))
        self.nothing.setFixedHeight(row_height())
        self.list.doItemsLayout()
        self.field.setText(text)
        self.field.selectAll()
        self._search(text)
        self.show()
        self.raise_()
        self.field.setFocus()

    def close_panel(self) -> None:
        """Close; the focus goes back to where it was."""
        if not self.isVisible():
            return
        back = self.field.hasFocus()
        self.hide()
        before = self._before
        # A line that was there for a moment, as that of a name, may be gone with the focus.
        if back and before is not None and isValid(before) and before.isVisible():
            before.setFocus()
        self._before = None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Enter does it, Escape closes, the arrows walk the list; losing the focus closes."""
        if isinstance(event, QFocusEvent) and event.lostFocus() and event.reason() not in STAYS:
            self.close_panel()
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            steps = {
                Qt.Key.Key_Down: 1,
                Qt.Key.Key_Tab: 1,
                Qt.Key.Key_Up: -1,
                Qt.Key.Key_Backtab: -1,
                Qt.Key.Key_PageDown: MOST_ROWS,
                Qt.Key.Key_PageUp: -MOST_ROWS,
            }
            key = Qt.Key(event.key())
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._take(self.list.currentIndex().row())
                return True
            if key == Qt.Key.Key_Escape:
                self.close_panel()
                return True
            if key in steps:
                self._step(steps[key])
                return True
        return super().eventFilter(watched, event)

    def _step(self, by: int) -> None:
        count = self.rows.rowCount()
        if not count:
            return
        row = self.list.currentIndex().row()
        to = (row + by) % count if abs(by) == 1 else min(max(row + by, 0), count - 1)
        self.list.setCurrentIndex(self.rows.index(to))

    def _search(self, text: str) -> None:
        special = self._special(text)
        fitting = [special] if special is not None else found(text, self._things)
        self.rows.show_things(fitting)
        self.list.setVisible(bool(fitting))
        self.nothing.setVisible(not fitting)
        height = row_height()
        room = (self._parent.height() - FROM_TOP - round(90 * magnified())) // height
        self.list.setFixedHeight(max(1, min(MOST_ROWS, room, len(fitting))) * height + 4)
        if fitting:
            self.list.setCurrentIndex(self.rows.index(0))
        self.adjustSize()
        self.move((self._parent.width() - self.width()) // 2, FROM_TOP)

    def _take(self, row: int) -> None:
        if not 0 <= row < len(self.rows.things):
            return
        thing = self.rows.things[row]
        if thing.why:
            return  # the row says why
        self.close_panel()
        QTimer.singleShot(0, self._parent, thing.act)  # once the focus is back where the command expects it
