"""`packaging/SIZES.md`: what the installers weigh, of what, and how long they took."""

from __future__ import annotations

import os
import platform
from collections.abc import Mapping, Sequence
from pathlib import Path

from linux.folder import size

LIMITS = {"deb": 130.0, "run": 135.0, "installed": 600.0, "minutes": 15.0}
"""Megabytes of 10⁶ bytes, and minutes of the whole build on two cores."""
SHOWN = 14


def parts(folder: Path) -> list[tuple[str, int, int]]:
    """The largest parts of the finished folder: name, bytes, number of files."""
    found: dict[str, list[int]] = {}
    seen: set[int] = set()
    for path in sorted(folder.rglob("*")):
        about = path.lstat()
        if path.is_symlink() or not path.is_file() or about.st_ino in seen:
            continue
        seen.add(about.st_ino)
        names = path.relative_to(folder).parts
        name = (
            names[0] if len(names) == 1 else names[1] if len(names) > 2 else "system's libraries and Python's archive"
        )
        if names[-1].startswith("libpython"):
            name = names[-1]
        elif names[-1].startswith("libtorch_cpu"):
            name = "libtorch_cpu"
        elif names[-1].startswith("libicudata"):
            name = "libicudata"
        entry = found.setdefault(name, [0, 0])
        entry[0] += about.st_size
        entry[1] += 1
    return sorted(((name, length, count) for name, (length, count) in found.items()), key=lambda part: -part[1])[:SHOWN]


def report(
    root: Path,
    package: Path,
    runs: Path,
    largest: Sequence[tuple[str, int, int]],
    times: Mapping[str, float],
    told: Mapping[str, str],
    glibc: str,
) -> str:
    """The whole page."""
    installed, count = size(root / "usr")
    minutes = sum(times.values()) / 60
    rows = [
        ("`.deb`", package.stat().st_size / 1e6, LIMITS["deb"], "MB"),
        ("`.run`", runs.stat().st_size / 1e6, LIMITS["run"], "MB"),
        (f"installed, {count} files", installed / 1e6, LIMITS["installed"], "MB"),
        ("the whole build", minutes, LIMITS["minutes"], "min"),
    ]
    lines = [
        "# What the installers for Linux weigh",
        "",
        "Written by `make installer`. MB are 10⁶ bytes.",
        "",
        f"Built on {platform.machine()} with {os.cpu_count()} cores and Python {platform.python_version()}; "
        f"needs glibc {glibc} or later. Self-test of the finished program: {told.get('self-test', 'not run')}.",
        "",
        "| what | measured | limit | kept |",
        "| --- | ---: | ---: | --- |",
        *(
            f"| {what} | {value:.1f} {unit} | {limit:.0f} {unit} | "
            + ("yes |" if value <= limit else f"no, by {value - limit:.1f} {unit} |")
            for what, value, limit, unit in rows
        ),
        "",
        "| largest parts | MB | files |",
        "| --- | ---: | ---: |",
        *(f"| {name} | {length / 1e6:.1f} | {number} |" for name, length, number in largest),
        "",
        "| step | seconds |",
        "| --- | ---: |",
        *(f"| {name} | {seconds:.0f} |" for name, seconds in times.items()),
    ]
    return "\n".join(lines) + "\n"
