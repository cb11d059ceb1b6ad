"""What a change of the experiment asks of training that is under way."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from playground.catalog.entry import known
from playground.spec.experiment import Experiment
from playground.spec.fields import Effect, Field, fields_of
from playground.spec.groups import expanded
from playground.spec.values import Choice

_RANK: dict[Effect, int] = {"live": 0, "keep": 1, "data": 2, "start": 3}


def effects(old: Experiment, new: Experiment) -> frozenset[Effect]:
    """All that changed, by effect; empty where nothing did that training can feel (a position, a name, the notes)."""
    found: set[Effect] = set()
    if old.training is not new.training:
        for field in fields_of(type(old.training)):
            found |= _changed(field, getattr(old.training, field.name), getattr(new.training, field.name))
    if old.data is not new.data:
        for field in fields_of(type(old.data)):
            found |= _changed(field, getattr(old.data, field.name), getattr(new.data, field.name))
    if old.seed != new.seed:
        found.add("start")
    if old.network is not new.network:
        found |= _network(old, new)
    return frozenset(found)


def measured_alike(old: Experiment, new: Experiment) -> bool:
    """Whether a loss under the one can be compared with a loss under the other: data, loss and penalties are alike."""
    return (
        (old.data is new.data or replace(old.data, augment=()) == replace(new.data, augment=()))
        and (old.training.l1, old.training.l2) == (new.training.l1, new.training.l2)
        and (old.network is new.network or _losses(old) == _losses(new))
    )


def _losses(experiment: Experiment) -> set[Any]:
    return {node.params["loss"] for node in experiment.network.nodes if "loss" in node.params}


def _network(old: Experiment, new: Experiment) -> set[Effect]:
    old, new = expanded(old), expanded(new)  # a group that repeats more or less often is more or fewer blocks
    before = {node.id: node for node in old.network.nodes}
    after = {node.id: node for node in new.network.nodes}
    found: set[Effect] = set()
    if set(old.network.edges) != set(new.network.edges) or before.keys() != after.keys():
        found.add("keep")
    for id in before.keys() & after.keys():
        a, b = before[id], after[id]
        if a.frozen != b.frozen:
            found.add("live")
        if a.kind != b.kind:
            found.add("keep")
        elif a.params is not b.params:
            entry = known("blocks", a.kind)
            for field in entry.fields() if entry is not None else ():
                found |= _changed(
                    field, a.params.get(field.name, field.default), b.params.get(field.name, field.default)
                )
    return found


def _changed(field: Field, a: Any, b: Any) -> set[Effect]:
    """A setting inside a Choice has the effect of the Choice's own field, unless it says a stronger one.

    Choices are compared by what they come to: a setting left out is the same as one set to its default.
    """
    if a == b and type(a) is type(b):
        return set()
    found: set[Effect] = {field.about.effect}
    if isinstance(a, Choice) and isinstance(b, Choice) and a.kind == b.kind:
        entry = known(field.about.family or "", a.kind)
        if entry is not None:
            inside: set[Effect] = set()
            for inner in entry.fields():
                inside |= _changed(
                    inner, a.params.get(inner.name, inner.default), b.params.get(inner.name, inner.default)
                )
            if not inside:
                return set()
            found |= inside
    return {max(found, key=lambda effect: _RANK[effect])}
