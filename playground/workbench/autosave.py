"""Work that was not saved yet, kept beside the settings, so that a program that dies costs a minute at most."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from playground.spec.experiment import Experiment
from playground.spec.problems import PlaygroundError
from playground.wire.checkpoint import Checkpoint
from playground.workbench.curves import Curves
from playground.workbench.document import Document
from playground.workbench.files import SUFFIX, save
from playground.workbench.run import Run
from playground.workbench.settings import settings_path


def folder() -> Path:
    """Where unsaved work is kept: a folder beside the settings."""
    return settings_path().parent / "unsaved"


class Autosave:
    """Keeps the open document in one file while it differs from the saved one, or has been trained since.

    The state is captured on the window's thread and written on another, so that a slow disk never holds the window up.

    Args:
        path: the file, in a folder that is there.
        document, run: what is kept.
        failed: told on the writing thread when it could not be written.

    """

    def __init__(self, path: Path, document: Document, run: Run, failed: Callable[[PlaygroundError], None]) -> None:
        self.path = path
        self._document = document
        self._run = run
        self._failed = failed
        self._writer = ThreadPoolExecutor(max_workers=1, thread_name_prefix="autosave")
        self._writing: Future[None] | None = None
        self._kept: tuple[Experiment, int] | None = None
        self._closed = False
        self._edited = False  # what the document tells next is said of an edit, not of a save
        self._trained = False
        document.changed.connect(self._note_edit)
        document.saved.connect(self._note_save)
        document.opened.connect(self._note_open)
        run.steps_arrived.connect(self._note_steps)

    @property
    def needed(self) -> bool:
        """Whether there is work, edits or training, that neither the document's file nor the kept one holds."""
        return self._unsaved and self._kept != (self._document.experiment, self._run.status.step)

    @property
    def _unsaved(self) -> bool:
        return self._document.modified or (self._trained and self._run.status.step > 0)

    def _note_edit(self) -> None:
        self._edited = True

    def _note_save(self) -> None:
        if not self._edited:
            self._trained = False
        self._edited = False

    def _note_open(self) -> None:
        self._trained = False

    def _note_steps(self) -> None:
        if self._run.status.phase == "playing":
            self._trained = True

    def keep(self) -> None:
        """Write the present state; nothing where it is not needed, or while the last one is still being written."""
        if not self._unsaved:
            self.forget()
        elif self.needed and (self._writing is None or self._writing.done()):
            self._run.capture(self._write)

    def forget(self) -> None:
        """There is nothing unsaved any more."""
        if self._writing is not None:
            self._writing.cancel()
            self._writing = None
        if self._kept is not None:
            self._kept = None
            self._writer.submit(self.path.unlink, missing_ok=True)

    def close(self) -> None:
        """Wait for what is being written; an answer of the engine that comes later is not wanted any more."""
        self._closed = True
        self._document.changed.disconnect(self._note_edit, missing_ok=True)
        self._document.saved.disconnect(self._note_save, missing_ok=True)
        self._document.opened.disconnect(self._note_open, missing_ok=True)
        self._run.steps_arrived.disconnect(self._note_steps, missing_ok=True)
        self._writer.shutdown(wait=True)

    def _write(self, checkpoint: Checkpoint) -> None:
        if self._closed:
            return
        experiment = self._document.experiment
        self._kept = (experiment, self._run.status.step)
        self._writing = self._writer.submit(self._save, experiment, checkpoint, self._run.curves.snapshot())

    def _save(self, experiment: Experiment, checkpoint: Checkpoint, curves: Curves) -> None:
        try:
            save(self.path, experiment, checkpoint, curves)
        except PlaygroundError as error:
            self._failed(error)


def kept_files() -> tuple[Path, ...]:
    """All unsaved work that lies there, of this program and of others, the latest first."""
    found = [path for path in folder().glob(f"*{SUFFIX}") if path.is_file()]
    return tuple(sorted(found, key=lambda path: path.stat().st_mtime, reverse=True))
