"""Points set by hand keep their parts, whatever is painted, moved and erased beside them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.catalog.analysis import analyse, facts_of
from playground.catalog.datasets.painted import GOLDEN, MOST_POINTS
from playground.catalog.effects import effects
from playground.catalog.painting import (
    Paint,
    added,
    as_painted,
    erased,
    moved,
    obstacle,
    points_of,
    recoloured,
)
from playground.catalog.prepare import placed, prepare, stream
from playground.spec.experiment import Data, Experiment
from playground.spec.json import experiment_from_text, experiment_to_text
from playground.spec.problems import PlaygroundError
from playground.spec.values import Choice, Values

SHARES = st.sampled_from([(0.6, 0.2), (0.01, 0.0), (0.7, 0.3), (0.5, 0.25), (0.98, 0.01), (0.33, 0.5)])
PLANAR = ["circle", "blobs", "petals", "plane", "multi_gaussian", "curve_1d"]
NUMBERS = st.floats(-100, 100).map(lambda value: float(f"{value:.6g}"))
POINTS = st.lists(st.tuples(NUMBERS, NUMBERS, st.integers(0, 1)), min_size=1, max_size=60).map(
    lambda found: tuple((*point, key) for key, point in enumerate(found))
)


def painted(*points: Any, **more: Any) -> Choice:
    return Choice("painted", Values(points=tuple(points), **more))


def of_keys(data: Data) -> dict[int, int]:
    """The part of every point by its key."""
    part = prepare(data).part
    return {point[3]: int(part[index]) for index, point in enumerate(points_of(data.source))}


@settings(max_examples=40)
@given(st.sampled_from(PLANAR), SHARES, st.integers(0, 50), st.booleans())
def test_generated_data_become_points_in_their_parts(
    kind: str, shares: tuple[float, float], seed: int, normalize: bool
) -> None:
    data = Data(source=Choice(kind), train=shares[0], dev=shares[1], seed=seed, normalize=normalize)
    before = prepare(data)
    after = prepare(replace(data, source=as_painted(data, before)))
    assert np.array_equal(after.part, before.part)
    np.testing.assert_allclose(after.raw, before.raw, rtol=1e-5, atol=1e-12)
    np.testing.assert_allclose(after.y, before.y, rtol=1e-5, atol=1e-12)
    assert after.facts == before.facts
    assert after.extent() == pytest.approx(before.extent(), rel=1e-5)
    assert as_painted(replace(data, source=as_painted(data, before)), after) == as_painted(data, before)


@settings(max_examples=60)
@given(POINTS, SHARES, st.integers(0, 9), st.data())
def test_no_edit_moves_another_point_to_another_part(
    points: tuple[Any, ...], shares: tuple[float, float], seed: int, draw: st.DataObject
) -> None:
    data = Data(source=painted(*points), train=shares[0], dev=shares[1], seed=seed)
    before = of_keys(data)
    index = draw.draw(st.integers(0, len(points) - 1))
    for source in (
        added(data.source, [(1.0, 2.0, 1), (3.0, 4.0, 0)]),
        moved(data.source, {index: (50.0, -50.0)}),
        recoloured(data.source, [index], 1),
        erased(data.source, [index]),
    ):
        after = of_keys(replace(data, source=source))
        places = np.mod(np.array(list(before)) * GOLDEN + stream(seed, "data", "painted").random(), 1.0)
        if (places < shares[0]).sum() > 1:  # else one point has to move, so that there is something to learn from
            assert {key: part for key, part in after.items() if key in before} == {
                key: part for key, part in before.items() if key in after
            }
        assert 0 in after.values()


@given(POINTS)
def test_points_survive_the_file(points: tuple[Any, ...]) -> None:
    experiment = Experiment(data=Data(source=painted(*points, frame=(-1.0, 1.0, -1.0, 1.0), names=("a", "b"))))
    again = experiment_from_text(experiment_to_text(experiment))
    assert again.data == experiment.data
    assert experiment_to_text(again) == experiment_to_text(experiment)


def test_parts_by_hand() -> None:
    """Below 0.6 train, below 0.8 dev, the rest test."""
    place = np.array([0.0, 0.59, 0.6, 0.79, 0.8, 0.99])
    assert placed(place, 0.6, 0.2).tolist() == [0, 0, 1, 1, 2, 2]
    assert placed(place, 0.6, 0.4).tolist() == [0, 0, 1, 1, 1, 1], "no test set where train and dev take all"
    assert placed(np.array([0.9, 0.7]), 0.6, 0.2).tolist() == [2, 0], "there is always something to learn from"


def test_new_points_share_themselves_out_by_the_shares() -> None:
    source = painted((0.0, 0.0, 0, 0))
    data = Data(source=added(source, [(float(i), 0.0, i % 2) for i in range(999)]))
    part = prepare(data).part
    assert [round(float((part == number).mean()), 2) for number in range(3)] == [0.6, 0.2, 0.2]


def test_another_data_seed_draws_another_split_of_the_same_points() -> None:
    source = as_painted(Data(), prepare(Data()))
    one, two = prepare(Data(source=source)), prepare(Data(source=source, seed=1))
    assert np.array_equal(one.raw, two.raw)
    assert not np.array_equal(one.part, two.part)


def test_a_brush_of_a_new_class_makes_the_class() -> None:
    source = added(painted((0.0, 0.0, 0, 0), (1.0, 1.0, 1, 1)), [(2.0, 2.0, 4)])
    assert facts_of(Data(source=source)).classes == ("A", "B", "C", "D", "E")
    assert facts_of(Data(source=recoloured(source, [0], 6))).outputs == 7


def test_a_last_class_goes_with_its_last_point() -> None:
    source = added(painted((0.0, 0.0, 0, 0), (1.0, 1.0, 1, 1), names=("no", "yes")), [(2.0, 2.0, 3)])
    assert facts_of(Data(source=source)).classes == ("A", "B", "C", "D")
    assert facts_of(Data(source=erased(source, [2]))).classes == ("no", "yes")
    assert facts_of(Data(source=erased(source, [1]))).outputs == 4, "a class in the middle stays, though it is empty"
    assert facts_of(Data(source=erased(source, [1, 2]))).outputs == 2


def test_the_last_point_and_the_limit() -> None:
    source = painted((0.0, 0.0, 0, 3), (1.0, 1.0, 1, 4))
    assert points_of(erased(source, [0, 1])) == ((1.0, 1.0, 1, 4),)
    full = added(source, [(0.0, 0.0, 0)] * (2 * MOST_POINTS))
    assert len(points_of(full)) == MOST_POINTS
    assert added(full, [(0.0, 0.0, 0)]) is full


def test_a_stroke_is_data_with_the_same_weights_and_merges_with_itself() -> None:
    experiment = Experiment()
    source = as_painted(experiment.data, prepare(experiment.data))
    edit = Paint(source=source, gesture=3, label="Paint")
    new = edit.apply(experiment)
    assert effects(experiment, new) == {"data"}
    assert edit.apply(new) is new
    assert edit.merge_key == Paint(source=Choice("painted"), gesture=3, label="").merge_key
    assert edit.merge_key != Paint(source=source, gesture=4, label="").merge_key


def test_what_is_shown_stays_while_the_points_lie_inside() -> None:
    source = painted((0.0, 0.0, 0, 0), (1.0, 1.0, 1, 1), frame=(-3.0, 3.0, -3.0, 3.0))
    assert prepare(Data(source=source)).extent() == (-3.0, 3.0, -3.0, 3.0)
    out = prepare(Data(source=added(source, [(9.0, 0.0, 1)]))).extent()
    assert out[1] > 9.0


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (painted(), "there are no painted points; paint some on the surface"),
        (painted((1.0, 2.0, 0)), r"painted point 1 must be four finite numbers, not \(1\.0, 2\.0, 0\)"),
        (painted((1.0, 2.0, 0, 0), (1.0, "2", 0, 1)), "painted point 2 must be four finite numbers"),
        (painted((1.0, True, 0, 0)), "four finite numbers"),
        (painted((1e9, 0.0, 0, 0)), r"painted point 1 may be at most 1e\+06 in size"),
        (painted((1.0, 2.0, 9, 0)), "the class of painted point 1 must be a whole number from 0 to 8, not 9"),
        (painted((1.0, 2.0, 0.5, 0)), "from 0 to 8, not 0.5"),
        (painted((1.0, 2.0, 0, -1)), "the key of painted point 1 must be"),
        (painted((1.0, 2.0, 0, 0), frame=(1.0, 0.0, 0.0, 1.0)), "the frame of painted points must be"),
        (painted((1.0, 2.0, 0, 0), names=(1,)), "names of painted points must be words"),
        (painted(*((0.0, 0.0, 0, key) for key in range(MOST_POINTS + 1))), "at most 5,000 points can be painted"),
    ],
)
def test_wrong_points_are_told_in_a_sentence(source: Choice, words: str) -> None:
    with pytest.raises(PlaygroundError, match=words):
        prepare(Data(source=source))
    analysis = analyse(Experiment(data=Data(source=source)))
    assert not analysis.trainable
    assert any(problem.fixes for problem in analysis.problems)


@pytest.mark.parametrize(
    ("kind", "words"),
    [("iris", "4 features"), ("digits", "64 features"), ("parity", "features"), ("circle", ""), ("curve_1d", "")],
)
def test_why_data_cannot_be_painted_on(kind: str, words: str) -> None:
    data = Data(source=Choice(kind))
    why = obstacle(prepare(data))
    assert words in why
    assert bool(why) is bool(words)
    if why:
        with pytest.raises(PlaygroundError, match="Points are painted on a plane"):
            as_painted(data, prepare(data))
    assert "cannot be read" in obstacle(None)


def test_too_many_points_are_not_painted_on() -> None:
    assert "At most 5,000" in obstacle(prepare(Data(source=Choice("circle", Values(samples=6000)))))


def test_points_that_are_no_list_are_mended_by_a_button_of_few_words() -> None:
    source = Choice("painted", Values(points="abc"))
    (problem,) = analyse(Experiment(data=Data(source=source))).problems[:1]
    assert problem.sentence == "points must be a list, not 'abc'."
    (fix,) = problem.fixes
    assert fix.label == "Set points back to the default"
    mended = fix.edit.apply(Experiment(data=Data(source=source)))
    assert facts_of(mended.data).rows > 0
