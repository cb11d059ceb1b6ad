"""The program itself with a robot in it that edits, trains and saves until it is killed.

`python -m tests.torture._kill.robot` reads an `Order` as a line of JSON and becomes one such program; with ``nursery``
it imports everything and then starts one by `os.fork` for every line that it reads, which is quicker. What the robot
has done stands in a file that no kill takes back: the system writes it, line by line.
"""

from __future__ import annotations

import json
import os
import random
import sys
import time
import zlib
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from playground.gui import rescue
from playground.gui.application import application
from playground.gui.frame import Frame
from playground.gui.opening import PIECES, open_window
from playground.spec.experiment import Experiment
from playground.spec.json import experiment_to_text
from playground.spec.values import Values

TURN = 20
"""Milliseconds from one look of the robot to the next."""
PATIENCE = 300_000
"""Milliseconds after which it ends, should nobody kill it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """How a program is to be started: ``place`` is its folder, ``life`` counts them, ``every`` is in milliseconds."""

    place: str
    life: int
    seed: int
    every: int
    with_file: bool


def mark(experiment: Experiment) -> int:
    """A number that tells experiments apart, whatever they were read from."""
    return zlib.crc32(experiment_to_text(experiment).encode())


def number(experiment: Experiment) -> int:
    """Which edit led to it; 0 where it is none of the robot's."""
    return int(experiment.notes) if experiment.notes.isdecimal() else 0


@dataclass(frozen=True, slots=True)
class Turn:
    """An edit with a number, so that what is found again can be dated."""

    number: int
    units: int
    label: str = "Robot"
    merge_key: None = None

    def apply(self, experiment: Experiment) -> Experiment:
        """Other units, batches of another size, and the number, all at once."""
        nodes = tuple(
            replace(node, params=Values({**node.params, "units": self.units})) if node.kind == "dense" else node
            for node in experiment.network.nodes
        )
        return replace(
            experiment,
            network=replace(experiment.network, nodes=nodes),
            training=replace(experiment.training, batch_size=self.units + 5),
            notes=str(self.number),
        )


class Stub:
    """Answers what a person would be asked."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def unsaved(self, name: str) -> str:
        """It may go."""
        return "discard"

    def file_to_open(self, kinds: str) -> None:
        """None."""

    def file_to_save(self, suggestion: Path, kinds: str) -> Path:
        """Always the same."""
        return self._path


class Robot:
    """Looks every `TURN`, and does something every now and then."""

    def __init__(self, order: Order) -> None:
        self._order = order
        self._place = Path(order.place)
        self._chance = random.Random(f"{order.seed}/{order.life}")
        self._log = os.open(self._place / "robot.log", os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        self._count = 0
        self._window: Any = None
        self._saves = 0
        self._next = 0.0
        self._next_step = 0.0
        self._pressed = False
        self._failed = False
        self._timer = QTimer()
        self._timer.timeout.connect(self._look)
        self._timer.start(TURN)

    def _tell(self, what: str, **more: object) -> None:
        line = {"t": time.time(), "life": self._order.life, "what": what, **more}
        os.write(self._log, json.dumps(line).encode() + b"\n")

    def _look(self) -> None:
        if self._window is None:
            window = next((w for w in QApplication.topLevelWidgets() if isinstance(w, Frame) and w.furnished), None)
            if window is not None and window.findChild(rescue.Rescue) is not None:
                self._window = window
                self._begin()
            return
        window, run = self._window, self._window.run
        now = time.time()
        if window.document.saves != self._saves:
            self._saves = window.document.saves
            saved = window.document._saved
            self._tell("saved", number=number(saved))
        if window.messages.news.offers:  # more that was kept is of no use: what came last was taken up
            window.messages.news.clear()
        if run.status.phase == "failed":
            if not self._failed:
                self._failed = True
                self._tell("failed", step=run.status.step, number=number(window.document.experiment))
            run.play()
        elif run.status.phase == "paused" and not self._pressed:
            self._pressed = True
            run.play()
        elif run.status.phase == "playing" and self._failed and run.status.step:
            self._failed = False
            self._tell("again", step=run.status.step)
        if now >= self._next_step and run.status.step:
            self._next_step = now + 0.1
            self._tell("step", step=run.status.step, phase=run.status.phase)
        if now >= self._next:
            self._next = now + self._chance.uniform(0.02, 0.3)
            self._act()

    def _begin(self) -> None:
        window, news = self._window, self._window.messages.news
        window.filing.questions = Stub(self._place / "work.nnp")
        self._saves = window.document.saves
        offered = False
        for button in news.offers:
            if button.text() == "Open it":
                offered = True
                button.click()
                break
        experiment = window.document.experiment
        self._tell(
            "up",
            offered=offered,
            said=news.text,
            path=str(window.document.path or ""),
            number=number(experiment),
            mark=mark(experiment),
            step=window.run.status.step,
            rows=len(window.run.curves.steps),
            modified=window.document.modified,
        )

    def _act(self) -> None:
        window = self._window
        if self._chance.random() < 0.15:
            dead = window.run.status.phase == "failed"  # then the weights are those of an earlier experiment
            self._tell("saving", number=number(window.document.experiment), dead=dead)
            window.filing.save()
            return
        self._count += 1
        turn = self._order.life * 100_000 + self._count
        window.document.apply(Turn(turn, self._chance.randint(1, 6)))
        self._tell("edit", number=turn, mark=mark(window.document.experiment))


def live(order: Order) -> int:
    """Be one program."""
    place = Path(order.place)
    os.environ["PLAYGROUND_CONFIG_DIR"] = str(place / "config")
    os.environ["PLAYGROUND_CACHE_DIR"] = str(place / "cache")
    os.environ["TMPDIR"] = str(place / "tmp")
    rescue.EVERY = order.every
    application()
    robot = Robot(order)
    QTimer.singleShot(PATIENCE, lambda: os._exit(3))
    path = place / "work.nnp"
    status = open_window(path if order.with_file and path.exists() else None)
    del robot
    return status


def nursery() -> None:
    """Import everything, then be the parent of every program that is ordered; tell its number."""
    import importlib

    for name in PIECES:
        importlib.import_module(name)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    while line := sys.stdin.readline():
        wish = json.loads(line)
        if "reap" in wish:
            os.waitpid(wish["reap"], 0)
            answer = "reaped"
        else:
            child = os.fork()
            if child == 0:
                nothing = os.open(os.devnull, os.O_RDONLY)
                os.dup2(nothing, 0)
                os.dup2(2, 1)  # the other end listens for answers only
                os._exit(live(Order(**wish)))
            answer = str(child)
        sys.stdout.write(f"{answer}\n")
        sys.stdout.flush()


def ordered(order: Order) -> str:
    """The line that starts a program."""
    return json.dumps(asdict(order)) + "\n"


if __name__ == "__main__":
    if sys.argv[1:] == ["nursery"]:
        nursery()
    else:
        sys.exit(live(Order(**json.loads(sys.stdin.readline()))))
