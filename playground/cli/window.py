"""`playground` and `playground FILE`: the window."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from playground.spec.problems import PlaygroundError
from playground.spec.words import tr


def parse_quickly(arguments: Sequence[str]) -> argparse.Namespace | None:
    """The arguments where they only ask for the window, with or without a file; None: they have to be parsed."""
    rest = list(arguments[1:] if arguments[:1] == ["window"] else arguments)
    if not rest:
        return argparse.Namespace(command="window", file=None, run=run)
    named = len(rest) == 1 and not rest[0].startswith("-") and os.path.isfile(rest[0])
    # A file that is called like a command, in the folder at hand, is meant only after `window`.
    if named and (arguments[0] == "window" or Path(rest[0]).suffix):
        return argparse.Namespace(command="window", file=Path(rest[0]), run=run)
    return None


def run(parsed: argparse.Namespace) -> int:
    """Open the window; returns when it is closed.

    Raises:
        UnknownNameError: the file is not there.
        PlaygroundError: there is no screen.

    """
    if parsed.file is not None and not os.path.lexists(parsed.file):
        from playground.cli.names import no_file  # what is needed to name the files that are near

        raise no_file(parsed.file)
    check_screen()
    from playground.gui.opening import open_window

    return open_window(parsed.file)


def check_screen() -> None:
    """Raise where no window can be opened.

    Raises:
        PlaygroundError: there is no screen.

    """
    names = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    if sys.platform.startswith("linux") and not any(os.environ.get(name) for name in names):
        # Qt would end the process with a core dump.
        raise PlaygroundError(
            tr(
                "there is no screen here (neither DISPLAY nor WAYLAND_DISPLAY is set); `playground train`, "
                "`playground picture` and `playground check` need none"
            )
        )
