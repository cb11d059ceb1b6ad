"""Examples are split, normalized and filled without a look at anything but the training part."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.catalog import assets
from playground.catalog.analysis import analyse
from playground.catalog.facts import Facts, Table
from playground.catalog.prepare import PARTS, Prepared, fill, prepare, split, stamp_of, stream, stream_seed
from playground.spec.experiment import Data, Experiment
from playground.spec.problems import PlaygroundError
from playground.spec.values import Choice, Values

SHARES = st.tuples(st.floats(0.01, 0.99), st.floats(0.0, 0.9)).filter(lambda shares: sum(shares) <= 1.0)
LABELS = st.lists(st.integers(0, 4), min_size=1, max_size=200).map(lambda found: np.array(found, dtype=np.int64))


def choice(kind: str, **params: Any) -> Choice:
    return Choice(kind, Values(params))


@given(LABELS, SHARES, st.booleans(), st.integers(0, 1000))
def test_parts_are_disjoint_and_complete(
    y: np.ndarray[Any, np.dtype[np.int64]], shares: tuple[float, float], stratify: bool, seed: int
) -> None:
    part = split(y, *shares, stratify=stratify, rng=np.random.default_rng(seed))
    assert part.shape == y.shape
    assert set(np.unique(part)) <= {0, 1, 2}
    groups = np.unique(y) if stratify else [None]
    for label in groups:
        of = part if label is None else part[y == label]
        for number, share in enumerate((shares[0], shares[1], 1 - sum(shares))):
            assert abs(int((of == number).sum()) - share * len(of)) <= 1.0


@given(LABELS, st.integers(0, 1000))
def test_one_label_that_changes_moves_few_rows_to_another_part(
    y: np.ndarray[Any, np.dtype[np.int64]], seed: int
) -> None:
    changed = y.copy()
    changed[0] = (y[0] + 1) % 5
    one = split(y, 0.6, 0.2, stratify=True, rng=np.random.default_rng(seed))
    two = split(changed, 0.6, 0.2, stratify=True, rng=np.random.default_rng(seed))
    assert int((one != two).sum()) <= 5


@settings(deadline=None, max_examples=25)
@given(st.sampled_from(["circle", "blobs", "wine", "curve_1d", "diabetes"]), SHARES, st.integers(0, 50))
def test_prepared_parts_and_normalization(kind: str, shares: tuple[float, float], seed: int) -> None:
    data = Data(source=choice(kind), train=shares[0], dev=shares[1], seed=seed, normalize=True)
    if round(shares[0] * 30) == 0:
        data = replace(data, train=0.1, dev=min(shares[1], 0.8))
    prepared = prepare(data)
    rows = np.concatenate([prepared.rows(part) for part in PARTS])
    assert sorted(rows.tolist()) == list(range(prepared.facts.rows))
    learned = prepared.x[prepared.rows("train")].astype(np.float64)
    assert np.abs(learned.mean(axis=0)).max() < 1e-4
    deviation = learned.std(axis=0)
    constant = prepared.raw[prepared.rows("train")].std(axis=0) < 1e-9
    assert np.abs(deviation[~constant] - 1).max(initial=0.0) < 1e-3
    assert np.allclose(prepared.normalized(prepared.raw), prepared.x)


def test_normalization_knows_the_training_part_only() -> None:
    """The same by hand: μ and σ of the training rows, applied to all."""
    prepared = prepare(Data(source=choice("wine"), normalize=True))
    train = prepared.raw[prepared.rows("train")]
    assert prepared.mean == pytest.approx(train.mean(axis=0))
    assert prepared.scale == pytest.approx(np.sqrt(((train - train.mean(axis=0)) ** 2).mean(axis=0)))
    everything = (prepared.raw - prepared.raw.mean(axis=0)) / prepared.raw.std(axis=0)
    assert not np.allclose(prepared.x, everything, atol=1e-3)
    dev = prepared.x[prepared.rows("dev")]
    assert np.abs(dev.mean(axis=0)).max() > 1e-3


def test_constant_columns_stay_finite() -> None:
    prepared = prepare(Data(source=choice("digits"), normalize=True))
    assert np.isfinite(prepared.x).all()
    first = prepared.x[:, 0]
    assert np.array_equal(first, np.zeros_like(first)), "the corner pixel is always empty"


def test_without_normalization_the_inputs_are_as_drawn() -> None:
    prepared = prepare(Data())
    assert np.array_equal(prepared.x, prepared.raw.astype(np.float32))
    assert prepared.x.dtype == np.float32


def test_everything_is_read_only_and_remembered() -> None:
    data = Data(source=choice("moons", samples=50))
    prepared = prepare(data)
    assert prepare(replace(data, seed=0)) is prepared
    for array in (prepared.raw, prepared.y, prepared.part, prepared.mean, prepared.scale):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0


def test_stratified_parts_have_every_rare_class() -> None:
    y = np.array([0] * 95 + [1] * 5)
    part = split(y, 0.6, 0.2, stratify=True, rng=np.random.default_rng(0))
    assert [int((part[y == 1] == number).sum()) for number in range(3)] == [3, 1, 1]


def test_an_empty_training_part_is_refused() -> None:
    with pytest.raises(PlaygroundError, match=r"the training part is empty: 10 examples with a train share of 0\.01"):
        prepare(Data(source=choice("circle", samples=10), train=0.01))


def test_unknown_data_are_refused_with_near_names() -> None:
    with pytest.raises(PlaygroundError, match=r"data set 'spirall' is not known here \(near: spiral"):
        prepare(Data(source=choice("spirall")))


def test_streams_do_not_depend_on_each_other() -> None:
    assert stream_seed(0, "a", "b") != stream_seed(0, "ab")
    assert stream_seed(0, "a") != stream_seed(1, "a")
    assert 0 <= stream_seed(5, "data") < 2**63
    assert stream(1, "x").random() == stream(1, "x").random()


# -------------------------------------------------------------------- extent


@pytest.mark.parametrize("kind", ["circle", "moons", "petals", "digits", "wine", "parity"])
def test_extent_is_a_square_around_the_first_two_features(kind: str) -> None:
    prepared = prepare(Data(source=choice(kind)))
    left, right, low, high = prepared.extent()
    assert right - left == pytest.approx(high - low)
    assert left < prepared.raw[:, 0].min() or right - left == 2.0
    assert right > prepared.raw[:, 0].max()
    assert low < prepared.raw[:, 1].min()
    assert high > prepared.raw[:, 1].max()
    assert all(type(value) is float for value in prepared.extent())


def test_extent_of_a_curve_is_its_own_width_and_height() -> None:
    prepared = prepare(Data(source=choice("curve_1d")))
    left, right, low, high = prepared.extent()
    assert left < prepared.raw.min() < prepared.raw.max() < right
    assert low < prepared.y.min() < prepared.y.max() < high
    assert high - low < 4 < right - left


def made(raw: list[list[float]], y: list[int], classes: tuple[str, ...]) -> Prepared:
    x = np.array(raw, dtype=np.float64)
    names = tuple(f"x{number}" for number in range(x.shape[1]))
    return Prepared(
        facts=Facts(features=names, task="classes", classes=classes, rows=len(x)),
        raw=x,
        y=np.array(y, dtype=np.int64),
        part=np.zeros(len(x), dtype=np.int8),
        mean=np.zeros(x.shape[1]),
        scale=np.ones(x.shape[1]),
    )


def test_extent_of_one_feature_with_classes() -> None:
    assert made([[0.0], [10.0]], [0, 2], ("a", "b", "c")).extent() == pytest.approx((-0.5, 10.5, -0.5, 2.5))


def test_extent_of_a_single_point_has_room() -> None:
    assert made([[3.0, 4.0]], [0], ("a", "b")).extent() == (2.0, 4.0, 3.0, 5.0)
    assert made([[3.0]], [0], ("a", "b")).extent() == (2.0, 4.0, -0.5, 1.5)


# -------------------------------------------------------------------- files behind the data


def test_missing_features_take_the_mean_of_the_training_part() -> None:
    x = np.array([[1.0, np.nan], [3.0, np.nan], [np.nan, 5.0], [np.nan, np.nan]])
    fill(x, x[:2])
    assert np.array_equal(x, [[1.0, 0.0], [3.0, 0.0], [2.0, 5.0], [2.0, 0.0]])


def test_missing_features_of_a_file_take_the_mean_of_the_training_part(tmp_path: Path) -> None:
    path = tmp_path / "gaps.csv"
    path.write_text(
        "a,b,y\n" + "".join(f"{i if i % 4 else ''},{i * i},{'no' if i % 2 else 'yes'}\n" for i in range(40))
    )
    prepared = prepare(Data(source=choice("csv", path=str(path), missing="mean"), train=0.5))
    train = prepared.rows("train")
    known = np.array([i for i in train if i % 4])
    gaps = np.array([i for i in range(40) if i % 4 == 0])
    assert prepared.raw[gaps, 0] == pytest.approx(np.full(10, known.mean()))
    assert np.isfinite(prepared.x).all()


def test_a_file_that_changes_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text("a,y\n" + "".join(f"{i},{'pq'[i % 2]}\n" for i in range(20)))
    data = Data(source=choice("csv", path=str(path)))
    experiment = Experiment(data=data)
    first, seen = prepare(data), analyse(experiment)
    assert prepare(data) is first
    assert analyse(experiment) is seen
    assert seen.facts is not None
    assert seen.facts.rows == 20

    path.write_text("a,b,y\n" + "".join(f"{i},{-i},{'pqr'[i % 3]}\n" for i in range(30)))
    os.utime(path, ns=(1, 1))
    second, found = prepare(data), analyse(experiment)
    assert second.raw.shape == (30, 2)
    assert found.facts is not None
    assert found.facts.classes == ("p", "q", "r")

    path.unlink()
    gone = analyse(experiment)
    assert not gone.trainable
    assert any("table.csv cannot be read: No such file" in problem.sentence for problem in gone.problems)
    with pytest.raises(PlaygroundError, match="No such file"):
        prepare(data)
    assert "No such file" in str(stamp_of(data))


# -------------------------------------------------------------------- assets


def test_assets_are_found_beside_the_package() -> None:
    assert assets.asset("data", "iris.csv").is_file()
    assert assets.asset("templates").is_dir()


def test_assets_are_found_where_an_installation_puts_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "lib" / "playground"
    data = package / "assets" / "data"
    data.mkdir(parents=True)
    (data / "x.csv").write_text("")
    monkeypatch.setattr("playground.__file__", str(package / "__init__.py"))
    assert assets.asset("data", "x.csv") == data / "x.csv"


def test_a_missing_asset_is_named_with_the_places_looked_in() -> None:
    with pytest.raises(PlaygroundError, match=r"data/nothing\.csv should come with .* neither at .* nor"):
        assets.asset("data", "nothing.csv")


def test_pictures_stay_bytes_and_are_normalized_by_channel(monkeypatch: pytest.MonkeyPatch) -> None:
    pixels = np.random.default_rng(0).integers(0, 200, (40, 3, 4, 5)).astype(np.uint8)
    facts = Facts(features=(), task="classes", classes=("a", "b"), shape=(3, 4, 5), picture=(4, 5), levels=(0.0, 255.0))
    table = Table(facts=facts, x=pixels, y=np.arange(40) % 2)
    monkeypatch.setattr("playground.catalog.datasets.circle.Circle.generate", classmethod(lambda cls, p, rng: table))
    plain = prepare(Data(seed=4321))
    assert plain.raw.dtype == np.uint8
    assert np.shares_memory(plain.raw, pixels)
    assert plain.inputs(np.array([3])) == pytest.approx(pixels[[3]] / 255.0, abs=1e-7)
    normal = prepare(Data(seed=4321, normalize=True))
    learned = normal.inputs(normal.rows("train")).astype(np.float64)
    assert learned.mean(axis=(0, 2, 3)) == pytest.approx(np.zeros(3), abs=1e-6)
    assert learned.std(axis=(0, 2, 3)) == pytest.approx(np.ones(3), abs=1e-6)
    assert (facts.numbers, facts.channels) == (60, 3)
