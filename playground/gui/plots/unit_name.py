"""What a unit of the network is called."""

from __future__ import annotations

from playground.catalog.entry import known
from playground.catalog.facts import Facts
from playground.catalog.preview import activation_of
from playground.gui.canvas.units.names import block_name
from playground.gui.gaze import Unit
from playground.spec.experiment import Experiment
from playground.spec.words import tr


def unit_name(experiment: Experiment, facts: Facts, unit: Unit) -> str:
    """Such as ``Dense 1, unit 3: tanh output``; units are counted from 1. Empty where there is no such block."""
    found = next((node for node in experiment.network.nodes if node.id == unit.node), None)
    if found is None:
        return ""
    block, number = block_name(experiment.network, unit.node), unit.index + 1
    if found.kind == "input" and unit.index < len(facts.features):
        return tr("{block}: {feature}", block=block, feature=facts.features[unit.index])
    if found.kind == "output":
        return tr("{block}, unit {number}: logit", block=block, number=number)
    activation = known("activations", activation_of(experiment, unit.node))
    if activation is None:
        return tr("{block}, unit {number}: output", block=block, number=number)
    return tr("{block}, unit {number}: {activation} output", block=block, number=number, activation=activation.title)
