"""A surface over a square seen from a side and above, in parallel projection, computed pixel by pixel in NumPy.

Floating horizon, column by column: the surface is walked from near to far, and what rises above (or, under the front
edge, hangs below) all that came before is seen. Source of the idea: Wright, "A two-space solution to the hidden line
problem for plotting functions of two variables", 1973.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.gui.theme.colour_maps import Bytes

REACH = math.sqrt(2.0)
"""Half the diagonal of the square that the surface stands on, which goes from −1 to 1."""
TALL = 0.55
"""How far from the middle the ends of the scale of heights are."""
LIGHT = (-0.45, 0.35, 0.82)
"""Where the light comes from: across, up (on the square), and height."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Camera:
    """Where one looks from.

    Attributes:
        azimuth: degrees that the square is turned by, seen from above. tilt: degrees above the horizon, over 0 to 90.
        x, y: the pixel of the middle. scale: pixels for a length of 1.

    """

    azimuth: float
    tilt: float
    x: float
    y: float
    scale: float

    def pixels(self, u: NDArray[Any], v: NDArray[Any], h: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
        """Pixels across and down of points over the square, ``h`` being from −`TALL` to `TALL`."""
        turn, tilt = math.radians(self.azimuth), math.radians(self.tilt)
        across = u * math.cos(turn) + v * math.sin(turn)
        return self.x + self.scale * across, self.y - self.scale * (
            self.depth(u, v) * math.sin(tilt) + h * math.cos(tilt)
        )

    def depth(self, u: NDArray[Any], v: NDArray[Any]) -> NDArray[Any]:
        """How far away points of the square are, 0 in the middle."""
        turn = math.radians(self.azimuth)
        depth: NDArray[Any] = v * math.cos(turn) - u * math.sin(turn)
        return depth


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class View:
    """What is seen: ``colours`` RGBA of shape (height, width, 4), and the depth of each pixel (infinite: nothing)."""

    colours: Bytes
    depth: NDArray[np.float32]


def shaded(colours: Bytes, heights: NDArray[np.floating[Any]], mesh: int = 12) -> Bytes:
    """Colours of a surface as the light falls on it, with ``mesh`` lines each way that show its form.

    Args:
        colours: RGBA of shape (k·n, k·m, 4). heights: from −`TALL` to `TALL`, shape (n, m).
        mesh: so many squares a side.

    """
    rows, columns = heights.shape
    up, across = np.gradient(np.nan_to_num(heights).astype(np.float32), 2.0 / rows, 2.0 / columns)
    length = np.sqrt(across**2 + up**2 + 1.0)
    share = (LIGHT[2] - LIGHT[0] * across - LIGHT[1] * up) / length
    light = np.clip(0.72 + 0.33 * share, 0.74, 1.04).astype(np.float32)
    times = colours.shape[0] // rows
    if times > 1:
        light = light.repeat(times, 0).repeat(times, 1)
    for axis, count in enumerate(light.shape):
        if count <= mesh:  # so coarse a surface has no room for lines
            continue
        lines = np.rint(np.arange(1, mesh) * count / mesh).astype(np.int64)
        light[(lines, slice(None)) if axis == 0 else (slice(None), lines)] *= np.float32(0.9)
    made = colours.copy()
    made[..., :3] = np.minimum(colours[..., :3] * light[..., None], 255).astype(np.uint8)
    return made


def look_at(heights: NDArray[np.floating[Any]], colours: Bytes, camera: Camera, width: int, height: int) -> View:
    """The surface as pixels.

    Args:
        heights: from −`TALL` to `TALL`, shape (n, m), row 0 at v = −1. colours: RGBA of shape (k·n, l·m, 4).
        camera: in the pixels of this picture. width, height: of the picture.

    """
    turn, tilt = np.radians(camera.azimuth), np.radians(camera.tilt)
    cos, sin = np.float32(np.cos(turn)), np.float32(np.sin(turn))
    rows, columns = heights.shape
    # No two samples of a level surface are further apart than a pixel, nor is any cell left out.
    count = int(np.clip(2 * REACH * camera.scale * np.sin(tilt) * 1.15, 1.5 * max(rows, columns), 900))
    step = 2 * REACH / count
    away = (np.arange(count, dtype=np.float32) + np.float32(0.5)) * np.float32(step) - np.float32(REACH)
    across = ((np.arange(width, dtype=np.float32) + np.float32(0.5) - camera.x) / camera.scale).astype(np.float32)
    u = (across * cos)[:, None] - (away * sin)[None, :]
    v = (across * sin)[:, None] + (away * cos)[None, :]
    inside = (np.abs(u) <= 1.0) & (np.abs(v) <= 1.0)
    y = camera.y - camera.scale * (
        (away * np.float32(np.sin(tilt)))[None, :] + _between(heights, u, v) * np.float32(np.cos(tilt))
    )
    inside &= np.isfinite(y)
    y = np.where(inside, y, np.float32(1e6))
    # The nearest sample that reaches each pixel from below (its upper side is seen), and from above (its lower one).
    edge = np.take_along_axis(y, inside.argmax(axis=1)[:, None], axis=1)
    nobody = np.int16(count)
    each, order = np.arange(width)[:, None], np.arange(count - 1, -1, -1)
    back = y[:, ::-1]
    over = np.full((width, height + 1), nobody, dtype=np.int16)
    over[each, np.clip(np.ceil(back - 0.5), 0, height).astype(np.int32)] = order.astype(np.int16)
    over = np.minimum.accumulate(over, axis=1)[:, :height]
    under = np.full((width, height + 1), nobody, dtype=np.int16)
    low = np.where(back < 1e5, np.floor(back - 0.5), -1.0)
    under[each, np.clip(low, -1, height - 1).astype(np.int32)] = order.astype(np.int16)
    under = np.minimum.accumulate(under[:, :height][:, ::-1], axis=1)[:, ::-1]
    seen = np.where(np.arange(height)[None, :] + 0.5 <= edge, over, under)
    there = seen < nobody
    chosen = np.where(there, seen, 0).astype(np.int64)
    texture = np.ascontiguousarray(colours).view(np.uint32)[..., 0]
    tall, wide = texture.shape
    row = np.clip((v + 1) * np.float32(tall / 2), 0, tall - 1).astype(np.int32)
    column = np.clip((u + 1) * np.float32(wide / 2), 0, wide - 1).astype(np.int32)
    place = np.take_along_axis(row * wide + column, chosen, axis=1)
    painted = np.where(there, texture.ravel()[place], np.uint32(0))
    depth = np.where(there, away[chosen], np.float32(np.inf))
    picture = np.ascontiguousarray(painted.T).view(np.uint8).reshape(height, width, 4)
    return View(colours=picture, depth=np.ascontiguousarray(depth.T))


def _between(heights: NDArray[np.floating[Any]], u: NDArray[np.float32], v: NDArray[np.float32]) -> NDArray[np.float32]:
    """Heights at places of the square, by straight lines between the cells' centres."""
    rows, columns = heights.shape
    x = np.clip((u + 1) * np.float32(columns / 2) - np.float32(0.5), 0, columns - 1)
    y = np.clip((v + 1) * np.float32(rows / 2) - np.float32(0.5), 0, rows - 1)
    i = np.minimum(x.astype(np.int32), max(columns - 2, 0))
    j = np.minimum(y.astype(np.int32), max(rows - 2, 0))
    x -= i
    y -= j
    flat = np.ascontiguousarray(heights, dtype=np.float32).ravel()
    place = j * columns + i
    right, above = min(1, columns - 1), columns if rows > 1 else 0
    low = flat[place] * (1 - x) + flat[place + right] * x
    high = flat[place + above] * (1 - x) + flat[place + above + right] * x
    between: NDArray[np.float32] = low * (1 - y) + high * y
    return between
