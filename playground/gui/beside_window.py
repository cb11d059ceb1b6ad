"""What every window that stands beside the main one has in common."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QLabel, QWidget

from playground.gui.follow import follow
from playground.gui.gaze import Gaze
from playground.gui.theme.style import give_role
from playground.gui.theme.tokens import Theme
from playground.spec.experiment import Experiment
from playground.workbench.document import Document
from playground.workbench.run import Run


class BesideWindow(QWidget):
    """A window of its own that may stay open. While it is seen it follows the document; Escape closes it.

    Attributes:
        first: what has the keys when the window is opened; None for the window itself.

    """

    def __init__(
        self, title: str, size: tuple[int, int], document: Document, run: Run, theme: Theme, gaze: Gaze, parent: QWidget
    ) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self._document, self._run, self._theme, self._gaze = document, run, theme, gaze
        self.first: QWidget | None = None
        self.setWindowTitle(title)
        self.resize(QSize(*size))
        follow(document.changed, self, self._follow_document)

    def open(self) -> None:
        """Show the window, or bring it to the front."""
        self.show()
        self.raise_()
        self.activateWindow()
        if self.first is not None:
            self.first.setFocus()

    def set_theme(self, theme: Theme) -> None:
        """Colours of ``theme``."""
        self._theme = theme

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """What is seen is what the data and the network are now."""
        super().showEvent(event)
        self._take_up()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802
        """Nothing is measured for a window that nobody sees."""
        super().hideEvent(event)
        self._rest()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Escape closes."""
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)

    def _follow_document(self, old: Experiment, new: Experiment) -> None:
        if not self.isVisible():
            return
        if old.data is not new.data:
            self._take_up()
        elif old.network is not new.network:
            self._take_network()

    def _take_up(self) -> None:
        """Show what the data are now; also called when the window is shown."""

    def _take_network(self) -> None:
        """The network is another one, the data are the same."""

    def _rest(self) -> None:
        """The window is hidden: ask for nothing any more."""


class Complaint(QLabel):
    """Room for a sentence about what is wrong, there only while something is."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        give_role(self, "error")
        self.setWordWrap(True)
        self.hide()

    def say(self, sentence: str) -> None:
        """What is wrong; empty for nothing."""
        self.setText(sentence)
        self.setVisible(bool(sentence))
