from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from playground.catalog.settings import set_at
from playground.gui.inspector.live_sketches import KEY, LiveSketches
from playground.gui.inspector.panel import InspectorPanel
from playground.gui.inspector.sketch import Drawing, Sketch, Spread, reach_of
from playground.gui.theme.tokens import LIGHT
from playground.spec.values import Choice
from playground.wire.commands import Watch
from playground.wire.events import Picture, Steps
from playground.workbench.document import Document
from playground.workbench.run import Run
from tests.workbench.fake_engine import steps
from tests.workbench.support import Recorder

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # the offscreen platform says so of every window


@pytest.fixture
def engine() -> Recorder:
    return Recorder()


@pytest.fixture
def run(document: Document, engine: Recorder) -> Iterator[Run]:
    made = Run(document, engine)
    yield made
    made.close()


@pytest.fixture
def inspector(qtbot: QtBot, document: Document) -> InspectorPanel:
    made = InspectorPanel(document, LIGHT)
    qtbot.addWidget(made)
    made.resize(320, 900)
    with qtbot.waitExposed(made):
        made.show()
    return made


def drawing(inspector: InspectorPanel) -> Drawing:
    (sketch,) = [sketch for sketch in inspector.findChildren(Sketch) if sketch.isVisible()]
    assert sketch.drawing is not None
    assert not sketch.grab().isNull()
    return sketch.drawing


def watched(engine: Recorder) -> list[str]:
    return [item.key for item in [command for command in engine.commands if isinstance(command, Watch)][-1].watched]


def test_z_lies_under_the_activation_while_it_is_seen(
    qtbot: QtBot, run: Run, document: Document, engine: Recorder, inspector: InspectorPanel
) -> None:
    live = LiveSketches(run, document, inspector)
    inspector.show_nodes(("dense1",))
    live.refresh()
    assert watched(engine) == [KEY]
    arrays = {"z/dense1/counts": np.array([1, 2, 1]), "z/dense1/edges": np.array([-9.0, -3.0, 3.0, 9.0])}
    run.pictures[KEY] = Picture(run_id=1, key=KEY, kind="histograms", step=5, arrays=arrays)
    run.picture_arrived.emit(run.pictures[KEY])
    qtbot.waitUntil(lambda: drawing(inspector).spread is not None)
    assert drawing(inspector).x[[0, -1]] == pytest.approx([-10.0, 10.0])
    inspector.show_nodes(())
    live.refresh()
    assert watched(engine) == []


def test_the_present_epoch_is_marked_on_the_schedule(run: Run, document: Document, inspector: InspectorPanel) -> None:
    live = LiveSketches(run, document, inspector)
    document.apply(set_at(document.experiment, ("training", "schedule"), Choice("inverse_time")))
    assert drawing(inspector).now is None
    event: Steps = steps(1, 1, 900)  # ten to an epoch
    run.curves.add_steps(event)
    live.refresh()
    assert drawing(inspector).now == 90.0
    assert drawing(inspector).x[-1] == 200.0  # the next round number, so that the future is seen
    run.recalled = (400, 40.0)
    live.refresh()
    assert drawing(inspector).now == 40.0


def test_the_drawing_reaches_over_most_of_z() -> None:
    edges = np.array([-100.0, -5.0, 0.0, 5.0, 100.0])
    assert reach_of(None) == 4.0
    assert reach_of(Spread(counts=np.array([0, 5, 5, 0]), edges=edges, name="z")) == 6.0
    assert reach_of(Spread(counts=np.array([1, 500, 500, 1]), edges=edges, name="z")) == 6.0
    assert reach_of(Spread(counts=np.array([50, 5, 5, 50]), edges=edges, name="z")) == 100.0
