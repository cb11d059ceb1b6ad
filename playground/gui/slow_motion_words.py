"""What a phase of a step says, in one sentence with the real numbers, and what it shows on the canvas."""

from __future__ import annotations

from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.catalog.analysis import Analysis, block_of
from playground.catalog.entry import known, settle
from playground.catalog.families import Activation
from playground.gui.canvas.live import short_number
from playground.gui.canvas.story.story import Story, Way, last_of
from playground.gui.canvas.units.names import block_name
from playground.gui.inspector import maths_loss
from playground.gui.inspector.maths_sheet import Grid, Heading, Line, Word, column
from playground.gui.inspector.notation import LETTERS, Notation, is_affine
from playground.gui.passage_values import Floats, Seen
from playground.gui.slow_motion import Phase, SlowMotion
from playground.spec.experiment import Experiment
from playground.spec.groups import expanded
from playground.spec.values import Choice
from playground.spec.words import tr


class Narrator:
    """Tells the phases of one step.

    Args:
        experiment: as it is trained. analysis: of it. motion: the step. rate: α of the step, once it is done.

    """

    def __init__(self, experiment: Experiment, analysis: Analysis, motion: SlowMotion, rate: float | None) -> None:
        self._experiment = expanded(experiment)
        self._analysis = analysis
        self._motion = motion
        self._rate = rate
        self._notation = Notation(self._experiment.network, analysis)

    def sentence(self, phase: Phase) -> str:
        """What happens, with its numbers."""
        before = self._motion.before
        assert before is not None
        match phase.kind:
            case "batch":
                features = int(np.prod(before.x.shape[1:]))
                if features == 1:
                    return tr("Batch in: {rows} training examples; the blocks show their mean.", rows=before.rows)
                return tr(
                    "Batch in: {rows} training examples of {features} numbers each; the blocks show their mean.",
                    rows=before.rows,
                    features=features,
                )
            case "forward":
                return self._forward(before, phase.node)
            case "loss":
                return self._loss(before)
            case "backward":
                return self._backward(before, phase.node)
            case _:
                return self._update(phase.node)

    def _name(self, id: str) -> str:
        return block_name(self._experiment.network, id)

    def _forward(self, found: Seen, id: str) -> str:
        a, sign = found.get(f"a/{id}"), self._notation.sign
        assert a is not None
        low, high = short_number(float(a.min())), short_number(float(a.max()))
        sources = self._experiment.network.inputs(id)
        if is_affine(self._analysis.signatures[id]) and len(sources) == 1:
            bias = f" + {sign('b', id)}" if found.get(f"weight/{id}.bias") is not None else ""
            words = f"{sign('Z', id)} = {sign('W', id)} {sign('A', sources[0].source)}{bias}"
            title = self._activation(id)
            if title:
                words += f", {sign('A', id)} = {title}({sign('Z', id)})"
        else:
            block = block_of(self._experiment.network.node(id))
            words = block.formula if block is not None else ""
        return tr(
            "{block} forward: {formula}. Values from {low} to {high}.",
            block=self._name(id),
            formula=words,
            low=low,
            high=high,
        )

    def _activation(self, id: str) -> str:
        node = self._experiment.network.node(id)
        block = block_of(node)
        chosen = getattr(block.read(node.params), "activation", None) if block is not None else None
        return settle(Activation, chosen)[0].title if isinstance(chosen, Choice) else ""

    def _loss(self, found: Seen) -> str:
        entry, _ = maths_loss.settled(self._experiment, self._analysis)
        words = tr(
            "Loss: J = {loss}, the mean over {rows} examples of {formula}.",
            rows=found.rows,
            formula=entry.formula,
            loss=f"{found.loss:.4g}",
        )
        training = self._experiment.training
        if training.l1 or training.l2:
            words += " " + tr("The penalty comes on top.")
        return words

    def _backward(self, found: Seen, id: str) -> str:
        sign, parts = self._notation.sign, []
        sources = self._experiment.network.inputs(id)
        for name in self._learned(found, id):
            array = found.get(f"gradient/{id}.{name}")
            assert array is not None
            how = ""
            if is_affine(self._analysis.signatures[id]) and len(sources) == 1:
                dz = sign("dZ", id)
                how = f" = {dz} {sign('A', sources[0].source)}ᵀ" if name == "weight" else f" = Σ {dz}"
            letter = sign(f"d{LETTERS.get(name, name)}", id)
            parts.append(f"{letter}{how}, ‖{letter}‖ = {short_number(norm(array))}")
        if not parts:
            return tr("{block} backward: the gradient goes through to what it came from.", block=self._name(id))
        return tr("{block} backward: {gradients}.", block=self._name(id), gradients="; ".join(parts))

    def _learned(self, found: Seen, id: str) -> list[str]:
        head = f"gradient/{id}."
        return [name.removeprefix(head) for name in found.picture.arrays if name.startswith(head)]

    def _update(self, id: str) -> str:
        before, after = self._motion.before, self._motion.after
        if before is None or after is None:
            return ""
        best: tuple[float, str, tuple[int, ...], float, float] | None = None
        for name in self._learned(before, id):
            old, new = before.get(f"weight/{id}.{name}"), after.get(f"weight/{id}.{name}")
            if old is None or new is None or old.shape != new.shape or not old.size:
                continue
            place = np.unravel_index(int(np.abs(new - old).argmax()), old.shape)
            moved = abs(float(new[place] - old[place]))
            if best is None or moved > best[0]:
                index = tuple(int(axis) for axis in place)
                best = (moved, name, index, float(old[place]), float(new[place]))
        entry = known("optimizers", self._experiment.training.optimizer.kind)
        rule = entry.formula if entry is not None else ""
        if best is None:
            return tr("{block} has learned nothing: its numbers cannot be shown.", block=self._name(id))
        _, name, index, was, now = best
        letter = f"{LETTERS.get(name, name).lower()}[{', '.join(str(axis + 1) for axis in index)}]"
        return tr(
            "{block} learns: {rule}, α = {rate}. Farthest moves {letter}: {was} → {now}, Δ = {change}.",
            block=self._name(id),
            rule=rule,
            rate=short_number(self._rate) if self._rate is not None else "?",
            letter=letter,
            was=short_number(was),
            now=short_number(now),
            change=short_number(now - was),
        )

    # On the canvas

    def story(self, phase: Phase) -> Story:
        """The mean values of the batch up to here; on the way back the gradients, summed over its examples."""
        before = self._motion.before
        assert before is not None
        all_of = self._analysis.order
        own = self.shown(phase.node)
        passed = {"batch": (phase.node,), "forward": self._up_to("forward", phase)}.get(phase.kind, all_of)
        flows: Way | None = None
        notes: dict[str, str] = {}
        back: tuple[str, ...] = ()
        match phase.kind:
            case "forward":
                flows = "forward"
            case "loss":
                notes = {own: f"J = {before.loss:.4g}"}
            case "backward":
                flows, back = "backward", self._up_to("backward", phase)
            case "update":
                back, notes = all_of, {own: self._moved(phase.node)}
            case "batch":
                pass
        told = [
            _all(before, "a", passed, mean=True),
            _all(before, "z", passed, mean=True),
            _all(before, "da", back, mean=False),
            _all(before, "dz", back, mean=False),
        ]
        for values in told:
            if phase.node in values:
                values[own] = values[phase.node]  # a copy's numbers stand on the block that it is of
        return Story(
            forward=told[0],
            before=told[1],
            backward=told[2],
            before_back=told[3],
            notes=notes,
            lit=frozenset({own}),
            last=last_of(self._analysis.copies),
            dimmed=True,
            flow=flows,
        )

    def shown(self, id: str) -> str:
        """The block of the document whose copy this is."""
        return next((own for own, copies in self._analysis.copies.items() if id in copies), id)

    def _up_to(self, kind: str, phase: Phase) -> tuple[str, ...]:
        """The blocks whose phases of a kind have come, the present one's included."""
        here = self._motion.phases.index(phase)
        nodes = [each.node for each in self._motion.phases[: here + 1] if each.kind == kind]
        first = [each.node for each in self._motion.phases if each.kind == "batch"] if kind == "forward" else []
        return (*first, *nodes)

    def _moved(self, id: str) -> str:
        """How far the block's numbers have moved, for its foot."""
        before, after = self._motion.before, self._motion.after
        if before is None or after is None:
            return ""
        total = 0.0
        for name in self._learned(before, id):
            old, new = before.get(f"weight/{id}.{name}"), after.get(f"weight/{id}.{name}")
            if old is not None and new is not None and old.shape == new.shape:
                total += norm(new - old) ** 2
        return f"‖Δ‖ = {short_number(total**0.5)}"

    # As formulas

    def update_lines(self, id: str) -> list[Line]:
        """Old numbers, the gradient that the optimizer was given, and new numbers."""
        before, after, recorded = self._motion.before, self._motion.after, self._motion.recorded
        entry = known("optimizers", self._experiment.training.optimizer.kind)
        if before is None or after is None or entry is None:
            return []
        lines: list[Line] = [Heading(self._name(id), tr("update")), (Word(f"{entry.title}: {entry.formula}", "muted"),)]
        if self._rate is not None:
            lines.append((Word(f"α = {short_number(self._rate)}", "muted"),))
        for name in self._learned(before, id):
            old, new = before.get(f"weight/{id}.{name}"), after.get(f"weight/{id}.{name}")
            if old is None or new is None or old.shape != new.shape:
                continue
            letter, whole = self._notation.learned(name, id), before.shape(f"weight/{id}.{name}")
            given = recorded.arrays.get(f"gradient/{id}.{name}") if recorded is not None else None
            if given is not None:
                lines.append((Word("g", "strong"), Word("="), _grid(given, given.shape, "backward")))
            lines.append((Word(f"{letter} " + tr("before"), "strong"), Word("="), _grid(old, whole)))
            lines.append((Word(f"Δ{letter}", "strong"), Word("="), _grid(new - old, whole)))
            lines.append((Word(f"{letter} " + tr("now"), "strong"), Word("="), _grid(new, whole, "forward")))
        return lines


def norm(array: NDArray[Any]) -> float:
    """The 2-norm of all numbers."""
    return float(np.linalg.norm(array.astype(np.float64).ravel()))


def _grid(array: NDArray[Any], whole: tuple[int, ...], tone: Any = "plain") -> Grid:
    if array.ndim > 1:  # filters as rows
        return Grid(array.reshape(len(array), -1), (whole[0], prod(whole[1:])), tone)
    return column(array, whole[0] if whole else 1, tone)


def _all(found: Seen, head: str, nodes: Any, *, mean: bool) -> dict[str, Floats]:
    made = {}
    for id in nodes:
        values = found.mean(f"{head}/{id}") if mean else found.total(f"{head}/{id}")
        if values is not None:
            made[id] = values
    return made
