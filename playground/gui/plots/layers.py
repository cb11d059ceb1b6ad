"""Curves that there is one of per layer."""

from __future__ import annotations

from functools import partial

from playground.catalog.analysis import title_of
from playground.gui.plots.line import Across, Line
from playground.gui.plots.time_axis import over
from playground.gui.theme.tokens import Theme
from playground.workbench.curves import Curves
from playground.workbench.document import Document


def layer_lines(curves: Curves, document: Document, theme: Theme, quantity: str, across: Across) -> list[Line]:
    """A line per block that has ``<quantity>/<node id>`` in the steps, in the order from input to output.

    Blocks that have been deleted come last, with their ids. Blocks of the same name are told apart by a number.
    """
    steps = curves.steps
    names = {node.id: title_of(node) for node in document.experiment.network.nodes}
    order = list(document.analysis.order)
    ids = [id for id in curves.nodes() if f"{quantity}/{id}" in steps]
    ids.sort(key=lambda id: order.index(id) if id in order else len(order))
    words = [names.get(id, id) for id in ids]
    found = []
    x = over(curves, steps, across)
    for index, id in enumerate(ids):
        number = f" {words[: index + 1].count(words[index])}" if words.count(words[index]) > 1 else ""
        line = Line(
            name=id,
            words=words[index] + number,
            x=x,
            y=steps[f"{quantity}/{id}"],
            colour=theme.of_series(index),
            noisy=True,
            blocks=partial(steps.blocks, f"{quantity}/{id}"),
            dashed=index >= len(theme.series),
        )
        found.append(line)
    return found
