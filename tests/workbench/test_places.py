"""Earlier places, branches, pace and weights by hand, as the run has them; the test speaks for the engine."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from playground.catalog.initial import initial_weights
from playground.spec.edits import Set, SetWeight
from playground.spec.experiment import Touch
from playground.wire.checkpoint import Checkpoint
from playground.wire.commands import Advance, Capture, Load, Pace, Play, Poke, Recall, Reconfigure
from playground.wire.events import Captured, Diverged, Evaluation, Kept, Loaded, Recalled
from tests.workbench.fake_engine import checkpoint, steps
from tests.workbench.test_run import RATE, Story

PLACES = ((0, 0.0), (10, 1.0), (20, 2.0), (30, 3.0))


@pytest.fixture
def story() -> Story:
    """A run that has trained thirty steps, three epochs, and rests."""
    story = Story().loaded()
    story.run.play()
    story.hear(story.told(playing=True), steps(1, 1, 30))
    story.hear(Evaluation(run_id=1, step=20, epoch=2.0, parts={"dev": {"loss": 0.5}}))
    story.hear(Evaluation(run_id=1, step=30, epoch=3.0, parts={"dev": {"loss": 0.4}}))
    story.run.pause()
    story.hear(Kept(run_id=1, snapshots=PLACES), story.told(playing=False, step=30))
    return story


def arrived(story: Story, step: int, behind: int = 0) -> Recalled:
    order = story.engine.last(Recall).order - behind
    return Recalled(run_id=story.id, step=step, epoch=step / 10, order=order)


def recalled(story: Story, step: int) -> Story:
    story.run.recall(step)
    return story.hear(arrived(story, step), story.told(playing=False, step=step))


def rows(story: Story) -> int:
    return story.run.curves.last_step


def test_a_recalled_place_shows_and_the_curves_stay_whole(story: Story) -> None:
    told: list[object] = []
    story.run.recalled_changed.connect(lambda: told.append(story.run.recalled))
    assert story.run.snapshots == PLACES
    recalled(story, 10)
    assert story.engine.newest() == Recall(run_id=1, step=10, order=3)
    assert told == [(10, 1.0)]
    assert (story.phase(), story.status.step, story.status.epoch) == ("paused", 10, 1)
    assert rows(story) == 30
    assert len(story.run.curves.evaluations) == 2
    recalled(story, 30)
    assert told == [(10, 1.0), None]
    assert (story.status.step, rows(story)) == (30, 30)
    assert not story.run.pins.pins


def test_a_step_that_is_no_place_is_passed_over(story: Story) -> None:
    story.run.recall(7)
    assert not story.engine.of(Recall)
    assert story.run.recalled is None


@pytest.mark.parametrize("new_weights", [False, True], ids=["reset", "new weights"])
def test_a_reset_at_an_earlier_place_keeps_the_curves_as_a_pin(story: Story, *, new_weights: bool) -> None:
    before = story.document.experiment
    recalled(story, 10)
    (story.run.new_weights if new_weights else story.run.reset)()
    assert (rows(story), story.run.recalled) == (0, None)
    (pin,) = story.run.pins.pins
    assert (pin.name, pin.experiment, pin.curves.last_step) == ("run 1", before, 30)
    assert pin.differences == (("seed 0, not 1",) if new_weights else ())
    (story.run.new_weights if new_weights else story.run.reset)()
    assert len(story.run.pins.pins) == 1


def test_going_on_from_an_earlier_place_is_a_branch(story: Story) -> None:
    before = story.document.experiment
    recalled(story, 20)
    story.document.apply(RATE)
    assert story.engine.newest() == Reconfigure(run_id=1, experiment=story.document.experiment)
    story.loaded(20)
    assert rows(story) == 30
    story.run.advance("epoch")
    assert story.engine.newest() == Advance(run_id=1, unit="epoch", order=4)
    story.hear(story.told(playing=True, step=20), Kept(run_id=1, snapshots=PLACES[:3]))
    assert story.run.recalled is None
    assert rows(story) == 20
    assert list(story.run.curves.evaluations["step"]) == [20.0]
    (pin,) = story.run.pins.pins
    assert pin.name == "branch at epoch 2"
    assert pin.experiment is before
    assert pin.curves.last_step == 30
    assert pin.differences == ("batch size 10, not 20",)
    story.hear(steps(1, 21, 10), story.told(playing=False, step=30))
    assert len(story.run.pins.pins) == 1


def test_going_on_from_the_present_after_a_look_back_is_none(story: Story) -> None:
    recalled(story, 10)
    recalled(story, 30)
    story.run.play()
    story.hear(story.told(playing=True, step=30), steps(1, 31))
    assert rows(story) == 34
    assert not story.run.pins.pins


def test_recalled_while_it_plays(story: Story) -> None:
    story.run.play()
    story.hear(story.told(playing=True, step=30), steps(1, 31))
    story.run.recall(30)
    assert (story.phase(), story.run.recalled) == ("paused", (30, 3.0))
    # said before the engine heard of it
    story.hear(steps(1, 35), story.told(playing=True, step=38, behind=1), Kept(run_id=1, snapshots=PLACES))
    assert (story.run.recalled, rows(story)) == ((30, 3.0), 38)
    story.hear(Kept(run_id=1, snapshots=(*PLACES, (38, 3.8))), arrived(story, 30))
    assert (story.run.recalled, story.status.step) == ((30, 3.0), 30)
    story.run.play()
    story.hear(story.told(playing=True, step=30))
    assert (story.run.recalled, rows(story)) == (None, 30)
    assert story.run.pins.pins[0].curves.last_step == 38


def test_played_on_before_the_engine_heard_the_recall(story: Story) -> None:
    story.run.play()
    story.run.recall(10)
    story.run.play()
    assert story.phase() == "playing"
    story.hear(steps(1, 31), story.told(playing=True, step=30, behind=2), arrived(story, 10))
    assert (story.phase(), story.run.recalled) == ("playing", (10, 1.0))
    story.hear(story.told(playing=False, step=10, behind=1))
    assert story.phase() == "playing"
    story.hear(story.told(playing=True, step=10), steps(1, 11))
    assert (story.run.recalled, rows(story)) == (None, 14)
    assert story.run.pins.pins[0].curves.last_step == 34


def test_recalled_again_before_the_engine_heard_the_play(story: Story) -> None:
    story.run.recall(10)
    story.run.play()
    story.run.recall(0)
    story.hear(arrived(story, 10, behind=2), story.told(playing=False, step=10, behind=1))
    story.hear(story.told(playing=True, step=10))
    assert (story.run.recalled, rows(story)) == ((0, 0.0), 10)
    assert story.run.pins.pins[0].curves.last_step == 30
    stopped = replace(story.told(playing=False, step=10), order=5)
    story.hear(stopped, Kept(run_id=1, snapshots=PLACES[:2]), arrived(story, 0))
    assert (story.phase(), story.run.recalled, rows(story)) == ("paused", (0, 0.0), 10)


def test_only_the_last_of_many_recalls_counts(story: Story) -> None:
    for step in (20, 10, 0):
        story.run.recall(step)
    story.hear(arrived(story, 20, behind=2), arrived(story, 10, behind=1))
    assert story.run.recalled == (0, 0.0)
    story.hear(arrived(story, 0))
    assert story.status.step == 0


def test_a_place_that_was_dropped_meanwhile_is_the_nearest(story: Story) -> None:
    story.run.recall(10)
    story.hear(Kept(run_id=1, snapshots=(PLACES[0], *PLACES[2:])), arrived(story, 20))
    assert story.run.recalled == (20, 2.0)


def test_another_network_at_an_earlier_place_is_a_branch_at_once(story: Story) -> None:
    recalled(story, 10)
    story.document.apply(Set(path=("network", "dense1", "units"), value=6))
    story.loaded(10)
    assert rows(story) == 30
    story.hear(Kept(run_id=1, snapshots=((10, 1.0),), cut=True))
    assert (story.run.recalled, rows(story)) == (None, 10)
    assert story.run.pins.pins[0].differences == ("Dense: units 4, not 6",)


def test_fresh_weights_end_the_look_back(story: Story) -> None:
    recalled(story, 10)
    story.document.apply(Set(path=("seed",), value=9))
    assert story.run.recalled is None
    story.loaded(0)
    assert rows(story) == 0
    recalled(story, 0)
    story.run.reset()
    assert (story.run.recalled, story.run.snapshots) == (None, ())


def test_a_place_of_a_training_that_is_given_up_is_gone(story: Story) -> None:
    story.document.apply(Set(path=("seed",), value=9))
    story.run.recall(20)  # the engine's word of the fresh weights is still on its way
    fresh = Loaded(run_id=1, device="cpu", reason="", step=0, epoch=0, fresh=("dense1.weight",))
    story.hear(fresh, Kept(run_id=1, snapshots=((0, 0.0),)), arrived(story, 0))
    assert (story.run.recalled, rows(story), story.status.step) == (None, 0, 0)


def test_a_place_that_was_reached_just_before_it_was_given_up_is_gone(story: Story) -> None:
    story.run.recall(20)
    story.document.apply(Set(path=("seed",), value=9))
    fresh = Loaded(run_id=1, device="cpu", reason="", step=0, epoch=0, fresh=("dense1.weight",))
    story.hear(arrived(story, 20), fresh, Kept(run_id=1, snapshots=((0, 0.0),)))
    assert (story.run.recalled, rows(story), story.status.step) == (None, 0, 0)
    assert not story.run.pins.pins


def test_a_change_at_the_start_is_not_taken_for_fresh_weights_on_the_way_back(story: Story) -> None:
    recalled(story, 0)
    story.document.apply(RATE)
    story.run.recall(30)  # the engine's word of the change is still on its way
    story.loaded(0).hear(story.told(playing=False, step=0), arrived(story, 30))
    assert (story.run.recalled, rows(story)) == (None, 30)


def test_an_engine_that_dies_while_one_looks_back_costs_no_later_place(story: Story) -> None:
    last = checkpoint(30)
    story.hear(Captured(run_id=1, request=-1, checkpoint=last))
    recalled(story, 10)
    found: list[Checkpoint] = []
    story.run.capture(found.append)
    there = checkpoint(10)
    story.hear(Captured(run_id=1, request=story.engine.last(Capture).request, checkpoint=there))
    assert found == [there]
    story.hear(story.died())
    assert story.run.snapshots == ()
    story.run.recall(10)
    story.run.play()
    assert story.engine.last(Load).checkpoint is last
    story.loaded(30)
    assert (story.run.recalled, rows(story)) == (None, 30)
    assert not story.run.pins.pins


def test_a_divergence_can_be_looked_at_from_before(story: Story) -> None:
    story.run.play()
    story.hear(steps(1, 31, 8), Diverged(run_id=1, step=38, node="", sentence="!"))
    story.hear(Kept(run_id=1, snapshots=PLACES), story.told(playing=False, step=30))
    recalled(story, 20)
    assert (story.phase(), story.status.sentence) == ("paused", "")
    recalled(story, 30)
    story.run.play()
    story.hear(story.told(playing=True, step=30))
    assert rows(story) == 30


def test_the_pace_is_told_to_every_run(story: Story) -> None:
    paces: list[float] = []
    story.run.pace_changed.connect(paces.append)
    story.run.set_pace(2.0)
    story.run.set_pace(2.0)
    assert story.engine.newest() == Pace(run_id=1, steps_per_second=2.0)
    story.run.reset()
    assert story.engine.newest() == Pace(run_id=2, steps_per_second=2.0)
    story.run.set_pace(0.0)
    assert paces == [2.0, 0.0]
    story.run.reset()
    assert isinstance(story.engine.newest(), Load)


# Weights set by hand


def touch(
    value: float, gesture: int = 1, index: tuple[int, ...] = (1, 0), before: float = 0.5, step: int = 30
) -> SetWeight:
    made = Touch(weight="dense1.weight", index=index, value=value, before=before, step=step, gesture=gesture)
    return SetWeight(touch=made)


def pokes(story: Story) -> list[tuple[tuple[str, tuple[int, ...], float], ...]]:
    return [command.changes for command in story.engine.of(Poke)]


def test_a_touch_reaches_the_engine_and_its_undo_too(story: Story) -> None:
    story.document.apply(touch(1.0))
    story.document.apply(touch(2.0))  # the same drag
    story.document.apply(touch(3.0, gesture=2, before=2.0))
    story.document.undo()
    story.document.undo()
    story.document.redo()
    values = [value for ((_, _, value),) in pokes(story)]
    assert values == [1.0, 2.0, 3.0, 2.0, 0.5, 2.0]
    assert not story.engine.of(Reconfigure)


def test_many_versions_at_once_set_every_number_once(story: Story) -> None:
    story.document.apply(touch(1.0))
    story.document.apply(touch(2.0, gesture=2, before=1.0))
    story.document.apply(touch(7.0, gesture=3, index=(0, 0), before=0.1))
    story.document.go_to(0)
    assert {index: value for _, index, value in pokes(story)[-1]} == {(1, 0): 0.5, (0, 0): 0.1}


def test_a_touch_goes_with_what_it_was_made_in(story: Story) -> None:
    story.document.apply(touch(1.0))
    story.run.reset()
    story.document.undo()
    assert len(pokes(story)) == 1, "the fresh weights never had it"


def test_before_the_first_step_it_is_part_of_the_first_weights() -> None:
    story = Story().loaded()
    drawn = initial_weights(story.document.experiment, story.document.analysis)["dense1.weight"][1, 0]
    story.document.apply(touch(1.0, step=0, before=99.0))
    story.run.reset()
    assert story.engine.last(Load).experiment.touches
    assert len(pokes(story)) == 1
    preview = story.run._untrained.checkpoint().weights["dense1.weight"]
    assert preview[1, 0] == 1.0
    story.document.undo()
    assert pokes(story)[-1] == (("dense1.weight", (1, 0), float(drawn)),)


def test_a_touch_that_a_dead_engine_missed_comes_with_the_next_load(story: Story) -> None:
    story.hear(Captured(run_id=1, request=-1, checkpoint=checkpoint(30)), story.died())
    story.document.apply(touch(1.0))
    assert not pokes(story)
    story.run.play()
    load, poke, play = story.engine.commands[-3:]
    assert isinstance(load, Load)
    assert isinstance(play, Play)
    assert poke == Poke(run_id=2, changes=(("dense1.weight", (1, 0), 1.0),))


def test_touches_of_an_opened_file_are_in_its_weights(story: Story) -> None:
    built = touch(1.0).apply(story.document.experiment)
    story.document.open(built)
    story.run.resume(checkpoint(30))
    assert not pokes(story)
    story.document.apply(Set(path=("notes",), value="hello"))
    assert not pokes(story)


def test_opening_another_document_lets_the_pins_go(story: Story) -> None:
    story.run.pin()
    assert story.run.pins.pins[0].name == "run 1"
    story.document.open(replace(story.document.experiment, seed=4))
    assert not story.run.pins.pins
    assert story.run.pin() is None


def test_a_pin_keeps_what_it_has_and_says_how_it_differs(story: Story) -> None:
    pin = story.run.pin("slow")
    assert pin is not None
    assert pin.differences == ()
    story.document.apply(RATE)
    assert story.run.pins.pins[0].differences == ("batch size 10, not 20",)
    story.run.reset()
    assert np.array_equal(story.run.pins.pins[0].curves.steps["step"], np.arange(1, 31))
    story.run.pins.remove(pin)
    assert not story.run.pins.pins
