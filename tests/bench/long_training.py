"""How much memory the window and the engine take while a network trains at full speed for long.

`python -m tests.bench.long_training --minutes 30 --every 60` prints a line a minute. A flat run is one whose figures
stop rising once the curves have reached their greatest length; what the curves take stands beside, as they grow with
every step by design, up to a bound.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QEvent, QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from playground.gui.app import Desk
from playground.gui.application import application
from playground.gui.filing import Memory
from playground.gui.window import MainWindow
from playground.spec.edits import Set
from playground.workbench import templates
from playground.workbench.columns import Columns
from playground.workbench.settings import Settings

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """Memory at one moment, in MiB: resident in the window's process, in the engine's, and held by the curves."""

    seconds: float
    steps: int
    window: float
    engine: float
    curves: float

    def __str__(self) -> str:
        return (
            f"{self.seconds / 60:6.1f} min  {self.steps:10d} steps  window {self.window:7.1f} MiB"
            f"  (curves {self.curves:6.1f})  engine {self.engine:7.1f} MiB"
        )


def resident(pid: int) -> float:
    """MiB of the process that are in memory now."""
    status = Path(f"/proc/{pid}/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmRSS:"))
        return int(line.split()[1]) / 1024
    told = subprocess.run(["ps", "-o", "rss=", "-p", str(pid)], capture_output=True, text=True, check=True)
    return int(told.stdout) / 1024


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


def training(seconds: float, every: float, *, template: str = templates.DEFAULT) -> Iterator[Sample]:
    """Train ``template`` at full speed in a whole window, its layers opened; gives a sample every so many seconds."""
    desk = Desk(templates.load_template(template))
    window = MainWindow(desk.document, desk.run, Memory(Settings(theme="light", pace=0.0), keep=False))
    try:
        window.show()
        while not (window.complete and phase(desk) == "paused"):
            wait(0.05)
        dense = [node.id for node in desk.document.experiment.network.nodes if node.kind == "dense"]
        for id in dense[:1]:
            desk.document.apply(Set(path=("network", id, "opened"), value=True, label="Open"))
        desk.run.play()
        begun = time.monotonic()
        pid = desk.client.pid
        assert pid is not None
        while (spent := time.monotonic() - begun) < seconds:
            wait(min(every, seconds - spent))
            assert phase(desk) == "playing", desk.run.status
            yield Sample(
                seconds=time.monotonic() - begun,
                steps=desk.run.status.step,
                window=resident(os.getpid()),
                engine=resident(pid),
                curves=held(desk.run.curves.steps, desk.run.curves.evaluations),
            )
    finally:
        window.close_without_asking()
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
    parsed = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = application()
    for sample in training(60 * parsed.minutes, parsed.every, template=parsed.template):
        sys.stdout.write(f"{sample}\n")
        sys.stdout.flush()
    app.quit()
    return 0


if __name__ == "__main__":
    sys.exit(main())
