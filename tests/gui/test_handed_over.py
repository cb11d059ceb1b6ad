from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from playground.gui.handed_over import HandedOver

FIRST, SECOND, THIRD = Path("first.nnp"), Path("second.nnp"), Path("third.nnp")


def test_the_last_file_waits_until_it_can_be_opened() -> None:
    files, opened = HandedOver(), list[Path]()
    files.take(FIRST)
    files.take(SECOND)
    assert not opened
    files.begin(opened.append)
    assert opened == [SECOND]
    files.take(THIRD)
    assert opened == [SECOND, THIRD]
    files.end()
    files.take(FIRST)
    assert opened == [SECOND, THIRD]


def test_the_application_takes_what_the_system_hands_over(tmp_path: Path) -> None:
    """In a process of its own: there is but one application object in each."""
    program = """
import sys
from PySide6.QtGui import QFileOpenEvent
from playground.gui.application import application
app = application()
event = QFileOpenEvent(sys.argv[1])
assert app.sendEvent(app, event)
app.files.begin(print)
"""
    named = tmp_path / "ein Versuch.nnp"
    done = subprocess.run(
        [sys.executable, "-c", program, str(named)],
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout, done.returncode) == (f"{named}\n", 0), done.stderr
