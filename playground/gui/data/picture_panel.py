"""Pictures from outside, looked over before they become the data: some of them, the classes, what cannot be read."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QListWidget, QVBoxLayout, QWidget

from playground.catalog.entry import find
from playground.catalog.families import Dataset, Preview
from playground.catalog.tensor import shape_in_words
from playground.gui.data.look_over import LookOver
from playground.gui.data.mosaic import Mosaic
from playground.gui.data.picture_reading import PictureReading
from playground.gui.inspector.editors import Number, Segments, editor_for
from playground.gui.theme.style import give_role
from playground.gui.theme.tokens import Theme
from playground.spec.experiment import Data
from playground.spec.words import several, tr

SOON = 150
"""Milliseconds after the last change of a setting until pictures are read anew."""
MOST_CLASSES = 30
"""Classes that are named with their counts."""
MOST_BAD = 1000
"""Bad files that the list names."""


class PicturePanel(LookOver):
    """Asks what all pictures become, and shows what comes of it. Nothing changes until they are used."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(tr("Pictures to import"), tr("Use these pictures"), SOON, parent)
        self._data = Data()
        self.reading = PictureReading(self)
        self.reading.previewed.connect(self._show)
        self.reading.told.connect(self._tell)
        self.reading.over.connect(self._end)
        self.busy.setAccessibleName(tr("Progress of the pictures"))
        self.classes = self._words()
        give_role(self.classes, "small")
        self.mosaic = Mosaic(theme, self)
        self.mosaic.setAccessibleName(tr("Some of the pictures"))
        self.bad_title = QLabel(self)
        give_role(self.bad_title, "small")
        self.bad = QListWidget(self)
        self.bad.setAccessibleName(tr("Files that cannot be read"))
        self.bad.setMaximumHeight(96)
        self.bad.setWordWrap(True)
        self.bad.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._side = QWidget(self)
        self._form = QVBoxLayout()
        self._form.setSpacing(3)
        self._form.setContentsMargins(0, 0, 8, 0)
        whole = QVBoxLayout(self._side)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addLayout(self._form)
        whole.addStretch(1)
        found = QVBoxLayout()
        found.addWidget(self.verdict)
        found.addWidget(self.classes)
        found.addWidget(self.mosaic, 1)
        found.addWidget(self.bad_title)
        found.addWidget(self.bad)
        self._lay_out(self._side, found)

    # What is looked over

    def look_over(self, data: Data, title: str = "") -> None:
        """Begin with the source of ``data``, which names a file or a folder."""
        source = data.source
        entry = find(Dataset, source.kind)
        self._data = data
        if source.kind != self._kind:
            self._kind, self._defaults = source.kind, entry.defaults()
            self._build(entry)
        self._begin(source, entry.fields(), title or Path(str(source.params.get("path", ""))).name)
        self.cancel.setFocus()

    def set_theme(self, theme: Theme) -> None:
        """Colours of ``theme``."""
        self.mosaic.set_theme(theme)

    def leave(self) -> None:
        """Nothing is read any more."""
        self.reading.give_up()
        self._later.stop()
        self.hide()

    def _build(self, entry: type[Dataset]) -> None:
        while (item := self._form.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self.editors = {}
        for field in entry.fields():
            if field.about.hidden:
                continue
            editor = editor_for(field)
            title = self._ask(field, editor, self._side)
            if isinstance(editor, Number):
                line = QWidget(self._side)
                row = QHBoxLayout(line)
                row.setContentsMargins(0, 0, 0, 0)
                row.addWidget(title)
                row.addStretch(1)
                row.addWidget(editor)
                self._form.addWidget(line)
            else:
                self._form.addWidget(title)
                self._form.addWidget(editor)
            if editor.below is not None:
                self._form.addWidget(editor.below)
            if not isinstance(editor, Segments):
                self._form.addSpacing(3)

    def _unready(self) -> None:
        self.reading.give_up()
        super()._unready()
        self.use.setToolTip(tr("The pictures are being read."))

    def _look(self) -> None:
        self._unready()
        self.busy.setRange(0, 0)
        self.busy.show()
        self._say(tr("Looking what is there …"), "muted")
        self._data = replace(self._data, source=self.source)
        self.reading.begin(self._data)

    def _show(self, preview: Preview) -> None:
        """Some pictures are there."""
        self._say(tr("{what} Reading all of them …", what=outcome(preview)), "muted")
        self._show_pictures(preview)

    def _show_pictures(self, preview: Preview) -> None:
        named = list(zip(preview.facts.classes, preview.counts, strict=True))
        words = " · ".join(f"{name} {count:,}" for name, count in named[:MOST_CLASSES])
        if len(named) > MOST_CLASSES:
            words += tr(" and {count} more", count=len(named) - MOST_CLASSES)
        self.classes.setText(words)
        self.mosaic.show_preview(preview)
        self._show_bad(preview.bad)

    def _show_bad(self, bad: tuple[tuple[str, str], ...]) -> None:
        self.bad.clear()
        self.bad.addItems([f"{name}: {why}" for name, why in bad[:MOST_BAD]])
        refuse = self._values.get("bad") == "refuse"
        self.bad_title.setText(
            several(len(bad), "{count:,} file cannot be read:", "{count:,} files cannot be read:")
            if refuse
            else several(len(bad), "{count:,} file is left out:", "{count:,} files are left out:")
        )
        self.bad.setVisible(bool(bad))
        self.bad_title.setVisible(bool(bad))

    def _tell(self, done: int, total: int) -> None:
        self.busy.setRange(0, 1000)
        self.busy.setValue(round(1000 * done / max(total, 1)))

    def _end(self, preview: Preview | None, wrong: Exception | None) -> None:
        """All were read, or something is wrong."""
        self.busy.hide()
        if preview is None:
            self._complain(str(wrong) or type(wrong).__name__)
            self.use.setToolTip(tr("The pictures cannot be used like this."))
            return
        words = tr("Make these pictures the data; the weights that fit stay. One step of undo.")
        self._make_ready(self.source, words, outcome(preview))
        self._show_pictures(preview)


def outcome(preview: Preview) -> str:
    """``12,000 pictures of 32×32×3, 4 classes.``."""
    facts = preview.facts
    return tr(
        "{rows:,} pictures of {shape}, {count} classes.",
        rows=facts.rows,
        shape=shape_in_words(facts.shape),
        count=facts.outputs,
    )
