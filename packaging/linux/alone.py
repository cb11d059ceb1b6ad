"""The `.run`: a shell script with the package's files behind it, for any Linux, without root."""

from __future__ import annotations

import hashlib
import re
import subprocess
from pathlib import Path

from linux.folder import PROGRAM, size
from linux.needs import glibc
from linux.root import FILES
from linux.telling import BuildError

SPARE = 1.1
"""How much more room the installer asks for than the files need."""


def make(package: Path, root: Path, source: Path, version: str, machine: str) -> Path:
    """Build it beside the `.deb`, whose compressed files it carries: so they are compressed once only.

    Raises:
        BuildError: the package has no files, or it cannot be read.

    """
    made = package.with_name(f"{PROGRAM}-{version}-linux-{machine}.run")
    with subprocess.Popen(["ar", "p", package, "data.tar.xz"], stdout=subprocess.PIPE) as reading:
        assert reading.stdout is not None
        payload = reading.stdout.read()
    if reading.returncode or not payload:
        raise BuildError(f"{package} should have its files in data.tar.xz, but has not")
    script = (source / FILES / "install.sh").read_text(encoding="utf-8")
    words = {
        "VERSION": version,
        "NAME": made.name,
        "GLIBC": glibc(root / "usr/lib" / PROGRAM),
        "MACHINE": machine,
        "DIGEST": hashlib.sha256(payload).hexdigest(),
        "MEGABYTES": str(round(size(root / "usr")[0] * SPARE / 1e6)),
        "UNINSTALL": (source / FILES / "uninstall.sh").read_text(encoding="utf-8").rstrip("\n"),
    }
    for name, value in words.items():
        script = script.replace(f"@{name}@", value)
    script = script.replace("@LINES@", str(script.count("\n") + 1))
    if left := re.findall(r"@[A-Z]+@", script):
        raise BuildError(f"install.sh has words that nobody replaced: {', '.join(left)}")
    made.write_bytes(script.encode() + payload)
    made.chmod(0o755)
    return made
