"""The training loop: how a network learns, from top to bottom."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from playground.catalog.analysis import Analysis, analyse
from playground.catalog.effects import effects
from playground.catalog.entry import settle
from playground.catalog.families import Loss, Optimizer, Schedule
from playground.catalog.initial import initial_weights
from playground.catalog.prepare import Prepared, prepare, stream_seed
from playground.catalog.preview import loss_of
from playground.catalog.tensor import Mode
from playground.engine.device import choose, settle_torch
from playground.engine.divergence import DivergedError, Watchman, explain
from playground.engine.evaluate import evaluate, logits_of
from playground.engine.examples import Batch, Examples
from playground.engine.model import Model
from playground.engine.parameters import Parameters, fit
from playground.engine.record import Record, Recorder, joined
from playground.spec.experiment import Experiment
from playground.spec.problems import PlaygroundError
from playground.wire.checkpoint import Checkpoint

__all__ = ["DivergedError", "Trainer"]

SNAPSHOT_STEPS = 100
"""So often the state is kept that a divergence goes back to. Counted in steps, so that it does not depend on speed."""


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """What an experiment that can be trained comes to."""

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


class Trainer:
    """Trains one experiment. The same experiment, seed and machine give the same numbers, bit for bit.

    Attributes:
        experiment: what is trained. analysis, prepared: what it comes to.
        device, reason: where torch computes and why, in words.
        step_number: steps done. epoch: whole epochs done. batch: steps done in the epoch under way.
        finished: why training came to its end: ``epochs``, ``early stopping``, or empty while it goes on.

    Args:
        experiment: an experiment without errors in its analysis.
        checkpoint: where to go on; weights that do not fit any more are drawn afresh. None: a fresh start.
        device: takes the place of the experiment's device setting.
        dtype: ``torch.float64`` for checks of gradients.

    Raises:
        PlaygroundError: the experiment cannot be trained, or the device is not there.

    """

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
        self._set_up(experiment, self._plan(experiment))
        self._restore(checkpoint if checkpoint is not None else Checkpoint(weights={}))

    # ---------------------------------------------------------------- training

    def train_epoch(self) -> Record:
        """Train to the end of the epoch under way."""
        return self.train_steps(self.steps_per_epoch - self.batch)

    def train_steps(self, count: int) -> Record:
        """Train ``count`` steps, or fewer where a stop condition is met; none once `finished`.

        Raises:
            DivergedError: the loss or a weight is no number any more, or the loss is beyond reason. The trainer
                stands at the last good weights then.

        """
        first = self.step_number + 1
        records: list[Record] = []
        for _ in range(count):
            if self.finished:
                break
            self._step()
            if self.batch == self.steps_per_epoch:
                self._end_epoch()
            if self._recorder.full or self.step_number % SNAPSHOT_STEPS == 0:
                self._read(records)
        self._read(records)
        if self.finished == "early stopping":
            self._return_to_best()
        return joined(records, first, tuple(self._parameters.nodes))

    def _step(self) -> None:
        """Forward, loss, backward, update."""
        examples = self._next_batch()
        training = self.experiment.training
        self._parameters.gradient.zero_()

        logits = self._model.logits(examples.x, self._mode)
        loss = self._loss(logits, examples.y)
        loss.backward()  # type: ignore[no-untyped-call]
        self._add_penalty(training.l1 / examples.size, training.l2 / examples.size)

        rate = self._schedule.rate(self._schedule_settings, self._learning_rate, self.epochs)
        self.step_number += 1
        self.batch += 1
        self._updates += 1
        self._recorder.add(loss, self.epochs, rate, training.l1 / examples.size, training.l2 / examples.size)

        self._clip()
        with torch.no_grad():
            self._optimizer.update(
                self._optimizer_settings,
                self._parameters.theta,
                self._parameters.gradient,
                self._state,
                rate,
                self._updates,
                self._parameters.weights,
            )

    def _next_batch(self) -> Batch:
        """The next examples of the epoch's random order."""
        if not self._batches:
            self._batches = self._examples.epoch(self.experiment.seed, self.epoch, self._batch_size)
        return self._batches[self.batch]

    def _add_penalty(self, l1: float, l2: float) -> None:
        """The gradient of λ₁/m Σ|w| + λ₂/(2m) Σw²: λ₁/m sign(w) + λ₂/m w, for weights only."""
        parameters = self._parameters
        if l2:
            parameters.gradient.addcmul_(parameters.theta, parameters.weights, value=l2)
        if l1:
            parameters.gradient.addcmul_(parameters.theta.sign(), parameters.weights, value=l1)

    def _clip(self) -> None:
        """Limit the gradient: as a whole, keeping its direction, or every number by itself."""
        limit = self.experiment.training.clip_at
        if self.experiment.training.clip == "norm":
            gradient = self._parameters.gradient
            gradient.mul_(limit / gradient.norm().clamp(min=limit))
        elif self.experiment.training.clip == "value":
            self._parameters.gradient.clamp_(-limit, limit)

    def _end_epoch(self) -> None:
        """Count the epoch and see whether training has come to its end."""
        self.epoch += 1
        self.batch = 0
        self._batches = []
        training = self.experiment.training
        if training.early_stopping and "dev" in self._examples.parts:
            self._stop_early(training.patience)
        if not self.finished and training.epochs and self.epoch % training.epochs == 0:
            self.finished = "epochs"

    def _stop_early(self, patience: int) -> None:
        """Remember the weights that are best on dev; after ``patience`` epochs without better ones go back to them."""
        dev = self._examples.parts["dev"]
        with torch.no_grad():
            loss = float(self._loss(logits_of(self._model, dev.x), dev.y))
        if self._best_dev_loss is None or loss < self._best_dev_loss:
            self._best_dev_loss, self._best_epoch = loss, self.epoch
            self._best = (self._parameters.theta.clone(), self._parameters.buffers.clone())
        elif self.epoch - self._best_epoch >= patience:
            self.finished = "early stopping"

    def _return_to_best(self) -> None:
        """Take the weights that were best on dev; the optimizer's averages belong to others, so they start anew."""
        if self._best is not None:
            self._put(*self._best)
            self._clear_optimizer()

    def _read(self, records: list[Record]) -> None:
        """Read what the steps gave, see whether training blew up, and keep the state now and then."""
        record = self._recorder.read(self.step_number)
        if not len(record):
            return
        records.append(record)
        failed = self._watchman.first_failure(record)
        if failed is None and not bool(self._parameters.theta.isfinite().all()):
            failed = len(record)
        if failed is not None:
            theta = self._recorder.theta_before(failed)
            if failed and not bool(theta.isfinite().all()):
                failed -= 1  # the step that broke the weights, not the next one, whose loss shows it
            self._put(theta, self._parameters.buffers)
            error = explain(self, record, failed)
            self._roll_back()
            error.record = joined(records, records[0].first, tuple(self._parameters.nodes))
            raise error
        if self.step_number % SNAPSHOT_STEPS == 0 and self._watchman.healthy():
            self._good = self._snapshot()

    def go_on(self) -> None:
        """Train beyond the end: for as many epochs or as much patience again."""
        if self.finished == "early stopping":
            self._best_dev_loss, self._best = None, None
        self.finished = ""

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

    def outputs(self, x: NDArray[Any]) -> dict[str, NDArray[Any]]:
        """Every node's output for normalized ``x`` of shape (m, *input), in evaluation mode."""
        with torch.no_grad():
            found = self._model.outputs(torch.tensor(x, dtype=self._dtype, device=self.device), Mode(training=False))
        return {id: tensor.to("cpu").numpy() for id, tensor in found.items()}

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
        if changed <= {"live"}:
            self._follow(experiment, plan.analysis)
            return tuple(self._parameters.places), ()
        before = Checkpoint(weights={}) if "start" in changed else self.checkpoint()
        self._set_up(experiment, plan)
        return self._restore(before if "data" not in changed else replace(before, best_dev_loss=None, best_weights={}))

    def _plan(self, experiment: Experiment) -> Plan:
        """All that can go wrong with an experiment goes wrong here, before anything is changed."""
        analysis = analyse(experiment)
        for problem in analysis.problems:
            if problem.severity == "error":
                raise PlaygroundError(problem.sentence)
        wish = self._wish or experiment.training.device
        device, reason = choose(wish, analysis.multiply_adds, experiment.training.batch_size)
        return Plan(analysis, prepare(experiment.data), device, reason)

    def _set_up(self, experiment: Experiment, plan: Plan) -> None:
        """Make everything that follows from the experiment; the weights are still to come."""
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
