from __future__ import annotations

import numpy as np
import pytest

from playground.catalog.datasets.volumes import NAMES, Volumes, distance, rotations


def test_rotations_keep_lengths_and_right_hands() -> None:
    turns = rotations(np.random.default_rng(0).standard_normal((50, 4)))
    np.testing.assert_allclose(turns @ turns.transpose(0, 2, 1), np.broadcast_to(np.eye(3), (50, 3, 3)), atol=1e-12)
    assert np.linalg.det(turns) == pytest.approx(np.ones(50))


def test_bodies_have_the_volumes_of_the_formulas() -> None:
    """By counting points: ball 4/3 πr³, rod πa²·2b, disc πr²·2h, ring 2π²Rr²."""
    points = np.random.default_rng(1).uniform(-1, 1, (3, 400_000))
    expected = {
        "ball": 4 / 3 * np.pi * 0.6**3,
        "rod": np.pi * (0.35 * 0.6) ** 2 * 2 * 1.2 * 0.6,
        "disc": np.pi * 0.6**2 * 2 * 0.3 * 0.6,
        "ring": 2 * np.pi**2 * 0.6 * (0.35 * 0.6) ** 2,
    }
    for name in NAMES:
        volume = (distance(name, points, 0.6) <= 0).mean() * 8
        assert volume == pytest.approx(expected[name], rel=0.03), name


def test_as_many_of_each_kind_within_the_cube() -> None:
    p = Volumes.Params(samples=200, side=10, noise=0.0)
    table = Volumes.generate(p, np.random.default_rng(2))
    assert table.x.shape == (200, 1, 10, 10, 10)
    assert np.bincount(np.asarray(table.y)).tolist() == [50] * 4
    assert (table.x.min(), table.x.max()) == (0.0, 1.0)
    assert table.x.reshape(200, -1).sum(axis=1).min() > 5, "nothing is too thin to be seen"
