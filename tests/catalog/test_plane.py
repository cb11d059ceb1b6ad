"""The planes on which surfaces are drawn: of two features, and of the principal components as scikit-learn has them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from sklearn.decomposition import PCA

from playground.catalog.plane import grid
from playground.catalog.planes import axes, plane
from playground.catalog.prepare import Prepared, prepare
from playground.spec.experiment import Data
from playground.spec.values import Choice, Values


def data(kind: str, *, normalize: bool = False, **settings: float) -> Prepared:
    return prepare(Data(source=Choice(kind, Values(settings)), normalize=normalize))


def test_a_plane_of_two_features_is_that_of_the_data() -> None:
    prepared = data("circle", samples=50)
    found = plane(prepared)
    assert found is not None
    assert found.extent == prepared.extent()
    np.testing.assert_allclose(found.points(4), grid(prepared.extent(), 4))
    np.testing.assert_allclose(found.coordinates(prepared.raw), prepared.raw)
    turned = plane(prepared, across=1, up=0)
    assert turned is not None
    assert turned.extent == (*prepared.extent()[2:], *prepared.extent()[:2])
    np.testing.assert_allclose(turned.coordinates(prepared.raw), prepared.raw[:, ::-1])


def test_the_others_are_held() -> None:
    prepared = data("iris")
    found = plane(prepared, across=3, up=1, held=(5.0, 0.0, 4.0, 0.0))
    assert found is not None
    points = found.points(8)
    assert set(points[:, 0]) == {5.0}
    assert set(points[:, 2]) == {4.0}
    np.testing.assert_allclose(found.coordinates(points), points[:, [3, 1]])
    left, right, low, high = found.extent
    for feature, below, above in ((3, left, right), (1, low, high)):
        column = prepared.raw[:, feature]
        assert below < column.min() < column.max() < above


@pytest.mark.parametrize("choice", [{"across": 1, "up": 1}, {"across": 9, "up": 1}, {"held": (1.0, 2.0)}])
def test_a_choice_that_does_not_fit_gives_the_most_varied_features_at_the_mean(choice: dict[str, Any]) -> None:
    prepared = data("iris")
    found = plane(prepared, **choice)
    assert found is not None
    assert found.axes == ("sepal length (cm)", "petal width (cm)")
    mean = prepared.raw[prepared.rows("train")].mean(axis=0)
    assert list(found.held.values()) == pytest.approx(list(mean[1:3]))


@pytest.mark.parametrize("kind", ["digits", "diabetes"])
def test_the_most_varied_features_have_the_highest_entropy(kind: str) -> None:
    prepared = data(kind)
    counts = [np.histogram(column, bins=16)[0] for column in prepared.raw.T]
    shares = [count[count > 0] / len(prepared.raw) for count in counts]
    entropies = np.array([-(share * np.log2(share)).sum() for share in shares])
    first, second = axes(prepared, -1, -1)
    assert entropies[first] == pytest.approx(entropies.max())
    assert entropies[second] == pytest.approx(np.delete(entropies, first).max())
    assert axes(prepared, 1, 0) == (1, 0)


@pytest.mark.parametrize("normalize", [False, True])
def test_components_are_scikit_learns(normalize: bool) -> None:
    prepared = data("wine", normalize=normalize)
    found = plane(prepared, components=True)
    assert found is not None
    learned = (prepared.raw[prepared.rows("train")] - prepared.mean) / prepared.scale
    reference = PCA(n_components=2, svd_solver="full").fit(learned)
    np.testing.assert_allclose(found.explained, reference.explained_variance_ratio_, rtol=1e-9)
    scores = reference.transform((prepared.raw - prepared.mean) / prepared.scale)
    places = found.coordinates(prepared.raw)
    np.testing.assert_allclose(np.abs(places), np.abs(scores), rtol=1e-6, atol=1e-8)
    seen = (found.at(places) - prepared.mean) / prepared.scale
    np.testing.assert_allclose(seen, reference.inverse_transform(scores), rtol=1e-6, atol=1e-6)
    left, right, low, high = found.extent
    assert left < places[:, 0].min() < places[:, 0].max() < right
    assert low < places[:, 1].min() < places[:, 1].max() < high
    assert plane(prepared, components=True) is found, "computed once for the same data"


def test_no_plane_of_a_single_feature() -> None:
    assert plane(data("curve_1d")) is None
    assert plane(data("curve_1d"), components=True) is None
