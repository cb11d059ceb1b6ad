"""The bar on top: play, pause, step; the seed; how far training is, how fast it goes and how good it is."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QElapsedTimer, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFontMetrics, QIntValidator
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from playground.catalog.settings import set_at
from playground.gui.actions import Actions
from playground.gui.follow import follow
from playground.gui.pins_button import PinsButton
from playground.gui.speed import Speed
from playground.gui.stops import Stops
from playground.gui.theme.fonts import font
from playground.gui.theme.icons import icon
from playground.gui.theme.style import give_role, mixed
from playground.gui.theme.tokens import Theme
from playground.spec.experiment import Experiment
from playground.spec.words import tr
from playground.workbench.columns import Columns
from playground.workbench.document import Document
from playground.workbench.run import Run, RunStatus

NOTHING = "–"
PAUSE = 100
"""Milliseconds between two changes of the running figures: faster ones cannot be read."""


class Readout(QWidget):
    """A number with its name below it. As wide as its widest value, so that nothing moves while numbers run."""

    def __init__(self, caption: str, widest: str, *, size: float = 11.0, tip: str = "") -> None:
        super().__init__()
        self._value = QLabel(NOTHING, self)
        letters = font(size, font().Weight.DemiBold)
        self._value.setFont(letters)
        self._value.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom)
        self._caption = QLabel(caption, self)
        self._caption.setFont(font(8.0))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(1)
        column.addStretch()
        column.addWidget(self._value)
        column.addWidget(self._caption)
        column.addStretch()
        wide = max(QFontMetrics(letters).horizontalAdvance(widest), QFontMetrics(font(8.0)).horizontalAdvance(caption))
        self.setFixedWidth(wide + 4)
        self.setToolTip(tip)

    @property
    def text(self) -> str:
        """The value as shown."""
        return self._value.text()

    def show_value(self, text: str) -> None:
        """Show ``text``; nothing is drawn where it is there already."""
        if text != self._value.text():
            self._value.setText(text)
            wide = self._value.fontMetrics().horizontalAdvance(text) + 4
            if wide > self.minimumWidth():  # rather something moves than that a figure is cut
                self.setFixedWidth(wide)

    def set_theme(self, theme: Theme) -> None:
        """The caption in the theme's muted colour."""
        self._caption.setStyleSheet(f"color: {theme.muted};")
        self._value.setStyleSheet(f"color: {theme.text};")


class Transport(QFrame):
    """The transport bar. It gives commands through the window's `Actions`, and reads the run."""

    explain_device = Signal(str)
    """The device chip was clicked: the reason for the device, in words."""

    def __init__(
        self, actions: Actions, document: Document, run: Run, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("Transport")
        self._document = document
        self._run = run
        self._actions = actions
        self._shown: tuple[str, str] | None = None
        self._phase = ""
        self._since = QElapsedTimer()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._show_figures)
        # Not the action's own button: its icon lies on the accent's colour, the menu's does not.
        self.play = QToolButton(self)
        self.play.setFixedSize(44, 44)
        self.play.setIconSize(QSize(22, 22))
        self.play.clicked.connect(actions["play"].trigger)
        self.step = self._button(actions, "step", 34, 18)
        self.epoch = self._button(actions, "epoch", 34, 18)
        self.reset = self._button(actions, "reset", 34, 18)
        self.new_weights = self._button(actions, "new_weights", 34, 18)
        self.play.setObjectName("Play")
        self.seed = QLineEdit(self)
        self.seed.setValidator(QIntValidator(0, 2**31 - 1, self.seed))
        self.seed.setFixedWidth(64)
        self.seed.setAccessibleName(tr("Seed"))
        self.seed.setToolTip(tr("The seed: draws the first weights, the order of examples and the dropout. Type one."))
        self.seed.editingFinished.connect(self._choose_seed)
        self.seed_caption = QLabel(tr("seed"), self)
        self.epochs = Readout(tr("epoch"), "00 000", size=18.0, tip=tr("Passes over the training set so far."))
        self.steps = Readout(tr("step"), "0 000 000", tip=tr("Updates of the weights so far, one for every batch."))
        self.pace = Speed(run, theme, self)
        self.stops = Stops(document, theme, self)
        self.pins = PinsButton(actions, run, theme, self)
        self.speed = Readout(tr("steps/s"), "00.0 k", tip=tr("Updates of the weights per second."))
        self.train = Readout(tr("train loss"), "000.00", tip=tr("The loss over the whole training set."))
        self.dev = Readout(
            tr("dev loss"), "000.00", tip=tr("The loss over the dev set, which the network never learns from.")
        )
        self.device = QToolButton(self)
        self.device.setObjectName("DeviceChip")
        self.device.setText("…")
        self.device.setMinimumWidth(48)
        self.device.clicked.connect(lambda: self.explain_device.emit(self.device.toolTip()))
        self.look = QToolButton(self)
        give_role(self.look, "flat")
        self.look.setFixedSize(34, 34)
        self.look.setIconSize(QSize(18, 18))
        self.look.setToolTip(tr("Light or dark"))
        self.look.setAccessibleName(tr("Light or dark"))
        self._lay_out()
        follow(document.changed, self, self._follow_document)
        follow(run.status_changed, self, self._follow_status)
        follow(run.steps_arrived, self, self._soon)
        follow(run.evaluated, self, self._follow_evaluation)
        follow(run.recalled_changed, self, self._follow_recalled)
        self.set_theme(theme)
        self._follow_document(None, document.experiment)
        self._follow_status(run.status)
        self._follow_evaluation()

    def set_theme(self, theme: Theme) -> None:
        """Colours of ``theme``."""
        for readout in self.readouts():
            readout.set_theme(theme)
        self.pace.set_theme(theme)
        self.stops.set_theme(theme)
        self.pins.set_theme(theme)
        self.look.setIcon(icon("sun" if theme.name == "dark" else "moon", theme))
        self.seed_caption.setStyleSheet(f"color: {theme.muted};")
        self.setStyleSheet(
            f"#Transport {{ background: {theme.panel}; border: none; border-bottom: 1px solid {theme.line}; }}"
            f"#Play {{ background: {theme.accent}; border: 2px solid {theme.accent}; border-radius: 22px; }}"
            f"#Play:hover {{ background: {mixed(theme.accent, theme.text, 0.14)}; }}"
            f"#Play:focus {{ border: 2px solid {theme.text}; }}"
            f"#DeviceChip {{ background: transparent; border: 1px solid {theme.line}; border-radius: 11px;"
            f" padding: 1px 9px; color: {theme.muted}; }}"
            f"#DeviceChip:hover, #DeviceChip:focus {{ border-color: {theme.accent}; }}"
        )
        self._theme = theme
        self._shown = None
        self._show_play(self._run.status)

    def readouts(self) -> tuple[Readout, ...]:
        """All numbers of the bar."""
        return self.epochs, self.steps, self.speed, self.train, self.dev

    def _button(self, actions: Actions, name: str, side: int, picture: int) -> QToolButton:
        button = QToolButton(self)
        button.setDefaultAction(actions[name])
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        button.setFixedSize(side, side)
        button.setIconSize(QSize(picture, picture))
        give_role(button, "flat")
        button.setAccessibleName(actions[name].text().replace("&", ""))
        return button

    def _lay_out(self) -> None:
        seed = QVBoxLayout()
        seed.setSpacing(0)
        self.seed_caption.setFont(font(8.0))
        seed.addWidget(self.seed)
        seed.addWidget(self.seed_caption)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 6, 10, 6)
        row.setSpacing(4)
        row.addWidget(self.play)
        row.addSpacing(4)
        for button in (self.step, self.epoch, self.reset):
            row.addWidget(button)
        row.addSpacing(4)
        row.addWidget(self.pace)
        row.addWidget(self.stops)
        row.addSpacing(4)
        row.addWidget(self.new_weights)
        row.addLayout(seed)
        row.addStretch(1)
        row.addSpacing(8)
        for readout in self.readouts():
            row.addWidget(readout)
            row.addSpacing(2)
        row.addWidget(self.pins)
        row.addStretch(1)
        row.addWidget(self.device)
        row.addWidget(self.look)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def _choose_seed(self) -> None:
        value = int(self.seed.text())
        if value != self._document.experiment.seed:
            self._document.apply(set_at(self._document.experiment, ("seed",), value))

    def _follow_document(self, _old: Experiment | None, new: Experiment) -> None:
        if self.seed.text() != str(new.seed):
            self.seed.setText(str(new.seed))

    def _follow_status(self, status: RunStatus) -> None:
        self._show_play(status)
        if status.phase == self._phase and self._run.recalled is None:
            self._soon()
        else:
            self._phase = status.phase
            self._show_figures()
        device, reason = status.device.upper() or "…", status.reason or tr("The engine is starting.")
        reason = f"{reason} {status.stepper}".strip()
        if (device, reason) != (self.device.text(), self.device.toolTip()):
            self.device.setText(device)
            self.device.setToolTip(reason)

    def _show_play(self, status: RunStatus) -> None:
        name = "pause" if status.phase == "playing" else "play"
        tip = self._actions["play"].toolTip()
        here = self._run.recalled
        if here is not None:
            tip = tr(
                "Train on from epoch {epoch} as a branch: what came after it stays as a pinned curve.",
                epoch=f"{here[1]:.4g}",
            )
        if (name, tip) == self._shown:
            return
        self._shown = name, tip
        self.play.setIcon(icon(name, self._theme, "accent_text"))
        self.play.setAccessibleName(tr("Pause") if name == "pause" else tr("Play"))
        self.play.setToolTip(tip)

    def _soon(self) -> None:
        """Show the figures: now, or when those before have stood long enough."""
        if self._timer.isActive():
            return
        rest = PAUSE - self._since.elapsed() if self._since.isValid() else 0
        if rest > 0:
            self._timer.start(rest)
        else:
            self._since.start()
            self._show_figures()

    def _show_figures(self) -> None:
        status, steps, here = self._run.status, self._run.curves.steps, self._run.recalled
        step, epoch = status.step, status.epoch
        if here is not None:
            step, epoch = here[0], math.floor(here[1] + 1e-9)
        elif len(steps):
            step, epoch = int(steps["step"][-1]), math.floor(steps["epoch"][-1] + 1e-9)
        self.steps.show_value(grouped(step))
        self.epochs.show_value(grouped(epoch))
        self.speed.show_value(short(status.speed) if status.phase == "playing" else NOTHING)

    def _follow_evaluation(self) -> None:
        here = self._run.recalled
        for name, readout in (("train/loss", self.train), ("dev/loss", self.dev)):
            readout.show_value(last_of(self._run.curves.evaluations, name, here[0] if here is not None else None))

    def _follow_recalled(self) -> None:
        """Everything as it was at the place that was recalled, or as it is now."""
        self._show_play(self._run.status)
        self._show_figures()
        self._follow_evaluation()


def last_of(columns: Columns, name: str, step: int | None = None) -> str:
    """The newest value of a column, or the one nearest to ``step``, in at most seven characters, or a dash.

    A value that was measured at another step than ``step`` has a ~ before it.
    """
    if name not in columns or not len(columns):
        return NOTHING
    row = -1 if step is None else int(np.abs(columns["step"] - step).argmin())
    value = float(columns[name][row])
    if step is not None and columns["step"][row] != step and np.isfinite(value):
        return f"~{value:.3g}"
    if not np.isfinite(value):
        return NOTHING
    if 0.0005 <= abs(value) < 1000 or value == 0.0:
        return f"{value:.4f}" if abs(value) < 10 else f"{value:.2f}"
    mantissa, exponent = f"{value:.1e}".split("e")
    return f"{mantissa}e{int(exponent)}".replace("-", "−")


def grouped(number: int) -> str:
    """``12 345``: thousands parted by a thin space."""
    return f"{number:,}".replace(",", "\u2009")


def short(number: float) -> str:
    """``850``, ``12.3 k``, ``1.2 M``: a number in at most six characters."""
    if number >= 999_500:
        return f"{number / 1e6:.1f}\u2009M"
    if number >= 999.5:
        return f"{number / 1e3:.1f}\u2009k"
    return f"{number:.0f}"
