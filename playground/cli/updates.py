"""`playground updates`: whether there is a newer version."""

from __future__ import annotations

import argparse
import dataclasses

from playground import __version__
from playground.catalog.costs import in_bytes
from playground.cli.interruption import Interruption
from playground.cli.output import console, print_json
from playground.spec.words import tr
from playground.workbench import updates


def run(parsed: argparse.Namespace) -> int:
    """Ask, and print what is new; 0 where there was an answer, 130 after Ctrl-C.

    Raises:
        PlaygroundError: there was no answer that can be believed.

    """
    interruption = Interruption()
    try:
        with interruption:
            release = updates.check(lambda: not interruption.asked)
    except updates.StoppedError:
        return 130
    newer = updates.newer(release)
    if parsed.json:
        here = {"here": __version__, "newer": newer, "page": updates.PAGE}
        print_json(here | dataclasses.asdict(release))
        return 0
    out = console()
    if not newer:
        out.print(updates.newest_in_words(release), soft_wrap=True)
        return 0
    out.print(updates.newer_in_words(release), soft_wrap=True)
    if release.notes:
        out.print("\n" + release.notes, soft_wrap=True)
    for file in release.files:
        out.print(f"\n{file.name}  {in_bytes(file.size)}", soft_wrap=True)
        out.print("  " + tr("SHA-256 {sum}", sum=file.sha256), soft_wrap=True)
    out.print("\n" + tr("Download it from {page}", page=updates.PAGE), soft_wrap=True)
    return 0
