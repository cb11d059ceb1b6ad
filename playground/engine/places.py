"""Standing at another place of the training: at a kept one, at the last good one, with a number set by hand."""

from __future__ import annotations

from dataclasses import replace

import torch
from torch import Tensor

from playground.catalog.tensor import fits_float32, lies_in
from playground.engine.state import State
from playground.engine.timeline import Snapshot


class Places(State):
    """A run whose state can be kept and put back, exactly."""

    def places(self) -> tuple[tuple[int, float], ...]:
        """Where `recall` can lead to, the present last: (step, epochs with fraction) each."""
        listed = self.timeline.listed()
        if self.timeline.here is None and listed[-1][0] < self.step_number:
            return (*listed, (self.step_number, self.epochs))
        return listed

    def recall(self, step: int) -> None:
        """Stand at the kept place of ``step``, or at the nearest one; the present is kept, so that it can be recalled.

        Going on from there gives the same numbers as before, bit for bit, where no setting has changed since. Settings
        are those of now; where the optimizer is another, its memory is empty. Later places stay until training goes
        on.
        """
        if self.timeline.here is None:
            self.timeline.add(self._snapshot())
        place = self.timeline.go_to(step)
        self._stand_at(place)
        self._best, self._best_dev_loss, self._best_epoch = place.best, place.best_dev_loss, place.best_epoch
        self.finished, self._met = place.finished, place.met
        self._good = place

    def poke(self, changes: tuple[tuple[str, tuple[int, ...], float], ...]) -> bool:
        """Set learned numbers: (``"<node>.<name>"``, index, value) each. Returns whether there was any to set.

        What is not there (any more) is passed over. The optimizer's memory of the number stays. Where training blows
        up later it goes back to weights that have the number, too: it was set, not learned.
        """
        parameters, good = self._parameters, self._good.theta.clone()
        found = False
        for name, index, value in changes:
            place = parameters.places.get(name)
            if place is None or place.role == "buffer" or not lies_in(index, place.shape) or not fits_float32(value):
                continue
            with torch.no_grad():
                parameters.tensors[name][index] = value
            good[parameters.at(name, index)] = value
            found = True
        if found:
            self._good = replace(self._good, theta=good)
            self.timeline.renew(self._snapshot())
        return found

    def _clear_optimizer(self) -> None:
        if tuple(self._state) != self._optimizer.slots:
            self._state = {slot: torch.zeros_like(self._parameters.theta) for slot in self._optimizer.slots}
        for row in self._state.values():
            row.zero_()  # in place: a stepper holds on to it
        self._updates = 0

    def _snapshot(self, over: Snapshot | None = None) -> Snapshot:
        """The state as it is now; in the memory of ``over``, which is wanted no more, as far as it serves."""
        recorder, parameters = self._recorder, self._parameters
        old = {"theta": over.theta, "buffers": over.buffers, **over.state} if over is not None else {}
        return Snapshot(
            theta=_copy(parameters.theta, old.get("theta")),
            buffers=_copy(parameters.buffers, old.get("buffers")),
            state={slot: _copy(row, old.get(slot)) for slot, row in self._state.items()},
            optimizer=self._optimizer.kind,
            updates=self._updates,
            gradient=recorder.last_gradient.clone() if recorder.started else None,
            random=self._generator.get_state(),
            step=self.step_number,
            epoch=self.epoch,
            batch=self.batch,
            epochs=self.epochs,
            batch_size=self._batch_size,
            best=self._best,
            best_dev_loss=self._best_dev_loss,
            best_epoch=self._best_epoch,
            finished=self.finished,
            met=self._met,
        )

    def _roll_back(self) -> None:
        """Stand again where the last good snapshot was taken; the places since then led nowhere."""
        self._stand_at(self._good)
        self.finished = ""
        self.timeline.cut(self._good.step)

    def _stand_at(self, place: Snapshot) -> None:
        self._put(place.theta, place.buffers)
        self._clear_optimizer()
        if place.optimizer == self._optimizer.kind:
            for slot, row in self._state.items():
                row.copy_(place.state[slot])
            self._updates = place.updates
        self._generator.set_state(place.random)
        self._watchman.forget()
        self._recorder.stand(place.gradient)
        self.step_number, self.epoch = place.step, place.epoch
        self.batch = min(place.batch * place.batch_size // self._batch_size, self.steps_per_epoch - 1)

    def _put(self, theta: Tensor, buffers: Tensor) -> None:
        self._parameters.theta.copy_(theta)
        self._parameters.buffers.copy_(buffers)


def _copy(tensor: Tensor, over: Tensor | None) -> Tensor:
    """The same numbers in other memory, such as ``over``: new memory takes its time."""
    return tensor.clone() if over is None or over.shape != tensor.shape else over.copy_(tensor)
