"""A whole window with the real engine playing: frames, a hand in between, the start, and memory.

`make bench` prints them. A start stands beside that of a bare main window, a click while it trains beside one at rest,
both of a pair in the same run, for the seconds belong to the machine; frames per second are figures of the machine.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QBoxLayout, QGraphicsView, QWidget

from playground.gui.app import Desk
from playground.gui.application import application
from playground.gui.canvas.units import spot
from playground.gui.filing import Memory
from playground.gui.plot_strip import Place
from playground.gui.window import MainWindow
from playground.spec.experiment import Experiment, Network, Node, chain, lay_out
from playground.spec.values import Choice, Values
from playground.workbench import templates
from playground.workbench.settings import Settings
from tests.bench.long_training import training
from tests.gui.canvas.conftest import Hand

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # the offscreen platform says so of every window

SECONDS = 5.0
LAYERS, UNITS, ROW = 20, 64, 5
PLOTS, WIDE = 6, 2400
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture(scope="module")
def qapp(qapp_args: list[str]) -> QApplication:
    return application()


def large() -> Experiment:
    """2-64-64-…-1, twenty opened layers in rows."""
    ends = lay_out([Node(id="input1", kind="input"), Node(id="output1", kind="output")])
    hidden = [
        Node(
            id=f"dense{n + 1}",
            kind="dense",
            params=Values(units=UNITS, activation=Choice("relu"), weight_initializer=Choice("he_normal")),
            position=(300.0 * (n % ROW), 600.0 * (n // ROW)),
            opened=True,
        )
        for n in range(LAYERS)
    ]
    nodes = (ends[0], *hidden, ends[1])
    first = templates.load_template(templates.DEFAULT)
    return replace(first, network=Network(nodes=nodes, edges=chain(*nodes)))


class Stage:
    """A window that plays, and what was painted in it."""

    def __init__(self, experiment: Experiment, *, play: bool = True) -> None:
        self.desk = Desk(experiment)
        self.window = MainWindow(
            self.desk.document, self.desk.run, Memory(Settings(theme="light", pace=0.0), keep=False)
        )
        self.window.resize(1600, 1000)
        self.window.show()
        self.window.activateWindow()
        self.until(lambda: self.window.complete and self.desk.run.status.phase == "paused")
        canvas = self.window.canvas
        canvas.zoom_at(canvas.viewport().rect().center(), max(1.0, 0.5 / canvas.zoom))
        canvas.centerOn(canvas.network_scene.bounds().center())
        if play:
            self.desk.run.play()
            self.until(lambda: self.desk.run.status.step > 20)

    def open_six_plots(self) -> None:
        """In a window that is wide enough for them."""
        strip = self.window.plots
        row = strip.layout()
        assert isinstance(row, QBoxLayout)
        for title in [title for title, plot in strip.plots.items() if plot.isHidden()][: PLOTS - len(strip.places)]:
            place = Place(title, strip)
            row.addWidget(place, 1)
            place.show_plot(strip.plots[title])
            strip.places.append(place)
        self.window.resize(WIDE, 1000)
        self.until(lambda: all(place.plot is not None and place.plot.isVisible() for place in strip.places))

    def until(self, true: Callable[[], bool]) -> None:
        """Let everything live until it is true."""
        end = time.monotonic() + 120
        while not true():
            assert time.monotonic() < end, self.desk.run.status
            QApplication.processEvents()
            time.sleep(0.001)

    def live(self, seconds: float, each: Callable[[], object] = lambda: None) -> None:
        """Let everything live so long; ``each`` is what a hand does meanwhile, over and over."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            each()
            QApplication.processEvents()
            time.sleep(0.0005)

    def leave(self) -> None:
        """Close everything."""
        self.window.close_without_asking()
        self.window.deleteLater()
        self.desk.close()
        self.desk.bridge.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


class Painted(QObject):
    """Counts the paint events of a widget."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.count = 0
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        self.count += event.type() == QEvent.Type.Paint
        return False


@pytest.fixture
def stages() -> Iterator[Callable[..., Stage]]:
    made: list[Stage] = []

    def make(experiment: Experiment, *, play: bool = True) -> Stage:
        made.append(Stage(experiment, play=play))
        return made[-1]

    yield make
    for stage in made:
        stage.leave()


def panned(stage: Stage) -> Callable[[], None]:
    """A hand that moves the paper to and fro, a few pixels at a time."""
    bar = stage.window.canvas.horizontalScrollBar()
    way = itertools.cycle([3] * 60 + [-3] * 60)
    return lambda: bar.setValue(bar.value() + next(way))


@pytest.mark.parametrize("hand", ["watching", "panning"])
@pytest.mark.parametrize("which", ["first", "first, six plots", "20 layers of 64 units"])
def test_frames_while_it_trains(
    benchmark: Any, qapp: QApplication, stages: Callable[..., Stage], which: str, hand: str
) -> None:
    """Everything in sight: opened layers, surface, plots. ``extra_info`` has the frames per second.

    And the longest turns, passages of the window's events: the longest of all, and the hundredth part that is longer.
    """
    benchmark.group = f"{SECONDS:g} s of training with everything open: {which}"
    stage = stages(templates.load_template(templates.DEFAULT) if which.startswith("first") else large())
    if which.endswith("six plots"):
        stage.open_six_plots()
    window, run = stage.window, stage.desk.run
    moved = panned(stage) if hand == "panning" else lambda: None
    turns: list[float] = []

    def each() -> None:
        moved()
        turns.append(time.perf_counter())

    stage.live(1.0)
    shown = [(title, plot) for title, plot in window.plots.plots.items() if plot.isVisible()]
    parts = {
        "canvas": window.canvas.viewport(),
        "surface": window.surface.canvas,
        **{title: plot.findChildren(QGraphicsView)[0].viewport() for title, plot in shown},
    }
    painted = {name: Painted(widget) for name, widget in parts.items()}
    step, cpu, begun = run.status.step, time.process_time(), time.monotonic()
    turns.clear()
    benchmark.pedantic(stage.live, args=(SECONDS, each), rounds=1)
    spent = time.monotonic() - begun
    assert run.status.phase == "playing"
    benchmark.extra_info["window's share of a core"] = round((time.process_time() - cpu) / spent, 2)
    benchmark.extra_info["steps/s"] = round((run.status.step - step) / spent)
    benchmark.extra_info["ms to paint the canvas"] = round(1000.0 * window.canvas.paint_seconds, 1)
    waits = sorted(1000.0 * (after - before) for before, after in itertools.pairwise(turns))
    benchmark.extra_info["ms of a turn, longest"] = round(waits[-1], 1)
    benchmark.extra_info["ms of a turn, one in a hundred longer"] = round(waits[-1 - len(waits) // 100], 1)
    benchmark.extra_info["frames/s"] = {name: round(count.count / spent, 1) for name, count in painted.items()}


@pytest.mark.parametrize("play", [False, True], ids=["at rest", "while it trains"])
def test_a_click_to_the_changed_pixel(
    benchmark: Any, qapp: QApplication, stages: Callable[..., Stage], play: bool
) -> None:
    benchmark.group = "from a click on a layer's + to its changed pixels"
    stage = stages(templates.load_template(templates.DEFAULT), play=play)
    canvas = stage.window.canvas
    hand = Hand(canvas)
    signs = [spot.button("dense1", name) for name in ("more", "fewer")]
    turns = iter(range(10**6))

    def picture() -> QImage:
        return canvas.viewport().grab().toImage()

    def click() -> None:
        hand.click(canvas.network_scene.place_of(signs[next(turns) % 2]).center())
        QApplication.processEvents()  # the frame in which it shows

    before = picture()
    click()
    assert picture() != before
    benchmark(click)


def test_a_click_on_play_to_the_first_movement(
    benchmark: Any, qapp: QApplication, stages: Callable[..., Stage]
) -> None:
    benchmark.group = "from a click on Play to the surface that moved"
    stage = stages(templates.load_template(templates.DEFAULT), play=False)
    window, run = stage.window, stage.desk.run

    def reset() -> None:
        run.reset()
        stage.until(lambda: run.status.phase == "paused" and len(run.curves.evaluations) > 0)
        stage.live(0.2)

    def play() -> None:
        first = window.surface.picture
        painted = Painted(window.surface.canvas)
        QTest.mouseClick(window.transport.play, LEFT)
        stage.until(lambda: window.surface.picture is not first and painted.count > 0)

    benchmark.pedantic(play, setup=reset, rounds=8, warmup_rounds=1)


def test_memory_of_a_minute(benchmark: Any, qapp: QApplication) -> None:
    """MiB that a minute adds to either process. Half an hour: `python -m tests.bench.long_training`.

    What the curves have room for is subtracted; a column that has just doubled its room is not all in memory yet, so
    a minute's figure is rough, and only the long run shows whether it is flat.
    """
    benchmark.group = "a minute of training at full speed"
    samples = benchmark.pedantic(lambda: list(training(60.0, 10.0)), rounds=1)
    first, last = samples[1], samples[-1]
    minutes = (last.seconds - first.seconds) / 60
    grown = (last.window - last.curves) - (first.window - first.curves)
    benchmark.extra_info["window, MiB a minute without its curves"] = round(grown / minutes, 2)
    benchmark.extra_info["engine, MiB a minute"] = round((last.engine - first.engine) / minutes, 2)
    benchmark.extra_info["steps"] = last.steps
