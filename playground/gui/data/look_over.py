"""A card that looks something from outside over before it becomes the data."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget

from playground.gui.inspector.editors import Editor
from playground.gui.inspector.words import tip
from playground.gui.theme.style import give_role
from playground.spec.fields import Field
from playground.spec.values import Choice, Values
from playground.spec.words import tr

SETTINGS_WIDTH = 214


class LookOver(QFrame):
    """Asks how a source is read, and shows what comes of it at once. Nothing changes until it is used.

    What is asked stands on the left, what comes of it on the right, the buttons above. ``_look``, which a subclass
    has, reads the source anew, ``soon`` milliseconds after the last change of a setting; it sets ``_ready`` once these
    settings give data.
    """

    used = Signal(object)
    """The source (a `playground.spec.values.Choice`) that a person wants."""
    left = Signal()
    """Everything is to stay as it was."""

    def __init__(self, name: str, use: str, soon: int, parent: QWidget | None) -> None:
        super().__init__(parent)
        self._kind, self._defaults = "", Values()
        self._values: dict[str, Any] = {}
        self._ready: Choice | None = None
        give_role(self, "card")
        self.setAutoFillBackground(True)
        self.setAccessibleName(name)
        self.heading = QLabel(self)
        give_role(self.heading, "heading")
        self.heading.setTextFormat(Qt.TextFormat.PlainText)
        self.use = QPushButton(use, self)
        give_role(self.use, "primary")
        self.use.clicked.connect(self._use)
        self.cancel = QPushButton(tr("Cancel"), self)
        self.cancel.setToolTip(tr("Everything stays as it was.  Esc"))
        self.cancel.clicked.connect(self.left)
        self.busy = QProgressBar(self)
        self.busy.setTextVisible(False)
        self.verdict = self._words()
        self.editors: dict[str, Editor] = {}
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(soon)
        self._later.timeout.connect(self._look)

    def _words(self) -> QLabel:
        """Room for sentences that have names from outside in them."""
        made = QLabel(self)
        made.setWordWrap(True)
        made.setTextFormat(Qt.TextFormat.PlainText)
        made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        return made

    def _lay_out(self, form: QWidget, found: QLayout) -> None:
        form.setFixedWidth(SETTINGS_WIDTH)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.heading, 1)
        head.addWidget(self.cancel)
        head.addWidget(self.use)
        found.setSpacing(6)
        body = QHBoxLayout()
        body.setSpacing(10)
        body.addWidget(form)
        body.addLayout(found, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 12)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self.busy)
        column.addLayout(body, 1)

    def _ask(self, field: Field, editor: Editor, parent: QWidget) -> QLabel:
        """Take up an editor of a setting; its title."""
        editor.edited.connect(lambda value, name=field.name: self._set(name, value))
        editor.setToolTip(tip(field))
        title = QLabel(field.title, parent)
        title.setBuddy(editor)
        title.setToolTip(tip(field))
        give_role(title, "small")
        self.editors[field.name] = editor
        return title

    # What is looked over

    def _begin(self, source: Choice, fields: Iterable[Field], title: str) -> None:
        """Show these settings of a source, and look it over."""
        self._values = dict(source.params)
        self.heading.setText(title)
        for field in fields:
            if field.name in self.editors:
                self.editors[field.name].set_value(self._values.get(field.name, field.default))
        self._look()
        self.show()
        self.raise_()

    @property
    def source(self) -> Choice:
        """The file with the settings as they are now; those at their default are left out."""
        changed = {name: value for name, value in self._values.items() if value != self._defaults.get(name)}
        return Choice(self._kind, Values(changed))

    @property
    def ready(self) -> bool:
        """Whether these settings give data that can be used."""
        return self._ready is not None

    def _set(self, name: str, value: Any) -> None:
        self._values[name] = value
        self._unready()
        self._later.start()

    def _unready(self) -> None:
        self._ready = None
        self.use.setEnabled(False)

    def _look(self) -> None:
        """Read the source with these settings."""
        raise NotImplementedError

    def _say(self, words: str, role: str = "") -> None:
        give_role(self.verdict, role)
        self.verdict.setText(words)

    def _complain(self, words: str) -> None:
        self._say(f"{words[:1].upper()}{words[1:]}{'' if words.endswith('.') else '.'}", "error")

    def _make_ready(self, source: Choice, tip: str, words: str) -> None:
        """``source`` can be used now."""
        self._ready = source
        self.use.setEnabled(True)
        self.use.setToolTip(tip)
        self._say(words)

    # The end

    def _use(self) -> None:
        if self._ready is not None:
            self.used.emit(self._ready)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Escape leaves everything as it was; Enter uses what was looked over."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.use.isEnabled():
            self._use()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Keys that are meant for this card reach no command of the window."""
        keys = (Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and event.key() in keys:
            event.accept()
            return True
        return super().event(event)
