"""How lucky was this seed: sixteen runs on the spiral, the best is kept and plays on."""

from __future__ import annotations

import numpy as np
import pytest

from playground.gui.many import Many
from tests.journeys.conftest import Person

pytestmark = pytest.mark.timeout(300)

RUNS, EPOCHS = 16, 12


def test_the_best_of_sixteen_seeds_plays_on(me: Person) -> None:
    window, document, run = me.window, me.desk.document, me.desk.run
    me.click(window.data.gallery.tiles["spiral"])
    me.press("Space")
    me.until(lambda: run.status.step > 20)
    me.find("many runs")
    assert isinstance(window.many, Many)
    panel, crowd = window.many.panel, window.many.crowd
    assert panel is not None
    assert crowd is not None
    panel.controls.runs.setValue(RUNS)
    panel.controls.epochs.setValue(EPOCHS)
    me.click(panel.controls.start)
    me.until(lambda: crowd.status.phase in ("resting", "failed"))
    assert crowd.status.epoch == EPOCHS, crowd.status
    assert me.phase() == "paused"
    assert crowd.table("dev/loss").shape == (EPOCHS + 1, RUNS)
    me.until(lambda: crowd.wall is not None and crowd.wall.step == crowd.status.step)
    panel.refresh()

    # The first tile is the best; a click shows it on the large surface.
    best = int(crowd.order()[0])
    tile = panel.wall.visualRect(panel.wall.tiles.index(0)).center()
    me.click(panel.wall.viewport(), tile)
    assert crowd.chosen == best
    me.until(lambda: window.surface.head.title == f"Seed {best}")
    assert window.surface.picture is not None
    assert crowd.wall is not None
    assert np.array_equal(window.surface.picture.arrays["prediction"], crowd.wall.arrays["chosen"])

    # Kept, it is the experiment, with its weights and its curve up to here.
    me.click(panel.keep)
    me.until(lambda: document.experiment.seed == best and me.phase() == "paused")
    assert run.status.epoch == EPOCHS
    assert me.losses() == pytest.approx(crowd.table("train/loss")[:, best], rel=1e-4)
    me.press("Ctrl+M Space")
    me.until(lambda: run.status.epoch > EPOCHS)
    me.press("Space")
    me.until(lambda: me.phase() == "paused")
    assert len(me.losses()) > EPOCHS + 1

    # One step back, it is what it was.
    me.press("Ctrl+Z")
    assert document.experiment.seed == 0
    assert document.experiment.training.order_seed != document.experiment.seed or best == 0
