"""The program's icon in all sizes and forms that systems want, drawn by the program's own Qt from one SVG.

    python packaging/icons.py FOLDER

writes `16x16.png` to `512x512.png`, `playground.ico` for Windows and `playground.icns` for macOS.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterable
from pathlib import Path

DRAWING = Path(__file__).resolve().parents[1] / "assets" / "icons" / "playground.svg"
SIZES = (16, 22, 24, 32, 48, 64, 128, 256, 512)
"""Pixels, as the icon theme specification of freedesktop.org has them."""
OF_WINDOWS = (16, 24, 32, 48, 64, 128, 256)
OF_MACOS = (16, 32, 64, 128, 256, 512, 1024)


def drawn(drawing: Path, sizes: Iterable[int]) -> dict[int, bytes]:
    """The drawing as PNGs by their width in pixels.

    Raises:
        ValueError: it is no SVG that Qt can draw.

    """
    from PySide6.QtCore import QBuffer, QRectF
    from PySide6.QtGui import QGuiApplication, QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer

    if QGuiApplication.instance() is None:
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        drawn.application = QGuiApplication(sys.argv[:1])  # type: ignore[attr-defined]  # as long as the process lives
    renderer = QSvgRenderer(str(drawing))
    if not renderer.isValid():
        raise ValueError(f"{drawing} has to be an SVG that Qt can draw")
    found: dict[int, bytes] = {}
    for size in sizes:
        image = QImage(size, size, QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(0)
        painter = QPainter(image)
        renderer.render(painter, QRectF(0, 0, size, size))
        painter.end()
        buffer = QBuffer()
        buffer.open(QBuffer.OpenModeFlag.WriteOnly)
        image.save(buffer, "PNG")  # type: ignore[call-overload]  # its stub wants bytes, which it refuses
        found[size] = bytes(buffer.data().data())
    return found


def write(folder: Path, drawing: Path = DRAWING) -> None:
    """All forms of the icon, into ``folder``."""
    from PIL import Image

    folder.mkdir(parents=True, exist_ok=True)
    pngs = drawn(drawing, sorted({*SIZES, *OF_WINDOWS, *OF_MACOS}))
    for size in SIZES:
        (folder / f"{size}x{size}.png").write_bytes(pngs[size])
    images = {size: Image.open(io.BytesIO(png)) for size, png in pngs.items()}
    for name, sizes in (("playground.ico", OF_WINDOWS), ("playground.icns", OF_MACOS)):
        *others, largest = (images[size] for size in sizes)
        # What an .icns cannot hold it does not ask for.
        largest.save(folder / name, append_images=others, sizes=[(size, size) for size in sizes])


if __name__ == "__main__":
    write(Path(sys.argv[1]))
