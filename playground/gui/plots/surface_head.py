"""What stands over and under the surface: its name with the parts of the data, and the line of values."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QWidget

from playground.catalog.prepare import PARTS, Part, Prepared
from playground.gui.plots.chip import Chip
from playground.gui.plots.faces.said import two_lines
from playground.gui.theme import icons
from playground.gui.theme.style import give_role
from playground.gui.theme.tokens import Theme
from playground.spec.words import tr

AT_FIRST: tuple[Part, ...] = ("train", "dev")
"""The parts that are shown until a person chooses."""
AROUND = 92
"""Pixels that the chips' marks and the button of the options take from the heading."""

MARKS = 60
"""Those that the chips' marks alone take."""

LEAST = 64
"""Those that are left for a heading at least."""


class SurfaceHead(QWidget):
    """The heading, a chip for each part of the data, and the button that shows the options."""

    chosen = Signal(str)
    """A part was clicked; its chip has changed already."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = title
        self.heading = QLabel(title)
        self.heading.setMinimumWidth(1)
        give_role(self.heading, "heading")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        row.addWidget(self.heading, 1)
        self.chips: dict[Part, Chip] = {}
        for part in PARTS:
            chip = Chip(tr(part))
            chip.setChecked(part in AT_FIRST)
            chip.clicked.connect(lambda _on=False, part=part: self.chosen.emit(part))
            self.chips[part] = chip
            row.addWidget(chip)
        self.gear = QToolButton()
        self.gear.setCheckable(True)
        self.gear.setIconSize(QSize(14, 14))
        self.gear.setToolTip(tr("What the surface shows: 3-D, classes, steps, range"))
        self.gear.setAccessibleName(tr("Surface options"))
        give_role(self.gear, "small")
        row.addWidget(self.gear)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """The marks, the button, and the beginning of a heading: everything else gives way."""
        return QSize(AROUND + LEAST, super().minimumSizeHint().height())

    @property
    def parts(self) -> tuple[Part, ...]:
        """The parts of the data that are switched on."""
        return tuple(part for part in PARTS if self.chips[part].isChecked())

    def switch(self, *parts: Part) -> None:
        """Exactly these are on."""
        for part, chip in self.chips.items():
            chip.setChecked(part in parts)

    def entitle(self, title: str) -> None:
        """Show the heading; the chips lose their words where it needs the room, and go where it needs still more."""
        self.title = title
        words = sum(chip.words_width() for chip in self.chips.values())
        metrics = QFontMetrics(self.heading.font())
        own, room = metrics.horizontalAdvance(title) + 4, self.width() - AROUND
        crowded = own > room
        room += MARKS if crowded else 0
        for chip in self.chips.values():
            chip.be_short(own + words > room)
            chip.setVisible(not crowded)
        self.heading.setText(metrics.elidedText(title, Qt.TextElideMode.ElideRight, max(room, 40)))
        self.heading.setToolTip(title if self.heading.text() != title else "")

    def show_parts(self, theme: Theme, prepared: Prepared | None, *, one: bool) -> None:
        """Colours, tooltips, and which parts there are; ``one``: exactly one of them is looked at."""
        self.gear.setIcon(icons.icon("gear", theme, "muted"))
        marks = {
            "train": tr("Show or hide the points of train: filled"),
            "dev": tr("Show or hide the points of dev: rings"),
            "test": tr("Show or hide the points of test: diamonds"),
        }
        for part, chip in self.chips.items():
            chip.show_line(tr(part), theme.colour("muted"), mark="disc" if one else part)
            there = prepared is not None and len(prepared.rows(part)) > 0
            chip.setEnabled(there)
            if not there:
                chip.setToolTip(tr("There are no examples in the {part} part", part=tr(part)))
            else:
                chip.setToolTip(tr("Look at the {part} part", part=tr(part)) if one else marks[part])

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """More or less room for the heading."""
        super().resizeEvent(event)
        self.entitle(self.title)


class Readout(QLabel):
    """Two short lines; what does not fit is in the tooltip."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(" \n ", parent)
        self._lines: tuple[str, ...] = ("", "")
        give_role(self, "small")
        self.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self.setMinimumWidth(1)

    def show_lines(self, *lines: str) -> None:
        """The first two of ``lines``."""
        self._lines = (*lines, "", "")[:2]
        metrics, width = self.fontMetrics(), self.width() - 4
        cut = [metrics.elidedText(line or " ", Qt.TextElideMode.ElideRight, width) for line in self._lines]
        self.setText("\n".join(cut))
        self.setToolTip("\n".join(filter(None, self._lines)) if "…" in "".join(cut) else "")

    def say(self, sentence: str) -> None:
        """A sentence, on both lines where it needs them."""
        self.show_lines(*two_lines(sentence, self.fontMetrics(), self.width() - 4))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Other words fit."""
        super().resizeEvent(event)
        self.show_lines(*self._lines)
