"""The memory that the window and the engine share; what lies in it: `playground.wire.parcel`."""

from __future__ import annotations

import ctypes
from multiprocessing.context import BaseContext
from typing import Any

SIZE = 8 * 2**20
"""Bytes of shared memory: five frames of a thousand units' maps."""


def shared_memory(context: BaseContext) -> Any:
    """Memory that can be given to a process as it is started, and is gone when nobody holds it."""
    return context.RawArray(ctypes.c_ubyte, SIZE)
