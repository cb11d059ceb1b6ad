"""The first lines of a table, as a model for a view."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QBrush

from playground.catalog.glance import Glance
from playground.gui.theme.tokens import Theme
from playground.spec.words import tr

Index = QModelIndex | QPersistentModelIndex


class FirstLines(QAbstractTableModel):
    """The first lines of a table, and under each name what is made of the column."""

    def __init__(self) -> None:
        super().__init__()
        self._glance: Glance | None = None
        self._roles: tuple[str, ...] = ()
        self._faded: frozenset[int] = frozenset()
        self._wrong_line = 0
        self._colours: tuple[QBrush, QBrush] = (QBrush(), QBrush())

    def show(self, found: Glance | None, target: str, ignored: frozenset[str], wrong_line: int, theme: Theme) -> None:
        """Show these lines; a line that cannot be read is marked."""
        self.beginResetModel()
        self._glance = found
        self._wrong_line = wrong_line
        self._colours = (QBrush(theme.colour("muted")), QBrush(theme.colour("error")))
        names = found.names if found is not None else ()
        kinds = {"number": tr("number"), "words": tr("words"), "nothing": tr("empty")}
        self._roles = tuple(
            tr("target")
            if name == target
            else tr("left out")
            if name in ignored
            else kinds[found.kinds[place] if found is not None else "nothing"]
            for place, name in enumerate(names)
        )
        self._faded = frozenset(place for place, name in enumerate(names) if name in ignored)
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802
        """The lines that are shown."""
        return 0 if parent.isValid() or self._glance is None else len(self._glance.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802
        """The columns of the file."""
        return 0 if parent.isValid() or self._glance is None else len(self._glance.names)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:  # noqa: N802
        """Name and use of a column; the number of a line in the file."""
        found = self._glance
        if found is None or role != Qt.ItemDataRole.DisplayRole:
            return None
        if orientation == Qt.Orientation.Horizontal:
            return f"{found.names[section]}\n{self._roles[section]}" if section < len(found.names) else None
        return str(found.lines[section]) if section < len(found.lines) else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The cell as it stands in the file."""
        found = self._glance
        if found is None or not index.isValid():
            return None
        row = found.rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return row[index.column()] if index.column() < len(row) else "–"
        if role == Qt.ItemDataRole.ForegroundRole:
            if found.lines[index.row()] == self._wrong_line or index.column() >= len(row):
                return self._colours[1]
            return self._colours[0] if index.column() in self._faded else None
        return None
