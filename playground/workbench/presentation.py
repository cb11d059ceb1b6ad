"""What is shown when somebody presents: how large the letters are, and which parts of the window are put away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from playground.spec.problems import PlaygroundError
from playground.spec.words import tr

SMALLEST, LARGEST = 1.0, 2.0
LONGEST_NAME = 60
MOST_PARTS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Presentation:
    """How the window looks while somebody presents.

    Attributes:
        scale: letters are so many times as large as usual, from 1 to 2.
        hidden: names of parts that are put away; names that the window does not know are passed over.

    """

    scale: float = 1.4
    hidden: tuple[str, ...] = ("menu", "status")


def presentation_to_json(presentation: Presentation) -> dict[str, Any]:
    """In plain JSON types."""
    return {"scale": presentation.scale, "hidden": list(presentation.hidden)}


def presentation_from_json(data: Any) -> Presentation:
    """The inverse of `presentation_to_json`; what is missing takes its default.

    Raises:
        PlaygroundError: the scale or the list of parts is none.

    """
    if not isinstance(data, Mapping):
        raise PlaygroundError(tr("a presentation must be an object, not {value!r:.60}", value=data))
    scale, hidden = data.get("scale", 1.0), data.get("hidden", [])
    number = isinstance(scale, (int, float)) and not isinstance(scale, bool)
    if not number or not SMALLEST <= scale <= LARGEST:
        raise PlaygroundError(
            tr("scale must be between {low:g} and {high:g}, not {value!r:.60}", low=SMALLEST, high=LARGEST, value=scale)
        )
    if not isinstance(hidden, list) or len(hidden) > MOST_PARTS or not all(_is_name(name) for name in hidden):
        raise PlaygroundError(tr("hidden must be a list of names of parts, not {value!r:.60}", value=hidden))
    return Presentation(scale=float(scale), hidden=tuple(dict.fromkeys(hidden)))


def _is_name(value: Any) -> bool:
    return isinstance(value, str) and 0 < len(value) <= LONGEST_NAME and value.isprintable()
