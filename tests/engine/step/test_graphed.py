"""Steps by graphs against the eager ones: on paper here, which minds what a GPU minds; on a GPU where there is one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from torch._ops import OpOverload
from torch.utils._python_dispatch import TorchDispatchMode

from playground.catalog.tensor import Ints
from playground.engine.record import Record
from playground.engine.step import choice, graphed
from playground.engine.step.choice import Way, choose
from playground.engine.step.contract import RefusedError, Work
from playground.engine.step.eager import Eager
from playground.engine.step.graphed import Graphed, MakeGraph
from playground.engine.step.kept import Kept
from playground.engine.trainer import Trainer
from playground.spec.values import Choice
from tests.engine.step.cases import every_case
from tests.engine.step.paper import WAITING, Noting, Paper
from tests.engine.support import block, dense, experiment, retrained, sgd

WAYS: tuple[Way, Way] = ("graph", "eager")
STEPS = 100
CASES = every_case()
DROPPING = experiment(dense("a", 4), block("d", "dropout"), optimizer=Choice("adam"), batch_size=17, clip="norm")

on_a_gpu = pytest.mark.skipif(not torch.cuda.is_available(), reason="torch finds no GPU with CUDA on this machine")


@pytest.fixture
def paper(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choice, "_MAKERS", {**choice._MAKERS, "graph": partial(Graphed, make=Paper)})


def stepper_of(trainer: Trainer) -> Graphed:
    assert trainer._chosen is not None
    assert isinstance(trainer._chosen.stepper, Graphed)
    return trainer._chosen.stepper


def compare(found: Record, wanted: Record, trainers: tuple[Trainer, Trainer], within: float) -> None:
    """Losses, gradients' norms and weights, relative to the largest of each."""
    pairs = [(found.loss, wanted.loss)]
    pairs += [(found.gradient_norm[node], norms) for node, norms in wanted.gradient_norm.items()]
    here, there = (trainer.weights() for trainer in trainers)
    pairs += [(here[name], there[name]) for name in there]
    for one, other in pairs:
        assert np.abs(one - other).max() <= within * max(float(np.abs(other).max()), 1e-3)


@pytest.mark.usefixtures("paper")
@pytest.mark.parametrize("name", CASES)
def test_noted_steps_are_the_eager_ones(name: str) -> None:
    ours, eager = Trainer(CASES[name], stepper="graph"), Trainer(CASES[name], stepper="eager")
    compare(ours.train_steps(STEPS), eager.train_steps(STEPS), (ours, eager), 2e-6)
    assert ours.stepper == "graph"
    assert ours.checkpoint().random == eager.checkpoint().random
    lengths = [of_size._lengths for of_size in stepper_of(ours)._of.values()]
    assert lengths[0] == graphed.LENGTHS
    assert set(lengths[1:]) <= {(1,)}, "a short last batch comes alone"


@pytest.mark.usefixtures("paper")
def test_where_steps_are_cut_into_chunks_makes_no_difference() -> None:
    """With 13 inputs, so that examples lie anywhere; in graphs of 16, 4 and 1 steps."""
    case = experiment(dense("a", 8), block("d", "dropout"), source=Choice("wine"), batch_size=10)
    whole, parts = Trainer(case, stepper="graph"), Trainer(case, stepper="graph")
    loss = whole.train_steps(60).loss
    pieces = [parts.train_steps(count).loss for count in (1, 2, 3, 4, 50)]
    assert np.array_equal(np.concatenate(pieces), loss)
    assert all(np.array_equal(parts.weights()[name], weight) for name, weight in whole.weights().items())


@pytest.mark.usefixtures("paper")
def test_unwatched_it_is_the_same() -> None:
    watched, alone = (Trainer(DROPPING, stepper="graph", watched=watched) for watched in (True, False))
    assert np.array_equal(watched.train_steps(60).loss, alone.train_steps(60).loss)
    assert all(np.array_equal(alone.weights()[name], weight) for name, weight in watched.weights().items())
    (memory, *_) = (of_size._memory for of_size in stepper_of(alone)._of.values())
    assert memory.theta.numel() == memory.gradient.numel() == 0


@pytest.mark.usefixtures("paper")
def test_what_is_changed_while_it_trains_acts_and_nothing_is_noted_anew() -> None:
    ours, eager = Trainer(DROPPING, stepper="graph"), Trainer(DROPPING, stepper="eager")
    for trainer in (ours, eager):
        trainer.train_steps(30)
    stepper = stepper_of(ours)
    graphs = {size: dict(of_size._graphs) for size, of_size in stepper._of.items()}
    changed = retrained(DROPPING, optimizer=replace(DROPPING.training.optimizer, params=sgd(0.3).params), clip_at=0.2)
    for trainer in (ours, eager):
        trainer.reconfigure(changed)
    compare(ours.train_steps(40), eager.train_steps(40), (ours, eager), 2e-6)
    assert stepper_of(ours) is stepper
    assert {size: of_size._graphs for size, of_size in stepper._of.items()} == graphs


@pytest.mark.usefixtures("paper")
def test_many_steps_are_one_replay_and_memory_stays_where_it_is() -> None:
    trainer = Trainer(experiment(batch_size=10), stepper="graph")
    trainer.train_steps(5)
    (of_size,) = stepper_of(trainer)._of.values()
    addresses = [tensor.data_ptr() for tensor in of_size._memory.tensors()]
    before = Paper.replays
    trainer._do(32 + 4 + 2)
    assert Paper.replays - before == 2 + 1 + 2
    assert [tensor.data_ptr() for tensor in of_size._memory.tensors()] == addresses


class Waits(TorchDispatchMode):  # type: ignore[no-untyped-call]
    """Notes operations that a GPU would have to be waited for."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.found: list[str] = []
        self.operations = 0

    _should_skip_dynamo = Noting._should_skip_dynamo

    def __torch_dispatch__(
        self, func: OpOverload, types: Any, args: tuple[Any, ...] = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        name = func._schema.name.removeprefix("aten::")
        self.operations += 1
        if name in WAITING:
            self.found.append(name)
        return func(*args, **(kwargs or {}))


@pytest.mark.usefixtures("paper")
def test_nobody_waits_for_a_step() -> None:
    trainer = Trainer(DROPPING, stepper="graph")
    trainer.train_steps(20)
    with Waits() as waits:
        trainer._do(30)
    assert waits.operations > 30
    assert not waits.found


def some_work() -> tuple[Work, Ints, NDArray[np.float64]]:
    trainer = Trainer(DROPPING, stepper="eager")
    trainer.train_steps(5)
    return trainer._work, *trainer._sample()


def refusal(work: Work, sizes: Ints, numbers: NDArray[np.float64], make: MakeGraph = Paper) -> str:
    """Why graphs do not do it; all is as it was then."""
    before = Kept(work)
    with pytest.raises(RefusedError) as refused:
        Graphed(work, make).prepare(int(sizes[0]), numbers[0])
    after = Kept(work)
    assert all(torch.equal(after.values[name], value) for name, value in before.values.items())
    return str(refused.value)


class Broken(Paper):
    def capture(self, work: Callable[[], None]) -> None:
        super().capture(work)
        raise RuntimeError("operation not permitted when stream is capturing\nSearch for this and that.")


def test_what_cannot_be_noted_goes_on_eagerly(monkeypatch: pytest.MonkeyPatch) -> None:
    given = some_work()
    why = "the GPU cannot note it down: operation not permitted when stream is capturing"
    assert refusal(*given, Broken) == why
    monkeypatch.setattr(choice, "_ON", {"graph": ("cpu",)})
    monkeypatch.setattr(choice, "_MAKERS", {"graph": partial(Graphed, make=Broken), "eager": Eager})
    chosen = choose(*given)
    assert (chosen.way, chosen.words) == ("eager", f"The steps are done one by one. Not as a CUDA graph: {why}.")


def test_random_numbers_are_the_training_s_own() -> None:
    work, sizes, numbers = some_work()
    noisy = replace(work, loss=lambda logits, y: work.loss(logits + torch.rand_like(logits), y))
    why = refusal(noisy, sizes, numbers)
    assert why == "aten.rand_like.default draws random numbers that are not the training's own"


def test_a_number_that_only_fits_plainly_is_refused() -> None:
    work, sizes, numbers = some_work()

    class Odd(work.optimizer):  # type: ignore[name-defined, misc]
        @classmethod
        def update(cls, numbers: Any, theta: Any, gradient: Any, state: Any, weights: Any) -> None:
            theta.sub_(torch.full_like(gradient, numbers[0]))

    odd = replace(work, optimizer=Odd)
    assert refusal(odd, sizes, numbers) == "aten.full_like.default takes a number that changes from step to step"


def test_graphs_are_for_gpus_that_cuda_knows() -> None:
    work, *_ = some_work()
    with pytest.raises(RefusedError, match="the steps are not done by a GPU that CUDA knows"):
        Graphed(work)


class Forgetful(Paper):
    """Loses the end of what is long."""

    def replay(self) -> None:
        del self._noting.calls[100:]
        super().replay()


def test_a_long_graph_that_gives_other_numbers_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choice, "_MAKERS", {**choice._MAKERS, "graph": partial(Graphed, make=Forgetful)})
    ours, eager = Trainer(experiment(), stepper="graph"), Trainer(experiment(), stepper="eager")
    compare(ours.train_steps(40), eager.train_steps(40), (ours, eager), 2e-6)
    assert next(iter(stepper_of(ours)._of.values()))._lengths == (4, 1)


def test_a_large_network_has_short_graphs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(graphed, "MOST_NUMBERS", 5 * 64 * 2)
    work, sizes, numbers = some_work()
    stepper = Graphed(work, Paper)
    stepper.prepare(int(sizes[0]), numbers[0])
    assert next(iter(stepper._of.values()))._lengths == (4, 1)


@on_a_gpu
@pytest.mark.parametrize("name", CASES)
def test_on_a_gpu_steps_are_the_eager_ones(name: str) -> None:
    ours, eager = Trainer(CASES[name], device="cuda"), Trainer(CASES[name], device="cuda", stepper="eager")
    compare(ours.train_steps(STEPS), eager.train_steps(STEPS), (ours, eager), 1e-4)
    assert ours.stepper == "graph", ours.stepper_reason
    assert ours.checkpoint().random == eager.checkpoint().random
    if "pool" not in name and "upsample" not in name:  # whose gradients are sums in the order in which threads end
        assert stepper_of(ours)._of[ours._batch_size]._lengths == graphed.LENGTHS


@on_a_gpu
def test_on_a_gpu_nobody_waits_for_a_step() -> None:
    trainer = Trainer(DROPPING, device="cuda", stepper="graph")
    trainer.train_steps(20)
    torch.cuda.set_sync_debug_mode("error")
    try:
        trainer._do(30)
    finally:
        torch.cuda.set_sync_debug_mode("default")


@on_a_gpu
def test_on_a_gpu_where_steps_are_cut_makes_no_difference() -> None:
    case = experiment(dense("a", 8), block("d", "dropout"), source=Choice("wine"), batch_size=10)
    whole, parts = Trainer(case, device="cuda", stepper="graph"), Trainer(case, device="cuda", stepper="graph")
    loss = whole.train_steps(60).loss
    pieces = [parts.train_steps(count).loss for count in (1, 2, 3, 4, 50)]
    assert np.array_equal(np.concatenate(pieces), loss)


@on_a_gpu
def test_on_a_gpu_a_live_change_acts() -> None:
    ours, eager = (Trainer(DROPPING, device="cuda", stepper=way) for way in WAYS)
    changed = retrained(DROPPING, optimizer=replace(DROPPING.training.optimizer, params=sgd(0.3).params), clip_at=0.2)
    for trainer in (ours, eager):
        trainer.train_steps(30)
        trainer.reconfigure(changed)
    compare(ours.train_steps(40), eager.train_steps(40), (ours, eager), 1e-4)
