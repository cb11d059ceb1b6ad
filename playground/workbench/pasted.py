"""Tables that were pasted as text, kept as files beside the settings, so that an experiment finds its data again.

The name of such a file comes from what is in it: the same text pasted twice is one file. Nothing deletes them later,
since experiments anywhere may name them.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from playground.spec.limits import LONGEST_PASTED
from playground.spec.problems import PlaygroundError
from playground.spec.words import tr
from playground.workbench.disk import write_atomically
from playground.workbench.settings import settings_path


def place_of(text: str) -> Path:
    """Where a pasted text is kept."""
    name = hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=5).hexdigest()
    return settings_path().parent / "pasted" / f"pasted-{name}.csv"


def keep(text: str) -> Path:
    """Write a pasted text to its file, unless it is there already.

    Raises:
        PlaygroundError: the text is too long, or it cannot be written there.

    """
    if len(text) > LONGEST_PASTED:
        raise PlaygroundError(
            tr(
                "the pasted text has {count:,} letters; at most {most:,} can be pasted",
                count=len(text),
                most=LONGEST_PASTED,
            )
        )
    path = place_of(text)
    if path.is_file():
        return path
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, text.encode("utf-8", "replace"))
    except OSError as error:
        raise PlaygroundError(
            tr("the pasted text cannot be kept at {path}: {why}", path=path, why=error.strerror or error)
        ) from error
    return path
