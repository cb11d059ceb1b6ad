"""All data sets as true pictures of their examples, close together, to choose one with a click or the keyboard."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFontMetricsF, QIcon, QPainter, QPixmap, QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QToolButton, QWidget

from playground.catalog.entry import Entry, family
from playground.catalog.families import Dataset
from playground.gui.plots.data_thumbnail import thumbnail
from playground.gui.theme.icons import icon
from playground.gui.theme.style import give_role
from playground.gui.theme.tokens import Theme
from playground.spec.experiment import Data
from playground.spec.problems import PlaygroundError
from playground.spec.values import Choice
from playground.spec.words import mark, tr

TILE = 32
"""Pixels that a tile needs; it grows a little where the row has room to spare."""
LARGEST = 44
PICTURE = 28
GAP = 2
OTHER = mark("Other")
"""The group of data sets that name none."""


class Tile(QToolButton):
    """One data set."""

    def __init__(self, entry: type[Entry], parent: QWidget) -> None:
        super().__init__(parent)
        self.entry = entry
        self.setCheckable(True)
        give_role(self, "flat")
        self.setFixedSize(TILE, TILE)
        self.setIconSize(QSize(PICTURE, PICTURE))
        group = getattr(entry, "group", "") or tr(OTHER)
        self.setToolTip(f"<b>{entry.title}</b> · {group}<br>{entry.summary}")
        self.setAccessibleName(entry.title)
        self.setAccessibleDescription(f"{group}. {entry.summary}")


class Gallery(QWidget):
    """The data sets of the catalogue, group after group. Pictures are drawn one by one once the window is up."""

    chosen = Signal(str)
    """The kind of the data set that a person chose."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._columns = 0
        self._buttons = QButtonGroup(self)
        self._buttons.setExclusive(True)
        self.tiles: dict[str, Tile] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(GAP)
        for entries in groups().values():
            for entry in entries:
                tile = Tile(entry, self)
                tile.clicked.connect(lambda _checked=False, kind=entry.kind: self.chosen.emit(kind))
                self._buttons.addButton(tile)
                self.tiles[entry.kind] = tile
        self._waiting: list[Tile] = []
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._draw_next)
        self._arrange(6)

    @property
    def complete(self) -> bool:
        """Whether every picture has been drawn."""
        return not self._waiting

    def draw(self) -> None:
        """Draw all pictures, a few milliseconds at a time."""
        self._waiting = list(self.tiles.values())
        self._timer.start(0)

    def show_chosen(self, kind: str) -> None:
        """Mark the present data set; nothing is marked where the catalogue does not know it."""
        tile = self.tiles.get(kind)
        if tile is not None:
            tile.setChecked(True)
            return
        self._buttons.setExclusive(False)
        for other in self.tiles.values():
            other.setChecked(False)
        self._buttons.setExclusive(True)

    def set_theme(self, theme: Theme) -> None:
        """Colours of ``theme``."""
        if theme is self._theme:
            return
        self._theme = theme
        for tile in self.tiles.values():
            tile.setIcon(QIcon())  # no picture is better than one in the other theme's colours
        self.draw()

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Four tiles wide, so that the column can be narrow."""
        return QSize(4 * TILE + 3 * GAP, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """As many tiles in a row as fit, as large as the row allows."""
        width = event.size().width()
        columns = max(4, (width + GAP) // (TILE + GAP))
        self._arrange(columns)
        side = max(TILE, min(LARGEST, (width + GAP) // columns - GAP))
        for tile in self.tiles.values():
            tile.setFixedSize(side, side)
        super().resizeEvent(event)

    def _arrange(self, columns: int) -> None:
        if columns == self._columns:
            return
        self._columns = columns
        for index in range(self._grid.columnCount()):
            self._grid.setColumnStretch(index, 0)
        for index, tile in enumerate(self.tiles.values()):
            self._grid.addWidget(tile, index // columns, index % columns)
        self._grid.setColumnStretch(columns, 1)

    def _draw_next(self) -> None:
        if not self._waiting:
            return
        tile = self._waiting.pop(0)
        if issubclass(tile.entry, Dataset) and tile.entry.download() is not None:
            tile.setIcon(QIcon(lettered(tile.entry, "download", self._theme)))  # nothing is read for a little picture
            self._timer.start(0)
            return
        try:
            tile.setIcon(QIcon(thumbnail(Data(source=Choice(tile.entry.kind)), PICTURE, self._theme)))
        except PlaygroundError:
            # A data set that needs a file first has no picture of its own yet.
            tile.setIcon(QIcon(lettered(tile.entry, "open", self._theme)))
        if self._waiting:
            self._timer.start(0)


def lettered(entry: type[Entry], drawing: str, theme: Theme) -> QPixmap:
    """A data set's letters over a small drawing: a folder where it needs a file, an arrow where the internet."""
    sharp = 2
    made = QPixmap(PICTURE * sharp, PICTURE * sharp)
    made.setDevicePixelRatio(sharp)
    made.fill(Qt.GlobalColor.transparent)
    letters = getattr(entry, "letters", "") or "".join(letter for letter in entry.title if letter.isupper())[:3]
    with QPainter(made) as painter:
        font = painter.font()
        font.setBold(True)
        font.setPixelSize(11)
        wide = QFontMetricsF(font).horizontalAdvance(letters)
        font.setPixelSize(max(8, min(11, int(11 * PICTURE / max(wide, 1.0)))))
        painter.setFont(font)
        painter.setPen(theme.colour("text"))
        painter.drawText(QRectF(-2, 1, PICTURE + 4, 14), Qt.AlignmentFlag.AlignCenter, letters)
        icon(drawing, theme, "muted").paint(painter, QRect(PICTURE // 2 - 6, 15, 12, 12))
    return made


def file_setting(entry: type[Entry]) -> str | None:
    """The setting that holds a data set's file: a hidden one that is an empty text by default. None: no file needed."""
    for field in entry.fields():
        if field.about.hidden and field.type is str and field.default == "":
            return field.name
    return None


def groups() -> dict[str, list[type[Entry]]]:
    """The data sets by the heading they stand under, both in the catalogue's order."""
    found: dict[str, list[type[Entry]]] = {}
    for entry in family("datasets").values():
        found.setdefault(getattr(entry, "group", OTHER), []).append(entry)
    return found
