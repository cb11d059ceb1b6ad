"""A panel that lies over the window for a while."""

from __future__ import annotations

from PySide6.QtGui import QColor
from PySide6.QtWidgets import QFrame, QGraphicsDropShadowEffect, QWidget

from playground.gui.theme.tokens import Theme


class Floating(QFrame):
    """A frame with round corners and a shadow, over its parent.

    Args:
        name: the object's name, which its style sheet goes by.
        parent: what it lies over.

    """

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._shadow = QGraphicsDropShadowEffect(self)
        self._shadow.setBlurRadius(32)
        self._shadow.setOffset(0, 8)
        self.setGraphicsEffect(self._shadow)

    def wear(self, theme: Theme, inside: str = "") -> None:
        """Colours of ``theme``; ``inside`` is the style of what the panel holds."""
        self._shadow.setColor(QColor(0, 0, 0, 80 if theme.name == "light" else 170))
        self.setStyleSheet(
            f"#{self.objectName()} {{ background: {theme.panel}; border: 1px solid {theme.line};"
            f" border-radius: 12px; }}{inside}"
        )
