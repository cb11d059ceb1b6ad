"""Builds the installers for Linux from what is committed: `make installer`.

Sources come from HEAD, and the time is its commit's, so that one commit gives the same bytes wherever and whenever it
is built with the same Python, packages and tools. Both installers come into `dist/`, with their SHA-256 beside them;
what they weigh and how long it took comes into `packaging/SIZES.md`. The finished program is run on the way, and has to
pass its own self-test. On Windows and macOS PyInstaller is run by itself: see packaging/README.md.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import platform
import re
import shutil
import sys
import time
from pathlib import Path

from linux import alone, deb, folder, needs, root, sizes
from linux.check import check
from linux.telling import BuildError, run, say, step

ROOT = Path(__file__).resolve().parents[1]
WORK = ROOT / "build" / "installer"
SOURCE, MADE, SYSTEM = WORK / "source", WORK / "made", WORK / "root"
DIST = ROOT / "dist"
SEED = "0"
"""Of Python's hashes: in the order of sets some things would else differ from build to build."""


def main() -> int:
    """Build everything; 1 where something fails, with one sentence."""
    parser = argparse.ArgumentParser(description="Builds the .deb and the .run.")
    parser.add_argument("--level", type=int, choices=range(10), default=9, metavar="N", help="xz's level (default: 9)")
    parser.add_argument("--out", type=Path, default=DIST, help="where the installers come (default: dist)")
    parser.add_argument("--commit", default="HEAD", help="what to build (default: HEAD), to make an older one again")
    parser.add_argument("--unchecked", action="store_true", help="do not try the program; for work on the recipe")
    parsed = parser.parse_args()
    if not sys.platform.startswith("linux"):
        sys.stderr.write("The .deb and the .run are made on Linux: see packaging/README.md for the other systems.\n")
        return 1
    try:
        build(parsed.out.resolve(), parsed.commit, parsed.level, tried=not parsed.unchecked)
    except BuildError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


def build(out: Path, wanted: str, level: int, *, tried: bool) -> None:
    """Build both installers of the commit ``wanted`` into ``out``.

    Raises:
        BuildError: anything on the way fails; the sentence says what.

    """
    times: dict[str, float] = {}
    commit, when = fetch_sources(wanted)
    version = version_of(SOURCE)
    machine = platform.machine()
    say(f"Playground {version}, commit {commit[:12]} of {time.strftime('%Y-%m-%d %H:%M', time.gmtime(when))} UTC")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")} | {
        "PYTHONPATH": str(SOURCE),
        "PYTHONHASHSEED": SEED,
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONPYCACHEPREFIX": str(WORK / "pycache"),  # what was compiled by others may differ in its order
        "PYINSTALLER_CONFIG_DIR": str(WORK / "cache"),
        "SOURCE_DATE_EPOCH": str(when),
        "QT_QPA_PLATFORM": "offscreen",
    }
    with step("compile the kernel", times):
        words = "from playground.engine.step.kernel.build import build; build()"
        run(sys.executable, "-c", words, into=SOURCE, more=environment)
    with step("freeze", times):
        run(
            *(sys.executable, "-m", "PyInstaller", "--noconfirm", "--clean", "--log-level", "WARN"),
            *("--workpath", WORK / "work", "--distpath", MADE, SOURCE / "packaging/playground.spec"),
            into=SOURCE,
            more=environment,
            seconds=3600,
        )
    program = MADE / folder.PROGRAM
    with step("strip", times):
        folder.finish(program, when)
    told: dict[str, str] = {}
    if tried:
        with step("try the finished program", times):
            told = check(program)
    parts = sizes.parts(program)
    with step("lay out the system", times):
        shutil.rmtree(SYSTEM, ignore_errors=True)
        root.make(SYSTEM, program, WORK / "work/playground/icons", SOURCE, version, when)
    out.mkdir(parents=True, exist_ok=True)
    with step("pack the .deb", times):
        package = deb.make(SYSTEM, out, version, machine, when, level)
    with step("pack the .run", times):
        runs = alone.make(package, SYSTEM, SOURCE, version, machine)
    for made in (package, runs):
        with made.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        made.with_name(f"{made.name}.sha256").write_text(f"{digest}  {made.name}\n")
        say(f"{digest}  {made} ({made.stat().st_size / 1e6:.1f} MB)")
    if tried and level == 9:
        report = sizes.report(SYSTEM, package, runs, parts, times, told, needs.glibc(SYSTEM / "usr/lib/playground"))
        (ROOT / "packaging/SIZES.md").write_text(report, encoding="utf-8")


def fetch_sources(wanted: str) -> tuple[str, int]:
    """Put what is committed as ``wanted`` into `SOURCE`; its commit, and the commit's time in seconds since 1970.

    Raises:
        BuildError: this is no clone of the project.

    """
    if not (ROOT / ".git").exists() or shutil.which("git") is None:
        raise BuildError(
            f"the installers are built from a commit, so {ROOT} has to be a clone, and git has to be there"
        )
    commit, _, when = run("git", "log", "-1", "--format=%H %ct", wanted, "--", into=ROOT).strip().partition(" ")
    for place in (SOURCE, MADE, WORK / "work", WORK / "pycache", WORK / "cache"):
        shutil.rmtree(place, ignore_errors=True)
    SOURCE.mkdir(parents=True)
    archive = WORK / "source.tar"
    run("git", "archive", "--output", archive, commit, into=ROOT)
    run("tar", "-xf", archive, "-C", SOURCE)
    archive.unlink()
    if changed := run("git", "status", "--porcelain", "--untracked-files=no", into=ROOT).splitlines():
        say(f"{len(changed)} files differ from what is committed; the installers have what is committed.")
    return commit, int(when)


def version_of(source: Path) -> str:
    """The version that the sources state.

    Raises:
        BuildError: they state none.

    """
    found = re.search(r'^__version__ = "([^"]+)"$', (source / "playground/__init__.py").read_text(), re.MULTILINE)
    if found is None:
        raise BuildError("playground/__init__.py should state the version, but does not")
    return found[1]


if __name__ == "__main__":
    sys.exit(main())
