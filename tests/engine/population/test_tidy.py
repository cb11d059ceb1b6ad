from __future__ import annotations

import pytest

from playground.catalog.variants import variants
from playground.engine.population import replay
from playground.engine.population.population import Population
from playground.engine.population.tidy import shortened
from playground.engine.step.tape import Tape
from playground.spec.variants import seeds
from tests.engine.support import dense, experiment


def test_a_layer_is_one_product_and_nothing_is_multiplied_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    tapes: list[Tape] = []

    def both(tape: Tape) -> Tape:
        tapes.extend((tape, shortened(tape)))
        return tapes[-1]

    monkeypatch.setattr(replay, "shortened", both)
    population = Population(variants(experiment(dense("a", 4), dense("b", 3)), [seeds(0, 2)]), wish="together")
    population.train_steps(1)
    before, after = ([operation.name for operation in tape.operations] for tape in tapes)
    assert "aten.mul.Scalar" in before
    assert "aten.baddbmm.default" not in before
    assert "aten.mul.Scalar" not in after
    assert after.count("aten.baddbmm.default") == 3
    assert before.count("aten.bmm.default") - after.count("aten.bmm.default") == 3
