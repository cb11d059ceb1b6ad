"""`python -m tests.installer [PART …]`: what the parts are, `--help` tells; all of them where none is named.

It needs root, for the bare systems that it makes and enters. Everything runs in namespaces of its own, so that no mount
and no process is left when it ends, however it ends.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path

from tests.installer import alone, debian, wheel
from tests.installer.room import ROOT, SUITES, base
from tests.installer.screen import missing_tools
from tests.installer.telling import Failure, say

DIST = ROOT / "dist"
INSIDE = "PLAYGROUND_INSTALLER_TEST"


def _bases() -> None:
    for name in SUITES:
        base(name)


PARTS: dict[str, tuple[str, Callable[[], None]]] = {
    "bases": ("make the bare systems, where they are not there yet", _bases),
    "debian12": ("the .deb on Debian 12", lambda: debian.prove(newest(".deb"), "debian12")),
    "debian13": ("the .deb on Debian 13", lambda: debian.prove(newest(".deb"), "debian13")),
    "run": ("the .run on Debian 12, without root", lambda: alone.prove(newest(".run"), newest(".deb"), "debian12")),
    "pip": ("the source archive and the wheel, by pip", wheel.prove),
}


def newest(ending: str) -> Path:
    """The youngest file in `DIST` with this ending.

    Raises:
        Failure: there is none.

    """
    found = sorted(DIST.glob(f"*{ending}"), key=lambda path: path.stat().st_mtime)
    if not found:
        raise Failure(f"there is no {ending} in {DIST}; `make installer` makes one")
    return found[-1]


def main(arguments: list[str]) -> int:
    """Prove the parts that are named, or all; 1 where one fails, 2 where it cannot be tried here."""
    lines = "\n".join(f"  {name:10} {what}" for name, (what, _) in PARTS.items())
    parser = argparse.ArgumentParser(
        prog="python -m tests.installer", epilog=lines, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], metavar="PART", help="which (default: all)")
    chosen = parser.parse_args(arguments).parts or list(PARTS)
    obstacle = _obstacle()
    if obstacle:
        sys.stderr.write(f"{obstacle}\n")
        return 2
    if INSIDE not in os.environ:
        _enter(arguments)
    failed = []
    for name in chosen:
        what, prove = PARTS[name]
        say(f"{name}: {what}")
        begun = time.monotonic()
        try:
            prove()
        except Failure as failure:
            failed.append(name)
            say(f"  FAILED: {failure}")
        say(f"  {name}: {'failed' if name in failed else 'passed'} after {time.monotonic() - begun:.0f} s")
    say(
        f"{len(chosen) - len(failed)} of {len(chosen)} parts passed" + (f"; failed: {', '.join(failed)}" * bool(failed))
    )
    return 1 if failed else 0


def _obstacle() -> str:
    """Why nothing can be tried here, or nothing."""
    if not sys.platform.startswith("linux"):
        return "The installers' test makes bare Debian systems, which only works on Linux."
    if os.geteuid() != 0:
        return "The installers' test has to be root, because it makes bare Debian systems and enters them: use sudo."
    missing = missing_tools() + ([] if shutil.which("debootstrap") else ["debootstrap"])
    return f"The installers' test needs: apt-get install {' '.join(missing)}" if missing else ""


def _enter(arguments: list[str]) -> None:
    """Begin again in namespaces of our own."""
    os.environ[INSIDE] = "1"
    words = ["unshare", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc", sys.executable]
    os.chdir(ROOT)
    os.execvp(words[0], [*words, "-m", "tests.installer", *arguments])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
