"""The window of all pictures: by part, class and what the network says, and the next batch as the network gets it."""

from __future__ import annotations

from typing import Literal

import numpy as np
from PySide6.QtCore import QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from playground.catalog.prepare import PARTS, Part, Prepared, prepare
from playground.catalog.tensor import Ints
from playground.gui.beside_window import BesideWindow
from playground.gui.follow import follow
from playground.gui.gaze import Example, Gaze
from playground.gui.theme.style import give_role
from playground.gui.theme.tokens import Theme
from playground.gui.thumbs.said import Said
from playground.gui.thumbs.sizer import Sizer
from playground.gui.thumbs.sources import OfBatch, OfData
from playground.gui.thumbs.wall import USUAL, Wall
from playground.spec.problems import PlaygroundError
from playground.spec.values import Values
from playground.spec.words import mark, several, tr
from playground.wire.events import Picture
from playground.workbench.document import Document
from playground.workbench.run import Run

KEY, BATCH = "gallery/said", "gallery/batch"
AGAIN = 1000
"""Milliseconds from one batch to the next that is shown, at least: so long a person looks."""
LETTERS, WIDEST = 11, 200
"""Letters that a choice has room for at least, and pixels at most: names of classes may be long."""
Verdict = Literal["all", "right", "wrong"]
VERDICTS: tuple[tuple[Verdict, str], ...] = (
    ("all", mark("right or wrong")),
    ("right", mark("right")),
    ("wrong", mark("wrong")),
)
NO_PICTURES = mark("These data are no pictures: Edit → Table of data shows their rows.")


class GalleryWindow(BesideWindow):
    """A window of its own that may stay open. ``wanted`` names another window that is to be opened."""

    wanted = Signal(str)

    def __init__(self, document: Document, run: Run, theme: Theme, gaze: Gaze, parent: QWidget) -> None:
        super().__init__(tr("Gallery"), (820, 620), document, run, theme, gaze, parent)
        self._prepared: Prepared | None = None
        self._data: OfData | None = None
        self._batch: OfBatch | None = None
        self._rows = 0
        self.part = self._combo(tr("Part of the data"), tr("Which pictures are shown."))
        self.part.addItems([*(tr(part) for part in PARTS), tr("next batch")])
        batch = tr("The pictures of the next step as the network gets them: altered at random, and normalized.")
        self.part.setItemData(len(PARTS), batch, Qt.ItemDataRole.ToolTipRole)
        self.of_class = self._combo(tr("Class"), tr("Only the pictures of one class."))
        self.verdict = self._combo(
            tr("What the network says"),
            tr("Only those that the network takes for their class, or for another."),
        )
        self.verdict.addItems([tr(words) for _kind, words in VERDICTS])
        self.count = QLabel(self)
        self.wall = Wall(tr("Pictures"), theme, self)
        self.size_ = Sizer(self.wall, USUAL, 130, self)
        self.words = QLabel(self)
        give_role(self.words, "small")
        self.words.setWordWrap(True)
        self.said = Said(run, KEY, self)
        self.first = self.wall
        self._lay_out()
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self._ask_batch)
        self._stale = False
        self.part.currentIndexChanged.connect(lambda _at: self._choose())
        self.of_class.currentIndexChanged.connect(lambda _at: self._hang())
        self.verdict.currentIndexChanged.connect(lambda _at: self._choose())
        self.said.changed.connect(self._take_said)
        self.wall.chosen.connect(self._look_into)
        self.wall.opened.connect(self._open)
        follow(run.picture_arrived, self, self._follow_picture)
        follow(run.steps_arrived, self, self._follow_steps)
        gaze.example_changed.connect(self._follow_gaze)

    def _combo(self, name: str, tip: str) -> QComboBox:
        combo = QComboBox(self)
        combo.setAccessibleName(name)
        combo.setToolTip(tip)
        combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        combo.setMinimumContentsLength(LETTERS)
        combo.setMaximumWidth(WIDEST)
        return combo

    def _lay_out(self) -> None:
        line = QHBoxLayout()
        line.setSpacing(8)
        for combo in (self.part, self.of_class, self.verdict):
            line.addWidget(combo)
        line.addWidget(self.count, 1)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self.words, 1)
        foot.addWidget(self.size_)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 10, 10, 10)
        column.setSpacing(6)
        column.addLayout(line)
        column.addWidget(self.wall, 1)
        column.addLayout(foot)

    def set_theme(self, theme: Theme) -> None:
        """Colours of ``theme``."""
        super().set_theme(theme)
        self.wall.set_theme(theme)

    def _rest(self) -> None:
        self.said.rest()
        self._later.stop()
        self._run.unwatch(BATCH)

    # What there is

    @property
    def batch_shown(self) -> bool:
        """Whether it is the batch that is looked at."""
        return self.part.currentIndex() == len(PARTS)

    def _part(self) -> Part:
        return PARTS[max(self.part.currentIndex(), 0) % len(PARTS)]

    def _take_network(self) -> None:
        self.said.again()

    def _take_up(self) -> None:
        prepared, why = None, tr(NO_PICTURES)
        facts = self._document.analysis.facts
        if facts is not None and facts.picture:
            try:
                prepared = prepare(self._document.experiment.data)
            except PlaygroundError as error:
                why = f"{str(error)[:1].upper()}{str(error)[1:]}."
        if prepared is not None and prepared is self._prepared:
            self._choose()
            return
        self._prepared, self._batch = prepared, None
        self._data = OfData(prepared) if prepared is not None else None
        for widget in (self.part, self.of_class, self.verdict, self.size_):
            widget.setEnabled(prepared is not None)
        classes = prepared.facts.classes if prepared is not None else ()
        self.of_class.setVisible(bool(classes) or prepared is None)
        self.verdict.setVisible(bool(classes) or prepared is None)
        with QSignalBlocker(self.of_class):
            chosen = max(self.of_class.currentIndex(), 0)
            self.of_class.clear()
            self.of_class.addItems([tr("all classes"), *classes])
            self.of_class.setCurrentIndex(min(chosen, self.of_class.count() - 1))
        if prepared is None:
            self.said.rest()
            self._run.unwatch(BATCH)
            self.wall.show_source(None)
            self.wall.show_keys(np.zeros(0, dtype=np.int64), empty=why)
            self.count.clear()
            self.words.clear()
            return
        self._choose()

    def _choose(self) -> None:
        """Another part, or another wish what the network should say."""
        if self._prepared is None or not self.isVisible():
            return
        self.of_class.setEnabled(not self.batch_shown)
        self.verdict.setEnabled(not self.batch_shown)
        self.wall.show_source(self._batch if self.batch_shown else self._data)
        if self.batch_shown:
            self.said.rest()
            self._ask_batch()
        else:
            self._later.stop()
            self._run.unwatch(BATCH)
            if self._verdict() == "all":
                self.said.rest()
                self._take_said()
            else:
                self.said.look(self._prepared, self._part())
        self._hang()

    def _verdict(self) -> Verdict:
        return VERDICTS[max(self.verdict.currentIndex(), 0)][0]

    def _take_said(self) -> None:
        if self._data is not None:
            self._data.take(self.said.outcome if self._verdict() != "all" else None)
            self._hang()

    # What hangs there

    def _hang(self) -> None:
        if self._prepared is None or not self.isVisible():
            return
        if self.batch_shown:
            shown = 0 if self._batch is None else len(self._batch)
            self.wall.show_keys(np.arange(shown), empty=tr("The network is asked for its next batch…"))
            self._count_batch(shown)
        else:
            keys, of = self._keys()
            waiting = self._verdict() != "all" and self.said.outcome is None
            self.wall.show_keys(
                keys, empty=tr("The network is asked…") if waiting else tr("There are no such pictures.")
            )
            self.count.setText(
                several(len(keys), "{count:,} picture of {of:,}", "{count:,} pictures of {of:,}", of=of)
                if len(keys) != of
                else several(of, "{count:,} picture", "{count:,} pictures")
            )
            self.count.setToolTip("")
            self._mark(self._gaze.example)
        self._say()

    def _count_batch(self, shown: int) -> None:
        batch = self._batch
        if batch is None:
            self.count.clear()
            return
        self.count.setText(
            several(self._rows, "{count} picture", "{count} pictures")
            if shown == self._rows
            else tr("{shown} of {rows:,} pictures", shown=shown, rows=self._rows)
        )
        self.count.setToolTip(
            tr(
                "As numbers x̂ = (x − μ) / σ from {low} (black) to {high} (white), mean {mean}, deviation {deviation}.",
                low=f"{batch.low:.3g}".replace("-", "−"),
                high=f"{batch.high:.3g}".replace("-", "−"),
                mean=f"{batch.mean:.2g}".replace("-", "−"),
                deviation=f"{batch.deviation:.3g}",
            )
        )

    def _keys(self) -> tuple[Ints, int]:
        """The rows that fit, and how many there are of the part."""
        assert self._prepared is not None
        rows = self._prepared.rows(self._part())
        of, verdict = len(rows), self._verdict()
        if verdict != "all":
            outcome = self.said.outcome
            if outcome is None:
                return np.zeros(0, dtype=np.int64), of
            rows = outcome.rows[outcome.wrong if verdict == "wrong" else ~outcome.wrong]
            of = len(outcome.rows)
        chosen = self.of_class.currentIndex() - 1
        if chosen >= 0 and self._prepared.facts.classes:
            rows = rows[self._prepared.y[rows] == chosen]
        return rows, of

    def _say(self) -> None:
        source = self._batch if self.batch_shown else self._data
        key = self.wall.chosen_key
        if key is not None and source is not None:
            self.words.setText(source.words(key))
        elif self.batch_shown and self._batch is not None:
            self.words.setText(self.count.toolTip())
        else:
            self.words.setText(tr("A click chooses a picture for all views, Enter or a double click looks inside."))

    # Choosing

    def _look_into(self, key: int) -> None:
        self._say()
        if self._data is not None and not self.batch_shown:
            self._gaze.look_into(self._data.example(key))

    def _open(self, key: int) -> None:
        if not self.batch_shown:
            self._look_into(key)
            self.wanted.emit("look_inside")

    def _follow_gaze(self, example: object) -> None:
        if self.isVisible() and not self.batch_shown:
            self._mark(example)
            self._say()

    def _mark(self, example: object) -> None:
        """Frame the example that is looked into, where it hangs."""
        prepared = self._prepared
        if prepared is None or not isinstance(example, Example) or example.part != self._part():
            return
        rows = prepared.rows(self._part())
        if example.row < len(rows) and self.wall.chosen_key != rows[example.row]:
            self.wall.choose(int(rows[example.row]))

    # The batch

    def _ask_batch(self) -> None:
        self._stale = False
        self._run.watch(BATCH, "batch_pictures", Values())

    def _follow_steps(self, *_news: object) -> None:
        """Another batch comes next: it is shown once this one has been seen."""
        if self.isVisible() and self.batch_shown and not self._stale:
            self._stale = True
            if not self._later.isActive():
                self._later.start(AGAIN)

    def _follow_picture(self, picture: Picture) -> None:
        prepared = self._prepared
        if picture.key != BATCH or prepared is None or not self.isVisible() or not self.batch_shown:
            return
        inputs, y = picture.arrays.get("inputs"), picture.arrays.get("y")
        shape = (prepared.facts.channels, *prepared.facts.picture)
        if inputs is None or y is None or inputs.shape[1:] != shape or not len(inputs):
            return  # of the data before
        self._run.unwatch(BATCH)
        place = self.wall.verticalScrollBar().value()
        self._batch, self._rows = OfBatch(inputs, y, prepared.facts), int(picture.facts["rows"])
        self.wall.show_source(self._batch)
        self._hang()
        self.wall.verticalScrollBar().setValue(place)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """+ and − change the size, Escape closes."""
        if not self.size_.take_key(event):
            super().keyPressEvent(event)
