from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QColor

from playground.gui.plots import smoothing
from playground.gui.plots.line import Floats, Line
from playground.gui.plots.smoothing import Smoother, average


def plain(values: Floats, beta: float) -> list[float]:
    """The formula, value by value: v ← βv + (1−β)x, drawn as v / (1−βᵗ)."""
    v, t, found = 0.0, 0, []
    for x in values:
        if np.isfinite(x):
            v, t = beta * v + (1 - beta) * float(x), t + 1
            found.append(v / (1 - beta**t))
        else:
            found.append(np.nan)
    return found


@given(
    st.integers(0, 300),
    st.sampled_from([0.0, 0.5, 0.9, 0.99]),
    st.integers(0, 9),
    st.lists(st.integers(0, 300), max_size=4),
)
def test_as_the_plain_loop_in_one_go_and_in_pieces(count: int, beta: float, seed: int, cuts: list[int]) -> None:
    rng = np.random.default_rng(seed)
    values = rng.normal(3.0, 1.0, count)
    values[rng.random(count) < (0.0, 0.02, 0.6)[seed % 3]] = np.nan
    expected = plain(values, beta)
    assert average(values, beta)[0] == pytest.approx(expected, rel=1e-9, nan_ok=True)
    found, v, t = [], 0.0, 0
    for part in np.split(values, sorted(min(cut, count) for cut in cuts)):
        piece, v, t = average(part, beta, v, t)
        found += piece.tolist()
    assert found == pytest.approx(expected, rel=1e-9, nan_ok=True)


def test_the_first_values_are_not_drawn_towards_zero() -> None:
    assert average(np.full(5, 7.0), 0.99)[0] == pytest.approx([7.0] * 5)


def line(y: Floats) -> Line:
    return Line(name="a", words="a", x=np.arange(1.0, len(y) + 1), y=y, colour=QColor("red"))


def test_a_growing_line_is_followed_and_a_branch_begins_anew() -> None:
    smoother = Smoother()
    smoother.set_beta(0.9)
    y = np.random.default_rng(0).normal(size=500)
    smoother.smooth([line(y[:200])])
    found, complete = smoother.smooth([line(y)])
    assert complete
    assert found["a"].y == pytest.approx(plain(y, 0.9))
    branch = np.concatenate([y[:100], -y[100:450]])
    found, _ = smoother.smooth([line(branch)])
    assert found["a"].y == pytest.approx(plain(branch, 0.9))


def test_a_long_line_is_caught_up_with_frame_by_frame(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smoothing, "AT_ONCE", 100)
    smoother = Smoother()
    smoother.set_beta(0.5)
    y = np.linspace(0.0, 1.0, 250)
    lengths = []
    complete = False
    while not complete:
        found, complete = smoother.smooth([line(y)])
        lengths.append(len(found["a"].y))
    assert lengths == [100, 200, 250]
    assert found["a"].y == pytest.approx(plain(y, 0.5))


def test_a_line_of_very_many_points_has_room() -> None:
    smoother = Smoother()
    smoother.set_beta(0.9)
    found, complete = smoother.smooth([line(np.ones(50_000))])
    assert complete
    assert found["a"].y == pytest.approx(np.ones(50_000))


def test_beta_lies_under_one() -> None:
    with pytest.raises(ValueError, match="under 1, not at 1"):
        Smoother().set_beta(1.0)
