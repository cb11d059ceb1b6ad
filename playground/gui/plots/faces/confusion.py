"""Which classes are taken for which, for data that no plane can show."""

from __future__ import annotations

from collections.abc import Iterable
from math import ceil

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from playground.catalog.facts import Facts
from playground.catalog.looked_at import numbers_looked_at
from playground.catalog.mapped import rows_of
from playground.catalog.tensor import Ints
from playground.gui.draw.pixels import as_bytes, as_image
from playground.gui.gaze import Example
from playground.gui.plots.faces.face import Face, Scene
from playground.gui.theme.fonts import font
from playground.gui.theme.style import mixed
from playground.spec.words import mark, tr
from playground.wire.events import Picture

SMALLEST = 4.0
"""Pixels of a cell's side below which cells have no gaps between them, and not every class is named."""
LEAST = 28
"""Pixels of width beside the table that a picture needs."""


class ConfusionFace(Face):
    """The confusion matrix of one part: rows are the truth, columns what was predicted."""

    kind = "predictions"
    heading = mark("Confusion")
    one_part = True

    def __init__(self) -> None:
        self._scene: Scene | None = None
        self._box = QRectF()

    @classmethod
    def fits(cls, picture: Picture, facts: Facts) -> bool:
        """As many classes as the data have."""
        confusion = picture.arrays.get("confusion")
        return confusion is not None and confusion.shape == (facts.outputs, facts.outputs)

    def show(self, scene: Scene) -> None:
        """Take up what is to be painted from now on."""
        self._scene = scene

    def paint(self, painter: QPainter, area: QRectF) -> None:
        """Counts, coloured by their share of the row."""
        scene = self._scene
        if scene is None:
            return
        theme, names = scene.theme, scene.facts.classes
        painter.setFont(font(8.0))
        metrics = painter.fontMetrics()
        room = min(max(metrics.horizontalAdvance(name) for name in names) + 8, 76)
        box = area.adjusted(room + 16, 20, -8, -(metrics.height() + 6))
        side = min(box.width(), box.height())
        box = self._box = QRectF(box.left() + (box.width() - side) / 2, box.top(), side, side)
        cell = side / len(names)
        confusion = scene.picture.arrays["confusion"] if scene.picture is not None else None
        tiny = cell < SMALLEST
        if tiny:  # of very many classes only the cells that count something are drawn
            painter.fillRect(box, theme.colour("raised"))
        down, across = (ceil(size / cell) if tiny else 1 for size in (metrics.height(), room + 8))
        for row, name in enumerate(names):
            total = int(confusion[row].sum()) if confusion is not None else 0
            columns: Iterable[int] = range(len(names))
            if tiny:
                columns = map(int, np.flatnonzero(confusion[row])) if confusion is not None and total else ()
            for column in columns:
                place = QRectF(box.left() + column * cell, box.top() + row * cell, cell, cell)
                place = place.adjusted(-1, -1, 1, 1) if tiny else place.adjusted(1, 1, -1, -1)
                count = int(confusion[row, column]) if confusion is not None else 0
                share = count / total if total else 0.0
                end = theme.positive if row == column else theme.negative
                colour = QColor(mixed(theme.raised, end, share * 0.85))
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(colour)
                painter.drawRoundedRect(place, 3, 3)
                if count and cell > metrics.height():
                    painter.setPen(QPen(QColor("#10141a") if colour.lightnessF() > 0.5 else QColor("#ffffff")))
                    wide = metrics.horizontalAdvance(f"{count}")
                    painter.setFont(font(min(8.0, 8.0 * (cell - 1) / max(wide, 1))))
                    painter.drawText(place, Qt.AlignmentFlag.AlignCenter, f"{count}")
                    painter.setFont(font(8.0))
            painter.setPen(theme.colour("muted"))
            if row % down == 0:
                beside = QRectF(box.left() - room - 4, box.top() + row * cell, room, cell * down)
                short = metrics.elidedText(name, Qt.TextElideMode.ElideRight, int(room))
                painter.drawText(beside, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, short)
            if row % across == 0:
                below = QRectF(box.left() + row * cell, box.bottom() + 2, cell * across, metrics.height() + 2)
                short = metrics.elidedText(name, Qt.TextElideMode.ElideRight, int(cell * across))
                painter.drawText(below, Qt.AlignmentFlag.AlignCenter, short)
        marked = self._chosen_cell()
        if marked is not None:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.colour("selection"), 2))
            painter.drawRoundedRect(
                QRectF(box.left() + marked[1] * cell, box.top() + marked[0] * cell, cell, cell), 3, 3
            )
        self._paint_picture(painter, scene, QRectF(box.right() + 6, box.top(), area.right() - box.right() - 8, side))
        painter.setPen(theme.colour("text"))
        above = QRectF(area.left(), box.top() - 20, area.width(), 18)
        words = metrics.elidedText(
            tr("rows: truth,  columns: predicted"), Qt.TextElideMode.ElideRight, int(above.width())
        )
        painter.drawText(above, Qt.AlignmentFlag.AlignCenter, words)

    @staticmethod
    def _paint_picture(painter: QPainter, scene: Scene, room: QRectF) -> None:
        """The chosen example, where its features are the pixels of a picture and there is room for it."""
        shape, example = scene.facts.picture, scene.example
        if not shape or example is None or room.width() < LEAST:
            return
        rows = scene.prepared.rows(example.part)
        if example.row >= len(rows):
            return
        image = as_image(as_bytes(rows_of(scene.prepared.raw, rows[example.row : example.row + 1]), scene.facts)[0])
        side = min(room.width(), room.height(), 96.0)
        place = QRectF(room.left(), room.top(), side, side * shape[0] / shape[1])
        painter.drawImage(place, image)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(scene.theme.colour("selection"), 1.5))
        painter.drawRect(place)

    def read(self, at: QPointF) -> tuple[str, ...]:
        """The cell in words."""
        scene, cell = self._scene, self._cell(at)
        if scene is None or scene.picture is None or cell is None:
            return ()
        (row, column), names = cell, scene.facts.classes
        confusion = scene.picture.arrays["confusion"]
        words = tr(
            "{count} of {total} {truth} taken for {predicted}",
            count=confusion[row, column],
            total=confusion[row].sum(),
            truth=names[row],
            predicted=names[column],
        )
        rows = self.examples(row, column)
        if not len(rows):
            return (words,)
        shown = scene.example
        if shown is not None and shown.part == scene.parts[0] and shown.row in rows:
            place = int(np.searchsorted(rows, shown.row)) + 1
            return (words, tr("example {place} of {count}; click for the next", place=place, count=len(rows)))
        return (words, tr("click to look into the first of them"))

    def example_at(self, at: QPointF) -> Example | None:
        """The first example of the cell; the one after it where one of them is chosen already."""
        scene, cell = self._scene, self._cell(at)
        if scene is None or cell is None:
            return None
        rows = self.examples(*cell)
        if not len(rows):
            return None
        shown = scene.example
        before = shown.row if shown is not None and shown.part == scene.parts[0] and shown.row in rows else -1
        after = rows[rows > before]
        return Example(scene.parts[0], int(after[0] if len(after) else rows[0]))

    def examples(self, truth: int, predicted: int) -> Ints:
        """The numbers of the part's examples of class ``truth`` that were taken for ``predicted``, ascending."""
        scene = self._scene
        if scene is None or scene.picture is None:
            return np.zeros(0, dtype=np.int64)
        arrays, looked_at = scene.picture.arrays, self._looked_at(scene)
        return looked_at[np.flatnonzero((arrays["truth"] == truth) & (arrays["predicted"] == predicted))]

    @staticmethod
    def _looked_at(scene: Scene) -> Ints:
        """The numbers within the part of the examples that the picture tells of: of many pictures it is a sample."""
        assert scene.picture is not None
        count = len(scene.picture.arrays["truth"])
        looked_at = numbers_looked_at(scene.prepared, scene.parts[0])
        return looked_at if len(looked_at) == count else np.arange(count)

    def _cell(self, at: QPointF) -> tuple[int, int] | None:
        scene = self._scene
        if scene is None or not self._box.contains(at):
            return None
        count = len(scene.facts.classes)
        cell = self._box.width() / count
        row, column = int((at.y() - self._box.top()) / cell), int((at.x() - self._box.left()) / cell)
        return min(row, count - 1), min(column, count - 1)

    def _chosen_cell(self) -> tuple[int, int] | None:
        """Where the chosen example was counted."""
        scene = self._scene
        if scene is None or scene.picture is None or scene.example is None or scene.example.part != scene.parts[0]:
            return None
        arrays = scene.picture.arrays
        places = np.flatnonzero(self._looked_at(scene) == scene.example.row)
        return (int(arrays["truth"][places[0]]), int(arrays["predicted"][places[0]])) if len(places) else None
