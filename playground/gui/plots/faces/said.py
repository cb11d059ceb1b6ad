"""Predictions and examples in words, for the line under the surface."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QFontMetrics

from playground.catalog.facts import Facts
from playground.catalog.plane import Plane
from playground.catalog.prepare import Part
from playground.gui.gaze import Example
from playground.gui.plots.faces.face import Scene, minus
from playground.spec.words import tr

SHORT = 4
"""Two classes whose names have together no more letters than this stand behind the place; else on a line below it."""
LEAST = 0.005
"""Probabilities below are left out where there are many."""


def probability_words(facts: Facts, where: str, here: NDArray[np.floating[Any]]) -> tuple[str, ...]:
    """A place and the prediction there: numbers, or the probability of every class, the likeliest first."""
    if facts.task == "regression":
        values = "   ".join(f"{name} {value:.4g}" for name, value in zip(facts.targets, here, strict=True))
        return (minus(f"{where}   →   {values}"),)
    if facts.outputs == 2 and sum(map(len, facts.classes)) <= SHORT:
        both = "   ".join(f"P({name}) {value:.3f}" for name, value in zip(facts.classes, here, strict=True))
        return (where, both)
    order = np.argsort(-here, kind="stable")
    shown = [index for index in order if here[index] >= LEAST or facts.outputs <= 3]
    return (where, "   ".join(f"{facts.classes[index]} {here[index]:.2f}" for index in shown))


def example_words(scene: Scene, example: Example) -> str:
    """Which example it is, and what is true of it."""
    part = example.part
    rows = scene.prepared.rows(part)
    if example.row >= len(rows):
        return ""
    y = scene.prepared.y[rows[example.row]]
    truth = scene.facts.classes[int(y)] if scene.facts.task == "classes" else minus(f"{float(y[0]):.4g}")
    flags = scene.wrong.get(part)
    if flags is not None and example.row < len(flags) and flags[example.row]:
        return tr(
            "{part} example {number}, true {truth}, misclassified", part=tr(part), number=example.row, truth=truth
        )
    return tr("{part} example {number}, true {truth}", part=tr(part), number=example.row, truth=truth)


def mistakes_words(scene: Scene) -> str:
    """How many examples of the shown parts are misclassified; empty where that is not known."""
    if not scene.wrong or not scene.look.wrong:
        return ""
    counts = "   ".join(f"{tr(part)} {int(flags.sum())}/{len(flags)}" for part, flags in scene.wrong.items())
    return tr("errors: {counts}", counts=counts)


def wrong_examples(scene: Scene, part: Part) -> list[Example]:
    """The misclassified examples of a part, as far as that is known."""
    flags = scene.wrong.get(part)
    return [] if flags is None else [Example(part, int(row)) for row in np.flatnonzero(flags)]


def plane_words(shown: Plane) -> str:
    """Which plane through the inputs is shown; the axes tell the names."""
    if shown.explained:
        first, second = shown.explained
        return tr("{first} and {second} of the inputs' variance", first=f"{first:.0%}", second=f"{second:.0%}")
    if shown.words.endswith("mean"):
        return tr("the other features at their mean")
    return tr("the other features at chosen values")


def two_lines(sentence: str, metrics: QFontMetrics, width: int) -> tuple[str, str]:
    """A sentence cut between two words, where it does not fit one line."""
    words, first = sentence.split(" "), ""
    for place, word in enumerate(words):
        longer = f"{first} {word}".strip()
        if metrics.horizontalAdvance(longer) > width:
            return first, " ".join(words[place:])
        first = longer
    return first, ""
