"""Steps done by the machine."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
import torch

from playground.engine.step.contract import Chunk, RefusedError, Work
from playground.engine.step.kernel.library import library
from playground.engine.step.kernel.machine import Machine
from playground.engine.step.record import record
from playground.engine.step.tape import Tape
from playground.spec.words import tr


class Kernel:
    """Steps by the machine, a chunk in one call, with a program for every batch size that occurs.

    Args:
        work: what is trained.

    Raises:
        RefusedError: the machine is not there, or cannot do the step; the latter shows at the first chunk.

    """

    takes_norms: ClassVar[bool] = True

    def __init__(self, work: Work) -> None:
        if work.x.device.type != "cpu" or work.x.dtype != torch.float32:
            raise RefusedError(tr("the kernel computes with float32 on the CPU only"))
        library()
        self._work = work
        self._tapes: dict[int, Tape] = {}
        self._machine: Machine | None = None

    def run(self, chunk: Chunk) -> None:
        """See `playground.engine.step.contract.Stepper`."""
        if self._machine is None or not self._machine.knows(chunk.sizes):
            new = set(np.unique(chunk.sizes).tolist()) - self._tapes.keys()
            self._tapes |= {size: record(self._work, size, chunk.numbers.shape[1]) for size in new}
            self._machine = Machine(self._work.x, self._work.y, self._tapes, self._work.parameters.theta)
        self._machine.run(chunk)
