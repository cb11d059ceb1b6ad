"""The open document: one experiment, its history of edits, and where it is saved."""

from __future__ import annotations

import time
from collections.abc import Hashable
from dataclasses import dataclass, replace
from pathlib import Path

from psygnal import Signal

from playground.catalog.analysis import Analysis, analyse
from playground.spec.edits import Edit
from playground.spec.experiment import Experiment

MERGE_SECONDS = 1.5
LONGEST_HISTORY = 1000


@dataclass(frozen=True, slots=True)
class Version:
    """An experiment in the history, and the label of the edit that led to it."""

    experiment: Experiment
    label: str


class Document:
    """Holds the present experiment; every change goes through `apply`, `undo`, `redo` or `open`.

    Undo is a list of values: there is no inverse code. Views connect to ``changed`` and compare by identity.
    """

    changed = Signal(object, object)
    """(old experiment, new experiment), after every change of the present one."""
    opened = Signal()
    """Another experiment was opened; emitted after ``changed``. The run starts over."""
    saved = Signal()
    """``path`` or ``modified`` changed."""

    def __init__(self, experiment: Experiment, path: Path | None = None) -> None:
        self._versions = [Version(experiment, "")]
        self._present = 0
        self._saved: Experiment | None = experiment
        self._last_key: Hashable | None = None
        self._last_time = 0.0
        self.path = path
        self.saves = 0
        """How often the open experiment, or one before it, was saved."""

    @property
    def experiment(self) -> Experiment:
        """The present experiment."""
        return self._versions[self._present].experiment

    @property
    def analysis(self) -> Analysis:
        """The analysis of the present experiment (computed once per experiment)."""
        return analyse(self.experiment)

    @property
    def modified(self) -> bool:
        """Whether the present experiment is another than the saved one."""
        return self.experiment is not self._saved

    @property
    def versions(self) -> tuple[Version, ...]:
        """The whole history, undone versions at the end; `present` is the index of the present one."""
        return tuple(self._versions)

    @property
    def present(self) -> int:
        """The index of the present version in `versions`."""
        return self._present

    @property
    def untouched(self) -> bool:
        """Whether nothing was edited since the experiment was opened: its history has one version."""
        return len(self._versions) == 1

    @property
    def undo_label(self) -> str | None:
        """What undo would take back, or None where there is nothing."""
        return self._versions[self._present].label if self._present else None

    @property
    def redo_label(self) -> str | None:
        """What redo would do again, or None where there is nothing."""
        ahead = self._present + 1
        return self._versions[ahead].label if ahead < len(self._versions) else None

    def apply(self, edit: Edit) -> None:
        """Make the edit the newest version; one with the last one's merge key, soon after it, takes its place.

        Raises:
            KeyError, ValueError: the edit does not fit this experiment; nothing has changed then.
        """
        old = self.experiment
        new = edit.apply(old)
        if new is old:
            return
        now = time.monotonic()
        at_end = self._present == len(self._versions) - 1
        merges = (
            edit.merge_key is not None
            and edit.merge_key == self._last_key
            and at_end
            and self._present > 0
            # A hand may rest within a gesture that has a number of its own: it stays one step.
            and (now - self._last_time < MERGE_SECONDS or bool(getattr(edit, "gesture", 0)))
            and old is not self._saved
        )
        del self._versions[self._present + (0 if merges else 1) :]
        self._versions.append(Version(new, edit.label))
        del self._versions[: max(0, len(self._versions) - LONGEST_HISTORY)]
        self._present = len(self._versions) - 1
        self._last_key, self._last_time = edit.merge_key, now
        self._tell(old)

    def look_again(self) -> None:
        """Something behind the data has come or changed: everyone looks at them anew. The history stays."""
        present = self.experiment
        self.changed.emit(replace(present, data=replace(present.data)), present)

    def undo(self) -> None:
        """One version back; nothing where there is none."""
        self.go_to(self._present - 1)

    def redo(self) -> None:
        """One version forward; nothing where there is none."""
        self.go_to(self._present + 1)

    def go_to(self, index: int) -> None:
        """Make version ``index`` the present one; an index outside the history does nothing."""
        if 0 <= index < len(self._versions) and index != self._present:
            old = self.experiment
            self._present = index
            self._last_key = None
            self._tell(old)

    def open(self, experiment: Experiment, path: Path | None = None, *, saved: bool = True) -> None:
        """Put another experiment on the desk, with a history of its own; ``saved`` says whether a file holds it."""
        old = self.experiment
        self._versions = [Version(experiment, "")]
        self._present = 0
        self._saved = experiment if saved else None
        self._last_key = None
        self.path = path
        self._tell(old)
        self.opened.emit()

    def mark_saved(self, path: Path, experiment: Experiment | None = None) -> None:
        """The present experiment, or the version ``experiment`` of it, now lies at ``path``."""
        self.path = path
        self._saved = experiment if experiment is not None else self.experiment
        self._last_key = None
        self.saves += 1
        self.saved.emit()

    def _tell(self, old: Experiment) -> None:
        self.changed.emit(old, self.experiment)
        self.saved.emit()
