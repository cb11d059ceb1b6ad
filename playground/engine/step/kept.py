"""What the steps change, kept, to be put back."""

from __future__ import annotations

from torch import Tensor

from playground.engine.step.contract import Work


def changing(work: Work) -> dict[str, Tensor]:
    """All memory that steps change, by name."""
    parameters = work.parameters
    found = {"theta": parameters.theta, "gradient": parameters.gradient, "buffers": parameters.buffers}
    return found | {f"state.{slot}": row for slot, row in work.state.items()}


class Kept:
    """Everything that steps change, as it is now, random numbers too.

    Attributes:
        values: by the names of `changing`.

    """

    def __init__(self, work: Work) -> None:
        self._places, self._generator = changing(work), work.mode.generator
        self.values = {name: tensor.clone() for name, tensor in self._places.items()}
        self._random = None if self._generator is None else self._generator.get_state()

    def put_back(self) -> None:
        """Make everything as it was, in place."""
        for name, tensor in self._places.items():
            tensor.copy_(self.values[name])
        if self._generator is not None and self._random is not None:
            self._generator.set_state(self._random)
