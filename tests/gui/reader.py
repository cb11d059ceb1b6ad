"""A made-up language in which every text stands in brackets, and a reader that finds what is shown without them."""

from __future__ import annotations

import html
import re
import string
from collections.abc import Iterator
from functools import cache

from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt
from PySide6.QtGui import QAction, QStandardItemModel
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QGroupBox,
    QLabel,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QSpinBox,
    QTabBar,
    QTextBrowser,
    QWidget,
)

from playground.catalog.analysis import facts_of
from playground.catalog.entry import FAMILIES, family
from playground.catalog.spoken import texts as texts_of_the_catalogue
from playground.cli.words import collected
from playground.spec.experiment import Data, Experiment, Training
from playground.spec.fields import fields_of
from playground.spec.problems import PlaygroundError
from playground.spec.values import Choice
from playground.workbench.licences import installed

LEFT, RIGHT = "⟦", "⟧"
WORD = re.compile(r"[A-Za-z]{3,}")
TRANSLATED = re.compile(f"{LEFT}[^{RIGHT}]*(?:{RIGHT}|$)")
"""What is translated; a text that was cut to its room has lost its right bracket."""
KEYS = re.compile(r"(?:Ctrl|Shift|Alt)\+\S+|(?:  |, )Space(?=$|,)|Space(?=\xa0)")
"""Keys as Qt writes them."""
NAMES = (
    *("English", "Deutsch", "Playground", "CPU", "+cpu"),  # languages, the program, a device
    *("numbers.csv", "first try", "group1", "The network is small."),  # what the tests themselves say
    "log",  # formulas with numbers in them
    *(each for part in installed() for each in (part.name, part.version, part.licence) if each),  # what is in it
    *("Scroll Left", "Scroll Right", "Export...", "Export"),  # Qt's and pyqtgraph's own, that nobody sees
)
"""What is called so in every language."""


def bracketed(text: str) -> str:
    """``text`` with every stretch between its ``{places}`` in brackets: what stands in them is seen by itself."""
    made = ""
    for literal, place, spec, conversion in string.Formatter().parse(text):
        if literal:
            made += LEFT + literal.replace("{", "{{").replace("}", "}}") + RIGHT
        if place is not None:
            made += "{" + place + (f"!{conversion}" if conversion else "") + (f":{spec}" if spec else "") + "}"
    return made


@cache
def language() -> dict[str, str]:
    """The made-up words of everything that can be translated."""
    catalogue = {text: f"{LEFT}{text}{RIGHT}" for text in texts_of_the_catalogue()}  # nothing is put into these
    return {text: bracketed(text) for text in collected()} | catalogue


def formulas() -> set[str]:
    """What the catalogue writes in letters of mathematics."""
    found = {field.about.formula for cls in (Data, Training, Experiment) for field in fields_of(cls)}
    for name in FAMILIES:
        for entry in family(name).values():
            found |= {entry.formula, *entry.formula.split(",  ")}
            found |= {field.about.formula for field in entry.fields()}
    return found - {""}


def other_names() -> set[str]:
    """What else people call the things of the catalogue: the field's words, which are searched for."""
    return {", ".join(entry.aliases) for name in FAMILIES for entry in family(name).values() if entry.aliases}


@cache
def names_in_data() -> frozenset[str]:
    """What the data that come along call their features, classes and numbers."""
    found: set[str] = set()
    for kind in family("datasets"):
        try:
            facts = facts_of(Data(source=Choice(kind)))
        except PlaygroundError:
            continue  # a table needs a file first
        found |= {*facts.features, *facts.classes, *facts.targets}
    return frozenset(name for name in found if WORD.search(name))


class Reader:
    """Reads what a window shows, and keeps what could not be translated, with the place where it stands.

    A default that is a thing of the catalogue is told by its kind, such as ``xavier``: that is its name in files too.
    """

    def __init__(self) -> None:
        self.english: dict[str, str] = {}
        self.count = 0
        self._data = names_in_data()
        self._known = sorted({*NAMES, *formulas(), *other_names(), *self._data}, key=len, reverse=True)
        self._kinds = {kind for name in FAMILIES for kind in family(name)}

    def look(self, text: str, where: str) -> None:
        """Look at one text; rich text without its marks."""
        self.count += LEFT in text
        plain = TRANSLATED.sub(" ", html.unescape(re.sub(r"<[^<>]*>", " ", text)))
        plain = KEYS.sub(" ", plain)
        for name in self._known:
            plain = plain.replace(name, " ")
        if WORD.search(plain) and not self._named(plain.strip()):
            self.english.setdefault(text, f"{where}: {' '.join(plain.split())}")

    def read(self, top: QWidget) -> None:
        """Everything in ``top``, also what is hidden now."""
        for widget in (top, *top.findChildren(QWidget)):
            where = f"{type(widget).__name__} in {type(widget.parent()).__name__}"
            for text in (
                widget.toolTip(),
                widget.accessibleName(),
                widget.accessibleDescription(),
                widget.statusTip(),
                widget.windowTitle() if widget.isWindow() else "",
                *of_kind(widget),
            ):
                self.look(text, where)
        for action in top.findChildren(QAction):
            self.look(action.text().partition("\t")[0], "action")  # behind the tab stands the key
            self.look(action.toolTip().partition("\t")[0], "tip of an action")

    def _named(self, words: str) -> bool:
        """Whether these are kinds of the catalogue, or the beginning of a name in data that was cut to its room."""
        cut = words.endswith("…") and any(name.startswith(words[:-1]) for name in self._data)
        return cut or set(words.split(", ")) <= self._kinds


def of_kind(widget: QWidget) -> Iterator[str]:
    """The texts that this kind of widget has."""
    if isinstance(widget, QLabel | QAbstractButton):
        yield widget.text()
    elif isinstance(widget, QLineEdit | QPlainTextEdit):
        yield widget.placeholderText()
    elif isinstance(widget, QComboBox):
        for index in range(widget.count()):
            yield from (widget.itemText(index), str(widget.itemData(index, Qt.ItemDataRole.ToolTipRole) or ""))
    elif isinstance(widget, QTabBar):
        for index in range(widget.count()):
            yield from (widget.tabText(index), widget.tabToolTip(index))
    elif isinstance(widget, QMenu | QGroupBox):
        yield widget.title()
    elif isinstance(widget, QSpinBox):
        yield from (widget.prefix(), widget.suffix(), widget.specialValueText())
    elif isinstance(widget, QTextBrowser):
        yield from widget.toPlainText().split("\n")
    elif isinstance(widget, QAbstractItemView) and widget.model() is not None:
        model, root = widget.model(), QModelIndex()
        columns = model.columnCount(root) if isinstance(model, QAbstractTableModel | QStandardItemModel) else 1
        roles = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole)
        for row in range(min(model.rowCount(root), 400)):
            for column in range(columns):
                for role in roles:
                    yield str(model.index(row, column).data(role) or "")
        for column in range(columns):
            yield str(model.headerData(column, Qt.Orientation.Horizontal) or "")
