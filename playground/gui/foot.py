"""What stands under the canvas: the time line with the button of the problems, slow motion in their place, problems."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QGridLayout, QWidget

from playground.gui.problem_strip import ProblemStrip

GAP = 8


class Foot(QWidget):
    """Where nothing is the matter one row is enough, and the canvas has the rest of the height.

    Args:
        line: the time line, at the left. motion: what takes its place from time to time.
        problems: at the right end of the line while there is nothing to say; else over the whole width, under it.

    """

    def __init__(self, line: QWidget, motion: QWidget, problems: ProblemStrip, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._line, self._problems = line, problems
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(GAP)
        self._grid.setColumnStretch(0, 1)
        self._grid.addWidget(motion, 1, 0, 1, 2)
        self._place()
        problems.small_changed.connect(self._place)
        line.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Without the line there is no place beside it."""
        if watched is self._line and event.type() in (QEvent.Type.ShowToParent, QEvent.Type.HideToParent):
            self._place()
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        problems, small = self._problems, self._problems.small
        self._grid.removeWidget(problems)
        self._grid.removeWidget(self._line)
        self._grid.addWidget(self._line, 0, 0, 1, 1 if small else 2)
        if small:
            self._grid.addWidget(problems, 0, 1)
        else:
            self._grid.addWidget(problems, 2, 0, 1, 2)
        problems.setVisible(not (small and self._line.isHidden()))
