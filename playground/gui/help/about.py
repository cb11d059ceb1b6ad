"""What the program is, and everything that it is made of, with the licences."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHeaderView, QSplitter, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from playground import __version__
from playground.gui.help.sheet import HelpSheet, plain_text, words
from playground.gui.long_work import LongWork
from playground.spec.problems import PlaygroundError
from playground.spec.words import tr
from playground.workbench import licences
from playground.workbench.licences import KINDS, Part


class About(HelpSheet):
    """The version, and a list of all parts: the licence of the one that is chosen stands beside it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(tr("About"), (980, 640), parent)
        self.column.addWidget(words(f"Playground {__version__}", "title"))
        self.column.addWidget(
            words(
                f"{tr('Build, train and understand neural networks by hand.')} "
                f"{tr('Free software under the MIT licence.')} "
                f"{tr('It is made of these parts; choose one to read its licence.')}"
            )
        )
        self.parts = QTreeWidget()
        self.parts.setAccessibleName(tr("Parts"))
        self.parts.setHeaderLabels([tr("Part"), tr("Version")])
        self.parts.setRootIsDecorated(False)
        self.parts.setUniformRowHeights(True)
        self.text = plain_text(tr("Text of the licence"), mono=True)
        self.text.setPlaceholderText(tr("Reading what is installed…"))
        both = QSplitter(Qt.Orientation.Horizontal)
        both.addWidget(self.parts)
        self.name = words("", "heading")
        beside = QWidget()
        column = QVBoxLayout(beside)
        column.setContentsMargins(8, 0, 0, 0)
        column.addWidget(self.name)
        column.addWidget(self.text, 1)
        both.addWidget(beside)
        both.setStretchFactor(1, 1)
        both.setChildrenCollapsible(False)
        both.setSizes([3 * self.width() // 10, 7 * self.width() // 10])
        self.column.addWidget(both, 1)
        self.found: tuple[Part, ...] = ()
        self._work = LongWork("licences", self)
        self._work.over.connect(self._take)
        self._work.begin(licences.parts)
        self.parts.currentItemChanged.connect(lambda item, _before: self._show(item))

    def end(self) -> None:
        """Wait for the reading, which is short."""
        self._work.give_up()
        self._work.wait()

    def _take(self, found: object, wrong: Exception | None) -> None:
        self._work.wait()
        if wrong is not None or not isinstance(found, tuple):
            self.text.setPlainText(str(wrong) if isinstance(wrong, PlaygroundError) else tr("They cannot be read."))
            return
        self.found = found
        for part in self.found:
            item = QTreeWidgetItem([tr(part.name), part.version])
            item.setToolTip(0, f"{tr(part.name)} {part.version}".rstrip())
            self.parts.addTopLevelItem(item)
        header = self.parts.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        first = self.parts.topLevelItem(0)
        if first is not None:
            self.parts.setCurrentItem(first)

    def _show(self, item: QTreeWidgetItem | None) -> None:
        at = self.parts.indexOfTopLevelItem(item) if item is not None else -1
        if at >= 0:
            part = self.found[at]
            self.name.setText(
                f"{tr(part.name)} {part.version}".rstrip() + f"  ·  {tr(KINDS[part.kind])}  ·  {part.licence}"
            )
            self.text.setPlainText(part.text)
