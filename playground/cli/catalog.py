"""`playground catalog`: everything that can be chosen."""

from __future__ import annotations

import argparse
from typing import Any

from playground.catalog.entry import FAMILIES, SINGULAR, Entry, family
from playground.cli.output import console, print_json, table
from playground.cli.unknown import UnknownNameError
from playground.spec.fields import Field, nearest_names, range_in_words
from playground.spec.values import to_json
from playground.spec.words import tr
from playground.workbench.templates import templates

TEMPLATES = "templates"


def run(parsed: argparse.Namespace) -> int:
    """Print all families and the templates, or one family, or one entry with its settings."""
    families = {name: list(family(name).values()) for name in FAMILIES}
    if parsed.name is not None:
        families = _named(parsed.name, families)
    if parsed.json:
        found: dict[str, Any] = {name: [_as_json(entry) for entry in entries] for name, entries in families.items()}
        if parsed.name in (None, TEMPLATES):
            found[TEMPLATES] = [
                {"id": item.id, "title": item.title, "summary": item.summary, "teaches": item.teaches}
                for item in templates()
            ]
        print_json(found)
        return 0
    out = console()
    for name, entries in families.items():
        if parsed.name in (None, name):
            rows = table(tr("kind"), tr("title"), tr("what it is"), title=name)
            for entry in entries:
                rows.add_row(entry.kind, entry.title, entry.summary)
            out.print(rows, end="\n\n")
        else:
            for entry in entries:
                _describe(entry)
    if parsed.name in (None, TEMPLATES):
        rows = table(tr("name"), tr("title"), tr("what is in it"), title=TEMPLATES)
        for item in templates():
            rows.add_row(item.id, tr(item.title), tr(item.summary))
        out.print(rows)
    return 0


def _named(name: str, families: dict[str, list[type[Entry]]]) -> dict[str, list[type[Entry]]]:
    if name == TEMPLATES:
        return {}
    if name in families:
        return {name: families[name]}
    found = {
        group: here
        for group, entries in families.items()
        if (here := [entry for entry in entries if name == entry.kind or name in entry.aliases])
    }
    if not found:
        names = {entry.kind for entries in families.values() for entry in entries} | {*families, TEMPLATES}
        raise UnknownNameError(
            tr("the catalogue has nothing called {name!r}{near}", name=name, near=nearest_names(name, sorted(names)))
        )
    exact = {
        group: here for group, entries in found.items() if (here := [entry for entry in entries if entry.kind == name])
    }
    return exact or found


def _describe(entry: type[Entry]) -> None:
    out = console()
    out.print(f"{entry.kind}: {entry.title} ({tr(SINGULAR[entry.family])})")
    out.print(entry.help, soft_wrap=True)
    if entry.formula:
        out.print(f"  {entry.formula}", soft_wrap=True)
    if entry.fields():
        rows = table(tr("setting"), tr("default"), tr("allowed"), tr("what it does"))
        for field in entry.fields():
            default = to_json(field.default)
            shown = default["kind"] if isinstance(default, dict) else str(default)
            rows.add_row(field.name, shown, _allowed(field), field.about.help)
        out.print(rows)
    out.print()


def _allowed(field: Field) -> str:
    about = field.about
    if field.options:
        return ", ".join(field.options)
    if about.family:
        return tr("one of the {family}", family=about.family)
    if field.type is bool:
        return tr("true, false")
    if about.low is None and about.high is None:
        return tr("text") if field.type is str else tr("any number")
    return f"{range_in_words(about.low, about.high)} {about.unit}".strip()


def _as_json(entry: type[Entry]) -> dict[str, Any]:
    return {
        "kind": entry.kind,
        "title": entry.title,
        "summary": entry.summary,
        "help": entry.help,
        "formula": entry.formula,
        "aliases": list(entry.aliases),
        "settings": [_field(field) for field in entry.fields()],
    }


def _field(field: Field) -> dict[str, Any]:
    about = field.about
    known = {
        "minimum": about.low,
        "maximum": about.high,
        "options": list(field.options) or None,
        "family": about.family,
        "unit": about.unit or None,
        "formula": about.formula or None,
    }
    return {
        "name": field.name,
        "title": field.title,
        "type": "choice" if about.family else field.type.__name__,
        "default": to_json(field.default),
        **{name: value for name, value in known.items() if value is not None},
        "effect": about.effect,
        "help": about.help,
    }
