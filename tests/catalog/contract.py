"""Helpers of the contract: the entries to test, variants of their settings, and a two-sided gradient check."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

import numpy as np
import torch

from playground.catalog.block import Block, Misfit, Signature
from playground.catalog.entry import FAMILIES, Entry, family
from playground.catalog.facts import Facts
from playground.catalog.families import Optimizer
from playground.catalog.tensor import Shape
from playground.spec.values import Choice, Values

E = TypeVar("E", bound=Entry)

TWO_CLASSES = Facts(features=("x₁", "x₂"), task="classes", classes=("−", "+"), rows=100)
THREE_CLASSES = Facts(features=("x₁", "x₂"), task="classes", classes=("a", "b", "c"), rows=100)
FOUR_CLASSES = Facts(features=("x₁", "x₂"), task="classes", classes=("a", "b", "c", "d"), rows=100)
ONE_NUMBER = Facts(features=("x₁", "x₂"), task="regression", targets=("y",), rows=100)
TWO_NUMBERS = Facts(features=("x₁", "x₂"), task="regression", targets=("u", "v"), rows=100)
ALL_FACTS = (TWO_CLASSES, THREE_CLASSES, FOUR_CLASSES, ONE_NUMBER, TWO_NUMBERS)


def every() -> list[type[Entry]]:
    return [entry for name in FAMILIES for entry in family(name).values()]


def all_of(base: type[E]) -> list[type[E]]:
    return [entry for entry in family(base.family).values() if issubclass(entry, base)]


def named(entry: object) -> str:
    return f"{entry.family}-{entry.kind}" if isinstance(entry, type) and issubclass(entry, Entry) else ""


def variants(entry: type[Entry]) -> Iterator[Values]:
    """The defaults, and each setting changed by itself."""
    yield Values()
    for field in entry.fields():
        if field.type is bool:
            yield Values({field.name: not field.default})
        elif field.type is Choice and field.about.family in ("activations", "losses", "schedules"):
            yield from (Values({field.name: Choice(kind)}) for kind in family(field.about.family or ""))
        elif field.options:
            yield from (Values({field.name: option}) for option in field.options)
        elif field.type is float:
            yield Values({field.name: field.nearest(field.default * 0.7 + 0.01)})
        elif field.type is int:
            yield Values({field.name: field.nearest(min(field.default + 1, 12))})


SHAPES: tuple[Shape, ...] = ((1,), (2,), (5,), (2, 3), (3, 2, 2), (2, 8), (1, 5, 4), (4, 6, 7), (2, 4, 3, 5))
"""Rows, signals, pictures and volumes, channels first."""

MOST_QUOTIENTS = 60
"""So many numbers of the leaves are moved to see what the result does; which ones is drawn anew for every case."""


def cases(block: type[Block]) -> Iterator[tuple[Any, Facts, Signature, tuple[Shape, ...]]]:
    """Settings, facts, the signature and the shapes that come in, for every combination that fits."""
    least, most = block.inputs
    arities = sorted({least, least + 1 if most is None else most})
    for values in variants(block):
        p = block.read(values)
        for facts in ALL_FACTS if block.unique else (TWO_CLASSES,):
            for count in arities:
                for shape in SHAPES if count else ((),):
                    shapes = (shape,) * count
                    try:
                        signature = block.infer(p, shapes, facts)
                    except Misfit:
                        continue
                    yield p, facts, signature, shapes or (facts.input_shape,)


def gradient_error(
    scalar: Callable[[], torch.Tensor], leaves: Sequence[torch.Tensor], epsilon: float = 1e-6, most: int = 10**9
) -> float:
    """‖a − n‖ / (‖a‖ + ‖n‖) of autograd's gradient a and the two-sided difference quotient n.

    Over all numbers of the leaves, or over ``most`` of them.
    """
    for leaf in leaves:
        leaf.requires_grad_(True)
    gradients = torch.autograd.grad(scalar(), list(leaves), allow_unused=True)
    analytic = torch.cat(
        [(torch.zeros_like(x) if g is None else g).reshape(-1) for g, x in zip(gradients, leaves, strict=True)]
    )
    numeric = []
    total_numbers = sum(leaf.numel() for leaf in leaves)
    chosen = np.random.default_rng(total_numbers).permutation(total_numbers)[:most]
    tested = torch.zeros(total_numbers, dtype=torch.bool)
    tested[torch.from_numpy(np.sort(chosen))] = True
    analytic = analytic[tested]
    with torch.no_grad():
        for leaf, here_tested in zip(leaves, torch.split(tested, [leaf.numel() for leaf in leaves]), strict=True):
            flat = leaf.detach().view(-1)
            for index in here_tested.nonzero()[:, 0].tolist():
                here = flat[index].item()
                flat[index] = here + epsilon
                above = scalar().item()
                flat[index] = here - epsilon
                below = scalar().item()
                flat[index] = here
                numeric.append((above - below) / (2 * epsilon))
    difference = torch.tensor(numeric, dtype=torch.float64)
    total = (analytic.norm() + difference.norm()).item()
    # Where the true gradient is zero only rounding is left, and its relative size means nothing.
    return 0.0 if total < 1e-7 else float((analytic - difference).norm().item() / total)


def update(
    optimizer: type[Optimizer],
    p: Any,
    theta: torch.Tensor,
    gradient: torch.Tensor,
    state: dict[str, torch.Tensor],
    t: int,
    weights: torch.Tensor,
) -> None:
    """One update at the settings' own learning rate, as the engine does it."""
    steps = np.array([t], dtype=np.float64)
    found = optimizer.coefficients(p, np.array([p.learning_rate]), steps)
    optimizer.update([np.broadcast_to(c, 1).item() for c in found], theta, gradient, state, weights)
