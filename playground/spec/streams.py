"""Where a program without a terminal writes: nowhere, instead of failing."""

from __future__ import annotations

import os
import sys


def provide_streams() -> None:
    """Put streams that swallow everything where Python has none.

    Windows starts programs of the desktop without a console, and ``sys.stdout`` and ``sys.stderr`` are None there (so
    they are under ``pythonw``): every library that writes a line would raise an AttributeError. The process keeps
    them for its whole life.
    """
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            stream = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115  # as long as the process lives
            setattr(sys, name, stream)
            setattr(sys, f"__{name}__", stream)
