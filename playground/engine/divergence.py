"""When training blows up: how it is noticed, which layer and which setting are suspect, and what would mend it."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from playground.catalog.analysis import block_of, title_of
from playground.catalog.entry import known
from playground.catalog.settings import set_at
from playground.engine.record import Record
from playground.spec.edits import Set, Several
from playground.spec.fields import fields_of
from playground.spec.problems import Fix, PlaygroundError
from playground.spec.values import Choice
from playground.spec.words import tr

if TYPE_CHECKING:
    from playground.engine.state import State

_EXAMPLES = 500
_LOOKED_AT = 10_000
"""Training examples whose size is looked at, at most."""
_NUMBERS_LOOKED_AT = 10_000_000
"""The same in numbers, of which a picture has many."""
_HUGE = 1e3


class DivergedError(PlaygroundError):
    """Training blew up. Its text names the step, the first layer that shows it and the suspect setting.

    Attributes:
        step: the step at which it showed. node: the id of the first block that shows it.
        fixes: edits that would help. record: the steps up to there, the bad ones included.

    """

    def __init__(self, sentence: str, *, step: int, node: str, fixes: tuple[Fix, ...], record: Record) -> None:
        super().__init__(sentence)
        self.step = step
        self.node = node
        self.fixes = fixes
        self.record = record


def explain(state: State, record: Record, row: int, what: str) -> DivergedError:
    """What happened at step ``row`` of the record, for a trainer that has the weights in which it shows.

    ``what`` is bad there, in words.
    """
    step = record.first + row
    node, shown = _first_sign(state, record, row)
    suspicion, fixes = _suspects(state, node)
    sentence = tr(
        "Training blew up at step {step}: {what}. {shown} {suspicion}",
        step=step,
        what=what,
        shown=shown,
        suspicion=suspicion,
    )
    node, fixes = state.trained.original(node), state.trained.fixes(fixes)
    return DivergedError(sentence, step=step, node=node, fixes=fixes, record=record)


def _first_sign(state: State, record: Record, row: int) -> tuple[str, str]:
    """The first block, from the input, that is out of bounds, and a sentence about it."""
    network = state.experiment.network
    rows = state.prepared.rows("train")[:_EXAMPLES]
    outputs = state.outputs(state.prepared.inputs(rows[: state.rows_to_show]))
    weights = state.weights()
    for id, output in outputs.items():
        title = title_of(network.node(id))
        if any(not np.isfinite(array).all() for name, array in weights.items() if name.startswith(f"{id}.")):
            return id, tr("{title} is the first layer with weights that are no numbers.", title=title)
        if not np.isfinite(output).all():
            return id, tr("{title} is the first layer whose outputs overflow.", title=title)
        if np.abs(output).max() > _HUGE and network.node(id).kind not in ("input", "features"):
            return id, tr(
                "{title} is the first layer with outputs beyond {huge:g} (up to {most:.3g}).",
                title=title,
                huge=_HUGE,
                most=np.abs(output).max(),
            )
    norms = {id: values[row] for id, values in record.gradient_norm.items() if np.isfinite(values[row])}
    id = max(norms, key=lambda key: norms[key], default=state.analysis.order[-1])
    return id, tr("{title} has the largest gradient.", title=title_of(network.node(id)))


def _suspects(state: State, node: str) -> tuple[str, tuple[Fix, ...]]:
    """A sentence about the most suspect setting, and edits, the most promising first."""
    found = [
        *_initializers(state, node),
        *_normalization(state),
        *_learning_rate(state),
        *_clipping(state),
    ]
    sentence = found[0][0] if found else tr("Nothing in the settings stands out.")
    return sentence, tuple(fix for _, fix in found)


def _initializers(state: State, node: str) -> Iterator[tuple[str, Fix]]:
    """First weights more than three times as large as He's rule √(2/n) has them."""
    experiment, drawn = state.experiment, state.first_weights()
    for id in (node, *(id for id in state.analysis.order if id != node)):
        for parameter in state.analysis.signatures[id].parameters:
            if parameter.role != "weight":
                continue
            first = drawn[f"{id}.{parameter.name}"]
            size, rule = float(np.sqrt(np.mean(np.square(first)))), math.sqrt(2.0 / max(parameter.fan_in, 1))
            block = block_of(experiment.network.node(id))
            names = {field.name for field in block.fields()} if block is not None else set()
            if size > 3.0 * rule and "weight_initializer" in names and known("initializers", "xavier") is not None:
                title = title_of(experiment.network.node(id))
                edit = set_at(experiment, ("network", id, "weight_initializer"), Choice("xavier"))
                sentence = tr(
                    "The first weights of {title} are suspect: their size is {size:.3g}, √(2/n) is {rule:.3g}.",
                    title=title,
                    size=size,
                    rule=rule,
                )
                yield sentence, Fix(tr("Draw the weights of {title} by Xavier's rule", title=title), edit)
                return


def _normalization(state: State) -> Iterator[tuple[str, Fix]]:
    """Inputs far from the size of one, as they come."""
    rows = state.prepared.rows("train")[: max(1, min(_LOOKED_AT, _NUMBERS_LOOKED_AT // state.prepared.facts.numbers))]
    largest = float(np.abs(state.prepared.inputs(rows)).max(initial=0.0))
    if not state.experiment.data.normalize and largest > 20.0:
        sentence = tr("The inputs are suspect: they reach {largest:.3g} and are not normalized.", largest=largest)
        yield sentence, Fix(tr("Normalize the inputs"), Set(path=("data", "normalize"), value=True, merges=False))


def _learning_rate(state: State) -> Iterator[tuple[str, Fix]]:
    """The learning rate, to its default where it is far above it, else to a tenth."""
    experiment = state.experiment
    choice = experiment.training.optimizer
    entry = known("optimizers", choice.kind)
    field = next(field for field in fields_of(entry.Params) if field.name == "learning_rate") if entry else None
    if field is None:
        return
    rate = float(choice.params.get("learning_rate", field.default))
    lower = float(field.default) if rate > 10.0 * field.default else float(f"{rate / 10.0:.6g}")
    edit = set_at(experiment, ("training", "optimizer", "learning_rate"), lower)
    yield (
        tr("The learning rate of {rate:g} is probably too high.", rate=rate),
        Fix(tr("Learning rate to {rate:g}", rate=lower), edit),
    )


def _clipping(state: State) -> Iterator[tuple[str, Fix]]:
    """Gradients that nothing limits."""
    if state.experiment.training.clip == "none":
        edit = Set(path=("training", "clip"), value="norm", merges=False, label=tr("Clip gradients"))
        yield tr("Nothing limits the gradients."), Fix(tr("Clip gradients to norm 1"), _with_limit(edit))


def _with_limit(edit: Set) -> Several:
    limit = Set(path=("training", "clip_at"), value=1.0, merges=False)
    return Several(edits=(edit, limit), label=tr("Clip gradients to norm 1"))
