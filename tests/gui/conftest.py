"""Real widgets in a real application, an engine that only writes down what it is told, and a search for leaks."""

from __future__ import annotations

import gc
import multiprocessing
import threading
from collections.abc import Iterator

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QTimer
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

from playground.gui.application import application
from playground.gui.filing import Memory
from playground.gui.theme import style
from playground.gui.theme.tokens import LIGHT
from playground.gui.window import MainWindow
from playground.spec.experiment import Experiment, Network, Node, chain, lay_out
from playground.spec.values import Values
from playground.workbench.document import Document
from playground.workbench.run import Run
from playground.workbench.settings import Settings
from tests.gui.support import Answers
from tests.workbench.support import Recorder


@pytest.fixture(scope="session")
def qapp(qapp_args: list[str]) -> QApplication:
    """The program's own application object in place of a bare one, in its own letters whichever test comes first."""
    app = application()
    style.apply(app, LIGHT)
    return app


@pytest.fixture(autouse=True)
def _nothing_leaks(qapp: QApplication) -> Iterator[None]:
    """A test leaves no window, thread, process or running timer behind."""
    threads = set(threading.enumerate())
    windows = {id(widget) for widget in qapp.topLevelWidgets()}
    yield
    for _ in range(3):
        qapp.processEvents()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    if _strange_windows(qapp, windows):
        gc.collect()  # windows that only a circle of references holds
    left = [(type(widget).__name__, widget.windowTitle()) for widget in _strange_windows(qapp, windows)]
    assert not left, f"windows left behind: {left}"
    assert set(threading.enumerate()) <= threads
    assert not multiprocessing.active_children()
    # type(), not isinstance: some objects of other libraries warn when they are asked for their class
    timers: list[QTimer] = [item for item in gc.get_objects() if issubclass(type(item), QTimer)]
    running = [timer for timer in timers if shiboken6.isValid(timer) and timer.isActive()]
    assert not running, f"timers left running: {[timer.parent() for timer in running]}"


def _strange_windows(qapp: QApplication, known: set[int]) -> list[QWidget]:
    """Windows that were not there before, but for pyqtgraph's menus: they live as long as the test's own objects."""
    return [
        widget
        for widget in qapp.topLevelWidgets()
        if id(widget) not in known and widget.parent() is None and (widget.isVisible() or not isinstance(widget, QMenu))
    ]


@pytest.fixture
def experiment() -> Experiment:
    """Two inputs, four units, one output, on the circle."""
    nodes = lay_out(
        (
            Node(id="input", kind="input"),
            Node(id="dense1", kind="dense", params=Values(units=4)),
            Node(id="output", kind="output"),
        )
    )
    return Experiment(network=Network(nodes=nodes, edges=chain(*nodes)))


@pytest.fixture
def document(experiment: Experiment) -> Document:
    """An open document that is not saved anywhere."""
    return Document(experiment)


@pytest.fixture
def engine() -> Recorder:
    """An engine that writes down its commands; the test speaks for it with `Run.handle`."""
    return Recorder()


@pytest.fixture
def run(document: Document, engine: Recorder) -> Iterator[Run]:
    """A run over that engine."""
    made = Run(document, engine)
    yield made
    made.close()


@pytest.fixture
def answers() -> Answers:
    """What a person answers to the window's questions."""
    return Answers()


@pytest.fixture
def memory() -> Memory:
    """Settings that are kept nowhere."""
    return Memory(Settings(theme="light"), keep=False)


@pytest.fixture
def window(
    qtbot: QtBot, document: Document, run: Run, memory: Memory, answers: Answers, qapp: QApplication
) -> Iterator[MainWindow]:
    """The whole window with all that comes after its first paint, and the mouse somewhere else."""
    made = MainWindow(document, run, memory, answers)
    qtbot.addWidget(made, before_close_func=lambda widget: made.close_without_asking())
    made.resize(1440, 900)
    QCursor.setPos(QPoint(5000, 5000))
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    qtbot.waitUntil(lambda: made.complete and made.data.gallery.complete, timeout=20_000)
    yield made
    qapp.clipboard().clear()
