"""The entry point of the engine's process. Torch is imported by `main`, in the process that runs it."""

from __future__ import annotations

import contextlib
import signal
import threading
from multiprocessing.connection import Connection
from typing import Any

from playground.engine.heartbeat import Heartbeat
from playground.wire.pulse import Pulse


def main(connection: Connection[Any, Any]) -> None:
    """Serve commands until told to shut down, or until the window is gone.

    Args:
        connection: the engine's end of a duplex pipe; see `playground.wire` for what goes through it. Where it has a
            pulse (see `playground.wire.parcel.Outbox`), the engine's heart is seen there.

    """
    if threading.current_thread() is threading.main_thread():
        # Ctrl-C in a terminal reaches every process of the group; when the engine ends is for the window to say.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    pulse = getattr(connection, "pulse", None) or Pulse()
    heartbeat = Heartbeat(pulse)
    heartbeat.begin()  # before torch is imported, which takes its time
    try:
        from playground.engine.server import Server

        with contextlib.suppress(EOFError, BrokenPipeError, ConnectionResetError):
            Server(connection, pulse=pulse).run()
    finally:
        heartbeat.end()
