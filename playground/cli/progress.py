"""The progress bar of a training in the terminal."""

from __future__ import annotations

from collections.abc import Mapping
from types import TracebackType
from typing import Self

from rich.progress import BarColumn, Progress, TextColumn
from rich.table import Column

from playground.cli.output import console
from playground.spec.words import tr


class Bar:
    """Epochs done, loss, the first metric and the speed, on standard error; it grows where that is a terminal."""

    def __init__(self, epochs: int, *, shown: bool) -> None:
        self._epochs = epochs
        self._progress = Progress(
            *(_text("epoch"), BarColumn(bar_width=None), _text("numbers"), _text("speed")),
            console=console(stderr=True),
            disable=not shown,
            expand=True,
        )
        self._task = self._progress.add_task(
            "", total=epochs, epoch=tr("epoch 0/{count}", count=epochs), numbers="", speed=""
        )

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()

    def at(self, epoch: float, speed: float, numbers: Mapping[str, Mapping[str, float]] | None = None) -> None:
        """Training is at ``epoch``, with fraction; ``numbers`` where there was an evaluation."""
        words = tr("epoch {epoch}/{count}", epoch=int(epoch), count=self._epochs)
        self._progress.update(self._task, completed=epoch, epoch=words, speed=tr("{speed:,.0f} steps/s", speed=speed))
        if numbers:
            self._progress.update(self._task, numbers=_short(numbers))

    def say(self, epoch: float, speed: float, words: str = "") -> None:
        """As `at`, with other ``words`` for the numbers; none leaves those that stand there."""
        self.at(epoch, speed)
        if words:
            self._progress.update(self._task, numbers=words)


def _text(field: str) -> TextColumn:
    return TextColumn(f"{{task.fields[{field}]}}", markup=False, table_column=Column(no_wrap=True))


def _short(numbers: Mapping[str, Mapping[str, float]]) -> str:
    """The loss on train and dev, and the first metric, of dev where it has examples: ``loss 0.21 dev 0.25 …``."""
    words = [tr("loss {loss:.4f}", loss=numbers["train"]["loss"])]
    if "dev" in numbers:
        words.append(tr("dev {loss:.4f}", loss=numbers["dev"]["loss"]))
    metrics = {name: value for name, value in numbers.get("dev", numbers["train"]).items() if name != "loss"}
    words += [f"{name} {value:.3f}" for name, value in list(metrics.items())[:1]]
    return " ".join(words)


class Steps:
    """How far something long is, on standard error: pictures that are read, or megabytes that come."""

    def __init__(self, words: str, *, in_megabytes: bool = False) -> None:
        self._divisor = 1e6 if in_megabytes else 1.0
        self._unit = tr("{done:,.1f}/{total:,.1f} MB") if in_megabytes else tr("{done:,.0f}/{total:,.0f}")
        self._progress = Progress(
            *(_text("words"), BarColumn(bar_width=None), _text("numbers")),
            console=console(stderr=True),
            expand=True,
        )
        self._task = self._progress.add_task("", total=None, words=words, numbers="")

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()

    def at(self, done: int, total: int) -> None:
        """``done`` of ``total``."""
        numbers = self._unit.format(done=done / self._divisor, total=total / self._divisor)
        self._progress.update(self._task, completed=done, total=total, numbers=numbers)
