"""What the feed of releases says, and how it is known to be ours.

The feed is a JSON object::

    {"version": "1.2.0", "date": "2026-03-01", "notes": "…", "files": [{"name": "…", "size": 123, "sha256": "…"}]}

Signed are `DOMAIN` and its bytes, so that a signature made for anything else means nothing here.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from playground.spec.problems import PlaygroundError
from playground.spec.strict_json import parse
from playground.spec.words import tr

DOMAIN = b"playground release feed 1\n"
KEYS: tuple[str, ...] = ()
"""Public keys in base64, any of which may have signed: while a key is changed there are two of them. The first is made
with the first release (`packaging/sign_release.py new-key`)."""
LONGEST = 20_000
"""Letters of the notes."""
MOST = 50
"""Files of a release."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleasedFile:
    """A file that can be downloaded: its name, its size in bytes, and its SHA-256 in hexadecimal."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """The newest version: ``date`` as 2026-03-01, ``notes`` as plain text."""

    version: str
    date: str
    notes: str
    files: tuple[ReleasedFile, ...]

    @property
    def number(self) -> tuple[int, int, int]:
        """The version as numbers that can be compared."""
        first, second, third = self.version.split(".")
        return int(first), int(second), int(third)


def verified(content: bytes, signature: bytes, keys: Sequence[str]) -> None:
    """See that one of ``keys`` signed ``content``; ``signature`` is in base64.

    Raises:
        PlaygroundError: none did.

    """
    from nacl.exceptions import BadSignatureError
    from nacl.signing import VerifyKey

    try:
        raw = base64.b64decode(signature.strip(), validate=True)
    except binascii.Error:
        raw = b""
    for key in keys if len(raw) == 64 else ():
        try:
            VerifyKey(base64.b64decode(key)).verify(DOMAIN + content, raw)
        except BadSignatureError:
            continue
        return
    raise PlaygroundError(tr("the feed of releases is not signed by us, so nothing of it is believed"))


def read_release(content: bytes) -> Release:
    """The release that a feed tells of.

    Raises:
        PlaygroundError: it holds something else; the sentence says what.

    """
    try:
        found = parse(content)
    except PlaygroundError as error:
        raise _strange(str(error)) from error
    if not isinstance(found, dict):
        raise _strange(tr("it is no object"))
    version, date, notes, files = (found.get(name) for name in ("version", "date", "notes", "files"))
    if not isinstance(version, str) or not re.fullmatch(r"\d{1,4}\.\d{1,4}\.\d{1,4}", version, re.ASCII):
        raise _strange(tr("{name} is {value!r:.60}", name="version", value=version))
    if not isinstance(date, str) or not re.fullmatch(r"\d{4}-\d\d-\d\d", date, re.ASCII):
        raise _strange(tr("{name} is {value!r:.60}", name="date", value=date))
    if not isinstance(notes, str) or len(notes) > LONGEST:
        raise _strange(tr("{name} is {value!r:.60}", name="notes", value=notes))
    if not isinstance(files, list) or len(files) > MOST:
        raise _strange(tr("{name} is {value!r:.60}", name="files", value=files))
    return Release(version=version, date=date, notes=notes, files=tuple(_file(item) for item in files))


def _file(item: Any) -> ReleasedFile:
    found: dict[str, Any] = item if isinstance(item, dict) else {}
    name, size, digest = found.get("name"), found.get("size"), found.get("sha256")
    sound_name = isinstance(name, str) and re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._+~-]{0,127}", name)
    sound_size = isinstance(size, int) and not isinstance(size, bool) and 0 < size < 2**40
    sound_digest = isinstance(digest, str) and re.fullmatch(r"[0-9a-f]{64}", digest)
    if not (sound_name and sound_size and sound_digest):
        raise _strange(tr("{name} is {value!r:.60}", name="files", value=item))
    return ReleasedFile(name=str(name), size=int(size or 0), sha256=str(digest))


def _strange(why: str) -> PlaygroundError:
    return PlaygroundError(tr("the feed of releases is not one that this version understands: {why}", why=why))
