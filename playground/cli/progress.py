"""The progress bar of a training in the terminal."""

from __future__ import annotations

from collections.abc import Mapping
from types import TracebackType
from typing import Self

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from playground.cli.output import console


class Bar:
    """Epochs done, loss, the first metric and the speed, on standard error; it grows where that is a terminal."""

    def __init__(self, epochs: int, *, shown: bool) -> None:
        self._progress = Progress(
            TextColumn("epoch", markup=False),
            MofNCompleteColumn(),
            BarColumn(),
            TextColumn("{task.fields[numbers]}", markup=False),
            TextColumn("{task.fields[speed]}", markup=False),
            TimeRemainingColumn(),
            console=console(stderr=True),
            disable=not shown,
        )
        self._task = self._progress.add_task("", total=epochs, numbers="", speed="")

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()

    def at(self, epoch: float, speed: float, numbers: Mapping[str, Mapping[str, float]] | None = None) -> None:
        """Training is at ``epoch``, with fraction; ``numbers`` where there was an evaluation."""
        self._progress.update(self._task, completed=epoch, speed=f"{speed:,.0f} steps/s")
        if numbers:
            words = [f"{part} {name} {value:.4f}" for part in ("train", "dev") for name, value in _two(numbers, part)]
            self._progress.update(self._task, numbers="  ".join(words))


def _two(numbers: Mapping[str, Mapping[str, float]], part: str) -> list[tuple[str, float]]:
    """The loss, and the metric that follows it."""
    return list(numbers.get(part, {}).items())[:2]
