"""How much memory the window and the engine take while a network trains at full speed for long, and how fast it stays.

`python -m tests.bench.long_training --minutes 30 --every 60` prints a line a minute, and in the end what grew since the
curves reached their greatest length, and the speed of the first and of the last tenth. A flat run is one whose figures
stop rising then; what the curves take stands beside, as they grow with every step by design, up to a bound. Speed is
in steps per second of the engine's processor time, so that other programs on the machine hardly matter.

All is open that shows something: every layer, the tables and windows beside, and the plots, which take turns in their
places, so that each is drawn many times. ``--objects`` adds what kinds of Python object there are more of than at the
sample before.
"""

from __future__ import annotations

import argparse
import gc
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import shiboken6
from PySide6.QtCore import QEvent, QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from playground.gui.app import Desk
from playground.gui.application import application
from playground.gui.beside import WINDOWS
from playground.gui.filing import Memory
from playground.gui.window import MainWindow
from playground.spec.edits import Set
from playground.workbench import templates
from playground.workbench.columns import Columns
from playground.workbench.settings import Settings

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One moment.

    Attributes:
        seconds: since training began. steps: done by then. cpu: seconds of the processor that the engine has used.
        window, engine: MiB that are resident in each process. curves: MiB that the curves' rows take.
        rows: of the steps' curves. threads: of the window's process.

    """

    seconds: float
    steps: int
    cpu: float
    window: float
    engine: float
    curves: float
    rows: int
    threads: int

    def __str__(self) -> str:
        return (
            f"{self.seconds / 60:6.1f} min  {self.steps:10d} steps  window {self.window:7.1f} MiB"
            f"  (curves {self.curves:6.1f}, {self.rows:8d} rows)  engine {self.engine:7.1f} MiB"
            f"  {self.steps / max(self.cpu, 1e-9):9.0f} steps/CPU s  {self.threads} threads"
        )


def speed(samples: Sequence[Sample]) -> float:
    """Steps per second of the engine's processor time from the first to the last of them."""
    return (samples[-1].steps - samples[0].steps) / max(samples[-1].cpu - samples[0].cpu, 1e-9)


def summary(samples: Sequence[Sample]) -> str:
    """What grew since the curves were at their longest, and the speeds."""
    full = next((n for n, one in enumerate(samples) if one.rows < max(s.rows for s in samples[: n + 1])), None)
    lines = []
    if full is None:
        lines.append("the curves have not reached their greatest length")
    else:
        rest = samples[full:]
        lines.append(f"since minute {rest[0].seconds / 60:.0f}, when the curves were first thinned:")
        for name in ("window", "engine"):
            found = [getattr(one, name) for one in rest]
            lines.append(f"  {name}: {min(found):.1f} to {max(found):.1f} MiB, now {found[-1]:.1f}")
    tenth = max(2, len(samples) // 10 + 1)
    if len(samples) >= 2 * tenth - 1:
        first, last = speed(samples[:tenth]), speed(samples[-tenth:])
        lines.append(f"steps per CPU second: first tenth {first:.0f}, last tenth {last:.0f}, ratio {last / first:.3f}")
    return "\n".join(lines)


def resident(pid: int) -> float:
    """MiB of the process that are in memory now."""
    status = Path(f"/proc/{pid}/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmRSS:"))
        return int(line.split()[1]) / 1024
    told = subprocess.run(["ps", "-o", "rss=", "-p", str(pid)], capture_output=True, text=True, check=True)
    return int(told.stdout) / 1024


def cpu_seconds(pid: int) -> float:
    """Seconds of the processor that a process has used."""
    stat = Path(f"/proc/{pid}/stat")
    if stat.exists():
        user, system = stat.read_text().rpartition(")")[2].split()[11:13]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")
    told = subprocess.run(["ps", "-o", "time=", "-p", str(pid)], capture_output=True, text=True, check=True)
    seconds = 0.0
    for part in told.stdout.strip().split(":"):
        seconds = 60 * seconds + float(part)
    return seconds


def thread_count(pid: int) -> int:
    """Threads of a process; 0 where the system does not tell."""
    tasks = Path(f"/proc/{pid}/task")
    return len(list(tasks.iterdir())) if tasks.exists() else 0


def held(*tables: Columns) -> float:
    """MiB that the rows of the tables take."""
    return sum(len(table) * 8 * len(table.names()) for table in tables) / MEGABYTE


def wait(seconds: float) -> None:
    """Let the window live for so long."""
    loop = QEventLoop()
    QTimer.singleShot(round(1000 * seconds), loop.quit)
    loop.exec()


def phase(desk: Desk) -> str:
    """How the run stands."""
    return desk.run.status.phase


def open_all(window: MainWindow) -> list[str]:
    """Open whatever can be opened beside the main window; gives the names."""
    names = ["table", *WINDOWS]
    opened = []
    for name in names:
        action = window.actions_[name]
        if action.isEnabled():
            action.trigger()
            opened.append(name)
            wait(0.5)
    return opened


def take_turns(window: MainWindow, turn: int) -> None:
    """Put the next plots into the places."""
    titles = list(window.plots.plots)
    for number, place in enumerate(window.plots.places):
        window.plots.choose(place, titles[(turn * len(window.plots.places) + number) % len(titles)])


def kinds() -> Counter[str]:
    """How many Python objects there are of every kind that the collector knows."""
    return Counter(f"{type(one).__module__}.{type(one).__qualname__}" for one in gc.get_objects())


def training(seconds: float, every: float, *, template: str = templates.DEFAULT) -> Iterator[Sample]:
    """Train ``template`` at full speed in a whole window with all open; gives a sample every so many seconds."""
    desk = Desk(templates.load_template(template))
    window = MainWindow(desk.document, desk.run, Memory(Settings(theme="light", pace=0.0), keep=False))
    try:
        window.resize(1440, 900)
        window.show()
        while not (window.complete and phase(desk) == "paused"):
            wait(0.05)
        for node in desk.document.experiment.network.nodes:
            if node.kind == "dense":
                desk.document.apply(Set(path=("network", node.id, "opened"), value=True, label="Open"))
        opened = open_all(window)
        sys.stdout.write(f"open: {', '.join(opened)}; plots: {', '.join(window.plots.plots)}\n")
        desk.run.play()
        begun = time.monotonic()
        pid = desk.client.pid
        assert pid is not None
        turn = 0
        while (spent := time.monotonic() - begun) < seconds:
            wait(min(every, seconds - spent))
            assert phase(desk) == "playing", desk.run.status
            turn += 1
            take_turns(window, turn)
            yield Sample(
                seconds=time.monotonic() - begun,
                steps=desk.run.status.step,
                cpu=cpu_seconds(pid),
                window=resident(os.getpid()),
                engine=resident(pid),
                curves=held(desk.run.curves.steps, desk.run.curves.evaluations),
                rows=len(desk.run.curves.steps),
                threads=thread_count(os.getpid()),
            )
    finally:
        window.close_without_asking()
        if shiboken6.isValid(window):
            window.deleteLater()
        desk.close()
        desk.bridge.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def main() -> int:
    """Print the samples as they come."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=30.0)
    parser.add_argument("--every", type=float, default=60.0, metavar="SECONDS")
    parser.add_argument("--template", default=templates.DEFAULT)
    parser.add_argument("--objects", action="store_true", help="tell of what kinds of object there are more")
    parsed = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = application()
    samples: list[Sample] = []
    before: Counter[str] = Counter()
    for sample in training(60 * parsed.minutes, parsed.every, template=parsed.template):
        samples.append(sample)
        sys.stdout.write(f"{sample}\n")
        if parsed.objects:
            now = kinds()
            more = ", ".join(f"{kind} +{count}" for kind, count in (now - before).most_common(12))
            sys.stdout.write(f"    {more}\n")
            before = now
        sys.stdout.flush()
    sys.stdout.write(f"{summary(samples)}\n")
    app.quit()
    return 0


if __name__ == "__main__":
    sys.exit(main())
