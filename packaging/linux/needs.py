"""What the program needs of the system: libraries, their oldest versions, and the Debian packages that have them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from linux.folder import PROGRAM, libraries
from linux.telling import BuildError, run

LOADED = ("libEGL.so.1", "libGL.so.1")
"""What Qt's plugins load by name while they run; what is linked is found by itself."""
SYMBOLS = Path("/var/lib/dpkg/info")
"""Where Debian keeps which version of a package first had which symbol."""


def needs(folder: Path) -> dict[str, set[str]]:
    """The libraries that are wanted and do not lie in ``folder``, each with the versions of its symbols.

    The latter are names such as ``GLIBC_2.34``; not every library has them.
    """
    inside = {path.name for path in folder.rglob("*")}
    found: dict[str, set[str]] = {name: set() for name in LOADED}
    told = run("objdump", "-p", folder / PROGRAM, *libraries(folder))
    versions: set[str] | None = None
    for line in told.splitlines():
        words = line.split()
        if words[:1] == ["NEEDED"]:
            found.setdefault(words[1], set())
        elif words[:2] == ["required", "from"]:
            versions = found.setdefault(words[2].rstrip(":"), set())
        elif versions is not None and len(words) == 4 and words[0].startswith("0x"):
            versions.add(words[3])
        else:
            versions = None
    return {name: versions for name, versions in found.items() if name not in inside}


def glibc(folder: Path) -> str:
    """The oldest glibc that has all that is wanted of it, such as ``2.35``.

    Raises:
        BuildError: nothing is wanted of it, so what lies there is no program.

    """
    names = {version for versions in needs(folder).values() for version in versions}
    found = {tuple(map(int, name[6:].split("."))) for name in names if re.fullmatch(r"GLIBC_\d+(\.\d+)+", name)}
    if not found:
        raise BuildError(f"the libraries in {folder} should ask for some glibc, but do not")
    return ".".join(map(str, max(found)))


def packages(folder: Path) -> list[str]:
    """The Debian packages that have what the program needs, with the oldest version that has it where that is known.

    Raises:
        BuildError: no package that is installed here has one of the libraries.

    """
    oldest: dict[str, tuple[int, ...]] = {}
    for library, versions in sorted(needs(folder).items()):
        package = _owner(library)
        first = _first_versions(package) if versions else {}
        known = [first[version] for version in versions if version in first]
        oldest[package] = max(oldest.get(package, ()), *known, ())
    return in_words(oldest)


def in_words(oldest: Mapping[str, tuple[int, ...]]) -> list[str]:
    """As a package's description has them, under the names of before Debian 13, where they are known, too."""
    plain = {re.sub(r"t64$", "", name): version for name, version in oldest.items()}
    return [f"{name} (>= {'.'.join(map(str, plain[name]))})" if plain[name] else name for name in sorted(plain)]


def _owner(library: str) -> str:
    told = run("dpkg-query", "--search", f"*/{library}")
    for line in told.splitlines():
        name, _, place = line.partition(": ")
        if place.startswith(("/lib", "/usr/lib")) and place.count("/") <= 4 and not name.startswith("diversion"):
            return name.split(",")[0].split(":")[0]
    raise BuildError(f"{library} is needed by the program, but no package that is installed here has it")


def _first_versions(package: str) -> dict[str, tuple[int, ...]]:
    """By name of a version of symbols (``GLIBC_2.34``) the version of the package that first had it."""
    found: dict[str, tuple[int, ...]] = {}
    for file in sorted(SYMBOLS.glob(f"{package}*.symbols")):
        for line in file.read_text(errors="replace").splitlines():
            match = re.match(r" (\S+)@\1 (\d+(?:\.\d+)*)", line)
            if match and file.name.split(":")[0].removesuffix(".symbols") == package:
                found[match[1]] = tuple(map(int, match[2].split(".")))
    return found
