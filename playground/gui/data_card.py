"""The data of the experiment: what they look like, which others there are, and their settings."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from playground.catalog.analysis import facts_of
from playground.catalog.entry import known
from playground.catalog.facts import Facts
from playground.catalog.settings import set_at
from playground.gui.follow import follow
from playground.gui.gallery import Gallery, file_setting
from playground.gui.inspector.form import Form
from playground.gui.plots.data_thumbnail import thumbnail
from playground.gui.theme.style import give_role
from playground.gui.theme.tokens import Theme
from playground.gui.transport import grouped
from playground.spec.experiment import Data, Experiment
from playground.spec.problems import PlaygroundError
from playground.spec.values import Choice
from playground.workbench.document import Document

PICTURE = 76
NARROW = 236
"""Pixels: four tiles of the gallery in a row, and no setting cut."""
SOON = 40


class DataCard(QScrollArea):
    """Present data on top, then all others to choose from, then the settings. One choice is one undoable edit."""

    file_wanted = Signal(str)
    """A data set of this kind was chosen that has to be told its file first."""

    def __init__(self, document: Document, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._theme = theme
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inside = QWidget(self)
        self._inside = inside
        give_role(inside, "panel")
        self.picture = QLabel(inside)
        self.picture.setFixedSize(PICTURE, PICTURE)
        self.title = QLabel(inside)
        give_role(self.title, "heading")
        self.title.setWordWrap(True)
        self.facts = QLabel(inside)
        give_role(self.facts, "small")
        self.facts.setWordWrap(True)
        self.summary = QLabel(inside)
        give_role(self.summary, "small")
        self.summary.setWordWrap(True)
        self.gallery = Gallery(theme, inside)
        self.gallery.chosen.connect(self.choose)
        self.form = Form(document, ("data",), Data, theme, parent=inside)
        rule = QFrame(inside)
        give_role(rule, "rule")
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.title)
        words.addWidget(self.facts)
        words.addStretch()
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(self.picture, 0, Qt.AlignmentFlag.AlignTop)
        head.addLayout(words, 1)
        column = QVBoxLayout(inside)
        column.setContentsMargins(10, 12, 10, 12)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self.summary)
        column.addWidget(self.gallery)
        column.addWidget(rule)
        column.addWidget(self.form)
        column.addStretch()
        self.setWidget(inside)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self._draw)
        follow(document.changed, self, self._follow)
        self._tell()
        self._draw()

    def choose(self, kind: str) -> None:
        """Make the data set ``kind`` the experiment's, as one edit; one that needs a file asks for it first."""
        entry = known("datasets", kind)
        if entry is not None and file_setting(entry) is not None:
            self.gallery.show_chosen(self._document.experiment.data.source.kind)
            self.file_wanted.emit(kind)
            return
        if kind != self._document.experiment.data.source.kind:
            title = entry.title if entry is not None else kind
            self._document.apply(
                set_at(self._document.experiment, ("data", "source"), Choice(kind), label=f"Data: {title}")
            )

    def set_theme(self, theme: Theme) -> None:
        """Colours of ``theme``."""
        self._theme = theme
        self.gallery.set_theme(theme)
        self.form.set_theme(theme)
        self._draw()

    def sizeHint(self) -> QSize:  # noqa: N802
        """Four tiles of the gallery wide."""
        return QSize(NARROW, 600)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """As wide as the widest setting: nothing is cut."""
        return QSize(self._inside.minimumSizeHint().width() + self.verticalScrollBar().sizeHint().width() + 2, 160)

    def _follow(self, old: Experiment, new: Experiment) -> None:
        if old.data is not new.data:
            self._tell()
            self._later.start(SOON)

    def _tell(self) -> None:
        data = self._document.experiment.data
        entry = known("datasets", data.source.kind)
        self.title.setText(entry.title if entry is not None else data.source.kind)
        self.summary.setText(entry.summary if entry is not None else "")
        try:
            self.facts.setText(in_words(facts_of(data)))
        except PlaygroundError as error:
            self.facts.setText(str(error))
        self.gallery.show_chosen(data.source.kind)

    def _draw(self) -> None:
        try:
            self.picture.setPixmap(thumbnail(self._document.experiment.data, PICTURE, self._theme))
        except PlaygroundError:
            # What is wrong stands among the facts and the problems; an old picture would be a lie.
            self.picture.clear()


def in_words(facts: Facts) -> str:
    """``500 examples · 2 features · 2 classes``, one to a line."""
    if facts.task == "classes":
        answer = f"{len(facts.classes)} classes"
    else:
        answer = "1 number to predict" if len(facts.targets) == 1 else f"{len(facts.targets)} numbers to predict"
    features = "1 feature" if len(facts.features) == 1 else f"{len(facts.features)} features"
    return f"{grouped(facts.rows)} examples\n{features}\n{answer}"
