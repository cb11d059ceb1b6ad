"""A curve over one variable."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from playground.catalog.facts import Facts, Table
from playground.catalog.families import Dataset
from playground.catalog.points import noise_setting, samples_setting
from playground.catalog.tensor import Array
from playground.spec.fields import param

CURVES: dict[str, Callable[[Array], Array]] = {
    "sine": lambda x: np.sin(x),
    "step": lambda x: np.where(x < 0, -1.0, 1.0),
    "sinc": lambda x: np.sinc(x / np.pi),
    "absolute": lambda x: np.abs(x) / 3 - 1,
    "parabola": lambda x: x**2 / 18 - 1,
    "sawtooth": lambda x: 2 * (x / 3 - np.floor(x / 3 + 0.5)),
    "two waves": lambda x: 0.6 * np.sin(x) + 0.4 * np.sin(4 * x),
}


class Curve1d(Dataset):
    """A number that depends on one variable."""

    kind = "curve_1d"
    title = "Curve"
    summary = "A curve over one variable, with noise."
    help = (
        "Regression that can be seen whole: the network's curve bends towards the points. Each ReLU unit adds one "
        "kink, each tanh unit one bend; too many units follow the noise instead of the curve."
    )
    formula = "y = f(x) + N(0, noise²),  x ~ U(−6, 6)"
    aliases = ("1d", "function", "sine", "sin", "step", "sinc", "fit", "regression")
    group = "Regression"
    order = 190

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Params:
        """Settings."""

        function: Literal["sine", "step", "sinc", "absolute", "parabola", "sawtooth", "two waves"] = param(
            "sine", effect="data", help="The curve: sin x, the sign of x, sin(x)/x, |x|, x², a sawtooth or two waves."
        )
        samples: int = samples_setting(200)
        label_noise: float = noise_setting(
            "The standard deviation of what is added to each number to predict.", title="Label noise", default=0.1
        )
        position_noise: float = noise_setting(
            "The standard deviation of what is added to x after its number is read off.", title="Position noise"
        )

    @classmethod
    def facts(cls, p: Params) -> Facts:
        """One feature, one number."""
        return Facts(features=("x",), task="regression", targets=("y",), rows=p.samples)

    @classmethod
    def generate(cls, p: Params, rng: np.random.Generator) -> Table:
        """All curves lie between −1 and 1 before the noise."""
        x = rng.uniform(-6, 6, (p.samples, 1))
        y = CURVES[p.function](x) + p.label_noise * rng.standard_normal(x.shape)
        x = x + p.position_noise * rng.standard_normal(x.shape)
        return Table(facts=cls.facts(p), x=x, y=y)
