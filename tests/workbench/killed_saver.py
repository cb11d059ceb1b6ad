"""A process that saves and is gone at every single call to the system in turn; `test_disk` looks at what is left."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from playground.spec.experiment import Experiment
from playground.workbench.files import load, save
from tests.workbench.faulty import Disk

ENDED = 9


def end(_name: str) -> None:
    """Nothing more is done, as where the process is killed."""
    os._exit(ENDED)


def main(folder: Path) -> int:
    """Kill one saver after the other; the number of calls after which one came through."""
    path = folder / "a.nnp"
    save(path, Experiment(seed=1))
    for at in range(1000):
        before = load(path).experiment.seed
        child = os.fork()
        if child == 0:
            Disk(at, end).put_in(pytest.MonkeyPatch())
            save(path, Experiment(seed=at + 2), previous=True)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        now = load(path)
        assert now.experiment.seed in (before, at + 2), f"call {at}: {now.experiment.seed}"
        assert not now.notices
        beside = folder / "a.nnp~"
        if beside.exists():
            assert load(beside).experiment.seed in range(1, at + 2), f"call {at}: the previous version"
        spares = [name for name in os.listdir(folder) if name.endswith(".tmp")]
        assert len(spares) <= 4, f"call {at}: {spares}"  # two of each saver, and every second one sweeps
        if os.waitstatus_to_exitcode(status) == 0:
            assert sorted(os.listdir(folder)) == ["a.nnp", "a.nnp~"]
            return at
        assert os.waitstatus_to_exitcode(status) == ENDED
        if at % 2:  # a save that comes through takes away what the one before has left
            save(path, Experiment(seed=at + 2), previous=True)
            assert sorted(os.listdir(folder)) in (["a.nnp", "a.nnp~"], ["a.nnp"]), f"call {at}"
    return 0


if __name__ == "__main__":
    sys.stdout.write(f"{main(Path(sys.argv[1]))}\n")
