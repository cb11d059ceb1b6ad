"""A button that mends a problem."""

from __future__ import annotations

from PySide6.QtWidgets import QPushButton, QWidget

from playground.spec.problems import Fix
from playground.spec.words import tr
from playground.workbench.document import Document


class FixButton(QPushButton):
    """Applies the edit of a fix to the document."""

    def __init__(self, document: Document, fix: Fix, parent: QWidget | None = None) -> None:
        super().__init__(fix.label, parent)
        self._document = document
        self._fix = fix
        self.setProperty("role", "fix")
        self.setToolTip(tr("Mends this; undo takes it back."))
        self.clicked.connect(self._mend)

    def _mend(self) -> None:
        self._document.apply(self._fix.edit)
