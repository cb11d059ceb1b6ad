"""Advice on normalization and on what it makes of the biases before it."""

from __future__ import annotations

from collections.abc import Iterator

from playground.catalog.advice.situation import (
    Situation,
    change_of,
    name_of,
    title_of,
)
from playground.spec.edits import Several
from playground.spec.problems import Fix, Problem
from playground.spec.values import Choice
from playground.spec.words import tr


def redundant_bias(situation: Situation) -> Iterator[Problem]:
    """Batch norm subtracts whatever constant the layer before it added."""
    for node in situation.hidden:
        p, after = situation.settings(node), situation.followers(node)
        if p.bias and p.activation.kind == "linear" and all(other.kind == "batch_norm" for other in after):
            yield Problem(
                severity="hint",
                node=node.id,
                sentence=tr(
                    "The {units} biases of {layer} do nothing: the batch norm behind it subtracts the mean and adds "
                    "its own β.",
                    units=situation.units(node),
                    layer=name_of(node),
                ),
                fixes=(Fix(tr("Bias off"), change_of(node, "bias", False)),),
            )


def norm_after_activation(situation: Situation) -> Iterator[Problem]:
    """Batch norm usually stands between the sum and the activation."""
    for node in situation.hidden:
        kind, after = situation.activation(node), situation.followers(node)
        if kind == "linear" or len(after) != 1 or after[0].kind != "batch_norm":
            continue
        fixes: tuple[Fix, ...] = ()
        if situation.activation(after[0]) == "linear":
            edits = (
                change_of(node, "activation", Choice("linear")),
                change_of(after[0], "activation", situation.settings(node).activation),
            )
            words = tr("Normalize before {activation}", activation=title_of("activations", kind))
            fixes = (Fix(words, Several(edits=edits, label=words)),)
        yield Problem(
            severity="hint",
            node=after[0].id,
            sentence=tr(
                "{norm} comes after the {activation} of {layer}; more often it stands before the activation, "
                "where the sums are closer to a normal distribution.",
                norm=name_of(after[0]),
                activation=title_of("activations", kind),
                layer=name_of(node),
            ),
            fixes=fixes,
        )


RULES = (redundant_bias, norm_after_activation)
