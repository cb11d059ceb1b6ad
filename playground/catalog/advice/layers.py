"""Advice on layers that do nothing, or stand in the wrong order."""

from __future__ import annotations

import math
from collections.abc import Iterator

from playground.catalog.advice.situation import (
    Situation,
    change_of,
    name_of,
)
from playground.spec.edits import Edit, InsertOnEdge, RemoveNodes, Several
from playground.spec.experiment import Edge
from playground.spec.problems import Fix, Problem
from playground.spec.values import Choice
from playground.spec.words import tr


def linear_layers(situation: Situation) -> Iterator[Problem]:
    """Two linear maps are one."""
    for node in situation.hidden:
        after = situation.followers(node)
        if node.kind != "dense" or situation.activation(node) != "linear" or not after:
            continue
        if all(other.kind in ("dense", "output") for other in after):
            yield Problem(
                severity="hint",
                node=node.id,
                sentence=tr(
                    "{layer} is linear and {next} follows at once: together they are a single linear layer, so this "
                    "one adds parameters but no bend.",
                    layer=name_of(node),
                    next=name_of(after[0]),
                ),
                fixes=(
                    Fix(tr("Give it tanh"), change_of(node, "activation", Choice("tanh"))),
                    Fix(tr("Remove it"), RemoveNodes(ids=(node.id,))),
                ),
            )


def hidden_softmax(situation: Situation) -> Iterator[Problem]:
    """Softmax makes units compete, and the output's loss has its own."""
    for node in situation.nodes:
        if situation.activation(node) == "softmax":
            yield Problem(
                severity="hint",
                node=node.id,
                sentence=tr(
                    "Softmax in {block} makes its {count} numbers share a sum of 1 and shrinks their gradients; the "
                    "output has the softmax that it needs in its loss.",
                    block=name_of(node),
                    count=situation.signatures[node.id].output[0],
                ),
                fixes=(Fix(tr("ReLU instead"), change_of(node, "activation", Choice("relu"))),),
            )


def dropped_inputs(situation: Situation) -> Iterator[Problem]:
    """Dropping one of very few inputs takes away what nothing else can replace."""
    for node in situation.nodes:
        sources = situation.sources(node)
        if node.kind != "dropout" or not sources or sources[0].kind not in ("input", "features"):
            continue
        width = math.prod(situation.signatures[node.id].output)
        keep = situation.settings(node).keep_prob
        if width <= 10 and keep < 1.0:
            yield Problem(
                severity="hint",
                node=node.id,
                sentence=tr(
                    "{dropout} drops inputs themselves: of {width} numbers all arrive in only {share:.0%} of the "
                    "examples. Behind a hidden layer other units can stand in.",
                    dropout=name_of(node),
                    width=width,
                    share=keep**width,
                ),
                fixes=(Fix(tr("Remove it"), RemoveNodes(ids=(node.id,))),),
            )


def dropout_before_norm(situation: Situation) -> Iterator[Problem]:
    """Dropout changes the variance in training only, and batch norm remembers it (Li and others, 2018)."""
    for node in situation.nodes:
        after = situation.followers(node)
        if node.kind != "dropout" or len(after) != 1 or after[0].kind != "batch_norm":
            continue
        norm = after[0]
        edges = situation.experiment.network.outputs(norm.id)
        fixes: tuple[Fix, ...] = ()
        if len(edges) == 1:
            behind = Edge(source=norm.id, target=edges[0].target, port=edges[0].port)
            words = tr("Dropout after the batch norm")
            edits: tuple[Edit, ...] = (RemoveNodes(ids=(node.id,)), InsertOnEdge(node=node, edge=behind))
            fixes = (Fix(words, Several(edits=edits, label=words)),)
        keep = situation.settings(node).keep_prob
        yield Problem(
            severity="hint",
            node=node.id,
            sentence=tr(
                "{dropout} with keep_prob {keep:g} makes the variance that {norm} averages larger than it is at "
                "evaluation, where nothing is dropped.",
                dropout=name_of(node),
                keep=keep,
                norm=name_of(norm),
            ),
            fixes=fixes,
        )


RULES = (linear_layers, hidden_softmax, dropped_inputs, dropout_before_norm)
