"""The training loop: how a network learns, from top to bottom."""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from playground.catalog.entry import settle
from playground.catalog.families import Metric
from playground.catalog.prepare import epoch_order, order_seed, stream_seed
from playground.catalog.tensor import Array, Ints
from playground.engine.batches import MOST_AHEAD
from playground.engine.building import Building
from playground.engine.device import CannotTrainError, first_line, steps_per_second
from playground.engine.divergence import DivergedError, explain
from playground.engine.evaluate import logits_of
from playground.engine.parameters import to_numpy
from playground.engine.record import Record
from playground.engine.step.choice import LONG, Way, choose
from playground.engine.step.contract import FIRST_OF_OPTIMIZER, PENALTY_L1, PENALTY_L2, Chunk, RefusedError
from playground.engine.step.kept import Kept
from playground.engine.step.kernel.orders import epoch_orders
from playground.engine.threads import Threads, tried
from playground.engine.timeline import Snapshot
from playground.engine.watchman import Failure
from playground.spec.experiment import Experiment
from playground.spec.values import Choice
from playground.spec.words import tr

__all__ = ["DivergedError", "Trainer"]

SNAPSHOT_STEPS = 100
"""So often the state is kept that a divergence goes back to, at first. Counted in steps, so that it does not depend on
speed."""


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
        stepper: only this way of doing the steps, see `playground.engine.step.choice`. None: the fastest.
        watched: whether anybody wants gradient norms, update ratios and costs. Else a step writes down its loss alone,
            and records have nothing else; weights and losses are the same, bit for bit.

    Raises:
        PlaygroundError: the experiment cannot be trained, or the device is not there.
        RefusedError: at the first step: it cannot be done in the way that was asked for.

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
        first, last = self.step_number + 1, self.step_number + count
        self._recorder.expect(count)
        if count > 0 and not self.finished:
            self._begin()
        while self.step_number < last and not self.finished:
            self._do(min(last - self.step_number, self._recorder.room, self._quiet_steps()))
            if not self.batch:
                self._end_epoch()
            if not self._recorder.room or self.step_number % _snapshot_steps(self.step_number) == 0:
                self._read()
                self._begin()
        self._read()
        record = self._recorder.all(first)
        if self.finished == "early stopping" and len(record):
            self._return_to_best()
            self.timeline.renew(self._snapshot())
        return record

    def _quiet_steps(self) -> int:
        """How many steps can be done before something has to be looked at: an epoch's end, or a state to keep."""
        every = _snapshot_steps(self.step_number)
        return min(self._quiet_epochs() * self.steps_per_epoch - self.batch, every - self.step_number % every)

    def _quiet_epochs(self) -> int:
        """How many epochs end, the one under way among them, until `_end_epoch` has something to do."""
        training = self.experiment.training
        early = training.early_stopping and "dev" in self._examples.parts
        if early or training.stop_loss or training.stop_accuracy:
            return 1
        ends = [self.timeline.next_due(self.epoch)]
        if training.epochs:
            ends.append((self.epoch // training.epochs + 1) * training.epochs)
        return min(ends) - self.epoch

    def make_ready(self) -> None:
        """Choose who does the steps, unless that is done: before the first step after a change of structure.

        They are tried where every run of the experiment begins, so that the choice does not depend on where this one
        stands: saved and opened again it goes on in the same way.
        """
        if self._chosen is None:
            self._choose(self._way)
            if self._large:
                self._threads = Threads()
                self._choose_threads()

    def _choose(self, way: Way | None) -> None:
        here = Kept(self._work)
        self._parameters.load(self.first_weights())
        for row in self._state.values():
            row.zero_()
        self._generator.manual_seed(stream_seed(self.experiment.seed, "choice"))
        try:
            self._chosen = choose(self._work, *self._sample(), way, self._multiply_adds)
        finally:
            here.put_back()

    def note_speed(self, seconds: float) -> None:
        """Steps took so many seconds each lately; where that is news, the number of threads is chosen anew."""
        if self._threads is not None and self._threads.changed(seconds):
            self._choose_threads()

    def _choose_threads(self) -> None:
        assert self._chosen is not None
        assert self._threads is not None
        # A piece of each part as evaluations take it; of long steps one, else one would wait for minutes.
        parts = [part.x[: self._model.rows_at_once] for part in self._examples.looked_at.values()]
        sizes, numbers = self._sample()
        steps = 1 if self._multiply_adds >= LONG else len(sizes)
        self._threads.choose(tried(self._work, self._chosen.stepper, sizes[:steps], numbers[:steps], parts))

    @property
    def _multiply_adds(self) -> int:
        """Of a step, forward and backward."""
        return 3 * self.analysis.multiply_adds * self._batch_size

    def _sample(self) -> tuple[Ints, NDArray[np.float64]]:
        """The sizes and numbers of a run's first three steps, but for the second: it is as short as an epoch's last."""
        sizes = np.full(3, self._batch_size)
        sizes[1] = self._examples.train.size - (self.steps_per_epoch - 1) * self._batch_size
        numbers, _ = self._numbers(np.arange(3) / self.steps_per_epoch, sizes, updates=0)
        return sizes, numbers

    def _speed_on(self, experiment: Experiment, device: str) -> float:
        try:
            trial = Trainer(experiment, device=device, dtype=self._dtype, stepper=self._way)
            return steps_per_second(trial.train_steps)
        except DivergedError as error:
            raise CannotTrainError(tr("training blows up in the trial")) from error
        except RefusedError as error:
            raise CannotTrainError(str(error)) from error
        except (RuntimeError, TypeError) as error:  # torch's words for what a device cannot do
            raise CannotTrainError(first_line(error)) from error

    def _do(self, steps: int) -> None:
        """Forward, loss, backward, update, ``steps`` times: `playground.engine.step.eager.step` is the text to read."""
        assert self._chosen is not None
        per_epoch = self.steps_per_epoch
        epochs, batches = np.divmod(self.epoch * per_epoch + self.batch + np.arange(steps + 1), per_epoch)
        sizes = np.minimum(self._batch_size, self._examples.train.size - batches[:-1] * self._batch_size)
        numbers, rate = self._numbers(epochs[:-1] + batches[:-1] / per_epoch, sizes, self._updates)
        rows = self._rows(self.epoch, int(epochs[-2]))[self.batch * self._batch_size :][: sizes.sum()]
        theta, gradient, loss, norms = self._recorder.rows(numbers)
        ahead = self._ahead(steps)
        self._chosen.stepper.run(Chunk(rows, sizes, numbers, theta, gradient, loss, self.step_number, ahead, norms))

        ends = epochs[:-1] + (batches[:-1] + 1) / per_epoch
        self._recorder.add(ends, rate, numbers[:, PENALTY_L1], numbers[:, PENALTY_L2])
        self.step_number += steps
        self.epoch, self.batch = int(epochs[-1]), int(batches[-1])
        self._updates += steps

    def _numbers(self, epochs: Array, sizes: Ints, updates: int) -> tuple[NDArray[np.float64], Array]:
        """`Chunk.numbers` of the next steps, and their learning rates.

        Args:
            epochs: epochs done before each, with fraction. sizes: of their batches.
            updates: how many the optimizer has made before.

        """
        training, steps = self.experiment.training, len(sizes)
        rate = self._schedule.rates(self._schedule_settings, self._learning_rate, epochs)
        coefficients = self._optimizer.coefficients(self._optimizer_settings, rate, updates + 1.0 + np.arange(steps))
        numbers = np.empty((steps, FIRST_OF_OPTIMIZER + len(coefficients)))
        columns = (training.l1 / sizes, training.l2 / sizes, training.clip_at, *coefficients)
        for index, column in enumerate(columns):
            numbers[:, index] = column
        return numbers, rate

    def _rows(self, first: int, last: int) -> Ints:
        """The orders in which the epochs ``first`` … ``last`` go through the training part, one after the other."""
        wanted = (order_seed(self.experiment), first, last + 1 - first, self._examples.train.size)
        if self._ordered != wanted:
            self._ordered, self._orders = wanted, epoch_orders(*wanted).reshape(-1)
        return self._orders

    def _ahead(self, steps: int) -> tuple[Ints, ...]:
        """The rows of the batches after the next ``steps``, for whoever makes them before they are asked for."""
        if self._work.batches is None:
            return ()
        coming = self.epoch * self.steps_per_epoch + self.batch + steps + np.arange(MOST_AHEAD)
        batches = np.stack(np.divmod(coming, self.steps_per_epoch), axis=1).tolist()
        size, count, seed = self._batch_size, self._examples.train.size, order_seed(self.experiment)
        return tuple(_order(seed, epoch, count)[batch * size :][:size] for epoch, batch in batches)

    def _end_epoch(self) -> None:
        """See whether training has come to its end, and keep the place where it is due."""
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
        training, parts = self.experiment.training, self._examples.looked_at
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
        dev = self._examples.looked_at["dev"]
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

    def _read(self) -> None:
        """Read what the steps gave, see whether training blew up, and keep the state now and then."""
        record = self._recorder.read(self.step_number)
        if not len(record):
            return
        failure = self._watchman.first_failure(record)
        if failure is None and not _all_finite(self._parameters.theta):
            failure = Failure(len(record), "")
        if failure is not None:
            raise self._blown_up(record, failure)
        if self.step_number % _snapshot_steps(self.step_number) == 0 and self._watchman.healthy():
            self._good = self._snapshot()

    def _begin(self) -> None:
        """Where the parameters before each step are not kept: keep where the next ones start, see `_done_again`."""
        self.make_ready()
        assert self._chosen is not None
        self._recorder.rely_on(self._chosen.stepper)
        self._began = None if self._recorder.keeps_rows else self._snapshot(self._began)

    def _blown_up(self, record: Record, failure: Failure) -> DivergedError:
        """What there is to say of it; stands at the last good weights afterwards."""
        row, what = failure.row, failure.what
        if self._began is not None:
            theta, before, record = self._done_again(self._began, row, len(record))
        else:
            theta, before = self._recorder.theta_before(row), self._recorder.theta_before(max(row - 1, 0))
        told = self._recorder.all(record.first)
        if row and not bool(theta.isfinite().all()):
            # the step that broke the weights, not the next one, whose loss shows it
            theta, row, what = before, row - 1, tr("weights are no finite numbers any more")
        self._put(theta, self._parameters.buffers)
        error = explain(self, record, row, what)
        self._roll_back()
        error.record = told
        return error

    def _done_again(self, place: Snapshot, row: int, steps: int) -> tuple[Tensor, Tensor, Record]:
        """Nobody kept how it went wrong: the same ``steps`` from ``place`` on are done again up to ``row``, watched.

        Returns:
            The parameters before this step and before the one before it, and what the steps gave.

        """
        assert self._chosen is not None
        if not self._watched:
            way = self._chosen.way
            self._watch()
            self._choose(way)
            self._recorder.rely_on(self._chosen.stepper)
        self._stand_at(place)
        self._recorder.expect(row + 1)
        seen: list[Tensor] = []
        for count in (max(row - 1, 0), row, min(row + 1, steps)):
            while (left := place.step + count - self.step_number) > 0:
                self._do(min(left, self._recorder.room))
                self._recorder.read(self.step_number)
            seen.append(self._parameters.theta.clone())
        return seen[1], seen[0], self._recorder.all(place.step + 1)

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


@lru_cache(maxsize=2)
def _order(seed: int, epoch: int, count: int) -> Ints:
    """As `playground.catalog.prepare.epoch_order`, of an epoch that is asked for again and again."""
    return epoch_order(seed, epoch, count)


def _all_finite(tensor: Tensor) -> bool:
    """Whether all numbers are finite; their sum, which is quick, tells nearly always."""
    return math.isfinite(float(tensor.sum())) or bool(tensor.isfinite().all())


def _snapshot_steps(step: int) -> int:
    """How often the state is kept at ``step``: every 100 steps, later at about every twentieth part of the way."""
    return SNAPSHOT_STEPS << min(5, (step // (20 * SNAPSHOT_STEPS)).bit_length())
