"""A list of blocks, each with its picture, title and one line; used by the palette and the quick search."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from PySide6.QtCore import QMimeData, QModelIndex, QPersistentModelIndex, QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QDrag, QPainter, QPixmap
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from playground.gui.canvas.lettering import elided, lettering
from playground.gui.canvas.listed import Listed
from playground.gui.canvas.pictures import draw_piece, draw_tile
from playground.gui.theme.tokens import Theme

MIME = "application/x-playground-block"
KIND = Qt.ItemDataRole.UserRole
LISTED = Qt.ItemDataRole.UserRole + 1
ROW_HEIGHT = 44
HEADING_HEIGHT = 28
Index = QModelIndex | QPersistentModelIndex


class BlockDelegate(QStyledItemDelegate):
    """Paints rows and headings."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802
        """Headings are lower than blocks."""
        return QSize(160, ROW_HEIGHT if index.data(KIND) else HEADING_HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """One row."""
        rect = QRectF(option.rect)
        state = option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        block = index.data(LISTED)
        if not isinstance(block, Listed):
            painter.setFont(lettering(11, bold=True))
            painter.setPen(self.theme.colour("muted"))
            heading = rect.adjusted(12, 0, -8, -5)
            flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom
            painter.drawText(heading, flags, str(index.data()))
        else:
            selected = bool(state & QStyle.StateFlag.State_Selected)
            hovered = bool(state & QStyle.StateFlag.State_MouseOver)
            self._paint_block(painter, rect, block, selected=selected, hovered=hovered)
        painter.restore()

    def _paint_block(self, painter: QPainter, rect: QRectF, block: Listed, *, selected: bool, hovered: bool) -> None:
        if selected or hovered:
            shade = self.theme.colour("accent" if selected else "muted")
            shade.setAlphaF(0.16 if selected else 0.10)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(shade)
            painter.drawRoundedRect(rect.adjusted(5, 1, -5, -1), 8, 8)
        tile = QRectF(rect.left() + 12, rect.top() + 7, 30, 30)
        paint_picture(painter, block, tile, self.theme)
        x = tile.right() + 10
        room = rect.right() - 12 - x
        painter.setPen(self.theme.colour("text"))
        painter.setFont(lettering(13, bold=True))
        painter.drawText(
            QRectF(x, rect.top() + 5, room, 17), Qt.AlignmentFlag.AlignVCenter, elided(block.title, 13, room, bold=True)
        )
        painter.setPen(self.theme.colour("muted"))
        painter.setFont(lettering(11))
        painter.drawText(
            QRectF(x, rect.top() + 22, room, 16), Qt.AlignmentFlag.AlignVCenter, elided(block.summary, 11, room)
        )


def paint_picture(painter: QPainter, block: Listed, tile: QRectF, theme: Theme) -> None:
    """The picture of a block; of an own one its blocks and connections in small."""
    dark = theme.name == "dark"
    if block.piece is not None:
        draw_piece(painter, block.piece, tile, theme)
    else:
        draw_tile(painter, block.kind, block.colour, tile, theme.colour(block.colour), dark=dark)


class BlockList(QListWidget):
    """Blocks to choose from; rows can be dragged out as `MIME`."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._delegate = BlockDelegate(theme, self)
        self.setItemDelegate(self._delegate)
        self.setDragEnabled(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.setUniformItemSizes(False)

    def set_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self._delegate.theme = theme
        self.viewport().update()

    def show_blocks(self, blocks: Iterable[Listed], *, grouped: bool) -> None:
        """Fill the list; with ``grouped`` a heading stands before every group. The first block becomes current."""
        self.clear()
        group = ""
        for block in blocks:
            if grouped and block.group != group:
                group = block.group
                heading = QListWidgetItem(group, self)
                heading.setFlags(Qt.ItemFlag.NoItemFlags)
            item = QListWidgetItem(block.title, self)
            item.setData(KIND, block.kind)
            item.setData(LISTED, block)
            item.setToolTip(f"<b>{escape(block.title)}</b><br>{escape(block.help)}")
        self.step(1)

    def kinds(self) -> list[str]:
        """The kinds of the blocks in the list, from the top."""
        found = (self.item(row).data(KIND) for row in range(self.count()))
        return [kind for kind in found if kind]

    def current_kind(self) -> str | None:
        """The kind of the current block."""
        item = self.currentItem()
        kind: str | None = item.data(KIND) if item is not None else None
        return kind

    def step(self, by: int) -> None:
        """Make the next (1) or previous (−1) block current; headings are passed over."""
        row = self.currentRow() + by
        while 0 <= row < self.count():
            if self.item(row).data(KIND):
                self.setCurrentRow(row)
                self.scrollToItem(self.item(row))
                return
            row += by

    def mimeTypes(self) -> list[str]:  # noqa: N802
        """What is dragged out."""
        return [MIME]

    def mimeData(self, items: Sequence[QListWidgetItem]) -> QMimeData:  # noqa: N802
        """The kind of the dragged block."""
        data = QMimeData()
        for item in items:
            if item.data(KIND):
                data.setData(MIME, str(item.data(KIND)).encode())
        return data

    def startDrag(self, actions: Qt.DropAction) -> None:  # noqa: N802
        """Drag the block's picture, not its row."""
        item = self.currentItem()
        block = item.data(LISTED) if item is not None else None
        if not isinstance(block, Listed):
            return
        ratio = self.devicePixelRatioF()
        picture = QPixmap(int(36 * ratio), int(36 * ratio))
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        theme = self._delegate.theme
        with QPainter(picture) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(theme.colour("card_line"))
            painter.setBrush(theme.colour("card"))
            painter.drawRoundedRect(QRectF(0.5, 0.5, 35, 35), 9, 9)
            paint_picture(painter, block, QRectF(3, 3, 30, 30), theme)
        drag = QDrag(self)
        drag.setMimeData(self.mimeData([item]))
        drag.setPixmap(picture)
        drag.setHotSpot(QPoint(18, 18))
        drag.exec(Qt.DropAction.CopyAction)


def list_style(theme: Theme, background: str) -> str:
    """The style sheet of a list and its search line on a background of the theme."""
    return f"""
        QListWidget {{ background: {background}; border: none; outline: none; }}
        QLineEdit {{ background: {theme.raised}; color: {theme.text}; border: 1px solid {theme.line};
            border-radius: 7px; padding: 5px 9px; font-size: 13px; selection-background-color: {theme.accent};
            selection-color: {theme.accent_text}; }}
        QLineEdit:focus {{ border: 1px solid {theme.accent}; }}
        QScrollBar:vertical {{ background: transparent; width: 8px; margin: 0; border: none; }}
        QScrollBar::handle:vertical {{ background: {theme.line}; border-radius: 3px; min-height: 30px; margin: 0 1px; }}
        QScrollBar::handle:vertical:hover {{ background: {theme.muted}; }}
        QScrollBar::add-line, QScrollBar::sub-line {{ height: 0; width: 0; }}
        QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
        QLabel {{ color: {theme.muted}; font-size: 12px; background: transparent; }}
    """
