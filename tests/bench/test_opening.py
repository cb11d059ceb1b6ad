"""Start of the program as a person starts it: a new process, beside that of a bare main window, by turns in one run.

`make bench` prints the medians of five starts, and the ratios. A start that a person waits for has compiled modules, so
the first one of all, which compiles them, is not counted.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
ROUNDS = 5

LOOK = """
import json, os, sys, time
told = {}
def tell(what):
    told.setdefault(what, time.time())
def end():
    sys.stdout.write(json.dumps(told)); sys.stdout.flush()
def watch(then):
    from PySide6.QtCore import QEvent, QObject
    from PySide6.QtWidgets import QMainWindow
    class Paint(QObject):
        def eventFilter(self, watched, event):
            if event.type() == QEvent.Type.Paint:
                watched.removeEventFilter(self)
                tell("first paint")
                then(watched)
            return False
    paint, show = Paint(), QMainWindow.show
    def shown(window):
        window.installEventFilter(paint)
        show(window)
    QMainWindow.show = shown
"""
BARE = """
from PySide6.QtWidgets import QApplication, QMainWindow
app = QApplication([])
watch(lambda window: app.quit())
window = QMainWindow()
window.resize(1440, 900)
window.show()
app.exec()
end()
"""
PROGRAM = """
def painted(window):
    from PySide6.QtCore import QTimer, Qt, QEvent, QCoreApplication
    from PySide6.QtGui import QKeyEvent
    space = Qt.Key.Key_Space, Qt.KeyboardModifier.NoModifier, " "
    QCoreApplication.postEvent(window, QKeyEvent(QEvent.Type.KeyPress, *space))
    def look():
        if window.furnished:
            tell("all parts there")
        if window.complete:
            tell("complete")
            if len(window.run.curves.steps):
                tell("first movement")
                timer.stop()
                window.close_without_asking()
    timer = QTimer(window)
    timer.timeout.connect(look)
    timer.start(4)
watch(painted)
from playground.cli import main
main([])
end()
"""


def start(script: str, environment: dict[str, str]) -> dict[str, float]:
    """Seconds from the start of the interpreter to what it tells of."""
    begun = time.time()
    done = subprocess.run(
        [sys.executable, "-c", LOOK + script], env=environment, cwd=ROOT, capture_output=True, text=True, check=True
    )
    return {name: at - begun for name, at in json.loads(done.stdout).items()}


def test_start(benchmark: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    benchmark.group = "a bare window and the program, each from its start to its end"
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment |= {"PYTHONPYCACHEPREFIX": str(tmp_path), "PLAYGROUND_CONFIG_DIR": str(tmp_path / "settings")}
    environment["QT_QPA_PLATFORM"] = os.environ.get("BENCH_PLATFORM", "offscreen")
    found: dict[str, list[float]] = {}

    def both() -> None:
        found.setdefault("bare window", []).append(start(BARE, environment)["first paint"])
        for name, seconds in start(PROGRAM, environment).items():
            found.setdefault(name, []).append(seconds)

    benchmark.pedantic(both, rounds=ROUNDS, warmup_rounds=1)
    medians = {name: statistics.median(seconds[1:]) for name, seconds in found.items()}
    with capsys.disabled():
        for name, seconds in medians.items():
            ratio = seconds / medians["bare window"]
            sys.stdout.write(f"\n{name}: {seconds:.2f} s, {ratio:.1f} x the bare window")
            benchmark.extra_info[name] = [round(seconds, 3), round(ratio, 2)]
