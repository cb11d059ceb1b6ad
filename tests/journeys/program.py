"""The program itself, started as a person starts it, with a hand that presses its keys.

`python -m tests.journeys.program work` trains, changes the network and waits to be killed; ``return`` takes the offer
of the next start. Each writes what it sees as lines of JSON.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator

from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from playground.gui import rescue
from playground.gui.application import application
from playground.gui.frame import Frame
from playground.gui.opening import open_window

PATIENCE = 120_000
"""Milliseconds that a story may take."""
Story = Iterator[Callable[[], bool]]
Key = Qt.Key


def tell(window: Frame, what: str, **more: object) -> None:
    """Write how things stand."""
    run, experiment = window.run, window.document.experiment
    seen = {
        "what": what,
        "units": [node.params["units"] for node in experiment.network.nodes if node.kind == "dense"],
        "step": run.status.step,
        "rows": len(run.curves.steps),
        "loss": float(run.curves.evaluations["train/loss"][-1]),
        "modified": window.document.modified,
    }
    sys.stdout.write(json.dumps(seen | more) + "\n")
    sys.stdout.flush()


def work(window: Frame) -> Story:
    """Train, make every layer larger, train on, pause; tell when it is kept."""
    run = window.run
    yield lambda: window.complete and run.status.phase == "paused" and len(run.curves.evaluations) > 0
    QTest.keyClick(window.canvas, Key.Key_Space)
    yield lambda: run.status.step > 200
    QTest.keyClick(window.canvas, Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(window.canvas, Key.Key_Plus)
    step = run.status.step
    yield lambda: run.status.step > step + 200
    QTest.keyClick(window.canvas, Key.Key_Space)
    yield lambda: run.status.phase == "paused" and run.status.step == run.curves.evaluations["step"][-1]
    kept = window.findChild(rescue.Rescue)
    assert kept is not None
    autosave = kept.autosave

    def written() -> bool:
        now = (window.document.experiment, run.status.step)  # the engine's last steps may come after the word paused
        return autosave._kept == now and autosave._writing is not None and autosave._writing.done()

    captured: list[object] = []
    run.capture(captured.append)
    yield lambda: bool(captured)
    yield written
    tell(window, "kept")
    yield lambda: False


def take_up(window: Frame) -> Story:
    """Take what is offered, and train on."""
    run, news = window.run, window.messages.news
    yield lambda: window.complete and news.isVisible() and bool(news.offers)
    sentence = news.text
    QTest.mouseClick(news.offers[0], Qt.MouseButton.LeftButton)
    yield lambda: run.status.phase == "paused" and run.status.step > 0 and len(run.curves.evaluations) > 0
    yield lambda: run.status.step == run.curves.evaluations["step"][-1]
    tell(window, "back", sentence=sentence)
    step = run.status.step
    QTest.keyClick(window.canvas, Key.Key_Space)
    yield lambda: run.status.step > step + 100
    tell(window, "on")
    window.close_without_asking()


def main(name: str) -> int:
    """Run the program with a story in it."""
    rescue.EVERY = 200
    application()
    told: list[Story] = []
    waits: list[Callable[[], bool]] = []

    def look() -> None:
        window = next((w for w in QApplication.topLevelWidgets() if isinstance(w, Frame) and w.furnished), None)
        if window is None:
            return
        if not told:
            told.append({"work": work, "return": take_up}[name](window))
            waits.append(next(told[0]))
        elif waits[0]():
            try:
                waits[0] = next(told[0])
            except StopIteration:
                timer.stop()

    timer = QTimer()
    timer.timeout.connect(look)
    timer.start(20)
    QTimer.singleShot(PATIENCE, lambda: os._exit(3))  # whoever waits for it is told so by the end of the pipe
    return open_window()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
