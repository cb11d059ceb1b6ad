"""What training has given so far, as columns that grow: nothing that the engine sent is left out."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from playground.wire.events import Evaluation, Steps

Floats = NDArray[np.float64]


class Columns:
    """A table of float64 columns of equal length; a column that comes late or stops has NaN where it has no value."""

    def __init__(self) -> None:
        self._columns: dict[str, Floats] = {}
        self._length = 0
        self._room = 1024

    def __len__(self) -> int:
        return self._length

    def names(self) -> tuple[str, ...]:
        """All column names, in order of arrival."""
        return tuple(self._columns)

    def __contains__(self, name: str) -> bool:
        return name in self._columns

    def __getitem__(self, name: str) -> Floats:
        """The column so far, a view; KeyError where there is none."""
        return self._columns[name][: self._length]

    def extend(self, rows: dict[str, Floats]) -> None:
        """Append rows; all arrays have the same length."""
        count = max((len(values) for values in rows.values()), default=0)
        if not count:
            return
        end = self._length + count
        if end > self._room:
            self._room = max(end, self._room * 2)
            for name, old in self._columns.items():
                self._columns[name] = np.full(self._room, np.nan)
                self._columns[name][: self._length] = old[: self._length]
        for name, values in rows.items():
            if name not in self._columns:
                self._columns[name] = np.full(self._room, np.nan)
            self._columns[name][self._length : end] = values
        self._length = end

    def clear(self) -> None:
        """Forget everything."""
        self._columns.clear()
        self._length = 0


class Curves:
    """The curves of one run.

    ``steps`` has a row per step: ``step``, ``epoch``, ``loss``, ``cost``, ``learning_rate``,
    ``gradient_norm/<node>``, ``update_ratio/<node>``. ``evaluations`` has a row per evaluation: ``step``, ``epoch``,
    ``<part>/<metric>`` such as ``dev/loss`` and ``train/accuracy``.
    """

    def __init__(self) -> None:
        self.steps = Columns()
        self.evaluations = Columns()

    def add_steps(self, event: Steps) -> None:
        """Append a batch of steps."""
        rows = {
            "step": np.arange(event.first, event.first + len(event.loss), dtype=np.float64),
            "epoch": event.epoch,
            "loss": event.loss,
            "cost": event.cost,
            "learning_rate": event.learning_rate,
        }
        rows |= {f"gradient_norm/{node}": values for node, values in event.gradient_norm.items()}
        rows |= {f"update_ratio/{node}": values for node, values in event.update_ratio.items()}
        self.steps.extend(rows)

    def add_evaluation(self, event: Evaluation) -> None:
        """Append one evaluation; a second one at the same step of the run is passed over."""
        if len(self.evaluations) and self.evaluations["step"][-1] == event.step:
            return
        rows = {"step": np.array([float(event.step)]), "epoch": np.array([event.epoch])}
        for part, values in event.parts.items():
            rows |= {f"{part}/{name}": np.array([value]) for name, value in values.items()}
        self.evaluations.extend(rows)

    def clear(self) -> None:
        """Forget everything."""
        self.steps.clear()
        self.evaluations.clear()

    def nodes(self) -> Iterable[str]:
        """The ids of the nodes that ever had a gradient, in order of arrival."""
        head = "gradient_norm/"
        return tuple(name.removeprefix(head) for name in self.steps.names() if name.startswith(head))
