"""How fast training goes: a slider from one step a second to as fast as the machine can."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QLabel, QSizePolicy, QSlider, QVBoxLayout, QWidget

from playground.gui.follow import follow
from playground.gui.theme.fonts import font
from playground.gui.theme.tokens import Theme
from playground.spec.words import tr
from playground.workbench.run import Run

PACES: tuple[float, ...] = (1, 2, 5, 10, 30, 100, 300, 1000, 3000, 10_000, 30_000, 100_000, 0)
"""Steps per second, from left to right; 0, at the right end, is as fast as it goes."""
WIDTH = 78


class Speed(QWidget):
    """The slider and, below it, the speed that was chosen."""

    chosen = Signal(float)
    """Steps per second, 0 for no limit, that somebody set with the slider."""

    def __init__(self, run: Run, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._run = run
        self.slider = QSlider(Qt.Orientation.Horizontal, self)
        self.slider.setRange(0, len(PACES) - 1)
        self.slider.setPageStep(1)
        self.slider.setFixedWidth(WIDTH)
        # A click leaves the focus where it is, so that the space bar still plays.
        self.slider.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.slider.setAccessibleName(tr("Speed"))
        self.caption = QLabel(self)
        self.caption.setFont(font(8.0))
        # As wide as its longest words, so that nothing beside it moves.
        words = max(QFontMetrics(font(8.0)).horizontalAdvance(words_of(pace)) for pace in PACES)
        self.setFixedWidth(max(WIDTH, words + 4))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(1)
        self.slider.setFixedHeight(26)
        column.addWidget(self.slider)
        column.addWidget(self.caption)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        self.slider.valueChanged.connect(self._choose)
        follow(run.pace_changed, self, self._show)
        self.set_theme(theme)
        self._show(run.pace)

    def sizeHint(self) -> QSize:  # noqa: N802
        """As high as the bar's buttons."""
        return QSize(self.minimumWidth(), 40)

    def set_theme(self, theme: Theme) -> None:
        """Colours of ``theme``."""
        self.caption.setStyleSheet(f"color: {theme.muted};")

    def change(self, by: int) -> None:
        """So many places to the right (faster) or to the left."""
        self.slider.setValue(self.slider.value() + by)

    def _choose(self, place: int) -> None:
        self._run.set_pace(PACES[place])
        self.chosen.emit(PACES[place])

    def _show(self, pace: float) -> None:
        blocked = self.slider.blockSignals(True)
        self.slider.setValue(place_of(pace))
        self.slider.blockSignals(blocked)
        words = words_of(pace)
        self.caption.setText(words)
        self.setToolTip(
            tr(
                "How fast Play trains: {speed}. From one step a second to as fast as it goes.  [ slower, ] faster",
                speed=words,
            )
        )
        self.slider.setAccessibleDescription(words)


def place_of(pace: float) -> int:
    """The place on the slider that is nearest to a pace, by its ratio; the right end where there is no limit."""
    if not pace:
        return len(PACES) - 1
    return min(range(len(PACES) - 1), key=lambda place: max(PACES[place] / pace, pace / PACES[place]))


def words_of(pace: float) -> str:
    """``full speed``, ``1 step/s`` or ``3 k steps/s``."""
    if not pace:
        return tr("full speed")
    if pace == 1:
        return tr("1 step/s")
    number = f"{pace / 1000:g}\u2009k" if pace >= 1000 else f"{pace:g}"
    return tr("{number} steps/s", number=number)
