"""What there is while a network learns: the model, its data, the optimizer's memory, and how all of it is made anew."""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from playground.catalog.analysis import Analysis, analyse
from playground.catalog.effects import effects
from playground.catalog.entry import settle
from playground.catalog.families import Loss, Optimizer, Passage, Schedule
from playground.catalog.initial import initial_weights
from playground.catalog.prepare import Prepared, epoch_order, prepare, stream_seed
from playground.catalog.preview import loss_of
from playground.catalog.tensor import Mode
from playground.engine.device import choose, settle_torch
from playground.engine.evaluate import evaluate, logits_of
from playground.engine.examples import Batch, Examples
from playground.engine.model import Model
from playground.engine.parameters import Parameters, fit
from playground.engine.passage import travel
from playground.engine.record import Recorder
from playground.engine.watchman import Watchman
from playground.spec.experiment import Experiment
from playground.spec.groups import Expansion, expansion
from playground.spec.problems import PlaygroundError
from playground.wire.checkpoint import Checkpoint


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """What an experiment that can be trained comes to."""

    trained: Expansion
    analysis: Analysis
    prepared: Prepared
    device: str
    reason: str


@dataclass(frozen=True, slots=True, eq=False)
class Snapshot:
    """The whole state at one step, on the device."""

    theta: Tensor
    buffers: Tensor
    state: dict[str, Tensor]
    random: Tensor
    step: int
    epoch: int
    batch: int
    updates: int
    batch_size: int


class State:
    """Everything about one run but the loop itself, which is `playground.engine.trainer.Trainer`.

    ``experiment`` is the one that is trained, every copy that a group makes a block of its own; ``trained`` says how it
    belongs to the document's.
    """

    trained: Expansion
    experiment: Experiment
    analysis: Analysis
    prepared: Prepared
    device: str
    reason: str
    step_number: int
    epoch: int
    batch: int
    finished: str

    _examples: Examples
    _batches: list[Batch]
    _batch_size: int
    _parameters: Parameters
    _model: Model
    _mode: Mode
    _generator: torch.Generator
    _optimizer: type[Optimizer]
    _optimizer_settings: Any
    _state: dict[str, Tensor]
    _updates: int
    _recorder: Recorder
    _watchman: Watchman
    _good: Snapshot
    _best: tuple[Tensor, Tensor] | None
    _best_dev_loss: float | None
    _best_epoch: int

    def __init__(
        self,
        experiment: Experiment,
        checkpoint: Checkpoint | None = None,
        device: str | None = None,
        dtype: torch.dtype = torch.float32,
    ) -> None:
        self._wish = device
        self._dtype = dtype
        plan = self._plan(experiment)
        self._set_up(plan.trained.experiment, plan)
        self._restore(checkpoint if checkpoint is not None else Checkpoint(weights={}))

    # ---------------------------------------------------------------- looking

    @property
    def steps_per_epoch(self) -> int:
        """Batches in the training part, the last one short where the batch size does not divide it."""
        return math.ceil(self._examples.train.size / self._batch_size)

    @property
    def epochs(self) -> float:
        """Epochs done, with fraction."""
        return self.epoch + self.batch / self.steps_per_epoch

    def evaluate(self) -> dict[str, dict[str, float]]:
        """For train, dev and test, where they have examples: the ``loss`` without penalty, and the metrics."""
        facts = self.prepared.facts
        return evaluate(self._model, self._loss_entry, self._loss_settings, facts, self._examples.parts)

    def outputs(self, x: NDArray[Any], nodes: Collection[str] | None = None) -> dict[str, NDArray[Any]]:
        """Every node's output for normalized ``x`` of shape (m, *input), in evaluation mode; of ``nodes`` only."""
        with torch.no_grad():
            given = torch.tensor(x, dtype=self._dtype, device=self.device)
            found = self._model.outputs(given, Mode(training=False), nodes)
        wanted = found if nodes is None else [id for id in found if id in nodes]
        return {id: found[id].to("cpu").numpy() for id in wanted}

    def pre_activations(self, x: NDArray[Any], nodes: Collection[str] | None = None) -> dict[str, NDArray[Any]]:
        """Z of every block that has one, for normalized ``x``, in evaluation mode; of ``nodes`` only."""
        with torch.no_grad():
            given = torch.tensor(x, dtype=self._dtype, device=self.device)
            _, found = self._model.trace(given, Mode(training=False), nodes)
        wanted = found if nodes is None else [id for id in found if id in nodes]
        return {id: found[id].to("cpu").numpy() for id in wanted}

    def next_rows(self) -> NDArray[np.int64]:
        """The row numbers of the examples that the next step will learn from, in their order."""
        rows = self.prepared.rows("train")
        order = epoch_order(self.experiment.seed, self.epoch, len(rows))
        here: NDArray[np.int64] = rows[order[self.batch * self._batch_size :][: self._batch_size]]
        return here

    def passage(self, x: NDArray[Any], y: NDArray[Any], *, training: bool) -> Passage:
        """Normalized ``x`` forward and the loss's gradients back; see `playground.engine.passage.travel`."""
        given = torch.tensor(x, dtype=self._dtype, device=self.device)
        classes = self.prepared.facts.task == "classes"
        truth = torch.tensor(y, dtype=torch.int64 if classes else self._dtype, device=self.device)
        mode = self._mode if training else Mode(training=False)
        return travel(self._model, self._parameters, self._loss, given, truth, mode)

    def predict(self, logits: NDArray[Any]) -> NDArray[Any]:
        """Probabilities or numbers from logits, as the loss has it."""
        prediction: NDArray[Any] = self._loss_entry.predict(self._loss_settings, self.prepared.facts, logits)
        return prediction

    def weights(self) -> dict[str, NDArray[Any]]:
        """The learned parameters by name."""
        return self._parameters.named(self._parameters.theta)

    def first_weights(self) -> dict[str, NDArray[np.float32]]:
        """The weights that training began with, by name."""
        return initial_weights(self.experiment, self.analysis)

    def gradients(self) -> dict[str, NDArray[Any]]:
        """The gradient of the last step's cost, before clipping, by name; empty before the first step."""
        return self._parameters.named(self._recorder.last_gradient) if self._recorder.started else {}

    # ---------------------------------------------------------------- state

    def checkpoint(self) -> Checkpoint:
        """Everything that is needed to go on exactly here."""
        parameters = self._parameters
        best: dict[str, NDArray[Any]] = {}
        if self._best is not None:
            best = parameters.export(*self._best)
        return Checkpoint(
            weights=parameters.export(parameters.theta, parameters.buffers),
            state={slot: parameters.named(row) for slot, row in self._state.items()},
            optimizer=self._optimizer.kind,
            step=self.step_number,
            epoch=self.epoch,
            batch=self.batch,
            updates=self._updates,
            random=self._generator.get_state().numpy().tobytes(),
            best_dev_loss=self._best_dev_loss,
            best_epoch=self._best_epoch,
            best_weights=best,
        )

    def reconfigure(self, experiment: Experiment) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Follow a changed experiment by the effect of what changed.

        Settings act on the next step; a changed structure keeps every weight that still fits, and its optimizer
        state; what asks for fresh weights begins again at step 0.

        Returns:
            The names of the weights that stayed and of those drawn afresh.

        Raises:
            PlaygroundError: the new experiment cannot be trained; training stands as before then.

        """
        changed = effects(self.experiment, experiment)
        plan = self._plan(experiment)
        experiment = plan.trained.experiment
        if changed <= {"live"}:
            self.trained = plan.trained
            self._follow(experiment, plan.analysis)
            return tuple(self._parameters.places), ()
        before, size = self.checkpoint(), self._batch_size
        self._set_up(experiment, plan)
        if "start" in changed:
            return self._restore(Checkpoint(weights={}))
        # What was best on dev was so of another network or of other data.
        batch = before.batch * size // self._batch_size
        return self._restore(replace(before, batch=batch, best_dev_loss=None, best_weights={}))

    def _plan(self, experiment: Experiment) -> Plan:
        """All that can go wrong with an experiment goes wrong here, before anything is changed."""
        analysis = analyse(experiment)
        for problem in analysis.problems:
            if problem.severity == "error":
                raise PlaygroundError(problem.sentence)
        wish = self._wish or experiment.training.device
        device, reason = choose(wish, analysis.multiply_adds, experiment.training.batch_size)
        return Plan(expansion(experiment), analysis, prepare(experiment.data), device, reason)

    def _set_up(self, experiment: Experiment, plan: Plan) -> None:
        """Make everything that follows from the experiment; the weights are still to come."""
        self.trained = plan.trained
        self.prepared = plan.prepared
        self.device, self.reason = plan.device, plan.reason
        self._examples = Examples(plan.prepared, torch.device(plan.device), self._dtype)
        self._parameters = Parameters(plan.analysis, torch.device(plan.device), self._dtype)
        self._generator = torch.Generator(plan.device)
        self._mode = Mode(training=True, generator=self._generator)
        self._optimizer = Optimizer
        self._state = {}
        self.epoch = self.batch = 0
        self._batch_size = 1
        self._follow(experiment, plan.analysis)

    def _follow(self, experiment: Experiment, analysis: Analysis) -> None:
        """Take over every setting that acts on the next step."""
        training = experiment.training
        self.experiment, self.analysis = experiment, analysis
        optimizer, self._optimizer_settings = settle(Optimizer, training.optimizer)
        self._learning_rate = float(self._optimizer_settings.learning_rate)
        self._schedule, self._schedule_settings = settle(Schedule, training.schedule)
        self._loss_entry, self._loss_settings = settle(Loss, loss_of(experiment, analysis))
        self._loss = self._loss_entry.build(self._loss_settings, self.prepared.facts)
        self._model = Model(experiment, analysis, self._parameters)
        if optimizer is not self._optimizer:
            self._optimizer = optimizer
            self._clear_optimizer()
        # Within an epoch the examples done so far are counted in batches of the new size, rounded down.
        size = min(training.batch_size, self._examples.train.size)
        self.batch, self._batch_size = self.batch * self._batch_size // size, size
        self._batches = []
        settle_torch(self.device, analysis.multiply_adds, size)

    def _clear_optimizer(self) -> None:
        self._state = {slot: torch.zeros_like(self._parameters.theta) for slot in self._optimizer.slots}
        self._updates = 0

    def _restore(self, checkpoint: Checkpoint) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Take over a checkpoint, as far as it fits; returns the names kept and drawn afresh."""
        parameters = self._parameters
        first = initial_weights(self.experiment, self.analysis)
        weights, kept, fresh = fit(checkpoint.weights, first)
        parameters.load(weights)
        self._clear_optimizer()
        if checkpoint.optimizer == self._optimizer.kind:
            for slot, row in self._state.items():
                row.copy_(parameters.flat(checkpoint.state.get(slot, {})))
            self._updates = checkpoint.updates
        self.step_number, self.epoch = checkpoint.step, checkpoint.epoch
        self.batch = min(checkpoint.batch, self.steps_per_epoch - 1)
        self._batches = []
        self._seed_dropout(checkpoint)
        self._best_dev_loss, self._best_epoch = checkpoint.best_dev_loss, checkpoint.best_epoch
        self._best = None
        if checkpoint.best_weights:
            here = (parameters.theta.clone(), parameters.buffers.clone())
            parameters.load(fit(checkpoint.best_weights, first)[0])
            self._best = (parameters.theta.clone(), parameters.buffers.clone())
            self._put(*here)
        self.finished = ""
        self._recorder = Recorder(parameters)
        with torch.no_grad():
            train = self._examples.train
            loss = float(self._loss(logits_of(self._model, train.x), train.y))
        self._watchman = Watchman(loss)
        self._good = self._snapshot()
        return kept, fresh

    def _seed_dropout(self, checkpoint: Checkpoint) -> None:
        """Go on with the checkpoint's random numbers; begin anew where there are none or the device is another."""
        self._generator.manual_seed(stream_seed(self.experiment.seed, "dropout", str(checkpoint.step)))
        if len(checkpoint.random) == self._generator.get_state().numel():
            self._generator.set_state(torch.frombuffer(bytearray(checkpoint.random), dtype=torch.uint8))

    def _snapshot(self) -> Snapshot:
        return Snapshot(
            theta=self._parameters.theta.clone(),
            buffers=self._parameters.buffers.clone(),
            state={slot: row.clone() for slot, row in self._state.items()},
            random=self._generator.get_state(),
            step=self.step_number,
            epoch=self.epoch,
            batch=self.batch,
            updates=self._updates,
            batch_size=self._batch_size,
        )

    def _roll_back(self) -> None:
        """Stand again where the last good snapshot was taken."""
        good = self._good
        self._put(good.theta, good.buffers)
        self._clear_optimizer()
        for slot, row in self._state.items():
            if slot in good.state:
                row.copy_(good.state[slot])
        self._generator.set_state(good.random)
        self._watchman.forget()
        self._recorder = Recorder(self._parameters)
        self.step_number, self.epoch, self._updates = good.step, good.epoch, good.updates
        self.batch = good.batch * good.batch_size // self._batch_size
        self._batches = []
        self.finished = ""

    def _put(self, theta: Tensor, buffers: Tensor) -> None:
        self._parameters.theta.copy_(theta)
        self._parameters.buffers.copy_(buffers)
