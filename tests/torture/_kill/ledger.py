"""What the robot has done, as its log tells, and what of it was found again after a kill."""

from __future__ import annotations

import json
from bisect import bisect_right
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Line = dict[str, Any]


@dataclass(slots=True)
class Ledger:
    """Reads the robot's log as it grows, and judges.

    Attributes:
        wrong: what must not be, in words.
        edits: seconds of edits that a kill cost, one number for every window that was killed and came back.
        training: the same of training.

    """

    log: Path
    most: float
    wrong: list[str] = field(default_factory=list)
    edits: list[float] = field(default_factory=list)
    training: list[float] = field(default_factory=list)
    _at: int = 0
    _marks: dict[int, int] = field(default_factory=dict)
    _made: list[tuple[int, float]] = field(default_factory=list)
    _steps: list[tuple[float, int]] = field(default_factory=list)
    _saving: set[int] = field(default_factory=set)
    _dead: set[int] = field(default_factory=set)
    _saved: int = 0
    _died: float = 0.0
    _known: bool = False

    def read(self) -> list[Line]:
        """The lines that have come since."""
        if not self.log.exists():
            return []
        with self.log.open("rb") as file:
            file.seek(self._at)
            content = file.read()
        whole = content[: content.rfind(b"\n") + 1]
        self._at += len(whole)
        lines = [json.loads(line) for line in whole.splitlines()]
        for line in lines:
            self._note(line)
        return lines

    def _note(self, line: Line) -> None:
        match line["what"]:
            case "up":
                self._judge(line)
            case "edit":
                self._marks[line["number"]] = line["mark"]
                self._made.append((line["number"], line["t"]))
            case "step":
                self._steps.append((line["t"], line["step"]))
            case "saving":
                self._saving.add(line["number"])
                if line["dead"]:
                    self._dead.add(line["number"])
            case "saved":
                self._saved = max(self._saved, line["number"])

    def killed(self, when: float) -> None:
        """The window that was at work has been killed."""
        if self._made and self._made[-1][1] > self._died:
            self._died = when

    def check_file(self, number: int, found: int, notices: tuple[str, ...]) -> None:
        """The saved file, as a reader finds it after a kill: a whole one that was saved, and none before the last."""
        if notices and number not in self._dead:
            self.wrong.append(f"the saved file has notices: {notices}")
        if number < self._saved:
            self.wrong.append(f"the saved file is of edit {number}, though {self._saved} was saved")
        if number and number not in self._saving and number not in self._marks:
            self.wrong.append(f"the saved file is of edit {number}, which nobody has saved")
        if number in self._marks and self._marks[number] != found:
            self.wrong.append(f"the saved file is not what edit {number} made")

    def _judge(self, line: Line) -> None:
        """A window has come up: what does it have of what was?"""
        number = line["number"] if line["offered"] else max(line["number"], self._saved)
        if "another window" in line["said"]:
            self.wrong.append(f"life {line['life']}: {line['said']}")
        if line["offered"] and number in self._marks and self._marks[number] != line["mark"]:
            self.wrong.append(f"life {line['life']}: what was given back is not what edit {number} made")
        lost = [when for edit, when in self._made if edit > number]
        if self._made:
            self.edits.append(self._died - min(lost) if lost else 0.0)
            if self.edits[-1] > self.most:
                self.wrong.append(f"life {line['life']}: {self.edits[-1]:.1f} s of edits were lost")
        if line["offered"] and self._steps:
            times = [when for when, step in self._steps if step <= line["step"]]
            since = max(times, default=self._steps[0][0])
            self.training.append(max(0.0, self._died - since))
            if self.training[-1] > self.most:
                self.wrong.append(f"life {line['life']}: {self.training[-1]:.1f} s of training were lost")
        if line["step"] and not line["rows"]:
            self.wrong.append(f"life {line['life']}: there is training, and no curves")
        self._made, self._steps = [], []


def share(numbers: list[float], part: float) -> float:
    """The number below which this part of them lies; 0 where there are none."""
    ordered = sorted(numbers)
    return ordered[min(len(ordered) - 1, bisect_right(range(len(ordered)), part * len(ordered)))] if ordered else 0.0
