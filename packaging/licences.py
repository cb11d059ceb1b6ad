"""Writes what a program that brings its own Python needs: the list of licences of all that it is made of.

    python packaging/licences.py OUT/assets/licences/licences.json [--text OUT/copyright] [FILE …]

To run in the environment that the program is built from. FILEs are what the build put into the program; of libraries of
the system among them the Debian package that each is from says under which licence. Where no licence is known of a
part, the build must fail: exit code 1, and a sentence that names them.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from playground.spec.problems import PlaygroundError
from playground.workbench.licences import Part, in_words, installed, of_package, written

DOCUMENTS = Path("/usr/share/doc")
SYSTEM = ("/lib/", "/usr/lib/")
NAMES = 5
"""So many licences of a Debian package are named in short."""


def libraries(paths: Iterable[Path]) -> Iterator[Path]:
    """The shared libraries among the files that are the system's own, not of Python's packages."""
    for path in paths:
        if str(path).startswith(SYSTEM) and re.match(r".+\.so(\.|$)", path.name):
            yield path


def packages(files: Iterable[Path]) -> dict[str, set[str]]:
    """By Debian package the libraries that are from it; a library that no package owns is none of the system's."""
    if shutil.which("dpkg-query") is None:
        return {}
    found: dict[str, set[str]] = {}
    for name in sorted({file.name for file in files}):
        done = subprocess.run(["dpkg-query", "--search", f"*/{name}"], capture_output=True, text=True, check=False)
        owners = [line.partition(": ") for line in done.stdout.splitlines()]
        system = [owner for owner, _, where in owners if where.startswith(SYSTEM) and "diversion" not in owner]
        if system:
            found.setdefault(system[0].split(",")[0].split(":")[0], set()).add(name)
    return found


def part_of(package: str, names: set[str]) -> Part:
    """A Debian package as a part: its licences are those that its copyright file names."""
    path = DOCUMENTS / package / "copyright"
    text = path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""
    stated = list(dict.fromkeys(re.findall(r"^License:\s*(\S[^\n]*)", text, re.MULTILINE)))
    licence = ", ".join(stated[:NAMES]) or ("as its text says" if text else "")
    version = subprocess.run(
        ["dpkg-query", "--show", "--showformat=${Version}", package], capture_output=True, text=True, check=False
    ).stdout.strip()
    about = f"Libraries of the Debian package {package}: {', '.join(sorted(names))}\n\n"
    return Part(name=package, version=version, licence=licence, text=about + text if text else "")


def main(arguments: list[str]) -> int:
    """Write the list, and all texts where that is asked for."""
    parser = argparse.ArgumentParser(description="Writes the list of licences of a program that is built.")
    parser.add_argument("out", type=Path, help="the list, licences.json")
    parser.add_argument("files", nargs="*", type=Path, help="what was put into the program")
    parser.add_argument("--text", type=Path, help="all texts, for people")
    parsed = parser.parse_intermixed_args(arguments)
    system = [part_of(package, names) for package, names in sorted(packages(libraries(parsed.files)).items())]
    try:
        found = (*installed(), *loaders(), *system)
    except PlaygroundError as error:
        return complain(str(error))
    unknown = [part.name for part in found if not (part.licence and part.text.strip())]
    if unknown:
        return complain(f"no licence, or no text of it, is known of: {', '.join(unknown)}")
    parsed.out.parent.mkdir(parents=True, exist_ok=True)
    parsed.out.write_text(written(found), encoding="utf-8")
    if parsed.text is not None:
        parsed.text.write_text(in_words(found), encoding="utf-8")
    sys.stderr.write(f"{parsed.out}: {len(found)} parts, {len(system)} of them Debian packages\n")
    return 0


def loaders() -> Iterator[Part]:
    """What starts the program and finds its modules, which is PyInstaller's."""
    part = of_package("pyinstaller")
    if part is not None:
        yield replace(part, name="PyInstaller's loader", licence="GPL-2.0-or-later WITH Bootloader-exception")


def complain(sentence: str) -> int:
    """Say what is wrong."""
    sys.stderr.write(sentence + "\n")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
