"""What an installer leaves behind: the files of a system before it came and after it went."""

from __future__ import annotations

import hashlib
import stat
from collections.abc import Collection, Mapping
from pathlib import Path

from tests.installer.telling import Failure

PACKAGE_MANAGER = (
    "dev",
    "proc",
    "run",
    "sys",
    "tmp",
    "home",
    "root",
    "var/cache/apt",
    "var/cache/ldconfig",
    "var/cache/debconf",
    "var/lib/apt",
    "var/log",
    *(f"var/lib/dpkg/{name}" for name in ("lock", "lock-frontend", "status", "status-old", "available", "triggers")),
)
"""What every installation of any package changes, and what is no file of the system."""


def files(root: Path, leave_out: Collection[str] = PACKAGE_MANAGER) -> dict[str, str]:
    """Every file below ``root`` with its kind, rights and content, the latter as a digest.

    Args:
        root: where to begin.
        leave_out: paths below it that are not looked at, nor what is in them.

    """
    found: dict[str, str] = {}
    waiting = [root]
    while waiting:
        for path in waiting.pop().iterdir():
            name = str(path.relative_to(root))
            if name in leave_out:
                continue
            about = path.lstat()
            if stat.S_ISDIR(about.st_mode):
                waiting.append(path)
                content = ""
            elif stat.S_ISLNK(about.st_mode):
                content = str(path.readlink())
            else:
                content = hashlib.sha256(path.read_bytes()).hexdigest() if stat.S_ISREG(about.st_mode) else ""
            found[name] = f"{stat.filemode(about.st_mode)} {content}"
    return found


def compare(before: Mapping[str, str], after: Mapping[str, str], what: str) -> None:
    """Raise where anything has come, gone or changed.

    Raises:
        Failure: something has; the first of them are named.

    """
    came = sorted(set(after) - set(before))
    went = sorted(set(before) - set(after))
    changed = sorted(name for name in before.keys() & after.keys() if before[name] != after[name])
    sentences = [
        f"{len(names)} {how}: {', '.join(names[:12])}"
        for names, how in ((came, "left behind"), (went, "missing"), (changed, "changed"))
        if names
    ]
    if sentences:
        raise Failure(f"{what} is not as it was before; {'; '.join(sentences)}")
