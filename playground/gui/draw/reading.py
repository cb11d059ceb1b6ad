"""Pictures from files, as Qt reads them."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QImage, QImageReader

from playground.spec.problems import PlaygroundError
from playground.spec.words import tr

LARGEST_SIDE = 10_000
"""The longest side in pixels of a picture that is taken up."""


def read_picture(path: Path) -> QImage:
    """A picture from a file.

    Raises:
        PlaygroundError: it is no picture that can be read, or larger than `LARGEST_SIDE`.

    """
    reader = QImageReader(str(path))
    reader.setAutoTransform(True)
    size = reader.size()
    if max(size.width(), size.height()) > LARGEST_SIDE:
        raise PlaygroundError(
            tr(
                "{path}: a picture may have up to {most:,} pixels a side, this one has {width:,} × {height:,}",
                path=path,
                most=LARGEST_SIDE,
                width=size.width(),
                height=size.height(),
            )
        )
    image = reader.read()
    if image.isNull():
        raise PlaygroundError(
            tr("{path} cannot be read as a picture: {reason}", path=path, reason=reader.errorString())
        )
    return image
