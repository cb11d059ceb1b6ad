"""Compiles the machine: ``python -m playground.engine.step.kernel.build``.

The library is named after what it is made of, so that one of another source is never loaded; it is put in its place
in one go, so that several may build at once. This file needs nothing but Python, because an installer runs it too.
"""

from __future__ import annotations

import hashlib
import os
import platform
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path

ABI = "6"
"""Another one for every change of how Python and the library speak to each other."""

HERE = Path(__file__).resolve().parent
SOURCE = HERE / "source"
WINDOWS = sys.platform == "win32"
COMPILERS = ("clang",) if WINDOWS else ("cc", "gcc", "clang")
"""GCC for Windows aligns the stack to 16 bytes, and lets AVX's registers of 32 overflow into it: the program dies
(https://gcc.gnu.org/bugzilla/show_bug.cgi?id=54412)."""
FLAGS = (
    *("-std=c11", "-O3", *(() if WINDOWS else ("-fPIC",)), "-fvisibility=hidden", "-Wall", "-Wextra", "-Wno-psabi"),
    *("-Wno-unknown-pragmas", "-fno-math-errno", "-fno-trapping-math", "-ffp-contract=fast"),
)
"""As GCC and Clang have them; Clang for Windows refuses ``-fPIC``, and has no library of mathematics of its own."""
LIBRARIES = () if WINDOWS else ("-lm",)
X86 = ("x86_64", "amd64")


class BuildError(Exception):
    """The library cannot be built; the message is a sentence that says why."""


def file_name() -> str:
    """The library of this source for this kind of machine."""
    digest = hashlib.sha256(" ".join((ABI, *FLAGS)).encode())
    for path in sorted(SOURCE.iterdir()):
        if path.suffix in (".c", ".h"):
            digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    ending = {"darwin": "dylib", "win32": "dll"}.get(sys.platform, "so")
    return f"machine-{sys.platform}-{platform.machine().lower()}-{digest.hexdigest()[:16]}.{ending}"


def compiler() -> str:
    """The C compiler to use: ``CC``, or the first that is there.

    Raises:
        BuildError: there is none.

    """
    chosen = os.environ.get("CC") or str(sysconfig.get_config_var("CC") or "").split(" ")[0]
    for name in (chosen, *COMPILERS):
        found: str | None = shutil.which(name) if name else None
        if found:
            return found
    raise BuildError(
        "There is no C compiler here, so small networks train without the kernel that makes them fastest. To have it, "
        "install one (Debian, Ubuntu: apt-get install gcc libc6-dev; macOS: xcode-select --install; Windows: clang of "
        "LLVM) and run: python -m playground.engine.step.kernel.build"
    )


def build(folder: Path = HERE) -> Path:
    """Compile the library into ``folder``, if it is not there yet.

    Raises:
        BuildError: there is no compiler, it fails, or the folder cannot be written.

    """
    target = folder / file_name()
    if target.exists():
        return target
    command = compiler()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix="machine-", dir=folder) as scratch:
            made = _compile(command, Path(scratch))
            os.replace(made, target)
    except OSError as error:
        raise BuildError(f"{folder} cannot be written: {error}") from error
    return target


def _compile(command: str, scratch: Path) -> Path:
    """Every variant of the machine for itself, then all in one library."""
    variants = (
        {"plain": ("-msse4.2",), "avx2": ("-mavx2", "-mfma")} if platform.machine().lower() in X86 else {"plain": ()}
    )
    objects: list[str] = []
    for name, more in variants.items():
        objects.append(str(scratch / f"{name}.o"))
        _run([command, *FLAGS, *more, f"-DVARIANT={name}", "-c", str(SOURCE / "machine.c"), "-o", objects[-1]])
    doors = ["-DHAS_AVX2"] if "avx2" in variants else []
    for name in ("entry", "orders", "masks"):
        objects.append(str(scratch / f"{name}.o"))
        _run([command, *FLAGS, *doors, "-c", str(SOURCE / f"{name}.c"), "-o", objects[-1]])
    made = scratch / "machine.library"
    _run([command, "-shared", "-o", str(made), *objects, *LIBRARIES])
    return made


def _run(words: list[str]) -> None:
    try:
        done = subprocess.run(words, capture_output=True, text=True, check=False)
    except OSError as error:
        raise BuildError(f"{words[0]} cannot be run: {error}") from error
    if done.returncode:
        last = (done.stderr or done.stdout).strip().splitlines()
        raise BuildError(f"{words[0]} failed: {last[-1] if last else f'exit status {done.returncode}'}")


def remove_old(folder: Path = HERE) -> None:
    """Delete the libraries of other sources."""
    for path in folder.glob(f"machine-{sys.platform}-*"):
        if path.is_file() and path.name != file_name():
            path.unlink(missing_ok=True)


def main() -> int:
    """Build beside this file, or where only an administrator may write, in the user's cache; say what came of it."""
    from platformdirs import user_cache_path

    folders = (HERE, user_cache_path("playground"))
    if any((folder / file_name()).exists() for folder in folders):
        return 0
    folder = folders[0] if os.access(HERE, os.W_OK) else folders[1]
    try:
        target = build(folder)
    except BuildError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    remove_old(folder)
    sys.stderr.write(f"Compiled the kernel: {target}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
