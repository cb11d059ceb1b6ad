"""The data of the experiment: what they look like, which others there are, and all that can be done with them."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from playground.catalog.analysis import facts_of
from playground.catalog.entry import known
from playground.catalog.facts import Facts
from playground.catalog.painting import obstacle
from playground.catalog.prepare import MOST_LEARNED_FROM, MOST_LOOKED_AT, prepare
from playground.catalog.settings import set_at
from playground.catalog.tensor import shape_in_words
from playground.gui.data.augment import AugmentPanel
from playground.gui.data.dial import Dial
from playground.gui.data.feature_tiles import FeatureTiles
from playground.gui.data.settings import SourceSettings, Switches
from playground.gui.data.split_bar import SplitBar
from playground.gui.data.waiting import Waiting, missing_download
from playground.gui.follow import follow
from playground.gui.gallery import Gallery, file_setting
from playground.gui.plots.data_thumbnail import thumbnail
from playground.gui.theme.icons import icon
from playground.gui.theme.style import give_role
from playground.gui.theme.tokens import Theme
from playground.gui.transport import grouped
from playground.spec.edits import Set
from playground.spec.experiment import Data, Experiment
from playground.spec.fields import fields_of
from playground.spec.problems import PlaygroundError
from playground.spec.values import Choice
from playground.spec.words import tr
from playground.workbench.document import Document

PICTURE = 72
NARROW = 236
"""Pixels: six tiles of the gallery in a row, and no setting cut."""
SOON = 40
SEEDS = 2**31


class DataCard(QScrollArea):
    """Present data on top, then all others to choose from, their settings, the split, and the features made of them."""

    file_wanted = Signal(str)
    """A data set of this kind was chosen that has to be told its file first."""
    paint_wanted = Signal(bool)
    """Points are to be painted on the surface, or no more."""
    table_wanted = Signal()
    """All rows are to be shown."""
    paste_wanted = Signal()
    """The table in the clipboard is to become the data."""
    import_wanted = Signal()
    """How the present file is read is to be looked over."""
    said = Signal(str)
    """Something that a person should know, in a sentence."""

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
        self.waiting = Waiting(document, inside)
        self.paint = self._button("brush", tr("Paint"), inside)
        self.paint.setCheckable(True)
        self.paint.clicked.connect(self.paint_wanted)
        self.regenerate = self._button("dice", tr("Regenerate"), inside)
        self.regenerate.clicked.connect(self.draw_anew)
        self.table = self._button("table", tr("Table…"), inside)
        self.table.setToolTip(tr("All examples as a table, with the part that each is in and what the network says."))
        self.table.clicked.connect(self.table_wanted)
        self.paste = self._button("paste", tr("Paste table…"), inside)
        self.paste.setToolTip(
            tr("Make the table in the clipboard the data: copy cells of a spreadsheet, or lines with commas, first.")
        )
        self.paste.clicked.connect(self.paste_wanted)
        for button in (self.table, self.paste):
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        self.look_over = self._button("gear", tr("How the file is read…"), inside)
        self.look_over.setToolTip(tr("Look over how the file is read: target, columns, missing values."))
        self.look_over.clicked.connect(self.import_wanted)
        self.gallery = Gallery(theme, inside)
        self.gallery.chosen.connect(self.choose)
        self.source = SourceSettings(document, theme, inside)
        self.split = SplitBar(document, theme, inside)
        self.switches = Switches(document, inside)
        self.augment = AugmentPanel(document, theme, inside)
        self.features = FeatureTiles(document, theme, inside)
        self.features.refused.connect(self.said)
        self.numbers = [
            Dial(document, ("data", field.name), field)
            for field in fields_of(Data)
            if field.name in ("train", "dev", "seed")
        ]
        self._lay_out()
        self.setWidget(inside)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self._draw)
        follow(document.changed, self, self._follow)
        self.set_icons()
        self._tell()
        self._draw()

    def _button(self, name: str, words: str, parent: QWidget) -> QToolButton:
        made = QToolButton(parent)
        made.setText(words)
        made.setProperty("drawing", name)
        made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        made.setIconSize(QSize(14, 14))
        made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        made.setAccessibleName(words)
        give_role(made, "tool")
        return made

    def _lay_out(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self.title)
        words.addWidget(self.facts)
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(self.picture, 0, Qt.AlignmentFlag.AlignTop)
        head.addLayout(words, 1)
        head.setAlignment(words, Qt.AlignmentFlag.AlignTop)
        tools = QHBoxLayout()
        tools.setSpacing(0)
        for button in (self.paint, self.regenerate, self.table, self.paste):
            tools.addWidget(button)
        tools.addStretch()
        column = QVBoxLayout(self._inside)
        column.setContentsMargins(8, 8, 8, 10)
        column.setSpacing(5)
        column.addLayout(head)
        column.addWidget(self.waiting)
        column.addLayout(tools)
        column.addWidget(self.gallery)
        column.addWidget(self._rule())
        column.addWidget(self.look_over, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.source.dials)
        column.addWidget(self.split)
        column.addWidget(self.switches)
        column.addWidget(self.augment)
        column.addWidget(self._rule())
        column.addWidget(self.features)
        self._below = self._rule()
        column.addWidget(self._below)
        column.addWidget(self.source)
        for dial in self.numbers:
            column.addWidget(dial)
        column.addStretch(1)

    def _rule(self) -> QFrame:
        rule = QFrame(self._inside)
        give_role(rule, "rule")
        return rule

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
                set_at(
                    self._document.experiment, ("data", "source"), Choice(kind), label=tr("Data: {name}", name=title)
                )
            )

    def draw_anew(self) -> None:
        """The next data seed: other examples of the same kind, or another split of a table; the weights stay."""
        seed = (self._document.experiment.data.seed + 1) % SEEDS
        label = tr("Regenerate the data") if self.drawn else tr("Split the data anew")
        self._document.apply(Set(path=("data", "seed"), value=seed, label=label, merges=False))

    @property
    def drawn(self) -> bool:
        """Whether the examples are drawn at random, instead of standing in a table."""
        entry = known("datasets", self._document.experiment.data.source.kind)
        return entry is not None and any(field.name == "samples" for field in entry.fields())

    def show_painting(self, painting: bool) -> None:
        """Whether a brush is in use on the surface."""
        self.paint.setChecked(painting)

    def set_theme(self, theme: Theme) -> None:
        """Colours of ``theme``."""
        self._theme = theme
        self.gallery.set_theme(theme)
        self.source.set_theme(theme)
        self.split.set_theme(theme)
        self.augment.set_theme(theme)
        self.features.set_theme(theme)
        self.set_icons()
        self._draw()

    def set_icons(self) -> None:
        """Icons in the colours of the theme."""
        for button in (self.paint, self.regenerate, self.table, self.paste, self.look_over):
            button.setIcon(icon(str(button.property("drawing")), self._theme))

    def sizeHint(self) -> QSize:  # noqa: N802
        """Six tiles of the gallery wide."""
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
        for dial in self.numbers:
            dial.show_experiment(self._document.experiment)
        entry = known("datasets", data.source.kind)
        self.title.setText(entry.title if entry is not None else data.source.kind)
        about = ""
        if entry is not None:
            about = f"<div style='max-width: 320px'><b>{entry.title}</b><br>{entry.summary}<br>{entry.help}</div>"
        try:
            facts = facts_of(data)
            self.facts.setText(in_words(facts))
            if facts.picture and data.train * facts.rows > MOST_LEARNED_FROM:
                words = tr(
                    "Loss and metrics of the training part are those of about {some:,} of its pictures, evenly spread, "
                    "those of the other parts of at most {most:,}.",
                    some=MOST_LEARNED_FROM,
                    most=MOST_LOOKED_AT,
                )
                about += f"<div style='max-width: 320px'><br>{words}</div>"
        except PlaygroundError as error:
            # What is to be downloaded is said beside the button.
            self.facts.setText(str(error) if missing_download(self._document) is None else "")
        for label in (self.picture, self.title, self.facts):
            label.setToolTip(about)
        self.gallery.show_chosen(data.source.kind)
        self._below.setVisible(not self.features.isHidden())
        self._tell_tools(data, entry is not None and file_setting(entry) is not None)

    def _tell_tools(self, data: Data, has_file: bool) -> None:
        try:
            why = obstacle(prepare(data))
        except PlaygroundError as error:
            why = f"{error}."
        self.paint.setEnabled(not why)
        how = tr("Paint, move and erase points on the surface, also while it trains.  P")
        self.paint.setToolTip(why or how)
        if self.drawn:
            self.regenerate.setText(tr("Regenerate"))
            self.regenerate.setToolTip(
                tr(
                    "Draw other examples of the same kind: the next data seed ({seed}). The weights stay.",
                    seed=data.seed,
                )
            )
        else:
            self.regenerate.setText(tr("Split anew"))
            self.regenerate.setToolTip(
                tr("Share the same examples out anew: the next data seed ({seed}). The weights stay.", seed=data.seed)
            )
        self.regenerate.setAccessibleName(self.regenerate.text())
        self.look_over.setVisible(has_file)

    def _draw(self) -> None:
        try:
            self.picture.setPixmap(thumbnail(self._document.experiment.data, PICTURE, self._theme))
        except PlaygroundError:
            # What is wrong stands among the facts and the problems; an old picture would be a lie.
            self.picture.clear()


def in_words(facts: Facts) -> str:
    """``500 examples · 2 features · 2 classes``, or ``12,000 pictures · 28×28×1 · 10 classes``, one to a line."""
    if facts.task == "classes":
        answer = tr("{count} classes", count=len(facts.classes))
    else:
        answer = (
            tr("1 number to predict")
            if len(facts.targets) == 1
            else tr("{count} numbers to predict", count=len(facts.targets))
        )
    rows = tr("{rows} pictures", rows=grouped(facts.rows)) if facts.picture else examples_in_words(facts)
    return "\n".join((rows, features_in_words(facts), answer))


def examples_in_words(facts: Facts) -> str:
    """``500 examples``."""
    return tr("{rows} examples", rows=grouped(facts.rows))


def features_in_words(facts: Facts) -> str:
    """``2 features``; where they have no names, the shape of an example: ``28×28×1``."""
    if not facts.features or len(facts.input_shape) > 1:
        return shape_in_words(facts.input_shape)
    return tr("1 feature") if len(facts.features) == 1 else tr("{count} features", count=len(facts.features))
