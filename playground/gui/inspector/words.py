"""What a setting says of itself when the pointer rests on it."""

from __future__ import annotations

from html import escape

from playground.catalog.entry import Entry
from playground.gui.inspector.scale import written
from playground.spec.fields import Effect, Field, range_in_words
from playground.spec.values import Choice
from playground.spec.words import mark, tr

EFFECTS: dict[Effect, str] = {
    "live": mark("While training: acts on the next step."),
    "keep": mark("While training: the network is rebuilt, all weights that fit are kept."),
    "data": mark("While training: goes on with new data and the same weights."),
    "start": mark("While training: starts again from fresh weights."),
}


def tip(field: Field) -> str:
    """Help, formula, range and effect of a setting, as rich text for a tool tip."""
    about = field.about
    parts = [f"<b>{escape(field.title)}</b>", escape(about.help)]
    if about.formula:
        parts.append(f"<i>{escape(about.formula)}</i>")
    facts = []
    if field.type in (int, float) and (about.low is not None or about.high is not None):
        facts.append(range_in_words(about.low, about.high))
    if field.type in (int, float):
        facts.append(tr("default {value}", value=written(field.default)))
    elif field.options:
        facts.append(tr("default {value}", value=default_in_words(field)))
    if facts:
        words = ", ".join(facts) + (f" {about.unit}" if about.unit else "")
        parts.append(escape(words[0].upper() + words[1:] + "."))
    parts.append(escape(tr(EFFECTS[about.effect])))
    return "<div style='max-width: 320px'>" + "<br>".join(parts) + "</div>"


def tip_of_entry(entry: type[Entry]) -> str:
    """Summary and formula of a thing that can be chosen, as rich text for a tool tip."""
    parts = [f"<b>{escape(entry.title)}</b>", escape(entry.summary)]
    if entry.formula:
        parts.append(f"<i>{escape(entry.formula)}</i>")
    return "<br>".join(parts)


def sides_in_words(shape: tuple[int, ...]) -> str:
    """The sides of an array in the order of its places: ``4`` or ``8 × 8``."""
    return " × ".join(f"{side:,}" for side in shape) or "1"


TRUTH = {True: mark("True"), False: mark("False")}


def default_in_words(field: Field) -> str:
    """What a setting is until somebody chooses; words that are chosen among are in the person's language."""
    if isinstance(field.default, bool):
        return tr(TRUTH[field.default])
    return tr(str(field.default)) if field.options else plain(field.default)


def plain(value: object) -> str:
    """A value in few words."""
    if isinstance(value, Choice):
        return value.kind
    return written(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else str(value)
