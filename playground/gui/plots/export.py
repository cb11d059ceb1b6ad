"""A plot outside of the window: drawn into a picture with its title and its legend."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter
from PySide6.QtSvg import QSvgGenerator

from playground.gui.plots.curve_plot import CurvePlot
from playground.gui.theme.fonts import font
from playground.gui.theme.tokens import Theme
from playground.spec.words import tr

MARGIN = 10.0
GAP = 14.0
SPOT = 8.0
SCALE = 2.0
"""Pixels of a saved picture per pixel of the window."""


def picture(plot: CurvePlot, theme: Theme, scale: float = SCALE) -> QImage:
    """The plot with its title and its legend as a picture, in the colours of ``theme``."""
    size = _size(plot)
    image = QImage(size * scale, QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(scale)
    image.fill(QColor(theme.plot_background))
    with QPainter(image) as painter, _Dressed(plot, theme):
        _paint(painter, plot, theme, size)
    return image


def svg(plot: CurvePlot, theme: Theme) -> bytes:
    """The same as lines and letters that stay sharp at every size."""
    size, data = _size(plot), QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setSize(size)
    generator.setViewBox(QRectF(0, 0, size.width(), size.height()))
    generator.setTitle(tr(plot.title))
    with QPainter(generator) as painter, _Dressed(plot, theme):
        painter.fillRect(QRectF(0, 0, size.width(), size.height()), QColor(theme.plot_background))
        _paint(painter, plot, theme, size)
    buffer.close()
    return bytes(data.data())


class _Dressed:
    """The plot in other colours for as long as it is drawn, and without the line of the moment pointed at."""

    def __init__(self, plot: CurvePlot, theme: Theme) -> None:
        self._plot, self._theme, self._before = plot, theme, plot.theme

    def __enter__(self) -> None:
        self._dress(self._theme)
        self._plot.view.reading.hide()

    def __exit__(self, *_error: object) -> None:
        self._dress(self._before)

    def _dress(self, theme: Theme) -> None:
        if self._plot.theme is not theme:
            self._plot.set_theme(theme)
            self._plot.refresh()


def _legend(plot: CurvePlot) -> list[tuple[str, QColor]]:
    """One entry per line; those of a pinned run are told apart by its name."""
    return [(line.words, line.colour) for line in plot.seen_lines]


def _rows(plot: CurvePlot, width: float) -> list[list[tuple[str, QColor]]]:
    metrics = QFontMetricsF(font(8.0))
    rows: list[list[tuple[str, QColor]]] = [[]]
    x = 0.0
    for words, colour in _legend(plot):
        wide = SPOT + 5 + metrics.horizontalAdvance(words) + GAP
        if rows[-1] and x + wide > width:
            rows.append([])
            x = 0.0
        rows[-1].append((words, colour))
        x += wide
    return rows


def _size(plot: CurvePlot) -> QSize:
    view = plot.view.size()
    head = MARGIN + 20 + 16 * len(_rows(plot, view.width())) + 4
    return QSize(round(view.width() + 2 * MARGIN), round(view.height() + head + MARGIN))


def _paint(painter: QPainter, plot: CurvePlot, theme: Theme, size: QSize) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setFont(font(10.0, QFont.Weight.DemiBold))
    painter.setPen(theme.colour("text"))
    painter.drawText(QPointF(MARGIN, MARGIN + 12), plot.heading_in_words)
    painter.setFont(font(8.0))
    metrics = QFontMetricsF(font(8.0))
    y = MARGIN + 20
    for row in _rows(plot, plot.view.width()):
        x = MARGIN
        for words, colour in row:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour)
            painter.drawEllipse(QRectF(x, y + 4, SPOT, SPOT))
            painter.setPen(theme.colour("text"))
            painter.drawText(QPointF(x + SPOT + 5, y + 12), words)
            x += SPOT + 5 + metrics.horizontalAdvance(words) + GAP
        y += 16
    painter.setBrush(Qt.BrushStyle.NoBrush)
    plot.view.render(painter, QRectF(MARGIN, y + 4, plot.view.width(), plot.view.height()))
