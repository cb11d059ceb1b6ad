"""What there is while a network learns: the model, its data, the optimizer's memory, and what can be seen of it."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Generator
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from playground.catalog.analysis import Analysis
from playground.catalog.families import Loss, Optimizer, Schedule
from playground.catalog.initial import initial_weights
from playground.catalog.prepare import Part, Prepared, epoch_order, order_seed
from playground.catalog.tensor import Ints, Mode
from playground.catalog.view import Passage
from playground.engine.evaluate import evaluating, result_of
from playground.engine.examples import Examples
from playground.engine.model import Model
from playground.engine.parameters import Parameters, to_numpy
from playground.engine.passage import slope, travel
from playground.engine.record import Recorder
from playground.engine.step.choice import Chosen, Way
from playground.engine.step.contract import Work
from playground.engine.threads import Threads
from playground.engine.timeline import Snapshot, Timeline
from playground.engine.watchman import Watchman
from playground.spec.experiment import Experiment
from playground.spec.groups import Expansion
from playground.wire.checkpoint import Checkpoint


class State:
    """Everything that one run has, to be looked at.

    It is made by `playground.engine.building.Building` and changed by `playground.engine.trainer.Trainer`.

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
    timeline: Timeline

    _wish: str | None
    _dtype: torch.dtype
    _examples: Examples
    _batch_size: int
    _parameters: Parameters
    _model: Model
    _mode: Mode
    _generator: torch.Generator
    _optimizer: type[Optimizer]
    _optimizer_settings: Any
    _learning_rate: float
    _schedule: type[Schedule]
    _schedule_settings: Any
    _loss_entry: type[Loss]
    _loss_settings: Any
    _loss: Callable[[Tensor, Tensor], Tensor]
    _state: dict[str, Tensor]
    _updates: int
    _recorder: Recorder
    _watchman: Watchman
    _good: Snapshot
    _watched: bool
    _began: Snapshot | None
    _best: tuple[Tensor, Tensor] | None
    _best_dev_loss: float | None
    _best_epoch: int
    _ordered: object
    _orders: Ints
    _same: object
    _way: Way | None
    _work: Work
    _chosen: Chosen | None
    _large: bool
    _threads: Threads | None
    _met: frozenset[str]

    @property
    def steps_per_epoch(self) -> int:
        """Batches in the training part, the last one short where the batch size does not divide it."""
        return math.ceil(self._examples.train.size / self._batch_size)

    @property
    def stepper(self) -> str:
        """``kernel``, ``captured``, ``graph`` or ``eager``: how steps are done; empty until the first is asked for."""
        return "" if self._chosen is None else self._chosen.way

    @property
    def stepper_reason(self) -> str:
        """The same in sentences, with why no faster way is taken."""
        return "" if self._chosen is None else self._chosen.words

    @property
    def epochs(self) -> float:
        """Epochs done, with fraction."""
        return self.epoch + self.batch / self.steps_per_epoch

    def evaluate(self) -> dict[str, dict[str, float]]:
        """For train, dev and test, where they have examples: the ``loss`` without penalty, and the metrics."""
        return result_of(self.evaluating())

    def evaluating(self) -> Generator[None, None, dict[str, dict[str, float]]]:
        """As `evaluate`, with pauses in which anything may be done that leaves weights and data alone."""
        facts = self.prepared.facts
        return evaluating(self._model, self._loss_entry, self._loss_settings, facts, self._examples)

    def outputs(self, x: NDArray[Any], nodes: Collection[str] | None = None) -> dict[str, NDArray[Any]]:
        """Every node's output for normalized ``x`` of shape (m, *input), in evaluation mode; of ``nodes`` only."""
        given = torch.tensor(x, dtype=self._dtype, device=self.device)
        return {id: tensor.to("cpu").numpy() for id, tensor in self.look(given, nodes, {}).items()}

    def look(
        self, x: Tensor, nodes: Collection[str] | None, found: dict[str, Tensor], *, unit_major: bool = False
    ) -> dict[str, Tensor]:
        """As `outputs`, on the device; ``found`` is as `playground.engine.model.Model.outputs` has it."""
        mode = Mode(training=False, unit_major=unit_major)
        size = self._model.rows_at_once
        with torch.no_grad():
            if nodes is None or len(x) <= size or all(id in found for id in nodes):
                self._model.outputs(x, mode, nodes, found)
            else:  # piece by piece, of which only what was asked for is kept
                wanted = [id for id in self._model.order if id in nodes]
                pieces = [self._model.outputs(some, mode, wanted) for some in torch.split(x, size)]
                found |= {id: torch.cat([piece[id] for piece in pieces]) for id in wanted}
        return {id: found[id] for id in self._model.order if id in (found if nodes is None else nodes)}

    def look_before(
        self, x: Tensor, nodes: Collection[str] | None, found: dict[str, Tensor], *, unit_major: bool = False
    ) -> dict[str, Tensor]:
        """Z of every block that has one, of ``nodes`` only; else as `look`."""
        with torch.no_grad():
            return self._model.before(x, Mode(training=False, unit_major=unit_major), nodes, found)

    @property
    def output(self) -> str:
        """The node that gives the logits."""
        return self._model.output

    @property
    def rows_to_show(self) -> int:
        """Of how many examples all nodes' outputs can be kept."""
        return self._model.rows_to_show

    def as_input(self, raw: NDArray[Any], *, unit_major: bool = False) -> Tensor:
        """Raw inputs as the network gets them, on the device; with ``unit_major`` one feature after the other."""
        x = self.prepared.normalized(raw)
        if unit_major:
            return torch.tensor(np.ascontiguousarray(x.T), dtype=self._dtype, device=self.device).T
        return torch.tensor(x, dtype=self._dtype, device=self.device)

    def examples(self, part: Part) -> Tensor:
        """The inputs of a part's examples that are looked at, as the network gets them, on the device."""
        return self._examples.looked_at[part].x

    def next_rows(self) -> NDArray[np.int64]:
        """The row numbers of the examples that the next step will learn from, in their order."""
        rows = self.prepared.rows("train")
        order = epoch_order(order_seed(self.experiment), self.epoch, len(rows))
        here: NDArray[np.int64] = rows[order[self.batch * self._batch_size :][: self._batch_size]]
        return here

    def next_inputs(self) -> NDArray[Any]:
        """The same examples as the next step gives them to the network: altered where that is done, and normalized."""
        rows, maker = self.next_rows(), self._work.batches
        if maker is None:
            return self.prepared.inputs(rows)
        x, _y = maker.make(self.step_number, np.searchsorted(self.prepared.rows("train"), rows))
        return to_numpy(x)

    def passage(self, x: NDArray[Any], y: NDArray[Any], *, training: bool) -> Passage:
        """Normalized ``x`` forward and the loss's gradients back; see `playground.engine.passage.travel`."""
        given = torch.tensor(x, dtype=self._dtype, device=self.device)
        classes = self.prepared.facts.task == "classes"
        truth = torch.tensor(y, dtype=torch.int64 if classes else self._dtype, device=self.device)
        mode = self._mode if training else Mode(training=False)
        return travel(self._model, self._parameters, self._loss, given, truth, mode)

    def slope(self, raw: NDArray[Any], node: str, unit: int, by: str) -> tuple[NDArray[Any], NDArray[Any]] | None:
        """See `playground.catalog.view.View.slope`."""
        found = slope(self._model, self.as_input(raw), node, unit, by)
        if found is None or by:
            return found
        values, gradient = found
        return values, gradient / self.prepared.scale  # x is (raw − mean) / scale

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
        """The gradient of the last step's cost, before clipping, by name; empty before the first step, or unwatched."""
        return self._parameters.named(self._recorder.last_gradient) if self._recorder.started else {}

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
