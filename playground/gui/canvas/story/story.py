"""What is told of every block and connection."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from playground.gui.passage_values import Floats, Seen

Way = Literal["forward", "backward"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Story:
    """The numbers of one moment; a block that is not named shows what it always shows.

    Attributes:
        forward: by block the outputs A, one per unit. backward: by block the gradients that flow back.
        before: Z, by block. before_back: dZ, by block.
        notes: by block a few words in place of the gradients, such as how far its weights moved.
        lit: the blocks that it is about now. dimmed: whether the others stand back.
        flow: which way the connections carry now, into (forward) or out of (backward) the ``lit`` blocks; None where
            nothing moves.
        last: by block of a group that repeats its last copy, whose values leave the group.

    """

    forward: Mapping[str, Floats] = field(default_factory=dict)
    backward: Mapping[str, Floats] = field(default_factory=dict)
    before: Mapping[str, Floats] = field(default_factory=dict)
    before_back: Mapping[str, Floats] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)
    lit: frozenset[str] = frozenset()
    dimmed: bool = False
    flow: Way | None = None
    last: Mapping[str, str] = field(default_factory=dict)


def example_story(found: Seen, copies: Mapping[str, tuple[str, ...]]) -> Story:
    """All values and gradients of one example; ``copies`` are those of blocks in groups that repeat."""

    def rows(head: str) -> dict[str, Floats]:
        whole = f"{head}/"
        return {
            name.removeprefix(whole): array[0] for name, array in found.picture.arrays.items() if name.startswith(whole)
        }

    return Story(forward=rows("a"), backward=rows("da"), before=rows("z"), before_back=rows("dz"), last=last_of(copies))


def last_of(copies: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """See `Story.last`."""
    return {id: made[-1] for id, made in copies.items()}
