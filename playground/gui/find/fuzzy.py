"""How well a few typed letters fit a name."""

from __future__ import annotations

from collections.abc import Sequence


def score(query: str, title: str, words: Sequence[str] = ()) -> float:
    """How well ``query`` fits ``title`` or one of the other ``words`` for it; 0 where it does not.

    Every word of the query has to be found: as the whole name, its beginning, the beginning of one of its words,
    inside it, or with its letters scattered over it, in falling order. Other words for it count a little less.
    """
    total = 0.0
    for part in query.lower().split():
        best = max([_fit(part, title.lower()), *(0.9 * _fit(part, word.lower(), loose=False) for word in words)])
        if not best:
            return 0.0
        total += best
    return total / (1.0 + 0.002 * len(title)) if total else 0.0  # of equals the shorter name is meant


def _fit(part: str, name: str, *, loose: bool = True) -> float:
    if part == name:
        return 100.0
    if name.startswith(part):
        return 80.0
    at = name.find(part)
    if at > 0:
        return 70.0 if not name[at - 1].isalnum() else 40.0
    if _initials(part, name):
        return 60.0
    return 10.0 if loose and len(part) > 2 and _scattered(part, name) else 0.0


def _initials(part: str, name: str) -> bool:
    """Whether ``part`` is spelled by the first letters of the words of ``name``: ``lr`` for ``learning rate``."""
    letters = "".join(word[0] for word in name.replace("-", " ").split())
    return len(part) > 1 and letters.startswith(part)


def _scattered(part: str, name: str) -> bool:
    letters = iter(name)
    return all(letter in letters for letter in part)
