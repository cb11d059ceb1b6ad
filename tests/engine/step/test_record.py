"""A recorded step: which operations are left, where they read and write, and that recording leaves no trace."""

from __future__ import annotations

import subprocess
import sys

import torch

from playground.engine.step.kept import Kept
from playground.engine.step.record import record
from playground.engine.step.tape import Column
from playground.engine.trainer import Trainer
from playground.spec.values import Choice
from tests.engine.support import block, dense, experiment


def test_a_step_of_gradient_descent() -> None:
    """3-1 by hand: forward, loss, its gradient, both layers' gradients where they belong, three copies, one update."""
    trainer = Trainer(experiment(dense("a", 3)), stepper="eager")
    tape = record(trainer._work, 10, 4)
    assert [operation.name.removeprefix("aten.") for operation in tape.operations] == [
        "addmm.default",
        "tanh.default",
        "addmm.default",
        "_to_copy.default",
        "binary_cross_entropy_with_logits.default",
        "sigmoid.default",
        "sub.Tensor",
        "div_.Scalar",
        "mm.default",
        "mm.default",
        "sum.dim_IntList",
        "tanh_backward.default",
        "mm.default",
        "sum.dim_IntList",
        "copy_.default",
        "copy_.default",
        "copy_.default",
        "add_.Tensor",
    ]
    gradients = [
        (place.offset, place.count)
        for operation in tape.operations
        for place in operation.writes
        if place.memory.name == "gradient"
    ]
    assert sorted(gradients) == [(0, 6), (6, 3), (9, 3), (12, 1)]
    last = tape.operations[-1]
    assert last.in_place
    assert last.writes[0].memory.name == "theta"
    assert last.keywords == {"alpha": Column(3, 1.0)}
    assert tape.shape_x == (10, 2)
    assert "theta[13] = aten.add_.Tensor(theta[13], gradient[13], alpha=numbers[3])" in str(tape)


def test_recording_leaves_everything_as_it_was() -> None:
    case = experiment(
        dense("a", 4), block("d", "dropout"), block("n", "batch_norm"), optimizer=Choice("adam"), clip="value"
    )
    trainer = Trainer(case, stepper="eager")
    trainer.train_steps(3)
    before, random = Kept(trainer._work), trainer._generator.get_state()
    tape = record(trainer._work, 7, 9)
    after = Kept(trainer._work)
    assert all(torch.equal(value, after.values[name]) for name, value in before.values.items())
    assert torch.equal(random, trainer._generator.get_state())
    assert [operation.name for operation in tape.random] == ["aten.bernoulli_.float"]
    limits = next(operation for operation in tape.operations if operation.name == "aten.clamp_.default")
    assert limits.arguments[1:] == (Column(2, -1.0), Column(2, 1.0))


def test_labels_may_be_looked_over() -> None:
    """One-hot labels are checked against the number of classes, which steers nothing."""
    case = experiment(dense("a", 3), source=Choice("iris"))
    assert record(Trainer(case, stepper="eager")._work, 10, 4).operations


def test_recording_does_not_load_torch_s_compiler() -> None:
    """It takes a second, before the first curve."""
    code = (
        "import sys; from playground.engine.trainer import Trainer; from tests.engine.support import experiment;"
        "Trainer(experiment(), stepper='captured').train_steps(20);"
        "sys.exit(any(name in sys.modules for name in ('torch._dynamo', 'torch._inductor', 'sympy')))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
