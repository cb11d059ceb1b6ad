"""Activations at points worked by hand, and against torch's own functions and the error function's table."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from playground.catalog.entry import find
from playground.catalog.families import Activation


@pytest.mark.parametrize(
    ("kind", "settings", "z", "value", "slope"),
    [
        ("linear", {}, -3.0, -3.0, 1.0),
        ("sigmoid", {}, 0.0, 0.5, 0.25),
        ("sigmoid", {}, 2.0, 0.8807970779778823, 0.10499358540350662),
        ("tanh", {}, 1.0, 0.7615941559557649, 0.41997434161402614),
        ("relu", {}, -1.0, 0.0, 0.0),
        ("relu", {}, 2.5, 2.5, 1.0),
        ("leaky_relu", {}, -2.0, -0.02, 0.01),
        ("leaky_relu", {"slope": 0.2}, -2.0, -0.4, 0.2),
        ("elu", {}, -1.0, -0.6321205588285577, 0.36787944117144233),
        ("elu", {"alpha": 2.0}, -1.0, -1.2642411176571153, 0.7357588823428847),
        ("gelu", {}, 1.0, 0.8413447460685429, 1.0833154705876864),
        ("gelu", {}, -1.0, -0.15865525393145707, -0.08331547058768625),
        ("silu", {}, 1.0, 0.7310585786300049, 0.9276705118714869),
        ("softplus", {}, 0.0, 0.6931471805599453, 0.5),
    ],
)
def test_at_a_point(kind: str, settings: dict[str, Any], z: float, value: float, slope: float) -> None:
    activation = find(Activation, kind)
    p = activation.read(settings)
    assert activation.value(p, np.array([z]))[0] == pytest.approx(value, abs=1e-12)
    assert activation.derivative(p, np.array([z]))[0] == pytest.approx(slope, abs=1e-12)


def test_softmax_gives_shares() -> None:
    softmax = find(Activation, "softmax")
    assert not softmax.elementwise
    z = np.array([[1.0, 2.0, 3.0], [1001.0, 1002.0, 1003.0]])
    shares = softmax.value(softmax.read({}), z)
    np.testing.assert_allclose(shares.sum(axis=1), 1.0)
    np.testing.assert_allclose(shares[0], [0.09003057, 0.24472847, 0.66524096], atol=1e-8)
    np.testing.assert_allclose(shares[0], shares[1])


@pytest.mark.parametrize("kind", ["sigmoid", "tanh", "elu", "gelu", "silu", "softplus", "softmax"])
def test_nothing_overflows(kind: str) -> None:
    activation = find(Activation, kind)
    z = np.array([[-1e4, -800.0, 0.0, 800.0, 1e4]])
    with np.errstate(all="raise", under="ignore"):
        assert np.isfinite(activation.value(activation.read({}), z)).all()
        assert np.isfinite(activation.derivative(activation.read({}), z)).all()
