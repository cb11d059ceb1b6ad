"""How long the installed program takes until something is seen of it, beside a bare window in the same run."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable

from tests.installer.processes import running
from tests.installer.room import Room
from tests.installer.screen import Pixel, screen, until
from tests.installer.telling import Failure, expect, say, step

ROUNDS = 7
LIMIT = 2.2
"""Times the bare window's start, at most."""
BARE = """
from PySide6.QtWidgets import QApplication, QMainWindow
app = QApplication([])
window = QMainWindow()
window.resize(1440, 900)
window.show()
app.exec()
"""


def first_paint(pixel: Pixel, start: Callable[[], subprocess.Popen[bytes]], end: Callable[[], object]) -> float:
    """Seconds from the start of a program until the middle of the screen has another colour than the empty screen."""
    until(lambda: pixel.colour() == 0, "an empty screen")
    begun = time.monotonic()
    process = start()
    while pixel.colour() == 0:
        if time.monotonic() - begun > 60:
            raise Failure("nothing was painted within 60 s")
        time.sleep(0.001)
    took = time.monotonic() - begun
    process.terminate()
    process.wait()
    end()
    return took


def compare_starts(room: Room, program: str) -> float:
    """Raise where the program starts too slowly; else the ratio of the shortest times, the first round not counted.

    Raises:
        Failure: it needs more than `LIMIT` times as long as a bare window of this project's own PySide6.

    """
    with screen(manager=False) as eye, step(f"first paint beside that of a bare window, {ROUNDS} times by turns"):
        pixel = Pixel(eye.display)
        more = {"DISPLAY": eye.display}
        bare: list[float] = []
        ours: list[float] = []
        words = ["chroot", "/", sys.executable, "-c", BARE]
        # Its own home, where the list of fonts is kept: without it each start would read all fonts.
        own = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")} | more
        for _ in range(ROUNDS):
            bare.append(first_paint(pixel, lambda: subprocess.Popen(words, env=own), lambda: None))
            ours.append(
                first_paint(
                    pixel,
                    lambda: room.start(program, more=more),
                    lambda: until(lambda: not running(room), "the end of the program", 30),
                )
            )
        pixel.close()
    window, mine = min(bare[1:]), min(ours[1:])  # whatever else the machine does can only add to it
    ratio = mine / window
    say(f"    bare window {window:.2f} s, program {mine:.2f} s (first start {ours[0]:.2f} s): {ratio:.2f} x")
    expect(ratio <= LIMIT, f"the program's first paint takes {ratio:.2f} times that of a bare window, over {LIMIT}")
    return ratio
