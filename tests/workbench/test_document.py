from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.spec.edits import AddNode, Edit, MoveNodes, RemoveNodes, Set
from playground.spec.experiment import Experiment, Node
from playground.spec.values import Choice, Values
from playground.workbench import document as module
from playground.workbench.document import Document
from tests.workbench.support import experiment

BATCH = Set(path=("training", "batch_size"), value=20)


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(module, "time", clock)
    return clock


def batch(size: int) -> Set:
    return Set(path=("training", "batch_size"), value=size)


edits: st.SearchStrategy[Edit] = st.one_of(
    st.integers(1, 50).map(batch),
    st.integers(0, 3).map(lambda seed: Set(path=("seed",), value=seed, merges=False)),
    st.integers(1, 9).map(lambda units: Set(path=("network", "dense1", "units"), value=units)),
    st.sampled_from(["a", "b", "c"]).map(lambda id: AddNode(node=Node(id=id, kind="dense"))),
    st.sampled_from(["a", "b", "dense1"]).map(lambda id: RemoveNodes(ids=(id,))),
    st.floats(-100, 100).map(lambda x: MoveNodes(positions=Values(dense1=(x, 0.0)))),
)
acts = st.lists(st.one_of(edits, st.sampled_from(["undo", "redo", "go"])), max_size=30)


@given(acts, st.integers(0, 40))
def test_history_gives_back_the_very_same_experiments(sequence: list[Edit | str], place: int) -> None:
    document = Document(experiment())
    told: list[tuple[Experiment, Experiment]] = []
    document.changed.connect(lambda old, new: told.append((old, new)))
    for act in sequence:
        before, versions, told[:] = document.experiment, document.versions, []
        try:
            match act:
                case "undo":
                    document.undo()
                case "redo":
                    document.redo()
                case "go":
                    document.go_to(place)
                case str():
                    raise AssertionError(act)
                case edit:
                    document.apply(edit)
        except (KeyError, ValueError):
            assert document.experiment is before
            assert document.versions == versions
        if isinstance(act, str):
            assert document.versions == versions
        assert document.experiment is document.versions[document.present].experiment
        assert told == ([] if document.experiment is before else [(before, document.experiment)])
    values = [version.experiment for version in document.versions]
    document.go_to(0)
    for value in values[1:]:
        document.redo()
        assert document.experiment is value
    for value in reversed(values[:-1]):
        document.undo()
        assert document.experiment is value
    assert document.undo_label is None


def test_labels_say_what_undo_and_redo_would_do() -> None:
    document = Document(experiment())
    assert (document.undo_label, document.redo_label) == (None, None)
    document.apply(AddNode(node=Node(id="a", kind="dense"), label="Add Dense"))
    document.apply(BATCH)
    assert (document.undo_label, document.redo_label) == ("Set batch size", None)
    document.undo()
    assert (document.undo_label, document.redo_label) == ("Add Dense", "Set batch size")
    document.apply(Set(path=("seed",), value=4))  # what was undone is given up
    assert (document.undo_label, document.redo_label) == ("Set seed", None)


def test_one_drag_is_one_undo(clock: Clock) -> None:
    document = Document(experiment())
    first = document.experiment
    for size in (11, 12, 13):
        document.apply(batch(size))
        clock.now += 1.0
    assert document.experiment.training.batch_size == 13
    document.undo()
    assert document.experiment is first
    document.redo()
    assert document.experiment.training.batch_size == 13


def test_what_does_not_belong_together_stays_apart(clock: Clock) -> None:
    document = Document(experiment())

    def count(edit: Edit) -> int:
        document.apply(edit)
        return len(document.versions)

    assert count(batch(11)) == 2
    assert count(Set(path=("training", "l2"), value=0.1)) == 3  # another place
    assert count(batch(12)) == 4  # not in succession
    clock.now += 10.0
    assert count(batch(13)) == 5  # too late
    document.undo()
    document.redo()
    assert count(batch(14)) == 6  # after undo and redo
    assert count(Set(path=("seed",), value=1, merges=False)) == 7
    assert count(Set(path=("seed",), value=2, merges=False)) == 8  # never merges
    assert count(batch(15)) == 9
    document.mark_saved(Path("a.nnp"))
    assert count(batch(16)) == 10  # the saved version stays reachable
    document.undo()
    assert not document.modified


def test_drags_are_told_apart_by_their_gesture(clock: Clock) -> None:
    document = Document(experiment())
    for gesture in (1, 1, 2):
        clock.now += 0.1
        document.apply(MoveNodes(positions=Values(dense1=(clock.now, 0.0)), gesture=gesture))
    assert len(document.versions) == 3


def test_a_failing_edit_changes_nothing() -> None:
    document = Document(experiment())
    document.apply(BATCH)
    document.undo()
    told: list[object] = []
    document.changed.connect(lambda old, new: told.append(new))
    before, versions = document.experiment, document.versions
    with pytest.raises(KeyError):
        document.apply(Set(path=("network", "nobody", "units"), value=3))
    with pytest.raises(ValueError, match="dense1"):
        document.apply(AddNode(node=Node(id="dense1", kind="dense")))
    assert document.experiment is before
    assert document.versions == versions
    assert document.redo_label == "Set batch size"
    assert not told


def test_an_edit_that_changes_nothing_is_no_version() -> None:
    document = Document(experiment())
    document.apply(batch(document.experiment.training.batch_size))
    document.apply(RemoveNodes(ids=("nobody",)))
    assert len(document.versions) == 1


def test_unchanged_parts_stay_the_same_objects() -> None:
    document = Document(experiment())
    old = document.experiment
    document.apply(Set(path=("network", "dense1", "activation"), value=Choice("tanh", Values())))
    new = document.experiment
    assert new.data is old.data
    assert new.training is old.training
    assert [a is b for a, b in zip(new.network.nodes, old.network.nodes, strict=True)] == [True, False, True]
    assert new.network.edges is old.network.edges


def test_modified_follows_the_saved_version() -> None:
    document = Document(experiment())
    told: list[bool] = []
    document.saved.connect(lambda: told.append(document.modified))
    document.apply(BATCH)
    document.undo()
    document.redo()
    document.mark_saved(Path("x.nnp"))
    assert document.path == Path("x.nnp")
    document.undo()
    assert told == [True, False, True, False, True]


def test_opening_begins_a_new_history() -> None:
    document = Document(experiment())
    document.apply(BATCH)
    assert not document.untouched
    order: list[str] = []
    document.changed.connect(lambda old, new: order.append("changed"))
    document.opened.connect(lambda: order.append("opened"))
    other = replace(experiment(), seed=9)
    document.open(other, Path("b.nnp"))
    assert order == ["changed", "opened"]
    assert document.experiment is other
    assert (document.path, document.modified, document.undo_label) == (Path("b.nnp"), False, None)
    assert document.untouched


def test_a_long_history_forgets_its_beginning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LONGEST_HISTORY", 5)
    document = Document(experiment())
    for seed in range(1, 9):
        document.apply(Set(path=("seed",), value=seed, merges=False))
    assert [version.experiment.seed for version in document.versions] == [4, 5, 6, 7, 8]
    assert document.present == 4
    document.go_to(99)
    document.go_to(-1)
    assert document.experiment.seed == 8
