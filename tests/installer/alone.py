"""The `.run` as an ordinary user without root: into a folder of their choice, into their menu, and gone again."""

from __future__ import annotations

import re
from pathlib import Path

from tests.installer import remains
from tests.installer.debian import dependencies, field, in_the_terminal
from tests.installer.desktop import TOOLS, Desktop, entry, open_from_menu, train_a_file
from tests.installer.room import VISITOR, room
from tests.installer.screen import screen
from tests.installer.telling import expect, say, step

HOME = f"home/{VISITOR}"
FOLDER = f"/{HOME}/My programs/the playground"
MENU = f"{HOME}/.local/share/applications"
OWN_WORK = re.compile(
    r"^\.(config|cache|local/share|local/state)(/playground(/.*)?)?$|^\.(local|config|cache)$"
    r"|^\.cache/(fontconfig|mesa_shader_cache)(/.*)?$|^(terminal|ein Versuch)\."
)
"""What is the person's own and stays: settings, what is kept of their work, their files; and what the system's
libraries keep for all programs alike."""


def prove(installer: Path, package: Path, name: str) -> None:
    """The whole story of the installer on the system called ``name``.

    Args:
        installer: the `.run`.
        package: the `.deb`, which names what of the system both need.
        name: of the system.

    Raises:
        Failure: something in it is not as it has to be.

    """
    with room(name) as here:
        with step("a desktop as it is found, with what the window needs of the system"):
            here.install(*dependencies(here, here.take(package), field(package, "Package")), *TOOLS, "xz-utils")
        inside = here.take(installer)
        system, home = remains.files(here.root), remains.files(here.home, ())
        with step(f"installs without root into {FOLDER}"):
            told = here.run("sh", inside, "--target", FOLDER, user=VISITOR)
        say("    " + told.strip().splitlines()[-1])
        remains.compare(system, remains.files(here.root), "the system, an ordinary user having installed,")
        program = f"{FOLDER}/playground"
        expect((here.root / program[1:]).is_file(), f"{program} should be there, but is not")
        in_the_terminal(here, program)
        with screen() as eye:
            desktop = Desktop(here, eye)
            entry(here, MENU)
            open_from_menu(desktop, MENU)
            train_a_file(desktop, program, f"run-{name}", MENU)
        with step("is uninstalled without remains"):
            told = here.run("sh", f"{FOLDER}/uninstall.sh", "--yes", user=VISITOR)
            after = {path: about for path, about in remains.files(here.home, ()).items() if not OWN_WORK.match(path)}
            home = {path: about for path, about in home.items() if not OWN_WORK.match(path)}
            remains.compare(home, after, "the user's home, the program uninstalled,")
        say("    " + told.strip().splitlines()[-1])
