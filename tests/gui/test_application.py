from __future__ import annotations

import os
import subprocess
import sys

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
