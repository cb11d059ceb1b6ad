"""How far an `playground.wire.commands.Advance` goes."""

from __future__ import annotations

from dataclasses import dataclass

from playground.engine.trainer import Trainer

LONGEST_CHUNK = 65_536
"""Steps that are done in one go at most."""


@dataclass(slots=True)
class Goal:
    """Where an `Advance` ends: a step, or the end of an epoch."""

    step: int | None = None
    epoch: int | None = None

    def moved(self, steps: int, epochs: int) -> Goal:
        """The same goal where the counts have moved by so much."""
        return Goal(
            step=None if self.step is None else self.step + steps,
            epoch=None if self.epoch is None else self.epoch + epochs,
        )

    def steps_left(self, trainer: Trainer) -> int:
        """Steps from here to the goal."""
        if self.step is not None:
            return self.step - trainer.step_number
        if self.epoch is not None:
            return (self.epoch - trainer.epoch) * trainer.steps_per_epoch - trainer.batch
        return LONGEST_CHUNK
