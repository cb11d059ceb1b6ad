"""Says that something went wrong inside the program, beside the window, which stays usable."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QColor, QFontMetrics, QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from playground.gui.errors.catching import Fault
from playground.gui.flow import FlowLayout
from playground.gui.theme.fonts import font
from playground.gui.theme.icons import pixmap
from playground.gui.theme.style import give_role
from playground.gui.theme.tokens import Theme
from playground.spec.words import several, tr

SIZE = (660, 520)
LONGEST = 400
"""Letters of what happened that stand at the top; the report has all."""
COPIED = 2000
"""Milliseconds for which a button says that it has copied."""


class FaultDialog(QDialog):
    """What happened, that the work is safe, and a report to pass on.

    Args:
        theme: its colours.
        report: makes the text of these faults.
        save: saves the person's work under a name that they choose.
        parent: the window.

    """

    def __init__(
        self, theme: Theme, report: Callable[[Sequence[Fault]], str], save: Callable[[], object], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Something went wrong"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(False)
        self._report = report
        self.faults: dict[str, Fault] = {}
        mark = QLabel()
        mark.setPixmap(pixmap("error", QColor(theme.error), 28, self.devicePixelRatioF()))
        mark.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.sentence = _words("", "heading")
        self.count = _words("", "muted")
        head = QVBoxLayout()
        head.setSpacing(4)
        head.addWidget(self.sentence)
        head.addWidget(self.count)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(mark)
        row.addLayout(head, 1)
        safe = _words(
            tr(
                "The program goes on, and your work has been kept. If something looks wrong from here on, save your "
                "work and start the program again."
            )
        )
        note = _words(
            tr(
                "This report helps to mend it. It has no data and no names of yours, and goes nowhere by itself; read "
                "it before you pass it on."
            ),
            "muted",
        )
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setAccessibleName(tr("Report"))
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.text.setFont(font(9.0, mono=True))
        self.copy = QPushButton(tr("Copy the report"))
        self.copy.clicked.connect(self._copy)
        self.save = QPushButton(tr("Save my work as…"))
        self.save.clicked.connect(lambda: save())
        self.close_ = QPushButton(tr("Close"))
        self.close_.setDefault(True)
        self.close_.clicked.connect(self.close)
        give_role(self.close_, "primary")
        buttons = FlowLayout(spacing=8)
        for button in (self.copy, self.save, self.close_):
            buttons.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 12)
        column.setSpacing(10)
        column.addLayout(row)
        column.addWidget(safe)
        column.addWidget(self.text, 1)
        column.addWidget(note)
        column.addLayout(buttons)
        self._told = QTimer(self)
        self._told.setSingleShot(True)
        self._told.timeout.connect(lambda: self.copy.setText(tr("Copy the report")))
        self.copy.setFocus()
        letters, room = QFontMetrics(self.font()).height() / 16, parent.window().size()
        wide, high = (round(side * letters) for side in SIZE)
        self.resize(min(wide, room.width() - 40), min(high, room.height() - 40))

    def take(self, fault: Fault) -> None:
        """Another fault, or the same once more."""
        new = fault.key not in self.faults
        self.faults[fault.key] = fault
        first, *others = self.faults.values()
        words = " ".join(first.sentence.split())
        self.sentence.setText(words if len(words) <= LONGEST else f"{words[:LONGEST]}…")
        told = []
        if first.count > 1:
            told.append(several(first.count, "It happened once.", "It has happened {count} times so far."))
        if others:
            told.append(several(len(others), "Another fault came with it.", "{count} other faults came with it."))
        self.count.setText(" ".join(told))
        self.count.setVisible(bool(told))
        if new:
            self.text.setPlainText(self._report(tuple(self.faults.values())))

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text.toPlainText())
        self.copy.setText(tr("Copied"))
        self._told.start(COPIED)


def _words(text: str, role: str = "") -> QLabel:
    """A paragraph, which can be marked and copied."""
    label = QLabel(text)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    if role:
        give_role(label, role)
    return label
