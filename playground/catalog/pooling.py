"""What max and average pooling have in common."""

from __future__ import annotations

from dataclasses import dataclass

from playground.catalog.block import Misfit, Signature
from playground.catalog.convolution_settings import padding, padding_size
from playground.catalog.facts import Facts
from playground.catalog.sliding import Padding, Sliding, fitting, kernel_in_words, kernel_of, slidings, with_sides
from playground.catalog.tensor import Shape
from playground.spec.fields import param
from playground.spec.words import tr


@dataclass(frozen=True, slots=True, kw_only=True)
class Pool:
    """The settings of a window that takes one number from what lies below it; a stride of 0 is the window's size."""

    kernel_size: int = param(
        2, low=1, high=64, title="Window", effect="keep", help="How many places it covers along each side."
    )
    stride: int = param(
        0, low=0, high=64, effect="keep", help="How many places it moves on each time; 0: as many as it covers."
    )
    padding: Padding = padding(
        help="What lies around the input: nothing (valid), as much as gives one place for every stride (same, the "
        "odd one at the end), or a number of places."
    )
    padding_size: int = padding_size(high=32, help="Places at both ends of every side, where padding is a number.")


def ways(p: Pool, shape: Shape) -> tuple[Sliding, ...]:
    """The window's way along every side of an input of ``shape``."""
    return slidings(
        shape[1:],
        kernel_of(p.kernel_size, 0, len(shape) - 1),
        stride=p.stride or p.kernel_size,
        padding=p.padding,
        padding_size=p.padding_size,
    )


def in_words(p: Pool, facts: Facts | None) -> tuple[str, ...]:
    """For a badge: the window, and the stride where it is another."""
    stride = p.stride or p.kernel_size
    words = (kernel_in_words(p.kernel_size, 0, facts),)
    return words if stride == p.kernel_size else (*words, f"s{stride}")


def pooled(p: Pool, shape: Shape) -> Signature:
    """Every channel by itself.

    Raises:
        Misfit: there is nothing to slide along, the window is too large, or one could lie on padding alone.

    """
    with_sides(shape)
    if p.padding == "number" and 2 * p.padding_size > p.kernel_size:
        half = p.kernel_size // 2
        raise Misfit(
            tr(
                "the padding may be at most half of the window of {kernel}, not {padding}",
                kernel=p.kernel_size,
                padding=p.padding_size,
            ),
            **{tr("Padding of {size}", size=half): {"padding_size": half}},
        )
    found = ways(p, shape)
    places = fitting(shape, found)
    return Signature(inputs=(shape,), output=(shape[0], *places), windows=tuple(way.window for way in found))
