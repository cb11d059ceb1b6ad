from __future__ import annotations

import threading

import numpy as np
import pytest

from playground.catalog.settings import set_at
from playground.spec.edits import AddNode, Disconnect, Edit, RemoveNodes, Set, Several
from playground.spec.experiment import Edge, Node
from playground.spec.values import Choice, Values
from playground.wire.events import Evaluation
from playground.workbench import pins
from playground.workbench.curves import Curves
from playground.workbench.pins import Pin, Pins, differences, kept
from tests.workbench.fake_engine import steps
from tests.workbench.support import experiment


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        (Set(path=("training", "l2"), value=0.25), ("L2 penalty λ 0, not 0.25",)),
        (Set(path=("training", "early_stopping"), value=True), ("early stopping off",)),
        (set_at(experiment(), ("training", "optimizer", "learning_rate"), 0.7), ("learning rate α 0.1, not 0.7",)),
        (Set(path=("training", "optimizer"), value=Choice("adam")), ("optimizer Momentum, not Adam",)),
        (
            set_at(experiment(), ("data", "source"), Choice("circle", Values(samples=77))),
            ("samples 500, not 77",),
        ),
        (Set(path=("training", "epochs"), value=20), ("no “stop after”, not 20 epochs",)),
        (Set(path=("seed",), value=3), ("seed 0, not 3",)),
        (Set(path=("network", "dense1", "units"), value=9), ("Dense: units 4, not 9",)),
        (Set(path=("network", "dense1", "frozen"), value=("*",)), ("Dense: other weights frozen",)),
        (AddNode(node=Node(id="extra", kind="dropout")), ("without Dropout",)),
        (AddNode(node=Node(id="extra", kind="dense")), ("without extra",)),
        (RemoveNodes(ids=("dense1",)), ("with Dense",)),
        (Disconnect(edges=(Edge(source="input", target="dense1"),)), ("other connections",)),
        (Set(path=("notes",), value="hello"), ()),
        (Set(path=("network", "dense1", "position"), value=(5.0, 5.0)), ()),
    ],
)
def test_what_differs_in_words(edit: Edit, words: tuple[str, ...]) -> None:
    assert differences(experiment(), edit.apply(experiment())) == words


def test_what_never_stops_is_said_in_words() -> None:
    limited = Set(path=("training", "epochs"), value=20).apply(experiment())
    assert differences(limited, experiment()) == ("stop after 20 epochs, not without limit",)
    longer = Set(path=("training", "epochs"), value=50).apply(experiment())
    assert differences(limited, longer) == ("stop after 20 epochs, not 50 epochs",)


def test_many_differences_are_counted() -> None:
    nodes = tuple(AddNode(node=Node(id=f"n{number}", kind="dropout")) for number in range(20))
    found = differences(experiment(), Several(edits=nodes, label="").apply(experiment()))
    assert len(found) == pins.MOST_WORDS
    assert found[-1] == "and 9 more"


def test_long_curves_are_thinned_and_no_peak_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pins, "MOST_ROWS", 200)
    curves = Curves()
    curves.add_steps(steps(1, 1, 1234))
    curves.steps["loss"][777] = 50.0
    for step in range(1, 1001):
        loss = 0.1 if step == 613 else 1.0
        curves.add_evaluation(Evaluation(run_id=1, step=step, epoch=step / 10, parts={"dev": {"loss": loss}}))
    copy = kept(curves)
    assert len(copy.steps) + len(copy.evaluations) <= 200
    assert (copy.steps["step"][0], copy.last_step) == (1, 1234)
    assert copy.steps["step"][np.argmax(copy.steps["loss"])] == 778
    assert copy.best() == curves.best()
    curves.clear()
    assert copy.last_step == 1234


def test_very_long_curves_are_thinned_aside(monkeypatch: pytest.MonkeyPatch) -> None:
    """At once they are there in full, and what happens to the run's own changes nothing."""
    monkeypatch.setattr(pins, "MOST_ROWS", 200)
    monkeypatch.setattr(pins, "AT_ONCE", 1000)
    curves = Curves()
    curves.add_steps(steps(1, 1, 1234))
    curves.steps["loss"][777] = 50.0
    curves.steps.blocks("loss")
    copy = kept(curves)
    curves.go_back(10)
    curves.add_steps(steps(1, 11, 300))
    for thread in threading.enumerate():
        if thread.name == pins.THREAD:
            thread.join()
    assert len(copy.steps) <= 200
    assert (copy.steps["step"][0], copy.last_step) == (1, 1234)
    assert copy.steps["step"][np.argmax(copy.steps["loss"])] == 778
    assert copy.steps.blocks("loss").levels[0].high.max() == 50.0


def test_a_copy_that_is_drawn_knows_the_blocks_of_its_rows() -> None:
    curves = Curves()
    curves.add_steps(steps(1, 1, 1000))
    curves.steps["loss"][100] = 50.0
    before = curves.steps.blocks("loss")
    shown = curves.snapshot(known=True)
    curves.go_back(50)
    curves.add_steps(steps(1, 51, 500))
    assert curves.steps.blocks("loss") is before
    assert len(shown.steps.blocks("loss")) == 1000 // 64
    assert shown.steps.blocks("loss").levels[0].high.max() == 50.0


def test_pins_tell_only_what_changed() -> None:
    told: list[int] = []
    held = Pins()
    held.changed.connect(lambda: told.append(len(held.pins)))
    built = experiment()
    pin = Pin(name="one", curves=Curves(), experiment=built)
    held.add(pin)
    held.compare(built)
    held.compare(Set(path=("notes",), value="x").apply(built))
    assert told == [1]
    held.compare(Set(path=("seed",), value=1).apply(built))
    assert held.pins[0].differences == ("seed 0, not 1",)
    held.remove(pin)
    held.remove(pin)
    held.clear()
    assert told == [1, 1, 0]
