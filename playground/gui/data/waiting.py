"""The line of the data card that tells of pictures under way: read, downloaded, given up, or not here yet."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from playground.catalog.entry import known
from playground.catalog.families import Dataset
from playground.catalog.pictures.fetching import Download, megabytes
from playground.gui.follow import follow
from playground.gui.preparing import Preparing
from playground.gui.theme.style import give_role
from playground.spec.words import tr
from playground.workbench.document import Document

SOON = 0.25
"""Seconds that something may take before anybody is told of it."""


class Waiting(QWidget):
    """A sentence, a bar and one button; nothing of it where there is nothing to wait for."""

    def __init__(self, document: Document, parent: QWidget) -> None:
        super().__init__(parent)
        self._document = document
        self._preparing: Preparing | None = None
        self._act: Callable[[], object] = lambda: None
        self.sentence = QLabel(self)
        self.sentence.setWordWrap(True)
        give_role(self.sentence, "small")
        self.bar = QProgressBar(self)
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(6)
        self.bar.setAccessibleName(tr("Progress of the pictures"))
        self.button = QPushButton(self)
        give_role(self.button, "small")
        self.button.clicked.connect(lambda: self._act())
        line = QHBoxLayout()
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(self.bar, 1)
        line.addWidget(self.button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 2, 0, 2)
        column.setSpacing(3)
        column.addWidget(self.sentence)
        column.addLayout(line)
        follow(document.changed, self, self._tell)
        self.hide()

    def attach(self, preparing: Preparing) -> None:
        """Tell of what this one does."""
        self._preparing = preparing
        preparing.changed.connect(self._tell)
        self._tell()

    def _tell(self) -> None:
        preparing = self._preparing
        if preparing is None:
            return
        missing = missing_download(self._document)
        give_role(self.sentence, "small")
        if preparing.busy:
            self._show_progress(preparing)
        elif missing is not None:
            done = missing.done
            words = tr(
                "Not here yet: {size}, licence {licence}.", size=megabytes(missing.size), licence=missing.licence
            )
            if preparing.sentence:
                words = f"{preparing.sentence}."
                give_role(self.sentence, "error")
            button = tr("Download the rest") if done else tr("Download {size}", size=megabytes(missing.size))
            self._offer(words, button, lambda: preparing.fetch(missing))
            self.button.setToolTip(tr("From {home}; nothing is downloaded unasked.", home=missing.home))
        elif preparing.given_up:
            self._offer(tr("These pictures were not read to the end."), tr("Read them"), preparing.again)
        else:
            self.hide()

    def _show_progress(self, preparing: Preparing) -> None:
        done, total = preparing.done, preparing.total
        if not preparing.loading and time.monotonic() - preparing.began < SOON:
            self.hide()
            return
        if preparing.loading:
            words = tr("Downloading: {done} of {total}", done=megabytes(done), total=megabytes(total))
        else:
            words = tr("Reading pictures: {done:,} of {total:,}", done=done, total=total)
        self.sentence.setText(words)
        # A bar counts in 32 bits.
        self.bar.setRange(0, 1000 if total else 0)
        self.bar.setValue(round(1000 * done / total) if total else 0)
        self.bar.show()
        self.button.setText(tr("Cancel"))
        self.button.setToolTip(tr("What has come is kept.") if preparing.loading else "")
        self._act = preparing.give_up
        self.show()

    def _offer(self, words: str, button: str, act: Callable[[], object]) -> None:
        self.sentence.setText(words)
        self.bar.hide()
        self.button.setText(button)
        self.button.setToolTip("")
        self._act = act
        self.show()


def missing_download(document: Document) -> Download | None:
    """What has to be fetched before the present data can be used; None where nothing."""
    entry = known(Dataset.family, document.experiment.data.source.kind)
    if entry is None or not issubclass(entry, Dataset):
        return None
    download = entry.download()
    return download if download is not None and not download.here else None
