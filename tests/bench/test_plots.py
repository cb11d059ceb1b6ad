"""Plots of a run of a million steps: while it grows, and under a hand that pans and zooms; curves kept, pinned, drawn
for many runs.

`make bench` prints them. The goals: a frame of a plot under 4 ms, so that six of them and the canvas come sixty times a
second, and no turn of the window over 33 ms, whatever happens to the curves.
"""

from __future__ import annotations

import itertools
import threading
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication

from playground.gui.application import application
from playground.gui.crowd.chart import CrowdChart
from playground.gui.plots.curve_plot import CurvePlot
from playground.gui.plots.gradients import GradientPlot
from playground.gui.plots.learning_rate import LearningRatePlot
from playground.gui.plots.loss import LossPlot
from playground.gui.plots.metrics import MetricPlot
from playground.gui.plots.update_ratio import UpdateRatioPlot
from playground.gui.theme.tokens import LIGHT
from playground.spec.experiment import Experiment, Network, Node, chain, lay_out
from playground.spec.values import Values
from playground.wire.events import Evaluation, Steps
from playground.workbench.columns import MOST_ROWS, Columns
from playground.workbench.crowd_values import Band
from playground.workbench.document import Document
from playground.workbench.pins import THREAD
from playground.workbench.run import Run
from tests.workbench.support import Recorder

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # the offscreen platform says so of every window

LAYERS, MILLION, BATCH, PER_EPOCH = 4, 1_000_000, 1500, 50
PLOTS: tuple[type[CurvePlot], ...] = (LossPlot, MetricPlot, GradientPlot, LearningRatePlot, UpdateRatioPlot)


@pytest.fixture(scope="module")
def qapp(qapp_args: list[str]) -> QApplication:
    return application()


@pytest.fixture
def document() -> Document:
    hidden = [Node(id=f"dense{n + 1}", kind="dense", params=Values(units=4)) for n in range(LAYERS)]
    nodes = lay_out([Node(id="input1", kind="input"), *hidden, Node(id="output1", kind="output")])
    return Document(Experiment(network=Network(nodes=nodes, edges=chain(*nodes))))


@pytest.fixture
def run(document: Document) -> Iterator[Run]:
    made = Run(document, Recorder())
    yield made
    made.close()


def train(run: Run, count: int) -> None:
    """So many noisy steps more, and an evaluation at their end."""
    first, draw = run.curves.last_step + 1, np.random.default_rng(run.curves.last_step)
    t = np.arange(first, first + count, dtype=np.float64)
    columns = {f"dense{n + 1}": (0.5 + 0.3 * n) * np.exp(0.5 * draw.normal(size=count)) for n in range(LAYERS)}
    loss = 0.4 + 0.1 * draw.normal(size=count)
    run.curves.add_steps(
        Steps(
            run_id=1,
            first=first,
            epoch=t / PER_EPOCH,
            loss=loss,
            cost=loss + 0.05,
            learning_rate=0.1 / (1.0 + t / MILLION),
            gradient_norm=columns,
            update_ratio=columns,
            speed=1e6,
        )
    )
    step = run.curves.last_step
    parts = {part: {"loss": 0.4 + 0.01 * draw.normal(), "accuracy": 0.9} for part in ("train", "dev", "test")}
    run.curves.add_evaluation(Evaluation(run_id=1, step=step, epoch=step / PER_EPOCH, parts=parts))


@pytest.fixture
def plot(request: pytest.FixtureRequest, qapp: QApplication, run: Run, document: Document) -> Iterator[CurvePlot]:
    for _ in range(100):
        train(run, MILLION // 100)
    made: CurvePlot = request.param(run, document, LIGHT)
    made.resize(340, 230)
    made.show()
    made.refresh()
    QApplication.processEvents()
    yield made
    made.close()


of_every_plot = pytest.mark.parametrize("plot", PLOTS, indirect=True, ids=lambda plot: plot.title)


@of_every_plot
def test_a_frame_while_it_trains(benchmark: Any, plot: CurvePlot, run: Run) -> None:
    benchmark.group = "a frame of a plot of a million steps that grows"

    def frame() -> None:
        plot.refresh()
        QApplication.processEvents()

    benchmark.pedantic(frame, setup=lambda: train(run, BATCH), rounds=100, warmup_rounds=3)


@of_every_plot
@pytest.mark.parametrize("hand", ["pan", "zoom"])
def test_a_hand_on_a_million_steps(benchmark: Any, plot: CurvePlot, hand: str) -> None:
    benchmark.group = f"a frame of a plot of a million steps under a hand: {hand}"
    turns = itertools.count()
    plot.view.box.setXRange(5000.0, 9000.0, padding=0)

    def frame() -> None:
        forward = next(turns) % 2 == 0
        if hand == "pan":
            plot.pan(forward=forward)
        else:
            plot.zoom(0.8 if forward else 1.25)
        QApplication.processEvents()

    benchmark.pedantic(frame, rounds=100, warmup_rounds=3)


def test_a_batch_for_a_table_that_is_full(benchmark: Any) -> None:
    """``extra_info`` has the longest: what is thinned must hold nothing up."""
    benchmark.group = "a batch of 1,500 steps for a table of twelve columns that is thinned meanwhile"
    table, values = Columns(), np.random.default_rng(0).random(BATCH)
    names = [f"column{n}" for n in range(11)]
    first = itertools.count(0, BATCH)

    def batch() -> None:
        start = next(first)
        table.extend({"step": np.arange(start, start + BATCH, dtype=np.float64), **dict.fromkeys(names, values)})
        table.blocks(names[0])

    benchmark.pedantic(batch, rounds=MOST_ROWS // BATCH + 200)
    benchmark.extra_info["longest, ms"] = round(1000 * max(benchmark.stats.stats.data), 1)
    assert len(table) <= MOST_ROWS


def test_a_pin_of_a_million_steps(benchmark: Any, run: Run) -> None:
    benchmark.group = "a run of a million steps is pinned"
    train(run, MILLION)

    def wait() -> None:
        """Until those before have been thinned."""
        for thread in threading.enumerate():
            if thread.name == THREAD:
                thread.join()

    benchmark.pedantic(run.pin, setup=wait, rounds=5)
    wait()


@pytest.mark.parametrize("members", [8, 64, 256])
def test_the_curves_of_many_runs(benchmark: Any, qapp: QApplication, members: int) -> None:
    benchmark.group = "a frame of the curves of many runs after a thousand epochs"
    draw = np.random.default_rng(0)
    fall = np.exp(-np.linspace(0.0, 3.0, 1000)[:, None] * draw.uniform(0.5, 2.0, members))
    table = 0.3 + 0.7 * fall + 0.03 * draw.normal(size=fall.shape)
    low, median, high = np.percentile(table, (25, 50, 75), axis=1)
    band, names = Band(low=low, median=median, high=high), tuple(map(str, range(members)))
    chart = CrowdChart(LIGHT)
    chart.resize(560, 300)
    chart.show()

    def frame() -> None:
        chart.show_table("loss", names, np.arange(1000.0), table, band, 1000.0, log=False)
        QApplication.processEvents()

    benchmark(frame)
    chart.close()
