"""Bodies in space."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from playground.catalog.facts import Facts, Table
from playground.catalog.families import Dataset
from playground.catalog.points import shares, shuffled
from playground.catalog.tensor import Array
from playground.spec.fields import param

NAMES = ("ball", "rod", "disc", "ring")
SOFT = 0.12
"""Over such a distance a body's edge goes from 1 to 0; the volume is 2 wide."""


class Volumes(Dataset):
    """Bodies of four kinds, each a small cube of numbers."""

    kind = "volumes"
    title = "Volumes"
    summary = "Four kinds of bodies, each turned and moved, as a cube of voxels."
    help = (
        "What a scanner sees: a number for every point of space, here 1 inside of a body and 0 outside. A convolution "
        "in three dimensions slides along depth, height and width alike; its kernel has a side in each of them."
    )
    formula = "near a point, a line, a square or a circle; turned by a random rotation"
    aliases = ("3-d", "voxels", "solids", "scan", "mri", "ct", "tomography", "conv3d")
    group = "Signals"
    order = 560

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Params:
        """Settings."""

        samples: int = param(
            1500, low=10, high=20_000, scale="log", unit="bodies", effect="data", help="How many bodies are drawn."
        )
        side: int = param(12, low=6, high=32, unit="voxels", effect="data", help="Voxels along each side of the cube.")
        noise: float = param(
            0.1,
            low=0.0,
            high=1.0,
            effect="data",
            help="A normal random number with this standard deviation is added to every voxel.",
        )

    @classmethod
    def facts(cls, p: Params) -> Facts:
        """One channel."""
        return Facts(features=(), task="classes", classes=NAMES, rows=p.samples, shape=(1, p.side, p.side, p.side))

    @classmethod
    def generate(cls, p: Params, rng: np.random.Generator) -> Table:
        """As many of each kind as of any other."""
        y = shares(p.samples, len(NAMES))
        turns = rotations(rng.standard_normal((p.samples, 4)))
        centres = rng.uniform(-0.25, 0.25, (p.samples, 3, 1))
        sizes = rng.uniform(0.5, 0.75, p.samples)
        noise = rng.standard_normal((p.samples, 1, p.side, p.side, p.side))
        along = (np.arange(p.side) + 0.5) * 2 / p.side - 1
        grid = np.stack(np.meshgrid(along, along, along, indexing="ij")).reshape(3, -1)
        x = np.empty((p.samples, 1, p.side, p.side, p.side))
        for row, kind in enumerate(y):
            inside = distance(NAMES[kind], turns[row] @ (grid - centres[row]), float(sizes[row]))
            x[row] = np.clip(0.5 - inside / SOFT, 0.0, 1.0).reshape(x.shape[1:])
        x += p.noise * noise
        return shuffled(cls.facts(p), x, y, rng)


def rotations(quaternions: Array) -> Array:
    """Rotation matrices of shape (n, 3, 3) from numbers of shape (n, 4); normal ones give every direction alike."""
    w, x, y, z = (quaternions / np.linalg.norm(quaternions, axis=1, keepdims=True)).T
    rows = (
        (1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y)),
        (2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x)),
        (2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)),
    )
    turned: Array = np.stack([np.stack(row, axis=1) for row in rows], axis=1)
    return turned


def distance(name: str, points: Array, size: float) -> Array:
    """How far outside of a body points lie, below 0 inside; along the edges of the flat ones a bound, not exact.

    Args:
        name: one of `NAMES`. points: shape (3, n). size: the ball's radius, and half the width of the others.

    """
    x, y, z = points
    depth: Array
    match name:
        case "rod":
            depth = np.maximum(np.hypot(x, y) - 0.35 * size, np.abs(z) - 1.2 * size)
        case "disc":
            depth = np.maximum(np.hypot(x, y) - size, np.abs(z) - 0.3 * size)
        case "ring":
            depth = np.hypot(np.hypot(x, y) - size, z) - 0.35 * size
        case _:
            depth = np.linalg.norm(points, axis=0) - size
    return depth
