"""A population: many variants of one experiment, trained side by side on the same batches."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from playground.catalog.planes import plane
from playground.catalog.prepare import epoch_order, order_seed
from playground.catalog.tensor import Array, Ints
from playground.catalog.variants import Variant
from playground.engine.evaluate import metrics_for
from playground.engine.parameters import to_numpy
from playground.engine.population.building import Building, Way
from playground.engine.population.rest import Rest
from playground.engine.population.results import Evaluation, Floats, Losses
from playground.engine.population.watch import Watch, blown_up
from playground.spec.experiment import Experiment
from playground.spec.problems import PlaygroundError
from playground.spec.words import tr
from playground.wire.checkpoint import Checkpoint

WATCH_STEPS = 500
"""So often it is seen which members blew up, and the state is kept that they go back to. Counted in steps, so that it
does not depend on speed."""

_NUMBERS = 4_000_000
"""How many numbers may be kept for the steps under way: a large network takes fewer steps at a time."""

_CELLS = 8_000_000
"""How many numbers a layer may have for all members and examples that are looked at at a time."""


class Population(Building):
    """Trains every member as `playground.engine.trainer.Trainer` would train its experiment alone.

    The numbers are those of the members alone but for rounding (1e−6 of a step); where members are trained one by one
    they are the same bit for bit. A member whose training ends (it blew up, or met a stop condition of the experiment)
    stays where it is, the others go on. The limit of epochs and that of time are the caller's business.

    Attributes:
        names: what is other in each member. step_number: steps done. epoch: whole epochs done. batch: steps done in the
            epoch under way.
        device: where torch computes. way: how the steps are done, in sentences, and why not faster.

    Args:
        variants: 1 to `playground.spec.variants.MOST_VARIANTS`, as `playground.catalog.variants.variants` makes them.
        device: takes the place of the experiment's device setting. dtype: ``torch.float64`` for checks.
        wish: how steps are to be done, see `playground.engine.population.building`.
        workers: threads for members that the kernel trains one by one; the numbers are the same, however many.

    Raises:
        PlaygroundError: a member cannot be trained, or they do not fit together; the sentence names it.

    """

    def __init__(
        self,
        variants: Sequence[Variant],
        device: str | None = None,
        dtype: torch.dtype = torch.float32,
        wish: Way = "auto",
        workers: int = 1,
    ) -> None:
        super().__init__(variants, device, dtype, wish, workers)
        self.step_number = self.epoch = self.batch = 0
        start = self._losses(self._examples.train.x, self._examples.train.y)
        self._watch = Watch(start)
        self._resting: dict[int, Rest] = {}
        self._good = [self._rest(run) for run in range(len(self._members))]
        self._best: dict[int, tuple[float, int, Tensor, Tensor]] = {}
        self._order: tuple[int, Ints] = (-1, np.zeros(0, dtype=np.int64))

    def __len__(self) -> int:
        return len(self._members)

    @property
    def names(self) -> tuple[str, ...]:
        """What is other in each member."""
        return tuple(self._members[row].name for row in self._rows)

    @property
    def finished(self) -> tuple[str, ...]:
        """Why each member trains no more: ``diverged``, ``early stopping``, ``loss``, ``accuracy``; else empty."""
        return tuple(self._members[row].finished for row in self._rows)

    @property
    def sentences(self) -> tuple[str, ...]:
        """What happened to each member that blew up; else empty."""
        return tuple(self._members[row].sentence for row in self._rows)

    @property
    def active(self) -> int:
        """How many members still train."""
        return len(self._members) - len(self._resting)

    @property
    def steps_per_epoch(self) -> int:
        """Batches in the training part, the last one short where the batch size does not divide it."""
        return math.ceil(self._examples.train.size / self._batch_size)

    @property
    def epochs(self) -> float:
        """Epochs done, with fraction."""
        return self.epoch + self.batch / self.steps_per_epoch

    # ---------------------------------------------------------------- training

    def train_epoch(self) -> Losses:
        """Train to the end of the epoch under way."""
        return self.train_steps(self.steps_per_epoch - self.batch)

    def train_steps(self, count: int) -> Losses:
        """Train ``count`` steps of all members that still train; fewer where none does any more."""
        first, pieces = self.step_number + 1, []
        epochs: list[Floats] = []
        while count and self.active:
            steps = min(count, self._room(), WATCH_STEPS - self.step_number % WATCH_STEPS)
            if self._stops:
                steps = min(steps, self.steps_per_epoch - self.batch)
            before = self.epochs
            whole, batches = np.divmod(self.batch + np.arange(steps), self.steps_per_epoch)
            epochs.append(self.epoch + whole + (batches + 1) / self.steps_per_epoch)
            pieces.append(self._do(steps))
            count -= steps
            if self.batch == 0 and self.epochs > before and self._stops:
                self._end_epoch()
        if not pieces:
            return Losses(first, np.zeros(0), np.zeros((0, len(self))))
        return Losses(first, np.concatenate(epochs), np.concatenate(pieces)[:, self._rows])

    def _room(self) -> int:
        """How many steps can be done at a time."""
        masks = sum(math.prod(shape) for shape in self._masks.shapes.values()) * self._batch_size
        return max(1, _NUMBERS // max(1, self._stack.theta.shape[1], len(self) * (masks + 8)))

    def _do(self, steps: int) -> Floats:
        """Forward, loss, backward, update, ``steps`` times for every member; their losses, shape (steps, runs)."""
        per_epoch, size, total = self.steps_per_epoch, self._batch_size, self._examples.train.size
        steps_of_all = self.batch + np.arange(steps)
        epochs, batches = self.epoch + steps_of_all // per_epoch, steps_of_all % per_epoch
        sizes = np.minimum(size, total - batches * size)
        orders = [self._order_of(epoch) for epoch in range(int(epochs[0]), int(epochs[-1]) + 1)]
        rows = np.concatenate(orders)[self.batch * size :][: sizes.sum()]
        numbers = self._numbers(sizes, epochs + batches / per_epoch, self.step_number + 1.0 + np.arange(steps))

        losses = torch.zeros(len(self), steps, dtype=self._stack.theta.dtype, device=self.device)
        self._side.run(rows, sizes, numbers, losses, self._resting.keys())

        self.step_number += steps
        self.epoch, self.batch = divmod(self.epoch * per_epoch + self.batch + steps, per_epoch)
        return self._read(to_numpy(losses.T).astype(np.float64))

    def _order_of(self, epoch: int) -> Ints:
        if self._order[0] != epoch:
            seed = order_seed(self._members[0].experiment)
            self._order = (epoch, epoch_order(seed, epoch, self._examples.train.size))
        return self._order[1]

    def _read(self, losses: Floats) -> Floats:
        """See which members blew up, put those that rest back to where they are, and keep the state now and then."""
        losses[:, list(self._resting)] = np.nan
        failures = self._watch.first_failures(np.nan_to_num(losses, nan=0.0) if self._resting else losses)
        sound = self._stack.theta.isfinite().all(dim=1).tolist()
        for run in range(len(self)):
            if run in self._resting or (failures[run] == len(losses) and sound[run]):
                continue
            row = min(int(failures[run]), len(losses) - 1)
            step = self.step_number - len(losses) + 1 + row
            self._members[run].sentence = blown_up(step, float(losses[row, run]))
            self._to_rest(run, "diverged", self._good[run])
            losses[row + 1 :, run] = np.nan
        for run, rest in self._resting.items():
            rest.put_back(self._stack, run)
        if self.step_number % WATCH_STEPS == 0:
            healthy = self._watch.healthy()
            for run in range(len(self)):
                if run not in self._resting and healthy[run]:
                    self._good[run] = self._rest(run)
        return losses

    def _rest(self, run: int) -> Rest:
        """Where a member stands."""
        (group,) = [group for group in self._groups if group.rows.start <= run < group.rows.stop]
        state = {slot: rows[run - group.rows.start] for slot, rows in group.state.items()}
        return Rest.of(self._stack, run, state, self._members[run], self.step_number, self.epoch, self.batch)

    def _to_rest(self, run: int, why: str, rest: Rest) -> None:
        self._members[run].finished = why
        self._resting[run] = rest

    # ---------------------------------------------------------------- stops at an epoch's end

    def _end_epoch(self) -> None:
        """See whose training has come to its end, by the rules of `playground.engine.trainer.Trainer`."""
        training = self._members[0].experiment.training
        parts = self._examples.parts
        if training.early_stopping and "dev" in parts:
            self._stop_early(self._losses(parts["dev"].x, parts["dev"].y), training.patience)
        if training.stop_loss:
            losses = self._losses(parts["train"].x, parts["train"].y)
            self._stop("loss", losses <= training.stop_loss)
        if training.stop_accuracy and self.prepared.facts.task == "classes":
            part = parts.get("dev", parts["train"])
            metric = metrics_for(self.prepared.facts)["accuracy"]
            truth, predictions = to_numpy(part.y), self._predict(part.x)
            reached = [metric.measure(prediction, truth) >= training.stop_accuracy for prediction in predictions]
            self._stop("accuracy", np.array(reached))

    def _stop(self, why: str, met: NDArray[np.bool_]) -> None:
        for run in np.flatnonzero(met).tolist():
            if run not in self._resting:
                self._to_rest(run, why, self._rest(run))

    def _stop_early(self, losses: Floats, patience: int) -> None:
        """Remember each member's best weights on dev; after ``patience`` epochs without better ones it has them."""
        for run in range(len(self)):
            if run in self._resting:
                continue
            if run not in self._best or losses[run] < self._best[run][0]:
                now = self._rest(run)
                self._best[run] = (float(losses[run]), self.epoch, now.theta, now.buffers)
            elif self.epoch - self._best[run][1] >= patience:
                rest = self._rest(run).with_weights(*self._best[run][2:])
                self._to_rest(run, "early stopping", rest)
                rest.put_back(self._stack, run)

    # ---------------------------------------------------------------- looking

    def evaluate(
        self, parts: Sequence[str] = ("train", "dev", "test"), metrics: Sequence[str] | None = None
    ) -> Evaluation:
        """The loss without penalty and the metrics of every member.

        Args:
            parts: of these only, where they have examples.
            metrics: kinds, of those that make sense for the task; None for all of them, () for the loss alone.

        """
        known = metrics_for(self.prepared.facts)
        chosen = {kind: entry for kind, entry in known.items() if metrics is None or kind in metrics}
        found: dict[str, dict[str, Floats]] = {}
        for name, part in self._examples.parts.items():
            if name not in parts:
                continue
            logits = self._logits(part.x)
            values = {"loss": to_numpy(self._network.losses_of(logits, part.y)).astype(np.float64)}
            if chosen:
                truth, predictions = to_numpy(part.y), self._predicted(logits)
                for kind, metric in chosen.items():
                    measured = [float(metric.measure(prediction, truth)) for prediction in predictions]
                    values[kind] = np.array(measured)
            found[name] = {kind: column[self._rows] for kind, column in values.items()}
        return Evaluation(self.step_number, self.epochs, found)

    def predictions(self, x: Array) -> Array:
        """What every member predicts for normalized inputs of shape (m, *input): shape (members, m, outputs)."""
        given = torch.tensor(x, dtype=self._stack.theta.dtype, device=self.device)
        found: Array = self._predict(given)[self._rows]
        return found

    def surfaces(self, resolution: int, across: int = -1, up: int = -1) -> Array | None:
        """Every member's prediction over a plane of the data (see `playground.catalog.planes.plane`), float32.

        Returns:
            Shape (members, resolution, resolution, outputs), rows from low to high; None where examples are no rows
            of at least two numbers.

        """
        shown = plane(self.prepared, across=across, up=up)
        if shown is None:
            return None
        found = self.predictions(self.prepared.normalized(shown.points(resolution)))
        return found.reshape(len(self), resolution, resolution, -1).astype(np.float32)

    def surface(self, index: int, resolution: int) -> Array:
        """One member's prediction over the plane that `surfaces` shows, shape (resolution, resolution, outputs)."""
        shown = plane(self.prepared)
        assert shown is not None
        x = self.prepared.normalized(shown.points(resolution))
        given = torch.tensor(x, dtype=self._stack.theta.dtype, device=self.device)
        found: Array = self._predicted(self._seats.take(self._rows[index]).look(self._rows[index], given)[None])[0]
        return found.reshape(resolution, resolution, -1).astype(np.float32)

    def ensemble(self, parts: Sequence[str] = ("train", "dev", "test")) -> dict[str, dict[str, float]]:
        """The metrics of the mean prediction of all members that did not blow up; empty where all did."""
        members = [run for run, member in enumerate(self._members) if member.finished != "diverged"]
        found: dict[str, dict[str, float]] = {}
        for name, part in self._examples.parts.items():
            if name in parts and members:
                mean, truth = self._predict(part.x)[members].mean(axis=0), to_numpy(part.y)
                metrics = metrics_for(self.prepared.facts)
                found[name] = {kind: float(metric.measure(mean, truth)) for kind, metric in metrics.items()}
        return found

    def member(self, index: int) -> tuple[Experiment, Checkpoint]:
        """One member as an experiment and its state: going on with it alone continues its curve.

        Raises:
            PlaygroundError: there is no such member.

        """
        if not 0 <= index < len(self):
            raise PlaygroundError(tr("there are the members 0 to {last}, not {index}", last=len(self) - 1, index=index))
        run = self._rows[index]
        rest = self._resting.get(run) or self._rest(run)
        member = self._members[run]
        best = self._best.get(run)
        return member.document, Checkpoint(
            weights=self._stack.export(rest.theta, rest.buffers),
            state={slot: self._stack.layout.named(row) for slot, row in rest.state.items()},
            optimizer=member.optimizer.kind,
            step=rest.step,
            epoch=rest.epoch,
            batch=rest.batch,
            updates=rest.updates,
            random=rest.random,
            best_dev_loss=None if best is None else best[0],
            best_epoch=0 if best is None else best[1],
            best_weights={} if best is None else self._stack.export(*best[2:]),
        )

    # ---------------------------------------------------------------- by row

    def _losses(self, x: Tensor, y: Tensor) -> Floats:
        return to_numpy(self._network.losses_of(self._logits(x), y)).astype(np.float64)

    def _predict(self, x: Tensor) -> Array:
        return self._predicted(self._logits(x))

    def _predicted(self, logits: Tensor) -> Array:
        """Logits of shape (runs, m, units) as predictions of shape (runs, m, outputs)."""
        runs, examples, units = logits.shape
        flat = to_numpy(logits).reshape(runs * examples, units)
        found: Array = self._loss_entry.predict(self._loss_settings, self.prepared.facts, flat)
        return found.reshape(runs, examples, -1)

    def _logits(self, x: Tensor) -> Tensor:
        """Every run's logits in evaluation mode, shape (runs, m, units)."""
        rows = max(1, _CELLS // (len(self) * self._widest))
        pieces = [self._look(some) for some in torch.split(x, rows)]
        return pieces[0] if len(pieces) == 1 else torch.cat(pieces, dim=1)
