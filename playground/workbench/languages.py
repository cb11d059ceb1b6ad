"""The languages that the program speaks: JSON objects from English to their words, in ``assets/languages``.

Nothing in such a file is ever run, and a translation can take no value that its English has not: a text whose
``{places}`` differ from those of its English stays English.
"""

from __future__ import annotations

import string
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from playground.catalog.assets import asset
from playground.spec.limits import LARGEST_LANGUAGE, LONGEST_TRANSLATION
from playground.spec.problems import PlaygroundError
from playground.spec.strict_json import parse
from playground.spec.words import tr
from playground.workbench.archive import read_bytes

NAME = "language"
"""The entry of a file that says what the language calls itself."""
PSEUDO = "pseudo"
"""A language that exists in no file: English in brackets with accents, to see what is not translated."""


def languages() -> dict[str, str]:
    """What each language calls itself, by code; English, which needs no file, comes first with an empty code."""
    found = {"": "English"}
    try:
        paths = sorted(asset("languages").glob("*.json"))
    except PlaygroundError:  # a program without that folder speaks English
        return found
    for path in paths:
        try:
            found[path.stem] = _read(path).get(NAME, path.stem)
        except PlaygroundError:
            continue  # `load_language` says what is wrong with it
    return found


def load_language(code: str) -> dict[str, str]:
    """The words of the language, by their English; empty for English.

    Raises:
        PlaygroundError: there is no such language, or its file is damaged.

    """
    if not code:
        return {}
    if not code.replace("-", "").replace("_", "").isalpha():
        raise PlaygroundError(tr("a language is a code such as de, not {code!r:.40}", code=code))
    return words_in(asset("languages", f"{code}.json"))


def words_in(path: Path) -> dict[str, str]:
    """The words of a language's file, by their English.

    Raises:
        PlaygroundError: it is damaged, or holds something else.

    """
    return {english: own for english, own in _read(path).items() if own and english != NAME and _fits(english, own)}


def pseudo(texts: Mapping[str, object]) -> dict[str, str]:
    """A made-up language: every text in brackets, a third longer, with accents; ``{places}`` stay."""
    accents = str.maketrans("aeiouAEIOU", "àéîõûÀÉÎÕÛ")
    made = {}
    for english in texts:
        own = ""
        for literal, place, spec, conversion in string.Formatter().parse(english):
            own += literal.replace("{", "{{").replace("}", "}}").translate(accents)
            if place is not None:
                own += "{" + place + (f"!{conversion}" if conversion else "") + (f":{spec}" if spec else "") + "}"
        made[english] = f"[{own}{'~' * (len(english) // 3)}]"
    return made


def _read(path: Path) -> dict[str, str]:
    content: Any = parse(read_bytes(path, LARGEST_LANGUAGE))
    if not isinstance(content, dict):
        raise PlaygroundError(
            tr(
                "{file}: a language is an object from English to its words, not {content!r:.60}",
                file=path.name,
                content=content,
            )
        )
    for english, own in content.items():
        if not isinstance(own, str) or len(own) > LONGEST_TRANSLATION:
            raise PlaygroundError(
                tr("{file}: {english!r} must be text, not {own!r:.60}", file=path.name, english=english[:60], own=own)
            )
    return content


def _fits(english: str, own: str) -> bool:
    """Whether the translation takes the same values as its English, written plainly."""
    try:
        return _places(english) == _places(own)
    except ValueError:  # a brace that is never closed
        return False


def _places(text: str) -> set[tuple[str, str, str]]:
    return {
        (place, spec or "", conversion or "")
        for _, place, spec, conversion in string.Formatter().parse(text)
        if place is not None
    }
