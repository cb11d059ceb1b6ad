"""`playground link`: an experiment as one line of text."""

from __future__ import annotations

import argparse

from playground.cli.names import open_named
from playground.cli.output import note
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
        note(f"it names your table {file} but does not hold it: send it along")
    if opened.checkpoint is not None:
        note("what the network has learned is not in it: it comes back by training, with the same seed")
    if len(text) > QR:
        note(f"{len(text)} characters are too many for a QR code ({QR} is the most)")
    return 0
