"""Lines of what is evaluated on train, dev and test, and the best of them."""

from __future__ import annotations

from typing import Literal

import numpy as np

from playground.gui.plots.line import Across, Line, Mark
from playground.gui.plots.time_axis import in_words, over
from playground.gui.theme.tokens import Theme
from playground.spec.words import mark, tr
from playground.workbench.curves import Curves

PARTS = (mark("train"), mark("dev"), mark("test"))


def part_lines(curves: Curves, quantity: str, theme: Theme, across: Across) -> list[Line]:
    """A line per part that has ``<part>/<quantity>`` in the evaluations."""
    evaluations = curves.evaluations
    x = over(curves, evaluations, across) if len(evaluations) else np.empty(0)
    return [
        Line(
            name=f"{part}/{quantity}",
            words=tr(part),
            x=x,
            y=evaluations[f"{part}/{quantity}"],
            colour=theme.of_series(index),
        )
        for index, part in enumerate(PARTS)
        if f"{part}/{quantity}" in evaluations
    ]


def best_mark(
    curves: Curves, quantity: str, better: Literal["high", "low"], theme: Theme, across: Across, first: int = 0
) -> list[Mark]:
    """The first of the best values on dev, of all evaluations from the step ``first`` on; none without a dev set."""
    evaluations, name = curves.evaluations, f"dev/{quantity}"
    if name not in evaluations:
        return []
    rows = slice(int(np.searchsorted(evaluations["step"], first)), None)
    values = evaluations[name][rows] if better == "low" else -evaluations[name][rows]
    there = np.isfinite(values)
    if not there.any():
        return []
    row = rows.start + int(np.argmin(np.where(there, values, np.inf)))
    x, y = float(over(curves, evaluations, across)[row]), float(evaluations[name][row])
    words = tr("{value}, {moment}", value=f"{y:.3g}", moment=in_words(across, x))
    return [Mark(line=name, x=x, y=y, words=words, colour=theme.of_series(PARTS.index("dev")))]
