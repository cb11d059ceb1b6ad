"""A bare Debian to try an installer in: made once by debootstrap, laid under an overlay, gone afterwards.

Everything that is mounted here lives in the mount namespace of `tests.installer.__main__`, so the kernel takes it away
with the last process, however that ends.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.installer.telling import Failure, step

ROOT = Path(__file__).parents[2]
BASES = ROOT / "build" / "bases"
ROOMS = ROOT / "build" / "rooms"
SUITES = {"debian12": "bookworm", "debian13": "trixie"}
VISITOR = "visitor"
"""The ordinary user of every room."""
UID = 1000
MIRROR = "http://deb.debian.org/debian"


def mirror() -> str:
    """Where this machine's own packages come from, if it is a Debian; else Debian's own address."""
    lists = Path("/etc/apt")
    for path in (lists / "sources.list", *sorted(lists.glob("sources.list.d/*"))):
        if path.is_file():
            found = re.search(r"^(?:URIs:|deb(?:\s+\[.*?\])?)\s+(\S+/debian)/?\s", path.read_text(), re.MULTILINE)
            if found:
                return found[1]
    return MIRROR


def base(name: str) -> Path:
    """The bare system called ``name``, made by debootstrap where it is not there yet.

    Raises:
        Failure: debootstrap is missing or fails.

    """
    target = BASES / name
    if target.is_dir():
        return target
    if shutil.which("debootstrap") is None:
        raise Failure("debootstrap is missing, which makes the bare systems: apt-get install debootstrap")
    part = BASES / f"{name}.part"
    shutil.rmtree(part, ignore_errors=True)
    part.parent.mkdir(parents=True, exist_ok=True)
    with step(f"{name}: debootstrap makes a bare system (kept in {BASES.relative_to(ROOT)})"):
        words = ["debootstrap", "--variant=minbase", SUITES[name], str(part), mirror()]
        done = subprocess.run(words, capture_output=True, text=True, check=False)
        if done.returncode:
            raise Failure(f"debootstrap failed: {(done.stdout + done.stderr).strip()[-500:]}")
        subprocess.run(["chroot", part, "useradd", "-m", "-u", str(UID), "-s", "/bin/bash", VISITOR], check=True)
        for archive in (part / "var/cache/apt/archives").glob("*.deb"):
            archive.unlink()
        part.rename(target)
    return target


class Room:
    """A system in use.

    Attributes:
        name: as in `SUITES`. root: its root folder, seen from here. home: the visitor's, seen from here.

    """

    def __init__(self, name: str, root: Path) -> None:
        self.name = name
        self.root = root
        self.home = root / "home" / VISITOR

    def command(self, words: Sequence[str | Path], *, user: str = "root") -> list[str]:
        """What runs ``words`` in the room."""
        return ["chroot", f"--userspec={user}:{user}", "--groups=", str(self.root), *map(str, words)]

    def environment(self, *, user: str = "root", more: Mapping[str, str] | None = None) -> dict[str, str]:
        """What a fresh login has, and ``more``; nothing of this machine's."""
        home = "/root" if user == "root" else f"/home/{user}"
        path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
        plain = {"HOME": home, "USER": user, "LOGNAME": user, "PATH": path, "LANG": "C.UTF-8", "TERM": "dumb"}
        runtime = {} if user == "root" else {"XDG_RUNTIME_DIR": f"/run/user/{UID}"}
        return plain | {"DEBIAN_FRONTEND": "noninteractive"} | runtime | dict(more or {})

    def run(
        self,
        *words: str | Path,
        user: str = "root",
        more: Mapping[str, str] | None = None,
        stdin: str = "",
        codes: Sequence[int] = (0,),
        seconds: float = 900,
    ) -> str:
        """Run a program in the room; its output, errors behind it.

        Raises:
            Failure: it ends with another exit status than ``codes`` name, or takes longer than ``seconds``.

        """
        what = " ".join(map(str, words))
        try:
            done = subprocess.run(
                self.command(words, user=user),
                env=self.environment(user=user, more=more),
                input=stdin,
                capture_output=True,
                text=True,
                errors="replace",
                check=False,
                timeout=seconds,
            )
        except subprocess.TimeoutExpired:
            raise Failure(f"{self.name}: `{what}` has not ended after {seconds:.0f} s") from None
        told = done.stdout + done.stderr
        if done.returncode not in codes:
            raise Failure(f"{self.name}: `{what}` ended with {done.returncode}:\n{told.strip()[-3000:]}")
        return told

    def start(
        self, *words: str | Path, user: str = VISITOR, more: Mapping[str, str] | None = None
    ) -> subprocess.Popen[bytes]:
        """Start a program in the room and leave it running; its output goes to ``tmp/output`` there."""
        with (self.root / "tmp" / "output").open("ab") as output:
            return subprocess.Popen(
                self.command(words, user=user),
                env=self.environment(user=user, more=more),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
            )

    def install(self, *packages: str) -> None:
        """Install packages of the system by apt."""
        self.run("apt-get", "install", "-q", "-y", "--no-install-recommends", *packages)

    def take(self, file: Path, to: str = "tmp") -> str:
        """Copy a file into the room, readable by everybody; its path there."""
        target = self.root / to / file.name
        shutil.copyfile(file, target)
        target.chmod(0o755 if os.access(file, os.X_OK) else 0o644)
        return f"/{to}/{file.name}"


@contextmanager
def room(name: str) -> Iterator[Room]:
    """A fresh system; what was changed in it is thrown away in the end."""
    below = base(name)
    ROOMS.mkdir(parents=True, exist_ok=True)
    place = Path(tempfile.mkdtemp(prefix=f"{name}-", dir=ROOMS))
    place.chmod(0o755)  # the visitor has to get in
    upper, work, root = place / "upper", place / "work", place / "root"
    for folder in (upper, work, root):
        folder.mkdir(parents=True)
    mounted: list[Path] = []

    def mount(where: Path, *words: str) -> None:
        where.mkdir(parents=True, exist_ok=True)
        subprocess.run(["mount", *words, str(where)], check=True)
        mounted.append(where)

    archives = BASES / f"{name}.archives"
    archives.mkdir(parents=True, exist_ok=True)
    sockets = Path("/tmp/.X11-unix")
    sockets.mkdir(mode=0o1777, exist_ok=True)
    try:
        mount(root, "-t", "overlay", "overlay", "-o", f"lowerdir={below},upperdir={upper},workdir={work}")
        mount(root / "proc", "-t", "proc", "proc")
        mount(root / "dev", "--bind", "/dev")
        mount(root / "dev/shm", "-t", "tmpfs", "-o", "mode=1777", "tmpfs")
        mount(root / "run", "-t", "tmpfs", "tmpfs")
        mount(root / "tmp", "-t", "tmpfs", "-o", "mode=1777", "tmpfs")
        mount(root / "tmp/.X11-unix", "--bind", str(sockets))
        mount(root / "var/cache/apt/archives", "--bind", str(archives))  # a repeat fetches nothing again
        runtime = root / "run/user" / str(UID)
        runtime.mkdir(parents=True)
        os.chown(runtime, UID, UID)
        runtime.chmod(0o700)
        shutil.copyfile("/etc/resolv.conf", root / "etc/resolv.conf")
        # The room is thrown away, so nothing in it has to outlast a power failure.
        (root / "etc/dpkg/dpkg.cfg.d/no-sync").write_text("force-unsafe-io\n")
        made = Room(name, root)
        made.run("apt-get", "update", "-q")
        yield made
    finally:
        for where in reversed(mounted):
            subprocess.run(["umount", "--lazy", str(where)], check=False)
        shutil.rmtree(place, ignore_errors=True)
