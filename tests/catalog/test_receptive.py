"""Receptive fields against the gradient's footprint in torch, and by hand."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest
import torch

from playground.catalog.analysis import analyse
from playground.catalog.receptive import Field, footprint, receptive_fields
from playground.catalog.tensor import Mode
from playground.engine.model import Model
from playground.engine.parameters import Parameters
from playground.spec.experiment import Edge, Experiment, Network, Node, lay_out
from playground.spec.values import Choice, Values
from tests.engine.support import block, dense, experiment

LINEAR = Choice("linear")
DIGITS = Choice("digits", Values(layout="picture"))


def conv(id: str, size: int = 3, **more: object) -> Node:
    return block(id, "conv", filters=2, kernel_size=size, activation=LINEAR, **more)


def pictures(*middle: Node) -> Experiment:
    """A chain on pictures of 8 × 8."""
    return experiment(*middle, block("flat", "flatten"), source=DIGITS)


def joined(kind: str, left: list[Node], right: list[Node]) -> Experiment:
    """Two branches from the input, a join, and the output."""
    first, last = Node(id="input", kind="input"), Node(id="output", kind="output")
    join, flat = block("join", kind), block("flat", "flatten")
    nodes = lay_out((first, *left, *right, join, flat, last))
    edges = [Edge(source=join.id, target=flat.id), Edge(source=flat.id, target=last.id)]
    for port, branch in enumerate((left, right)):
        way = [first, *branch]
        edges += [Edge(source=a.id, target=b.id) for a, b in itertools.pairwise(way)]
        edges.append(Edge(source=way[-1].id, target=join.id, port=port))
    return replace(experiment(source=DIGITS), network=Network(nodes=nodes, edges=tuple(edges)))


CHAINS = {
    "valid": pictures(conv("a"), conv("b", 5), conv("it", 2)),
    "same, strided": pictures(conv("a", padding="same", stride=2), conv("it", 3, padding="same")),
    "even kernels, same": pictures(conv("a", 4, padding="same"), conv("it", 2, padding="same", stride=3)),
    "dilated": pictures(conv("a", 2, dilation=3), conv("it", 2, padding="number", padding_size=1)),
    "pooled": pictures(conv("a"), block("p", "average_pool"), conv("it", 2)),
    "pooled, same": pictures(block("p", "average_pool", kernel_size=3, stride=2, padding="same"), conv("it", 2)),
    "adaptive": pictures(conv("a", padding="same"), block("it", "adaptive_pool", size=4)),
    "a number of padding": pictures(conv("a", 5, padding="number", padding_size=2), conv("it", stride=2)),
    "not square": pictures(conv("a", 1, kernel_width=4), conv("it", 3)),
    "norms of channels": pictures(conv("a"), block("n", "batch_norm"), conv("it", 3)),
    "a branch": joined("add", [conv("a", padding="same"), conv("b", padding="same")], [conv("c", 1)]),
    "branches of unlike windows": joined("concatenate", [conv("a", 5, padding="same")], [conv("c", 2, padding="same")]),
}
GROWING = {
    "transposed": pictures(
        conv("a", 2, stride=2), block("it", "transposed_conv", filters=2, stride=2, activation=LINEAR)
    ),
    "transposed, same": pictures(
        conv("a", 3, stride=2),
        block("b", "transposed_conv", filters=2, kernel_size=4, stride=2, padding="same", activation=LINEAR),
        conv("it", 2),
    ),
    "nearest": pictures(conv("a", 2, stride=2), block("u", "upsample"), conv("it", 3)),
    "linear": pictures(conv("a", 2, stride=2), block("it", "upsample", between="linear")),
    "linear by three": pictures(conv("a", 2, stride=2), block("it", "upsample", between="linear", factor=3)),
    "uneven windows": pictures(conv("a", 2), block("it", "adaptive_pool", size=3)),
}


def gradients(case: Experiment, node: str, rows: int = 1) -> tuple[torch.Tensor, torch.Tensor]:
    """Inputs that need a gradient, and the node's outputs; every weight is above 0, so nothing cancels."""
    analysis = analyse(case)
    assert analysis.trainable, [problem.sentence for problem in analysis.problems]
    parameters = Parameters(analysis, torch.device("cpu"), torch.float64)
    generator = torch.Generator().manual_seed(1)
    with torch.no_grad():
        parameters.theta.copy_(torch.rand(parameters.theta.shape, generator=generator) + 0.5)
        parameters.buffers.fill_(1.0)
    x = torch.randn(rows, *analysis.signatures["input"].output, generator=generator).double().requires_grad_()
    return x, Model(case, analysis, parameters).outputs(x, Mode(training=False))[node]


def seen(x: torch.Tensor, sums: torch.Tensor) -> tuple[tuple[int, int], ...]:
    """The box around what has a gradient."""
    (gradient,) = torch.autograd.grad(sums, x, retain_graph=True)
    places = (gradient.abs().sum((0, 1)) > 0).nonzero()
    return tuple((int(column.min()), int(column.max())) for column in places.T)


@pytest.mark.parametrize("name", [*CHAINS, *GROWING])
def test_fields_are_the_gradients_footprint(name: str) -> None:
    case = (CHAINS | GROWING)[name]
    node = "join" if name in ("a branch", "branches of unlike windows") else "it"
    x, output = gradients(case, node)
    fields = receptive_fields(case)[node]
    for place in np.ndindex(*output.shape[2:]):
        found = footprint(case, node, place)
        wanted = seen(x, output[(0, slice(None), *place)].sum())
        inside = tuple(
            (max(0, low), min(side - 1, high))
            for (low, high), side in zip(map(Field.at, fields, place), x.shape[2:], strict=True)
        )
        if name in CHAINS:
            assert found == wanted == inside
        else:  # where windows are of several sizes, the common rule lies around them
            assert found == wanted
            assert all(low <= first for (low, _), (first, _) in zip(inside, wanted, strict=True))
            assert all(last <= high for (_, high), (_, last) in zip(inside, wanted, strict=True))


def test_a_max_pool_sees_all_of_its_windows() -> None:
    """A gradient goes to the largest number only; over many inputs each has been that."""
    case = pictures(conv("a"), block("it", "max_pool", kernel_size=3, stride=2, padding="same"))
    x, output = gradients(case, "it", rows=200)
    for place in ((0, 0), (2, 1), (1, 2)):
        assert footprint(case, "it", place) == seen(x, output[(slice(None), slice(None), *place)].sum())


def test_what_stands_at_no_place_sees_everything() -> None:
    gate = [block("g", "global_pool"), dense("d", 2)]
    case = joined("multiply", [conv("a", padding="same")], gate)
    fields = receptive_fields(case)
    assert [field.size for field in fields["a"]] == [3, 3]
    for node in ("g", "d", "join", "flat", "output"):
        assert [(field.size, field.jump) for field in fields[node]] == [(8, 0.0), (8, 0.0)]
    assert footprint(case, "d", ()) == ((0, 7), (0, 7))
    x, output = gradients(case, "join")
    assert footprint(case, "join", (0, 0)) == seen(x, output[0, :, 0, 0].sum()) == ((0, 7), (0, 7))


def test_vgg_by_hand() -> None:
    """Two 3×3 see 5, three see 7; a pool of 2 adds one place and doubles the jump: 3 + 2 + 1, then 2 · 2 each."""
    nodes = [conv("a", padding="same"), conv("b", padding="same"), block("p", "max_pool")]
    fields = receptive_fields(pictures(*nodes, conv("c", padding="same"), conv("d", padding="same")))
    assert [(id, fields[id][0].size, fields[id][0].jump) for id in "abpcd"] == [
        ("a", 3, 1.0),
        ("b", 5, 1.0),
        ("p", 6, 2.0),
        ("c", 10, 2.0),
        ("d", 14, 2.0),
    ]
    assert fields["d"][0].start == -6.0
    assert fields["input"] == (Field(), Field())


def test_rows_have_no_fields() -> None:
    case = experiment()
    assert receptive_fields(case) == {}
    assert footprint(case, "a", ()) == ()
    assert footprint(pictures(conv("a")), "nobody", ()) == ()
