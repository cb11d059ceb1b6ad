from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from playground.spec.experiment import Experiment, Group, Network, Node
from playground.spec.json import experiment_from_text, experiment_to_text
from playground.spec.naming import tidy


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("  First layer ", "First layer"),
        ("First\u00a0layer", "First layer"),
        ("First\nlayer\t2", "First layer 2"),
        ("First\u200b lay\u00ader", "First layer"),
        ("\u202eFirst\ud800", "First"),
        ("x" * 150, "x" * 100),
        (f"{'x' * 99} y", "x" * 99),
        ("\u200b", ""),
    ],
)
def test_what_was_pasted_becomes_a_name(typed: str, name: str) -> None:
    assert tidy(typed) == name
    assert tidy(name) == name


@given(st.text())
@example("\x85")
def test_a_file_holds_every_name_that_was_given(typed: str) -> None:
    name = tidy(typed)
    network = Network(
        nodes=(Node(id="a", kind="dense", name=name),), groups=(Group(id="g", name=name, members=("a",)),)
    )
    experiment = Experiment(network=network)
    assert experiment_from_text(experiment_to_text(experiment)) == experiment
