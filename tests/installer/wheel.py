"""What pip installs: the wheel from the source archive, as `python -m build` makes both, in a fresh environment."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Mapping
from pathlib import Path

from tests.installer.room import ROOT
from tests.installer.screen import screen
from tests.installer.telling import expect, say, step

PLACE = ROOT / "build" / "pip"
CONSTRAINTS = ROOT / "packaging" / "constraints.txt"


def prove() -> None:
    """Build both, look into them, install the wheel and use it.

    Raises:
        Failure: something in it is not as it has to be.

    """
    shutil.rmtree(PLACE, ignore_errors=True)
    try:
        PLACE.mkdir(parents=True)
        _prove()
    finally:
        shutil.rmtree(PLACE, ignore_errors=True)


def _prove() -> None:
    with step("python -m build makes a source archive of what is committed, and a wheel from it"):
        tree = _committed()
        _run(sys.executable, "-m", "build", "--outdir", str(PLACE / "made"), str(tree))
        (archive,) = (PLACE / "made").glob("*.tar.gz")
        (wheel,) = (PLACE / "made").glob("*.whl")
    _look(tree, archive, wheel)
    python = PLACE / "venv" / "bin" / "python"
    with step("pip installs it into a fresh environment"):
        _run(sys.executable, "-m", "venv", str(PLACE / "venv"))
        _pip(python, "install", "--constraint", str(CONSTRAINTS), str(wheel))
        _pip(python, "check")
    _use(python.parent)
    with step("pip uninstalls it without remains"):
        _pip(python, "uninstall", "--yes", "playground")
        left = [str(path) for path in (PLACE / "venv").rglob("*playground*")]
        expect(not left, f"pip has left {', '.join(left[:10])}")
    with step("pip install . works in the source tree as well"):
        _pip(python, "install", "--no-deps", "--constraint", str(CONSTRAINTS), str(tree))
    _use(python.parent)


def _committed() -> Path:
    """The committed tree, so that no file that lies about here is missed elsewhere."""
    tree = PLACE / "tree"
    tree.mkdir()
    packed = PLACE / "tree.tar"
    _run("git", "-c", f"safe.directory={ROOT}", "archive", "--format=tar", "--output", str(packed), "HEAD")
    with tarfile.open(packed) as tar:
        tar.extractall(tree, filter="data")
    return tree


def _look(tree: Path, archive: Path, wheel: Path) -> None:
    """What has to be in them is there."""
    with step("both have all modules, all assets, the kernel and its source in them"):
        with tarfile.open(archive) as tar:
            packed = {name.partition("/")[2] for name in tar.getnames()}
        with zipfile.ZipFile(wheel) as file:
            names = file.namelist()
        wanted = {
            str(path.relative_to(tree))
            for top in ("playground", "assets")
            for path in (tree / top).rglob("*")
            if path.is_file() and path.relative_to(tree).parts[:2] != ("assets", "pictures")
        }
        lost = sorted(wanted - packed)
        expect(not lost, f"the source archive lacks {', '.join(lost[:10])}")
        lost = sorted(name for name in wanted if not any(one.endswith(name) for one in names))
        expect(not lost, f"the wheel lacks {', '.join(lost[:10])}")
        kernels = [name for name in names if "/kernel/machine-" in name]
        expect(len(kernels) == 1, f"the wheel should have one compiled kernel in it, but has {kernels}")
    say(f"    {wheel.name}: {wheel.stat().st_size / 2**20:.1f} MiB, {len(names)} files")


def _use(programs: Path) -> None:
    """Both entry points work, from a folder that has nothing of the project in it."""
    nowhere = PLACE / "elsewhere"
    shutil.rmtree(nowhere, ignore_errors=True)
    nowhere.mkdir()
    more = {"PLAYGROUND_CONFIG_DIR": str(nowhere / "settings"), "HOME": str(nowhere)}
    program = str(programs / "playground")
    with step("playground and playground-gui work"):
        _run(program, "doctor", more=more, cwd=nowhere)
        told = _run(program, "train", "first", "--epochs", "1", "--json", "-o", "one.nnp", more=more, cwd=nowhere)
        stepper = json.loads(told.strip().splitlines()[-1])["stepper"]
        expect(stepper == "kernel", f"the wheel's own kernel should do the steps, but it was {stepper}")
        _run(program, "picture", "one.nnp", "-o", "one.png", more=more, cwd=nowhere)
        with screen() as eye:
            more |= {"DISPLAY": eye.display, "QT_QPA_PLATFORM": "xcb"}
            window = subprocess.Popen([programs / "playground-gui", "one.nnp"], env=os.environ | more, cwd=nowhere)
            number = eye.wait_for("one")
            eye.close(number)
            expect(window.wait(30) == 0, f"playground-gui ended with {window.returncode}")


def _pip(python: Path, *words: str) -> None:
    _run(str(python), "-m", "pip", "--quiet", "--disable-pip-version-check", *words)


def _run(*words: str, more: Mapping[str, str] | None = None, cwd: Path = ROOT) -> str:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    environment |= dict(more or {})
    done = subprocess.run(words, env=environment, cwd=cwd, capture_output=True, text=True, check=False)
    told = (done.stdout + done.stderr).strip()[-2000:]
    expect(done.returncode == 0, f"`{' '.join(words)}` ended with {done.returncode}:\n{told}")
    return done.stdout
