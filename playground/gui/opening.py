"""Opening the program: what is seen at once, and what comes after it.

The window is painted with what little has been imported: a `Frame` that shows its outline. Then the engine's process
is started, which has torch to import; earlier, it would keep the processor from the first paint. Beside it everything
else is imported and made bit by bit, so that the window lives meanwhile, and put into the frame in one go.
"""

from __future__ import annotations

import gc
import signal
from collections.abc import Iterator
from contextlib import ExitStack
from importlib import import_module
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence

from playground.gui.application import application
from playground.gui.errors.catching import Catcher
from playground.gui.first_paint import AfterFirstPaint, BitByBit
from playground.gui.frame import Frame
from playground.gui.handed_over import Application
from playground.workbench.settings import first_look

PIECES = (
    "numpy",
    "playground.catalog.analysis",
    "playground.spec.door",
    "playground.workbench.run",
    "playground.gui.canvas.view",
    "playground.gui.inspector.panel",
    "playground.gui.data.table_window",
    "playground.gui.window",
    "playground.gui.app",
)
"""What is imported after the first paint, cut into pieces of which none takes long: the last needs all of them."""
PLAY = QKeySequence(Qt.Key.Key_Space)


class EarlyKeys(QObject):
    """Keeps the keys that are pressed before there is anybody to hear them, and does then what they command."""

    def __init__(self, frame: Frame) -> None:
        super().__init__(frame)
        self._frame = frame
        self._kept: list[QKeySequence] = []
        frame.pressed.connect(self._hear)
        frame.outline.play_pressed.connect(self._play)

    def _hear(self, event: QKeyEvent) -> None:
        if not event.isAutoRepeat():
            self._keep(QKeySequence(event.keyCombination()))

    def _play(self) -> None:
        self._keep(PLAY)

    def _keep(self, keys: QKeySequence) -> None:
        self._kept.append(keys)
        self._frame.outline.show_playing(self._kept.count(PLAY) % 2 == 1)

    def act(self) -> None:
        """Do what was commanded, in its order; keys of no command are forgotten."""
        kept, self._kept = self._kept, []
        for keys in kept:
            for action in self._frame.actions():
                if keys in action.shortcuts():
                    action.trigger()


def open_window(path: Path | None = None, link: str = "") -> int:
    """Open the window, with the experiment at ``path``, of ``link`` or the default one; returns the exit status.

    Raises:
        PlaygroundError: a file that comes with the program is missing.

    """
    with ExitStack() as stack:
        app = application()
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl-C ends the program at once, the engine follows
        catcher = Catcher()
        catcher.install()
        stack.callback(catcher.remove)
        frame = Frame(first_look(), path.stem if path is not None else "")
        failures: list[Exception] = []

        def fail(error: Exception) -> None:
            failures.append(error)
            app.exit(1)

        steps = BitByBit(frame, _steps(frame, EarlyKeys(frame), catcher, stack, path, link), fail)
        frame.closed.connect(steps.end)
        # What is there by then stays: looking through all of it for garbage would hold the window up now and then.
        frame.completed.connect(lambda: gc.freeze())
        stack.callback(gc.unfreeze)
        AfterFirstPaint(frame, steps.begin)
        frame.show()
        status = app.exec()
        if failures:
            raise failures[0]
        return status


def _steps(
    frame: Frame, keys: EarlyKeys, catcher: Catcher, stack: ExitStack, path: Path | None, link: str
) -> Iterator[None]:
    from playground.workbench import logs  # all from here on is imported after the first paint
    from playground.workbench.spawn import EngineProcess

    logs.begin("window")
    logs.watch_faults()
    stack.callback(logs.end)
    engine = EngineProcess()
    stack.callback(engine.end)
    yield
    for name in PIECES:
        import_module(name)
        yield
    from playground.gui.app import move_in

    yield from move_in(frame, engine, catcher, stack, path, link)
    keys.act()
    app = QCoreApplication.instance()
    if isinstance(app, Application):
        app.files.begin(frame.filing.open)
        stack.callback(app.files.end)
