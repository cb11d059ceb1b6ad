"""Files written all or nothing: at every moment there is the old file or the new one, whatever dies when.

The new content goes to a spare file in the same folder, to the disk, and only then under the name. What the name held
before can stay beside it, as ``name~``. A spare file that was left behind, because its writer was ended, is taken away
by the next one who saves under that name.
"""

from __future__ import annotations

import errno
import filecmp
import os
import re
import shutil
import stat
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from playground.spec.problems import PlaygroundError
from playground.spec.words import mark, tr

SPARE = re.compile(r"\.(.*)\.[0-9a-f]{8}\.tmp", re.DOTALL)
"""What spare files are called."""

_LONGEST = 30
"""Letters of a file's name in that of its spare file: a name that may be written has a spare file that may be."""


def previous_of(path: Path) -> Path:
    """Where the version lies that ``path`` held before it was last saved; of a link, beside the file it leads to."""
    target = Path(os.path.realpath(path))
    return target.with_name(target.name + "~")


def write_atomically(path: Path, content: bytes | Callable[[BinaryIO], None], *, previous: bool = False) -> None:
    """Write ``content`` to a new file beside ``path``, then put it in its place; on any failure the old file stays.

    ``content`` may be a function that fills the open file. A symbolic link is followed, and the old file's owner and
    permissions are kept. With ``previous`` the old file stays beside the new one, where that differs: see
    `previous_of`.

    Raises:
        PlaygroundError: the system refuses; the sentence says why, and what to do.

    """
    check_name(path)
    try:
        _write(Path(os.path.realpath(path)), content, previous)
    except OSError as error:
        raise PlaygroundError(tr("{path} could not be saved: {why}", path=path, why=why_not_saved(error))) from error


def check_name(path: Path) -> None:
    """Nothing where the system can spell ``path``.

    Raises:
        PlaygroundError: it cannot.

    """
    try:
        spelt = os.fsencode(path)
    except UnicodeEncodeError:
        spelt = b"\0"
    if b"\0" in spelt:
        raise PlaygroundError(tr("{name!r} cannot be the name of a file", name=str(path)))


def make_folder(folder: Path) -> None:
    """Make a folder, and those around it, where it is not there yet.

    Raises:
        PlaygroundError: the system refuses; the sentence says why.

    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise PlaygroundError(tr("{folder} could not be made: {why}", folder=folder, why=reason(error))) from error


def sweep(folder: Path, name: str | None = None) -> None:
    """Take away the spare files in ``folder`` whose writers were ended; those of the file ``name``, or all.

    What cannot be looked at or taken away stays: it is in nobody's way.
    """
    wanted = None if name is None else name[:_LONGEST]
    with suppress(OSError), os.scandir(folder) as found:
        for entry in found:
            spare = SPARE.fullmatch(entry.name)
            if spare is not None and wanted in (None, spare[1]):
                with suppress(OSError):
                    _take_away(entry.path)


def _write(target: Path, content: bytes | Callable[[BinaryIO], None], previous: bool) -> None:
    old = _found(target)
    handle, spare = _open_spare(target, 0o666 if old is None else stat.S_IMODE(old.st_mode) & 0o666)
    try:
        try:
            # Closing tells what some network drives say only then; the other handle keeps the lock until the end.
            with open(os.dup(handle), "wb") as file:
                if callable(content):
                    content(file)
                else:
                    file.write(content)
                file.flush()
                os.fsync(file.fileno())
            if old is not None:
                _make_alike(spare, old)
            if previous and old is not None:
                _keep_previous(target, spare)
        finally:
            if sys.platform == "win32":  # which moves no file that is open
                os.close(handle)
        os.replace(spare, target)
        _settle_folder(target.parent)
    except BaseException:
        with suppress(OSError):
            os.unlink(spare)
        raise
    finally:
        if sys.platform != "win32":
            os.close(handle)
    sweep(target.parent, target.name)


def _found(target: Path) -> os.stat_result | None:
    """What lies at ``target``: an ordinary file that may be written, or nothing."""
    try:
        found = os.stat(target)
    except FileNotFoundError:
        return None
    if stat.S_ISDIR(found.st_mode):
        raise IsADirectoryError(errno.EISDIR, "")
    if not stat.S_ISREG(found.st_mode):  # a device would be replaced, not written to
        raise OSError(errno.ENXIO, tr("it is not an ordinary file"))
    if not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, "")
    return found


def _spare_name(target: Path) -> str:
    return os.fspath(target.with_name(f".{target.name[:_LONGEST]}.{os.urandom(4).hex()}.tmp"))


def _open_spare(target: Path, mode: int) -> tuple[int, str]:
    """A new file beside ``target``, locked so that nobody takes it for one that was left behind."""
    while True:
        spare = _spare_name(target)
        handle = os.open(spare, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), mode)
        try:
            _lock(handle, wait=True)
            if sys.platform == "win32" or os.fstat(handle).st_nlink:
                return handle, spare
        except BaseException:
            os.close(handle)
            with suppress(OSError):
                os.unlink(spare)
            raise
        os.close(handle)  # somebody was quicker with the broom than this with the lock


def _make_alike(spare: str, old: os.stat_result) -> None:
    """Owner and permissions of the old file, as far as this drive knows them and the system lets us."""
    if sys.platform != "win32":
        new = os.stat(spare)
        if (new.st_uid, new.st_gid) != (old.st_uid, old.st_gid):
            with suppress(OSError):
                os.chown(spare, old.st_uid, old.st_gid)
    with suppress(OSError):
        os.chmod(spare, stat.S_IMODE(old.st_mode))


def _keep_previous(target: Path, spare: str) -> None:
    """Put what ``target`` holds beside it too. Where that cannot be, the new version is saved all the same."""
    kept = _spare_name(target)
    try:
        if filecmp.cmp(target, spare, shallow=False):
            return  # saved twice: the version before that is worth more than another of the same
        try:
            os.link(target, kept)
        except OSError:  # a drive without such links
            shutil.copy2(target, kept)
        os.replace(kept, previous_of(target))
    except OSError:
        return
    finally:
        with suppress(OSError):  # two links of one file are not moved onto each other: then it is still there
            os.unlink(kept)


def _settle_folder(folder: Path) -> None:
    """Have the new name on the disk too; Windows has no such call for folders."""
    if sys.platform == "win32":
        return
    try:
        handle = os.open(folder, os.O_RDONLY)
    except PermissionError:  # one may write there, but not look
        return
    try:
        os.fsync(handle)
    except OSError as error:  # some network file systems cannot; the file itself is safe by then
        if error.errno not in (errno.EINVAL, errno.ENOTSUP, errno.EBADF):
            raise
    finally:
        os.close(handle)


if sys.platform == "win32":

    def _lock(handle: int, *, wait: bool) -> bool:
        return True  # an open file cannot be taken away there

    def _take_away(spare: str) -> None:
        os.unlink(spare)

else:
    import fcntl

    def _lock(handle: int, *, wait: bool) -> bool:
        """Whether this process has the file for itself now; a drive without locks is as good as one."""
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except OSError:
            return False
        return True

    def _take_away(spare: str) -> None:
        """Take a spare file away unless somebody still writes it; where nobody can tell, it stays."""
        handle = os.open(spare, os.O_RDWR)
        try:
            if _lock(handle, wait=False):
                os.unlink(spare)
        finally:
            os.close(handle)


_REASONS = {
    errno.ENOSPC: mark("the disk is full"),
    errno.EDQUOT: mark("your share of the disk is full"),
    errno.EFBIG: mark("the disk takes no file as large as that"),
    errno.EROFS: mark("the disk is read-only"),
    errno.EACCES: mark("you may not do that there"),
    errno.EPERM: mark("you may not do that there"),
    errno.ENOENT: mark("there is no such file or folder"),
    errno.ENOTDIR: mark("a part of its path is a file, not a folder"),
    errno.EISDIR: mark("it is a folder"),
    errno.ELOOP: mark("it is a link that leads round in a circle"),
    errno.ENAMETOOLONG: mark("its name is too long"),
    errno.EIO: mark("the disk reports a fault"),
    errno.EBUSY: mark("another program is using it"),
}
_GONE = mark("the drive does not answer")
_REASONS |= {
    getattr(errno, name): _GONE
    for name in ("ESTALE", "ENOTCONN", "ECONNRESET", "ETIMEDOUT", "EHOSTDOWN", "EHOSTUNREACH", "ENETDOWN", "ENODEV")
    if hasattr(errno, name)
}

_ROOM = mark("make room there, or save it somewhere else")
_ELSEWHERE = mark("save it somewhere else")
_NAME = mark("give it another name")
_REMEDIES = {
    errno.ENOSPC: _ROOM,
    errno.EDQUOT: _ROOM,
    errno.EISDIR: _NAME,
    errno.ELOOP: _NAME,
    errno.ENAMETOOLONG: mark("give it a shorter name"),
    errno.EBUSY: mark("close it there, or give it another name"),
}
_USED = 32
"""Windows' own number for a file that another program has open; it gives it as a lack of permission."""


def reason(error: OSError) -> str:
    """Why the system refused, in words."""
    number = errno.EBUSY if getattr(error, "winerror", None) == _USED else error.errno or 0
    known = _REASONS.get(number)
    return tr(known) if known is not None else (error.strerror or str(error)).lower()


def why_not_saved(error: OSError) -> str:
    """Why something could not be saved, and what to do, as the end of a sentence."""
    number = errno.EBUSY if getattr(error, "winerror", None) == _USED else error.errno or 0
    why = tr("its folder is not there") if number == errno.ENOENT else reason(error)
    return tr("{why}; {remedy}", why=why, remedy=tr(_REMEDIES.get(number, _ELSEWHERE)))
