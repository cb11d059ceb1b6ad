"""The package for Debian and its children."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from linux.folder import PROGRAM, size
from linux.needs import packages
from linux.root import MAINTAINER
from linux.telling import BuildError, run

ARCHITECTURES = {"x86_64": "amd64", "aarch64": "arm64"}


def make(root: Path, place: Path, version: str, machine: str, time: int, level: int) -> Path:
    """Build the package from the files below ``root``.

    Args:
        root: the system's files. place: the folder for the package. version: of the program.
        machine: as `uname -m` has it. time: of the package, in seconds since 1970. level: xz's, from 0 to 9.

    Raises:
        BuildError: a tool fails, or no Debian runs on this kind of machine.

    """
    if machine not in ARCHITECTURES:
        raise BuildError(f"a Debian package can be made on {', '.join(ARCHITECTURES)}, not on {machine}")
    architecture = ARCHITECTURES[machine]
    control = root / "DEBIAN"
    control.mkdir(exist_ok=True)
    length, _ = size(root / "usr")
    fields = {
        "Package": PROGRAM,
        "Version": version,
        "Architecture": architecture,
        "Maintainer": MAINTAINER,
        "Installed-Size": str(length // 1024),
        "Depends": ", ".join(packages(root / "usr/lib" / PROGRAM)),
        "Recommends": "shared-mime-info, desktop-file-utils, ca-certificates",
        "Section": "education",
        "Priority": "optional",
        "Description": "build, train and understand neural networks by hand",
    }
    about = (
        " Assemble layers with the mouse, choose initializers, activations, optimizers,\n"
        " batch norm and dropout, press Play, and watch the decision surface, the losses\n"
        " and every layer's gradient move, while you go on changing things.\n"
        " .\n"
        " The package brings its own Python, Qt and torch (for the CPU).\n"
    )
    (control / "control").write_text("".join(f"{name}: {value}\n" for name, value in fields.items()) + about)
    sums = sorted((path for path in (root / "usr").rglob("*") if path.is_file() and not path.is_symlink()), key=str)
    (control / "md5sums").write_text("".join(f"{_md5(path)}  {path.relative_to(root)}\n" for path in sums))
    for path in (control, *control.iterdir()):
        path.chmod(0o755 if path.is_dir() else 0o644)
        os.utime(path, (time, time))
    made = place / f"{PROGRAM}_{version}_{architecture}.deb"
    run(
        *("dpkg-deb", "--root-owner-group", "-Zxz", f"-z{level}", *(("-Sextreme",) if level > 6 else ())),
        *("--threads-max=2", "--build", root, made),
        more=os.environ | {"SOURCE_DATE_EPOCH": str(time)},
        seconds=3600,
    )
    return made


def _md5(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.md5(usedforsecurity=False)).hexdigest()
