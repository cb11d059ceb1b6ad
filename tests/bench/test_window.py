"""What the window's thread has to do: plots of a million steps, the surface, a hand on the canvas, the first paint.

`make bench` prints them; the first paint stands beside that of a bare main window, in the same run.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget

from playground.gui.application import application
from playground.gui.canvas.live import LiveValues
from playground.gui.canvas.view import CanvasView
from playground.gui.filing import Memory
from playground.gui.plots.curve_plot import CurvePlot
from playground.gui.plots.plot import plots
from playground.gui.plots.surface import KEY, SurfaceView
from playground.gui.theme.tokens import LIGHT
from playground.gui.window import MainWindow
from playground.spec.experiment import Experiment, Network, Node, chain, lay_out
from playground.spec.values import Values
from playground.wire.events import Evaluation, Picture, Steps
from playground.workbench.document import Document
from playground.workbench.run import Run
from playground.workbench.settings import Settings
from tests.workbench.support import Recorder

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # the offscreen platform says so of every window

MILLION = 1_000_000


@pytest.fixture(scope="module")
def qapp(qapp_args: list[str]) -> QApplication:
    return application()


def document_of(layers: int) -> Document:
    hidden = [Node(id=f"dense{number}", kind="dense", params=Values(units=4)) for number in range(1, layers + 1)]
    nodes = lay_out([Node(id="input1", kind="input"), *hidden, Node(id="output1", kind="output")])
    return Document(Experiment(network=Network(nodes=nodes, edges=chain(*nodes))))


@pytest.fixture
def document() -> Document:
    return document_of(4)


@pytest.fixture
def run(document: Document) -> Iterator[Run]:
    made = Run(document, Recorder())
    yield made
    made.close()


def fill(run: Run, layers: int, count: int) -> None:
    """Noisy falling curves of so many steps, fifty steps an epoch, and 500 evaluations."""
    draw = np.random.default_rng(0)
    t = np.arange(1.0, count + 1)
    columns = {f"dense{number}": draw.lognormal(size=count) / np.sqrt(t) for number in range(1, layers + 1)}
    loss = draw.lognormal(size=count) / np.sqrt(t)
    run.curves.add_steps(
        Steps(
            run_id=1,
            first=1,
            epoch=t / 50,
            loss=loss,
            cost=loss,
            learning_rate=np.full(count, 0.1),
            gradient_norm=columns,
            update_ratio=columns,
            speed=1000.0,
        )
    )
    for step in np.linspace(0, count, 500, dtype=int):
        parts = {part: {"loss": 1 / (1 + step), "accuracy": 0.5} for part in ("train", "dev", "test")}
        run.curves.add_evaluation(Evaluation(run_id=1, step=int(step), epoch=step / 50, parts=parts))


def painted(widget: QWidget, change: Callable[[], object]) -> Callable[[], None]:
    """A frame: change something, and paint it."""

    def frame() -> None:
        change()
        widget.repaint()
        QApplication.processEvents()

    return frame


@pytest.mark.parametrize("count", [10_000, MILLION], ids=["10 thousand steps", "1 million steps"])
@pytest.mark.parametrize("plot", plots(), ids=lambda plot: plot.title)
def test_a_plot_of_curves(
    benchmark: Any, qapp: QApplication, run: Run, document: Document, plot: type[CurvePlot], count: int
) -> None:
    benchmark.group = f"a frame of the plot: {plot.title}"
    fill(run, 4, count)
    made = plot(run, document, LIGHT)
    made.resize(340, 230)
    made.show()
    made.refresh()
    benchmark(painted(made.view.viewport(), made.refresh))
    made.close()


def test_the_surface(benchmark: Any, qapp: QApplication, run: Run, document: Document) -> None:
    benchmark.group = "a frame of the decision surface"
    view = SurfaceView(run, document, LIGHT)
    view.resize(340, 380)
    view.show()
    side = np.linspace(-1, 1, 96)
    steps = itertools.count(1)

    def change() -> None:
        step = next(steps)
        slope = (side[:, None] * np.sin(step) + side[None, :] * np.cos(step))[..., None]
        arrays = {"prediction": np.concatenate([0.5 - slope / 3, 0.5 + slope / 3], axis=2).astype(np.float32)}
        run.pictures[KEY] = Picture(
            run_id=1, key=KEY, kind="surface", step=step, arrays=arrays, facts={"extent": (-6.0, 6.0, -6.0, 6.0)}
        )
        view.refresh()

    benchmark(painted(view.canvas, change))
    assert view.picture is run.pictures[KEY]
    view.close()


def hand(canvas: CanvasView, kind: QEvent.Type, at: QPoint, down: Qt.MouseButton) -> None:
    button = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseMove else Qt.MouseButton.LeftButton
    event = QMouseEvent(
        kind, QPointF(at), QPointF(canvas.viewport().mapToGlobal(at)), button, down, Qt.KeyboardModifier.NoModifier
    )
    QApplication.sendEvent(canvas.viewport(), event)


@pytest.mark.parametrize("cards", [18, 300])
def test_dragging_a_card(benchmark: Any, qapp: QApplication, cards: int) -> None:
    benchmark.group = "a frame of dragging a card"
    document = document_of(cards - 2)
    canvas = CanvasView(document, LIGHT)
    canvas.resize(1000, 420)
    canvas.show()
    canvas.fit()
    QApplication.processEvents()
    node = f"dense{cards // 2}"
    start = canvas.mapFromScene(canvas.network_scene.cards[node].pos())
    hand(canvas, QEvent.Type.MouseButtonPress, start, Qt.MouseButton.LeftButton)
    numbers = itertools.count(1)

    def change() -> None:
        at = start + QPoint(20 + next(numbers) % 40, 15)
        hand(canvas, QEvent.Type.MouseMove, at, Qt.MouseButton.LeftButton)

    benchmark(painted(canvas.viewport(), change))
    assert canvas.mapFromScene(canvas.network_scene.cards[node].pos()) != start
    hand(canvas, QEvent.Type.MouseButtonRelease, start + QPoint(40, 15), Qt.MouseButton.NoButton)
    canvas.close()


@pytest.mark.parametrize("cards", [18, 300])
def test_live_values_of_the_cards(benchmark: Any, qapp: QApplication, cards: int) -> None:
    benchmark.group = "a frame of the blocks' live values"
    document = document_of(cards - 2)
    canvas = CanvasView(document, LIGHT)
    canvas.resize(1000, 420)
    canvas.show()
    numbers = itertools.count(1)

    def change() -> None:
        live = LiveValues(gradient_norm=1 / next(numbers), dead=0.25, histogram=tuple(range(1, 33)))
        canvas.set_live({node.id: live for node in document.experiment.network.nodes})

    benchmark(painted(canvas, change))
    canvas.close()


def first_paint(make: Callable[[], QWidget], shut: Callable[[QWidget], object]) -> None:
    window = make()
    window.resize(1440, 900)
    window.show()
    window.grab()  # paints all of it, and lets nothing happen that waits for after the first paint
    shut(window)
    window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def test_first_paint_of_the_window(benchmark: Any, qapp: QApplication, run: Run, document: Document) -> None:
    benchmark.group = "first paint"

    def make() -> MainWindow:
        return MainWindow(document, run, Memory(Settings(theme="light"), keep=False))

    def shut(window: QWidget) -> None:
        assert isinstance(window, MainWindow)
        window.close_without_asking()

    benchmark.pedantic(first_paint, args=(make, shut), rounds=8, warmup_rounds=1)


def test_first_paint_of_a_bare_window(benchmark: Any, qapp: QApplication) -> None:
    benchmark.group = "first paint"
    benchmark.pedantic(first_paint, args=(QMainWindow, QMainWindow.close), rounds=8, warmup_rounds=1)
