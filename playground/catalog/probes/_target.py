"""The number that is asked about: the logit of a class, or a number that is predicted."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from playground.catalog.probes._picture import OfPicture
from playground.catalog.tensor import Array, Raw
from playground.catalog.view import View
from playground.spec.fields import param


@dataclass(frozen=True, slots=True, kw_only=True)
class OfTarget(OfPicture):
    """The settings of a probe that asks why a picture is taken for what it is."""

    target: int = param(-1, low=-1, high=1_000_000, help="The class, or the number; −1: the most probable class.")


@dataclass(frozen=True, slots=True, eq=False)
class Target:
    """What is asked about.

    Attributes:
        index: the class or number. node: the output's id. unit: its logit there.
        sign: −1 where a single logit speaks for the other of two classes, else 1.
        prediction: of the picture, shape (outputs,).

    """

    index: int
    node: str
    unit: int
    sign: float
    prediction: Array


def target_of(p: OfTarget, x: Raw, view: View) -> Target | None:
    """What ``p`` asks about for the picture ``x`` of shape (1, *input); None where there is no such class."""
    node, logits = list(view.outputs(x).items())[-1]
    prediction = view.predict(logits)[0]
    index = int(np.argmax(prediction)) if p.target < 0 else p.target
    if index >= len(prediction):
        return None
    single = view.facts.task == "classes" and logits.shape[1] < len(prediction)
    return Target(index, node, 0 if single else index, -1.0 if single and index == 0 else 1.0, prediction)
