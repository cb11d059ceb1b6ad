"""`playground` and `playground FILE`: the window."""

from __future__ import annotations

import argparse
import os
import sys

from playground.cli.names import no_file
from playground.spec.problems import PlaygroundError
from playground.spec.words import tr


def run(parsed: argparse.Namespace) -> int:
    """Open the window; returns when it is closed.

    Raises:
        UnknownNameError: the file is not there.
        PlaygroundError: there is no screen.

    """
    if parsed.file is not None and not os.path.lexists(parsed.file):
        raise no_file(parsed.file)
    check_screen()
    from playground.gui.app import run as open_window

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
