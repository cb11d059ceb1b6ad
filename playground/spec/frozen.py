"""What training leaves alone: words for a whole layer, one unit, or one number, as `Node.frozen` holds them.

``"*"`` is everything that the block learns. ``"3"`` is unit 3: row 3 of its weight and number 3 of its bias (of each
learned array the part whose first index is 3). ``"weight[3,1]"`` is a single number.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

WHOLE = "*"
_NUMBER = re.compile(r"(\w+)\[(\d{1,9}(?:,\d{1,9})*)\]", re.ASCII)


@dataclass(frozen=True, slots=True)
class Frozen:
    """One word understood: ``name`` is empty for all learned arrays; ``index`` is empty for all of their numbers."""

    name: str
    index: tuple[int, ...]


def unit(index: int) -> str:
    """The word for one unit."""
    return str(index)


def number(name: str, index: tuple[int, ...]) -> str:
    """The word for one number of the array called ``name``, such as ``weight``."""
    return f"{name}[{','.join(map(str, index))}]"


def understood(word: str) -> Frozen | None:
    """What a word means, or None where it means nothing."""
    if word == WHOLE:
        return Frozen("", ())
    if word.isascii() and word.isdigit() and len(word) < 10:
        return Frozen("", (int(word),))
    found = _NUMBER.fullmatch(word)
    return Frozen(found[1], tuple(map(int, found[2].split(",")))) if found else None


def toggled(frozen: tuple[str, ...], word: str) -> tuple[str, ...]:
    """``frozen`` with ``word`` taken out where it is in, and put in where it is not."""
    return tuple(other for other in frozen if other != word) if word in frozen else (*frozen, word)
