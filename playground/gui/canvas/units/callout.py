"""The words beside the pointer on what it is over."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLabel, QWidget

from playground.gui.canvas.lettering import lettering
from playground.gui.theme.tokens import Theme

AWAY = 16


class Callout(QLabel):
    """A small card with words that follow what is measured; the pointer goes through it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._parent = parent
        self._theme: Theme | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setFont(lettering(12.0))
        self.hide()

    def say(self, words: str, pixel: QPoint, theme: Theme) -> None:
        """Show ``words`` beside a pixel of the parent."""
        if theme is not self._theme:
            self._theme = theme
            self.setStyleSheet(
                f"QLabel {{ background: {theme.panel}; color: {theme.text}; border: 1px solid {theme.line};"
                " border-radius: 6px; padding: 3px 7px; }"
            )
        if words != self.text():
            self.setText(words)
            self.adjustSize()
        x, y = pixel.x() + AWAY, pixel.y() + AWAY
        if x + self.width() > self._parent.width() - 4:
            x = pixel.x() - AWAY - self.width()
        if y + self.height() > self._parent.height() - 4:
            y = pixel.y() - AWAY - self.height()
        self.move(max(4, x), max(4, y))
        self.show()
        self.raise_()
