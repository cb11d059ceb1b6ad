"""Kills the program again and again, and looks what is left each time."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playground.spec.problems import PlaygroundError
from playground.workbench.files import load
from tests.torture._kill.ledger import Ledger, share
from tests.torture._kill.robot import Order, mark, number, ordered

PATIENCE = 240.0
"""Seconds that the program may take to come up, the engine to come back, and what was killed to go."""
LOOK = 0.01
MOST_LEFT = 12
"""Files in a folder of the program's own that may lie there after a kill."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is to be done.

    Attributes:
        every: milliseconds from one keeping of the training to the next.
        life: seconds at most from a window's coming up to its kill.
        engine, start: shares of the kills that hit the engine alone, and a window that is coming up.
        cold: every so many starts are of a whole new process; 0: none.

    """

    kills: int
    seed: int
    every: int = 1000
    life: float = 1.5
    engine: float = 0.2
    both: float = 0.1
    start: float = 0.15
    cold: int = 25
    most: float = 60.0


@dataclass(slots=True)
class Outcome:
    """How it went."""

    kills: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    edits: list[float] = field(default_factory=list)
    training: list[float] = field(default_factory=list)
    slowest_end: float = 0.0
    most_left: int = 0
    seconds: float = 0.0

    def words(self) -> str:
        """All of it in a few lines."""
        done = ", ".join(f"{count} {kind}" for kind, count in sorted(self.kills.items()))
        lines = [
            f"{self.kills.total()} kills ({done}) in {self.seconds:.0f} s",
            f"edits lost: at most {max(self.edits, default=0.0):.2f} s, 95 of 100 below {share(self.edits, 0.95):.2f}"
            f" s, {sum(lost > 0 for lost in self.edits)} of {len(self.edits)} returns lost any",
            f"training lost: at most {max(self.training, default=0.0):.2f} s,"
            f" 95 of 100 below {share(self.training, 0.95):.2f} s, of {len(self.training)} returns",
            f"the last process was gone after {self.slowest_end:.2f} s at most; {self.most_left} files left at most",
        ]
        return "\n".join([*lines, f"{len(self.wrong)} things are wrong", *self.wrong])


def family(pid: int) -> set[int]:
    """All processes that descend from ``pid``, and itself."""
    parents: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with suppress(OSError):
                parents[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
    found, grown = {pid}, True
    while grown:
        more = {child for child, parent in parents.items() if parent in found} - found
        found, grown = found | more, bool(more)
    return found


def engine_of(pid: int) -> int | None:
    """The engine's process of the program ``pid``."""
    for child in family(pid) - {pid}:
        with suppress(OSError):
            words = Path(f"/proc/{child}/cmdline").read_bytes()
            if b"spawn_main" in words or b"playground-engine" in words:
                return child
    return None


def alive(pid: int) -> bool:
    """Whether a process is there, and is no mere entry of one that has ended."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


class Trial:
    """One folder, one robot after the other in it."""

    def __init__(self, plan: Plan, place: Path, tell: Callable[[str], None] = lambda _words: None) -> None:
        self._plan = plan
        self._place = place
        self._tell = tell
        self._chance = random.Random(plan.seed)
        self._ledger = Ledger(place / "robot.log", plan.most)
        self.outcome = Outcome(wrong=self._ledger.wrong, edits=self._ledger.edits, training=self._ledger.training)
        (place / "tmp").mkdir(exist_ok=True)
        self._errors = (place / "stderr.log").open("ab")
        self._nursery = self._start("nursery", stdout=subprocess.PIPE)
        self._cold: subprocess.Popen[str] | None = None
        self._pid = 0

    def _start(self, *words: str, **more: Any) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "tests.torture._kill.robot", *words]
        environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "OPENBLAS_NUM_THREADS": "1"}
        return subprocess.Popen(command, stdin=subprocess.PIPE, stderr=self._errors, env=environment, text=True, **more)

    def _ask(self, line: str) -> str:
        assert self._nursery.stdin is not None
        assert self._nursery.stdout is not None
        self._nursery.stdin.write(line)
        self._nursery.stdin.flush()
        return self._nursery.stdout.readline().strip()

    def run(self) -> Outcome:
        """Kill until it is enough, or something is badly wrong."""
        began = time.monotonic()
        try:
            assert self._nursery.stdout is not None
            assert self._nursery.stdout.readline() == "ready\n", self._said()
            life = 0
            while self.outcome.kills.total() < self._plan.kills and len(self.outcome.wrong) < 10:
                self._live(life)
                life += 1
                self._tell(f"{self.outcome.kills.total()} kills, {len(self.outcome.wrong)} things wrong")
        except TimeoutError as error:
            self.outcome.wrong.append(str(error))
        finally:
            if self._pid:
                self._end(self._pid)
            assert self._nursery.stdin is not None
            assert self._nursery.stdout is not None
            self._nursery.stdin.close()
            self._nursery.wait()
            self._nursery.stdout.close()
            self._errors.close()
        if "Traceback" in (said := self._said()):
            self.outcome.wrong.append(f"the program said: {said[said.index('Traceback') :][:3000]}")
        self.outcome.seconds = time.monotonic() - began
        return self.outcome

    def _said(self) -> str:
        return (self._place / "stderr.log").read_text(errors="replace")

    def _live(self, life: int) -> None:
        """Start the program, let it work for a while, kill it."""
        plan, chance = self._plan, self._chance
        order = Order(
            place=str(self._place), life=life, seed=plan.seed, every=plan.every, with_file=chance.random() < 0.5
        )
        if plan.cold and life % plan.cold == plan.cold - 1:
            self._cold = self._start()
            assert self._cold.stdin is not None
            self._cold.stdin.write(ordered(order))
            self._cold.stdin.close()
            self._pid = self._cold.pid
        else:
            self._pid = int(self._ask(ordered(order)))
        kind, moment = chance.random(), chance.random()
        if kind < plan.start:
            time.sleep(moment * 1.2)
            self._kill("start", [self._pid])
            return
        self._wait(lambda lines: any(line["what"] == "up" and line["life"] == life for line in lines), "to come up")
        if kind < plan.start + plan.engine + plan.both:
            self._wait(lambda lines: any(line["what"] == "step" for line in lines), "to train")
            time.sleep(moment * plan.life / 4)
            engine = engine_of(self._pid)
            if engine is None:
                self.outcome.wrong.append(f"life {life}: there is no engine")
            elif kind < plan.start + plan.both:
                self._kill("both", [engine, self._pid] if moment < 0.5 else [self._pid, engine])
                return
            else:
                os.kill(engine, signal.SIGKILL)
                self.outcome.kills["engine"] += 1
                self._wait(lambda lines: any(line["what"] == "again" for line in lines), "to train again")
        time.sleep(moment * plan.life)
        self._kill("window", [self._pid])

    def _wait(self, true: Callable[[list[dict[str, Any]]], bool], what: str) -> None:
        deadline = time.monotonic() + PATIENCE
        while not true(self._ledger.read()):
            if time.monotonic() > deadline:
                raise TimeoutError(f"it took more than {PATIENCE:.0f} s {what}: {self._said()[-2000:]}")
            if not alive(self._pid):
                raise TimeoutError(f"it ended by itself, and was {what}: {self._said()[-2000:]}")
            time.sleep(LOOK)

    def _kill(self, kind: str, pids: list[int]) -> None:
        all_of_it = family(self._pid)
        when = time.time()
        for pid in pids:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self._reap()
        self.outcome.kills[kind] += 1
        self._ledger.read()
        self._ledger.killed(when)
        began = time.monotonic()
        while any(map(alive, all_of_it)):
            if time.monotonic() - began > PATIENCE:
                raise TimeoutError(f"processes are left: {[pid for pid in all_of_it if alive(pid)]}")
            time.sleep(LOOK)
        self.outcome.slowest_end = max(self.outcome.slowest_end, time.monotonic() - began)
        self._look_at_files()

    def _reap(self) -> None:
        if self._cold is not None:
            self._cold.wait()
            self._cold = None
        else:
            self._ask(f'{{"reap": {self._pid}}}\n')
        self._pid = 0

    def _end(self, pid: int) -> None:
        everybody = family(pid)
        for one in everybody:
            with suppress(ProcessLookupError):
                os.kill(one, signal.SIGKILL)
        self._reap()

    def _look_at_files(self) -> None:
        """After a kill: is the saved file sound, and does nothing pile up?"""
        path = self._place / "work.nnp"
        if path.exists():
            for found in (path, path.with_name("work.nnp~")):
                try:
                    opened = load(found) if found.exists() else None
                except PlaygroundError as error:
                    self.outcome.wrong.append(f"a saved file is damaged: {error}")
                    continue
                if found == path and opened is not None:
                    self._ledger.check_file(number(opened.experiment), mark(opened.experiment), opened.notices)
        settings = self._place / "config"
        for folder in (settings, settings / "unsaved", settings / "open", self._place, self._place / "tmp"):
            if folder.is_dir():
                count = len(list(folder.iterdir()))
                self.outcome.most_left = max(self.outcome.most_left, count)
                if count > MOST_LEFT:
                    names = sorted(item.name for item in folder.iterdir())
                    self.outcome.wrong.append(f"{folder} fills up: {names[:20]}")


def run(plan: Plan, tell: Callable[[str], None] = lambda _words: None) -> Outcome:
    """Carry a plan out in a folder of its own, which goes where all is well."""
    place = Path(tempfile.mkdtemp(prefix="playground-kill-"))
    outcome = Trial(plan, place, tell).run()
    if outcome.wrong:
        tell(f"what is left lies in {place}")
    else:
        import shutil

        shutil.rmtree(place)
    return outcome
