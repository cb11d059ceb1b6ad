"""One picture file as bytes of the wanted size and channels. Pillow decodes; it is imported when the first is read."""

from __future__ import annotations

import io
import struct
import threading
import warnings
import zlib
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from functools import cache
from types import ModuleType
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from playground.catalog.tensor import Array, Ints, Raw, Shape
from playground.spec.fields import param
from playground.spec.limits import (
    LARGEST_SIDE,
    LONGEST_SIDE_OF_FILE,
    MOST_PIXELS,
    MOST_PIXELS_BESIDE,
    MOST_PIXELS_WHOLE,
)
from playground.spec.problems import PlaygroundError
from playground.spec.words import tr

if TYPE_CHECKING:
    from PIL.Image import Image

SUFFIXES = (".png", ".jpg", ".jpeg", ".bmp", ".gif", ".webp", ".ppm", ".pgm", ".pbm", ".pnm")
FORMATS = ("PNG", "JPEG", "BMP", "GIF", "WEBP", "PPM")

BAND = 4_000_000
"""About how many pixels are taken at a time where something is made of them that takes much memory."""

Resize = Literal["fit", "crop", "stretch"]
Colour = Literal["colour", "grey"]

_LARGE = threading.Lock()
"""Held while a large picture is decoded: several at once would fill the memory."""

_FAULTS = (
    *(OSError, ValueError, SyntaxError, EOFError, IndexError, KeyError, TypeError),
    *(OverflowError, AttributeError, struct.error, zlib.error),
)
"""What decoders raise at bytes that are no picture."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What every picture becomes: its height and width in pixels, how it gets there, and its channels."""

    height: int
    width: int
    resize: Resize = "fit"
    colour: Colour = "colour"

    @property
    def shape(self) -> Shape:
        """Channels first."""
        return (1 if self.colour == "grey" else 3, self.height, self.width)


def side_setting(what: str, default: int, least: int = 1) -> Any:
    """The height or the width of all pictures."""
    zero = " 0 is as they are." if least == 0 else ""
    return param(default, low=least, high=LARGEST_SIDE, unit="px", effect="data", help=f"{what} of all pictures.{zero}")


def resize_setting() -> Any:
    """How a picture gets its size."""
    return param(
        "fit",
        effect="data",
        title="Other proportions",
        help="Fit shows the whole picture with black margins, crop its middle, stretch changes its proportions.",
    )


class BadPictureError(PlaygroundError):
    """A file that is no picture that can be read here; the text is the reason without the name."""


def decoded(content: bytes, form: Form) -> Raw:
    """The picture in ``content`` as uint8 of shape (channels, height, width).

    Raises:
        BadPictureError: it is none, is damaged, or has too many pixels.

    """
    pillow = _pillow()
    try:
        with pillow.Image.open(io.BytesIO(content), formats=FORMATS) as image:
            width, height = image.size
            most = MOST_PIXELS if image.format == "JPEG" else MOST_PIXELS_WHOLE
            if width * height > most:
                raise BadPictureError(
                    tr(
                        "{width:,} × {height:,} pixels are more than {most:,}",
                        width=width,
                        height=height,
                        most=most,
                    )
                )
            if max(width, height) > LONGEST_SIDE_OF_FILE:
                raise BadPictureError(
                    tr(
                        "{width:,} × {height:,} pixels: a side may have at most {most:,}",
                        width=width,
                        height=height,
                        most=LONGEST_SIDE_OF_FILE,
                    )
                )
        with _LARGE if width * height > MOST_PIXELS_BESIDE else nullcontext():
            return _read(content, form)
    except pillow.UnidentifiedImageError as error:
        raise BadPictureError(tr("it is no picture of a known format")) from error
    except (pillow.Image.DecompressionBombError, pillow.Image.DecompressionBombWarning) as error:
        raise BadPictureError(tr("it has more than {most:,} pixels", most=MOST_PIXELS)) from error
    except BadPictureError:
        raise
    except _FAULTS as error:
        raise BadPictureError(tr("it is damaged: {why}", why=str(error) or type(error).__name__)) from error


def _read(content: bytes, form: Form) -> Raw:
    with _pillow().Image.open(io.BytesIO(content), formats=FORMATS) as image:
        if form.resize != "crop":
            image.draft(None, (form.width * 2, form.height * 2))  # JPEG decodes to a half, quarter or eighth
        return formed(_upright(image), form)


def formed(image: Image, form: Form) -> Raw:
    """An image of Pillow's in the form that all have."""
    pillow = _pillow()
    image = _plain(image, "L" if form.colour == "grey" else "RGB")
    size = (form.width, form.height)
    if image.size != size:
        smooth = pillow.Image.Resampling.BICUBIC
        match form.resize:
            case "crop":
                image = pillow.ImageOps.fit(image, size, method=smooth)
            case "fit":
                image = pillow.ImageOps.pad(image, size, method=smooth)
            case "stretch":
                image = image.resize(size, smooth)
    values = np.asarray(image, dtype=np.uint8)
    return values[None] if values.ndim == 2 else np.ascontiguousarray(values.transpose(2, 0, 1))


def from_array(values: Raw, form: Form) -> Raw:
    """A picture of shape (channels, height, width), uint8, in the form that all have."""
    pillow = _pillow()
    image = pillow.Image.fromarray(values[0] if len(values) == 1 else np.ascontiguousarray(values.transpose(1, 2, 0)))
    return formed(image, form)


def _upright(image: Image) -> Image:
    """As the camera was held."""
    turned: Image = _pillow().ImageOps.exif_transpose(image)
    return turned


def _plain(image: Image, mode: str) -> Image:
    """Without palette, alpha (on white) and more than 8 bits."""
    bands = _Bands(image)
    if image.mode.startswith(("I", "F")):
        large = any(np.nan_to_num(np.asarray(band)).max(initial=0.0) > 255.0 for _, band in bands)
        most = 65535.0 if large else 255.0
        grey = np.empty((image.height, image.width), dtype=np.uint8)
        for top, band in bands:
            numbers = np.asarray(band)
            if numbers.dtype == np.uint16:  # by a table of all that there can be
                grey[top : top + band.height] = _greyed(np.arange(65536), most)[numbers]
            else:
                grey[top : top + band.height] = _greyed(np.nan_to_num(numbers), most)
        image = _pillow().Image.fromarray(grey)
    if image.has_transparency_data:
        whole: Image = _pillow().Image.new(mode, image.size)
        for top, band in bands:
            ground = _pillow().Image.new("RGBA", band.size, "white")
            ground.alpha_composite(band.convert("RGBA"))
            whole.paste(ground.convert(mode), (0, top))
        return whole
    return image if image.mode == mode else image.convert(mode)


def _greyed(numbers: Array | Ints, most: float) -> Raw:
    """Numbers up to ``most`` as bytes."""
    return np.clip(numbers.astype(np.float64) / most * 255.0 + 0.5, 0, 255).astype(np.uint8)


class _Bands:
    """An image in strips from top to bottom, each with its first row: what is made of each is small."""

    def __init__(self, image: Image) -> None:
        self._image = image
        self._height = max(1, BAND // max(1, image.width))

    def __iter__(self) -> Iterator[tuple[int, Image]]:
        image = self._image
        if image.height <= self._height:
            yield 0, image
            return
        for top in range(0, image.height, self._height):
            yield top, image.crop((0, top, image.width, min(top + self._height, image.height)))


@cache
def _pillow() -> ModuleType:
    """Pillow, with its limit for pixels as an error, and without a word on what cameras note beside the pixels."""
    import PIL
    import PIL.Image
    import PIL.ImageOps

    warnings.filterwarnings("ignore", category=UserWarning, module=r"PIL\.")  # damaged Exif spoils no pixel
    warnings.filterwarnings("error", category=PIL.Image.DecompressionBombWarning)
    return PIL
