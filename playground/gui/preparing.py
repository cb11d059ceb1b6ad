"""Pictures are made and read beside the window: it never waits, shows how far they are, and can give them up.

From now on `playground.catalog.prepare.prepare` raises `NotReadyError` in the window's thread where examples take long
and are not there; here they are got, one set at a time, and then everyone who follows the document looks again.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, Signal
from shiboken6 import isValid

from playground.catalog.pictures.fetching import Download
from playground.catalog.prepare import never_wait, prepare
from playground.gui.follow import follow
from playground.gui.long_work import LongWork
from playground.spec.experiment import Data
from playground.spec.problems import PlaygroundError
from playground.workbench.document import Document


class Preparing(QObject):
    """At most one set of pictures that is being read, or downloaded.

    Attributes:
        done, total: how far it is: pictures, or bytes of a download. busy: whether something is under way.
        loading: whether that is a download. began: when, on the monotonic clock.
        sentence: what went wrong with the last download; empty where nothing.

    """

    changed = Signal()
    """Any of the attributes has."""

    def __init__(self, document: Document, parent: QObject) -> None:
        super().__init__(parent)
        self._document = document
        self._work = LongWork("pictures", self)
        self._data: Data | None = None
        self._refused: Data | None = None
        self.busy = self.loading = False
        self.done = self.total = 0
        self.began = 0.0
        self.sentence = ""
        self._work.told.connect(self._tell)
        self._work.over.connect(self._end)
        follow(document.changed, self, self._follow)
        never_wait(self.begin)

    def begin(self, data: Data) -> None:
        """Make or read these examples, unless somebody gave them up; what was under way is not wanted any more."""
        if not isValid(self):  # a window that went without being closed
            never_wait(None)
            return
        if data in (self._data, self._refused) or (self.busy and self.loading):
            return
        self._data = data
        self._start(lambda: prepare(data), loading=False)

    def fetch(self, download: Download) -> None:
        """Download these files."""
        self._data = None
        self._start(download.fetch, loading=True)

    def again(self) -> None:
        """Read what was given up."""
        self._refused = None
        self._document.look_again()

    @property
    def given_up(self) -> bool:
        """Whether the present examples would have to be read, and somebody did not want that."""
        return self._refused is not None and self._refused == self._present

    @property
    def _present(self) -> Data:
        """The document's data as `prepare` asks for them."""
        return replace(self._document.experiment.data, augment=())

    def give_up(self) -> None:
        """End what is under way; what was downloaded is kept."""
        if self.busy:
            self._refused = self._data
            self._drop()

    def _drop(self) -> None:
        self._work.give_up()
        self._data = None
        self.busy = False
        self.changed.emit()

    def _follow(self) -> None:
        """Nobody waits any more for what was the data before."""
        if self.busy and not self.loading and self._data != self._present:
            self._drop()

    def close(self) -> None:
        """The window closes: nothing is wanted any more."""
        never_wait(None)
        self.give_up()
        self._work.wait()

    def _start(self, work: Callable[[], object], *, loading: bool) -> None:
        self.busy, self.loading = True, loading
        self.done = self.total = 0
        self.began = time.monotonic()
        self.sentence = ""
        self._work.begin(work)
        self.changed.emit()

    def _tell(self, done: int, total: int) -> None:
        self.done, self.total = done, total
        self.changed.emit()

    def _end(self, _found: object, wrong: Exception | None) -> None:
        self.busy = False
        foreseen = wrong is None or isinstance(wrong, PlaygroundError)
        # What nobody has foreseen would only come again: it is for a person to try it once more.
        self._data, self._refused = None, None if foreseen else self._data
        # What is wrong with examples is a problem of the experiment, which says so itself.
        self.sentence = str(wrong) if wrong is not None and self.loading else ""
        self.changed.emit()
        self._document.look_again()
