"""What a person does with the installed program, on a desktop: starts it from the menu, opens a file, trains, saves."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

from tests.installer.processes import ENGINE, running, window_and_engine
from tests.installer.room import ROOT, UID, VISITOR, Room
from tests.installer.screen import Screen, until
from tests.installer.telling import expect, step

PICTURES = ROOT / "dist" / "pictures"
TOOLS = ("desktop-file-utils", "libglib2.0-bin", "shared-mime-info", "xdg-utils")
"""What every desktop has, of whatever kind: it starts programs, and knows which program opens a file."""
MENU = "usr/share/applications"


class Desktop:
    """The visitor's desktop: a room and a screen.

    It calls itself GNOME, so that `xdg-open` and `xdg-mime` ask GLib, as they do on the usual desktops.
    """

    def __init__(self, room: Room, screen: Screen) -> None:
        self.room = room
        self.screen = screen
        self.more = {"DISPLAY": screen.display, "XDG_CURRENT_DESKTOP": "GNOME", "XDG_SESSION_TYPE": "x11"}

    def ask(self, *words: str | Path) -> str:
        """Run a program as the visitor; what it says."""
        return self.room.run(*words, user=VISITOR, more=self.more, seconds=300).strip()


def entry(room: Room, menu: str = MENU) -> str:
    """The name of the program's one entry in the menu, which has to be sound.

    Raises:
        Failure: there is none, several, or it is not as the specification has it.

    """
    found = sorted(path.name for path in (room.root / menu).glob("*.desktop") if "playground" in path.name.lower())
    expect(len(found) == 1, f"one entry of the program has to be in /{menu}; there are {found or 'none'}")
    told = room.run("desktop-file-validate", f"/{menu}/{found[0]}")
    expect(not told.strip(), f"the entry of the menu is faulty: {told.strip()}")
    return found[0]


def open_from_menu(desktop: Desktop, menu: str = MENU) -> None:
    """The entry of the menu starts the program; closed again, none of its processes stays."""
    screen, room = desktop.screen, desktop.room
    with step("starts by its entry in the menu (gio launch), and closes without a process left"):
        room.start("gio", "launch", f"/{menu}/{entry(room, menu)}", more=desktop.more)
        window = screen.wait_for("Playground")
        until(lambda: any(one.name in ENGINE for one in running(room)), "the engine")
        screen.close(window)
        until(lambda: not running(room), f"the end of {[one.name for one in running(room)]}", 30)


def train_a_file(desktop: Desktop, program: str, name: str, menu: str = MENU) -> None:
    """A file opens by `xdg-open`, is trained by the engine's process, saved, and is a picture for whoever looks.

    Args:
        desktop: where.
        program: the path of the command-line program in the room.
        name: of the picture in `PICTURES`.
        menu: the folder of the menu's entry.

    """
    screen, room = desktop.screen, desktop.room
    file = f"/home/{VISITOR}/ein Versuch.nnp"
    here = room.root / file[1:]
    with step("its file type is known, and opens with it"):
        desktop.ask(program, "new", "first", "-o", file)
        kind = desktop.ask("xdg-mime", "query", "filetype", file)
        expect("playground" in kind, f"the type of {file} should be the program's own, but is {kind!r}")
        default = desktop.ask("xdg-mime", "query", "default", kind)
        mine = entry(room, menu)
        expect(default == mine, f"{kind} should open with {mine}, but opens with {default or 'nothing'}")
    with step("xdg-open opens it; Space trains it in playground-engine, without torch in the window"):
        room.start("xdg-open", file, more=desktop.more)
        window = screen.wait_for("ein Versuch")
        screen.focus(window)
        until(lambda: any(one.name in ENGINE for one in running(room)), "the engine")
        screen.press("space")
        until(lambda: _engine_seconds(room) > 4.0, "four seconds of the engine's work", 120)
        window_and_engine(room)
        screen.picture(PICTURES / f"{name}.png")
        screen.press("space", "ctrl+s")
        until(lambda: steps(here) > 0, "steps in the saved file", 30)
        screen.close(screen.wait_for("ein Versuch"))
        until(lambda: not running(room), "the end of all processes", 30)
    expect(here.stat().st_uid == UID, "the saved file should belong to the visitor, but does not")


def _engine_seconds(room: Room) -> float:
    return max((one.seconds() for one in running(room) if one.name in ENGINE), default=0.0)


def steps(file: Path) -> int:
    """How many steps the experiment in ``file`` has been trained; read by other means than the program's own."""
    with zipfile.ZipFile(file) as archive:
        if "progress.json" not in archive.namelist():
            return 0
        return int(json.loads(archive.read("progress.json"))["step"])
