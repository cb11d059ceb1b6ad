"""What every block of a network costs: numbers to learn, multiplications, and memory while it trains.

All of it follows from shapes; nothing is allocated. Numbers are float32, 4 bytes each:

- activations: what a block gives for every example of the batch, which is kept for the way back;
- state: what the optimizer keeps beside every learned number (nothing for gradient descent, two numbers for Adam).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import prod

from playground.catalog.analysis import Analysis, title_of
from playground.catalog.entry import known
from playground.catalog.families import Optimizer
from playground.catalog.receptive import receptive_fields
from playground.catalog.tensor import Shape, shape_in_words
from playground.spec.experiment import Experiment
from playground.spec.groups import called, sound
from playground.spec.words import tr

BYTES = 4
"""Of a float32 number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What a block costs, or a group of blocks, or all of them; of blocks that repeat all copies together.

    Attributes:
        parameters: learned numbers. multiply_adds: multiplications for one example's way forward.
        activations, state: bytes for the whole batch, and of the optimizer.

    """

    parameters: int = 0
    multiply_adds: int = 0
    activations: int = 0
    state: int = 0

    def __add__(self, other: Cost) -> Cost:
        return Cost(
            parameters=self.parameters + other.parameters,
            multiply_adds=self.multiply_adds + other.multiply_adds,
            activations=self.activations + other.activations,
            state=self.state + other.state,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A line of the sheet.

    Attributes:
        id: of the block or group. name: on the canvas. kind: of the block; empty for a group.
        parent: id of the group right around it, whose line stands somewhere above; empty for none.
        times: how many copies there are of it.
        output: the shape that flows out of it (of a group, out of its last block); None where it is not known.
        sees: the sides of what one place of its output sees of the input, of copies the last one's; empty where the
            input has no sides.

    """

    id: str
    name: str
    kind: str
    parent: str
    times: int
    output: Shape | None
    cost: Cost
    sees: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """All lines in the order in which numbers flow, groups before their blocks, and what all blocks cost together."""

    rows: tuple[Row, ...]
    total: Cost

    def as_csv(self) -> str:
        """With a line of names, one line per block or group, and one of totals; groups' lines are sums of others."""
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(COLUMNS)
        for row in self.rows:
            shape = shape_in_words(row.output).replace(",", "") if row.output is not None else ""
            sees = "×".join(map(str, row.sees))
            cost = row.cost
            numbers = (cost.parameters, cost.multiply_adds, sees, cost.activations, cost.state)
            writer.writerow((row.id, row.name, row.kind or "group", row.parent, row.times, shape, *numbers))
        total = self.total
        numbers = (total.parameters, total.multiply_adds, "", total.activations, total.state)
        writer.writerow(("", tr("in all"), "", "", "", "", *numbers))
        return text.getvalue()


COLUMNS = (
    "id",
    "name",
    "kind",
    "group",
    "times",
    "output",
    "parameters",
    "multiply_adds",
    "receptive_field",
    "activation_bytes",
    "optimizer_state_bytes",
)


def sheet(experiment: Experiment, analysis: Analysis) -> Sheet:
    """The sheet of an experiment; blocks that do not lead to the output stand in it and do not count in the total."""
    network = experiment.network
    groups = sound(network)
    fields = receptive_fields(experiment)
    slots = _slots(experiment)
    batch = experiment.training.batch_size
    by_id = {node.id: node for node in network.nodes}
    place = {id: at for at, id in enumerate(analysis.order)}
    ordered = sorted(by_id, key=lambda id: place.get(id, len(place)))
    around = {group.id: group for group in groups.groups}
    sums: dict[str, Cost] = dict.fromkeys(around, Cost())
    lines: dict[str, Row] = {}
    total = Cost()
    last: dict[str, str] = {}
    inside: dict[str, list[str]] = {}
    for id in ordered:
        copies = analysis.copies.get(id, (id,))
        cost = Cost()
        for copy in copies:
            cost += _cost(copy, analysis, batch, slots)
        signature = analysis.signatures.get(id)
        parent = groups.innermost.get(id, "")
        lines[id] = Row(
            id=id,
            name=title_of(by_id[id]),
            kind=by_id[id].kind,
            parent=parent,
            times=len(copies),
            output=signature.output if signature is not None else None,
            cost=cost,
            sees=tuple(field.size for field in fields.get(copies[-1], ())),
        )
        if id in place:
            total += cost
        inside.setdefault(parent, []).append(id)
        while parent:
            outer = groups.parents[parent]
            if parent not in last:
                inside.setdefault(outer, []).append(parent)
            sums[parent] += cost
            last[parent] = id
            parent = outer

    def rows(parent: str) -> Iterator[Row]:
        """What lies right inside of ``parent``, below every group what lies in it, in the order in which they come."""
        for id in inside.get(parent, ()):
            if id in lines:
                yield lines[id]
                continue
            end = lines[last[id]]
            yield Row(
                id=id,
                name=called(around[id]),
                kind="",
                parent=parent,
                times=around[id].repeat,
                output=end.output,
                cost=sums[id],
                sees=end.sees,
            )
            yield from rows(id)

    return Sheet(tuple(rows("")), total)


def _cost(id: str, analysis: Analysis, batch: int, slots: int) -> Cost:
    signature = analysis.signatures.get(id)
    if signature is None:
        return Cost()
    return Cost(
        parameters=signature.count,
        multiply_adds=signature.multiply_adds,
        activations=BYTES * batch * prod(signature.output),
        state=BYTES * slots * signature.count,
    )


def _slots(experiment: Experiment) -> int:
    """How many numbers the optimizer keeps for each that is learned."""
    entry = known(Optimizer.family, experiment.training.optimizer.kind)
    return len(entry.slots) if entry is not None and issubclass(entry, Optimizer) else 0


def in_bytes(count: float) -> str:
    """A size of memory in few words, such as ``528 MB``; units of 1000."""
    units: Mapping[str, float] = {"B": 1.0, "kB": 1e3, "MB": 1e6, "GB": 1e9, "TB": 1e12}
    for unit, size in units.items():
        if count < 999.5 * size or unit == "TB":
            number = count / size
            return f"{number:.0f} {unit}" if number >= 99.95 or unit == "B" else f"{number:.3g} {unit}"
    raise AssertionError("the last unit takes everything")
