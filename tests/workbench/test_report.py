"""The report of a fault: it helps to find the cause, and tells nothing of the person."""

from __future__ import annotations

import os
import platform
import string
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import playground
from playground.spec.experiment import Experiment, Group
from playground.spec.values import Choice, Values
from playground.workbench import logs, report
from tests.workbench.support import experiment

HOME = "/home/Ada King"
NAMES = (
    st.text(string.ascii_letters + string.digits + " äß_-", min_size=2, max_size=20)
    .map(str.strip)
    .filter(lambda name: len(name) > 1 and not name.startswith("-"))
)


@pytest.fixture(autouse=True)
def person(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An account, a computer and folders with names of their own."""
    monkeypatch.setenv("HOME", HOME)
    monkeypatch.setenv("USERPROFILE", HOME)
    monkeypatch.setenv("USER", "lovelace")
    monkeypatch.setenv("LOGNAME", "lovelace")
    monkeypatch.setenv("PLAYGROUND_CONFIG_DIR", f"{HOME}/.config/playground")
    monkeypatch.setenv(logs.VARIABLE, str(tmp_path / "logs"))
    monkeypatch.setattr(platform, "node", lambda: "engine-room.example.org")


def personal() -> Experiment:
    """An experiment in which a person has written wherever they can."""
    made = experiment()
    nodes = tuple(
        replace(node, params=Values({**node.params, "name": "Grandmother"}) if node.kind == "dense" else node.params)
        for node in made.network.nodes
    )
    network = replace(made.network, nodes=nodes, groups=(Group(id="g", name="My family", members=("dense1",)),))
    source = Choice("csv", Values(path=f"{HOME}/Blood pressure/patients 2026.csv", target="diagnosis"))
    return replace(made, network=network, notes="call Charles", data=replace(made.data, source=source))


def test_it_has_what_helps_and_nothing_of_the_person() -> None:
    path = logs.begin("window")
    try:
        logs.room("saving").info("saved to %s/thesis/secret net.nnp", HOME)
        logs.room("data").warning("patients 2026 has 3 bad lines; diagnosis is missing; call Charles")
        trace = (
            f'Traceback (most recent call last):\n  File "{Path(playground.__file__)}", line 3, in paint\n'
            f'  File "{HOME}/My blocks/mine.py", line 4, in work\n'
            "OSError: [Errno 2] no file: C:\\\\Users\\\\lovelace\\\\secret net.nnp\n"
            "lovelace@engine-room: ENGINE-ROOM.example.org said no: \\\\server\\share\\family tree.csv\n"
        )
        text = report.report(
            "ZeroDivisionError: division by zero",
            trace,
            experiment=personal(),
            facts={"phase": "playing", "step": 12},
            private=["secret net.nnp", "secret net"],
        )
    finally:
        logs.end()
    assert path is not None
    low = text.lower()
    for word in (
        "ada", "king", "lovelace", "engine-room", "example.org", "grandmother", "my family", "charles", "patients",
        "blood", "diagnosis", "secret", "thesis", "my blocks", "share", "family tree", str(path.parent.parent).lower(),
    ):  # fmt: skip
        assert word not in low, text
    for word in (
        "ZeroDivisionError: division by zero", "<program>/playground/__init__.py", "line 3, in paint", "step: 12",
        f"playground {playground.__version__}", "numpy ", "saving: saved to", '"kind": "csv"', '"batch_size"',
        "no file: ", platform.python_version(),
    ):  # fmt: skip
        assert word in text, text


def test_numbers_that_a_person_painted_are_left_out() -> None:
    made = experiment()
    source = Choice("painted", Values(points=tuple(float(number) for number in range(200))))
    text = report.bare(replace(made, data=replace(made.data, source=source)))
    assert "199" not in text
    assert "200 values left out" in text


@given(user=NAMES, folder=NAMES, file=NAMES)
def test_no_name_of_an_account_or_a_file_comes_through(user: str, folder: str, file: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HOME", f"/home/{user}")
        patch.setenv("USER", user)
        text = report.scrubbed(
            f"x: /home/{user}/{folder}/{file}.csv: gone\n'/srv/{folder}/{file}' {user}\n{file}.csv is damaged",
            [f"{file}.csv", file],
        )
    left = text.replace("<path>", "").replace("<user>", "").replace("<file>", "").replace("~", "")
    assert left.split() == ["x:", ":", "gone", "''", "is", "damaged"]


def test_the_programs_own_places_stay_readable() -> None:
    program = Path(playground.__file__).parents[1]
    lines = f'File "{program}/playground/gui/window.py", line 1\nFile "{os.__file__}", line 2\n3 steps/s, 1 / 2'
    assert report.scrubbed(lines).splitlines() == [
        'File "<program>/playground/gui/window.py", line 1',
        'File "<python>/os.py", line 2',
        "3 steps/s, 1 / 2",
    ]
