"""The controls of many runs: what varies, how many, how long, and start."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from playground.gui.crowd.recipe import (
    OPTIMIZER,
    PRESETS,
    RATE,
    Kind,
    Setting,
    first_seeds,
    listed,
    ranged,
    setting_of,
    settings,
)
from playground.gui.flow import FlowLayout
from playground.gui.follow import follow
from playground.gui.theme.icons import icon
from playground.gui.theme.style import give_role
from playground.gui.theme.tokens import Theme
from playground.spec.experiment import Experiment
from playground.spec.problems import PlaygroundError
from playground.spec.variants import MOST_VARIANTS, Vary
from playground.spec.words import tr
from playground.workbench.crowd import MOST_EPOCHS
from playground.workbench.document import Document

RUNS, EPOCHS = 16, 100
"""How many runs there are at first, and for how many epochs where the experiment has no limit of its own."""
NUMBER = 76
"""Pixels that a field for a number takes."""
LINE = 28
"""Pixels of height of a line of controls."""
FRAME = 36
"""Pixels that the frame and the buttons of such a field take of its width."""


class Controls(QWidget):
    """A line of controls; under it, where it is wanted, a second one for the values of what varies."""

    started = Signal()
    """A person wants the runs to begin, or to stop: see the button's words."""
    went_on = Signal()
    """A person wants those that rest to go on."""
    closed = Signal()
    """A person has seen enough."""

    def __init__(self, document: Document, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._settings: tuple[Setting, ...] = ()
        self._first = True
        self.heading = QLabel(tr("Many runs"), self)
        give_role(self.heading, "heading")
        self.heading.setMinimumHeight(LINE)
        self.kinds = QButtonGroup(self)
        self.presets: dict[Kind, QPushButton] = {}
        segments = QWidget(self)
        row = QHBoxLayout(segments)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for place, (kind, title, tip) in enumerate(PRESETS):
            button = QPushButton(tr(title), segments)
            give_role(button, "segment")
            button.setProperty("place", "first" if not place else "last" if place == len(PRESETS) - 1 else "")
            button.setCheckable(True)
            button.setToolTip(tr(tip))
            button.clicked.connect(partial(self.choose, kind))
            self.kinds.addButton(button)
            self.presets[kind] = button
            row.addWidget(button)
        self.runs = self._number(2, MOST_VARIANTS, RUNS, tr("How many runs"))
        self.runs.setToolTip(tr("How many runs train side by side, from 2 to {most}", most=MOST_VARIANTS))
        self.runs.setSuffix(f" {tr('runs')}")
        self.epochs = self._number(1, MOST_EPOCHS, document.experiment.training.epochs or EPOCHS, tr("Epochs"))
        self.epochs.setToolTip(tr("For how many epochs each run trains"))
        self.epochs.setSuffix(f" {tr('epochs')}")
        for number, most in ((self.runs, MOST_VARIANTS), (self.epochs, 999)):
            widest = f"{most}{number.suffix()}"
            number.setFixedWidth(number.fontMetrics().horizontalAdvance(widest) + FRAME)
        self.start = QPushButton(tr("Train all"), self)
        give_role(self.start, "primary")
        self.start.clicked.connect(self.started)
        self.on = QPushButton(tr("Go on"), self)
        self.on.setToolTip(tr("Train the runs that are there on, to as many epochs as are set"))
        self.on.clicked.connect(self.went_on)
        self.on.hide()
        self.close_ = QToolButton(self)
        give_role(self.close_, "flat")
        self.close_.setToolTip(tr("Back to the plots; the runs stay"))
        self.close_.setAccessibleName(tr("Close many runs"))
        self.close_.clicked.connect(self.closed)
        line = QWidget(self)
        flow = FlowLayout(line, spacing=8)
        for widget in (
            self.heading,
            segments,
            self.runs,
            self.epochs,
            self.start,
            self.on,
        ):
            flow.addWidget(widget)
        top = QHBoxLayout()
        top.setContentsMargins(0, 0, 0, 0)
        top.addWidget(line, 1)
        top.addWidget(self.close_, 0, Qt.AlignmentFlag.AlignTop)
        self.setting = QComboBox(self)
        self.setting.setAccessibleName(tr("The setting that varies"))
        self.setting.setMinimumContentsLength(12)
        self.setting.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setting.currentIndexChanged.connect(self._choose_setting)
        self.low, self.high = self._word(tr("From")), self._word(tr("To"))
        self.log = QCheckBox(tr("log"), self)
        self.log.setToolTip(
            tr("Each value the same multiple of the one before: 0.01, 0.1, 1. Else the same distance apart.")
        )
        self.list = QLineEdit(self)
        self.list.setAccessibleName(tr("The values, with commas between them"))
        self.range = self._together(QLabel(tr("from"), self), self.low, QLabel(tr("to"), self), self.high, self.log)
        self.second = QWidget(self)
        below = QHBoxLayout(self.second)
        below.setContentsMargins(0, 0, 0, 0)
        below.setSpacing(8)
        for widget in (self.setting, self.range, self.list):
            below.addWidget(widget, 0 if widget is self.range else 100)
        below.addStretch(1)
        self.error = QLabel(self)
        give_role(self.error, "error")
        self.error.setWordWrap(True)
        self.error.setTextFormat(Qt.TextFormat.PlainText)
        self.error.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(top)
        column.addWidget(self.second)
        column.addWidget(self.error)
        for field in (self.low, self.high, self.list):
            field.textEdited.connect(lambda _text: self.complain(""))
        self.set_theme(theme)
        self.choose("seeds")
        follow(document.changed, self, self._follow)

    def _number(self, low: int, high: int, value: int, name: str) -> QSpinBox:
        made = QSpinBox(self)
        made.setRange(low, high)
        made.setValue(value)
        made.setAccessibleName(name)
        made.setStepType(QSpinBox.StepType.AdaptiveDecimalStepType if high > MOST_VARIANTS else made.stepType())
        return made

    def _word(self, name: str) -> QLineEdit:
        made = QLineEdit(self)
        made.setAccessibleName(name)
        made.setFixedWidth(NUMBER)
        return made

    def _together(self, *widgets: QWidget) -> QWidget:
        """Side by side, also where the line breaks."""
        made = QWidget(self)
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        for widget in widgets:
            row.addWidget(widget)
        return made

    # What is wanted

    @property
    def kind(self) -> Kind:
        """What varies."""
        return next(kind for kind, button in self.presets.items() if button.isChecked())

    def varies(self) -> tuple[Vary, ...]:
        """What a person wants to vary, and how.

        Raises:
            PlaygroundError: what was written are no such values.

        """
        experiment, count = self._document.experiment, self.runs.value()
        if self.kind == "seeds":
            return (first_seeds(experiment, count),)
        setting = self._chosen()
        if setting is None:
            raise PlaygroundError(tr("choose the setting that varies"))
        if setting.ranged:
            return (ranged(setting, self.low.text(), self.high.text(), count, log=self.log.isChecked()),)
        return (listed(setting.path, self.list.text()),)

    def choose(self, kind: Kind) -> None:
        """Propose values for what varies."""
        self.presets[kind].setChecked(True)
        self.complain("")
        self._settings = settings(self._document.experiment) if kind == "other" else ()
        with QSignalBlocker(self.setting):
            before = self.setting.currentData()
            self.setting.clear()
            for setting in self._settings:
                self.setting.addItem(setting.title, setting.path)
            paths = [setting.path for setting in self._settings]
            self.setting.setCurrentIndex(paths.index(before) if before in paths else 0 if paths else -1)
        self._choose_setting()

    def complain(self, sentence: str) -> None:
        """Say what is wrong with it; nothing where ``sentence`` is empty."""
        self.error.setText(sentence)
        self.error.setVisible(bool(sentence))

    # Within

    def _chosen(self) -> Setting | None:
        experiment = self._document.experiment
        match self.kind:
            case "learning_rate":
                return self._there(experiment, RATE)
            case "optimizers":
                return self._there(experiment, OPTIMIZER)
            case "other":
                place = self.setting.currentIndex()
                return self._settings[place] if 0 <= place < len(self._settings) else None
            case "seeds":
                return None

    @staticmethod
    def _there(experiment: Experiment, path: tuple[str, ...]) -> Setting | None:
        try:
            return setting_of(experiment, path)
        except PlaygroundError:
            return None

    def _choose_setting(self) -> None:
        """Show the fields for what varies, with proposed values."""
        self.complain("")
        setting = self._chosen()
        is_range = setting is not None and setting.ranged
        if setting is not None and is_range:
            low, high = setting.range()
            self.low.setText(f"{low:g}")
            self.high.setText(f"{high:g}")
            self.log.setChecked(setting.log and low > 0.0)
        elif setting is not None:
            self.list.setText(setting.listed())
            self.list.setCursorPosition(0)
        self.setting.setVisible(self.kind == "other")
        self.range.setVisible(is_range)
        self.list.setVisible(setting is not None and not is_range)
        self.second.setVisible(self.kind != "seeds")
        counted = self.kind == "seeds" or is_range
        self.runs.setVisible(counted)

    def _follow(self, old: Experiment, new: Experiment) -> None:
        """Propose other values where what is varied is another now."""
        if old.training is not new.training or old.network is not new.network:
            self.choose(self.kind)

    def set_theme(self, theme: Theme) -> None:
        """Icons in the colours of ``theme``."""
        self.close_.setIcon(icon("close", theme))
