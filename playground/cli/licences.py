"""`playground licences`: what the program is made of, and the texts of the licences."""

from __future__ import annotations

import argparse

from playground.cli.output import console, table
from playground.cli.unknown import UnknownNameError
from playground.spec.fields import nearest_names
from playground.spec.words import tr
from playground.workbench.licences import KINDS, in_words, named, parts, written


def run(parsed: argparse.Namespace) -> int:
    """Print the list, one text, or all texts.

    Raises:
        UnknownNameError: there is no such part.
        PlaygroundError: the list is missing.

    """
    found = parts()
    if parsed.name is not None:
        part = named(parsed.name, found)
        if part is None:
            raise UnknownNameError(
                tr(
                    "the program has no part {name!r}{near}",
                    name=parsed.name,
                    near=nearest_names(parsed.name.lower(), [each.name.lower() for each in found]),
                )
            )
        found = (part,)
    if parsed.json:
        print(written(found), end="")
    elif parsed.all or parsed.name is not None:
        print(in_words(found))
    else:
        rows = table(tr("part"), tr("version"), tr("what it is"), tr("licence"))
        for part in found:
            rows.add_row(tr(part.name), part.version, tr(KINDS[part.kind]), part.licence)
        out = console()
        out.print(rows)
        out.print("\n" + tr("`playground licences NAME` prints a text, `playground licences --all` all of them."))
    return 0
