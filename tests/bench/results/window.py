"""The window: its start, its frames, a hand in it, and what it costs the training."""

from __future__ import annotations

import itertools
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import torch

from playground.engine.trainer import Trainer
from playground.gui.application import application
from playground.spec.experiment import Experiment
from playground.workbench import templates
from tests.bench.results.measure import Plan, at_least, at_most, spoken, table, times
from tests.bench.test_training import Stage, large

HERE = Path(__file__).parents[1]
SLICES = 10
"""How many times longer than others the window and the terminal train, as a frame is long."""
CALL_SECONDS = 0.1
"""About as long as the terminal trains before it looks up."""
BESIDE_TERMINAL = 0.85
FIRST_PAINT = 2.2
FRAMES = 60.0
FRAME = 33.0
LIMITS = {
    "from Play to the first steps": 100.0,
    "from a click on a layer": 50.0,
    "opened: new pictures": 33.0,
    "the pointer moves": 16.0,
    "a frame of dragging": 16.0,
    "a frame of": 33.0,
}
"""Milliseconds, by a part of a group's name; the first that fits counts."""


_Pair: TypeAlias = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Bench:
    """One result of pytest-benchmark: its group, what is special in it, milliseconds (median), what else it tells."""

    group: str
    name: str
    median: float
    told: Mapping[str, Any]


def start(plan: Plan) -> str:
    """The program's start, the engine's, and from Play to movement."""
    files = ["test_opening.py", "test_start.py", "test_training.py"]
    benches, failed = _benched(files, "opening or test_start or first_movement")
    moments = [
        [name, f"{seconds:.2f}", times(ratio), at_most(ratio, FIRST_PAINT if name == "first paint" else None)]
        for bench in benches
        for name, value in bench.told.items()
        if isinstance(value, list)
        for seconds, ratio in [value]
    ]
    parts = [
        "Seconds from the start of a new process, beside the first paint of a bare main window by turns; the program "
        "has Play pressed right after its first paint.",
        table(["until", "seconds", "× bare window", "target"], moments),
        "The engine's process by itself, and from a click in the window of which everything is there.",
        _table_of(bench for bench in benches if not any(isinstance(value, list) for value in bench.told.values())),
    ]
    return "\n\n".join([*parts, *failed])


def frames(plan: Plan) -> str:
    """Frames of everything that moves, and clicks."""
    files = ["test_canvas.py", "test_plots.py", "test_training.py", "test_window.py"]
    benches, failed = _benched(files, "not first_movement and not first_paint and not memory")
    return "\n\n".join(
        [
            "Milliseconds of one frame, medians. While it trains, what was painted how often is told instead; the "
            "target is the canvas's, whose live pictures share the window's time with everything else.",
            _table_of(benches),
            *failed,
        ]
    )


def training(plan: Plan) -> str:
    """Steps of the engine with the window open, beside those of a trainer alone."""
    app = application()
    torch.set_num_threads(1)
    rows = []
    for name, experiment in {
        "the first network": templates.load_template(templates.DEFAULT),
        "2-64×20-1": large(),
    }.items():
        speeds, pauses = _beside_terminal(experiment, plan)
        ratio = statistics.median(own / alone for own, alone in speeds)
        longest = statistics.median(wall for wall, _ in pauses)
        rows.append(
            [
                name,
                spoken(statistics.median(own for own, _ in speeds)),
                spoken(statistics.median(alone for _, alone in speeds)),
                f"{ratio:.2f}",
                at_least(ratio, BESIDE_TERMINAL),
                f"{longest:.1f}",
                f"{statistics.median(busy for _, busy in pauses):.1f}",
                at_most(longest, FRAME, " ms"),
            ]
        )
    app.quit()
    return "\n\n".join(
        [
            "The window with its canvas, units, surface and plots at full speed, and a trainer alone while the window "
            "rests, by turns. A *turn* is one passage of the window's events, which is what a hand waits for at most: "
            "the longest of a round by the clock, and the most that its thread worked in one; medians of the rounds.",
            table(
                [
                    "",
                    "window: steps/s",
                    "alone: steps/s",
                    "ratio",
                    "target",
                    "longest turn, ms",
                    "most work in a turn, ms",
                    "target",
                ],
                rows,
            ),
        ]
    )


def _beside_terminal(experiment: Experiment, plan: Plan) -> tuple[list[_Pair], list[_Pair]]:
    """For each round steps a second of both, and the longest turn of the window's events: its time, its work (ms)."""
    stage, trainer = Stage(experiment), Trainer(experiment, device="cpu")
    run = stage.desk.run
    speeds: list[_Pair] = []
    pauses: list[_Pair] = []
    try:
        stage.live(1.0)
        for _ in range(plan.repeats):
            turns: list[tuple[float, float]] = []

            def note(turns: list[tuple[float, float]] = turns) -> None:
                turns.append((time.perf_counter(), time.thread_time()))

            step, began = run.status.step, time.perf_counter()
            stage.live(SLICES * plan.seconds, note)
            own = (run.status.step - step) / (time.perf_counter() - began)
            between = [(1000 * (b - a), 1000 * (d - c)) for (a, c), (b, d) in itertools.pairwise(turns)]
            pauses.append((max(wall for wall, _ in between), max(busy for _, busy in between)))
            run.pause()
            stage.until(lambda: run.status.phase == "paused")
            stage.live(0.3)
            alone = _trained(trainer, SLICES * plan.seconds)
            speeds.append((own, alone))
            run.play()
            stage.until(lambda: run.status.phase == "playing")
            stage.live(0.5)
    finally:
        stage.leave()
    return speeds, pauses


def _trained(trainer: Trainer, seconds: float) -> float:
    """Steps a second, in calls as the terminal makes them."""
    began, steps, count = time.perf_counter(), 0, 100
    while (spent := time.perf_counter() - began) < seconds:
        called = time.perf_counter()
        trainer.train_steps(count)
        steps += count
        if time.perf_counter() - called < CALL_SECONDS / 2:
            count *= 2
    return steps / spent


def _benched(files: Sequence[str], which: str) -> tuple[list[Bench], list[str]]:
    """Results of pytest-benchmark in a process of its own, and a sentence for those that did not come to their end."""
    with tempfile.TemporaryDirectory() as folder:
        told = Path(folder) / "told.json"
        command = [
            sys.executable,
            "-m",
            "pytest",
            *(str(HERE / file) for file in files),
            "-k",
            which,
            "--benchmark-only",
        ]
        command += [
            f"--benchmark-json={told}",
            "--benchmark-max-time=0.5",
            "--timeout=300",
            "--continue-on-collection-errors",
        ]
        done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, "COLUMNS": "200"})
        if not told.exists() or not told.stat().st_size:
            raise RuntimeError(done.stdout[-2000:] + done.stderr[-2000:])
        found = [
            Bench(bench["group"] or "", _name(bench), 1000 * bench["stats"]["median"], bench["extra_info"])
            for bench in json.loads(told.read_text())["benchmarks"]
        ]
    failed = [line for line in done.stdout.splitlines() if line.startswith(("FAILED", "ERROR"))]
    return found, [f"Did not come to its end: `{line.partition(' - ')[0]}`" for line in failed]


def _name(bench: Mapping[str, Any]) -> str:
    """What is special in a bench of its group."""
    words = bench["name"].removeprefix("test_").partition("[")
    return f"{words[0].replace('_', ' ')}{', ' if words[2] else ''}{words[2].rstrip(']')}"


def _table_of(benches: Iterable[Bench]) -> str:
    rows = []
    for bench in benches:
        told = "; ".join(f"{name}: {_plainly(value)}" for name, value in bench.told.items())
        painted = bench.told.get("frames/s")
        if isinstance(painted, Mapping):
            rows.append([bench.group, bench.name, "", at_least(painted["canvas"], FRAMES, " frames/s"), told])
        else:
            limit = next((limit for part, limit in LIMITS.items() if part in bench.group), None)
            rows.append([bench.group, bench.name, spoken(bench.median), at_most(bench.median, limit, " ms"), told])
    return table(["", "bench", "ms", "target", "beside it"], rows)


def _plainly(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {one}" for name, one in value.items())
    return str(value)
