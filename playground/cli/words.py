"""`playground words`: every English text that people read, as a file for a translator."""

from __future__ import annotations

import argparse
import ast
import json
from collections.abc import Iterator
from pathlib import Path

import playground
from playground.catalog import spoken
from playground.catalog.entry import SINGULAR
from playground.cli.names import may_write
from playground.cli.output import note
from playground.cli.unknown import UnknownNameError
from playground.spec.problems import PlaygroundError
from playground.spec.words import tr
from playground.workbench.disk import write_atomically
from playground.workbench.languages import NAME, languages, load_language
from playground.workbench.templates import templates

CALLS = ("tr", "mark", "several")
"""Functions whose literal arguments are texts for people."""


def run(parsed: argparse.Namespace) -> int:
    """Print or save the texts, those of ``--language`` with the words that they have already.

    Raises:
        UnknownNameError: there is no such language.
        PlaygroundError: the program came without its sources, or the language cannot be read.

    """
    names = languages()
    if parsed.language not in names:
        raise UnknownNameError(
            tr(
                "there is no language {code!r} (there are: {known}); leave --language out to begin a new one",
                code=parsed.language,
                known=", ".join(code for code in names if code),
            )
        )
    known = load_language(parsed.language)
    words = {text: known.get(text, "") for text in sorted(collected())}
    name = names[parsed.language] if parsed.language else ""
    text = json.dumps({NAME: name, **words}, ensure_ascii=False, indent=1) + "\n"
    if parsed.output is None:
        print(text, end="")
    else:
        write_atomically(may_write(parsed.output), text.encode())
    missing = sum(not own for own in words.values())
    note(tr("{count} texts, {missing} of them without a translation", count=len(words), missing=missing))
    return 0


def collected() -> set[str]:
    """Every English text that can be translated.

    Raises:
        PlaygroundError: the program came without its sources.

    """
    return {text for text in (*_in_sources(), *_in_tables(), *spoken.texts(), *_in_templates()) if text.strip()}


def _in_sources() -> Iterator[str]:
    """The literal texts of all calls of `CALLS`."""
    files = sorted(Path(playground.__file__).parent.rglob("*.py"))
    if not files:
        raise PlaygroundError(
            tr("the texts are collected from the program's sources, and this program came without them")
        )
    for file in files:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"), filename=str(file))):
            if not isinstance(node, ast.Call):
                continue
            name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            if name not in CALLS:
                continue
            for argument in node.args:
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                    yield argument.value


def _in_tables() -> Iterator[str]:
    """The texts of the tables that menus, sheets and help are made from."""
    from playground.gui.actions import COMMANDS, GESTURES, SUBMENUS, commands
    from playground.gui.help.about_plots import PLACES, PLOTS
    from playground.gui.help.pages import CLASSES, PLURAL
    from playground.gui.hints import HINTS
    from playground.gui.inspector.panel import GROUPS
    from playground.gui.inspector.words import EFFECTS
    from playground.gui.presenting import PARTS

    yield from COMMANDS
    yield from SUBMENUS.values()
    for command in commands():
        yield from (command.text, command.tip)
    for place, rows in GESTURES.items():
        yield place
        yield from (text for row in rows for text in row)
    for title, (help, _) in PLOTS.items():
        yield from (title, help)
    for title, help in PLACES.values():
        yield from (title, help)
    yield from (hint.words for hint in HINTS)
    yield from PARTS.values()
    yield from (heading for heading, _ in GROUPS)
    yield from PLURAL.values()
    yield from EFFECTS.values()
    yield from (title for title, _ in CLASSES.values())
    yield from SINGULAR.values()
    yield from (word.capitalize() for word in SINGULAR.values())


def _in_templates() -> Iterator[str]:
    for template in templates():
        yield from (template.title, template.summary, template.teaches)
