"""What is wrong with an experiment, where, by which rule, and what would mend it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from playground.spec.edits import Edit

Severity = Literal["error", "warning", "hint"]


class PlaygroundError(Exception):
    """Something a person can mend. Its text is one clear sentence with the rule and the value received."""


def reason(error: object) -> str:
    """Why something went wrong, in the fewest words that the system or a library has for it; never empty."""
    return (error.strerror if isinstance(error, OSError) else None) or str(error) or type(error).__name__


@dataclass(frozen=True, slots=True)
class Fix:
    """An edit that mends a problem, and the words on its button."""

    label: str
    edit: Edit


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One finding. ``error`` keeps the experiment from training, ``warning`` will likely hurt, ``hint`` teaches.

    ``node`` is the id of the block it is about; empty where it is about the data or the training.
    """

    severity: Severity
    sentence: str
    node: str = ""
    fixes: tuple[Fix, ...] = ()
