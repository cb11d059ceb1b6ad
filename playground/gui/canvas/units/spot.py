"""A place inside an opened block that a hand or a key can be on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from playground.spec import frozen

Button = Literal["close", "more", "fewer", "lock"]


@dataclass(frozen=True, slots=True)
class Spot:
    """A unit (``index`` is its number), a learned number (of the array ``name``, at ``index``), or a button."""

    what: Literal["unit", "number", "button"]
    node: str
    name: str = ""
    index: tuple[int, ...] = ()

    @property
    def unit(self) -> int:
        """The unit that it belongs to; −1 for a button."""
        return self.index[0] if self.index else -1

    @property
    def word(self) -> str:
        """What `Node.frozen` calls it; the whole block for a button."""
        if self.what == "unit":
            return frozen.unit(self.unit)
        return frozen.number(self.name, self.index) if self.what == "number" else frozen.WHOLE

    @property
    def weight(self) -> str:
        """The learned array's name in the engine, ``"<node>.<name>"``."""
        return f"{self.node}.{self.name}"


def unit(node: str, index: int) -> Spot:
    """A unit."""
    return Spot("unit", node, "", (index,))


def number(node: str, name: str, *index: int) -> Spot:
    """A learned number."""
    return Spot("number", node, name, index)


def button(node: str, name: Button) -> Spot:
    """A button at the block's head."""
    return Spot("button", node, name)


def is_frozen(words: tuple[str, ...], spot: Spot) -> bool:
    """Whether ``words`` of its node leave it alone: by its own word, its unit's, or the whole block's."""
    if not words:
        return False
    return bool({spot.word, frozen.unit(spot.unit), frozen.WHOLE} & set(words))
