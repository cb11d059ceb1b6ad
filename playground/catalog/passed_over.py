"""What an experiment says of things that are not there: training passes it over, so whoever opens a file is told.

It may be left from a network that has changed since, and would hold again if that change were undone; so it stays in
the experiment.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from playground.catalog.analysis import Analysis, analyse, title_of
from playground.catalog.entry import known
from playground.catalog.settings import setting_at
from playground.catalog.tensor import lies_in
from playground.spec.experiment import Experiment, Node
from playground.spec.frozen import WHOLE, Frozen, understood
from playground.spec.groups import called
from playground.spec.limits import MOST_ITEMS
from playground.spec.problems import PlaygroundError
from playground.spec.words import several, tr


def passed_over(experiment: Experiment) -> tuple[str, ...]:
    """A sentence each for frozen words, weights set by hand and settings that groups show, where some mean nothing."""
    analysis = analyse(experiment)
    kinds = (_frozen(experiment, analysis), _touches(experiment, analysis), _exposed(experiment))
    return tuple(_told(found) for kind in kinds if (found := list(islice(kind, MOST_ITEMS))))


def _told(found: list[str]) -> str:
    if len(found) == 1:
        return tr("{what}, so that is passed over.", what=found[0])
    return several(
        len(found) - 1,
        "{what}, so that is passed over, and so is {count} more.",
        "{what}, so that is passed over, and so are {count} more.",
        what=found[0],
    )


def _frozen(experiment: Experiment, analysis: Analysis) -> Iterator[str]:
    for node in experiment.network.nodes:
        for word in node.frozen:
            meant = understood(word)
            if meant is None:
                yield tr(
                    'What is frozen must be "*", a unit such as "3" or a number such as "weight[3,1]", not {word!r}',
                    word=word,
                )
            elif not _is_there(node, meant, analysis):
                yield tr("{block} has nothing to freeze that is called {word!r}", block=title_of(node), word=word)


def _is_there(node: Node, meant: Frozen, analysis: Analysis) -> bool:
    """Whether the word names a learned number; True where the block's arrays are not known, and of all that it has."""
    signature = analysis.signatures.get(node.id)
    return (
        signature is None
        or meant == understood(WHOLE)
        or any(
            parameter.role != "buffer"
            and meant.name in ("", parameter.name)
            and lies_in(meant.index, parameter.shape[: len(meant.index)])
            for parameter in signature.parameters
        )
    )


def _touches(experiment: Experiment, analysis: Analysis) -> Iterator[str]:
    """Only those from before the first step: the others have acted on a training that has been."""
    shapes = {
        f"{id}.{parameter.name}": parameter.shape
        for id, signature in analysis.signatures.items()
        for parameter in signature.parameters
        if parameter.role != "buffer"
    }
    unknown = tuple(f"{node.id}." for node in experiment.network.nodes if node.id not in analysis.signatures)
    for touch in experiment.touches:
        known = touch.weight in shapes
        if touch.step or (not known and touch.weight.startswith(unknown)):
            continue
        if not known or not lies_in(touch.index, shapes[touch.weight]):
            place = f"{touch.weight}[{', '.join(map(str, touch.index))}]"
            yield tr(
                "The weight {place}, which was set to {value:g} by hand, is not there", place=place, value=touch.value
            )


def _exposed(experiment: Experiment) -> Iterator[str]:
    kinds = {node.id: node.kind for node in experiment.network.nodes}
    for group in experiment.network.groups:
        for id, setting in group.exposed:
            if id in kinds and known("blocks", kinds[id]) is None:
                continue  # nobody knows what settings it has
            try:
                setting_at(experiment, ("network", id, setting))
            except PlaygroundError as error:
                yield tr(
                    "The group {name} cannot show the setting {setting!r} of the block {id!r} ({why})",
                    name=called(group),
                    setting=setting,
                    id=id,
                    why=error,
                )
