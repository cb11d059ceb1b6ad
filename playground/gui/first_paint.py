"""What waits until the window has been seen: heavy imports and everything that nobody looks at first."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QWidget


class AfterFirstPaint(QObject):
    """Calls ``then`` once, in a turn of the event loop of its own, after ``widget`` was painted for the first time."""

    def __init__(self, widget: QWidget, then: Callable[[], None]) -> None:
        super().__init__(widget)
        self._widget = widget
        self._then = then
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._run)
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Waits for the paint event; lets everything pass."""
        if event.type() == QEvent.Type.Paint and watched is self._widget:
            self._widget.removeEventFilter(self)
            self._timer.start(0)
        return False

    def _run(self) -> None:
        self._then()


class BitByBit(QObject):
    """Does ``steps`` one after another, each in a turn of the event loop of its own, so that ``parent`` lives on.

    They end with ``parent``. What goes wrong in a step ends the others and is raised, or given to ``failed``.
    """

    def __init__(
        self, parent: QObject, steps: Iterator[None], failed: Callable[[Exception], object] | None = None
    ) -> None:
        super().__init__(parent)
        self._steps = steps
        self._failed = failed
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._next)

    def begin(self) -> None:
        """With the next turn."""
        self._timer.start(0)

    def end(self) -> None:
        """Do no more of them."""
        self._timer.stop()
        self._steps = iter(())

    def _next(self) -> None:
        try:
            next(self._steps)
        except StopIteration:
            self.end()
        except Exception as error:
            self.end()
            if self._failed is None:
                raise
            self._failed(error)
