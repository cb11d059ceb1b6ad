"""Words for people in the language that was chosen. English is written in the code and is its own key.

Whatever a person reads goes through `tr` where it is shown: ``tr("{count} blocks", count=4)``. A language is a JSON
object from English to its words in ``assets/languages``; what it lacks stays English.
"""

from __future__ import annotations

from collections.abc import Mapping

_words: dict[str, str] = {}


def speak(words: Mapping[str, str]) -> None:
    """From now on use these words for the English ones; an empty mapping is English."""
    _words.clear()
    _words.update(words)


def spoken() -> dict[str, str]:
    """The words that `speak` was given: with them another process speaks the same language."""
    return dict(_words)


def tr(text: str, /, **values: object) -> str:
    """``text`` in the chosen language, ``{name}`` replaced by the value of that name."""
    spoken = _words.get(text, text)
    return spoken.format(**values) if values else spoken


def several(count: int, one: str, many: str, /, **values: object) -> str:
    """``one`` where ``count`` is 1, else ``many``, both with the place ``{count}``."""
    return tr(one if count == 1 else many, count=count, **values)


def mark(text: str, /) -> str:
    """``text`` itself: marks an English text in a table or a class, for `tr` where it is shown."""
    return text
