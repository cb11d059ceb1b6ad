"""Pictures from outside, looked over before they become the data: some of them, the classes, what cannot be read."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QListWidget, QProgressBar, QPushButton, QVBoxLayout, QWidget

from playground.catalog.entry import find
from playground.catalog.families import Dataset, Preview
from playground.catalog.tensor import shape_in_words
from playground.gui.data.mosaic import Mosaic
from playground.gui.data.picture_reading import PictureReading
from playground.gui.inspector.editors import Editor, Number, Segments, editor_for
from playground.gui.inspector.words import tip
from playground.gui.theme.style import give_role
from playground.gui.theme.tokens import Theme
from playground.spec.experiment import Data
from playground.spec.values import Choice, Values
from playground.spec.words import several, tr

SOON = 150
"""Milliseconds after the last change of a setting until pictures are read anew."""
SETTINGS_WIDTH = 214
MOST_CLASSES = 30
"""Classes that are named with their counts."""
MOST_BAD = 1000
"""Bad files that the list names."""


class PicturePanel(QFrame):
    """Asks what all pictures become, and shows what comes of it. Nothing changes until they are used."""

    used = Signal(object)
    """The source (a `playground.spec.values.Choice`) that a person wants."""
    left = Signal()
    """Everything is to stay as it was."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kind = ""
        self._values: dict[str, Any] = {}
        self._defaults = Values()
        self._data = Data()
        self._ready: Choice | None = None
        give_role(self, "card")
        self.setAutoFillBackground(True)
        self.setAccessibleName(tr("Pictures to import"))
        self.reading = PictureReading(self)
        self.reading.previewed.connect(self._show)
        self.reading.told.connect(self._tell)
        self.reading.over.connect(self._end)
        self.heading = QLabel(self)
        give_role(self.heading, "heading")
        self.heading.setTextFormat(Qt.TextFormat.PlainText)
        self.use = QPushButton(tr("Use these pictures"), self)
        give_role(self.use, "primary")
        self.use.clicked.connect(self._use)
        self.cancel = QPushButton(tr("Cancel"), self)
        self.cancel.setToolTip(tr("Everything stays as it was.  Esc"))
        self.cancel.clicked.connect(self.left)
        self.busy = QProgressBar(self)
        self.busy.setTextVisible(False)
        self.busy.setAccessibleName(tr("Progress of the pictures"))
        self.verdict = self._words()
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
        self.editors: dict[str, Editor] = {}
        self._form = QVBoxLayout()
        self._form.setSpacing(3)
        self._lay_out()
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self._look)

    def _words(self) -> QLabel:
        made = QLabel(self)
        made.setWordWrap(True)
        made.setTextFormat(Qt.TextFormat.PlainText)
        made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        return made

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.heading, 1)
        head.addWidget(self.cancel)
        head.addWidget(self.use)
        self._side = QWidget(self)
        self._side.setFixedWidth(SETTINGS_WIDTH)
        self._side.setLayout(self._form)
        self._form.setContentsMargins(0, 0, 8, 0)
        right = QVBoxLayout()
        right.setSpacing(6)
        right.addWidget(self.verdict)
        right.addWidget(self.classes)
        right.addWidget(self.mosaic, 1)
        right.addWidget(self.bad_title)
        right.addWidget(self.bad)
        body = QHBoxLayout()
        body.setSpacing(10)
        body.addWidget(self._side, 0, Qt.AlignmentFlag.AlignTop)
        body.addLayout(right, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 12)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self.busy)
        column.addLayout(body, 1)

    # What is looked over

    def look_over(self, data: Data, title: str = "") -> None:
        """Begin with the source of ``data``, which names a file or a folder."""
        source = data.source
        entry = find(Dataset, source.kind)
        self._data = data
        if source.kind != self._kind:
            self._kind, self._defaults = source.kind, entry.defaults()
            self._build(entry)
        self._values = dict(source.params)
        self.heading.setText(title or Path(str(source.params.get("path", ""))).name)
        for field in entry.fields():
            if field.name in self.editors:
                self.editors[field.name].set_value(self._values.get(field.name, field.default))
        self._look()
        self.show()
        self.raise_()
        self.cancel.setFocus()

    @property
    def source(self) -> Choice:
        """The file with the settings as they are now; those at their default are left out."""
        changed = {name: value for name, value in self._values.items() if value != self._defaults.get(name)}
        return Choice(self._kind, Values(changed))

    @property
    def ready(self) -> bool:
        """Whether all pictures were read, and can be used."""
        return self._ready is not None

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
            editor.edited.connect(lambda value, name=field.name: self._set(name, value))
            editor.setToolTip(tip(field))
            title = QLabel(field.title, self._side)
            title.setBuddy(editor)
            title.setToolTip(tip(field))
            give_role(title, "small")
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
            self.editors[field.name] = editor

    def _set(self, name: str, value: Any) -> None:
        self._values[name] = value
        self._unready()
        self._later.start(SOON)

    def _unready(self) -> None:
        self.reading.give_up()
        self._ready = None
        self.use.setEnabled(False)
        self.use.setToolTip(tr("The pictures are being read."))

    def _look(self) -> None:
        self._unready()
        self.busy.setRange(0, 0)
        self.busy.show()
        give_role(self.verdict, "muted")
        self.verdict.setText(tr("Looking what is there …"))
        self._data = replace(self._data, source=self.source)
        self.reading.begin(self._data)

    def _show(self, preview: Preview) -> None:
        """Some pictures are there."""
        give_role(self.verdict, "muted")
        self.verdict.setText(tr("{what} Reading all of them …", what=outcome(preview)))
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
            words = str(wrong) or type(wrong).__name__
            give_role(self.verdict, "error")
            self.verdict.setText(f"{words[:1].upper()}{words[1:]}{'' if words.endswith('.') else '.'}")
            self.use.setToolTip(tr("The pictures cannot be used like this."))
            return
        self._ready = self.source
        self.use.setEnabled(True)
        self.use.setToolTip(tr("Make these pictures the data; the weights that fit stay. One step of undo."))
        give_role(self.verdict, "")
        self.verdict.setText(outcome(preview))
        self._show_pictures(preview)

    # The end

    def _use(self) -> None:
        if self._ready is not None:
            self.used.emit(self._ready)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Escape leaves everything as it was; Enter uses the pictures."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.use.isEnabled():
            self._use()
        else:
            super().keyPressEvent(event)

    def event(self, event: Any) -> bool:
        """Keys that are meant for this panel reach no command of the window."""
        if event.type() == event.Type.ShortcutOverride and event.key() in (
            Qt.Key.Key_Escape,
            Qt.Key.Key_Return,
            Qt.Key.Key_Enter,
        ):
            event.accept()
            return True
        return super().event(event)


def outcome(preview: Preview) -> str:
    """``12,000 pictures of 32×32×3, 4 classes.``."""
    facts = preview.facts
    return tr(
        "{rows:,} pictures of {shape}, {count} classes.",
        rows=facts.rows,
        shape=shape_in_words(facts.shape),
        count=facts.outputs,
    )
