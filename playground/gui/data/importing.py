"""Tables from outside: dropped, opened or pasted, they are looked over in a panel, and then become the data."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QPoint, QRect
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from playground.catalog.datasets.csv import Csv
from playground.catalog.datasets.picture_file import PictureFile
from playground.catalog.datasets.picture_folder import PictureFolder
from playground.catalog.glance import looks_like_a_table
from playground.catalog.prepare import Prepared, prepare
from playground.catalog.settings import set_at
from playground.gui.data.import_panel import ImportPanel
from playground.gui.data.picture_panel import PicturePanel
from playground.gui.filing import sentence
from playground.gui.follow import follow
from playground.gui.messages import Messages
from playground.gui.reading import Reading
from playground.gui.theme.tokens import Theme
from playground.spec.problems import PlaygroundError
from playground.spec.values import Choice, Values
from playground.spec.words import tr
from playground.workbench import pasted
from playground.workbench.document import Document

PICTURES = (PictureFolder.kind, PictureFile.kind)
LARGE = 1_000_000
"""Bytes of a table that are read beside the window."""
Then = Callable[[Prepared | None, PlaygroundError | None], None]


class Importing(QObject):
    """Shows the panel over the middle of the window, and makes its table the data as one undoable edit.

    ``middle`` is the part of the window that the panel covers.
    """

    def __init__(self, document: Document, messages: Messages, theme: Theme, middle: QWidget) -> None:
        super().__init__(middle)
        # In a splitter the panel would be one more part of it, so it lies on what is under all splitters.
        ground = middle
        while (below := ground.parentWidget()) is not None and not below.isWindow():
            ground = below
        self._document = document
        self._messages = messages
        self._ground, self._middle = ground, middle
        self.reading = Reading()
        self._pasted: Path | None = None  # a file that only this panel knows
        self.panel = ImportPanel(theme, self._read, ground)
        self.panel.hide()
        self.panel.used.connect(self._use)
        self.panel.left.connect(self.leave)
        self.pictures = PicturePanel(theme, ground)
        self.pictures.hide()
        self.pictures.used.connect(self._use)
        self.pictures.left.connect(self.leave)
        middle.installEventFilter(self)
        follow(document.opened, self, self.leave)

    def look_over(self, source: Choice) -> bool:
        """Look a table over before it becomes the data; False where the panel does not know such data."""
        if source.kind not in (Csv.kind, *PICTURES):
            return False
        self.leave()
        self._settle()
        if source.kind == Csv.kind:
            self.panel.look_over(source)
        else:
            self.pictures.look_over(replace(self._document.experiment.data, source=source))
        return True

    def look_over_present(self) -> None:
        """Look over how the present data are read."""
        self.look_over(self._document.experiment.data.source)

    def paste(self) -> bool:
        """Look over the table in the clipboard; False, and a word about it, where there is none."""
        text = QGuiApplication.clipboard().text()
        if not looks_like_a_table(text, even=False):
            self._messages.inform(
                tr("There is no table in the clipboard: copy cells of a spreadsheet, or lines with commas, first.")
            )
            return False
        self.leave()
        known = pasted.place_of(text).is_file()
        try:
            path = pasted.keep(text)
        except PlaygroundError as error:
            self._messages.error(sentence(str(error)), passing=True)
            return False
        self._settle()
        self.panel.look_over(Choice(Csv.kind, Values(path=str(path))), tr("Pasted table"))
        self._pasted = None if known else path
        return True

    @property
    def holds_table(self) -> bool:
        """Whether a table is in the clipboard."""
        return looks_like_a_table(QGuiApplication.clipboard().text())

    def leave(self) -> None:
        """Close the panel; everything is as it was, and a pasted text that nobody uses is forgotten."""
        self.reading.give_up()
        if self._pasted is not None:
            self._pasted.unlink(missing_ok=True)
            self._pasted = None
        self.panel.hide()
        self.pictures.leave()

    def close(self) -> None:
        """The window closes: nothing is read any more."""
        self.leave()
        self.pictures.reading.wait()

    def set_theme(self, theme: Theme) -> None:
        """Colours of ``theme``."""
        self.panel.set_theme(theme)
        self.pictures.set_theme(theme)

    def _use(self, source: Choice) -> None:
        path = Path(str(source.params["path"]))
        name = tr("pasted table") if self._pasted is not None else path.name
        try:
            edit = set_at(self._document.experiment, ("data", "source"), source, label=tr("Data: {name}", name=name))
        except PlaygroundError as error:
            self._messages.error(sentence(str(error)), passing=True)
            return
        self._pasted = None
        self.leave()
        self._document.apply(edit)

    def _read(self, source: Choice, then: Then) -> bool:
        """Read what is behind ``source``, beside the window where it is large; whether that goes on now."""
        self.reading.give_up()
        data = replace(self._document.experiment.data, source=source)

        def tell(wrong: PlaygroundError | None) -> None:
            try:
                then(prepare(data) if wrong is None else None, wrong)
            except PlaygroundError as error:
                then(None, error)

        if size_of(Path(str(source.params.get("path", "")))) < LARGE:
            tell(None)
            return False
        self.reading.begin(data, tell)
        return True

    def _settle(self) -> None:
        """Cover the middle of the window."""
        corner = self._middle.mapTo(self._ground, QPoint(0, 0))
        for panel in (self.panel, self.pictures):
            panel.setGeometry(QRect(corner, self._middle.size()))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Follow the size of what is covered; let everything pass."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Move) and watched is self._middle:
            self._settle()
        return False


def size_of(path: Path) -> int:
    """Bytes; 0 where there is no such file, which reading it tells better."""
    try:
        return path.stat().st_size
    except (OSError, ValueError):
        return 0
