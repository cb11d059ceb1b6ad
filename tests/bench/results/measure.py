"""Contenders by turns, medians, ratios of one round, and how they are written down."""

from __future__ import annotations

import os
import platform
import statistics
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TypeAlias

Contender: TypeAlias = Callable[[int], int]
"""Does about so much, and says how much it did."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How often everything is measured, and about how many seconds one contender works in one round."""

    repeats: int = 5
    seconds: float = 0.2


@dataclass(frozen=True, slots=True)
class Speeds:
    """What each contender did a second, round by round."""

    rounds: Mapping[str, Sequence[float]]

    def median(self, name: str) -> float:
        return statistics.median(self.rounds[name])

    def ratio(self, name: str, to: str) -> float:
        """The median of the rounds' ratios: what slows a whole round down drops out."""
        return statistics.median(a / b for a, b in zip(self.rounds[name], self.rounds[to], strict=True))


def calls(run: Callable[[], object]) -> Contender:
    """So many calls of ``run``."""

    def contender(count: int) -> int:
        for _ in range(count):
            run()
        return count

    return contender


def by_turns(contenders: Mapping[str, Contender], plan: Plan) -> Speeds:
    """All of them, one after the other, and that several times; each is warm before."""
    counts = {name: _enough(contender, plan.seconds) for name, contender in contenders.items()}
    found: dict[str, list[float]] = {name: [] for name in contenders}
    for _ in range(plan.repeats):
        for name, contender in contenders.items():
            began = time.perf_counter()
            done = contender(counts[name])
            found[name].append(done / (time.perf_counter() - began))
    return Speeds(found)


def _enough(contender: Contender, seconds: float) -> int:
    """How much takes about so long."""
    contender(1)
    count = 1
    while True:
        began = time.perf_counter()
        contender(count)
        spent = time.perf_counter() - began
        if spent > seconds / 8:
            return max(1, round(count * seconds / spent))
        count *= 2 if spent > seconds / 100 else 8


# ---------------------------------------------------------------- words


def spoken(number: float) -> str:
    """Three digits: 950, 36.1 k, 2.05 M."""
    for size, unit in ((1e6, " M"), (1e3, " k")):
        if abs(number) >= size:
            return f"{_three(number / size)}{unit}"
    return _three(number)


def _three(number: float) -> str:
    return f"{number:.{2 if abs(number) < 10 else 1 if abs(number) < 100 else 0}f}"


def times(ratio: float) -> str:
    """A ratio."""
    return f"× {_three(ratio)}"


def at_least(value: float, target: float | None, unit: str = "") -> str:
    """A target and whether it is met."""
    return "" if target is None else f"≥ {target:g}{unit} {_verdict(value >= target)}"


def at_most(value: float, target: float | None, unit: str = "") -> str:
    """A target and whether it is met."""
    return "" if target is None else f"≤ {target:g}{unit} {_verdict(value <= target)}"


def _verdict(met: bool) -> str:
    return "met" if met else "**missed**"


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table in Markdown, its numbers to the right."""
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def machine() -> str:
    """What the figures belong to, without a name of its own."""
    packages = ", ".join(f"{name} {version(name)}" for name in ("torch", "numpy", "scikit-learn", "PySide6-Essentials"))
    system = f"{platform.system()} {platform.machine()}"
    return f"{_processor()}, {os.cpu_count()} cores, {system}; Python {platform.python_version()}, {packages}"


def _processor() -> str:
    told = Path("/proc/cpuinfo")
    if told.exists():
        for line in told.read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    if platform.system() == "Darwin":
        asked = ["sysctl", "-n", "machdep.cpu.brand_string"]
        return subprocess.run(asked, capture_output=True, text=True, check=True).stdout.strip()
    return platform.processor() or "unknown processor"
