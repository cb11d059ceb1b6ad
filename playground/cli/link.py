"""`playground link`: an experiment as one line of text."""

from __future__ import annotations

import argparse

from playground.cli.names import open_named
from playground.cli.output import note
from playground.spec.words import tr
from playground.workbench.link import QR, link_of, own_file


def run(parsed: argparse.Namespace) -> int:
    """Print the link.

    Raises:
        UnknownNameError: there is no such file or template.
        PlaygroundError: the file cannot be opened.

    """
    opened = open_named(parsed.experiment)
    text = link_of(opened.experiment)
    print(text)
    file = own_file(opened.experiment)
    if file:
        note(tr("it names your table {file} but does not hold it: send it along", file=file))
    if opened.checkpoint is not None:
        note(tr("what the network has learned is not in it: it comes back by training, with the same seed"))
    if len(text) > QR:
        note(tr("{count} characters are too many for a QR code ({most} is the most)", count=len(text), most=QR))
    return 0
