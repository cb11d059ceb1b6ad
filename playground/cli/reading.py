"""Pictures that are read or made before training begins, with a bar where that takes a moment."""

from __future__ import annotations

import time

from playground.catalog.entry import known
from playground.catalog.families import Dataset
from playground.catalog.pictures.progress import GivenUpError, listening
from playground.catalog.prepare import prepare
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
    entry = known("datasets", data.source.kind)
    if entry is None or not issubclass(entry, Dataset) or not entry.slow:
        return
    began = time.monotonic()
    bar: Steps | None = None
    with Interruption() as interruption:

        def told(done: int, total: int) -> bool:
            nonlocal bar
            if shown and bar is None and time.monotonic() - began > AT_ONCE:
                bar = Steps(tr("reading pictures")).__enter__()
            if bar is not None:
                bar.at(done, total)
            return not interruption.asked

        try:
            with listening(told):
                prepare(data)
        except GivenUpError:
            raise KeyboardInterrupt from None
        finally:
            if bar is not None:
                bar.__exit__(None, None, None)
