"""Makes assets/data/glyphs.npz, the letters that the data set `characters` is drawn from.

Each of ten digits and 26 capital letters of some open fonts becomes a signed distance field: how far every place is
from the outline, inside positive. Needs Pillow and SciPy, and the fonts: those in assets/fonts, and Debian's packages
fonts-cantarell fonts-comfortaa fonts-comic-neue fonts-courier-prime fonts-crosextra-carlito fonts-dejavu-core
fonts-lato fonts-liberation2 fonts-open-sans (installed, or unpacked with `dpkg-deb -x`).

    python packaging/glyphs.py /usr/share/fonts
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont
from scipy.ndimage import distance_transform_edt

HERE = Path(__file__).resolve().parent.parent
TARGET = HERE / "assets" / "data" / "glyphs.npz"
FONTS = (
    "Inter-Regular.otf",
    "Inter-SemiBold.otf",
    "DejaVuSans.ttf",
    "DejaVuSansMono.ttf",
    "DejaVuSerif.ttf",
    "Lato-Light.ttf",
    "Lato-Italic.ttf",
    "OpenSans-Regular.ttf",
    "ComicNeue-Regular.otf",
    "Cantarell-Regular.otf",
    "Comfortaa-Regular.ttf",
    "Courier Prime.otf",
    "Carlito-Bold.ttf",
    "LiberationSerif-Regular.ttf",
)
SYMBOLS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
SIDE = 32
"""Samples along each side of a field."""
SPAN = 28.0
"""Pixels of a finished picture that a side is long."""
TALL, WIDE = 19.0, 20.0
"""Pixels of a finished picture that a digit or a capital is high, and may be wide."""
REACH = 4.0
"""Pixels of a finished picture beyond which a distance is cut off; bytes 1 to 255 are −REACH to +REACH."""
FINE = 16
"""Dots per sample that the outline is drawn with."""


def field(font: ImageFont.FreeTypeFont, symbol: str, height: float) -> NDArray[np.uint8]:
    """The distance field of one letter, shape (SIDE, SIDE); ``height`` is that of the font's H in dots."""
    dots = SIDE * FINE
    per_pixel = dots / SPAN
    left, top, right, bottom = font.getbbox(symbol)
    size = (right - left + 8, bottom - top + 8)
    ink = Image.new("L", (int(size[0]), int(size[1])))
    ImageDraw.Draw(ink).text((4 - left, 4 - top), symbol, font=font, fill=255)
    scale = min(TALL * per_pixel / height, WIDE * per_pixel / (right - left))
    ink = ink.resize((round(ink.width * scale), round(ink.height * scale)), Image.Resampling.LANCZOS)
    whole = Image.new("L", (dots, dots))
    whole.paste(ink, ((dots - ink.width) // 2, (dots - ink.height) // 2))
    inside = np.asarray(whole) > 127
    distance = (distance_transform_edt(inside) - distance_transform_edt(~inside)) / per_pixel
    samples = distance.reshape(SIDE, FINE, SIDE, FINE).mean(axis=(1, 3))
    return np.asarray(np.clip(np.round(samples / REACH * 127 + 128), 1, 255), dtype=np.uint8)


def main(folders: list[Path]) -> int:
    """Draw every symbol of every font and write the asset."""
    places = [HERE / "assets" / "fonts", *folders]
    fields = []
    for name in FONTS:
        found = [path for folder in places for path in sorted(folder.rglob(name))]
        if not found:
            sys.stderr.write(f"{name} is in none of: {', '.join(str(folder) for folder in places)}\n")
            return 1
        font = ImageFont.truetype(str(found[0]), 400)
        _, top, _, bottom = font.getbbox("H")
        fields.append([field(font, symbol, bottom - top) for symbol in SYMBOLS])
    np.savez_compressed(
        TARGET, fields=np.array(fields), symbols=np.array(list(SYMBOLS)), fonts=np.array([Path(f).stem for f in FONTS])
    )
    sys.stderr.write(f"{TARGET}: {TARGET.stat().st_size:,} bytes\n")
    return 0


if __name__ == "__main__":
    sys.exit(main([Path(word) for word in sys.argv[1:]]))
