"""The sheets of the Help menu: all keys and gestures, and what the program is made of."""

from __future__ import annotations

import platform
from html import escape
from importlib import metadata

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

import playground
from playground.gui.actions import shortcuts_as_html
from playground.spec.words import mark, tr

PARTS = (
    ("PySide6-Essentials", "Qt and PySide6", "LGPL 3.0"),
    ("pyqtgraph", "pyqtgraph", "MIT"),
    ("superqt", "superqt", "BSD 3-Clause"),
    ("torch", "PyTorch", "BSD 3-Clause"),
    ("numpy", "NumPy", "BSD 3-Clause"),
    ("psygnal", "psygnal", "BSD 3-Clause"),
    ("pydantic", "pydantic", "MIT"),
    ("safetensors", "safetensors", "Apache 2.0"),
    ("platformdirs", "platformdirs", "MIT"),
    ("pillow", "Pillow", "MIT-CMU"),
    ("rich", "rich", "MIT"),
)
"""What the program is built on: the distribution, its name for people, and its licence."""


TABLES = mark("Tables of real data: UCI Machine Learning Repository (CC BY 4.0), diabetes: Efron and others (2004).")


def about_as_html() -> str:
    """The program's version and licence, and those of what it is made of."""
    rows = "".join(
        f"<tr><td>{escape(name)}</td><td>{escape(version_of(distribution))}</td><td>{licence}</td></tr>"
        for distribution, name, licence in PARTS
    )
    return (
        f"<h3>Playground {escape(playground.__version__)}</h3>"
        f"<p>{tr('Build, train and understand neural networks by hand.')}<br>"
        f"{tr('Free software under the MIT licence.')}</p>"
        f"<p>{tr('Made with Python {version} and', version=platform.python_version())}</p>"
        f"<table cellspacing='0' cellpadding='3'>{rows}</table>"
        f"<p>{tr('Letters: Inter (SIL Open Font License 1.1), DejaVu Sans (Bitstream Vera licence).')}<br>"
        f"{tr(TABLES)}</p>"
    )


def version_of(distribution: str) -> str:
    """The installed version; empty where the program was packed without that knowledge."""
    try:
        return metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return ""


class Sheet(QDialog):
    """A page of text beside the window, which stays usable. It scrolls where it does not fit on the screen."""

    def __init__(self, title: str, html: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.text = QLabel(html)
        self.text.setTextFormat(Qt.TextFormat.RichText)
        self.text.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.text.setContentsMargins(16, 12, 16, 12)
        area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setWidget(self.text)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.button(QDialogButtonBox.StandardButton.Close).setText(tr("Close"))
        buttons.rejected.connect(self.close)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 12, 12)
        column.addWidget(area, 1)
        column.addWidget(buttons)
        wanted = self.text.sizeHint()
        self.text.setWordWrap(True)  # where the widest does not fit on the screen
        line = QFontMetrics(self.font()).height()
        room = parent.window().size()
        self.resize(min(wanted.width() + line, room.width() - 40), min(wanted.height() + 4 * line, room.height() - 40))


def shortcuts(parent: QWidget) -> Sheet:
    """All keys and gestures."""
    return Sheet(tr("Shortcuts"), shortcuts_as_html(), parent)


def about(parent: QWidget) -> Sheet:
    """What this is."""
    return Sheet(tr("About"), about_as_html(), parent)
