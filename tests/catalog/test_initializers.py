"""Initializers: the variance that each states, at a size where chance hardly shows."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from playground.catalog.entry import find
from playground.catalog.families import Initializer
from playground.catalog.tensor import Array

OUT, IN = 300, 400


def _draw(kind: str, **settings: Any) -> Array:
    initializer = find(Initializer, kind)
    return initializer.draw(initializer.read(settings), (OUT, IN), IN, OUT, np.random.default_rng(1))


@pytest.mark.parametrize(
    ("kind", "settings", "variance", "bound"),
    [
        ("normal", {}, 0.01**2, math.inf),
        ("normal", {"sigma": 2.0}, 4.0, math.inf),
        ("too_large", {}, 100.0, math.inf),
        ("uniform", {}, 0.25 / 3, 0.5),
        ("uniform", {"bound": 3.0}, 3.0, 3.0),
        ("xavier", {}, 1 / IN, math.inf),
        ("xavier", {"gain": 2.0}, 4 / IN, math.inf),
        ("xavier_uniform", {}, 1 / IN, math.sqrt(3 / IN)),
        ("glorot_normal", {}, 2 / (IN + OUT), math.inf),
        ("glorot_uniform", {}, 2 / (IN + OUT), math.sqrt(6 / (IN + OUT))),
        ("he_normal", {}, 2 / IN, math.inf),
        ("he_normal", {"gain": 0.5}, 0.5 / IN, math.inf),
        ("he_uniform", {}, 2 / IN, math.sqrt(6 / IN)),
        ("lecun_normal", {}, 1 / IN, 2 / math.sqrt(IN) / 0.879),
        ("orthogonal", {}, 1 / IN, 1.0),
    ],
)
def test_variance(kind: str, settings: dict[str, Any], variance: float, bound: float) -> None:
    drawn = _draw(kind, **settings)
    assert drawn.mean() == pytest.approx(0, abs=5 * math.sqrt(variance / drawn.size))
    assert drawn.var() == pytest.approx(variance, rel=0.02)
    assert np.abs(drawn).max() <= bound


@pytest.mark.parametrize("kind", ["normal", "xavier", "glorot_normal", "he_normal", "too_large"])
def test_normal_ones_have_the_tails_of_a_normal_distribution(kind: str) -> None:
    drawn = _draw(kind)
    assert np.mean(np.abs(drawn) > 2 * drawn.std()) == pytest.approx(0.0455, abs=0.004)


def test_zeros_and_constant() -> None:
    assert not _draw("zeros").any()
    assert (_draw("constant", value=-2.5) == -2.5).all()


@pytest.mark.parametrize("shape", [(4, 9), (9, 4), (5, 5), (6,), (1, 3)])
def test_orthogonal(shape: tuple[int, ...]) -> None:
    initializer = find(Initializer, "orthogonal")
    drawn = initializer.draw(initializer.read({"gain": 3.0}), shape, 1, 1, np.random.default_rng(2))
    matrix = drawn.reshape(shape[0], -1)
    square = matrix @ matrix.T if matrix.shape[0] <= matrix.shape[1] else matrix.T @ matrix
    np.testing.assert_allclose(square, 9 * np.eye(len(square)), atol=1e-12)


def test_he_keeps_the_size_of_relu_activations() -> None:
    """What the initializers are for: ten ReLU layers with He hardly change the mean square, with Xavier it vanishes."""
    rng = np.random.default_rng(3)
    sizes = {}
    for kind in ("he_normal", "xavier"):
        initializer = find(Initializer, kind)
        a = rng.normal(0, 1, (200, 200))
        for _ in range(10):
            a = np.maximum(a @ initializer.draw(initializer.read({}), (200, 200), 200, 200, rng).T, 0)
        sizes[kind] = float(np.mean(a**2))
    assert 0.3 < sizes["he_normal"] < 3
    assert sizes["xavier"] < 0.01
