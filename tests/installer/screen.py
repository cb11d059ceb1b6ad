"""A screen outside the rooms, so that what it needs is not mistaken for what the program needs."""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.installer.telling import Failure

TOOLS = {"Xvfb": "xvfb", "openbox": "openbox", "xdotool": "xdotool", "import": "imagemagick"}
"""The programs that are used here, and the Debian packages that have them."""
SIZE = (1440, 900)


def missing_tools() -> list[str]:
    """The Debian packages of what is not here."""
    return sorted(package for program, package in TOOLS.items() if shutil.which(program) is None)


def until(found: Callable[[], object], what: str, seconds: float = 60.0) -> None:
    """Wait until ``found`` gives something true.

    Raises:
        Failure: it has not after ``seconds``; ``what`` says in words what was waited for.

    """
    end = time.monotonic() + seconds
    while not found():
        if time.monotonic() > end:
            raise Failure(f"{what}: not within {seconds:.0f} s")
        time.sleep(0.1)


class Screen:
    """An X server, its hands and its eyes."""

    def __init__(self, display: str) -> None:
        self.display = display

    def _do(self, *words: str) -> str:
        environment = os.environ | {"DISPLAY": self.display}
        done = subprocess.run(words, env=environment, capture_output=True, text=True, check=False)
        return done.stdout.strip() if done.returncode == 0 else ""

    def windows(self) -> dict[str, str]:
        """The program's windows that are seen: their titles by their numbers."""
        numbers = self._do("xdotool", "search", "--onlyvisible", "--class", "playground").split()
        return {number: self._do("xdotool", "getwindowname", number) for number in numbers}

    def wait_for(self, title: str, seconds: float = 60.0) -> str:
        """The number of the program's window whose title has ``title`` in it."""

        def there() -> list[str]:
            return [number for number, name in self.windows().items() if title.lower() in name.lower()]

        until(
            there, f"a window whose title has {title!r} in it, where there are {list(self.windows().values())}", seconds
        )
        return there()[0]

    def focus(self, window: str) -> None:
        """Give a window the keys."""
        self._do("xdotool", "windowactivate", "--sync", window)

    def press(self, *keys: str) -> None:
        """Press keys, as `space` or `ctrl+s`, one after the other."""
        for key in keys:
            self._do("xdotool", "key", key)

    def close(self, window: str) -> None:
        """Ask a window to close, as its cross does."""
        self.focus(window)
        self._do("xdotool", "key", "--clearmodifiers", "alt+F4")

    def picture(self, file: Path) -> None:
        """What is on the screen, as .png."""
        file.parent.mkdir(parents=True, exist_ok=True)
        self._do("import", "-window", "root", str(file))
        if not file.is_file():
            raise Failure(f"no picture of the screen could be taken as {file}")


@contextmanager
def screen(*, manager: bool = True) -> Iterator[Screen]:
    """A screen of `SIZE`, with a window manager where ``manager`` says so."""
    ours, theirs = os.pipe()
    size = f"{SIZE[0]}x{SIZE[1]}x24"
    words = ["Xvfb", "-displayfd", str(theirs), "-screen", "0", size, "-ac", "-nolisten", "tcp"]
    running = [subprocess.Popen(words, pass_fds=(theirs,), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)]
    os.close(theirs)
    with os.fdopen(ours) as pipe:
        number = pipe.readline().strip()
    if not number:
        raise Failure("the X server Xvfb does not start")
    try:
        display = f":{number}"
        if manager:
            environment = os.environ | {"DISPLAY": display}
            running.append(
                subprocess.Popen(["openbox"], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            )
        yield Screen(display)
    finally:
        for process in reversed(running):
            process.terminate()
            process.wait()


class Pixel:
    """The colour in the middle of a screen, looked at as often as one likes; by Xlib, which answers within a moment."""

    def __init__(self, display: str) -> None:
        self._x = x = ctypes.CDLL("libX11.so.6")
        x.XOpenDisplay.restype = ctypes.c_void_p
        x.XOpenDisplay.argtypes = (ctypes.c_char_p,)
        x.XDefaultRootWindow.restype = ctypes.c_ulong
        x.XDefaultRootWindow.argtypes = (ctypes.c_void_p,)
        x.XGetImage.restype = ctypes.c_void_p
        plain = ctypes.c_int
        x.XGetImage.argtypes = (ctypes.c_void_p, ctypes.c_ulong, plain, plain, plain, plain, ctypes.c_ulong, plain)
        x.XGetPixel.restype = ctypes.c_ulong
        x.XGetPixel.argtypes = (ctypes.c_void_p, plain, plain)
        x.XDestroyImage.argtypes = (ctypes.c_void_p,)
        x.XCloseDisplay.argtypes = (ctypes.c_void_p,)
        self._display = x.XOpenDisplay(display.encode())
        if not self._display:
            raise Failure(f"the display {display} cannot be opened")
        self._root = x.XDefaultRootWindow(self._display)

    def colour(self) -> int:
        """As 0xRRGGBB."""
        all_planes, as_pixels = ctypes.c_ulong(-1).value, 2
        image = self._x.XGetImage(self._display, self._root, SIZE[0] // 2, SIZE[1] // 2, 1, 1, all_planes, as_pixels)
        found: int = self._x.XGetPixel(image, 0, 0) & 0xFFFFFF
        self._x.XDestroyImage(image)
        return found

    def close(self) -> None:
        """Let go of the screen."""
        self._x.XCloseDisplay(self._display)
