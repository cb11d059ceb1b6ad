"""Many steps of all runs in one call: the step recorded once below autograd and vmap, then replayed without them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import torch
from torch import Tensor
from torch.jit import optimized_execution  # type: ignore[attr-defined]

from playground.engine.population.tidy import shortened
from playground.engine.population.together import Together, step
from playground.engine.step.captured import compiled
from playground.engine.step.contract import RefusedError
from playground.engine.step.record import Recording
from playground.engine.step.script import Script, printed
from playground.engine.step.tape import Tape
from playground.engine.step.tidy import tidied
from playground.spec.words import tr


class Replay:
    """The operations of `playground.engine.population.together.step` for batches of one size, as TorchScript.

    What differs from step to step, the numbers and the masks, is copied to one place first, from where all
    operations read it.

    Args:
        together: what is trained. x, y: the training part, of which steps take rows.
        size: m. columns: of the numbers. shapes: of the masks of one step, by node.

    Raises:
        RefusedError: the step does something that depends on the numbers in it, or that no tape can hold, or the first
            steps are not those of the text.

    """

    def __init__(
        self, together: Together, x: Tensor, y: Tensor, size: int, columns: int, shapes: Mapping[str, tuple[int, ...]]
    ) -> None:
        if x.device.type != "cpu":
            raise RefusedError(tr("steps can be recorded on the CPU only, these compute elsewhere"))
        self._x, self._y, self._size = x, y, size
        stack = together.stack
        self._numbers = stack.theta.new_full((stack.runs, columns), 0.5)
        self._masks = {id: stack.theta.new_ones(shape) for id, shape in shapes.items()}
        tape = shortened(tidied(self._record(together), x.device))
        self._script: Script = printed(tape)
        self._steps = compiled(self._script.source)
        self._check(together)

    def run(self, rows: Tensor, numbers: Tensor, masks: Mapping[str, Tensor], losses: Tensor) -> None:
        """Do steps.

        Args:
            rows: the examples, int64 of shape (steps · m,). numbers: shape (steps, runs, columns).
            masks: shape (steps, runs, m, *shape) each. losses: gets shape (steps, runs).

        """
        script = self._script
        steps = len(losses)
        flat = [mask.reshape(steps, -1) for mask in masks.values()]
        drawn = flat[0] if len(flat) == 1 else torch.cat(flat, 1) if flat else losses.new_empty(steps, 0)
        with torch.no_grad(), optimized_execution(False):  # done as it stands
            self._steps(
                self._x,
                self._y,
                rows,
                self._size,
                numbers,
                drawn,
                losses,
                script.fixed,
                [],
                script.constants,
                script.random,
            )

    def _check(self, together: Together) -> None:
        """Do two steps both ways and compare what they leave behind; everything is put back."""
        steps, stack = 2, together.stack
        changing = _changing(together)
        before = [tensor.clone() for tensor in changing.values()]
        rows = torch.arange(steps * self._size) % len(self._x)
        numbers = stack.theta.new_full((steps, *self._numbers.shape), 0.01)
        masks = {id: mask.new_ones(steps, *mask.shape) for id, mask in self._masks.items()}
        given, wanted = stack.theta.new_zeros(steps, stack.runs), stack.theta.new_zeros(steps, stack.runs)
        try:
            batches = torch.split(rows, self._size)
            for index, taken in enumerate(batches):
                drawn = {id: mask[index] for id, mask in masks.items()}
                step(together, self._x[taken], self._y[taken], numbers[index], drawn, wanted[index])
            right = [tensor.clone() for tensor in changing.values()] + [wanted]
            _put_back(changing, before)
            try:
                self.run(rows, numbers, masks, given)
            except RuntimeError as error:  # torch's own word for whatever goes wrong in TorchScript
                raise RefusedError(tr("it broke: {error}", error=str(error).strip().splitlines()[-1])) from error
            for found, meant in zip([*changing.values(), given], right, strict=True):
                if not torch.allclose(found, meant, rtol=1e-4, atol=1e-6, equal_nan=True):
                    raise RefusedError(tr("the replayed steps are not those that were recorded"))
        finally:
            _put_back(changing, before)

    def _record(self, together: Together) -> Tape:
        stack = together.stack
        flat = torch.cat([stack.theta[:0, 0], *(mask.reshape(-1) for mask in self._masks.values())])
        changing = _changing(together)
        before = [tensor.clone() for tensor in changing.values()]
        known = changing | {"numbers": self._numbers, "masks": flat}
        x, y = self._x[: self._size].clone(), self._y[: self._size].clone()
        numbers_row, masks_row = torch.full_like(self._numbers, 0.5), torch.ones_like(flat)
        losses = stack.theta.new_empty(stack.runs)
        recording = Recording({name: tensor for name, tensor in known.items() if tensor.numel()}, [])
        for kind, tensor in (("x", x), ("y", y), ("theta row", numbers_row), ("gradient row", masks_row)):
            recording.adopt(kind, kind, tensor)
        recording.adopt("loss row", "losses", losses)
        masks, start = {}, 0
        for id, mask in self._masks.items():
            masks[id] = flat[start : start + mask.numel()].view(mask.shape)
            start += mask.numel()
        try:
            with recording:
                self._numbers.copy_(numbers_row)
                if masks:
                    flat.copy_(masks_row)
                step(together, x, y, self._numbers, masks, losses)
        finally:
            _put_back(changing, before)
        return Tape(self._size, tuple(x.shape), tuple(y.shape), 0, tuple(recording.operations))


def _changing(together: Together) -> dict[str, Tensor]:
    """All memory that steps change, by name."""
    stack = together.stack
    found = {"theta": stack.theta, "gradient": stack.gradient, "buffers": stack.buffers}
    for index, group in enumerate(together.groups):
        found |= {f"state{index}.{slot}": rows for slot, rows in group.state.items()}
    return found


def _put_back(changing: Mapping[str, Tensor], values: Sequence[Tensor]) -> None:
    with torch.no_grad():
        for tensor, before in zip(changing.values(), values, strict=True):
            tensor.copy_(before)
