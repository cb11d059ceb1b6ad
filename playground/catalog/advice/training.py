"""Advice on learning rate, batches and size."""

from __future__ import annotations

import math
from collections.abc import Iterator

from playground.catalog.advice.situation import (
    Situation,
    change_of,
    name_of,
)
from playground.catalog.architecture import begun, form_options
from playground.catalog.entry import known
from playground.catalog.heavy import heavy
from playground.catalog.settings import set_at
from playground.spec.edits import Set
from playground.spec.problems import Fix, Problem
from playground.spec.remaking import Remake
from playground.spec.values import Choice
from playground.spec.words import tr

STEEP = 30.0
"""How many times an optimizer's usual learning rate is called too much."""
ADAPTIVE = ("adam", "adamw", "rmsprop")
"""Optimizers that divide by the gradient's size."""
LONG_STEPS, USUAL_STEPS = 0.005, 0.001
MOST_PARAMETERS = 200_000_000


def steep_rate(situation: Situation) -> Iterator[Problem]:
    """Steps so long that the loss jumps about instead of falling."""
    chosen = situation.experiment.training.optimizer
    entry = known("optimizers", chosen.kind)
    field = next((field for field in entry.fields() if field.name == "learning_rate"), None) if entry else None
    if entry is None or field is None:
        return
    rate, usual = chosen.params.get("learning_rate", field.default), field.default
    if rate >= STEEP * usual:
        edit = set_at(situation.experiment, ("training", "optimizer", "learning_rate"), usual)
        yield Problem(
            severity="warning",
            sentence=tr(
                "{optimizer}: the learning rate of {rate:g} is {times:.0f} times the usual {usual:g}; the loss "
                "is likely to jump about or blow up instead of falling.",
                optimizer=entry.title,
                rate=rate,
                times=rate / usual,
                usual=usual,
            ),
            fixes=(Fix(tr("Learning rate to {rate:g}", rate=usual), edit),),
        )


def rate_for_convolutions(situation: Situation) -> Iterator[Problem]:
    """Steps of a length that does not depend on the gradient's, too long for layers whose weights are shared."""
    chosen = situation.experiment.training.optimizer
    entry = known("optimizers", chosen.kind)
    shared = [
        node
        for node in situation.nodes
        if any(len(p.shape) > 2 and p.role == "weight" for p in situation.signatures[node.id].parameters)
    ]
    if entry is None or chosen.kind not in ADAPTIVE or not shared:
        return
    rate = chosen.params.get("learning_rate", entry.defaults()["learning_rate"])
    if rate >= LONG_STEPS:
        edit = set_at(situation.experiment, ("training", "optimizer", "learning_rate"), USUAL_STEPS)
        yield Problem(
            severity="hint",
            sentence=tr(
                "{optimizer} changes every weight by about the learning rate {rate:g} at each step. In convolutions, "
                "where one weight acts at many places, that often silences every ReLU; {usual:g} is usual.",
                optimizer=entry.title,
                rate=rate,
                usual=USUAL_STEPS,
            ),
            fixes=(Fix(tr("Learning rate to {rate:g}", rate=USUAL_STEPS), edit),),
        )


def batch_size(situation: Situation) -> Iterator[Problem]:
    """Batches larger than the training set, and batches of one under batch norm."""
    size, examples = situation.experiment.training.batch_size, situation.learned_from
    path = ("training", "batch_size")
    if size > examples:
        yield Problem(
            severity="hint",
            sentence=tr(
                "The batch size {size} is more than the {examples} or so examples of the training part: every "
                "step takes all of them, which is batch gradient descent.",
                size=size,
                examples=examples,
            ),
            fixes=(Fix(tr("Batch size {size}", size=examples), Set(path=path, value=examples, merges=False)),),
        )
    norms = [
        node
        for node in situation.nodes
        if node.kind == "batch_norm" and math.prod(situation.signatures[node.id].output[1:]) == 1
    ]
    if size == 1 and norms:
        yield Problem(
            severity="warning",
            node=norms[0].id,
            sentence=tr(
                "A batch of 1 example has no spread, so {norm} cannot normalize by it and its running averages "
                "never move.",
                norm=name_of(norms[0]),
            ),
            fixes=(Fix(tr("Batch size 16"), Set(path=path, value=16, merges=False)),),
        )


def too_many_parameters(situation: Situation) -> Iterator[Problem]:
    """More numbers than an ordinary machine's memory holds beside their gradients and averages."""
    counts = {node.id: situation.signatures[node.id].count for node in situation.nodes}
    total = sum(counts.values())
    if total <= MOST_PARAMETERS:
        return
    largest = max(situation.nodes, key=lambda node: counts[node.id])
    fixes = []
    for node in (*situation.sources(largest), largest):
        if node.kind == "dense" and situation.settings(node).units > 256:
            fixes.append(Fix(tr("256 units in {layer}", layer=name_of(node)), change_of(node, "units", 256)))
    yield Problem(
        severity="error",
        node=largest.id,
        sentence=tr(
            "The network has {total:,} parameters; at most {most:,} can be trained here, as training keeps "
            "four numbers for each ({memory:.0f} GiB).",
            total=total,
            most=MOST_PARAMETERS,
            memory=16 * total / 2**30,
        ),
        fixes=tuple(fixes),
    )


def waits_for_play(situation: Situation) -> Iterator[Problem]:
    """A network that is opened to be read; its small form can be trained."""
    if not heavy(situation):
        return
    fixes: tuple[Fix, ...] = ()
    origin = situation.experiment.network.origin
    if origin is not None and "small" in form_options(origin):
        small = begun(Choice(origin.kind, origin.params | {"form": "small"}))
        words = tr("Make it small")
        edit = Remake(network=small.network, data=small.data, training=small.training, label=words)
        fixes = (Fix(words, edit),)
    yield Problem(
        severity="hint",
        sentence=tr(
            "With {parameters:,} parameters and {multiply_adds:,} multiply-adds per example this network is to be read "
            "and counted at once: its weights are made when you press Play, and training takes long.",
            parameters=situation.parameters,
            multiply_adds=situation.multiply_adds,
        ),
        fixes=fixes,
    )


RULES = (steep_rate, rate_for_convolutions, batch_size, too_many_parameters, waits_for_play)
