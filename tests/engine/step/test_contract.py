"""Every way of doing the steps against the eager one: every block, activation, loss, rule and setting there is.

The captured step does the same operations in the same order on memory that lies alike: it is equal bit for bit. The
kernel rounds sums and functions otherwise: it is equal to a millionth of the largest number beside it, for as long as
the training itself does not make more of a difference in the last bit, or it refuses in a sentence.
"""

from __future__ import annotations

import functools

import numpy as np
import pytest

from playground.engine.record import Record
from playground.engine.step.choice import Way
from playground.engine.trainer import Trainer
from playground.spec.values import Choice
from playground.wire.checkpoint import Checkpoint
from tests.engine.step.cases import every_case
from tests.engine.support import dense, experiment

STEPS = 200
CASES = every_case()


@functools.cache
def trained(name: str, way: Way) -> tuple[Record, Checkpoint]:
    trainer = Trainer(CASES[name], stepper=way)
    record = trainer.train_steps(STEPS)
    assert trainer.stepper == way
    return record, trainer.checkpoint()


@pytest.mark.parametrize("name", CASES)
def test_captured_is_eager_bit_for_bit(name: str) -> None:
    (wanted, end), (found, there) = trained(name, "eager"), trained(name, "captured")
    assert np.array_equal(found.loss, wanted.loss)
    for a, b in ((wanted.gradient_norm, found.gradient_norm), (wanted.update_ratio, found.update_ratio)):
        assert all(np.array_equal(a[node], b[node], equal_nan=True) for node in a)
    assert all(np.array_equal(end.weights[key], there.weights[key]) for key in end.weights)
    for slot, arrays in end.state.items():
        assert all(np.array_equal(array, there.state[slot][key]) for key, array in arrays.items())
    assert end.random == there.random


@pytest.mark.parametrize("way", ["eager", "captured"])
def test_where_steps_are_cut_into_chunks_makes_no_difference(way: Way) -> None:
    """With 13 inputs, of which no batch but the first begins where torch's memory begins if all are cut from one."""
    case = experiment(dense("a", 8), dense("b", 8), source=Choice("wine"), batch_size=10)
    whole, parts = Trainer(case, stepper=way), Trainer(case, stepper=way)
    loss = whole.train_steps(60).loss
    pieces = [parts.train_steps(count).loss for count in (1, 2, 3, 4, 50)]
    assert np.array_equal(np.concatenate(pieces), loss)
    ends = whole.weights(), parts.weights()
    assert all(np.array_equal(ends[0][name], ends[1][name]) for name in ends[0])
