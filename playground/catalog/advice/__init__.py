"""Advice: what works but teaches something, or will likely hurt. One small function per rule.

A rule looks at a `Situation` and yields problems, each with the numbers that it saw and edits that would mend it.
"""

from __future__ import annotations

from collections.abc import Mapping

from playground.catalog.advice import first_weights, layers, norms, training
from playground.catalog.advice.situation import Situation
from playground.catalog.block import Signature
from playground.catalog.facts import Facts
from playground.spec.experiment import Experiment
from playground.spec.problems import Problem

RULES = (*norms.RULES, *first_weights.RULES, *layers.RULES, *training.RULES)
"""In the order in which their problems are told."""


def advise(
    experiment: Experiment, signatures: Mapping[str, Signature], order: tuple[str, ...], facts: Facts | None
) -> list[Problem]:
    """Warnings and hints of all rules."""
    if facts is None:
        return []
    situation = Situation(experiment, signatures, order, facts)
    return [problem for rule in RULES for problem in rule(situation)]
