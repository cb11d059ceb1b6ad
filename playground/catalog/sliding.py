"""Kernels that slide along signals, pictures and volumes: how many places they have, and the windows they lie on.

Padding ``valid`` adds nothing, ``number`` so many zeros at both ends of every side. ``same`` gives ⌈n / stride⌉ places
for n: of the (⌈n / stride⌉ − 1) · stride + span − n zeros that this takes, half (rounded down) lie before and the rest
behind, where span = (kernel − 1) · dilation + 1. That is TensorFlow's rule for every stride, and PyTorch's
``padding="same"``, which has no other stride than 1.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from playground.catalog.block import Misfit, Window
from playground.catalog.facts import Facts
from playground.catalog.tensor import Array, Shape, Tensor, shape_in_words
from playground.spec.words import tr

Padding: TypeAlias = Literal["valid", "same", "number"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sliding:
    """A kernel's way along one side: ``before`` and ``after`` are the zeros at its two ends."""

    kernel: int
    stride: int = 1
    dilation: int = 1
    before: int = 0
    after: int = 0

    @property
    def span(self) -> int:
        """How many places of the side the kernel reaches over."""
        return (self.kernel - 1) * self.dilation + 1

    def places(self, side: int) -> int:
        """How many times it fits; less than 1 where it never does."""
        return (side + self.before + self.after - self.span) // self.stride + 1

    @property
    def window(self) -> Window:
        """What one place of the output sees."""
        return Window(size=self.span, stride=self.stride, before=self.before)


def slidings(
    sides: Shape, kernel: Shape, *, stride: int, padding: Padding, padding_size: int = 0, dilation: int = 1
) -> tuple[Sliding, ...]:
    """The kernel's way along each of ``sides``."""
    found = []
    for side, size in zip(sides, kernel, strict=True):
        before = after = padding_size if padding == "number" else 0
        if padding == "same":
            missing = max(0, (-(-side // stride) - 1) * stride + (size - 1) * dilation + 1 - side)
            before, after = missing // 2, missing - missing // 2
        found.append(Sliding(kernel=size, stride=stride, dilation=dilation, before=before, after=after))
    return tuple(found)


def kernel_of(size: int, width: int, rank: int) -> Shape:
    """The kernel's sides: ``size`` along each of ``rank`` sides, but ``width`` along a picture's second where given."""
    return (size, width) if width and rank == 2 else (size,) * rank


def picture_only(shape: Shape, width: int) -> None:
    """Refuse a kernel's own width for anything but a picture.

    Raises:
        Misfit: with a square kernel as the way out.

    """
    if width and len(shape) != 3:
        raise Misfit(
            tr("only a picture's kernel has a width of its own, this input is {shape}", shape=shape_in_words(shape)),
            **{tr("One length for all sides"): {"kernel_width": 0}},
        )


def with_sides(shape: Shape) -> None:
    """Refuse what has no sides to slide along, or more than three.

    Raises:
        Misfit: the input is a row of numbers, or has more than three sides beside the channels.

    """
    if len(shape) == 1:
        raise Misfit(
            tr("a signal, a picture or a volume must come in, this input is a row of {count} numbers", count=shape[0])
        )
    if len(shape) > 4:
        raise Misfit(tr("an input may have 3 sides beside the channels, this one has {count}", count=len(shape) - 1))


def fitting(shape: Shape, ways: Sequence[Sliding], *, padding: bool = True) -> Shape:
    """How many places there are along each side.

    Args:
        shape: of the input, channels first.
        ways: a `Sliding` per side.
        padding: whether the block has a setting ``padding``, which would help.

    Raises:
        Misfit: the kernel is larger than the padded input; with smaller kernels and padding as ways out.

    """
    sides = shape[1:]
    places = tuple(way.places(side) for way, side in zip(ways, sides, strict=True))
    if min(places) >= 1:
        return places
    room = [side + way.before + way.after for way, side in zip(ways, sides, strict=True)]
    words = {
        "kernel": times(way.kernel for way in ways),
        "span": times(way.span for way in ways),
        "shape": times(sides),
    }
    spread = any(way.span != way.kernel for way in ways)
    sentence = (
        tr("{kernel} spread to {span} needs an input of at least {span}, this one is {shape}", **words)
        if spread
        else tr("{kernel} needs an input of at least {kernel}, this one is {shape}", **words)
    )
    if any(way.before + way.after for way in ways):
        sentence = tr("{sentence} ({room} with padding)", sentence=sentence, room=times(room))
    fixes: dict[str, dict[str, int | str]] = {tr("Padding same"): {"padding": "same"}} if padding else {}
    largest = min((room - 1) // way.dilation + 1 for room, way in zip(room, ways, strict=True))
    if largest >= 1:
        largest -= 1 - largest % 2  # a kernel with a middle
        fixes[tr("Kernel {size}", size=largest)] = {"kernel_size": largest, **_square(ways)}
    if spread:
        fixes[tr("Dilation 1")] = {"dilation": 1}
    raise Misfit(sentence, **fixes)


def _square(ways: Sequence[Sliding]) -> dict[str, int]:
    return {"kernel_width": 0} if len({way.kernel for way in ways}) > 1 else {}


def times(sides: Iterable[int]) -> str:
    """Sides as people write them, such as ``5×5``."""
    return "×".join(map(str, sides))


def kernel_in_words(size: int, width: int, facts: Facts | None) -> str:
    """The kernel for a badge, such as ``5×5``: of as many sides as the data have, of two where that is not known."""
    rank = len(facts.input_shape) - 1 if facts is not None and len(facts.input_shape) > 1 else 2
    return times(kernel_of(size, width, rank))


def windows(x: Array, ways: Sequence[Sliding], fill: float = 0.0) -> Array:
    """Every window of ``x``, shape (m, C, *sides) → (m, C, *places, *kernel), padded with ``fill``."""
    rank = len(ways)
    around = ((0, 0), (0, 0), *((way.before, way.after) for way in ways))
    padded = np.pad(x, around, constant_values=fill)
    whole = sliding_window_view(padded, tuple(way.span for way in ways), axis=tuple(range(2, 2 + rank)))
    every = tuple(slice(None, None, way.stride) for way in ways)
    within = tuple(slice(None, None, way.dilation) for way in ways)
    found: Array = whole[(slice(None), slice(None), *every, *within)]
    return found


def even(ways: Sequence[Sliding]) -> bool:
    """Whether both ends of every side get the same padding, which torch's own functions can add."""
    return all(way.before == way.after for way in ways)


def padded(x: Tensor, ways: Sequence[Sliding], fill: float = 0.0) -> Tensor:
    """``x`` with the padding of every side around it."""
    from torch.nn.functional import pad

    around = [size for way in reversed(ways) for size in (way.before, way.after)]
    return pad(x, around, value=fill)
