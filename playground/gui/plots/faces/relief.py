"""The prediction as a height over the plane: a relief that can be turned, tilted and brought nearer."""

from __future__ import annotations

import time
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from playground.catalog.facts import Facts
from playground.catalog.prepare import PARTS, Part
from playground.gui.gaze import Example
from playground.gui.plots.faces.face import Face, Scene, minus, short, ticks
from playground.gui.plots.faces.field import Field, extent_of, field_of, legend_width, paint_legend, point_spread
from playground.gui.plots.faces.horizon import REACH, TALL, Camera, View, look_at, shaded
from playground.gui.plots.faces.marks import MOST, chosen, nearest, point_colours, rim_of, rings, scatter, stamp
from playground.gui.plots.faces.said import probability_words
from playground.gui.theme.fonts import font
from playground.spec.words import mark
from playground.wire.events import Picture

AZIMUTH, TILT = -32.0, 34.0
"""How it is seen first, in degrees."""
FINEST, COARSEST = 1.25, 0.7
"""Pixels of the relief for one of the window's, at most and at least: more would cost more than can be seen."""
SLOW, QUICK = 0.009, 0.004
"""Seconds: a relief that takes longer is drawn coarser the next time, one that takes less finer again."""
SLACK = 0.06
"""An example that lies no further behind the surface than this is not hidden by it."""


class ReliefFace(Face):
    """The prediction's height, coloured as on the plane; examples as dots, with a line to the surface under them."""

    kind = "surface"
    heading = mark("Decision surface")
    turns = True
    keys = mark("Arrow keys turn and tilt the relief, plus and minus bring it nearer and farther, 0 goes back.")

    def __init__(self) -> None:
        self._scene: Scene | None = None
        self._field: Field | None = None
        self._heights: NDArray[np.float32] | None = None
        self._azimuth, self._tilt, self._near = AZIMUTH, TILT, 1.0
        self._camera = Camera(azimuth=AZIMUTH, tilt=TILT, x=0.0, y=0.0, scale=1.0)
        self._grain = FINEST
        self._box = QRectF()
        self._view: tuple[tuple[Any, ...], View, QImage] | None = None
        self._pixels: dict[Part, NDArray[np.float64]] = {}

    @classmethod
    def fits(cls, picture: Picture, facts: Facts) -> bool:
        """As many outputs as the data have."""
        prediction = picture.arrays.get("prediction")
        return prediction is not None and prediction.ndim == 3 and prediction.shape[2] == facts.outputs

    @property
    def heights(self) -> NDArray[np.float32] | None:
        """What stands up, from −`TALL` at the scale's low end to `TALL` at the high one; row 0 is lowest."""
        return self._heights

    @property
    def camera(self) -> Camera:
        """How it was last seen, in pixels of the widget."""
        return self._camera

    def show(self, scene: Scene) -> None:
        """Take up heights and colours."""
        self._scene, self._view = scene, None
        self._field = shown = field_of(scene)
        self._heights = None
        if shown is not None:
            share = (shown.heights.astype(np.float32) - shown.low) / (shown.high - shown.low)
            self._heights = ((np.clip(share, -0.15, 1.15) * 2 - 1) * TALL).astype(np.float32)

    def turn(self, across: float, down: float) -> None:
        """A pixel is half a degree."""
        self._azimuth = (self._azimuth - across * 0.5) % 360.0
        self._tilt = min(max(self._tilt + down * 0.5, 6.0), 88.0)
        self._view = None

    def zoom(self, steps: float) -> None:
        """A step is an eighth."""
        self._near = min(max(self._near * 1.125**steps, 0.5), 4.0)
        self._view = None

    def straighten(self) -> None:
        """As at first."""
        self._azimuth, self._tilt, self._near, self._view = AZIMUTH, TILT, 1.0, None

    def paint(self, painter: QPainter, area: QRectF) -> None:
        """Floor, relief, examples, axes, scale."""
        scene = self._scene
        if scene is None or scene.plane is None:
            return
        side = legend_width(scene)
        box = self._box = area.adjusted(2, 2, -side - 2, -2)
        tilt = np.radians(self._tilt)
        tall = REACH * np.sin(tilt) + TALL * np.cos(tilt)
        scale = min((box.width() - 56) / (2 * REACH), (box.height() - 26) / (2 * tall)) * self._near
        self._camera = Camera(
            azimuth=self._azimuth, tilt=self._tilt, x=box.center().x(), y=box.center().y() - 4, scale=max(scale, 8.0)
        )
        painter.save()
        painter.setClipRect(box)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_floor(painter, scene)
        view = self._paint_relief(painter, box)
        self._paint_examples(painter, scene, view)
        self._paint_axes(painter, scene)
        painter.restore()
        high = min(box.height() - 40, 180.0)
        paint_legend(painter, scene, self._field, QRectF(area.right() - side + 10, box.top() + 8, 10, high))

    def read(self, at: QPointF) -> tuple[str, ...]:
        """The place of the surface under the pointer, and its value."""
        scene, spot = self._scene, self._spot(at)
        if scene is None or scene.plane is None or spot is None:
            return ()
        point, row, column = spot
        first, second = scene.plane.axes if not scene.plane.explained else ("u", "v")
        where = minus(f"{first} {point[0]:.3g}   {second} {point[1]:.3g}")
        if scene.unit is not None:
            values = scene.unit.values
            i, j = row * values.shape[0] // self._cells()[0], column * values.shape[1] // self._cells()[1]
            return (minus(f"{where}   →   {float(values[i, j]):.3f}"),)
        if scene.picture is None:
            return (where,)
        return probability_words(scene.facts, where, scene.picture.arrays["prediction"][row, column])

    def place(self, at: QPointF) -> tuple[float, ...] | None:
        """The input that the surface under the pointer belongs to."""
        spot = self._spot(at)
        if self._scene is None or self._scene.plane is None or spot is None:
            return None
        return tuple(self._scene.plane.at(np.array([spot[0]]))[0].tolist())

    def example_at(self, at: QPointF) -> Example | None:
        """The nearest example that is shown."""
        return nearest(self._scene, at, self._pixels) if self._scene is not None else None

    # Within

    def _cells(self) -> tuple[int, int]:
        assert self._heights is not None
        return self._heights.shape[0], self._heights.shape[1]

    def _spot(self, at: QPointF) -> tuple[tuple[float, float], int, int] | None:
        """Place, row and column of the surface under a pixel."""
        if self._view is None or self._scene is None or self._heights is None:
            return None
        _, view, image = self._view
        ratio = image.width() / self._box.width()
        x, y = int((at.x() - self._box.left()) * ratio), int((at.y() - self._box.top()) * ratio)
        if not (0 <= x < view.depth.shape[1] and 0 <= y < view.depth.shape[0]) or not np.isfinite(view.depth[y, x]):
            return None
        turn = np.radians(self._azimuth)
        across, away = (at.x() - self._camera.x) / self._camera.scale, float(view.depth[y, x])
        u = across * np.cos(turn) - away * np.sin(turn)
        v = across * np.sin(turn) + away * np.cos(turn)
        left, right, low, high = extent_of(self._scene)
        rows, columns = self._cells()
        row, column = (min(max(int((w + 1) / 2 * n), 0), n - 1) for w, n in ((v, rows), (u, columns)))
        return (float(left + (u + 1) / 2 * (right - left)), float(low + (v + 1) / 2 * (high - low))), row, column

    def _at(self, u: float, v: float, h: float) -> QPointF:
        x, y = self._camera.pixels(np.float64(u), np.float64(v), np.float64(h))  # type: ignore[arg-type]
        return QPointF(float(x), float(y))

    def _paint_floor(self, painter: QPainter, scene: Scene) -> None:
        ink = QColor(scene.theme.line)
        corners = [self._at(u, v, -TALL) for u, v in ((-1, -1), (1, -1), (1, 1), (-1, 1))]
        painter.setPen(QPen(ink, 1))
        painter.setBrush(scene.theme.colour("raised"))
        painter.drawPolygon(corners)
        for share in (-0.5, 0.0, 0.5):
            painter.drawLine(self._at(share, -1, -TALL), self._at(share, 1, -TALL))
            painter.drawLine(self._at(-1, share, -TALL), self._at(1, share, -TALL))

    def _paint_relief(self, painter: QPainter, box: QRectF) -> View | None:
        if self._heights is None or self._field is None:
            return None
        ratio = min(painter.device().devicePixelRatioF(), self._grain)
        width, height = max(round(box.width() * ratio), 1), max(round(box.height() * ratio), 1)
        key = (self._camera, box)
        if self._view is None or self._view[0] != key:
            began = time.perf_counter()
            camera = Camera(
                azimuth=self._azimuth,
                tilt=self._tilt,
                x=(self._camera.x - box.left()) * ratio,
                y=(self._camera.y - box.top()) * ratio,
                scale=self._camera.scale * ratio,
            )
            view = look_at(self._heights, shaded(self._field.colours, self._heights), camera, width, height)
            image = QImage(view.colours.data, width, height, width * 4, QImage.Format.Format_RGBA8888).copy()
            self._view = key, view, image
            took = time.perf_counter() - began
            if took > SLOW:
                self._grain = max(self._grain * 0.85, COARSEST)
            elif took < QUICK:
                self._grain = min(self._grain * 1.1, FINEST)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(box, self._view[2])
        return self._view[1]

    def _paint_examples(self, painter: QPainter, scene: Scene, view: View | None) -> None:
        """Dots with a line to the surface; those that the surface hides shine through it."""
        assert scene.plane is not None
        left, right, low, high = extent_of(scene)
        ratio, rim = painter.device().devicePixelRatioF(), rim_of(scene.theme).name()
        ink = scene.theme.colour("text")
        ink.setAlphaF(0.22)
        self._pixels = {}
        for part in scene.parts[::-1]:
            rows = scene.prepared.rows(part)[:MOST]
            places = scene.plane.coordinates(scene.prepared.raw[rows])
            u = (places[:, 0] - left) / (right - left) * 2 - 1
            v = (places[:, 1] - low) / (high - low) * 2 - 1
            foot = self._under(u, v)
            heights = self._targets(scene, rows, foot)
            pixels = np.stack(self._camera.pixels(u, v, heights), axis=1)
            self._pixels[part] = pixels
            if not len(rows):
                continue
            hidden = self._hidden(view, pixels, self._camera.depth(u, v))
            ends = np.stack(self._camera.pixels(u, v, foot), axis=1)
            long = ~hidden & (np.abs(pixels - ends).max(axis=1) > 2.0)
            painter.setPen(QPen(ink, 1))
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)  # they stand upright
            painter.drawLines([QLineF(*line) for line in np.concatenate([pixels[long], ends[long]], axis=1).tolist()])
            colours = np.array(point_colours(scene, rows, point_spread(scene)))
            order = np.argsort(-self._camera.depth(u, v), kind="stable")
            for group, opacity in ((order[hidden[order]], 0.3), (order[~hidden[order]], 1.0)):
                painter.setOpacity(opacity)
                scatter(painter, pixels[group], (stamp(part, str(name), rim, ratio) for name in colours[group]))
            painter.setOpacity(1.0)
            rings(painter, scene, part, pixels, ratio)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        example = scene.example
        for part in PARTS:
            if example is not None and example.part == part and example.row < len(self._pixels.get(part, ())):
                chosen(painter, scene.theme, QPointF(*self._pixels[part][example.row]))

    def _under(self, u: NDArray[Any], v: NDArray[Any]) -> NDArray[np.float64]:
        """The surface's height at places of the square."""
        if self._heights is None:
            return np.full(len(u), -TALL)
        rows, columns = self._heights.shape
        i = np.clip((v + 1) / 2 * rows, 0, rows - 1).astype(np.int64)
        j = np.clip((u + 1) / 2 * columns, 0, columns - 1).astype(np.int64)
        under: NDArray[np.float64] = np.nan_to_num(self._heights[i, j].astype(np.float64), nan=-TALL)
        return under

    def _targets(self, scene: Scene, rows: NDArray[Any], foot: NDArray[np.float64]) -> NDArray[np.float64]:
        """Where the examples' true values stand; on the surface where the height is nothing that examples have."""
        shown, y = self._field, scene.prepared.y[rows]
        if shown is None or scene.unit is not None:
            return foot
        if scene.facts.task == "regression":
            values = y[:, 0].astype(np.float64)
        else:
            only = scene.look.only if scene.look.only < scene.facts.outputs else -1
            if only < 0 and scene.facts.outputs > 2:
                return foot
            values = (y == (1 if only < 0 else only)).astype(np.float64)
        share = (values - shown.low) / (shown.high - shown.low)
        return np.asarray((np.clip(share, -0.15, 1.15) * 2 - 1) * TALL)

    def _hidden(self, view: View | None, pixels: NDArray[Any], depth: NDArray[Any]) -> NDArray[np.bool_]:
        """Which places lie behind the surface."""
        if view is None or self._view is None:
            return np.zeros(len(pixels), dtype=bool)
        ratio = self._view[2].width() / self._box.width()
        tall, wide = view.depth.shape
        x = ((pixels[:, 0] - self._box.left()) * ratio).astype(np.int64)
        y = ((pixels[:, 1] - self._box.top()) * ratio).astype(np.int64)
        inside = (x >= 0) & (x < wide) & (y >= 0) & (y < tall)
        before = view.depth[np.clip(y, 0, tall - 1), np.clip(x, 0, wide - 1)]
        return np.asarray(inside & (before < depth - SLACK))

    def _paint_axes(self, painter: QPainter, scene: Scene) -> None:
        """Numbers along the two near edges of the floor, and up the edge that is furthest to the left."""
        assert scene.plane is not None
        theme = scene.theme
        left, right, low, high = extent_of(scene)
        painter.setFont(font(8.0))
        corners = [(-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)]
        near_v = -1.0 if self._at(0, -1, -TALL).y() > self._at(0, 1, -TALL).y() else 1.0
        near_u = -1.0 if self._at(-1, 0, -TALL).y() > self._at(1, 0, -TALL).y() else 1.0
        for along_u, ends, name in (
            (True, (left, right), scene.plane.axes[0]),
            (False, (low, high), scene.plane.axes[1]),
        ):
            edge = self._at(0, near_v, -TALL) if along_u else self._at(near_u, 0, -TALL)
            out = edge - self._at(0, 0, -TALL)
            for value in ticks(*ends, 3):
                w = (value - ends[0]) / (ends[1] - ends[0]) * 2 - 1
                at = self._at(w, near_v, -TALL) if along_u else self._at(near_u, w, -TALL)
                self._beside(painter, at, out, minus(f"{value:g}"), theme.colour("muted"), 7)
            at = self._at(0, near_v, -TALL) if along_u else self._at(near_u, 0, -TALL)
            words = name if not scene.plane.explained else ("u" if along_u else "v")
            cut = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, 90)
            self._beside(painter, at, out, cut, theme.colour("text"), 22)
        if self._field is None or self._tilt > 75:
            return
        u, v = min(corners, key=lambda corner: self._at(corner[0], corner[1], 0.0).x())
        painter.setPen(QPen(theme.colour("line"), 1))
        painter.drawLine(self._at(u, v, -TALL), self._at(u, v, TALL))
        shown = self._field
        for value in ticks(shown.low, shown.high, 2):
            h = ((value - shown.low) / (shown.high - shown.low) * 2 - 1) * TALL
            if h < -0.9 * TALL:
                continue  # the floor's own numbers stand there
            at = self._at(u, v, h)
            painter.setPen(QPen(theme.colour("line"), 1))
            painter.drawLine(at, QPointF(at.x() - 4, at.y()))
            painter.setPen(theme.colour("muted"))
            place = QRectF(at.x() - 50, at.y() - 8, 43, 16)
            flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(place, flags, minus(short(value, shown.high - shown.low)))

    def _beside(self, painter: QPainter, at: QPointF, out: QPointF, words: str, ink: QColor, away: float) -> None:
        """Words outside of the floor, ``away`` pixels from its edge in the direction ``out``."""
        length = max((out.x() ** 2 + out.y() ** 2) ** 0.5, 1.0)
        half = painter.fontMetrics().horizontalAdvance(words) / 2 + 2
        away += half * 0.7 * abs(out.x()) / length
        centre = at + out * (away / length)
        x = min(max(centre.x(), self._box.left() + half), self._box.right() - half)
        painter.setPen(ink)
        painter.drawText(QRectF(x - half, centre.y() - 8, 2 * half, 16), Qt.AlignmentFlag.AlignCenter, words)
