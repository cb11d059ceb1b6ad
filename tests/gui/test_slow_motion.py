"""The walk through one step, with the test in the engine's place."""

from __future__ import annotations

import numpy as np
import pytest

from playground.gui.slow_motion import BATCH, WEIGHTS, SlowMotion
from playground.spec.edits import MoveNodes, Set
from playground.spec.values import Values
from playground.wire.commands import Advance, Pause, Watch
from playground.wire.events import Picture, Status
from playground.workbench.document import Document
from playground.workbench.run import Run
from tests.gui.support import loaded
from tests.workbench.support import Recorder

NODES = ("input", "dense1", "output")


def batch(number: int, step: int) -> Picture:
    arrays = {"x": np.zeros((2, 2)), "y": np.zeros(2, dtype=np.int64)}
    for head in ("a", "da"):
        arrays |= {f"{head}/{node}": np.zeros((2, 1), dtype=np.float32) for node in NODES}
    for head in ("weight", "gradient"):
        arrays |= {f"{head}/{node}.weight": np.zeros((1, 1), dtype=np.float32) for node in NODES[1:]}
    return Picture(
        run_id=number, key=BATCH, kind="passage", step=step, arrays=arrays, facts={"loss": 0.5, "rows": 2, "shown": {}}
    )


def weights(number: int, step: int) -> Picture:
    return Picture(run_id=number, key=WEIGHTS, kind="weights", step=step, arrays={})


@pytest.fixture
def number(run: Run, engine: Recorder) -> int:
    return loaded(run, engine)


@pytest.fixture
def motion(document: Document, run: Run, number: int) -> SlowMotion:
    made = SlowMotion(document, run)
    made.begin()
    run.handle(batch(number, 0))
    return made


def test_a_step_goes_through_its_phases(motion: SlowMotion) -> None:
    assert [(phase.kind, phase.node) for phase in motion.phases] == [
        ("batch", "input"),
        ("forward", "dense1"),
        ("forward", "output"),
        ("loss", "output"),
        ("backward", "output"),
        ("backward", "dense1"),
        ("update", "dense1"),
        ("update", "output"),
    ]
    motion.forward()
    assert motion.phase == motion.phases[1]
    motion.back()
    motion.back()
    assert motion.at == 0


def test_it_trains_when_the_update_is_reached_and_not_before(
    motion: SlowMotion, run: Run, engine: Recorder, number: int
) -> None:
    for _ in range(5):
        motion.forward()
    assert not engine.of(Advance)
    motion.forward()
    assert (engine.last(Advance).unit, engine.last(Advance).count) == ("step", 1)
    assert motion.waiting
    motion.forward()
    assert len(engine.of(Advance)) == 1, "nothing happens while the engine is at it"
    run.handle(batch(number, 1))
    assert motion.waiting, "the gradients are not there yet"
    run.handle(weights(number, 1))
    assert motion.waiting, "it still trains"
    run.handle(Status(run_id=number, playing=False, step=1, epoch=0, order=engine.last(Advance).order))
    assert motion.phase is not None
    assert motion.phase.kind == "update"
    motion.back()
    motion.forward()
    assert len(engine.of(Advance)) == 1, "going back and on again trains no second step"
    motion.forward()
    assert motion.last
    motion.forward()
    assert motion.at == 0
    assert motion.before is not None
    assert motion.before.step == 1


def test_an_edit_that_training_feels_shows_the_step_anew(
    motion: SlowMotion, run: Run, document: Document, number: int
) -> None:
    motion.forward()
    document.apply(MoveNodes(positions=Values(dense1=(5.0, 5.0)), label="Move"))
    assert motion.at == 1
    document.apply(Set(path=("training", "batch_size"), value=7))
    assert motion.phase is None
    assert motion.waiting
    run.handle(batch(number, 0))
    assert motion.at == 0
    assert motion.phase is not None


def test_play_leaves_it_and_nothing_is_watched_any_more(
    motion: SlowMotion, run: Run, engine: Recorder, number: int
) -> None:
    run.play()
    assert not motion.on
    assert not {BATCH, WEIGHTS} & {watched.key for watched in engine.last(Watch).watched}
    run.handle(Status(run_id=number, playing=True, step=0, epoch=0))
    run.handle(batch(number, 5))
    assert motion.phase is None


def test_it_begins_with_the_step_at_which_an_epoch_that_was_cut_short_comes_to_rest(
    document: Document, run: Run, engine: Recorder, number: int
) -> None:
    motion = SlowMotion(document, run)
    run.advance("epoch")
    motion.begin()
    run.handle(Status(run_id=number, playing=True, step=0, epoch=0, order=engine.last(Advance).order))
    assert motion.on, "that was said before the engine heard of the pause"
    run.handle(batch(number, 3))  # measured before it heard of it, too
    run.handle(Status(run_id=number, playing=False, step=5, epoch=0, order=engine.last(Pause).order))
    assert motion.waiting
    run.handle(batch(number, 5))
    assert motion.before is not None
    assert motion.before.step == 5
    for _ in range(6):
        motion.forward()
    run.handle(batch(number, 6))
    run.handle(weights(number, 6))
    run.handle(Status(run_id=number, playing=False, step=6, epoch=0, order=engine.last(Advance).order))
    assert motion.phase is not None
    assert motion.phase.kind == "update"


def test_an_epoch_that_is_asked_for_during_the_update_leads_to_its_last_step(
    motion: SlowMotion, run: Run, engine: Recorder, number: int
) -> None:
    for _ in range(6):
        motion.forward()
    assert motion.waiting
    run.advance("epoch")
    for step in (1, 20):
        run.handle(weights(number, step))
        run.handle(batch(number, step))
    assert motion.waiting
    run.handle(Status(run_id=number, playing=False, step=20, epoch=1, order=engine.last(Advance).order))
    run.handle(batch(number, 20))
    assert motion.phase == motion.phases[0]
    assert motion.before is not None
    assert motion.before.step == 20
