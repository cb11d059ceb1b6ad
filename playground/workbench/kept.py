"""Unsaved work that lies beside the settings: what a window that is open keeps there, and what one has left that died.

Each window has a name there, and under it up to three files: ``.nnp`` is the work with its training, ``.json`` the
experiment after the latest edit, which is never older, and ``.lock`` is locked while the window lives.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from playground.spec.problems import PlaygroundError
from playground.spec.words import tr
from playground.workbench.disk import sweep
from playground.workbench.files import SUFFIX, Opened, load
from playground.workbench.lock import Lock, hold, holder_of
from playground.workbench.settings import settings_path

EDITS, LOCK = ".json", ".lock"


def folder() -> Path:
    """Where unsaved work is kept: a folder beside the settings."""
    return settings_path().parent / "unsaved"


@dataclass(frozen=True, slots=True)
class Kept:
    """The work of one window: ``path`` is where it lies with its training; not all of its files need be there."""

    path: Path

    @property
    def edits(self) -> Path:
        """Where the experiment after the latest edit lies."""
        return self.path.with_suffix(EDITS)

    @property
    def when(self) -> float:
        """When it was last written, in seconds as `os.stat` has them; 0 where it is not there any more."""
        return max(self._times(), default=0.0)

    @property
    def held(self) -> bool:
        """Whether a window that is open is at work on it."""
        return holder_of(self.path.with_suffix(LOCK)) is not None

    def hold(self) -> Lock | None:
        """Say to other windows that one is at work on it; None where another is.

        Raises:
            OSError: nothing can be written there.

        """
        return hold(self.path.with_suffix(LOCK), self.path.name)

    def load(self) -> Opened:
        """The experiment after the latest edit, with the training that was kept last.

        Where that was of another network it is the experiment of then, and the latest is `Opened.later`: a run that
        follows it keeps what it kept when the edit was made. Where one file is damaged, the other is enough.

        Raises:
            PlaygroundError: there is nothing that can be read.

        """
        try:
            latest = load(self.edits).experiment if self.edits.exists() else None
        except PlaygroundError:
            if not self.path.exists():
                raise
            latest = None
        if latest is not None and not self.path.exists():
            return Opened(experiment=latest)
        try:
            found = load(self.path, latest)
            if latest is not None and found.notices and len((then := load(self.path)).notices) < len(found.notices):
                return replace(then, later=latest)
            return found
        except PlaygroundError as error:
            if latest is None:
                raise
            lost = tr("The trained weights are left out, training starts afresh: {error}.", error=error)
            return Opened(experiment=latest, notices=(lost,))

    def drop(self) -> None:
        """Take it away; what cannot be taken away stays, and is offered again."""
        for path in (self.path, self.edits):
            with suppress(OSError):
                path.unlink(missing_ok=True)

    def _times(self) -> Iterator[float]:
        for path in (self.path, self.edits):
            with suppress(OSError):
                yield path.stat().st_mtime


def kept_work() -> tuple[Kept, ...]:
    """All unsaved work that lies there, of this program and of others, the latest first."""
    try:
        found = {Path(entry.path).with_suffix(SUFFIX) for entry in os.scandir(folder()) if _is_work(entry)}
    except OSError:  # nobody may look there, so nothing was kept there
        return ()
    return tuple(sorted(map(Kept, found), key=lambda kept: (-kept.when, kept.path)))


def tidy() -> None:
    """Take away what programs that were ended have left of no use: half-written files, and locks of no work."""
    sweep(folder())
    with suppress(OSError), os.scandir(folder()) as found:
        for path in [Path(entry.path) for entry in found if entry.name.endswith(LOCK)]:
            kept = Kept(path.with_suffix(SUFFIX))
            if not kept.when:
                with suppress(OSError):
                    lock = kept.hold()
                    if lock is not None:
                        lock.release()


def _is_work(entry: os.DirEntry[str]) -> bool:
    return entry.name.endswith((SUFFIX, EDITS)) and entry.is_file()
