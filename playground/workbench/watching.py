"""Whether the engine gets on: judged from its pulse, a look every half second.

Three things can be wrong with an engine whose process is there.

- It gives no sign of life: it was stopped, or code that is not Python keeps Python from running at all. Once it is up,
  nothing that the engine does by itself keeps it silent for more than half a second, so after `SILENT` looks it counts
  as lost.
- It is alive, but has been at one piece of work for long: an endless loop in a block of somebody's, or a step of a very
  large network. Only a person can say which, so they are told where it is and asked. Where its steps have been taking
  long anyway, that is waited for.
- It does not come up at all.
"""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from playground.wire.pulse import BEAT, Pulse, Stalled

LOOK = BEAT
"""Seconds from one look to the next."""
SILENT = 9
"""Looks without a heartbeat after which an engine gives no sign of life: a little less than 5 s after its last."""
LONG = 8
"""Looks at the same piece of work after which it is told that it takes long: within 5 s of its beginning."""
TIMES = 3
"""Work that took long the last time may take so many times as long before it is told."""
COMING_UP = 120
"""Looks that an engine may take to come up, which on a cold disk takes its time."""

Verdict = Stalled | Literal["lost", "stopped"] | None


@dataclass(slots=True)
class Watching:
    """Judges what is seen at each look; knows nothing of time but that looks come every `LOOK` seconds.

    Attributes:
        lenient: an engine without a sign of life is asked about as one that takes long is, not lost: it was ended for
            that before, and the person wants it to go on with the same thing.

    """

    lenient: bool = False
    _beats: int = 0
    _turns: int = -1
    _work: int = 0
    _quiet: int = 0
    _same: int = 0
    _told: int = 0
    _where: str = ""
    _took: dict[int, int] = field(default_factory=dict)

    @property
    def quiet(self) -> bool:
        """Whether there was no heartbeat for so long that the next look may settle it."""
        return self._quiet + 1 >= SILENT

    def look(self, pulse: Pulse, *, stopped: bool) -> Verdict:
        """One look; gives what is new: that it stalls, that it goes on (`Stalled` of 0 seconds), that it is lost.

        ``stopped``: the system says that the process was stopped from outside.
        """
        beats, turns, work = pulse.beats, pulse.turns, pulse.working
        self._quiet = 0 if beats != self._beats else self._quiet + 1
        self._beats = beats
        if work and turns == self._turns:
            self._same += 1
        else:
            if self._work:  # it took so many looks, or less than one
                self._took[self._work] = self._same
            self._turns, self._work, self._same = turns, work, 0
        if self._quiet >= SILENT and stopped:
            return "stopped"
        if turns and self._quiet >= SILENT:
            return self._tell(self._quiet, pulse, silent=True) if self.lenient else "lost"
        if not turns and self._quiet >= COMING_UP:  # a library that is read from a slow disk keeps Python from running
            return self._tell(self._quiet, pulse, starting=True)
        if beats and self._quiet <= 1 and self._same >= max(LONG, TIMES * self._took.get(work, 0)):
            return self._tell(self._same, pulse)
        if self._told and not self._same and not self._quiet:
            self._told, self._where = 0, ""
            return Stalled(seconds=0.0)
        return None

    def miss(self) -> None:
        """The window itself could not look for a while (the machine slept): what was counted says nothing."""
        self._quiet = self._same = 0

    def _tell(self, looks: int, pulse: Pulse, *, silent: bool = False, starting: bool = False) -> Stalled | None:
        """Say it the first time, when its place becomes known, and again each time that it has doubled."""
        where = "" if silent or starting else pulse.said
        if self._told and looks < 2 * self._told and not (where and not self._where):
            return None
        self._told, self._where = looks, where
        return Stalled(seconds=looks * LOOK, step=pulse.step, where=where, silent=silent, starting=starting)


def is_stopped(pid: int) -> bool:
    """Whether the system says that the process was stopped, as by SIGSTOP; False where it does not tell."""
    stat = Path(f"/proc/{pid}/stat")
    if stat.exists():
        return stat.read_text(errors="replace").rpartition(")")[2].split()[:1] == ["T"]
    if os.name != "posix":
        return False
    told = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return told.stdout.strip().startswith("T")
