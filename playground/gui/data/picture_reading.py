"""Reads pictures that somebody looks over beside the window: first some of them, then all, and says how far it is."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal

from playground.catalog.entry import settle
from playground.catalog.families import Dataset, Preview
from playground.catalog.prepare import prepare
from playground.gui.long_work import LongWork
from playground.spec.experiment import Data

SHOWN = 60
"""Pictures that a preview has at most."""


class PictureReading(QObject):
    """At most one reading; a new one ends the one before."""

    previewed = Signal(object)
    """A `Preview`."""
    told = Signal(int, int)
    over = Signal(object, object)
    """A `Preview` of what came of all, or None, and what is wrong, or None."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._data: Data | None = None
        """What is to be read once some of it has been seen."""
        self._work = LongWork("pictures", self)
        self._work.told.connect(self._tell)
        self._work.over.connect(self._take)

    def begin(self, data: Data) -> None:
        """Read these."""
        self._data = data
        self._work.begin(partial(_preview, data))

    def give_up(self) -> None:
        """End what is under way; nobody hears of it any more."""
        self._work.give_up()

    def wait(self) -> None:
        """Until the thread has ended."""
        self._work.wait()

    def _tell(self, done: int, total: int) -> None:
        if self._data is None:
            self.told.emit(done, total)

    def _take(self, found: Preview | None, wrong: Exception | None) -> None:
        data, self._data = self._data, None
        if data is None or wrong is not None:
            self.over.emit(found, wrong)
        else:
            self._work.begin(partial(_read, data))
            if found is not None:
                self.previewed.emit(found)


def _preview(data: Data) -> Preview | None:
    dataset, p = settle(Dataset, data.source)
    return dataset.preview(p, SHOWN)


def _read(data: Data) -> Preview | None:
    prepare(data)
    return _preview(data)
