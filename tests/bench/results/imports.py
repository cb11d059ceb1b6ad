"""What the imports of the window and of the engine take, module by module."""

from __future__ import annotations

import re
import statistics
import subprocess
import sys
from collections import defaultdict

from tests.bench.results.measure import Plan, table

PROGRAMS = {
    "The window, up to its first paint": "import playground.cli.window, playground.gui.opening",
    "The whole window": "import playground.gui.opening, playground.gui.app, playground.gui.window",
    "The engine's process": "import playground.engine.serve, playground.engine.server",
    "torch alone": "import torch",
}
MOST = 20
_LINE = re.compile(r"import time:\s+(\d+) \|\s+(\d+) \|\s*(\S+)")


def section(plan: Plan) -> str:
    """The slowest modules of each program."""
    found: dict[str, list[dict[str, tuple[float, float]]]] = {name: [] for name in PROGRAMS}
    for round in range(plan.repeats + 1):
        for name, source in PROGRAMS.items():
            told = imported(source)
            if round:  # the first one fills the disk's cache
                found[name].append(told)
    parts = [
        "Milliseconds by `python -X importtime`, which itself takes some; medians. *Own* is without, *all* with what a "
        f"module imports first. The {MOST} slowest by their own time."
    ]
    for name, rounds in found.items():
        own: dict[str, list[float]] = defaultdict(list)
        whole: dict[str, list[float]] = defaultdict(list)
        for told in rounds:
            for module, (alone, together) in told.items():
                own[module].append(alone)
                whole[module].append(together)
        total = statistics.median(sum(alone for alone, _ in told.values()) for told in rounds)
        parts.append(f"### {name}: {total:.0f} ms, {len(rounds[0])} modules")
        medians = {module: statistics.median(spans) for module, spans in own.items()}
        slowest = sorted(medians, key=lambda module: -medians[module])[:MOST]
        rows = [
            [f"`{module}`", f"{medians[module]:.1f}", f"{statistics.median(whole[module]):.1f}"] for module in slowest
        ]
        parts.append(table(["module", "own", "all"], rows))
    return "\n\n".join(parts)


def imported(source: str) -> dict[str, tuple[float, float]]:
    """For each module milliseconds of its own, and with all that it imports."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-c", source], capture_output=True, text=True, check=True
    )
    found = {}
    for line in done.stderr.splitlines():
        if (match := _LINE.match(line)) is not None:
            found[match[3]] = (int(match[1]) / 1000, int(match[2]) / 1000)
    return found
