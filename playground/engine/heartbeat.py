"""The engine's heartbeat: a thread that shows that the process lives, and where in its work it is once that takes long.

It wakes twice a second and looks at nothing while the engine gets on, so training costs it nothing. When the same piece
of work has been under way for a while it reads off the stack of the engine's thread which block is at work. How the
window judges what it sees: `playground.workbench.watching`.
"""

from __future__ import annotations

import sys
import threading
from types import FrameType

from playground.spec.words import mark, tr
from playground.wire.pulse import BEAT, Pulse

LONG = 1.0
"""Seconds at the same piece of work after which it is looked where it is."""

_MODEL = "playground.engine.model"
_PLACES = (
    ("playground.engine.evaluate", mark("evaluating")),
    ("playground.engine.gallery", mark("measuring what is shown")),
    ("playground.engine.population", mark("training the population")),
    ("playground.engine.warmth", mark("making torch ready")),
    ("playground.engine.step.choice", mark("making its steps ready")),
    ("playground.engine.building", mark("making the network ready")),
    ("playground.catalog.prepare", mark("preparing the data")),
)
"""Modules of ours on the stack and what is done there, the first that is found first."""
_BACKWARD = ("torch.autograd", "torch.autograd.graph")


class Heartbeat:
    """Beats from `begin` to `end`, for the thread that calls `begin`."""

    def __init__(self, pulse: Pulse) -> None:
        self._pulse = pulse
        self._over = threading.Event()
        self._watched = 0
        self._thread = threading.Thread(target=self._run, name="heartbeat", daemon=True)

    def begin(self) -> None:
        """Beat from now on."""
        self._watched = threading.get_ident()
        self._pulse.beats += 1
        self._thread.start()

    def end(self) -> None:
        """No more; returns when the thread has ended."""
        self._over.set()
        self._thread.join()

    def _run(self) -> None:
        pulse, turns, same = self._pulse, -1, 0.0
        while not self._over.wait(BEAT):
            pulse.beats += 1
            if pulse.turns != turns or not pulse.working:
                turns, same = pulse.turns, 0.0
                if pulse.words:
                    pulse.say("")
                continue
            same += BEAT
            if same >= LONG:
                pulse.say(place_of(sys._current_frames().get(self._watched)))


def place_of(frame: FrameType | None) -> str:
    """Where a thread is at work, in words, from the innermost frame of its stack outwards; empty where nobody knows.

    A block that computes is named by its id; code that is neither ours, nor torch's, nor Python's own, by its name.
    """
    foreign, backward, other = "", False, ""
    while frame is not None:
        module = str(frame.f_globals.get("__name__", ""))
        if not foreign and _foreign(module, frame.f_code.co_filename):
            foreign = f"{module}.{frame.f_code.co_qualname}"
        backward = backward or module in _BACKWARD
        if module == _MODEL and (stage := frame.f_locals.get("stage")) is not None:
            block = tr("the forward pass of block {block}", block=stage.id)
            return f"{block} ({foreign})" if foreign else block
        if not other:
            other = next((words for name, words in _PLACES if module.startswith(name)), "")
        frame = frame.f_back
    if backward:
        return f"{tr('the backward pass')} ({foreign})" if foreign else tr("the backward pass")
    if foreign:
        return foreign
    return tr(other) if other else ""


def _foreign(module: str, file: str) -> bool:
    """Whether a function is of somebody else's: a block that was added, say."""
    head = module.partition(".")[0]
    return head not in _KNOWN and head not in sys.stdlib_module_names and not file.startswith("<")


_KNOWN = frozenset(("playground", "torch", "numpy", "", "__main__", "__mp_main__", "psygnal", "platformdirs"))
