"""Experiments that use everything a step can do, derived from the catalogue: a new file there is covered by itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from playground.catalog.analysis import analyse
from playground.catalog.entry import family
from playground.catalog.facts import Task
from playground.catalog.families import Loss
from playground.spec.experiment import Edge, Experiment, Network, Node, lay_out
from playground.spec.values import Choice, Values
from tests.engine.support import block, dense, experiment

ENDS = frozenset({"input", "output"})

SOURCES: dict[str, tuple[Task, Choice]] = {
    "two classes": ("classes", Choice("circle", Values(samples=100))),
    "three classes": ("classes", Choice("iris")),
    "numbers": ("regression", Choice("plane", Values(samples=100))),
}


def every_case() -> dict[str, Experiment]:
    """All of them by name."""
    return {name: case for part in (_blocks, _activations, _losses, _rules, _settings) for name, case in part()}


def _blocks() -> Iterator[tuple[str, Experiment]]:
    for kind in family("blocks"):
        if kind not in ENDS:
            yield f"block {kind}", _with_block(kind)
    yield from _slides()
    yield "two dropouts", experiment(dense("a", 6), block("d", "dropout"), dense("b", 5, "relu"), block("e", "dropout"))


def _with_block(kind: str) -> Experiment:
    """The block where it fits: between layers, behind the input, where two branches meet, or in pictures."""
    node, a, b, c = block("it", kind), dense("a", 4), dense("b", 4, "relu"), dense("c", 3)
    found = [experiment(a, node, c, batch_size=7), experiment(node, c, batch_size=7), _meeting(node, a, b, c)]
    found += [_of_pictures(node, c), _of_pictures(block("channels", "pointwise_conv", filters=4), node, c)]
    fitting = [case for case in found if not any(p.severity == "error" for p in analyse(case).problems)]
    assert fitting, f"no network here has a place for a block {kind!r}"
    return fitting[0]


def _meeting(node: Node, a: Node, b: Node, c: Node) -> Experiment:
    first, last = Node(id="input", kind="input"), Node(id="output", kind="output")
    edges = [(first, a), (first, b), (a, node), (b, node), (node, c), (c, last)]
    network = Network(
        nodes=lay_out((first, a, b, node, c, last)),
        edges=tuple(Edge(source=s.id, target=t.id, port=int(s is b)) for s, t in edges),
    )
    return replace(experiment(batch_size=7), network=network)


def _slides() -> Iterator[tuple[str, Experiment]]:
    """What no block for pictures does by its defaults: signals, volumes, uneven padding, groups, frozen filters."""
    source, flat = Choice("digits", Values(layout="picture")), block("f", "flatten")
    even: dict[str, Any] = {"padding": "same", "kernel_size": 4}
    uneven = (
        block("a", "conv", stride=2, **even),
        block("b", "max_pool", stride=1, **even),
        block("c", "average_pool", stride=1, **even),
        block("d", "transposed_conv", filters=4, groups=2, **even),
    )
    yield "uneven padding", experiment(*uneven, flat, source=source, batch_size=7)
    for name, shape in (("signals", "16×4"), ("volumes", "4×4×2×2")):
        sliding = (
            block("r", "reshape", shape=shape),
            block("a", "conv", filters=6, kernel_size=2, groups=2),
            block("b", "batch_norm", activation=Choice("relu")),
            block("m", "max_pool", kernel_size=2, stride=1, padding="same"),
            block("d", "transposed_conv", filters=3, stride=2),
            block("u", "upsample", between="linear"),
            block("e", "average_pool"),
            block("g", "global_pool", pooling="max"),
        )
        yield name, experiment(*sliding, source=source, batch_size=7)
    frozen = (
        replace(block("a", "conv", filters=4), frozen=("3", "weight[0,0,1,2]", "bias[1]")),
        replace(block("b", "depthwise_conv"), frozen=("2",)),
        block("c", "channel_dropout"),
    )
    yield "frozen filters", experiment(*frozen, flat, source=source, batch_size=7)


def _of_pictures(*middle: Node) -> Experiment:
    """3×32×32 numbers each; flat before the last layer."""
    *blocks, last = middle
    source = Choice("shapes", Values(samples=40))
    return experiment(*blocks, block("f", "flatten"), last, source=source, batch_size=7)


def _activations() -> Iterator[tuple[str, Experiment]]:
    for kind in family("activations"):
        yield f"activation {kind}", experiment(dense("a", 5, kind), dense("b", 3, kind))


def _losses() -> Iterator[tuple[str, Experiment]]:
    for kind, entry in family("losses").items():
        assert issubclass(entry, Loss)
        for name, (task, source) in SOURCES.items():
            if task in entry.tasks:
                yield f"loss {kind}, {name}", _with_loss(experiment(source=source, batch_size=16), Choice(kind))


def _with_loss(case: Experiment, loss: Choice) -> Experiment:
    *nodes, output = case.network.nodes
    return replace(case, network=replace(case.network, nodes=(*nodes, replace(output, params=Values(loss=loss)))))


def _rules() -> Iterator[tuple[str, Experiment]]:
    for kind in family("optimizers"):
        yield f"optimizer {kind}", experiment(optimizer=Choice(kind))
    for kind in family("schedules"):
        yield f"schedule {kind}", experiment(schedule=Choice(kind))


def _settings() -> Iterator[tuple[str, Experiment]]:
    yield "short last batch", experiment(batch_size=17)
    yield "a last batch of one", experiment(block("bn", "batch_norm"), dense("a"), batch_size=3)
    yield "one batch an epoch", experiment(batch_size=100)
    yield "l1", experiment(l1=0.1)
    yield "l2", experiment(l2=0.1, optimizer=Choice("adam"))
    yield "l1 and l2, clipped as a whole", experiment(l1=0.05, l2=0.05, clip="norm", clip_at=0.05)
    yield "clipped one by one", experiment(clip="value", clip_at=0.01, batch_size=7)
    frozen = (replace(dense("a", 5), frozen=("weight[2,1]", "bias")), replace(dense("b", 3), frozen=("*",)))
    yield "frozen", experiment(*frozen, optimizer=Choice("adamw"))
    yield "frozen, clipped", experiment(*frozen, dense("c"), clip="norm", clip_at=0.05, optimizer=Choice("momentum"))
