"""The `.deb` on a bare Debian: nothing but what it depends on, then on a desktop, then gone again."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from tests.installer import remains, start
from tests.installer.desktop import TOOLS, Desktop, open_from_menu, train_a_file
from tests.installer.room import VISITOR, Room, room
from tests.installer.screen import screen
from tests.installer.telling import expect, say, step

PROGRAMS = ("playground", "playground-gui")


def field(package: Path, name: str) -> str:
    """A field of the package's description."""
    done = subprocess.run(["dpkg-deb", "--field", package, name], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def prove(package: Path, name: str) -> None:
    """The whole story of the package on the system called ``name``.

    Raises:
        Failure: something in it is not as it has to be.

    """
    called = field(package, "Package")
    with room(name) as here:
        inside = here.take(package)
        with step("apt finds everything that it depends on, none of it Python"):
            needed = dependencies(here, inside, called)
            pythons = [one for one in needed if one.startswith(("python", "libpython"))]
            expect(not pythons, f"the package should bring its own Python, but depends on {', '.join(pythons)}")
            here.install(*needed)
        say(f"    {len(needed)} packages: {' '.join(needed)}")
        before = remains.files(here.root)
        with step("installs on the bare system"):
            here.install(inside)
        with step("finds all its libraries there"):
            whole(here, called)
        in_the_terminal(here, f"/usr/bin/{PROGRAMS[0]}")
        start.compare_starts(here, f"/usr/bin/{PROGRAMS[1]}")
        gone(here, called, before)
        with step("a desktop's tools come, and the program again"):
            here.install(*TOOLS)
            before = remains.files(here.root)
            here.install(inside)
        with screen() as eye:
            desktop = Desktop(here, eye)
            open_from_menu(desktop)
            train_a_file(desktop, f"/usr/bin/{PROGRAMS[0]}", f"deb-{name}")
        gone(here, called, before)


def dependencies(here: Room, package: str, called: str) -> list[str]:
    """The packages that apt would install beside ``package``."""
    told = here.run("apt-get", "install", "-s", "-q", "--no-install-recommends", package)
    names = re.findall(r"^Inst (\S+) ", told, re.MULTILINE)
    expect(called in names, f"apt should install {called}, but says: {told[-500:]}")
    return [one for one in names if one != called]


def whole(here: Room, called: str) -> None:
    """Every program and library of the package finds those that it needs.

    Raises:
        Failure: one does not.

    """
    listed = here.run("dpkg", "-L", called).splitlines()
    objects = [one for one in listed if re.search(r"\.so(\.[\d.]+)?$", one) or one.startswith("/usr/bin/")]
    brought = {Path(one).name for one in listed}
    told = here.run("ldd", *objects, codes=(0, 1)) if objects else ""
    lost: dict[str, str] = {}
    of = ""
    for line in told.splitlines():
        if not line.startswith("\t"):
            of = line.rstrip(":")
        elif "not found" in line and line.split()[0] not in brought:  # the program's loader names their folder
            lost.setdefault(line.split()[0], of)
    named = ", ".join(f"{library} (for {by})" for library, by in lost.items())
    expect(not lost, f"libraries that neither the package nor what it depends on brings: {named}")
    say(f"    {len(objects)} programs and libraries")


def in_the_terminal(here: Room, program: str) -> None:
    """What works without a screen: versions, training, a picture, and the program's test of itself where it has one.

    Raises:
        Failure: one of them fails.

    """
    home = f"/home/{VISITOR}"

    def ask(*words: str) -> str:
        return here.run(program, *words, user=VISITOR)

    with step("works in the terminal: doctor, a training of one epoch, a picture"):
        version = ask("--version").strip()
        told = ask("doctor")
        expect("steps by the kernel" in told, f"`playground doctor` should tell of the kernel, but says: {told}")
        kernel = next(line for line in told.splitlines() if "steps by the kernel" in line)
        expect("yes" in kernel, f"the compiled kernel should work, but: {kernel.strip()}")
        ask("train", "first", "--epochs", "1", "-o", f"{home}/terminal.nnp")
        ask("picture", f"{home}/terminal.nnp", "-o", f"{home}/terminal.png")
        expect((here.home / "terminal.png").stat().st_size > 10_000, "the picture of the window is empty")
    say(f"    {version}; {' '.join(kernel.split())}")
    if "--self-test" in ask("doctor", "--help"):
        with step("tests itself: playground doctor --self-test"):
            told = ask("doctor", "--self-test")
        say("    " + told.strip().splitlines()[-1])


def gone(here: Room, called: str, before: dict[str, str]) -> None:
    """Remove the package and look for what it left.

    Raises:
        Failure: a file has stayed, or one of the system's has changed.

    """
    with step("is removed without remains"):
        here.run("apt-get", "remove", "-q", "-y", called)
        compare_after = remains.files(here.root)
        here.run("dpkg", "--purge", called)
        remains.compare(before, remains.files(here.root), f"{here.name}, the package purged,")
    left = sorted(set(compare_after) - set(before))
    say(f"    removed, not yet purged: {', '.join(left) or 'nothing left'}")
