"""Many runs as the window knows them, with an engine that the test speaks for."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from psygnal import EmitLoopError

from playground.spec.edits import Set
from playground.spec.experiment import Experiment
from playground.spec.problems import PlaygroundError
from playground.spec.variants import parse, seeds
from playground.wire.checkpoint import Checkpoint
from playground.wire.commands import Load, Pause
from playground.wire.crowd import Aim, Choose, CrowdNews, Disband, KeepMember, Member, Populate, Seen, Wall
from playground.wire.events import Failed, Status
from playground.workbench.crowd import Crowd
from playground.workbench.crowd_values import band
from playground.workbench.document import Document
from playground.workbench.run import Run
from tests.workbench.support import Recorder, experiment


class Table:
    """A document with its run, many runs of it, and what is told of them."""

    def __init__(self) -> None:
        self.document = Document(experiment())
        self.engine = Recorder()
        self.run = Run(self.document, self.engine)
        self.crowd = Crowd(self.document, self.run)

    def start(self, count: int = 4, epochs: int = 10) -> int:
        self.crowd.start((seeds(0, count),), epochs)
        return self.engine.last(Populate).number

    def tell(self, **more: Any) -> None:
        """News of four members: the third blew up, the second is the best."""
        rows = {"train/loss": [[4.0, 3.0, np.nan, 5.0]], "dev/loss": [[2.0, 1.0, 9.0, 3.0]]}
        rows["dev/accuracy"] = [[0.9, 0.96, 0.1, 0.8]]
        given: dict[str, Any] = {
            "number": self.engine.last(Populate).number,
            "step": 25,
            "epoch": 1.0,
            "finished": ("", "", "diverged", ""),
            "sentences": ("", "", "blew up at step 9: the loss is 99", ""),
            "steps": np.array([25]),
            "epochs": np.array([1.0]),
            "values": {name: np.array(row) for name, row in rows.items()},
        }
        self.run.handle(CrowdNews(**(given | more)))


@pytest.fixture
def table() -> Table:
    return Table()


def test_a_start_sends_the_experiment_and_lets_the_run_rest(table: Table) -> None:
    table.run.play()
    begun: list[bool] = []
    table.crowd.begun.connect(lambda: begun.append(True))
    table.start(3, 20)
    sent = table.engine.last(Populate)
    assert (sent.experiment, sent.varies, sent.epochs) == (table.document.experiment, (seeds(0, 3),), 20)
    assert isinstance(table.engine.commands[-2], Pause)
    assert table.crowd.names == ("Seed 0", "Seed 1", "Seed 2")
    assert (table.crowd.status.phase, table.crowd.status.goal) == ("starting", 20)
    assert begun == [True]


def test_what_cannot_vary_is_refused_before_anything_happens(table: Table) -> None:
    table.start()
    members = table.crowd.members
    for varies, epochs, words in (
        ((parse("training.batch_size=4,8"),), 10, "cannot vary"),
        ((parse("training.optimizer.learning_rate=-1,1"),), 10, "learning_rate"),
        ((seeds(0, 2),), 0, "epochs must be between 1 and"),
    ):
        with pytest.raises(PlaygroundError, match=words):
            table.crowd.start(varies, epochs)
    assert table.crowd.members is members
    assert len(table.engine.of(Populate)) == 1


def test_news_fill_the_tables_and_are_judged(table: Table) -> None:
    table.start()
    table.tell(playing=True, speed=100.0)
    table.tell(steps=np.array([50]), epochs=np.array([2.0]), epoch=2.0, ensemble={"dev": {"accuracy": 0.97}})
    crowd = table.crowd
    assert crowd.epochs.tolist() == [1.0, 2.0]
    assert crowd.table("dev/loss").shape == (2, 4)
    assert crowd.order().tolist() == [1, 0, 3, 2]
    assert (crowd.metric, crowd.verdict, crowd.status.phase) == ("accuracy", "dev/loss", "resting")
    summary = crowd.summary()
    assert summary is not None
    assert (summary.best, summary.worst, summary.blown_up, summary.reached) == (1, 2, 1, 1)
    assert summary.median == pytest.approx(0.85)
    assert crowd.ensemble == {"dev": {"accuracy": 0.97}}
    middle = crowd.band("train/loss")
    assert (middle.low[0], middle.median[0], middle.high[0]) == pytest.approx((3.5, 4.0, 4.5))


def test_a_band_of_nothing_is_nothing() -> None:
    found = band(np.array([[np.nan, np.inf], [1.0, np.nan]]))
    assert np.isnan(found.median[0])
    assert found.median[1] == 1.0
    assert len(band(np.empty((0, 3))).low) == 0


def test_news_of_an_older_population_are_dropped(table: Table) -> None:
    old = table.start()
    table.start()
    table.tell(number=old)
    assert table.crowd.status.phase == "starting"
    assert not len(table.crowd.epochs)


def test_stop_go_on_choose_and_disband(table: Table) -> None:
    number = table.start()
    table.tell(playing=True)
    table.crowd.stop()
    assert table.engine.newest() == Aim(number=number, epochs=0)
    table.tell()
    table.crowd.go_on(30)
    assert table.engine.newest() == Aim(number=number, epochs=30)
    table.crowd.choose(2)
    table.crowd.choose(2)
    assert table.engine.of(Choose) == [Choose(number=number, index=2)]
    table.crowd.disband()
    assert table.engine.newest() == Disband(number=number)
    assert (table.crowd.status.phase, table.crowd.members, table.crowd.chosen) == ("none", (), -1)


def test_a_wall_is_acknowledged_also_where_a_view_fails(table: Table) -> None:
    number = table.start()

    def fail() -> None:
        raise ValueError

    table.crowd.wall_arrived.connect(fail)
    with pytest.raises(EmitLoopError):
        table.run.handle(Wall(number=number, step=1, arrays={"surfaces": np.zeros((4, 2, 2, 2))}))
    assert table.engine.newest() == Seen(number=number)


def test_a_kept_member_is_the_experiment_with_its_state_and_curve(table: Table) -> None:
    number = table.start()
    table.tell()
    table.tell(steps=np.array([50]), epochs=np.array([2.0]), step=50)
    kept: list[int] = []
    table.crowd.kept.connect(kept.append)
    before = table.document.experiment
    table.crowd.keep(1)
    request = table.engine.last(KeepMember)
    assert request.index == 1
    checkpoint = Checkpoint(weights={}, step=25, epoch=1)
    table.run.handle(Member(number=number, index=1, request=request.request, checkpoint=checkpoint))
    after = table.document.experiment
    assert (after.seed, table.document.undo_label) == (1, "Keep the run with Seed 1")
    load = table.engine.last(Load)
    assert load.experiment is after
    assert load.checkpoint is checkpoint
    assert table.run.curves.evaluations["dev/loss"].tolist() == [1.0]
    assert table.run.status.step == 25
    assert kept == [1]
    assert not table.crowd.changed_since
    table.document.undo()
    assert table.document.experiment is before


def test_edits_do_not_disturb_them_but_are_told(table: Table) -> None:
    table.start()
    table.tell()
    changed = [table.crowd.changed_since]
    table.document.apply(Set(path=("training", "batch_size"), value=7))
    changed.append(table.crowd.changed_since)
    assert changed == [False, True]
    assert table.crowd.status.phase == "resting"


def test_another_document_is_the_end_of_them(table: Table) -> None:
    number = table.start()
    table.document.open(Experiment())
    assert Disband(number=number) in table.engine.commands
    assert table.crowd.status.phase == "none"


def test_the_run_at_work_is_looked_at_instead(table: Table) -> None:
    table.start()
    table.tell()
    table.crowd.choose(1)
    table.run.play()
    assert table.crowd.chosen == -1


def test_a_dead_engine_is_told_and_started_again(table: Table) -> None:
    table.start()
    table.tell(playing=True)
    table.run.handle(Failed(run_id=0, sentence="The engine stopped.", details="why", fatal=True))
    assert table.crowd.status.phase == "failed"
    assert (table.crowd.status.sentence, table.crowd.status.speed) == ("The engine stopped.", 0.0)
    table.start()
    assert table.engine.restarts == 1
    assert [type(command) for command in table.engine.commands[-2:]] == [Load, Populate]


def test_what_fails_in_the_engine_fails_alone(table: Table) -> None:
    table.start()
    table.run.handle(Status(run_id=table.engine.last(Load).run_id, playing=False, step=0, epoch=0))
    phase = table.run.status.phase
    number = table.engine.last(Populate).number
    table.run.handle(CrowdNews(number=number, failed="No memory.", details="trace"))
    assert replace(table.crowd.status, goal=0).sentence == "No memory."
    assert table.run.status.phase == phase


def test_closed_it_hears_nothing(table: Table) -> None:
    number = table.start()
    table.crowd.close()
    table.tell()
    table.document.open(Experiment())
    assert table.crowd.status.phase == "starting"
    assert Disband(number=number) not in table.engine.commands
