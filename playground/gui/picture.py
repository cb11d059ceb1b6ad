"""A picture of the real window, drawn without a screen, after the real engine has trained."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QPoint, QSize, QTimer
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QApplication

from playground.gui.app import Desk
from playground.gui.application import application
from playground.gui.filing import Memory
from playground.gui.theme.tokens import Wish
from playground.gui.window import MainWindow
from playground.spec.experiment import Experiment
from playground.spec.problems import PlaygroundError
from playground.spec.words import mark, tr
from playground.wire.checkpoint import Checkpoint
from playground.workbench.curves import Curves
from playground.workbench.run import Run
from playground.workbench.settings import Settings

WISHES: tuple[Wish, ...] = ("light", "dark", "system")
START = 120.0
"""Seconds that the engine gets to start, to load the experiment, or to answer."""


def render(
    experiment: Experiment,
    path: Path,
    *,
    epochs: int = 0,
    theme: str = "light",
    size: tuple[int, int] = (1440, 900),
    scale: float = 1.0,
    checkpoint: Checkpoint | None = None,
    curves: Curves | None = None,
) -> None:
    """Train ``epochs`` epochs and save a PNG picture of the window.

    Args:
        experiment: what is shown.
        path: where the picture goes.
        epochs: how many passes over the training set come first.
        theme: ``light``, ``dark`` or ``system``.
        size: of the window, in pixels: width and height.
        scale: pixels of the picture per pixel of the window.
        checkpoint: where training goes on; None is the first weights.
        curves: what was recorded up to there.

    Raises:
        PlaygroundError: the theme or the size is none, the engine failed, or the picture could not be written.

    """
    wish = next((wish for wish in WISHES if wish == theme), None)
    if wish is None:
        raise PlaygroundError(tr("theme must be one of {themes}, not {theme!r}", themes=", ".join(WISHES), theme=theme))
    if not (320 <= size[0] <= 8000 and 240 <= size[1] <= 8000 and 0.5 <= scale <= 8.0):
        raise PlaygroundError(
            tr(
                "a picture is from 320x240 to 8000x8000 at a scale from 0.5 to 8, not {width}x{height} at {scale:g}",
                width=size[0],
                height=size[1],
                scale=scale,
            )
        )
    with _without_screen(scale):
        app = application()
    desk = Desk(experiment)
    try:
        if checkpoint is not None:
            desk.run.resume(checkpoint, curves)
        window = MainWindow(desk.document, desk.run, Memory(Settings(theme=wish), keep=False))
        try:
            window.setMinimumSize(window.minimumSize().boundedTo(QSize(*size)))
            window.resize(*size)
            window.show()
            _train(window, epochs)
            picture = _grab(window, scale)
        finally:
            window.close_without_asking()
            window.deleteLater()
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
            app.processEvents()
    finally:
        desk.close()
    if not picture.save(str(path), "PNG"):
        raise PlaygroundError(tr("the picture could not be written to {path}", path=path))


def _train(window: MainWindow, epochs: int) -> None:
    run = window.run
    _wait(
        lambda: window.complete and window.data.gallery.complete,
        START,
        mark("the window did not come up within {seconds:g} seconds"),
    )
    if run.status.can_play:
        _wait(
            lambda: run.status.phase != "starting", START, mark("the engine did not start within {seconds:g} seconds")
        )
        if epochs:
            run.advance("epoch", epochs)
            _wait(lambda: run.status.phase != "playing", None, "")
        if run.status.phase == "failed":
            raise PlaygroundError(run.status.sentence)
        if epochs and run.status.step:
            _wait(lambda: _evaluated(run), None, "")  # the last one comes piece by piece
        for _ in range(2):  # the first answer says that the engine knows what is watched, the second that all is here
            _round_trip(run)
    window.settle()


def _evaluated(run: Run) -> bool:
    """Whether losses and metrics are those of the present weights."""
    rows = run.curves.evaluations
    return run.status.phase == "failed" or (len(rows) > 0 and float(rows["step"][-1]) >= run.status.step)


def _round_trip(run: Run) -> None:
    """Ask the engine something and wait for the answer: all that it sent before has arrived then."""
    answers: list[Checkpoint] = []
    run.capture(answers.append)
    _wait(lambda: bool(answers), START, mark("the engine did not answer within {seconds:g} seconds"))


def _wait(done: Callable[[], bool], seconds: float | None, failure: str) -> None:
    """Let the window live until ``done``; no more than ``seconds``, where given."""
    loop = QEventLoop()
    poll = QTimer()
    poll.setInterval(10)
    end = None if seconds is None else time.monotonic() + seconds

    def look() -> None:
        if done() or (end is not None and time.monotonic() > end):
            loop.quit()

    poll.timeout.connect(look)
    poll.start()
    loop.exec()
    poll.stop()
    if not done():
        raise PlaygroundError(tr(failure, seconds=seconds))


def _grab(window: MainWindow, scale: float) -> QPixmap:
    """The window as it would be on a screen with ``scale`` pixels per pixel."""
    if abs(window.devicePixelRatioF() - scale) < 1e-6:
        return window.grab()
    picture = QPixmap(window.size() * scale)
    picture.setDevicePixelRatio(scale)
    window.render(picture, QPoint())
    return picture


@contextmanager
def _without_screen(scale: float) -> Iterator[None]:
    """Qt's settings for a first application object: no screen is needed, and letters are drawn at ``scale``."""
    if QApplication.instance() is not None:
        yield
        return
    wanted = {"QT_QPA_PLATFORM": "offscreen", "QT_SCALE_FACTOR": f"{scale:g}"}
    before = {name: os.environ.get(name) for name in wanted}
    os.environ.update(wanted)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
