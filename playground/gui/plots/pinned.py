"""The curves of kept runs, behind those of the run at hand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtGui import QColor

from playground.gui.plots.line import Line
from playground.gui.theme.style import mixed
from playground.gui.theme.tokens import Theme
from playground.workbench.curves import Curves
from playground.workbench.pins import Pin

SHARE = 0.5
"""How far a pinned line's colour goes towards the background."""


def key_of(pin: Pin) -> str:
    """The legend's entry for all lines of a pin."""
    return f"pin/{id(pin.curves)}"


def words_of(pin: Pin) -> str:
    """What is said of a pin: how it differs; its name where it does not."""
    return ", ".join(pin.differences) or pin.name


def pinned_lines(pins: Sequence[Pin], lines: Callable[[Curves], Sequence[Line]], theme: Theme) -> list[Line]:
    """The lines of every pin: paler, dashed, named by what differs; what is faint in the present is left out."""
    found = []
    for pin in pins:
        for line in lines(pin.curves):
            if line.faint or line.ahead or not len(line.x):
                continue
            colour = QColor(mixed(line.colour.name(), theme.plot_background, SHARE))
            found.append(
                replace(
                    line,
                    name=f"{key_of(pin)}/{line.name}",
                    entry=key_of(pin),
                    words=f"{line.words} · {pin.name}",
                    colour=colour,
                    pinned=True,
                    dashed=True,
                )
            )
    return found
