"""The catalogue in the language that was chosen: titles, summaries, help, and what settings say of themselves."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping

from playground.catalog.entry import FAMILIES, Entry, family
from playground.spec import fields
from playground.spec.experiment import Data, Experiment, Training
from playground.spec.fields import Field
from playground.spec.words import speak

TEXTS = ("title", "summary", "help", "group", "letters")
CLASSES: tuple[type, ...] = (Data, Training, Experiment)

_english: dict[tuple[type[Entry], str], str] = {}
_fields: dict[type, tuple[Field, ...]] = {}


def texts() -> Iterator[str]:
    """Every English text of the catalogue that a person reads."""
    for entry in _entries():
        for name in TEXTS:
            text = getattr(entry, name, "")
            if isinstance(text, str) and text:
                yield text
        yield from _field_texts(entry.fields())
    for cls in CLASSES:
        yield from _field_texts(fields.fields_of(cls))


def speak_catalogue(words: Mapping[str, str]) -> None:
    """Say everything in ``words`` (from English to its words) from now on; an empty mapping is English again.

    Kinds, names of settings, formulas and files stay as they are. English titles go on being found, as aliases.
    """
    for (entry, name), english in _english.items():
        setattr(entry, name, english)
    for cls, known in _fields.items():
        fields.know(cls, known)
    _english.clear()
    _fields.clear()
    if not words:
        return
    for entry in _entries():
        for name in TEXTS:
            text = getattr(entry, name, "")
            own = words.get(text, text) if isinstance(text, str) else text
            if own != text:
                _english[entry, name] = text
                setattr(entry, name, own)
    for cls in (*(entry.Params for entry in _entries()), *CLASSES):
        if cls not in _fields:
            _fields[cls] = fields.fields_of(cls)
            fields.know(cls, tuple(_said(field, words) for field in _fields[cls]))


def speak_all(words: Mapping[str, str]) -> None:
    """Say every text and all of the catalogue in ``words`` from now on; an empty mapping is English again."""
    speak(words)
    speak_catalogue(words)


def _entries() -> Iterator[type[Entry]]:
    for name in FAMILIES:
        yield from family(name).values()


def _field_texts(found: tuple[Field, ...]) -> Iterator[str]:
    for field in found:
        yield from (text for text in (field.title, field.about.help, field.about.unit, *field.options) if text)


def _said(field: Field, words: Mapping[str, str]) -> Field:
    about = dataclasses.replace(
        field.about,
        help=words.get(field.about.help, field.about.help),
        unit=words.get(field.about.unit, field.about.unit),
    )
    return dataclasses.replace(field, title=words.get(field.title, field.title), about=about)
