"""A process that was started here never outlives the one that started it, however that one ends.

An engine that waits for a command notices the end of its pipe; one that is busy, stuck or stopped does not.
"""

from __future__ import annotations

import contextlib
import ctypes
import multiprocessing
import os
import signal
import sys
import threading
from multiprocessing.connection import wait

GRACE = 1.0
"""Seconds that a process gets to end by itself once its parent is gone."""
_PR_SET_PDEATHSIG = 1


def die_with_parent(*, started_on_main_thread: bool) -> None:
    """To be called in the child, as early as can be: it ends with its parent from now on.

    On Linux the system itself kills it, also while it is stopped or in code that never lets Python run. The system
    means the parent's *thread* that started the child, so this is asked for only where that is the main thread, which
    lasts as long as the process. Everywhere a thread waits for the parent's end as well.
    """
    parent = multiprocessing.parent_process()
    if parent is None:
        return
    if sys.platform.startswith("linux") and started_on_main_thread:
        with contextlib.suppress(OSError, AttributeError):  # a system without it has the thread
            ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent.pid:  # it had ended before the system was asked
            os._exit(1)
    threading.Thread(target=_wait_for, args=(parent.sentinel,), name="parent", daemon=True).start()


def _wait_for(sentinel: int) -> None:
    wait([sentinel])
    # Waiting for a command, it hears of it by itself, and puts its things in order.
    threading.Event().wait(GRACE)
    os._exit(1)
