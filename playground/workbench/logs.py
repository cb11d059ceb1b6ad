"""What the program notes down of its own doings: starts, ends, failures, restarts, saves. Never data, never each step.

Every process writes a file of its own, so that several windows and their engines never write into each other's. A file
is called by who writes it, when that began, and the process's number: ``window-20260131-235959-4711.log``. It is
turned over at `LARGEST` bytes, and the oldest files go once there are more than `MOST`. Beside it lies
``….crash.log`` while the process runs: what Python tells of its threads where the system ends it (a segmentation
fault, a Qt abort). It stays behind only where something is in it.
"""

from __future__ import annotations

import contextlib
import faulthandler
import logging
import os
import platform
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import playground

if TYPE_CHECKING:
    from logging.handlers import RotatingFileHandler

VARIABLE = "PLAYGROUND_LOG_DIR"
LARGEST = 2**20
"""Bytes of one file."""
TURNED = 4
"""So many full files of one process are kept beside the one that it writes."""
MOST = 40
"""So many files are kept in all."""
READ = 64 * 2**10
"""Bytes from the end of a file that `tail` looks at."""
ROOT = "playground"
CRASH, TOLD = ".crash.log", ".told.log"


@dataclass(slots=True, eq=False)
class _Open:
    """What this process writes to."""

    path: Path
    handler: RotatingFileHandler
    faults: TextIO | None = None


_here: list[_Open] = []


def folder() -> Path:
    """Where the logs lie: in the folder that PLAYGROUND_LOG_DIR names, or beside settings that were put somewhere
    else, or where the system keeps such files.
    """
    named = os.environ.get(VARIABLE)
    if named:
        return Path(named)
    settings = os.environ.get("PLAYGROUND_CONFIG_DIR")
    if settings:
        return Path(settings) / "logs"
    from platformdirs import user_log_path

    return user_log_path("playground", appauthor=False)


def room(name: str) -> logging.Logger:
    """Who writes lines under this name; they go nowhere until `begin` was called."""
    root = logging.getLogger(ROOT)
    if not root.handlers:
        root.addHandler(logging.NullHandler())
    return root.getChild(name)


def begin(process: str) -> Path | None:
    """Write from now on, as ``process``; gives the file, or None where the system refuses one: then nothing is written.

    Lines from `logging.INFO` on of all rooms are written, and warnings of other libraries. Can be called again.
    """
    from logging.handlers import RotatingFileHandler  # it imports a good deal, which the first paint need not wait for

    class Handler(RotatingFileHandler):
        """Where a line cannot be written (a full disk), the program goes on without it."""

        def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802
            """Tell nobody: there is nobody left to tell."""

    if _here:
        return _here[0].path
    place = folder()
    path = place / f"{process}-{time.strftime('%Y%m%d-%H%M%S')}-{os.getpid()}.log"
    try:
        place.mkdir(parents=True, exist_ok=True)
        handler = Handler(path, maxBytes=LARGEST, backupCount=TURNED, encoding="utf-8", errors="backslashreplace")
    except OSError:
        return None
    handler.setFormatter(_Lines("%(asctime)s.%(msecs)03d %(levelname)-7s %(room)s: %(message)s", "%Y-%m-%d %H:%M:%S"))
    root = logging.getLogger(ROOT)
    root.setLevel(logging.INFO)
    for name in (ROOT, "py.warnings"):
        logging.getLogger(name).addHandler(handler)
    _here.append(_Open(path, handler))
    _tidy(place)
    room(process).info(
        "begins: playground %s, Python %s, %s %s, process %d",
        playground.__version__,
        platform.python_version(),
        platform.system(),
        platform.machine(),
        os.getpid(),
    )
    return path


def watch_faults() -> None:
    """Where the system ends this process, Python's stacks go to its crash file; only after `begin`.

    What cannot be written is not: the process ends as it would have.
    """
    if not _here or _here[0].faults is not None:
        return
    with contextlib.suppress(OSError):
        file = _here[0].path.with_suffix(CRASH).open("w", encoding="utf-8")
        _here[0].faults = file
        faulthandler.enable(file)


def end() -> None:
    """The process ends as it should: nothing is written any more, and an empty crash file goes. Can be called again."""
    if not _here:
        return
    open_ = _here.pop()
    room(open_.path.name.partition("-")[0]).info("ends")
    for name in (ROOT, "py.warnings"):
        logging.getLogger(name).removeHandler(open_.handler)
    open_.handler.close()
    if open_.faults is not None:
        faulthandler.disable()
        open_.faults.close()
        crash = open_.path.with_suffix(CRASH)
        with contextlib.suppress(OSError):
            if not crash.stat().st_size:
                crash.unlink()


def current() -> Path | None:
    """The file that this process writes, or None."""
    return _here[0].path if _here else None


def of_process(process: str, pid: int) -> Path | None:
    """The file that another process writes, or wrote, where there is one."""
    found = sorted(path for path in folder().glob(f"{process}-*-{pid}.log") if not path.name.endswith(CRASH))
    return found[-1] if found else None


def faults(log: Path) -> str:
    """What is in the crash file beside a log; empty where the process was not ended by a fault."""
    try:
        return _end_of(log.with_suffix(CRASH))
    except OSError:
        return ""


def left_behind(process: str) -> str:
    """What processes of that name left in their crash files when the system ended them, and the ends of their logs.

    Each is told once; it stays in the folder under another name.
    """
    found = []
    for crash in sorted(folder().glob(f"{process}-*{CRASH}")):
        log = crash.with_name(crash.name.removesuffix(CRASH) + ".log")
        if (current() != log) and (text := faults(log)):
            found.append(f"{text.rstrip()}\n\n{tail(log, 40)}")
            with contextlib.suppress(OSError):  # then it is told again
                crash.rename(log.with_suffix(TOLD))
    return "\n\n".join(found)


def take_faults(log: Path) -> str:
    """As `faults`, of a process that has ended; a crash file in which nothing is goes."""
    found = faults(log)
    if not found:
        with contextlib.suppress(OSError):
            log.with_suffix(CRASH).unlink()
    return found


def tail(log: Path, lines: int = 200) -> str:
    """The last lines of a log; empty where it cannot be read."""
    try:
        return "\n".join(_end_of(log).splitlines()[-lines:])
    except OSError:
        return ""


def _end_of(path: Path) -> str:
    with path.open("rb") as file:
        file.seek(0, os.SEEK_END)
        whole = file.tell() <= READ
        file.seek(-min(file.tell(), READ), os.SEEK_END)
        text = file.read().decode("utf-8", errors="replace")
    return text if whole else text.partition("\n")[2]


def _tidy(place: Path) -> None:
    """The oldest files go, and empty crash files of processes that were killed; those that another window has taken
    away meanwhile, or still writes, are passed over.
    """
    found: list[tuple[float, Path]] = []
    for crash in place.glob(f"*{CRASH}") if os.name == "posix" else ():
        pid = crash.name.removesuffix(CRASH).rpartition("-")[2]
        with contextlib.suppress(OSError):
            if pid.isdecimal() and not crash.stat().st_size and not _runs(int(pid)):
                crash.unlink()
    for path in place.glob("*.log*"):
        with contextlib.suppress(OSError):
            found.append((path.stat().st_mtime, path))
    for _, path in sorted(found, reverse=True)[MOST:]:
        with contextlib.suppress(OSError):
            path.unlink()


def _runs(pid: int) -> bool:
    """Whether there is a process of that number; not to be asked on Windows, where asking is ending."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


class _Lines(logging.Formatter):
    """A line with the room that wrote it."""

    def format(self, record: logging.LogRecord) -> str:
        """See `logging.Formatter.format`."""
        record.room = record.name.removeprefix(f"{ROOT}.")
        return super().format(record)
