"""Advice on how the first weights are drawn, and on what becomes of gradients through many layers."""

from __future__ import annotations

import math
from collections.abc import Iterator

from playground.catalog.advice.situation import (
    FOR_RELU,
    FOR_TANH,
    NORMS,
    RELU_LIKE,
    SATURATING,
    Situation,
    change_of,
    draw_by,
    name_of,
    title_of,
)
from playground.catalog.entry import known
from playground.spec.edits import Edit, Several
from playground.spec.experiment import Node
from playground.spec.problems import Fix, Problem
from playground.spec.values import Choice
from playground.spec.words import mark, tr

DEEP = 5
NONE: tuple[int, Node | None] = (0, None)


def _all_equal(chosen: Choice, to: float | None = None) -> bool:
    """Whether an initializer gives the same number everywhere (the number ``to``, where it is given)."""
    entry = known("initializers", chosen.kind)
    p = entry.read(chosen.params) if entry is not None else None
    if chosen.kind == "constant":
        return to is None or getattr(p, "value", None) == to
    scales = [getattr(p, name) for name in ("gain", "sigma", "bound") if hasattr(p, name)]
    return chosen.kind == "zeros" or 0.0 in scales


def symmetry(situation: Situation) -> Iterator[Problem]:
    """Units that start equal stay equal."""
    for node in situation.hidden:
        p = situation.settings(node)
        if _all_equal(p.weight_initializer) and situation.units(node) > 1:
            yield Problem(
                severity="warning",
                node=node.id,
                sentence=tr(
                    "All weights of {layer} start equal, so its {units} units get equal gradients and stay copies of "
                    "one unit: the symmetry is never broken.",
                    layer=name_of(node),
                    units=situation.units(node),
                ),
                fixes=(draw_by(situation, node),),
            )
    for node in situation.nodes:
        if node.kind == "output" and situation.hidden and _all_equal(situation.settings(node).weight_initializer, 0.0):
            yield Problem(
                severity="hint",
                node=node.id,
                sentence=tr(
                    "The output's weights start at 0, so its {count} hidden layers get no gradient in the first "
                    "step; zeros are fine only without hidden layers.",
                    count=len(situation.hidden),
                ),
                fixes=(draw_by(situation, node),),
            )


def too_large(situation: Situation) -> Iterator[Problem]:
    """Large first weights push the units to where they are flat."""
    for node in situation.nodes:
        chosen = getattr(situation.settings(node), "weight_initializer", None)
        if not isinstance(chosen, Choice):
            continue
        entry = known("initializers", chosen.kind)
        p = entry.read(chosen.params) if entry is not None else None
        deviation = {
            "too_large": getattr(p, "factor", 0.0),
            "normal": getattr(p, "sigma", 0.0),
            "uniform": getattr(p, "bound", 0.0) / math.sqrt(3.0),
        }.get(chosen.kind, 0.0)
        inputs = situation.signatures[node.id].parameters[0].fan_in
        spread = deviation * math.sqrt(inputs)
        if chosen.kind == "too_large" or spread > 5.0:
            yield Problem(
                severity="hint",
                node=node.id,
                sentence=tr(
                    "The weights of {layer} start with a deviation of {deviation:.3g}: sums of {inputs} inputs of "
                    "size 1 spread by {spread:.2g}, where sigmoid and tanh are flat and the loss is large.",
                    layer=name_of(node),
                    deviation=deviation,
                    inputs=inputs,
                    spread=spread,
                ),
                fixes=(draw_by(situation, node),),
            )


def initializer_fits(situation: Situation) -> Iterator[Problem]:
    """He for ReLU, Xavier for tanh; behind a normalization the scale does not matter."""
    for node in situation.hidden:
        if any(other.kind in NORMS for other in situation.followers(node)):
            continue
        bend, kind = situation.bend(node), situation.settings(node).weight_initializer.kind
        title = title_of("initializers", kind)
        if bend in RELU_LIKE and kind in FOR_TANH:
            sentence = mark(
                "{layer} draws its weights by {initializer}, but {activation} passes on about half of the variance; "
                "He's 2/n_in makes up for it."
            )
        elif bend in SATURATING and kind in FOR_RELU:
            sentence = mark(
                "{layer} draws its weights by {initializer}, but {activation} needs no factor 2; the smaller 1/n_in "
                "keeps it off its flat ends."
            )
        else:
            continue
        yield Problem(
            severity="hint",
            node=node.id,
            sentence=tr(sentence, layer=name_of(node), initializer=title, activation=title_of("activations", bend)),
            fixes=(draw_by(situation, node),),
        )


def vanishing(situation: Situation) -> Iterator[Problem]:
    """Every S-shaped layer makes the gradient smaller; a normalization or a skip connection mends that."""
    runs: dict[str, tuple[int, Node | None]] = {}  # how many, and the last of them
    earlier: dict[str, Node | None] = {}
    for node in situation.nodes:
        count, last = max((runs[other.id] for other in situation.sources(node)), key=lambda run: run[0], default=NONE)
        if node.kind in (*NORMS, "add"):
            count, last = NONE
        elif situation.activation(node) in SATURATING:
            earlier[node.id] = last
            count, last = count + 1, node
        runs[node.id] = count, last
    _, last = max(runs.values(), key=lambda run: run[0], default=NONE)
    longest: list[Node] = []
    while last is not None:
        longest.append(last)
        last = earlier[last.id]
    longest.reverse()
    hidden = {node.id for node in situation.hidden}
    if len(longest) < DEEP:
        return
    sigmoids = sum(situation.activation(node) == "sigmoid" for node in longest)
    edits: list[Edit] = []
    for node in longest:
        edits.append(change_of(node, "activation", Choice("relu")))
        if node.id in hidden:
            edits.append(change_of(node, "weight_initializer", Choice("he_normal")))
    words = tr("ReLU and He in all of them")
    if sigmoids:
        sentence = tr(
            "{count} layers of sigmoid follow one another: each shrinks the gradient on its way back, so {layer} gets "
            "at most (1/4)^{sigmoids} ≈ {share:.0e} per unit weight. ReLU, batch norm or skip connections keep it up.",
            count=len(longest),
            layer=name_of(longest[0]),
            sigmoids=sigmoids,
            share=0.25**sigmoids,
        )
    else:
        sentence = tr(
            "{count} layers of tanh follow one another: each shrinks the gradient on its way back, so {layer} gets "
            "ever less of it. ReLU, batch norm or skip connections keep it up.",
            count=len(longest),
            layer=name_of(longest[0]),
        )
    yield Problem(
        severity="warning" if sigmoids >= DEEP else "hint",
        node=longest[0].id,
        sentence=sentence,
        fixes=(Fix(words, Several(edits=tuple(edits), label=words)),),
    )


RULES = (symmetry, too_large, initializer_fits, vanishing)
