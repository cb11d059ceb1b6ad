"""Files from the internet, only when a person asks for them: with their size, licence and checksum, and resumed.

A file that comes is called ``<name>.part`` until it is whole and its SHA-256 is the stated one; what is there of it
is kept when the connection breaks or somebody gives up, and only the rest is asked for the next time (RFC 9110, 14).
"""

from __future__ import annotations

import hashlib
import http.client
import urllib.error
import urllib.request
from dataclasses import dataclass
from io import FileIO
from pathlib import Path
from typing import Literal

from playground import __version__
from playground.catalog.pictures import store
from playground.catalog.pictures.progress import tell
from playground.spec.problems import PlaygroundError, reason
from playground.spec.words import tr

TIMEOUT = 30.0
"""Seconds without a byte after which a connection counts as broken."""
PIECE = 1 << 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Remote:
    """A file on the internet. ``addresses`` are tried one after the other."""

    name: str
    size: int
    sha256: str
    addresses: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Download:
    """What has to be fetched before a data set can be used.

    Attributes:
        kind: of the data set; the folder that the files are kept in.
        licence: its name. home: the page that tells of the data.

    """

    kind: str
    licence: str
    home: str
    files: tuple[Remote, ...]

    @property
    def size(self) -> int:
        """All bytes."""
        return sum(file.size for file in self.files)

    @property
    def folder(self) -> Path:
        """Where the files are kept."""
        return store.folder() / "downloads" / self.kind

    @property
    def done(self) -> int:
        """Bytes that are here already, also of files that are not whole."""
        return sum(_bytes(self.folder / file.name) or _bytes(self._half(file)) for file in self.files)

    @property
    def here(self) -> bool:
        """Whether all files are here. Their checksums were looked at when they came."""
        return all(_bytes(self.folder / file.name) == file.size for file in self.files)

    def path(self, name: str) -> Path:
        """Where a file is kept."""
        return self.folder / name

    def fetch(self) -> None:
        """Fetch what is not here; `playground.catalog.pictures.progress` hears of the bytes.

        Raises:
            PlaygroundError: no network, an answer other than the file, another checksum, no room; one sentence.
            GivenUpError: nobody wants it any more. What has come is kept.

        """
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise PlaygroundError(_no_room(self.folder, error)) from error
        before = 0
        for file in self.files:
            if _bytes(self.folder / file.name) != file.size:
                self._fetch(file, before)
            before += file.size
            tell(before, self.size)

    def remove(self) -> None:
        """Delete what is here of it."""
        for file in self.files:
            self.path(file.name).unlink(missing_ok=True)
            self._half(file).unlink(missing_ok=True)

    def _half(self, file: Remote) -> Path:
        return self.folder / f"{file.name}.part"

    def _fetch(self, file: Remote, before: int) -> None:
        half = self._half(file)
        for address in file.addresses[:-1]:
            try:
                self._come(file, address, half, before)
            except _UnreachableError:
                continue  # the next address may have it
            return self._check(file, half)
        self._come(file, file.addresses[-1], half, before)
        return self._check(file, half)

    def _come(self, file: Remote, address: str, half: Path, before: int) -> None:
        """Append to ``half`` what ``address`` has beyond it."""
        have = _bytes(half)
        if have > file.size:
            half.unlink()
            have = 0
        if have == file.size:
            return
        asked = urllib.request.Request(address, headers={"User-Agent": f"playground/{__version__}"})
        if asked.type not in ("http", "https"):
            raise _UnreachableError(tr("{address} is not an address of the web", address=address))
        if have:
            asked.add_header("Range", f"bytes={have}-")
        try:
            with urllib.request.urlopen(asked, timeout=TIMEOUT) as answer:
                if answer.status != 206:
                    have = 0  # it sends all of it again
                try:
                    with _opened(half, "ab" if have else "wb") as kept:
                        _copy(answer, kept, have, file, before, self.size)
                except _WriteError as error:
                    raise PlaygroundError(_no_room(half, error)) from error
        except urllib.error.HTTPError as error:
            error.close()
            raise _UnreachableError(
                tr("{address} answers {code}: {why}", address=address, code=error.code, why=error.reason)
            ) from error
        except urllib.error.URLError as error:
            raise _UnreachableError(
                tr("{address} cannot be reached: {why}", address=address, why=reason(error.reason))
            ) from error
        except (OSError, http.client.HTTPException) as error:
            raise _UnreachableError(
                tr(
                    "the connection to {address} broke after {done:,} of {size:,} bytes ({why}); what has come is "
                    "kept, and the rest is fetched the next time",
                    address=address,
                    done=_bytes(half),
                    size=file.size,
                    why=reason(error),
                )
            ) from error

    def _check(self, file: Remote, half: Path) -> None:
        size = _bytes(half)
        if size < file.size:
            raise PlaygroundError(
                tr(
                    "{name} came with {size:,} of {whole:,} bytes; what has come is kept, and the rest is fetched the "
                    "next time",
                    name=file.name,
                    size=size,
                    whole=file.size,
                )
            )
        with half.open("rb") as opened:
            found = hashlib.file_digest(opened, "sha256").hexdigest()
        if found != file.sha256:
            half.unlink()
            raise PlaygroundError(
                tr(
                    "{name} is not the file that was asked for and was deleted: its SHA-256 begins with {found}, not "
                    "with {wanted}",
                    name=file.name,
                    found=found[:12],
                    wanted=file.sha256[:12],
                )
            )
        half.replace(self.path(file.name))


class _UnreachableError(PlaygroundError):
    """The address does not give the file; another may."""


class _WriteError(Exception):
    """The disk did not take it."""


def _opened(half: Path, mode: Literal["ab", "wb"]) -> FileIO:
    """Without a buffer: one that a full disk did not take would be written once more when the file is closed."""
    try:
        return half.open(mode, buffering=0)
    except OSError as error:
        raise _WriteError(reason(error)) from error


def _copy(answer: http.client.HTTPResponse, kept: FileIO, have: int, file: Remote, before: int, total: int) -> None:
    while have < file.size and (piece := answer.read(min(PIECE, file.size - have))):
        try:
            rest = memoryview(piece)
            while rest:
                rest = rest[kept.write(rest) :]
        except OSError as error:
            raise _WriteError(reason(error)) from error
        have += len(piece)
        tell(before + have, total)


def _bytes(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _no_room(path: Path, error: Exception) -> str:
    return tr("{path} cannot be written: {why}", path=path, why=reason(error))


def megabytes(size: int) -> str:
    """``11.6 MB``."""
    return tr("{size:.1f} MB", size=size / 1e6) if size < 99.95e6 else tr("{size:.0f} MB", size=size / 1e6)
