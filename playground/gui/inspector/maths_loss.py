"""The loss with its numbers: what is predicted, what is true, and how far that is apart."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from playground.catalog.analysis import Analysis
from playground.catalog.entry import settle
from playground.catalog.facts import Facts
from playground.catalog.families import Loss
from playground.catalog.losses.auto import Auto
from playground.catalog.preview import loss_of
from playground.gui.canvas.live import short_number
from playground.gui.inspector.maths_sheet import Grid, Heading, Line, Word
from playground.gui.passage_values import Seen
from playground.spec.experiment import Experiment
from playground.spec.words import tr

MOST = 3
"""Squares that are written out one by one."""


def settled(experiment: Experiment, analysis: Analysis) -> tuple[type[Loss], object]:
    """The loss that is computed, and its settings; ``auto`` as what it stands for on these data."""
    entry, p = settle(Loss, loss_of(experiment, analysis))
    if issubclass(entry, Auto) and analysis.facts is not None:
        return entry.pick(analysis.facts)
    return entry, p


def loss(experiment: Experiment, analysis: Analysis, seen: Seen, sign: str) -> list[Line]:
    """Prediction, truth and loss; ``sign`` is that of the logits, such as Z⁽³⁾."""
    facts = analysis.facts
    logits = seen.get(f"a/{analysis.order[-1]}")
    if facts is None or logits is None:
        return []
    entry, p = settled(experiment, analysis)
    lines: list[Line] = [Heading(tr("Loss"), entry.title)]
    prediction = entry.predict(p, facts, logits.astype(np.float64))
    single = prediction.shape[1] == 2 and entry.units(facts) == 1
    shown = prediction[:, 1:] if single else prediction
    how = {"binary_cross_entropy": f"σ({sign})", "softmax_cross_entropy": f"softmax({sign})"}.get(entry.kind, sign)
    lines.append((Word(f"Ŷ = {how}", "strong"), Word("="), Grid(shown.T, (shown.shape[1], seen.rows), "forward")))
    y = seen.y.reshape(len(seen.y), -1).T
    lines.append((Word("Y", "strong"), Word("="), Grid(y, (y.shape[0], seen.rows))))
    if seen.rows == 1:
        lines.append((Word(verdict(facts, prediction[0], seen), "muted"),))
    lines.append((Word(entry.formula, "muted"),))
    if seen.rows == 1:
        lines.append((Word(f"L = {_in_numbers(entry.kind, facts, shown[0], seen)}", "strong"),))
    else:
        lines.append((Word(f"J = (1/{seen.rows}) Σ L = {short_number(seen.loss)}", "strong"),))
    return lines


def verdict(facts: Facts, prediction: NDArray[np.float64], seen: Seen) -> str:
    """What is predicted and what is true, in words."""
    if facts.task != "classes":
        told = ", ".join(short_number(float(value)) for value in prediction)
        given = ", ".join(short_number(float(value)) for value in seen.y.reshape(-1))
        return tr("predicted {prediction}, truth {truth}", prediction=told, truth=given)
    best, true = int(prediction.argmax()), int(seen.y.reshape(-1)[0])
    words = {"prediction": facts.classes[best], "truth": facts.classes[true]}
    if best == true:
        return tr("predicted class {prediction}, truth {truth}: right", **words)
    return tr("predicted class {prediction}, truth {truth}: wrong", **words)


def _in_numbers(kind: str, facts: Facts, prediction: NDArray[np.float64], seen: Seen) -> str:
    """The loss of one example with its numbers, where the formula is short enough."""
    value, y = short_number(seen.loss), seen.y.reshape(-1)
    if kind == "binary_cross_entropy" and len(prediction) == 1:
        chance = short_number(float(prediction[0]))
        return f"−log {chance} = {value}" if int(y[0]) == 1 else f"−log(1 − {chance}) = {value}"
    if kind == "softmax_cross_entropy":
        return f"−log {short_number(float(prediction[int(y[0])]))} = {value}"
    if kind == "squared" and facts.task == "regression" and len(prediction) <= MOST:
        squares = " + ".join(
            f"({short_number(float(told))} − {_bracketed(float(true))})²"
            for told, true in zip(prediction, y, strict=True)
        )
        return f"{squares} = {value}"
    return value


def _bracketed(value: float) -> str:
    words = short_number(value)
    return f"({words})" if value < 0 else words


def gradient(experiment: Experiment, analysis: Analysis, rows: int) -> str:
    """The loss's gradient by the logits as a formula."""
    entry, _ = settled(experiment, analysis)
    facts = analysis.facts
    share = "" if rows == 1 else f" / {rows}"
    whole = ("(", ")") if share else ("", "")
    crossed = entry.kind == "softmax_cross_entropy" or (
        entry.kind == "binary_cross_entropy" and facts is not None and entry.units(facts) == 1
    )
    if crossed:
        return f"{whole[0]}Ŷ − Y{whole[1]}{share}"
    if entry.kind == "squared" and facts is not None and facts.task == "regression":
        return f"2(Ŷ − Y){share}"
    return "∂J/∂Z"
