"""What the tests of the window share."""

from __future__ import annotations

from pathlib import Path

from playground.gui.questions import Answer
from playground.wire.events import Loaded, Status
from playground.workbench.run import Run
from tests.workbench.support import Recorder


class Answers:
    """Answers to what the window asks, given beforehand."""

    def __init__(self) -> None:
        self.answer: Answer = "cancel"
        self.to_open: Path | None = None
        self.to_save: Path | None = None
        self.asked: list[str] = []

    def unsaved(self, name: str) -> Answer:
        self.asked.append(name)
        return self.answer

    def file_to_open(self, kinds: str) -> Path | None:
        self.asked.append(kinds)
        return self.to_open

    def file_to_save(self, suggestion: Path, kinds: str) -> Path | None:
        self.asked.append(suggestion.name)
        return self.to_save


def loaded(run: Run, engine: Recorder) -> int:
    """Say that the engine is ready; gives the run's number."""
    from playground.wire.commands import Load

    number = engine.last(Load).run_id
    run.handle(Loaded(run_id=number, device="cpu", reason="The network is small.", step=0, epoch=0))
    run.handle(Status(run_id=number, playing=False, step=0, epoch=0))
    return number
