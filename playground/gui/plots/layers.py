"""Curves that there is one of per layer."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from playground.catalog.analysis import title_of
from playground.gui.plots.line import Across, Line
from playground.gui.plots.time_axis import over
from playground.gui.theme.tokens import Theme
from playground.spec.groups import expanded
from playground.workbench.curves import Curves
from playground.workbench.document import Document


def layer_names(document: Document, ids: Iterable[str]) -> dict[str, str]:
    """Names for people by the ids of blocks, in the order from input to output.

    Blocks that have been deleted come last, with their ids. Blocks of the same name are told apart by a number.
    """
    titles = {node.id: title_of(node) for node in expanded(document.experiment).network.nodes}
    order = {id: place for place, id in enumerate(document.analysis.order)}
    found = sorted(ids, key=lambda id: order.get(id, len(order)))
    words = [titles.get(id, id) for id in found]
    return {
        id: words[index] + (f" {words[: index + 1].count(words[index])}" if words.count(words[index]) > 1 else "")
        for index, id in enumerate(found)
    }


def layer_lines(curves: Curves, document: Document, theme: Theme, quantity: str, across: Across) -> list[Line]:
    """A line per block that has ``<quantity>/<node id>`` in the steps, in the order from input to output."""
    steps = curves.steps
    names = layer_names(document, (id for id in curves.nodes() if f"{quantity}/{id}" in steps))
    if not names:
        return []
    x = over(curves, steps, across)
    return [
        Line(
            name=id,
            words=words,
            x=x,
            y=steps[f"{quantity}/{id}"],
            colour=theme.of_series(index),
            noisy=True,
            blocks=partial(steps.blocks, f"{quantity}/{id}"),
            dashed=index >= len(theme.series),
        )
        for index, (id, words) in enumerate(names.items())
    ]
