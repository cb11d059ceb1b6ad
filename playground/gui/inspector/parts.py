"""What the pages of the inspector are made of."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget


def label(text: str, role: str = "") -> QLabel:
    """A label in one of the style's roles, that wraps and takes its text as it is."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(True)
    if role:
        made.setProperty("role", role)
    return made


def page() -> tuple[QScrollArea, QVBoxLayout]:
    """A page that scrolls when it is too high, and the column that it shows."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    content = QWidget()
    content.setProperty("role", "panel")
    column = QVBoxLayout(content)
    column.setContentsMargins(12, 12, 12, 12)
    column.setSpacing(8)
    area.setWidget(content)
    return area, column
