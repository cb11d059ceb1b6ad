"""Raw numbers of pictures as bytes, bytes as images, and back."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage

from playground.catalog.facts import Facts
from playground.catalog.tensor import Raw

FORMAT = QImage.Format.Format_RGB888


def as_bytes(raw: NDArray[Any], facts: Facts) -> NDArray[np.uint8]:
    """Raw pictures of shape (n, *input) as bytes from black to white, shape (n, channels, height, width)."""
    height, width = facts.picture or (1, facts.numbers)
    raw = raw.reshape(len(raw), -1, height, width)
    low, high = facts.levels
    if raw.dtype == np.uint8 and (low, high) == (0, 255):
        return np.asarray(raw)
    shares = np.clip((np.asarray(raw, dtype=np.float32) - low) / (high - low), 0.0, 1.0)
    found: NDArray[np.uint8] = np.rint(shares * 255.0).astype(np.uint8)
    return found


def of_example(raw: Raw, facts: Facts) -> QImage:
    """An example as a picture, from the data's black to their white."""
    return as_image(as_bytes(np.asarray(raw)[None], facts)[0])


def as_array(image: QImage) -> NDArray[np.uint8]:
    """An image's colours, uint8 of shape (height, width, 3)."""
    image = image.convertToFormat(FORMAT)
    rows = np.frombuffer(image.constBits(), dtype=np.uint8).reshape(image.height(), image.bytesPerLine())
    return rows[:, : image.width() * 3].reshape(image.height(), image.width(), 3).copy()


def as_image(pixels: NDArray[np.uint8]) -> QImage:
    """Bytes of shape (channels, height, width): three channels and more are red, green and blue, fewer are grey."""
    shown = pixels[:3] if len(pixels) >= 3 else np.repeat(pixels[:1], 3, axis=0)
    rows = np.ascontiguousarray(np.moveaxis(shown, 0, 2))
    return QImage(rows.data, rows.shape[1], rows.shape[0], rows.shape[1] * 3, FORMAT).copy()


def of_colours(colours: NDArray[np.uint8]) -> QImage:
    """Red, green, blue and opacity of shape (height, width, 4) as an image."""
    height, width = colours.shape[:2]
    rows = np.ascontiguousarray(colours)
    return QImage(rows.data, width, height, width * 4, QImage.Format.Format_RGBA8888).copy()
