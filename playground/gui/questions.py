"""What has to be asked of a person before a file is opened or saved."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, Protocol

from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from playground.spec.words import tr

Answer = Literal["save", "discard", "cancel"]
FOLDER = ""
"""In place of kinds of files: a folder is to be chosen."""


class Questions(Protocol):
    """What has to be asked of a person. Tests answer in their own way."""

    def unsaved(self, name: str) -> Answer:
        """What to do with the changes of the experiment ``name``, which are not saved."""
        ...

    def file_to_open(self, kinds: str) -> Path | None:
        """Which file to open, or with `FOLDER` for its kinds which folder; None: none after all."""
        ...

    def file_to_save(self, suggestion: Path, kinds: str) -> Path | None:
        """Where to save; None: not after all."""
        ...


class Dialogs:
    """The questions as the system's own dialogs."""

    def __init__(self, parent: QWidget) -> None:
        self._parent = parent

    def unsaved(self, name: str) -> Answer:
        """See `Questions.unsaved`."""
        box = QMessageBox(self._parent)
        box.setIcon(QMessageBox.Icon.NoIcon)
        box.setText(tr("Save the changes to {name}?", name=name))
        box.setInformativeText(tr("Otherwise they are lost."))
        kinds = QMessageBox.StandardButton
        box.setStandardButtons(kinds.Save | kinds.Discard | kinds.Cancel)
        box.setDefaultButton(kinds.Save)
        answers: dict[int, Answer] = {kinds.Save.value: "save", kinds.Discard.value: "discard"}
        return answers.get(box.exec(), "cancel")

    def file_to_open(self, kinds: str) -> Path | None:
        """See `Questions.file_to_open`."""
        if kinds == FOLDER:
            folder = QFileDialog.getExistingDirectory(self._parent, tr("Folder with a folder of pictures per class"))
            return Path(folder) if folder else None
        name, _ = QFileDialog.getOpenFileName(self._parent, "Open", "", kinds)
        return Path(name) if name else None

    def file_to_save(self, suggestion: Path, kinds: str) -> Path | None:
        """See `Questions.file_to_save`."""
        name, _ = QFileDialog.getSaveFileName(self._parent, "Save", str(suggestion), kinds)
        return Path(name) if name else None
