"""The pictures of a listing, decoded by several threads and kept as one array on the disk."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from itertools import islice, repeat
from math import prod
from typing import Any

import numpy as np

from playground.catalog.pictures.decoding import BadPictureError, Form, decoded
from playground.catalog.pictures.faults import UNREADABLE
from playground.catalog.pictures.listing import Found, Listing, contents
from playground.catalog.pictures.progress import tell
from playground.catalog.pictures.store import Kept, Sheet, Targets, keep, key_of
from playground.catalog.tensor import Ints, Raw
from playground.spec.limits import LARGEST_PICTURE_FILE, MOST_PICTURE_BYTES
from playground.spec.problems import PlaygroundError, reason
from playground.spec.words import several, tr

VERSION = 1
TOGETHER = 64
"""Pictures that are decoded before somebody hears how far it is."""
SHOWN = 3
"""Bad files that a sentence names."""

Bad = tuple[tuple[str, str], ...]
"""Names of files with the reason why each could not be read."""


@lru_cache(maxsize=16)
def key_for(found: Listing, form: Form) -> str:
    """The name under which these pictures are kept: other files, sizes, times or another form have another."""
    return key_of("folder", VERSION, str(found.top.absolute()), found.classes, found.files, form)


def read(found: Listing, form: Form, key: str) -> Kept:
    """The sound pictures of ``found``; the notes hold the bad ones, see `bad_files`.

    Raises:
        PlaygroundError: they would take too much room. GivenUpError: nobody wants them any more.

    """
    size = len(found.files) * prod(form.shape)
    if size > MOST_PICTURE_BYTES:
        raise PlaygroundError(
            tr(
                "{count:,} pictures of {height}×{width}×{channels} take {size:.1f} GB; at most {most:g} GB can be kept",
                count=len(found.files),
                height=form.height,
                width=form.width,
                channels=form.shape[0],
                size=size / 1e9,
                most=MOST_PICTURE_BYTES / 1e9,
            )
        )

    def make(sheet: Sheet) -> Targets:
        labels: list[int] = []
        bad: list[tuple[str, str]] = []
        workers = min(8, os.cpu_count() or 1)
        with contents(found) as content, ThreadPoolExecutor(workers) as pool:
            done = 0
            for files in _together(found.files):
                tell(done, len(found.files))
                done += len(files)
                sound = []
                for file, (picture, why) in zip(files, _decoded(files, content, form, pool), strict=True):
                    if picture is None:
                        bad.append((file.name, why))
                    else:
                        sound.append(picture)
                        labels.append(file.label)
                if sound:
                    sheet.add(np.stack(sound))
        tell(len(found.files), len(found.files))
        return np.array(labels, dtype=np.int64), {"bad": bad}

    return keep(key, form.shape, make, size=max(size, 1 << 30))  # decoding takes long: even a few are kept


def _together(files: Sequence[Found]) -> Iterator[Sequence[Found]]:
    """The files by up to `TOGETHER`, fewer where they are large: the bytes of all that are decoded are in memory."""
    start = size = 0
    for place, file in enumerate(files):
        if place > start and (place == start + TOGETHER or size + file.size > LARGEST_PICTURE_FILE):
            yield files[start:place]
            start, size = place, 0
        size += file.size
    if start < len(files):
        yield files[start:]


def preview(found: Listing, form: Form, most: int) -> tuple[Raw, Ints, Bad]:
    """Up to ``most`` sound pictures, of all classes in turn, their labels, and what was bad among those looked at."""
    by_class: dict[int, list[Found]] = {}
    for file in found.files:
        by_class.setdefault(file.label, []).append(file)
    rounds = range(max((len(files) for files in by_class.values()), default=0))
    turns = (files[place] for place in rounds for files in by_class.values() if place < len(files))
    pictures: list[Raw] = []
    labels: list[int] = []
    bad: list[tuple[str, str]] = []
    with contents(found) as content, ThreadPoolExecutor(1) as pool:
        for file in islice(turns, 2 * most):
            tell(len(pictures), most)
            ((picture, why),) = _decoded((file,), content, form, pool)
            if picture is None:
                bad.append((file.name, why))
            else:
                pictures.append(picture)
                labels.append(file.label)
            if len(pictures) == most:
                break
    x = np.stack(pictures) if pictures else np.zeros((0, *form.shape), np.uint8)
    return x, np.array(labels, dtype=np.int64), tuple(bad)


def _decoded(
    files: Sequence[Found], content: Callable[[Found], bytes], form: Form, pool: ThreadPoolExecutor
) -> list[tuple[Raw | None, str]]:
    """Each picture, or the reason why there is none. Bytes are read one after the other: a zip has one place to be."""
    given: list[bytes | str] = []
    for file in files:
        try:
            given.append(content(file))
        except UNREADABLE as error:
            given.append(reason(error))
    return list(pool.map(_one, given, repeat(form)))


def _one(content: bytes | str, form: Form) -> tuple[Raw | None, str]:
    if isinstance(content, str):
        return None, content
    if not content:
        return None, tr("it is empty")
    try:
        return decoded(content, form), ""
    except BadPictureError as error:
        return None, str(error)


def bad_files(notes: dict[str, Any]) -> Bad:
    """The files that could not be read, each with the reason."""
    return tuple((str(name), str(why)) for name, why in notes.get("bad", ()))


def refusal(found: Listing, bad: Bad) -> str:
    """The sentence that names the first bad files."""
    named = "; ".join(f"{name}: {why}" for name, why in bad[:SHOWN])
    more = tr(" and {count:,} more", count=len(bad) - SHOWN) if len(bad) > SHOWN else ""
    words = several(
        len(bad),
        "{name}: {count:,} of {total:,} files cannot be read ({named}{more})",
        "{name}: {count:,} of {total:,} files cannot be read ({named}{more})",
        name=found.top.name,
        total=len(found.files),
        named=named,
        more=more,
    )
    return words
