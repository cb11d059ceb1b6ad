"""Pictures that are read or made before training begins, with a bar where that takes a moment."""

from __future__ import annotations

import time
from contextlib import ExitStack

from playground.catalog.pictures.progress import GivenUpError, listening
from playground.catalog.prepare import prepare, takes_long
from playground.cli.interruption import Interruption
from playground.cli.progress import Steps
from playground.spec.experiment import Data
from playground.spec.words import tr

AT_ONCE = 0.5
"""Seconds after which somebody wants to know how far it is."""


def read_pictures(data: Data, *, shown: bool) -> None:
    """Read or make what is behind ``data``, if that may take long; afterwards it is remembered.

    Raises:
        KeyboardInterrupt: after Ctrl-C. PlaygroundError: something is wrong with the files.

    """
    if not takes_long(data):
        return
    began = time.monotonic()
    bar: Steps | None = None
    with Interruption() as interruption, ExitStack() as stack:

        def told(done: int, total: int) -> bool:
            nonlocal bar
            if shown and bar is None and time.monotonic() - began > AT_ONCE:
                bar = stack.enter_context(Steps(tr("reading pictures")))
            if bar is not None:
                bar.at(done, total)
            return not interruption.asked

        try:
            with listening(told):
                prepare(data)
        except GivenUpError:
            raise KeyboardInterrupt from None
