"""`python -m tests.torture fuzz --minutes 30 --seed 1`: every reader of files from others, by rule and by mutation.

First each case of `tests.torture._fuzz.rules`, then sound files of every kind, changed at random. All is read in
processes of their own with limits of time and memory (`tests.torture._fuzz.child`). What breaks a limit, or is refused
with anything else than one sentence, is kept in ``build/torture/`` under a name that says the reader, the seed and the
number of the input, and counts as a fault.
"""

from __future__ import annotations

import argparse
import json
import random
import selectors
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.torture._fuzz.mutations import mutated
from tests.torture._fuzz.readers import READERS
from tests.torture._fuzz.rules import RULES
from tests.torture._fuzz.seeds import seeds

KEPT = Path("build/torture")
PATIENCE = 120.0
"""Seconds of the clock after which a process that does not answer is ended: the limit of its own is of its work."""
TOGETHER = 200
"""Inputs of one reader before it is the next one's turn."""


class Child:
    """A process that reads inputs of one reader; after a fault another one takes its place."""

    def __init__(self, reader: str, folder: Path) -> None:
        self._reader = reader
        self._folder = folder
        self._process: subprocess.Popen[str] | None = None

    def read(self, content: bytes) -> dict[str, Any]:
        """What became of an input."""
        process = self._process
        if process is None:
            process = self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.torture._fuzz.child", self._reader, str(self._folder)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )
        assert process.stdin is not None
        assert process.stdout is not None
        path = self._folder / "input"
        path.write_bytes(content)
        try:
            process.stdin.write(f"{path}\n")
            process.stdin.flush()
        except BrokenPipeError:
            self.end()
            return self.read(content)
        with selectors.DefaultSelector() as selector:
            selector.register(process.stdout, selectors.EVENT_READ)
            line = process.stdout.readline() if selector.select(PATIENCE) else ""
        if not line:
            ended = process.poll()
            words = f"no answer within {PATIENCE:g} s" if ended is None else f"ended with {ended}"
            said = self.end().strip().splitlines()
            return {"kind": "fault", "why": f"the process gave {words}: {said[-1] if said else ''}"}
        found: dict[str, Any] = json.loads(line)
        if found["kind"] == "fault":
            self.end()
        return found

    def end(self) -> str:
        """End the process; what it complained of."""
        process, self._process = self._process, None
        if process is None:
            return ""
        process.kill()
        _, complaint = process.communicate()
        return complaint or ""


@dataclass
class Tally:
    """What became of all inputs so far, by reader."""

    kinds: Counter[tuple[str, str]] = field(default_factory=Counter)
    faults: dict[tuple[str, str], str] = field(default_factory=dict)
    slowest: dict[str, float] = field(default_factory=dict)
    largest: dict[str, int] = field(default_factory=dict)

    def take(self, reader: str, name: str, content: bytes, found: dict[str, Any]) -> None:
        """Count an answer; keep the input of a fault that was not seen before."""
        kind, why = str(found["kind"]), str(found["why"])
        self.kinds[reader, kind] += 1
        self.slowest[reader] = max(self.slowest.get(reader, 0.0), float(found.get("seconds", 0.0)))
        self.largest[reader] = max(self.largest.get(reader, 0), int(found.get("peak", 0)))
        if kind != "fault" or (reader, why) in self.faults:
            return
        KEPT.mkdir(parents=True, exist_ok=True)
        path = KEPT / f"{reader}-{name}".replace(" ", "_").replace("/", "_")[:120]
        path.write_bytes(content)
        self.faults[reader, why] = str(path)
        sys.stdout.write(f"FAULT {reader}, {name}: {why}\n")
        sys.stdout.flush()

    def table(self) -> str:
        """Readers with their inputs, refusals and faults."""
        lines = [f"{'reader':12} {'inputs':>9} {'refused':>9} {'faults':>7} {'slowest':>9} {'memory':>9}"]
        for reader in READERS:
            counts = {kind: self.kinds[reader, kind] for kind in ("read", "refused", "fault")}
            lines.append(
                f"{reader:12} {sum(counts.values()):9,} {counts['refused']:9,} {counts['fault']:7,} "
                f"{self.slowest.get(reader, 0.0):7.2f} s {self.largest.get(reader, 0) / 2**20:6.0f} MB"
            )
        return "\n".join(lines)


def by_rule(tally: Tally, folder: Path, only: str) -> None:
    """Every case of the rules once."""
    children = {reader: Child(reader, folder) for reader in READERS}
    for name, (reader, make) in RULES.items():
        if only in ("", reader):
            content = make()
            tally.take(reader, name, content, children[reader].read(content))
    for child in children.values():
        child.end()


def by_mutation(tally: Tally, folder: Path, only: str, seed: int, until: float) -> None:
    """Sound files, changed at random, until the time is up."""
    draw = random.Random(seed)
    sound = {reader: seeds(reader) for reader in READERS if only in ("", reader)}
    children = {reader: Child(reader, folder) for reader in sound}
    number = 0
    while time.monotonic() < until:
        for reader, inputs in sound.items():
            for _ in range(TOGETHER):
                number += 1
                content = mutated(draw, READERS[reader].form, inputs)
                tally.take(reader, f"{seed}-{number}", content, children[reader].read(content))
                if time.monotonic() > until:
                    break
    for child in children.values():
        child.end()


def main(arguments: list[str]) -> int:
    """Run the campaign; 1 where a fault was found."""
    parser = argparse.ArgumentParser(prog="python -m tests.torture fuzz", description=__doc__)
    parser.add_argument("--minutes", type=float, default=30.0, help="how long files are changed at random")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="", choices=["", *READERS], help="one reader alone")
    parser.add_argument("--no-rules", action="store_true", help="only mutations")
    chosen = parser.parse_args(arguments)
    tally = Tally()
    with tempfile.TemporaryDirectory(prefix="playground-fuzz-") as place:
        if not chosen.no_rules:
            by_rule(tally, Path(place), chosen.only)
        by_mutation(tally, Path(place), chosen.only, chosen.seed, time.monotonic() + 60 * chosen.minutes)
    sys.stdout.write(f"{tally.table()}\n")
    return 1 if tally.faults else 0
