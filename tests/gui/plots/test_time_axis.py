from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from playground.gui.plots.time_axis import convert, in_words, known, over
from playground.workbench.curves import Curves
from tests.gui.plots.conftest import evaluation, steps


@pytest.fixture
def curves() -> Curves:
    """40 steps, 10 to an epoch, half a second each."""
    made = Curves()
    made.add_steps(replace(steps(40), seconds=np.full(40, 0.5)))
    made.add_evaluation(evaluation(0, 0.7))
    made.add_evaluation(evaluation(20, 0.3))
    return made


def test_units_lead_into_each_other(curves: Curves) -> None:
    assert convert(curves, 2.0, "epoch", "step") == 20
    assert convert(curves, 20, "step", "seconds") == pytest.approx(10.0)
    assert convert(curves, 10.25, "seconds", "epoch") == pytest.approx(2.05)
    assert convert(curves, 0.0, "epoch", "seconds") == 0.0
    assert convert(curves, 8.0, "epoch", "step") == pytest.approx(80)  # beyond the end at the mean pace


def test_evaluations_have_the_time_of_their_step(curves: Curves) -> None:
    assert over(curves, curves.evaluations, "seconds") == pytest.approx([0.0, 10.0])
    assert over(curves, curves.evaluations, "step") == pytest.approx([0, 20])


def test_what_nobody_timed_is_not_known() -> None:
    curves = Curves()
    assert math.isnan(convert(curves, 1.0, "epoch", "step"))
    curves.add_steps(steps(10))
    assert not known(curves, "seconds")
    assert known(curves, "step")
    assert math.isnan(convert(curves, 1.0, "epoch", "seconds"))


def test_words() -> None:
    assert [in_words("epoch", 2.5), in_words("step", 31.0), in_words("seconds", 4.25)] == [
        "epoch 2.5",
        "step 31",
        "4.25 s",
    ]
