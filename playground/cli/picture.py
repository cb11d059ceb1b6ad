"""`playground picture`: the real window as an image, without a screen."""

from __future__ import annotations

import argparse
import os

from playground.cli.names import may_write, open_named
from playground.cli.output import note
from playground.spec.problems import PlaygroundError
from playground.spec.words import tr


def run(parsed: argparse.Namespace) -> int:
    """Draw the window with the experiment, trained as long as asked, and save it."""
    path = may_write(parsed.output)
    if path.suffix.lower() != ".png":
        raise PlaygroundError(tr("a picture's name ends in .png, not {name!r}", name=path.name))
    opened = open_named(parsed.experiment)
    for notice in opened.notices:
        note(notice)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # before Qt is imported; a platform that is set stays
    from playground.gui.picture import render

    render(
        opened.experiment,
        path,
        epochs=parsed.epochs,
        theme=parsed.theme,
        size=parsed.size,
        scale=parsed.scale,
        checkpoint=opened.checkpoint,
        curves=opened.curves,
    )
    note(tr("{path} is written", path=path))
    return 0
