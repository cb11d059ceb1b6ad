"""Which classes are taken for which, for data that no plane can show."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from playground.catalog.facts import Facts
from playground.catalog.prepare import Part
from playground.gui.plots.faces.face import Face, Scene
from playground.gui.theme.fonts import font
from playground.gui.theme.style import mixed
from playground.spec.values import Values
from playground.wire.events import Picture


class ConfusionFace(Face):
    """The confusion matrix of one part: rows are the truth, columns what was predicted."""

    kind = "predictions"
    heading = "Confusion"
    one_part = True

    def __init__(self) -> None:
        self._scene: Scene | None = None
        self._box = QRectF()

    @classmethod
    def params(cls, parts: tuple[Part, ...]) -> Values:
        """The part that is switched on."""
        return Values(part=parts[0])

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
        for row, name in enumerate(names):
            total = int(confusion[row].sum()) if confusion is not None else 0
            for column in range(len(names)):
                place = QRectF(box.left() + column * cell, box.top() + row * cell, cell, cell).adjusted(1, 1, -1, -1)
                count = int(confusion[row, column]) if confusion is not None else 0
                share = count / total if total else 0.0
                end = theme.positive if row == column else theme.negative
                colour = QColor(mixed(theme.raised, end, share * 0.85))
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(colour)
                painter.drawRoundedRect(place, 3, 3)
                if count and cell > metrics.height():
                    painter.setPen(QPen(QColor("#10141a") if colour.lightnessF() > 0.5 else QColor("#ffffff")))
                    painter.drawText(place, Qt.AlignmentFlag.AlignCenter, f"{count}")
            painter.setPen(theme.colour("muted"))
            beside = QRectF(box.left() - room - 4, box.top() + row * cell, room, cell)
            short = metrics.elidedText(name, Qt.TextElideMode.ElideRight, int(room))
            painter.drawText(beside, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, short)
            below = QRectF(box.left() + row * cell, box.bottom() + 2, cell, metrics.height() + 2)
            short = metrics.elidedText(name, Qt.TextElideMode.ElideRight, int(cell))
            painter.drawText(below, Qt.AlignmentFlag.AlignCenter, short)
        painter.setPen(theme.colour("text"))
        above = QRectF(area.left(), box.top() - 20, area.width(), 18)
        words = metrics.elidedText("rows: truth,  columns: predicted", Qt.TextElideMode.ElideRight, int(above.width()))
        painter.drawText(above, Qt.AlignmentFlag.AlignCenter, words)

    def read(self, at: QPointF) -> str:
        """The cell in words."""
        scene = self._scene
        if scene is None or scene.picture is None or not self._box.contains(at):
            return ""
        names = scene.facts.classes
        cell = self._box.width() / len(names)
        row = min(int((at.y() - self._box.top()) / cell), len(names) - 1)
        column = min(int((at.x() - self._box.left()) / cell), len(names) - 1)
        confusion = scene.picture.arrays["confusion"]
        return f"{confusion[row, column]} of {confusion[row].sum()} {names[row]} taken for {names[column]}"
