"""The engine between its commands: pace, earlier places, weights by hand, stops; with a clock that the test turns."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numpy as np
import pytest

from playground.catalog.settings import set_at
from playground.engine import server
from playground.engine.server import Server
from playground.engine.trainer import Trainer
from playground.spec.experiment import Experiment
from playground.wire.commands import (
    Ack,
    Advance,
    Capture,
    Command,
    Load,
    Pace,
    Pause,
    Play,
    Poke,
    Recall,
    Reconfigure,
    Shutdown,
    Watch,
    Watched,
)
from playground.wire.events import Captured, Evaluation, Event, Kept, Loaded, Picture, Recalled, Status, Steps
from tests.engine.support import dense, experiment, retrained, sgd
from tests.engine.test_determinism import restless

E = TypeVar("E", bound=Event)
When = Callable[[], bool]


class Script:
    """The window's end of the pipe: hands over each command when its time has come, or when the engine rests.

    Time passes by itself.
    """

    def __init__(self) -> None:
        self.now = 0.0
        self.events: list[Event] = []
        self.times: list[float] = []
        self._commands: list[tuple[When | None, Command]] = []
        self._busy = False
        self.idle = 0.0

    def clock(self) -> float:
        self.now += 0.0005
        return self.now

    def then(self, command: Command, when: When | None = None) -> Script:
        self._commands.append((when, command))
        return self

    def run(self) -> Script:
        self.then(Shutdown())
        Server(cast(Any, self), self.clock).run()
        return self

    # What the server sees of a pipe

    def poll(self, timeout: float = 0.0) -> bool:
        if not self._ready():
            self.now += timeout
        return self._ready()

    def recv(self) -> Command:
        assert self._commands, "the engine waits, and nothing will come"
        self.now += self.idle
        _, command = self._commands.pop(0)
        self._busy = self._busy or isinstance(command, Play | Advance)
        return command

    def send(self, event: Event) -> None:
        self.events.append(event)
        self.times.append(self.now)
        if isinstance(event, Status):
            self._busy = event.playing

    def _ready(self) -> bool:
        assert self.now < 1e4, f"nothing happens; the last events were {self.events[-3:]}"
        if not self._commands:
            return False
        when = self._commands[0][0]
        return not self._busy if when is None else when()

    # What it looks at

    def of(self, kind: type[E]) -> list[E]:
        return [event for event in self.events if isinstance(event, kind)]

    def step(self) -> int:
        return sum(len(event.loss) for event in self.of(Steps))

    def trained(self) -> float:
        return float(sum(event.seconds.sum() for event in self.of(Steps)))

    def losses(self) -> np.ndarray:
        return np.concatenate([event.loss for event in self.of(Steps)])


@pytest.fixture(autouse=True)
def few_steps_in_a_row(monkeypatch: pytest.MonkeyPatch) -> None:
    """To this clock steps take no time at all."""
    monkeypatch.setattr(server, "LONGEST_CHUNK", 8)


def loaded(built: Experiment) -> Script:
    return Script().then(Load(run_id=1, experiment=built))


def advance(script: Script, steps: int, order: int = 0) -> Script:
    """So many steps, and rest."""
    return script.then(Advance(run_id=1, count=steps, order=order))


def test_a_pace_changes_the_time_and_no_number() -> None:
    script = loaded(restless()).then(Pace(run_id=1, steps_per_second=2.0))
    advance(script, 20).run()
    times = [time for time, event in zip(script.times, script.events, strict=True) if isinstance(event, Steps)]
    assert len(times) == 20
    assert np.diff(times) == pytest.approx(0.5, abs=0.03)
    speeds = [event.speed for event in script.of(Steps)]
    assert speeds == pytest.approx([2.0] * 20, rel=0.1)
    assert np.array_equal(script.losses(), Trainer(restless()).train_steps(20).loss)


def test_commands_are_heard_while_it_waits_for_the_next_step() -> None:
    script = loaded(restless()).then(Pace(run_id=1, steps_per_second=0.1)).then(Play(run_id=1, order=1))
    script.then(Pause(run_id=1, order=2), lambda: script.now > 3.0)
    script.run()
    assert script.now < 4.0
    assert script.step() == 1
    assert script.of(Status)[-1].order == 2
    assert not script.of(Status)[-1].playing


class Slow(Script):
    """Chunks of steps that take three frames of the screen."""

    def send(self, event: Event) -> None:
        super().send(event)
        if isinstance(event, Steps):
            self.now += 0.05


def test_a_picture_that_was_drawn_during_a_chunk_of_steps_is_followed_by_the_next_right_after_it() -> None:
    script = Slow().then(Load(run_id=1, experiment=restless()))
    script.then(Watch(run_id=1, watched=(Watched(key="w", kind="weights"),))).then(Play(run_id=1, order=1))

    def chunks(count: int) -> When:
        return lambda: len(script.of(Steps)) >= count

    for count in range(2, 7):
        script.then(Ack(run_id=1, key="w"), chunks(count))
    script.then(Pause(run_id=1, order=2), chunks(7)).run()
    shown = [picture.step for picture in script.of(Picture)]
    assert shown[:6] == [steps.last for steps in script.of(Steps)[:6]]


def test_the_pace_ends_with_the_run() -> None:
    script = loaded(restless()).then(Pace(run_id=1, steps_per_second=0.01)).then(Load(run_id=2, experiment=restless()))
    script.then(Advance(run_id=2, count=200)).run()
    assert script.now < 20.0


def test_a_poke_is_in_the_next_step_and_measured_at_once() -> None:
    built = experiment(dense("a", 4))
    script = advance(loaded(built), 30).then(
        Poke(run_id=1, changes=(("a.weight", (1, 1), 2.0),)),
        lambda: script.step() == 30,
    )
    advance(script, 30).run()
    trainer = Trainer(built)
    before = trainer.train_steps(30).loss
    there = trainer.evaluate()
    trainer.poke((("a.weight", (1, 1), 2.0),))
    here = [event.parts for event in script.of(Evaluation) if event.step == 30]
    assert here == [there, trainer.evaluate()]
    assert np.array_equal(script.losses(), np.concatenate([before, trainer.train_steps(30).loss]))


def test_a_poke_that_fits_nothing_says_nothing() -> None:
    script = loaded(experiment()).then(Poke(run_id=1, changes=(("gone.weight", (0,), 1.0),)))
    script.then(Capture(run_id=1)).run()
    assert len(script.of(Evaluation)) == 1


def test_places_are_told_and_lead_back() -> None:
    built = restless()
    script = advance(loaded(built), 100, order=1)
    script.then(Watch(run_id=1, watched=(Watched(key="w", kind="weights"),)), lambda: script.step() == 100)
    script.then(Recall(run_id=1, step=27, order=2)).then(Capture(run_id=1, request=5))
    script.then(
        Recall(run_id=1, step=100, order=3), lambda: bool(script.of(Captured)) and script.of(Captured)[-1].request == 5
    )
    advance(script, 40, order=4).run()
    assert script.of(Kept)[0].snapshots == ((0, 0.0),)
    rest = [event.snapshots for event in script.of(Kept) if event.snapshots[-1][0] == 100]
    assert rest[0][:3] == ((0, 0.0), (9, 1.0), (18, 2.0))
    there, back = script.of(Recalled)
    assert (there.step, there.epoch, there.order) == (27, 3.0, 2)
    assert (back.step, back.order) == (100, 3)
    at = [event.step for event in script.of(Status) if event.order == 2]
    assert at == [27]
    saved = next(event.checkpoint for event in script.of(Captured) if event.request == 5)
    assert (saved.step, saved.epoch) == (27, 3)
    evaluated = [event.step for event in script.of(Evaluation)]
    assert evaluated == sorted(evaluated), "no evaluation came from the earlier place"
    assert np.array_equal(script.losses(), Trainer(built).train_steps(140).loss)


def test_recalled_while_it_plays_it_stops_first_and_the_present_is_kept() -> None:
    built = restless()
    script = loaded(built).then(Play(run_id=1, order=1))
    script.then(Recall(run_id=1, step=18, order=2), lambda: script.step() > 60)
    script.then(Play(run_id=1, order=3), lambda: bool(script.of(Recalled)))
    script.then(Pause(run_id=1, order=4), lambda: script.of(Status)[-1].order == 3 and script.of(Steps)[-1].first > 40)
    script.run()
    whole = Trainer(built).train_steps(max(event.first + len(event.loss) for event in script.of(Steps))).loss
    at = script.events.index(script.of(Recalled)[0])
    stopped = next(event for event in script.of(Status) if not event.playing and event.step > 60)
    assert script.events.index(stopped) < at
    kept = [event for event in script.events[:at] if isinstance(event, Kept)][-1]
    assert kept.snapshots[-1][0] == stopped.step
    after = [event for event in script.events[at:] if isinstance(event, Steps)]
    assert after[0].first == 19
    losses = np.concatenate([event.loss for event in after])
    assert np.array_equal(losses, whole[18 : 18 + len(losses)])
    branch = [event for event in script.events[at:] if isinstance(event, Kept)]
    assert branch[0].snapshots[-1][0] == 18
    assert any(isinstance(event, Captured) and event.checkpoint.step == 18 for event in script.events[at:])


def test_a_change_at_an_earlier_place_is_measured_there_and_leaves_the_curves_alone() -> None:
    built = experiment(dense("a", 4))
    script = advance(loaded(built), 60)
    script.then(Recall(run_id=1, step=6, order=1), lambda: script.step() == 60)
    script.then(Reconfigure(run_id=1, experiment=retrained(built, optimizer=sgd(0.3))))
    script.then(Poke(run_id=1, changes=(("a.weight", (0, 0), 1.0),)))
    script.then(Watch(run_id=1, watched=(Watched(key="w", kind="weights"),)))
    script.then(
        Reconfigure(run_id=1, experiment=set_at(built, ("network", "a", "units"), 6).apply(built)),
        lambda: bool(script.of(Picture)),
    )
    script.run()
    live, keep = script.of(Loaded)[1:]
    assert (live.step, keep.step) == (6, 6)
    picture = script.of(Picture)[0]
    assert picture.step == 6
    assert picture.arrays["a.weight"][0, 0] == 1.0
    last = script.of(Kept)[-1]
    assert (last.snapshots, last.cut) == (((6, 1.0),), True)
    assert not any(event.cut for event in script.of(Kept)[:-1])
    evaluated = [
        event
        for event in script.of(Evaluation)
        if event.step == 6 and script.events.index(event) > script.events.index(last)
    ]
    assert len(evaluated) == 1, "another network has no later places: this one is the present"


def test_only_the_last_of_many_recalls_in_a_row_is_followed() -> None:
    script = advance(loaded(restless()), 100)
    script.then(Recall(run_id=1, step=9, order=1), lambda: script.step() == 100)
    for order, step in enumerate((18, 27, 36), 2):
        script.then(Recall(run_id=1, step=step, order=order))
    script.run()
    assert script.of(Recalled)[-1].step == 36
    assert len(script.of(Recalled)) < 4


def test_places_are_told_a_few_times_per_second_at_most() -> None:
    script = loaded(experiment(dense("a", 2), batch_size=100)).then(Play(run_id=1, order=1))
    script.then(Pause(run_id=1, order=2), lambda: script.now > 2.0).run()
    assert 3 <= len(script.of(Kept)) <= 12
    assert script.of(Kept)[-1].snapshots[-1][0] == script.step()


def test_it_stops_after_so_many_seconds_of_training_and_goes_on_for_as_long_again() -> None:
    script = loaded(restless_for(2.0)).then(Play(run_id=1, order=1))
    script.idle = 50.0  # pauses do not count
    script.then(Pause(run_id=1, order=2), lambda: script.trained() > 1.0)
    script.then(Play(run_id=1, order=3)).then(Play(run_id=1, order=4)).run()
    ends = [event for event in script.of(Status) if event.why]
    assert [(event.why, event.order) for event in ends] == [("time", 3), ("time", 4)]
    assert script.trained() == pytest.approx(4.0, abs=0.3)


def restless_for(seconds: float) -> Experiment:
    return retrained(restless(), stop_seconds=seconds)


@pytest.mark.parametrize("why", ["loss", "accuracy"])
def test_the_end_says_why(why: str) -> None:
    targets: dict[str, dict[str, Any]] = {"loss": {"stop_loss": 100.0}, "accuracy": {"stop_accuracy": 0.01}}
    script = loaded(experiment(**targets[why])).then(Play(run_id=1, order=1)).run()
    status = script.of(Status)[-1]
    assert (status.why, status.epoch, status.playing) == (why, 1, False)


def test_who_does_the_steps_is_chosen_before_play_once_nobody_changes_anything(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Experiment] = []
    plain = Trainer.make_ready

    def make_ready(self: Trainer) -> None:
        if not self.stepper:
            made.append(self.experiment)
        plain(self)

    monkeypatch.setattr(Trainer, "make_ready", make_ready)
    monkeypatch.setattr(server, "warm_up", lambda: None)
    built = [restless()]
    for units in (2, 3, 4):
        built.append(set_at(built[0], ("network", "a", "units"), units).apply(built[0]))
    script = loaded(built[0])
    for wider in built[1:]:  # a hand drags a slider: commands wait already
        script.then(Reconfigure(run_id=1, experiment=wider))
    script.then(Capture(run_id=1), lambda: len(made) == 1)
    advance(script, 5).run()
    assert made == built[-1:]
