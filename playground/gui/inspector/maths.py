"""The formulas of every layer with the numbers of an example or a batch, as the notes write them.

Examples stand in columns there, units in rows: Z = WA + b. The engine has examples in rows; matrices are turned.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from math import prod
from typing import Any, Literal

import numpy as np

from playground.catalog.analysis import Analysis, block_of
from playground.catalog.block import Block
from playground.catalog.entry import settle
from playground.catalog.families import Activation
from playground.catalog.tensor import Array
from playground.gui.canvas.units.names import block_name
from playground.gui.inspector import maths_loss
from playground.gui.inspector.maths_sheet import Grid, Heading, Line, Tone, Word, column
from playground.gui.inspector.notation import LETTERS, Notation, is_affine
from playground.gui.passage_values import Seen
from playground.spec.experiment import Experiment, Network, Node
from playground.spec.groups import expanded
from playground.spec.values import Choice
from playground.spec.words import tr

MOST_LAYERS = 6
"""Of a longer network only the ends are written where no block is selected."""

Part = Literal["forward", "loss", "backward"]
PARTS: tuple[Part, ...] = ("forward", "loss", "backward")


@dataclass(frozen=True, slots=True)
class _Page:
    """What the formulas of one layer are made from."""

    experiment: Experiment
    analysis: Analysis
    seen: Seen
    notation: Notation
    network: Network

    def turned(self, name: str, tone: Tone = "plain") -> Grid | None:
        """An array of examples in rows as a matrix of examples in columns; of a picture all numbers in a row."""
        array = self.seen.get(name)
        if array is None:
            return None
        rows, *sides = self.seen.shape(name)
        return Grid(_in_rows(array).T, (prod(sides), rows), tone)

    def learned(self, name: str, tone: Tone = "plain") -> Grid | None:
        """A learned array or its gradient: a matrix as it is, filters as rows, a row of numbers as a column."""
        array = self.seen.get(name)
        if array is None:
            return None
        shape = self.seen.shape(name)
        if len(shape) < 2:
            return column(array, shape[0], tone)
        return Grid(_in_rows(array), (shape[0], prod(shape[1:])), tone)


def _in_rows(array: Array) -> Array:
    """All sides behind the first in a row."""
    return array.reshape(len(array), -1)


def formulas(
    experiment: Experiment,
    analysis: Analysis,
    seen: Seen,
    nodes: Collection[str] = (),
    parts: Collection[Part] = PARTS,
) -> list[Line]:
    """All that is computed in ``nodes``: forward, the loss, and backward. Without any: in all layers, or in the ends.

    ``experiment`` and ``analysis`` may be a little newer than ``seen``: what does not fit any more is left out.
    """
    whole = expanded(experiment)
    page = _Page(experiment, analysis, seen, Notation(whole.network, analysis), whole.network)
    copies = set(analysis.with_copies(nodes))
    order = [id for id in analysis.order if not nodes or id in copies]
    order = [id for id in order if seen.get(f"a/{id}") is not None]
    lines: list[Line] = []
    if not nodes and len(order) > MOST_LAYERS:
        lines.append((Word(tr("Select a block to see all that it computes."), "muted"),))
        order = [order[0], order[-1]]
    for id in order if "forward" in parts else ():
        lines += _forward(page, id)
    if not analysis.order or seen.get(f"a/{analysis.order[-1]}") is None:
        return lines
    output = analysis.order[-1]
    if output in order and "loss" in parts:
        sign = page.notation.sign("Z", output)
        lines += maths_loss.loss(whole, analysis, seen, sign)
    for id in reversed(order) if "backward" in parts else ():
        lines += _backward(page, id)
    return lines


# Forward


def _forward(page: _Page, id: str) -> list[Line]:
    node, block = page.network.node(id), block_of(page.network.node(id))
    if block is None or id not in page.analysis.signatures:
        return []
    lines: list[Line] = [Heading(block_name(page.network, id), tr("forward"))]
    sources = [edge.source for edge in page.network.inputs(id)]
    if is_affine(page.analysis.signatures[id]) and len(sources) == 1:
        lines += _affine(page, id, sources[0])
    elif not sources:
        lines += _input(page, id)
    else:
        lines += _other(page, id, block, sources)
    return [*lines, *_activated(page, id, node, block)]


def _affine(page: _Page, id: str, source: str) -> list[Line]:
    """Z = WA + b, in letters and in numbers."""
    sign, before = page.notation.sign, page.notation.sign("A", source)
    z, w, a = page.turned(f"z/{id}"), page.learned(f"weight/{id}.weight"), page.turned(f"a/{source}", "forward")
    b = page.learned(f"weight/{id}.bias")
    if z is None or w is None or a is None:
        return []
    words = f"{sign('Z', id)} = {sign('W', id)} {before}" + (f" + {sign('b', id)}" if b is not None else "")
    numbers: list[Word | Grid] = [Word("="), w, a]
    if b is not None:
        numbers += [Word("+"), b]
    return [(Word(words, "strong"),), tuple(numbers), (Word("="), z)]


def _input(page: _Page, id: str) -> list[Line]:
    sign, a = page.notation.sign("A", id), page.turned(f"a/{id}", "forward")
    if a is None:
        return []
    x = page.seen.x.reshape(len(page.seen.x), -1).T
    grid = Grid(x, (x.shape[0], page.seen.rows))
    if not page.experiment.data.normalize:
        return [(Word(f"{sign} = X", "strong"), Word("="), a)]
    return [(Word("X", "strong"), Word("="), grid), (Word(f"{sign} = (X − μ) / σ", "strong"), Word("="), a)]


def _other(page: _Page, id: str, block: type[Block], sources: list[str]) -> list[Line]:
    """The catalogue's formula, what goes in, and what is learned."""
    lines: list[Line] = [(Word(block.formula, "muted"),)]
    for source in sources:
        grid = page.turned(f"a/{source}", "forward")
        if grid is not None:
            lines.append((Word(page.notation.sign("A", source), "strong"), Word("="), grid))
    for parameter in page.analysis.signatures[id].parameters:
        grid = page.learned(f"weight/{id}.{parameter.name}")
        if grid is not None and parameter.role != "buffer":
            lines.append((Word(page.notation.learned(parameter.name, id), "strong"), Word("="), grid))
    z = page.turned(f"z/{id}")
    if z is not None:
        lines.append((Word(page.notation.sign("Z", id), "strong"), Word("="), z))
    return lines


def _activated(page: _Page, id: str, node: Node, block: type[Block]) -> list[Line]:
    """A = g(Z), where the block has an activation; what comes out, where it has none."""
    a, sign = page.turned(f"a/{id}", "forward"), page.notation.sign
    found = _activation(node, block)
    if a is None or id == page.analysis.order[-1] or not page.network.inputs(id):
        return []
    if found is None:
        return [(Word(sign("A", id), "strong"), Word("="), a)]
    entry, _ = found
    lines: list[Line] = [(Word(f"{sign('A', id)} = g({sign('Z', id)})", "strong"), Word("="), a)]
    return [*lines, (Word(f"{entry.title}: {entry.formula}", "muted"),)]


def _activation(node: Node, block: type[Block]) -> tuple[type[Activation], Any] | None:
    if block.violations(node.params):
        return None
    chosen = getattr(block.read(node.params), "activation", None)
    return settle(Activation, chosen) if isinstance(chosen, Choice) else None


# Backward


def _backward(page: _Page, id: str) -> list[Line]:
    node, block = page.network.node(id), block_of(page.network.node(id))
    if block is None or not page.network.inputs(id):
        return []
    lines: list[Line] = [Heading(block_name(page.network, id), tr("backward"))]
    sign = page.notation.sign
    if id != page.analysis.order[-1]:
        da = page.turned(f"da/{id}", "backward")
        if da is not None:
            lines.append((Word(_from_behind(page, id), "strong"), Word("="), da))
        lines += _through_activation(page, id, node, block)
    else:
        dz = page.turned(f"dz/{id}", "backward")
        if dz is not None:
            words = maths_loss.gradient(page.experiment, page.analysis, page.seen.rows)
            lines.append((Word(f"{sign('dZ', id)} = {words}", "strong"), Word("="), dz))
    return [*lines, *_gradients(page, id)]


def _from_behind(page: _Page, id: str) -> str:
    """Where dA comes from: Wᵀ dZ of the layer behind, where there is one and it weighs."""
    sign, behind = page.notation.sign, page.network.outputs(id)
    if len(behind) == 1 and is_affine(page.analysis.signatures[behind[0].target]):
        target = behind[0].target
        return f"{sign('dA', id)} = {sign('W', target)}ᵀ {sign('dZ', target)}"
    return f"{sign('dA', id)} = ∂J/∂{sign('A', id)}"


def _through_activation(page: _Page, id: str, node: Node, block: type[Block]) -> list[Line]:
    """DZ = dA ∘ g′(Z)."""
    found, sign = _activation(node, block), page.notation.sign
    dz, da, z = page.turned(f"dz/{id}", "backward"), page.turned(f"da/{id}", "backward"), page.seen.get(f"z/{id}")
    if found is None or dz is None or da is None or z is None:
        return []
    entry, p = found
    if not entry.elementwise:
        return [(Word(f"{sign('dZ', id)} = (∂A/∂Z)ᵀ {sign('dA', id)}", "strong"), Word("="), dz)]
    slope = Grid(_in_rows(entry.derivative(p, z.astype(np.float64))).T, da.whole)
    return [
        (Word(f"{sign('dZ', id)} = {sign('dA', id)} ∘ g′({sign('Z', id)})", "strong"),),
        (Word("="), da, Word("∘"), slope),
        (Word("="), dz),
    ]


def _gradients(page: _Page, id: str) -> list[Line]:
    """DW = dZ Aᵀ, db = dZ (summed over the examples), and whatever else is learned."""
    lines: list[Line] = []
    sources = [edge.source for edge in page.network.inputs(id)]
    affine = is_affine(page.analysis.signatures[id]) and len(sources) == 1
    dz, sign = page.notation.sign("dZ", id), page.notation.sign
    for parameter in page.analysis.signatures[id].parameters:
        grid = page.learned(f"gradient/{id}.{parameter.name}", "backward")
        if grid is None:
            continue
        name = sign(f"d{LETTERS.get(parameter.name, parameter.name)}", id)
        if affine and parameter.name == "weight":
            name = f"{name} = {dz} {sign('A', sources[0])}ᵀ"
        elif affine and parameter.name == "bias":
            name = f"{name} = {dz}" if page.seen.rows == 1 else f"{name} = Σ {dz}"
        lines.append((Word(name, "strong"), Word("="), grid))
    return lines
