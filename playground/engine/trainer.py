"""The training loop: how a network learns, from top to bottom."""

from __future__ import annotations

import torch

from playground.catalog.entry import settle
from playground.catalog.families import Metric
from playground.engine.building import Building
from playground.engine.divergence import DivergedError, explain
from playground.engine.evaluate import logits_of
from playground.engine.examples import Batch
from playground.engine.parameters import to_numpy
from playground.engine.record import Record, joined
from playground.engine.watchman import Failure
from playground.spec.values import Choice
from playground.spec.words import tr

__all__ = ["DivergedError", "Trainer"]

SNAPSHOT_STEPS = 100
"""So often the state is kept that a divergence goes back to. Counted in steps, so that it does not depend on speed."""


class Trainer(Building):
    """Trains one experiment. The same experiment, seed and machine give the same numbers, bit for bit.

    Attributes:
        experiment: what is trained. analysis, prepared: what it comes to.
        device, reason: where torch computes and why, in words.
        step_number: steps done. epoch: whole epochs done. batch: steps done in the epoch under way.
        finished: why training came to its end: ``epochs``, ``early stopping``, ``loss``, ``accuracy``, or empty while
            it goes on.
        timeline: the places that were kept.

    Args:
        experiment: an experiment without errors in its analysis.
        checkpoint: where to go on; weights that do not fit any more are drawn afresh. None: a fresh start.
        device: takes the place of the experiment's device setting.
        dtype: ``torch.float64`` for checks of gradients.

    Raises:
        PlaygroundError: the experiment cannot be trained, or the device is not there.

    """

    def train_epoch(self) -> Record:
        """Train to the end of the epoch under way."""
        return self.train_steps(self.steps_per_epoch - self.batch)

    def train_steps(self, count: int) -> Record:
        """Train ``count`` steps, or fewer where a stop condition is met; none once `finished`.

        Raises:
            DivergedError: the loss or a weight is no number any more, or the loss is beyond reason. The trainer
                stands at the last good weights then.

        """
        if count and self.timeline.here is not None:
            self.timeline.cut(self.step_number)
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
        if self.finished == "early stopping" and records:
            self._return_to_best()
            self.timeline.renew(self._snapshot())
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

        theta, frozen = self._parameters.theta, self._frozen
        if frozen is not None:
            held = theta[frozen]
            self._parameters.gradient[frozen] = 0.0
        self._clip()
        with torch.no_grad():
            self._optimizer.update(
                self._optimizer_settings,
                theta,
                self._parameters.gradient,
                self._state,
                rate,
                self._updates,
                self._parameters.weights,
            )
            if frozen is not None:
                theta[frozen] = held  # momentum and decoupled decay move also what has no gradient

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
        self.finished = self.finished or self._target_met()
        if not self.finished and training.epochs and self.epoch % training.epochs == 0:
            self.finished = "epochs"
        if self.timeline.due(self.epoch):
            self.timeline.add(self._snapshot())

    def _target_met(self) -> str:
        """The condition that this epoch met for the first time since its target was set: ``loss`` or ``accuracy``."""
        training, parts = self.experiment.training, self._examples.parts
        if training.stop_loss and "loss" not in self._met:
            train = parts["train"]
            with torch.no_grad():
                if float(self._loss(logits_of(self._model, train.x), train.y)) <= training.stop_loss:
                    return "loss"
        if training.stop_accuracy and "accuracy" not in self._met and self.prepared.facts.task == "classes":
            part = parts.get("dev", parts["train"])
            prediction = self.predict(to_numpy(logits_of(self._model, part.x)))
            metric, _ = settle(Metric, Choice("accuracy"))
            if metric.measure(prediction, to_numpy(part.y)) >= training.stop_accuracy:
                return "accuracy"
        return ""

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
        failure = self._watchman.first_failure(record)
        if failure is None and not bool(self._parameters.theta.isfinite().all()):
            failure = Failure(len(record), "")
        if failure is not None:
            row, what = failure.row, failure.what
            theta = self._recorder.theta_before(row)
            if row and not bool(theta.isfinite().all()):
                # the step that broke the weights, not the next one, whose loss shows it
                row, what = row - 1, tr("weights are no finite numbers any more")
            self._put(theta, self._parameters.buffers)
            error = explain(self, record, row, what)
            self._roll_back()
            error.record = joined(records, records[0].first, tuple(self._parameters.nodes))
            raise error
        if self.step_number % SNAPSHOT_STEPS == 0 and self._watchman.healthy():
            self._good = self._snapshot()

    def go_on(self) -> None:
        """Train beyond the end: for as many epochs or as much patience again; a loss or an accuracy that was reached
        stops no more until its target is set anew. From an earlier place this is where later places are given up.
        """
        if self.finished == "early stopping":
            self._best_dev_loss, self._best = None, None
        if self.finished in ("loss", "accuracy"):
            self._met |= {self.finished}
        self.finished = ""
        if self.timeline.here is not None:
            self.timeline.cut(self.step_number)
