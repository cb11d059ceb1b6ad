"""Receptive fields: what of a signal, picture or volume a unit of a layer can see.

Along every side, a layer's window of f places, s apart, of which the first begins p places outside, makes of fields of
``size`` places, ``jump`` apart, the first at ``start``, fields of size + (f − 1) · jump places, jump · s apart, the
first at start − p · jump. Where branches meet, a unit sees what any of them sees.

A normalization is not counted, though layer norm and group norm let two numbers through, the mean and the deviation of
the whole picture.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from playground.catalog.analysis import analyse
from playground.catalog.block import Signature, Window
from playground.catalog.tensor import Shape
from playground.spec.experiment import Experiment, Network
from playground.spec.groups import expansion

Span = tuple[int, int]
"""The first and the last place along a side."""
_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """What the units of a layer see along one side of the input, without regard to where the input ends.

    Attributes:
        reach: from the first place of a field to the last; not a whole number behind what makes maps larger.
        jump: how far the fields of neighbouring units lie apart; 0 where all units see the same.
        start: the first place that unit 0 sees; below 0 where padding lies.

    """

    reach: float = 0.0
    jump: float = 1.0
    start: float = 0.0

    @property
    def size(self) -> int:
        """How many places a unit sees (at most, behind what makes maps larger)."""
        return math.floor(self.reach + _ROUNDING) + 1

    def at(self, place: int) -> Span:
        """The first and the last place that unit ``place`` sees, also outside of the input."""
        begin = self.start + place * self.jump
        return math.ceil(begin - _ROUNDING), math.floor(begin + self.reach + _ROUNDING)


def receptive_fields(experiment: Experiment) -> Mapping[str, tuple[Field, ...]]:
    """By node id, copies of groups included, a field for each side of the input.

    Only of nodes whose inputs are known and lead back to the input; empty where examples are rows of numbers. A layer
    whose units stand at no place, such as a dense one, sees everything: its jump is 0.
    """
    network, signatures, order, sides = _looked_over(experiment)
    found: dict[str, tuple[Field, ...]] = {}
    for id in order if sides else ():
        signature = signatures[id]
        if network.node(id).kind == "input":
            found[id] = tuple(Field() for _side in sides)
            continue
        seen = [
            _through(signature, port, found[edge.source], sides)
            for port, edge in enumerate(network.inputs(id))
            if edge.source in found
        ]
        if seen:
            places = signature.output[1:] if len(signature.output) == len(sides) + 1 else (1,) * len(sides)
            found[id] = tuple(
                _union([fields[axis] for fields in seen], places[axis], side) for axis, side in enumerate(sides)
            )
    return found


def footprint(experiment: Experiment, node: str, place: Shape) -> tuple[Span, ...]:
    """What of the input the units at ``place`` of a node can see: the first and last place of each side, both inside.

    Args:
        experiment: whose data give signals, pictures or volumes.
        node: the id of a node, or of a copy that a group makes.
        place: of a unit along the sides of the node's output, channels left out; () where it has none.

    Returns:
        Empty where examples are rows of numbers, or the node does not see the input. The smallest box around what is
        seen: dilation leaves gaps, and so may branches.

    """
    network, signatures, order, sides = _looked_over(experiment)
    if not sides or node not in signatures:
        return ()
    wanted: dict[str, tuple[Span, ...]] = {node: tuple((at, at) for at in place)}
    for id in reversed(order[: order.index(node) + 1]):
        if id not in wanted:
            continue
        if network.node(id).kind == "input":
            return wanted[id]
        for port, edge in enumerate(network.inputs(id)):
            spans = _needed(signatures[id], port, wanted[id])
            if spans is not None:
                known = wanted.get(edge.source, spans)
                wanted[edge.source] = tuple(
                    (min(a[0], b[0]), max(a[1], b[1])) for a, b in zip(known, spans, strict=True)
                )
    return ()


def _looked_over(experiment: Experiment) -> tuple[Network, Mapping[str, Signature], list[str], Shape]:
    """The network with the copies, signatures, ids in order from the input on, and the sides of the input."""
    network, analysis = expansion(experiment).experiment.network, analyse(experiment)
    signatures = analysis.signatures
    order = list(signatures)  # as they were found: each behind all it depends on
    inputs = [node.id for node in network.nodes if node.kind == "input" and node.id in signatures]
    return network, signatures, order, signatures[inputs[0]].output[1:] if inputs else ()


def _along(signature: Signature, port: int) -> tuple[Window, ...] | None:
    """The windows from an input's sides to the output's; None where every place of the input is seen."""
    before, after = signature.inputs[port][1:], signature.output[1:]
    if signature.windows and len(signature.windows) == len(before) == len(after):
        return signature.windows
    return (Window(),) * len(before) if before == after else None


def _through(signature: Signature, port: int, fields: tuple[Field, ...], sides: Shape) -> tuple[Field, ...]:
    windows = _along(signature, port)
    if windows is None or len(windows) != len(sides):
        return tuple(_whole(side) for side in sides)
    return tuple(
        Field(
            reach=field.reach + (window.size - 1.0) * field.jump,
            jump=field.jump * window.stride,
            start=field.start - window.before * field.jump,
        )
        if field.jump
        else field
        for window, field in zip(windows, fields, strict=True)
    )


def _whole(side: int) -> Field:
    return Field(reach=side - 1.0, jump=0.0)


def _union(fields: list[Field], places: int, side: int) -> Field:
    """The smallest fields of one jump around all of them, for units 0 to ``places`` − 1."""
    if any(field.jump == 0.0 for field in fields):
        return _whole(side)
    jump = max(field.jump for field in fields)
    ends = (0, places - 1)
    start = min(field.start + at * (field.jump - jump) for field in fields for at in ends)
    end = max(field.start + field.reach + at * (field.jump - jump) for field in fields for at in ends)
    return Field(reach=end - start, jump=jump, start=start)


def _exact(value: float) -> int | Fraction:
    return int(value) if value == int(value) else Fraction(value).limit_denominator(4096)


def _needed(signature: Signature, port: int, spans: tuple[Span, ...]) -> tuple[Span, ...] | None:
    """What of an input the places in ``spans`` of the output are computed from; None where from padding alone."""
    sides, windows = signature.inputs[port][1:], _along(signature, port)
    if windows is None or len(spans) != len(sides):
        return tuple((0, side - 1) for side in sides)
    found = []
    for side, window, (low, high) in zip(sides, windows, spans, strict=True):
        stride, before, size = map(_exact, (window.stride, window.before, window.size))
        first = max(0, math.ceil(low * stride - before))
        last = min(side - 1, math.floor(high * stride - before + size - 1))
        if first > last:
            return None
        found.append((first, last))
    return tuple(found)
