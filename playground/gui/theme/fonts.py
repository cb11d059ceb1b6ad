"""The bundled fonts: the same letters on every machine, mathematical ones included."""

from __future__ import annotations

from functools import cache

from PySide6.QtGui import QFont, QFontDatabase

from playground.catalog.assets import asset
from playground.spec.problems import PlaygroundError
from playground.spec.words import tr

FAMILY = "Inter"
"""The family that everything is set in."""
MATHS = "DejaVu Sans"
"""Lends the letters that `FAMILY` lacks, such as ∇ and ᵀ."""
MONO = "DejaVu Sans Mono"
"""For code and paths of files."""
FILES = ("Inter-Regular.otf", "Inter-Medium.otf", "Inter-SemiBold.otf", "DejaVuSans.ttf", "DejaVuSansMono.ttf")
SIZE = 10.0
"""The size of plain text, in points."""
_magnified = [1.0]


def magnify(factor: float) -> None:
    """From now on letters are made ``factor`` times as large: 1 is as usual."""
    _magnified[0] = factor


def magnified() -> float:
    """How many times as large as usual letters are made."""
    return _magnified[0]


@cache
def load_fonts() -> tuple[str, ...]:
    """Make the bundled fonts known to Qt, once; gives the families found. Needs a QGuiApplication.

    Raises:
        PlaygroundError: a font file is missing or cannot be read.

    """
    found: list[str] = []
    for name in FILES:
        path = asset("fonts", name)
        number = QFontDatabase.addApplicationFont(str(path))
        if number < 0:
            raise PlaygroundError(
                tr("the font file {path} is missing or cannot be read; install the program again", path=path)
            )
        found += QFontDatabase.applicationFontFamilies(number)
    return tuple(dict.fromkeys(found))


def font(size: float = SIZE, weight: QFont.Weight = QFont.Weight.Normal, *, mono: bool = False) -> QFont:
    """A font of the program's families. ``size`` is in points; figures are all of one width, so numbers stand still."""
    load_fonts()
    made = QFont()
    made.setFamilies([MONO, MATHS] if mono else [FAMILY, MATHS])
    made.setPointSizeF(size * _magnified[0])
    made.setWeight(weight)
    made.setFeature(QFont.Tag("tnum"), 1)
    return made
