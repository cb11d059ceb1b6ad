"""The one picture that a probe looks at: an example of the data, or one that a person drew."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from playground.catalog.facts import Facts
from playground.catalog.tensor import Raw
from playground.catalog.view import View
from playground.spec.fields import param


@dataclass(frozen=True, slots=True, kw_only=True)
class OfPicture:
    """The settings of a probe that looks at one example."""

    part: Literal["train", "dev", "test"] = param("train", help="The part of the data that the example is of.")
    row: int = param(0, low=0, high=100_000_000, help="The number of the example within its part.")
    pixels: str = param(
        "",
        help="A picture in place of an example: every number of it as a byte in two hexadecimal digits, 00 the data's "
        "black and ff their white, channel by channel and row by row.",
    )


def looked_at(p: OfPicture, view: View) -> Raw | None:
    """The raw numbers of the picture, shape (1, *input); None where there is no such example or too few pixels."""
    if p.pixels:
        return drawn(p.pixels, view.facts)
    found = view.example(p.part, p.row)
    return found[0] if found is not None else None


def drawn(pixels: str, facts: Facts) -> Raw | None:
    """`OfPicture.pixels` as raw numbers of shape (1, *input); None where an example has another number of them."""
    try:
        shares = np.frombuffer(bytes.fromhex(pixels), dtype=np.uint8) / 255.0
    except ValueError:
        return None
    if len(shares) != facts.numbers:
        return None
    low, high = facts.levels
    found: Raw = (low + shares * (high - low)).reshape(1, *facts.input_shape)
    return found
