"""Whether there is a newer version: asked when the sheet is opened, which is when somebody wants to know."""

from __future__ import annotations

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QDialogButtonBox, QPlainTextEdit, QProgressBar, QPushButton, QWidget

from playground import __version__
from playground.catalog.costs import in_bytes
from playground.catalog.pictures.progress import tell
from playground.gui.help.sheet import HelpSheet, plain_text, words
from playground.gui.long_work import LongWork
from playground.gui.theme.style import give_role
from playground.spec.problems import PlaygroundError
from playground.spec.words import tr
from playground.workbench import updates
from playground.workbench.release import Release


class Updates(HelpSheet):
    """The answer, or why there is none. Nothing is installed from here; a button opens the download page."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(tr("Updates"), (560, 150), parent)
        self.verdict = words("", "heading")
        self.waiting = QProgressBar()
        self.waiting.setRange(0, 0)
        self.waiting.setTextVisible(False)
        self.notes = plain_text(tr("What is new"))
        self.files = plain_text(tr("Files"), mono=True)
        self.files.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.promise = words(tr("Nothing is downloaded or installed from here."), "small")
        for part in (self.verdict, self.waiting):
            self.column.addWidget(part)
        self.column.addWidget(self.notes, 3)
        self.column.addWidget(self.files, 2)
        self.column.addStretch(0)
        self.column.addWidget(self.promise)
        self.page = QPushButton(tr("Open the download page"))
        give_role(self.page, "primary")
        self.page.clicked.connect(lambda: QDesktopServices.openUrl(QUrl(updates.PAGE)))
        self.again = QPushButton(tr("Try again"))
        self.again.clicked.connect(self.ask)
        self.buttons.addButton(self.page, QDialogButtonBox.ButtonRole.ActionRole)
        self.buttons.addButton(self.again, QDialogButtonBox.ButtonRole.ActionRole)
        self._work = LongWork("asking", self)
        self._work.over.connect(self._take)
        self.ask()

    def ask(self) -> None:
        """Ask the feed of releases."""
        self._show(tr("Asking for the newest version…"), asking=True)
        self._work.begin(_asked)

    def end(self) -> None:
        """Hang up."""
        self._work.give_up()
        self._work.wait()

    def _take(self, found: object, wrong: Exception | None) -> None:
        self._work.wait()
        if isinstance(found, Release) and updates.newer(found):
            self._show(updates.newer_in_words(found), release=found)
        elif isinstance(found, Release):
            self._show(updates.newest_in_words(found))
        else:
            why = str(wrong) if isinstance(wrong, PlaygroundError) else tr("something went wrong in the program itself")
            self._show(
                tr("It is not known whether there is a newer version than {here}: {why}.", here=__version__, why=why),
                failed=True,
            )

    def _show(
        self, verdict: str, *, asking: bool = False, failed: bool = False, release: Release | None = None
    ) -> None:
        self.verdict.setText(verdict)
        self.waiting.setVisible(asking)
        self.notes.setPlainText(release.notes if release is not None else "")
        self.notes.setVisible(bool(release is not None and release.notes))
        files = release.files if release is not None else ()
        lines = [f"{file.name}  {in_bytes(file.size)}\n  SHA-256 {file.sha256}" for file in files]
        self.files.setPlainText("\n".join(lines))
        self.files.setVisible(bool(files))
        self.page.setVisible(release is not None)
        self.again.setVisible(failed and updates.known())
        self.promise.setVisible(release is not None)
        if release is not None:
            self.take_room((620, 440))


def _asked() -> Release:
    def wanted() -> bool:
        tell(0, 0)  # ends the work where nobody wants it any more
        return True

    return updates.check(wanted)
