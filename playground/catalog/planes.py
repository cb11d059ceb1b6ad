"""The planes through prepared data's inputs: of two features, or of the first two principal components."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from playground.catalog.plane import Extent, Plane
from playground.catalog.prepare import Prepared
from playground.catalog.tensor import Array
from playground.spec.words import tr

BARS = 16
"""Into so many equal bars a feature's values are counted, to tell how evenly they are spread."""


def plane(
    prepared: Prepared, *, across: int = -1, up: int = -1, held: Sequence[float] = (), components: bool = False
) -> Plane | None:
    """The plane of the features ``across`` and ``up``, or of the training inputs' first two principal components.

    A choice that does not fit the data (see `axes`) takes the two most varied features; ``held`` that has not a
    finite number for every feature the means: the data may just have changed.

    Args:
        prepared: the data. across, up: the numbers of the features that u and v are.
        held: a value for every feature, in the data's numbers; those of the axes do not count. Empty: the mean of
            the training inputs.
        components: through the mean along the directions in which the training inputs vary most.

    Returns:
        None where an example is no row of at least two numbers.

    """
    shape = prepared.facts.input_shape
    if len(shape) != 1 or shape[0] < 2:
        return None
    if components:
        return _principal(prepared)
    across, up = axes(prepared, across, up)
    fits = len(held) == shape[0] and all(_number(value) for value in held)
    return _of_features(prepared, across, up, tuple(float(value) for value in held) if fits else ())


def axes(prepared: Prepared, across: int, up: int) -> tuple[int, int]:
    """The features that a plane shows: those that were chosen, where both are there and two; else the most varied.

    Of two features they are the first and the second. Of more they are the two whose values, over all parts, are spread
    most evenly between their least and their greatest, the more even one across: those with the highest entropy
    −Σ p log p, p being the share of the values in each of `BARS` equal bars. It depends neither on a feature's unit
    nor on how the data are split, and a pixel that is nearly always white is never among them. Of equals the first
    is taken.

    Args:
        prepared: the data, rows of at least two numbers. across, up: the numbers of features; −1: not chosen.

    """
    count = prepared.facts.input_shape[0]
    if across != up and 0 <= across < count and 0 <= up < count:
        return across, up
    return (0, 1) if count == 2 else _most_varied(prepared)


@lru_cache(maxsize=8)
def _most_varied(prepared: Prepared) -> tuple[int, int]:
    values = prepared.raw
    low, high = values.min(axis=0), values.max(axis=0)
    wide = np.where(high > low, high - low, 1.0)
    # Measured data are round numbers, which often lie just between two bars: those belong to the upper one.
    bars = np.minimum(((values - low) / wide * BARS + 1e-9).astype(np.int64), BARS - 1)
    shares = np.stack([(bars == bar).mean(axis=0) for bar in range(BARS)])
    entropy = -(shares * np.log(np.where(shares > 0.0, shares, 1.0))).sum(axis=0)
    first, second = np.argsort(-entropy.round(9), kind="stable")[:2]
    return int(first), int(second)


def _number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)


@lru_cache(maxsize=8)
def _mean(prepared: Prepared) -> Array:
    """Of the training inputs, shape (n,)."""
    mean: Array = prepared.raw[prepared.rows("train")].mean(axis=0)
    return mean


@lru_cache(maxsize=8)
def _of_features(prepared: Prepared, across: int, up: int, held: tuple[float, ...]) -> Plane:
    names = prepared.facts.features
    count = len(names)
    values = np.array(held) if held else _mean(prepared)
    origin, right, upward = values.astype(np.float64), np.zeros(count), np.zeros(count)
    origin[[across, up]] = 0.0
    right[across] = upward[up] = 1.0
    if count == 2:
        # Points of a plane: both axes in the same scale, as the data are drawn.
        left, top = prepared.extent()[:2], prepared.extent()[2:]
        extent = (*left, *top) if across == 0 else (*top, *left)
        words = f"{names[across]} × {names[up]}"
    else:
        extent = _extent(prepared.raw[:, [across, up]])
        if held:
            words = tr("{across} × {up}, the others at chosen values", across=names[across], up=names[up])
        else:
            words = tr("{across} × {up}, the others at their mean", across=names[across], up=names[up])
    return Plane(
        origin=origin,
        right=right,
        up=upward,
        reading=np.stack([right, upward], axis=1),
        extent=extent,
        axes=(names[across], names[up]),
        held={
            name: float(value)
            for i, (name, value) in enumerate(zip(names, values, strict=True))
            if i not in (across, up)
        },
        explained=(),
        words=words,
    )


@lru_cache(maxsize=8)
def _principal(prepared: Prepared) -> Plane:
    """By the singular value decomposition X = U S Vᵀ of the centred training inputs.

    Where the data are normalized the inputs are first divided by their scales, as the network sees them. The share
    of variance along a direction is s² / Σs²; the largest number of a direction is positive.
    """
    mean, scale = _mean(prepared), prepared.scale
    learned = (prepared.raw[prepared.rows("train")] - mean) / scale
    # A row of zeros changes nothing and gives a second direction where there is a single example.
    _, sizes, directions = np.linalg.svd(np.vstack([learned, np.zeros_like(mean)]), full_matrices=False)
    directions = directions[:2]
    largest = np.take_along_axis(directions, np.abs(directions).argmax(axis=1)[:, None], axis=1)
    directions = directions * np.where(largest < 0, -1.0, 1.0)
    variance = np.square(sizes)
    shares = variance[:2] / variance.sum() if variance.sum() > 0 else np.zeros(2)
    reading = (directions / scale).T
    first, second = (float(share) for share in shares)
    return Plane(
        origin=mean,
        right=directions[0] * scale,
        up=directions[1] * scale,
        reading=reading,
        extent=_extent((prepared.raw - mean) @ reading),
        axes=(tr("principal component 1"), tr("principal component 2")),
        held={},
        explained=(first, second),
        words=tr(
            "the first two principal components: {first:.0%} and {second:.0%} of the inputs' variance",
            first=first,
            second=second,
        ),
    )


def _extent(places: Array) -> Extent:
    """Each axis by itself, a twentieth of its length further out: features may be of very different sizes."""
    low, high = places.min(axis=0), places.max(axis=0)
    middle, half = (low + high) / 2, (high - low) / 2 * 1.1
    half = np.where(half > 0, half, 1.0)
    (left, bottom), (right, top) = (middle - half).tolist(), (middle + half).tolist()
    return (left, right, bottom, top)
