"""Histograms as a probe gives them: which there are, their quantiles, and the same counted on other bins."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from playground.gui.plots.layers import layer_names
from playground.gui.plots.line import Floats
from playground.gui.theme.fonts import font
from playground.gui.theme.style import give_role
from playground.spec.words import mark, tr
from playground.workbench.document import Document

Arrays = Mapping[str, NDArray[Any]]
KIND = "histograms"
QUANTITIES: tuple[tuple[str, str], ...] = (
    ("activations", mark("Activations a")),
    ("z", mark("Inputs z")),
    ("weights", mark("Weights W")),
    ("gradients", mark("Gradients dW")),
)
"""What is counted, as the probe calls it, and in words."""


def nodes_of(arrays: Arrays, quantity: str) -> list[str]:
    """The ids of the blocks that have a histogram of this quantity."""
    names = [name.split("/") for name in arrays]
    return [parts[1] for parts in names if len(parts) == 3 and parts[0] == quantity and parts[2] == "counts"]


def cumulated(counts: NDArray[Any]) -> Floats:
    """The share of values below every edge, from 0 to 1."""
    total = np.concatenate([[0.0], np.cumsum(counts, dtype=np.float64)])
    shares: Floats = total / max(total[-1], 1.0)
    return shares


def quantiles(counts: NDArray[Any], edges: Floats, shares: Floats) -> Floats:
    """The values under which these shares lie, each bin taken as evenly filled."""
    found: Floats = np.interp(shares, cumulated(counts), edges)
    return found


def counted_on(counts: NDArray[Any], edges: Floats, bins: Floats) -> Floats:
    """The shares of the values in other bins (their edges, ascending), each old bin taken as evenly filled."""
    below: Floats = np.interp(bins, edges, cumulated(counts), left=0.0, right=1.0)
    return np.diff(below)


class Counted:
    """What was worked out of histograms, step by step; of another histogram at the same step it is done anew."""

    def __init__(self, most: int = 1000) -> None:
        self._found: dict[int, tuple[NDArray[Any], Floats]] = {}
        self._most = most

    def of(self, step: int, counts: NDArray[Any], work: Callable[[], Floats]) -> Floats:
        """What ``work`` gives for the counts of that step."""
        found = self._found.get(step)
        if found is None or found[0] is not counts:
            if len(self._found) >= self._most:
                self._found.clear()
            found = self._found[step] = (counts, work())
        return found[1]

    def clear(self) -> None:
        """Forget everything."""
        self._found.clear()


class Chooser(QWidget):
    """Two small lists: of what, and of which layer."""

    chosen = Signal()
    """A person chose something else."""

    def __init__(self, *, with_layer: bool) -> None:
        super().__init__()
        self.quantity = self._list(tr("What is counted"))
        for name, words in QUANTITIES:
            self.quantity.addItem(tr(words), name)
        self.layer = self._list(tr("Layer"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        row.addWidget(self.quantity)
        row.addWidget(self.layer)
        self.layer.setVisible(with_layer)  # once it stands in here: before, it would be a window of its own

    @property
    def what(self) -> str:
        """The chosen quantity."""
        return str(self.quantity.currentData())

    @property
    def node(self) -> str:
        """The id of the chosen layer; empty where there is none."""
        return str(self.layer.currentData() or "")

    def choose(self, what: str, node: str = "") -> None:
        """Choose, as a person would."""
        self.quantity.setCurrentIndex(max(self.quantity.findData(what), 0))
        if node:
            self.layer.setCurrentIndex(max(self.layer.findData(node), 0))

    def offer(self, document: Document, arrays: Arrays) -> None:
        """The layers that have the chosen quantity; the one that was chosen stays where it is among them."""
        names = layer_names(document, nodes_of(arrays, self.what))
        there = {self.layer.itemData(index): self.layer.itemText(index) for index in range(self.layer.count())}
        if names != there:
            before = self.node
            self.layer.blockSignals(True)
            self.layer.clear()
            for id, words in names.items():
                self.layer.addItem(words, id)
            first = next(iter(names), "")
            learned = next((id for id in names if f"weights/{id}/counts" in arrays), first)
            self.layer.setCurrentIndex(self.layer.findData(before if before in names else learned))
            self.layer.blockSignals(False)

    def _list(self, name: str) -> QComboBox:
        made = QComboBox()
        made.setAccessibleName(name)
        made.setFont(font(8.0))
        made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        made.currentIndexChanged.connect(lambda _index: self.chosen.emit())
        give_role(made, "small")
        return made
