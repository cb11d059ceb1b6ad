"""`python -m playground` is the command line; `playground-gui` opens the window without a terminal.

The engine's process imports this module again when it starts, so nothing may happen at import.
"""

from __future__ import annotations

import multiprocessing
import sys

from playground.cli import main


def window() -> int:
    """Open the window, with the file that is named, if one is."""
    return main(["window", *sys.argv[1:2]])


if __name__ == "__main__":
    multiprocessing.freeze_support()
    sys.exit(main())
