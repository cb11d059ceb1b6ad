"""The fonts of the canvas, in canvas units, and cutting words to a width."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontMetricsF

from playground.gui.theme import fonts


@lru_cache(maxsize=32)
def lettering(size: float, *, bold: bool = False) -> QFont:
    """A font ``size`` canvas units high, unhinted, so that words keep their width at every zoom."""
    made = fonts.font(weight=QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
    made.setPixelSize(round(size))
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return made


@lru_cache(maxsize=32)
def metrics(size: float, *, bold: bool = False) -> QFontMetricsF:
    """How wide and high the letters of `lettering` are."""
    return QFontMetricsF(lettering(size, bold=bold))


@lru_cache(maxsize=2048)
def width(text: str, size: float, *, bold: bool = False) -> float:
    """The width of ``text``."""
    return metrics(size, bold=bold).horizontalAdvance(text)


def shrunk(text: str, size: float, least: float, room: float, *, bold: bool = False) -> float:
    """``size``, or as much smaller as lets ``text`` stand in ``room``; not below ``least``, unless ``size`` is."""
    wide = width(text, size, bold=bold)
    return size if wide <= room else max(min(size, least), float(int(size * room / wide)))


@lru_cache(maxsize=2048)
def elided(text: str, size: float, room: float, *, bold: bool = False) -> str:
    """``text``, shortened with an ellipsis to ``room``."""
    return metrics(size, bold=bold).elidedText(text, Qt.TextElideMode.ElideRight, room)
