"""What the network says of the examples of a part, asked for calmly while somebody looks."""

from __future__ import annotations

from dataclasses import dataclass
from time import perf_counter
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QTimer, Signal

from playground.catalog.facts import Facts
from playground.catalog.prepare import Part, Prepared
from playground.catalog.tensor import Array, Ints
from playground.gui.follow import follow
from playground.spec.values import Values
from playground.spec.words import tr
from playground.wire.events import Picture
from playground.workbench.run import Run

CALM = 1000
"""Milliseconds from one answer to the next question, at least."""
SHARE = 2
"""Times as long as an answer took nothing is asked after it, so that training has the machine."""
LATEST = 10_000
MOST = 100_000
"""Examples that are asked about, at most."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Outcome:
    """What the network said at one moment.

    Attributes:
        part, step: of what and when. rows: of the data, in the order of what follows; shape (m,).
        truth, predicted: class indices of shape (m,), or numbers of shape (m, targets).
        confidence: the probability of the predicted class, shape (m,); of numbers the size of the error.
        wrong: what is misclassified, shape (m,); False of numbers.
        confusion: counts of shape (classes, classes), rows the truth; (0, 0) of numbers.

    """

    part: Part
    step: int
    rows: Ints
    truth: NDArray[Any]
    predicted: NDArray[Any]
    confidence: Array
    wrong: NDArray[np.bool_]
    confusion: Ints

    def worst(self) -> Ints:
        """Places of the misclassified ones, the surest first; of numbers all, the largest error first."""
        places = np.flatnonzero(self.wrong) if self.confusion.size else np.arange(len(self.rows))
        return places[np.argsort(-self.confidence[places], kind="stable")]

    def words(self, facts: Facts, at: int) -> str:
        """What it takes the example at a place for."""
        if not facts.classes:
            return ", ".join(f"{float(value):.3g}".replace("-", "−") for value in self.predicted[at])
        name, share = facts.classes[int(self.predicted[at])], f"{float(self.confidence[at]):.1%}"
        return tr("{name}, {share}", name=name, share=share)

    def caption(self, facts: Facts, at: int, truth: str, *, short: bool) -> str:
        """Truth and prediction in few words, ``short``: without its probability."""
        if not facts.classes:
            first = f"{float(self.predicted[at][0]):.3g}".replace("-", "−")
            return tr("{truth} → {said}", truth=truth, said=first)
        share = f"{float(self.confidence[at]):.0%}"
        if not self.wrong[at]:
            return truth if short else tr("{truth} {share}", truth=truth, share=share)
        said = facts.classes[int(self.predicted[at])]
        if short:
            return tr("{truth} → {said}", truth=truth, said=said)
        return tr("{truth} → {said} {share}", truth=truth, said=said, share=share)


class Said(QObject):
    """Asks between `look` and `rest`: at once, and again when something may have changed, about once a second."""

    changed = Signal()

    def __init__(self, run: Run, key: str, parent: QObject) -> None:
        super().__init__(parent)
        self._run, self._key = run, key
        self._prepared: Prepared | None = None
        self._part: Part = "dev"
        self._stale = False
        self.outcome: Outcome | None = None
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self._ask)
        self._waiting = False
        self._asked = 0.0
        follow(run.picture_arrived, self, self._take)
        follow(run.status_changed, self, self._follow)
        follow(run.steps_arrived, self, self._follow)

    def look(self, prepared: Prepared, part: Part) -> None:
        """Ask about a part from now on; what was said of another is forgotten."""
        if prepared is not self._prepared or part != self._part:
            self._prepared, self._part = prepared, part
            self.outcome = None
            self.changed.emit()
        self._stale = False
        self._ask_now()

    def rest(self) -> None:
        """Ask no more."""
        self._later.stop()
        self._waiting = self._stale = False
        self._prepared = None
        self._run.unwatch(self._key)

    def again(self) -> None:
        """Something else changed: another network, other weights."""
        self._follow()

    def _follow(self, *_news: object) -> None:
        if self._prepared is None:
            return
        if self._waiting or self._later.isActive():
            self._stale = True
        else:
            self._ask_now()

    def _ask(self) -> None:
        if self._stale:
            self._stale = False
            self._ask_now()

    def _ask_now(self) -> None:
        prepared = self._prepared
        if prepared is None or not (prepared.part == 0).any():
            return
        self._waiting, self._asked = True, perf_counter()
        self._run.watch(self._key, "predictions", Values(part=self._part, examples=MOST))

    def _take(self, picture: Picture) -> None:
        prepared = self._prepared
        if picture.key != self._key or prepared is None:
            return
        arrays, facts = picture.arrays, prepared.facts
        rows = prepared.looked_at(self._part)[:MOST]
        truth = arrays.get("truth")
        if truth is None or len(truth) != len(rows) or picture.facts.get("part") != self._part:
            return  # nothing is there, or it was measured on the data before
        predicted = arrays["predicted"]
        if facts.classes:
            if arrays["confusion"].shape != (facts.outputs, facts.outputs):
                return
            confidence, wrong = arrays["confidence"].astype(np.float64), predicted != truth
            confusion = arrays["confusion"]
        else:
            confidence = np.abs(predicted.astype(np.float64) - truth).sum(axis=1)
            wrong, confusion = np.zeros(len(rows), dtype=np.bool_), np.zeros((0, 0), dtype=np.int64)
        self.outcome = Outcome(
            part=self._part,
            step=picture.step,
            rows=rows,
            truth=truth,
            predicted=predicted,
            confidence=confidence,
            wrong=wrong,
            confusion=confusion,
        )
        self._run.unwatch(self._key)
        self._waiting = False
        took = round(1000 * (perf_counter() - self._asked))
        self._later.start(min(max(CALM, SHARE * took), LATEST))
        self.changed.emit()
