"""`playground open`: the window with the experiment of a link, or its experiment as a file."""

from __future__ import annotations

import argparse

from playground.cli.names import may_write
from playground.cli.output import note
from playground.cli.window import check_screen
from playground.spec.problems import PlaygroundError
from playground.spec.words import tr
from playground.workbench.files import save
from playground.workbench.link import read_link


def run(parsed: argparse.Namespace) -> int:
    """Open the link; with ``--output`` save it instead.

    Raises:
        PlaygroundError: it is no link, or there is no screen, or the file is there already.

    """
    linked = read_link(parsed.link)
    if parsed.output is not None:
        path = may_write(parsed.output)
        if path.exists() and not parsed.force:
            raise PlaygroundError(tr("{path} is already there; --force writes over it", path=path))
        save(path, linked.experiment)
        note(tr("{path} is written; `playground {path}` opens it", path=path))
        return 0
    check_screen()
    from playground.gui.opening import open_window

    return open_window(link=parsed.link)
