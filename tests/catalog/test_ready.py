"""Ready groups fit what they are put behind, and can be repeated."""

from __future__ import annotations

from dataclasses import replace

import pytest

from playground.catalog.analysis import Analysis, analyse
from playground.catalog.entry import family
from playground.catalog.ready_group import ReadyGroup, piece
from playground.spec.experiment import Data, Edge, Experiment, Network, Node
from playground.spec.groups import sound
from playground.spec.values import Choice, Values

READY = [entry for entry in family("ready").values() if issubclass(entry, ReadyGroup)]
HALVING = ("residual_projection", "bottleneck_projection")


def put(ready: type[ReadyGroup], channels: int, repeat: int = 1) -> tuple[Analysis, str]:
    """The group between an input of so many channels and an output; the analysis, and the block that flows out."""
    found, entries = piece(ready, (channels, 12, 12))
    (end,) = {node.id for node in found.nodes} - {edge.source for edge in found.edges}
    nodes = (
        Node(id="input1", kind="input"),
        *found.nodes,
        Node(id="flat", kind="flatten"),
        Node(id="output1", kind="output"),
    )
    edges = (
        *(replace(entry, source="input1") for entry in entries),
        *found.edges,
        Edge(source=end, target="flat"),
        Edge(source="flat", target="output1"),
    )
    groups = tuple(replace(group, repeat=repeat) for group in found.groups)
    data = Data(source=Choice("noise_pictures", Values(height=12, width=12, channels=channels, classes=4)))
    return analyse(Experiment(network=Network(nodes=nodes, edges=edges, groups=groups), data=data)), end


@pytest.mark.parametrize("channels", [1, 3, 8, 48])
@pytest.mark.parametrize("ready", READY, ids=lambda entry: entry.kind)
def test_each_is_as_wide_as_what_flows_in(ready: type[ReadyGroup], channels: int) -> None:
    analysis, end = put(ready, min(channels, 16))
    channels = min(channels, 16)
    assert [problem.sentence for problem in analysis.problems if problem.severity == "error"] == []
    shape = analysis.signatures[end].output
    if ready.kind in HALVING:
        assert shape == (2 * channels, 6, 6)
    elif ready.kind == "inception_module":
        assert shape[1:] == (12, 12)
        assert shape[0] == max(4, channels)
    else:
        assert shape == (channels, 12, 12)


@pytest.mark.parametrize("ready", [entry for entry in READY if entry.kind not in HALVING], ids=lambda entry: entry.kind)
def test_each_that_keeps_its_shape_can_be_repeated(ready: type[ReadyGroup]) -> None:
    once, _ = put(ready, 16)
    thrice, end = put(ready, 16, repeat=3)
    assert [problem.sentence for problem in thrice.problems if problem.severity == "error"] == []
    assert len(thrice.copies[end]) == 3
    head = once.signatures["output1"].count
    assert thrice.parameters - head == 3 * (once.parameters - head)


@pytest.mark.parametrize("ready", READY, ids=lambda entry: entry.kind)
def test_each_is_one_closed_group_with_its_own_settings(ready: type[ReadyGroup]) -> None:
    found, entries = piece(ready)
    assert entries
    assert {edge.source for edge in entries} == {""}
    (group,) = sound(found).groups
    assert set(group.members) == {node.id for node in found.nodes}
    assert (group.name, group.closed, group.repeat) == (ready.title, True, 1)
    for node, setting in group.exposed:
        kind = next(block.kind for block in found.nodes if block.id == node)
        assert setting in [field.name for field in family("blocks")[kind].fields()]
