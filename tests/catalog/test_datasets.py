"""The data sets follow their formulas, measured on what they draw."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from playground.catalog.entry import family, settle
from playground.catalog.facts import Table
from playground.catalog.families import Dataset
from playground.catalog.prepare import prepare, stream
from playground.spec.experiment import Data
from playground.spec.problems import PlaygroundError
from playground.spec.values import Choice, Values

Floats = NDArray[np.float64]

DRAWN = [
    kind
    for kind, entry in family("datasets").items()
    if getattr(entry, "group", "") not in ("Tables", "Own data", "Pictures", "Signals")
]
BUNDLED = ["iris", "wine", "breast_cancer", "diabetes", "digits"]
TWO_CLASSES = ["circle", "xor", "gauss", "spiral", "moons", "checkerboard", "petals"]
FLIPPING = ["gauss", "spiral", "moons", "petals", "rings", "blobs", "pinwheel", "parity"]


def draw(kind: str, seed: int = 1, **settings: Any) -> Table:
    dataset, p = settle(Dataset, Choice(kind, Values(settings)))
    table = dataset.generate(p, stream(seed, "data", kind))
    assert table.facts == dataset.facts(p)
    return table


def polar(x: NDArray[np.floating]) -> tuple[Floats, Floats]:
    """Radius, and the angle from the x₂ axis clockwise, between 0 and 2π."""
    return np.hypot(x[:, 0], x[:, 1]), np.arctan2(x[:, 0], x[:, 1]) % (2 * np.pi)


@pytest.mark.parametrize("kind", DRAWN + BUNDLED)
def test_facts_tell_what_is_drawn(kind: str) -> None:
    table = draw(kind)
    facts = table.facts
    assert table.x.shape == (facts.rows, len(facts.features))
    assert np.isfinite(table.x).all()
    if facts.task == "classes":
        assert table.y.shape == (facts.rows,)
        assert set(np.unique(table.y)) == set(range(facts.outputs))
        assert len(set(facts.classes)) == facts.outputs >= 2
    else:
        assert table.y.shape == (facts.rows, len(facts.targets))
        assert np.isfinite(table.y).all()


@pytest.mark.parametrize("kind", DRAWN)
def test_the_same_seed_draws_the_same(kind: str) -> None:
    one, two, other = draw(kind, 3), draw(kind, 3), draw(kind, 4)
    assert np.array_equal(one.x, two.x)
    assert np.array_equal(one.y, two.y)
    assert not np.array_equal(one.x, other.x)


@pytest.mark.parametrize("kind", DRAWN)
@pytest.mark.parametrize("samples", [10, 11, 97])
def test_every_number_of_samples_is_drawn(kind: str, samples: int) -> None:
    assert len(draw(kind, samples=samples).x) == samples


@pytest.mark.parametrize("kind", DRAWN)
def test_noise_moves_points_without_drawing_them_anew(kind: str) -> None:
    """A slider of noise lets points glide: a small change of the noise is a small change of every point."""
    a = draw(kind, position_noise=0.1).x
    b = draw(kind, position_noise=0.1001).x
    assert np.abs(a - b).max() < 0.01
    a = draw(kind, label_noise=0.1).x
    b = draw(kind, label_noise=0.2).x
    assert np.array_equal(a, b)


@pytest.mark.parametrize("kind", DRAWN)
def test_examples_come_in_random_order(kind: str) -> None:
    y = draw(kind, samples=400).y
    half = len(y) // 2
    assert abs(float(y[:half].mean() - y[half:].mean())) < 0.25 * max(1.0, float(y.std()) * 2)


@pytest.mark.parametrize("kind", FLIPPING)
def test_label_noise_flips_this_share_of_labels(kind: str) -> None:
    clean, noisy = draw(kind, samples=20000), draw(kind, samples=20000, label_noise=0.3)
    assert float(np.mean(clean.y != noisy.y)) == pytest.approx(0.3, abs=0.02)


@pytest.mark.parametrize("kind", TWO_CLASSES)
def test_two_classes_are_about_equally_frequent(kind: str) -> None:
    table = draw(kind, samples=4000)
    assert table.facts.classes == ("−", "+")
    assert float(table.y.mean()) == pytest.approx(0.5, abs=0.04)


def test_circle() -> None:
    table = draw("circle", samples=4000)
    radius, angle = polar(table.x)
    inner = radius[table.y == 1]
    outer = radius[table.y == 0]
    assert inner.max() <= 2.5
    assert outer.min() >= 3.5
    assert outer.max() <= 5.0
    assert len(inner) == 2000
    assert inner.mean() == pytest.approx(1.25, abs=0.05)
    assert outer.mean() == pytest.approx(4.25, abs=0.05)
    assert np.histogram(angle, bins=8, range=(0, 2 * np.pi))[0].min() > 400


def test_label_noise_of_the_circle_strikes_near_the_border_only() -> None:
    table = draw("circle", samples=4000, label_noise=0.1)
    radius, _ = polar(table.x)
    wrong = table.y != (radius < 2.5)
    assert wrong.any()
    assert radius[wrong].min() > 2.5 - 0.5 * np.sqrt(2)
    assert radius[wrong].max() < 2.5 + 0.5 * np.sqrt(2)


def test_xor() -> None:
    table = draw("xor", samples=4000)
    assert np.array_equal(table.y == 1, table.x[:, 0] * table.x[:, 1] > 0)
    assert np.abs(table.x).min() >= 0.3
    assert np.abs(table.x).max() <= 5.3


@pytest.mark.parametrize(("noise", "variance"), [(0.0, 0.5), (0.5, 4.0)])
def test_gauss(noise: float, variance: float) -> None:
    table = draw("gauss", samples=20000, position_noise=noise)
    for label, mean in ((0, -2.0), (1, 2.0)):
        cloud = table.x[table.y == label]
        assert cloud.mean(axis=0) == pytest.approx([mean, mean], abs=0.1)
        assert cloud.var(axis=0) == pytest.approx([variance, variance], rel=0.06)


def test_spiral() -> None:
    """r = 5i/n and t = 3.5π·i/n, half a turn on for the other class; TensorFlow Playground's + is the unturned arm."""
    table = draw("spiral", samples=400)
    for label, turned in ((1, 0.0), (0, np.pi)):
        radius, angle = polar(table.x[table.y == label])
        order = np.argsort(radius)
        i = np.arange(200)
        assert radius[order] == pytest.approx(5 * i / 200)
        expected = (3.5 * np.pi * i / 200 + turned) % (2 * np.pi)
        off = (angle[order][1:] - expected[1:] + np.pi) % (2 * np.pi) - np.pi
        assert off == pytest.approx(np.zeros(199), abs=1e-9)


def test_moons_are_those_of_scikit_learn() -> None:
    from sklearn.datasets import make_moons

    table = draw("moons", samples=300, position_noise=0.0)
    x, y = make_moons(300, shuffle=False)
    ours = np.column_stack([table.x, table.y])
    theirs = np.column_stack([x, y])
    assert np.allclose(ours[np.lexsort(ours.T.round(6))], theirs[np.lexsort(theirs.T.round(6))])


def test_rings() -> None:
    table = draw("rings", classes=4, samples=4000, position_noise=0.0)
    radius, _ = polar(table.x)
    assert radius == pytest.approx(5.0 * (table.y + 1) / 4)
    assert np.bincount(table.y.astype(int)).tolist() == [1000] * 4


def test_blobs() -> None:
    table = draw("blobs", classes=4, samples=20000)
    centres = [table.x[table.y == label].mean(axis=0) for label in range(4)]
    assert np.allclose(centres, [(0, 4), (4, 0), (0, -4), (-4, 0)], atol=0.1)
    assert (table.x[table.y == 0]).var(axis=0) == pytest.approx([0.5, 0.5], rel=0.06)


@pytest.mark.parametrize("kind", ["rings", "blobs", "pinwheel"])
@pytest.mark.parametrize("classes", range(2, 10))
def test_two_to_nine_classes(kind: str, classes: int) -> None:
    table = draw(kind, classes=classes)
    assert table.facts.classes == (("−", "+") if classes == 2 else tuple("ABCDEFGHI"[:classes]))
    counts = np.bincount(table.y.astype(int), minlength=classes)
    assert counts.max() - counts.min() <= 1


def test_checkerboard() -> None:
    """Every square has one class, and neighbours differ."""
    table = draw("checkerboard", tiles=5, samples=20000)
    column, row = np.floor((table.x + 5) / 2).astype(int).T
    for i, j in itertools.product(range(5), range(5)):
        labels = set(table.y[(column == i) & (row == j)].tolist())
        assert labels == {1 if (i + j) % 2 == 0 else 0}


def test_petals() -> None:
    """Without noise every point lies on r = 4 sin 4t, t in the half of the turn that is its class's."""
    table = draw("petals", samples=400, position_noise=0.0)
    radius, angle = polar(table.x)
    assert radius == pytest.approx(np.abs(4 * np.sin(4 * angle)), abs=1e-9)
    for label, start in ((0, 0.0), (1, 3.12)):
        t = np.linspace(start, start + 3.12, 200)
        expected = np.column_stack([4 * np.sin(4 * t) * np.sin(t), 4 * np.sin(4 * t) * np.cos(t)])
        ours = table.x[table.y == label]
        distance = np.linalg.norm(ours[:, None] - expected[None], axis=2)
        assert distance.min(axis=1).max() < 1e-9
        assert distance.min(axis=0).max() < 1e-9


def test_petals_noise_is_in_angle_and_radius() -> None:
    radius, _ = polar(draw("petals", samples=4000).x)
    assert 4.2 < radius.max() < 5.0


def test_pinwheel() -> None:
    """Turned back by its own twist, every arm lies along one line."""
    table = draw("pinwheel", classes=3, samples=3000, position_noise=0.0)
    radius, angle = polar(table.x)
    length = radius / 2
    forward = length[:] > 0.05  # a point behind the middle has the opposite angle
    twist = 2 * np.pi * table.y / 3 + 0.25 * np.exp(length) + np.pi / 2
    off = (angle - twist + np.pi) % (2 * np.pi) - np.pi
    assert np.median(np.abs(off[forward])) < 1e-9
    assert np.mean(np.abs(off[forward]) < 1e-9) > 0.99
    assert length.mean() == pytest.approx(1.0, abs=0.03)
    assert length.std() == pytest.approx(0.3, abs=0.03)


def test_plane() -> None:
    table = draw("plane")
    assert table.y[:, 0] == pytest.approx((table.x[:, 0] + table.x[:, 1]) / 10)
    assert np.abs(table.x).max() <= 6


def test_hills_and_hollows() -> None:
    table = draw("multi_gaussian", samples=3000)
    centres = {(-4.0, 2.5): 1, (0.0, 2.5): -1, (4.0, 2.5): 1, (-4.0, -2.5): -1, (0.0, -2.5): 1, (4.0, -2.5): -1}
    for point, value in zip(table.x, table.y[:, 0], strict=True):
        expected = 0.0
        for centre, sign in centres.items():
            height = sign * max(0.0, 1 - float(np.hypot(*(point - centre))) / 2)
            expected = height if abs(height) > abs(expected) else expected
        assert value == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("kind", ["plane", "multi_gaussian"])
def test_label_noise_of_regression_shifts_the_number_only(kind: str) -> None:
    clean, noisy = draw(kind), draw(kind, label_noise=0.3)
    assert np.array_equal(clean.x, noisy.x)
    assert not np.array_equal(clean.y, noisy.y)
    moved = draw(kind, position_noise=0.3)
    assert np.array_equal(clean.y, moved.y)
    assert 0 < np.abs(clean.x - moved.x).max() <= 1.8


@pytest.mark.parametrize(
    ("function", "at", "value"),
    [
        ("sine", np.pi / 2, 1.0),
        ("step", -0.1, -1.0),
        ("step", 0.1, 1.0),
        ("sinc", 0.0, 1.0),
        ("sinc", np.pi / 2, 2 / np.pi),
        ("absolute", -6.0, 1.0),
        ("parabola", 6.0, 1.0),
        ("sawtooth", 1.4999, 1.0),
        ("two waves", np.pi / 2, 0.6),
    ],
)
def test_curves(function: str, at: float, value: float) -> None:
    from playground.catalog.datasets.curve_1d import CURVES

    assert CURVES[function](np.array([at]))[0] == pytest.approx(value, abs=1e-3)
    table = draw("curve_1d", function=function, label_noise=0.0)
    assert table.y == pytest.approx(CURVES[function](table.x))
    assert np.abs(table.y).max() <= 1.0 + 1e-9


def test_curve_noise_has_the_given_deviation() -> None:
    table = draw("curve_1d", samples=20000, label_noise=0.2)
    assert float((table.y - np.sin(table.x)).std()) == pytest.approx(0.2, rel=0.05)


def test_parity() -> None:
    table = draw("parity", bits=5, samples=1000)
    assert set(np.unique(table.x)) == {-1.0, 1.0}
    assert np.array_equal(table.y == 1, table.x.prod(axis=1) == (-1) ** (5 + 1)), "odd: an even number of minus ones"
    assert table.facts.features == ("b₁", "b₂", "b₃", "b₄", "b₅")


def test_every_pattern_comes_once() -> None:
    table = draw("parity", bits=6, every_pattern=True)
    assert len(np.unique(table.x, axis=0)) == len(table.x) == 64
    assert int(table.y.sum()) == 32


@pytest.mark.parametrize("kind", BUNDLED)
def test_bundled_tables_are_those_of_scikit_learn(kind: str) -> None:
    import sklearn.datasets

    theirs = getattr(sklearn.datasets, f"load_{kind}")(**({"scaled": False} if kind == "diabetes" else {}))
    settings: dict[str, Any] = {"unit": "points"} if kind == "diabetes" else {}
    table = draw(kind, **settings)
    assert np.allclose(table.x, theirs.data, rtol=0, atol=1e-12)
    if kind == "diabetes":
        assert np.array_equal(table.y[:, 0], theirs.target)
    elif kind == "breast_cancer":
        assert table.facts.classes == ("benign", "malignant")
        assert np.array_equal(table.y, 1 - theirs.target), "there 0 is malignant, here + is"
    else:
        assert np.array_equal(table.y, theirs.target)


def test_diabetes_is_given_as_standard_scores() -> None:
    table = draw("diabetes")
    assert float(table.y.mean()) == pytest.approx(0.0, abs=1e-12)
    assert float(table.y.std()) == pytest.approx(1.0)
    assert table.facts.targets == ("progression",)


def test_iris_petals_can_be_drawn() -> None:
    table = draw("iris", columns="petals")
    assert table.facts.planar
    assert np.array_equal(table.x, draw("iris").x[:, 2:])
    assert table.facts.features == ("petal length (cm)", "petal width (cm)")


def test_digits_as_pictures() -> None:
    prepared = prepare(Data(source=Choice("digits", Values(layout="picture"))))
    assert prepared.facts.input_shape == (1, 8, 8)
    assert prepared.x.shape == (1797, 1, 8, 8)
    row = prepare(Data(source=Choice("digits")))
    assert row.facts.picture == (8, 8)
    assert np.array_equal(row.x, prepared.x.reshape(1797, 64))


def test_a_setting_out_of_range_is_refused() -> None:
    with pytest.raises(PlaygroundError, match="classes must be between 2 and 9, not 10"):
        draw("blobs", classes=10)


@pytest.mark.parametrize("kind", DRAWN + BUNDLED + ["csv", "painted"])
def test_every_entry_says_what_it_teaches(kind: str) -> None:
    entry = family("datasets")[kind]
    assert entry.summary.endswith(".")
    assert len(entry.help) > 80
    assert entry.aliases
    assert all(field.about.effect == "data" for field in entry.fields())
    assert getattr(entry, "group", "") in {"Classification", "Regression", "Tables", "Logic", "Own data"}
