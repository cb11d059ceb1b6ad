from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from playground.workbench import logs

SCRIPT = """
from PySide6.QtCore import qCritical, qWarning
from PySide6.QtWidgets import QWidget
from playground.gui.application import application
app = application()
widget = QWidget()
widget.setMinimumSize(10, 10)
widget.show()
app.processEvents()
qWarning("a warning that matters")
qCritical("a fault that matters")
"""


def test_the_platform_without_a_screen_is_silent_and_all_else_is_told() -> None:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    ended = subprocess.run(
        [sys.executable, "-c", SCRIPT], env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert ended.returncode == 0, ended.stderr
    assert ended.stderr.splitlines() == ["a warning that matters", "a fault that matters"]


FATAL = """
from PySide6.QtCore import qFatal, qWarning
from playground.gui.application import application
from playground.workbench import logs
logs.begin("window")
logs.watch_faults()
application()
qWarning("a warning that matters")
def a_fault_of_qt():
    qFatal("nothing can be drawn")
a_fault_of_qt()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows ends an aborted process in another way")
def test_what_ends_the_program_in_qt_is_in_its_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", logs.VARIABLE: str(tmp_path)}
    monkeypatch.setenv(logs.VARIABLE, str(tmp_path))
    ended = subprocess.run([sys.executable, "-c", FATAL], env=environment, capture_output=True, timeout=60, check=False)
    assert ended.returncode == -signal.SIGABRT
    left = logs.left_behind("window")
    assert "Fatal Python error: Aborted" in left
    assert "in a_fault_of_qt" in left
    assert "WARNING qt: a warning that matters" in left
    assert "nothing can be drawn" in left
    assert "CRITICAL qt: " in left
