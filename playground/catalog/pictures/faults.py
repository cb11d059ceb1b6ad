"""What goes wrong with files that others made, as a sentence."""

from __future__ import annotations

import contextlib
import zipfile
import zlib
from collections.abc import Iterator
from tokenize import TokenError

from playground.spec.problems import PlaygroundError, reason
from playground.spec.words import tr

UNREADABLE: tuple[type[Exception], ...] = (
    *(OSError, EOFError, ValueError, IndexError, KeyError, TypeError),
    *(RuntimeError, SyntaxError, zipfile.BadZipFile, zlib.error, TokenError),
)
"""What is raised at bytes that are not what they say: RuntimeError by zipfile (a password, an unknown way of packing),
SyntaxError and TokenError by NumPy (a damaged header)."""
with contextlib.suppress(ImportError):  # a Python without it unpacks no such files either
    from lzma import LZMAError

    UNREADABLE = (*UNREADABLE, LZMAError)


def _briefly(error: Exception) -> str:
    """Why, in one line: some libraries repeat what they read."""
    return (reason(error).splitlines() or [""])[0][:200]


@contextlib.contextmanager
def readable(file: object) -> Iterator[None]:
    """Within it what is wrong with the bytes of ``file`` is said in a sentence.

    Raises:
        PlaygroundError: in place of what `UNREADABLE` names.

    """
    try:
        yield
    except UNREADABLE as error:
        raise PlaygroundError(tr("{path} cannot be read: {why}", path=file, why=_briefly(error))) from error
