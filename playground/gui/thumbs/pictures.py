"""Small pictures as they are painted, made when they come into sight and kept for a while."""

from __future__ import annotations

from collections import OrderedDict
from time import perf_counter

import numpy as np
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage

from playground.catalog.tensor import Ints
from playground.gui.draw.pixels import as_image
from playground.gui.thumbs.sources import Source

AT_ONCE = 32
PATIENCE = 0.008
"""Seconds that new pictures may take in one painting; the others come with the next."""
MOST_BYTES = 64 * 2**20
"""Of pictures that are kept."""


class Pictures:
    """Pictures of one source in one size, by their keys."""

    def __init__(self) -> None:
        self._images: OrderedDict[int, QImage] = OrderedDict()
        self._bytes = 0
        self._size = QSize()

    def forget(self) -> None:
        """All of them: there is another source."""
        self._images.clear()
        self._bytes = 0

    def get(self, key: int) -> QImage | None:
        """One, if it was made."""
        return self._images.get(key)

    def make(self, source: Source, keys: Ints, size: QSize, sharp: float) -> bool:
        """Make those that are not there, as far as there is time; whether all are there.

        Args:
            source: gives the pixels. keys: of the pictures in sight.
            size: of a picture, in pixels of the screen. sharp: how many of those a pixel of the window has.

        """
        if size != self._size:
            self.forget()
            self._size = size
        missing = []
        for key in keys.tolist():
            if key in self._images:
                self._images.move_to_end(key)
            else:
                missing.append(key)
        begun = perf_counter()
        for at in range(0, len(missing), AT_ONCE):
            if at and perf_counter() - begun > PATIENCE:
                return False
            self._make(source, np.array(missing[at : at + AT_ONCE], dtype=np.int64), sharp)
        while self._bytes > MOST_BYTES and len(self._images) > len(keys):
            _key, image = self._images.popitem(last=False)
            self._bytes -= image.sizeInBytes()
        return True

    def _make(self, source: Source, keys: Ints, sharp: float) -> None:
        pixels, size = source.pictures(keys), self._size
        larger = size.width() >= pixels.shape[3]  # pixels stay squares
        how = Qt.TransformationMode.FastTransformation if larger else Qt.TransformationMode.SmoothTransformation
        for key, one in zip(keys.tolist(), pixels, strict=True):
            image = as_image(one).scaled(size, Qt.AspectRatioMode.IgnoreAspectRatio, how)
            image = image.convertToFormat(QImage.Format.Format_RGB32)
            image.setDevicePixelRatio(sharp)
            self._images[key] = image
            self._bytes += image.sizeInBytes()
