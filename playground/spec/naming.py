"""Names that people give: what a file may hold of them, and how what was typed or pasted becomes such a name."""

from __future__ import annotations

from playground.spec.limits import LONGEST_NAME


def tidy(text: str, longest: int = LONGEST_NAME) -> str:
    """``text`` as a name that a file can hold: printable, on one line, single spaces, at most ``longest`` characters.

    Text that was pasted often has no-break spaces, line breaks or characters of no width.
    """
    printable = "".join(letter if letter.isprintable() else " " if letter.isspace() else "" for letter in text)
    return " ".join(printable.split())[:longest].strip()
