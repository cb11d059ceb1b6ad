"""The processes of a room, as the kernel tells of them."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from tests.installer.room import Room
from tests.installer.telling import expect

WINDOW = ("playground", "playground-gui")
ENGINE = ("playground-engine",)


@dataclass(frozen=True, slots=True)
class Running:
    """One process: its number, and its command line."""

    pid: int
    words: tuple[str, ...]

    @property
    def name(self) -> str:
        """What it was started as."""
        return Path(self.words[0]).name

    def maps(self, part: str) -> bool:
        """Whether a file whose path has ``part`` in it is mapped into its memory."""
        return part in Path("/proc", str(self.pid), "maps").read_text()

    def seconds(self) -> float:
        """The processor's time that it has used."""
        fields = Path("/proc", str(self.pid), "stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def running(room: Room) -> list[Running]:
    """All processes whose root is the room's."""
    found: list[Running] = []
    for folder in Path("/proc").iterdir():
        if not folder.name.isdecimal():
            continue
        try:
            if os.readlink(folder / "root") != str(room.root):
                continue
            words = (folder / "cmdline").read_bytes().rstrip(b"\0").split(b"\0")
        except OSError:  # it has ended meanwhile, or is the kernel's
            continue
        if words != [b""]:  # a zombie's
            found.append(Running(int(folder.name), tuple(os.fsdecode(word) for word in words)))
    return found


def window_and_engine(room: Room) -> tuple[Running, Running]:
    """The process with the window, and the one that trains.

    Raises:
        Failure: there is not one of each, under their names, or one has loaded what belongs to the other.

    """
    all_of_them = running(room)
    told = ", ".join(process.name for process in all_of_them) or "none"
    windows = [process for process in all_of_them if process.maps("libQt6Widgets")]
    engines = [process for process in all_of_them if process.maps("libtorch")]
    # QtCore alone is no matter: PyInstaller may load it to prepare a program of which some part has windows.
    for names, found, foreign in ((WINDOW, windows, "libtorch"), (ENGINE, engines, "libQt6Gui")):
        called = [process.name for process in found]
        expect(len(called) == 1 and called[0] in names, f"one {names[0]} has to run, but of {told} there are {called}")
        expect(not found[0].maps(foreign), f"{called[0]} has {foreign} in its memory, which it must not load")
    return windows[0], engines[0]
