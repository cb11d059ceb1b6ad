from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from playground.catalog.entry import family
from playground.catalog.initial import initial_weights
from playground.spec.edits import Connect, Disconnect, Set
from playground.spec.experiment import Edge, Experiment
from playground.spec.problems import Fix, PlaygroundError
from playground.spec.values import Values
from playground.wire.checkpoint import Checkpoint
from playground.wire.commands import Ack, Advance, Capture, Load, Pause, Play, Reconfigure, Watch
from playground.wire.events import Captured, Diverged, Evaluation, Event, Failed, Hello, Loaded, Picture, Status
from playground.workbench.curves import Curves
from playground.workbench.document import Document
from playground.workbench.run import Phase, Run, RunStatus
from playground.workbench.spawn import ENTRY
from tests.workbench.fake_engine import checkpoint, loaded, steps
from tests.workbench.support import Desk, Recorder, experiment

BREAK = Disconnect(edges=(Edge(source="input", target="dense1"),))
MEND = Connect(edge=Edge(source="input", target="dense1"))
RATE = Set(path=("training", "batch_size"), value=20)


class Story:
    """A run over an engine whose part the test plays."""

    def __init__(self, start: Experiment | None = None) -> None:
        self.document = Document(start or experiment())
        self.engine = Recorder()
        self.run = Run(self.document, self.engine)
        self.statuses: list[RunStatus] = []
        self.run.status_changed.connect(self.statuses.append)

    def hear(self, *events: Event) -> Story:
        for event in events:
            self.run.handle(event)
        return self

    def loaded(self, step: int = 0) -> Story:
        return self.hear(loaded(self.id, step))

    @property
    def id(self) -> int:
        return self.engine.last(Load).run_id

    def told(self, playing: bool, step: int = 0, why: str = "", behind: int = 0) -> Status:
        """A word of the engine's, said when it had not heard the last ``behind`` orders yet."""
        order = max((command.order for command in self.orders()), default=0) - behind
        return Status(run_id=self.id, playing=playing, step=step, epoch=step // 10, why=why, order=order)

    def orders(self) -> list[Play | Pause | Advance]:
        """What the run at hand was asked to do."""
        orders: list[Play | Pause | Advance] = [*self.engine.of(Play), *self.engine.of(Pause), *self.engine.of(Advance)]
        return [command for command in orders if command.run_id == self.id]

    def died(self) -> Failed:
        return Failed(run_id=self.id, sentence="The engine stopped unexpectedly.", fatal=True)

    @property
    def status(self) -> RunStatus:
        return self.run.status

    def phase(self) -> Phase:
        return self.run.status.phase


@pytest.fixture
def story() -> Story:
    return Story()


def test_it_loads_the_document_at_once_and_is_ready_when_the_engine_says_so(story: Story) -> None:
    assert story.engine.commands == [Load(run_id=1, experiment=story.document.experiment)]
    assert story.phase() == "starting"
    story.hear(Hello(torch_version="2", devices=("cpu",)))
    story.hear(Loaded(run_id=1, device="cpu", reason="it is small", step=0, epoch=0))
    assert story.status == RunStatus(phase="paused", device="cpu", reason="it is small")


def test_play_and_pause_show_at_once(story: Story) -> None:
    story.loaded()
    story.run.play()
    assert story.phase() == "playing"
    assert story.engine.newest() == Play(run_id=1, order=1)
    story.hear(story.told(playing=True), steps(1, 1))
    assert (story.status.step, story.status.epoch, story.status.speed) == (4, 0, 1000.0)
    story.run.pause()
    assert (story.status.phase, story.status.speed) == ("paused", 0.0)
    assert story.engine.newest() == Pause(run_id=1, order=2)
    story.hear(steps(1, 5), story.told(playing=False, step=8))
    assert (story.status.phase, story.status.step, story.status.speed) == ("paused", 8, 0.0)


def test_play_before_the_engine_is_up_is_kept(story: Story) -> None:
    story.run.play()
    story.hear(Hello(torch_version="2", devices=())).loaded().hear(story.told(playing=False, behind=1))
    assert story.phase() == "playing"
    story.hear(story.told(playing=True))
    assert story.phase() == "playing"


def test_a_late_word_does_not_turn_the_button_back(story: Story) -> None:
    story.loaded()
    story.run.play()
    story.run.pause()
    story.hear(story.told(playing=True, behind=1))
    assert story.phase() == "paused"
    story.run.play()
    story.hear(story.told(playing=False, behind=1))
    assert story.phase() == "playing"


def test_an_advance_asked_for_as_another_ends_goes_on(story: Story) -> None:
    story.loaded()
    story.run.advance("epoch")
    story.run.advance("epoch")
    story.hear(story.told(playing=True, behind=1), steps(1, 1, 10), story.told(playing=False, step=10, behind=1))
    assert story.phase() == "playing"
    story.hear(story.told(playing=True, step=10))
    assert story.phase() == "playing"
    story.run.pause()
    assert isinstance(story.engine.newest(), Pause)


def test_a_run_that_ended_just_before_it_heard_play_goes_on(story: Story) -> None:
    story.loaded()
    story.run.play()
    story.run.pause()
    story.run.play()
    story.hear(story.told(playing=False, step=50, why="epochs", behind=2))
    assert story.phase() == "playing"
    story.hear(story.told(playing=False, step=50, why="epochs", behind=1), story.told(playing=True, step=50))
    assert (story.phase(), story.status.sentence) == ("playing", "")
    story.run.pause()
    assert isinstance(story.engine.newest(), Pause)


def test_the_curves_of_a_divergence_stay_until_training_goes_on(story: Story) -> None:
    story.loaded()
    story.run.play()
    story.hear(steps(1, 1, 8), Diverged(run_id=1, step=8, node="", sentence="!"), story.told(playing=False, step=4))
    assert story.run.curves.last_step == 8
    story.run.play()
    story.run.pause()
    story.hear(story.told(playing=True, step=4, behind=1), story.told(playing=False, step=4))
    assert story.run.curves.last_step == 4


def test_pause_stops_also_a_run_that_blew_up_before_it_heard_play(story: Story) -> None:
    story.loaded()
    story.run.play()
    story.run.pause()
    story.run.play()
    story.hear(Diverged(run_id=1, step=4, node="dense1", sentence="It blew up."))
    assert story.phase() == "diverged"
    story.run.pause()
    assert story.engine.newest() == Pause(run_id=1, order=4)
    story.hear(story.told(playing=True, behind=1), story.told(playing=False))
    assert (story.phase(), story.status.sentence) == ("diverged", "It blew up.")
    story.run.pause()
    assert story.engine.newest() == Pause(run_id=1, order=4)


def test_a_run_that_blew_up_just_before_it_heard_play_goes_on(story: Story) -> None:
    story.loaded()
    story.run.play()
    story.run.pause()
    story.run.play()
    story.hear(Diverged(run_id=1, step=4, node="dense1", sentence="It blew up."), story.told(playing=True, step=0))
    assert (story.phase(), story.status.sentence) == ("playing", "")


def test_a_run_that_ended_just_before_it_heard_pause_says_so(story: Story) -> None:
    story.loaded()
    story.run.play()
    story.run.pause()
    story.hear(story.told(playing=False, step=50, why="epochs", behind=1))
    assert story.phase() == "paused"
    story.hear(story.told(playing=False, step=50, why="epochs"))
    assert story.phase() == "finished"


def test_an_advance_ends_paused(story: Story) -> None:
    story.loaded()
    story.run.advance("epoch", 2)
    assert story.engine.newest() == Advance(run_id=1, unit="epoch", count=2, order=1)
    story.hear(story.told(playing=True), steps(1, 1, 20), story.told(playing=False, step=20))
    assert (story.status.phase, story.status.step, story.status.epoch) == ("paused", 20, 2)


def test_an_advance_before_the_engine_is_up_is_kept(story: Story) -> None:
    story.run.advance("step")
    story.loaded().hear(story.told(playing=False, behind=1))
    assert story.phase() == "playing"
    story.hear(story.told(playing=True), steps(1, 1, 1), story.told(playing=False, step=1))
    assert story.phase() == "paused"


def test_the_epoch_is_a_whole_number_also_where_shares_add_up_a_little_short(story: Story) -> None:
    story.loaded()
    story.hear(replace(steps(1, 1, 1), epoch=np.array([2.9999999999])))
    assert story.status.epoch == 3


def test_stale_events_drop(story: Story) -> None:
    story.loaded()
    story.run.watch("map", "surface")
    story.run.reset()
    seen: list[Picture] = []
    story.run.picture_arrived.connect(seen.append)
    picture = Picture(run_id=1, key="map", kind="surface", step=1, arrays={})
    before = story.status
    story.hear(steps(1, 1), loaded(1, 99), picture, Diverged(run_id=1, step=1, node="", sentence="!"))
    story.hear(
        Evaluation(run_id=1, step=1, epoch=0.1, parts={}), Captured(run_id=1, request=-1, checkpoint=checkpoint(4))
    )
    assert story.status == before
    assert not len(story.run.curves.steps)
    assert not len(story.run.curves.evaluations)
    assert not seen
    assert not story.engine.of(Ack)


def test_edits_that_training_feels_reach_the_engine_and_others_do_not(story: Story) -> None:
    story.loaded()
    story.document.apply(Set(path=("network", "dense1", "name"), value="first"))
    story.document.apply(Set(path=("notes",), value="hello"))
    assert not story.engine.of(Reconfigure)
    story.document.apply(RATE)
    assert story.engine.newest() == Reconfigure(run_id=1, experiment=story.document.experiment)
    story.document.undo()
    assert story.engine.newest() == Reconfigure(run_id=1, experiment=story.document.experiment)
    assert len(story.engine.of(Reconfigure)) == 2


def test_an_obstacle_holds_training_until_it_is_mended(story: Story) -> None:
    story.loaded()
    story.run.play()
    story.document.apply(BREAK)
    assert story.engine.newest() == Pause(run_id=1, order=2)
    assert (story.status.phase, story.status.can_play) == ("paused", False)
    assert story.status.obstacle == story.document.analysis.problems[0].sentence
    story.run.play()  # not possible
    assert story.engine.newest() == Pause(run_id=1, order=2)
    story.document.undo()
    assert story.engine.newest() == Play(run_id=1, order=3)
    assert (story.status.phase, story.status.can_play, story.status.obstacle) == ("playing", True, "")
    assert not story.engine.of(Reconfigure)  # the same experiment as before


def test_a_mended_experiment_that_changed_reaches_the_engine_before_it_plays_on(story: Story) -> None:
    story.loaded()
    story.run.play()
    story.document.apply(BREAK)
    story.document.apply(RATE)
    story.document.apply(MEND)
    assert story.engine.commands[-2:] == [
        Reconfigure(run_id=1, experiment=story.document.experiment),
        Play(run_id=1, order=3),
    ]


def test_what_was_paused_stays_paused_behind_an_obstacle(story: Story) -> None:
    story.loaded()
    story.document.apply(BREAK)
    story.document.undo()
    assert not story.engine.of(Play)
    story.run.play()
    story.document.apply(BREAK)
    story.run.pause()
    story.document.undo()
    assert story.phase() == "paused"
    assert len(story.engine.of(Play)) == 1


def test_an_experiment_that_cannot_train_is_loaded_when_it_can() -> None:
    story = Story(BREAK.apply(experiment()))
    story.run.watch("map", "surface")
    assert not story.engine.commands
    assert (story.status.phase, story.status.can_play) == ("paused", False)
    story.document.apply(MEND)
    load, watch = story.engine.commands
    assert isinstance(load, Load)
    assert isinstance(watch, Watch)
    assert watch.run_id == load.run_id
    assert load.experiment is story.document.experiment


def test_opening_another_document_is_a_new_run(story: Story) -> None:
    story.loaded()
    story.run.play()
    story.hear(steps(1, 1))
    other = replace(experiment(), seed=5)
    story.document.open(other)
    assert story.engine.newest() == Load(run_id=2, experiment=other)
    assert not story.engine.of(Reconfigure)
    assert not len(story.run.curves.steps)
    assert (story.status.phase, story.status.step) == ("starting", 0)


def test_opening_a_document_that_cannot_train_silences_the_run_before(story: Story) -> None:
    story.loaded()
    story.run.play()
    story.document.open(BREAK.apply(experiment()))
    assert story.engine.newest() == Pause(run_id=1, order=2)
    story.hear(steps(1, 1))
    assert story.status.step == 0
    assert not story.status.can_play


def test_a_saved_state_is_taken_up(story: Story) -> None:
    story.loaded()
    saved = Curves()
    saved.add_steps(steps(1, 1, 12))
    curves = story.run.curves
    state = checkpoint(12)
    story.run.resume(state, saved)
    load = story.engine.last(Load)
    assert (load.run_id, load.checkpoint) == (2, state)
    story.hear(loaded(2, 12))
    assert story.run.curves is curves
    assert curves.last_step == 12
    assert (story.status.phase, story.status.step, story.status.epoch) == ("paused", 12, 1)


def test_reset_goes_back_to_the_same_first_weights(story: Story) -> None:
    story.loaded()
    story.run.play()
    story.hear(steps(1, 1), Captured(run_id=1, request=-1, checkpoint=checkpoint(4)))
    cleared: list[bool] = []
    story.run.steps_arrived.connect(lambda: cleared.append(True))
    story.run.reset()
    assert story.engine.newest() == Load(run_id=2, experiment=story.document.experiment)
    assert cleared
    assert not len(story.run.curves.steps)
    story.hear(loaded(2, 0))
    assert (story.status.phase, story.status.step) == ("paused", 0)
    story.hear(story.died())
    story.run.play()
    assert story.engine.last(Load).checkpoint is None  # the checkpoint was of the training that was given up


def test_new_weights_are_an_edit_of_the_seed(story: Story) -> None:
    story.loaded()
    story.run.new_weights()
    assert story.document.experiment.seed == 1
    assert story.document.undo_label == "New weights"
    assert story.engine.newest() == Load(run_id=2, experiment=story.document.experiment)
    assert not story.engine.of(Reconfigure)
    story.document.undo()
    assert story.engine.newest() == Reconfigure(run_id=2, experiment=story.document.experiment)


def test_the_last_seed_is_followed_by_the_first() -> None:
    story = Story(replace(experiment(), seed=2**31 - 1))
    story.run.new_weights()
    assert story.document.experiment.seed == 0


def test_curves_go_back_with_training(story: Story) -> None:
    story.loaded()
    story.hear(steps(1, 1, 20), Evaluation(run_id=1, step=20, epoch=2.0, parts={"dev": {"loss": 0.5}}))
    story.loaded(8)
    assert story.run.curves.last_step == 8
    assert not len(story.run.curves.evaluations)
    story.loaded(0)
    assert not len(story.run.curves.steps)


def test_pictures_are_acknowledged_after_every_slot_returned(story: Story) -> None:
    story.loaded()
    story.run.watch("map", "surface", Values(resolution=8))
    acks: list[int] = []
    story.run.picture_arrived.connect(lambda picture: acks.append(len(story.engine.of(Ack))))
    picture = Picture(run_id=1, key="map", kind="surface", step=3, arrays={"prediction": np.zeros((8, 8, 2))})
    story.hear(picture)
    assert acks == [0]
    assert story.engine.of(Ack) == [Ack(run_id=1, key="map")]
    assert story.run.pictures == {"map": picture}


def test_a_view_that_fails_does_not_stop_the_pictures(story: Story) -> None:
    story.loaded()
    story.run.watch("map", "surface")

    def fail(picture: Picture) -> None:
        raise ZeroDivisionError

    story.run.picture_arrived.connect(fail)
    with pytest.raises(Exception, match="ZeroDivisionError"):
        story.hear(Picture(run_id=1, key="map", kind="surface", step=0, arrays={}))
    assert story.engine.of(Ack) == [Ack(run_id=1, key="map")]


def test_watches_are_remembered_and_sent_again_for_every_run(story: Story) -> None:
    story.run.watch("a", "surface")
    story.run.watch("b", "surface", Values(resolution=8))
    story.run.watch("a", "surface")  # nothing new
    assert len(story.engine.of(Watch)) == 2
    story.run.reset()
    watch = story.engine.last(Watch)
    assert watch.run_id == 2
    assert [watched.key for watched in watch.watched] == ["a", "b"]
    story.run.unwatch("a")
    story.run.unwatch("a")
    assert [watched.key for watched in story.engine.last(Watch).watched] == ["b"]
    assert len(story.engine.of(Watch)) == 4


def test_a_picture_that_nobody_watches_any_more_is_not_shown(story: Story) -> None:
    story.run.watch("a", "surface")
    story.run.unwatch("a")
    seen: list[Picture] = []
    story.run.picture_arrived.connect(seen.append)
    story.hear(Picture(run_id=1, key="a", kind="surface", step=0, arrays={}))
    assert not seen
    assert not story.run.pictures


def test_a_finished_run_says_why_and_goes_on(story: Story) -> None:
    story.loaded()
    story.run.play()
    story.hear(story.told(playing=False, step=50, why="epochs"))
    assert story.phase() == "finished"
    assert "5 epochs" in story.status.sentence
    story.run.play()
    assert (story.status.phase, story.status.sentence) == ("playing", "")
    story.hear(story.told(playing=False, step=70, why="early stopping"))
    assert "50 epochs" in story.status.sentence


def test_a_diverged_run_offers_fixes_that_reach_the_engine(story: Story) -> None:
    story.loaded()
    story.run.play()
    fix = Fix("Learn slower", RATE)
    story.hear(steps(1, 1, 8), Diverged(run_id=1, step=4, node="dense1", sentence="It blew up.", fixes=(fix,)))
    story.hear(story.told(playing=False, step=4))
    assert (story.status.phase, story.status.sentence, story.status.fixes) == ("diverged", "It blew up.", (fix,))
    story.document.apply(story.status.fixes[0].edit)
    assert isinstance(story.engine.newest(), Reconfigure)
    assert (story.status.phase, story.status.fixes) == ("paused", ())
    story.run.play()
    story.hear(steps(1, 5))
    assert list(story.run.curves.steps["step"]) == list(range(1, 9))


def test_a_dead_engine_costs_nothing_and_play_restarts_it_from_the_last_checkpoint(story: Story) -> None:
    story.run.watch("map", "surface")
    story.loaded()
    story.run.play()
    last = checkpoint(8)
    story.hear(steps(1, 1, 8), Captured(run_id=1, request=-1, checkpoint=last), steps(1, 9, 8), story.died())
    assert (story.status.phase, story.status.sentence) == ("failed", "The engine stopped unexpectedly.")
    assert story.run.curves.last_step == 16
    story.document.apply(RATE)  # goes nowhere
    story.run.watch("other", "surface")
    assert not story.engine.of(Reconfigure)
    assert story.engine.restarts == 0
    story.run.play()
    assert story.engine.restarts == 1
    load, watch, play = story.engine.commands[-3:]
    assert load == Load(run_id=2, experiment=story.document.experiment, checkpoint=last)
    assert isinstance(watch, Watch)
    assert len(watch.watched) == 2
    assert play == Play(run_id=2, order=1)
    assert story.status.sentence == ""
    story.hear(loaded(2, 8))
    assert story.run.curves.last_step == 8
    assert story.phase() == "playing"


def test_reset_restarts_a_dead_engine_too(story: Story) -> None:
    story.hear(story.died())
    story.run.reset()
    assert story.engine.restarts == 1
    assert story.engine.newest() == Load(run_id=2, experiment=story.document.experiment)


def test_what_the_engine_could_not_do_is_told_and_tried_anew_after_an_edit(story: Story) -> None:
    story.hear(Failed(run_id=1, sentence="There is no CUDA here."))
    assert (story.status.phase, story.status.sentence) == ("failed", "There is no CUDA here.")
    assert story.engine.restarts == 0
    story.document.apply(RATE)
    assert story.engine.newest() == Load(run_id=2, experiment=story.document.experiment)
    assert (story.status.phase, story.status.sentence) == ("starting", "")


def test_a_failure_in_a_run_that_was_loaded_loses_nothing(story: Story) -> None:
    story.loaded()
    story.run.play()
    story.hear(steps(1, 1, 8), Failed(run_id=1, sentence="Out of memory.", details="Traceback …"))
    # A Play may be on its way behind what failed; it must not train on.
    assert story.engine.commands[-2:] == [Pause(run_id=1, order=2), Capture(run_id=1, request=-1)]
    assert story.status.details == "Traceback …"
    state = checkpoint(8)
    story.hear(story.told(playing=False, step=8, behind=1), Captured(run_id=1, request=-1, checkpoint=state))
    story.hear(story.told(playing=False, step=8, why="epochs"))
    assert story.phase() == "failed"
    story.run.play()
    assert story.status.details == ""
    assert story.engine.last(Load).checkpoint is state
    assert story.run.curves.last_step == 8


def test_a_capture_of_a_run_that_could_not_be_loaded_is_answered(story: Story) -> None:
    answers: list[Checkpoint] = []
    story.run.capture(answers.append)
    story.hear(Failed(run_id=1, sentence="There is no CUDA here."))
    (untrained,) = answers
    assert untrained.step == 0
    assert untrained.weights


def test_a_watch_that_cannot_be_is_refused_at_once(story: Story) -> None:
    with pytest.raises(PlaygroundError, match="resolution must be between"):
        story.run.watch("map", "surface", Values(resolution=1))
    assert not story.engine.of(Watch)


def test_capture_gives_the_engines_answer_to_the_one_who_asked(story: Story) -> None:
    story.loaded()
    answers: list[tuple[str, Checkpoint]] = []
    told: list[Checkpoint] = []
    story.run.captured.connect(told.append)
    story.run.capture(lambda found: answers.append(("a", found)))
    story.run.capture(lambda found: answers.append(("b", found)))
    first, second = story.engine.of(Capture)
    one, two, unasked = checkpoint(1), checkpoint(2), checkpoint(3)
    story.hear(
        Captured(run_id=1, request=-1, checkpoint=unasked),
        Captured(run_id=1, request=second.request, checkpoint=two),
        Captured(run_id=1, request=first.request, checkpoint=one),
    )
    assert answers == [("b", two), ("a", one)]
    assert told == [two, one]


def test_capture_is_answered_also_when_the_run_changed_meanwhile(story: Story) -> None:
    answers: list[Checkpoint] = []
    story.run.capture(answers.append)
    story.run.reset()
    state = checkpoint(5)
    story.hear(Captured(run_id=1, request=story.engine.last(Capture).request, checkpoint=state))
    assert answers == [state]
    story.hear(story.died())
    story.run.play()
    assert story.engine.last(Load).checkpoint is None


def test_capture_on_a_dead_engine_gives_the_last_known_state(story: Story) -> None:
    answers: list[Checkpoint] = []
    story.run.capture(answers.append)
    story.hear(story.died())  # while one waits
    (untrained,) = answers
    expected = initial_weights(story.document.experiment, story.document.analysis)
    assert untrained.weights.keys() == expected.keys()
    assert all(np.array_equal(untrained.weights[name], expected[name]) for name in expected)

    story.run.play()
    last = checkpoint(9)
    story.hear(Captured(run_id=2, request=-1, checkpoint=last), story.died())
    story.run.capture(answers.append)
    assert answers[1] is last


def test_the_untrained_network_is_shown_without_an_engine(story: Story) -> None:
    picture = story.run.preview("surface", Values(resolution=8))
    assert picture is not None
    assert picture.arrays["prediction"].shape[:2] == (8, 8)
    assert np.isfinite(picture.arrays["prediction"]).all()
    story.document.apply(Set(path=("seed",), value=7))
    other = story.run.preview("surface", Values(resolution=8))
    assert other is not None
    assert not np.array_equal(other.arrays["prediction"], picture.arrays["prediction"])
    story.document.apply(BREAK)
    assert story.run.preview("surface") is None


def test_an_unknown_probe_is_an_error_in_words(story: Story) -> None:
    with pytest.raises(PlaygroundError, match="surfac"):
        story.run.preview("surfac")


@pytest.mark.parametrize("kind", sorted(family("probes")))
def test_every_probe_can_be_previewed_or_says_that_it_has_nothing(kind: str, story: Story) -> None:
    picture = story.run.preview(kind)
    assert picture is None or picture.kind == kind


def test_status_is_told_only_when_it_changed(story: Story) -> None:
    story.loaded()
    story.loaded()
    story.run.pause()
    assert len(story.statuses) == 1


def test_close_ends_the_engine_and_lets_go_of_the_document(story: Story) -> None:
    story.run.close()
    story.run.close()
    assert story.engine.closed
    sent = len(story.engine.commands)
    story.document.apply(RATE)
    assert len(story.engine.commands) == sent


# With a real process


@pytest.fixture
def desk() -> Iterator[Desk]:
    desk = Desk()
    desk.run = Run(Document(experiment()), desk.client)
    yield desk
    desk.run.close()


def test_a_killed_process_is_restarted_by_play_from_its_last_checkpoint(desk: Desk) -> None:
    run: Any = desk.run
    run.watch("map", "surface")
    run.play()
    desk.until(lambda: any(isinstance(event, Captured) for event in desk.seen))
    assert desk.client.pid is not None
    os.kill(desk.client.pid, signal.SIGKILL)
    desk.until(lambda: run.status.phase == "failed")
    reached = run.curves.last_step
    saved = max(event.checkpoint.step for event in desk.seen if isinstance(event, Captured))
    assert reached >= saved > 0
    answers: list[Checkpoint] = []
    run.capture(answers.append)
    assert answers[0].step == saved

    desk.seen.clear()
    run.play()
    desk.until(lambda: run.status.phase == "playing" and run.curves.last_step > reached)
    starts = [event.step for event in desk.seen if isinstance(event, Loaded)]
    assert starts == [saved]
    assert any(isinstance(event, Picture) for event in desk.seen)
    number = run.curves.steps["step"]
    assert np.array_equal(number, np.arange(1, len(number) + 1))


def test_steps_and_epochs_are_exact(desk: Desk) -> None:
    run: Any = desk.run
    desk.until(lambda: run.status.phase == "paused")
    run.advance("step", 3)
    desk.until(lambda: run.status.phase == "paused")
    assert run.status.step == 3
    run.advance("epoch", 1)
    desk.until(lambda: run.status.phase == "paused")
    assert run.status.step == 13


def test_the_real_engine_learns_and_survives_being_killed() -> None:
    desk = Desk(ENTRY)
    document = Document(experiment())
    run = desk.run = Run(document, desk.client)
    try:
        run.watch("map", "surface", Values(resolution=8))
        run.advance("epoch", 3)
        desk.until(lambda: run.status.phase == "paused" and run.status.epoch == 3, 60.0)
        number = run.curves.steps["step"]
        assert np.array_equal(number, np.arange(1, len(number) + 1))
        assert run.curves.steps["loss"][-1] < run.curves.steps["loss"][0]
        best = run.curves.best()
        assert best is not None
        assert best.step == run.status.step
        desk.until(lambda: "map" in run.pictures and run.pictures["map"].step == run.status.step)
        preview = run.preview("surface", Values(resolution=8))
        assert preview is not None
        assert preview.arrays["prediction"].shape == run.pictures["map"].arrays["prediction"].shape

        document.apply(Set(path=("network", "dense1", "units"), value=6))
        answers: list[Checkpoint] = []
        run.capture(answers.append)
        desk.until(lambda: bool(answers))
        assert answers[0].weights["dense1.weight"].shape == (6, 2)
        assert answers[0].step == len(number)

        assert desk.client.pid is not None
        os.kill(desk.client.pid, signal.SIGKILL)
        desk.until(lambda: run.status.phase == "failed")
        run.play()
        desk.until(lambda: run.curves.last_step > len(number), 60.0)
        run.pause()
        document.apply(Set(path=("seed",), value=1))  # asks for fresh weights
        desk.until(lambda: run.status.step == 0)
        assert not len(run.curves.steps)
        desk.until(lambda: len(run.curves.evaluations) == 1)
    finally:
        run.close()


def test_what_is_best_belongs_to_the_data_and_the_penalty_it_was_measured_on(story: Story) -> None:
    story.loaded()

    def evaluated(step: int) -> Evaluation:
        return Evaluation(run_id=1, step=step, epoch=step / 10, parts={"dev": {"loss": 0.5}})

    story.hear(evaluated(0), evaluated(10))
    assert story.run.measured_from == 0
    story.document.apply(Set(path=("data", "seed"), value=3))
    story.hear(evaluated(20))  # said before the engine heard of the other data
    assert story.run.measured_from == 0
    story.loaded(20)
    assert story.run.measured_from == 21
    story.hear(evaluated(30), evaluated(40))
    assert story.run.measured_from == 21
    story.document.apply(RATE)
    story.loaded(40)
    assert story.run.measured_from == 21  # another batch size: the same data
    story.document.apply(Set(path=("training", "l2"), value=0.1))
    story.loaded(40)
    story.hear(evaluated(40))  # at rest the same step is evaluated once more
    assert story.run.measured_from == 40
    story.run.reset()
    assert story.run.measured_from == 0
