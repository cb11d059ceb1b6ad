"""The lines of the sheet as items of a tree, and how their numbers are drawn: over a bar that is their share."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QTreeWidgetItem, QWidget

from playground.catalog.costs import Cost, Row, in_bytes
from playground.catalog.tensor import shape_in_words
from playground.gui.theme.tokens import Theme
from playground.spec.words import mark, tr

HEADINGS = (
    mark("Block"),
    mark("Output"),
    mark("Parameters"),
    mark("Multiply-adds"),
    mark("Sees"),
    mark("Activations"),
    mark("Optimizer state"),
)
TIPS = (
    mark("The block, or a group with all of its blocks and copies together."),
    mark("What flows out of it for one example: height × width × channels."),
    mark("Numbers that are learned."),
    mark("Multiplications for one example on the way forward."),
    mark("How large a part of the input one place of its output sees: its receptive field."),
    mark("Memory for what it gives, kept for the way back: 4 bytes for every number of every example of a batch."),
    mark("Memory that the optimizer keeps beside its learned numbers: none, one or two numbers of 4 bytes for each."),
)
NUMBERS = Qt.ItemDataRole.UserRole
"""The number behind a cell, to sort by."""
SHARE = Qt.ItemDataRole.UserRole + 1
ID = Qt.ItemDataRole.UserRole + 2
PLACE = Qt.ItemDataRole.UserRole + 3
Index = QModelIndex | QPersistentModelIndex


class Line(QTreeWidgetItem):
    """One line; it sorts by numbers where there are some, and by the order of the network in the first column."""

    def __lt__(self, other: QTreeWidgetItem) -> bool:
        tree = self.treeWidget()
        column = max(0, tree.sortColumn()) if tree is not None else 0
        return float(self.data(column, NUMBERS) or 0.0) < float(other.data(column, NUMBERS) or 0.0)


def line(row: Row, place: int, total: Cost) -> Line:
    """The item of a line that is the ``place``-th of the sheet."""
    cost = row.cost
    of_all = (
        (cost.parameters, total.parameters, f"{cost.parameters:,}"),
        (cost.multiply_adds, total.multiply_adds, f"{cost.multiply_adds:,}"),
        (cost.activations, total.activations, in_bytes(cost.activations)),
        (cost.state, total.state, in_bytes(cost.state)),
    )
    made = Line()
    times = f"  ×{row.times}" if row.times > 1 else ""
    made.setText(0, row.name + times)
    made.setData(0, NUMBERS, float(place))
    made.setData(0, ID, row.id)
    shape = row.output
    made.setText(1, shape_in_words(shape, " × ") if shape is not None else "–")
    size = 1.0
    for side in shape or ():
        size *= side
    made.setData(1, NUMBERS, size)
    made.setText(4, " × ".join(f"{side:,}" for side in row.sees))
    made.setData(4, NUMBERS, float(max(row.sees, default=0)))
    for column, (number, whole, words) in zip((2, 3, 5, 6), of_all, strict=True):
        made.setText(column, words if number else "")
        made.setData(column, NUMBERS, float(number))
        made.setData(column, SHARE, number / whole if whole else 0.0)
        share = tr("{share} of all", share=f"{number / whole:.1%}") if number and whole else ""
        made.setToolTip(column, share)
    for column in range(1, len(HEADINGS)):
        made.setTextAlignment(column, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    if not row.kind:
        font = made.font(0)
        font.setBold(True)
        made.setFont(0, font)
    return made


class Bars(QStyledItemDelegate):
    """Draws a number over a bar as long as its share of all."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.theme = theme

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """The bar first, the number over it."""
        share = index.data(SHARE)
        if share:
            cell = QRectF(option.rect).adjusted(2, 3, -2, -3)
            wide = max(1.0, cell.width() * min(1.0, float(share)))
            shade = self.theme.colour("accent")
            shade.setAlphaF(0.28)
            painter.fillRect(QRectF(cell.right() - wide, cell.top(), wide, cell.height()), shade)
        super().paint(painter, option, index)
