"""What a block that does not fit among pictures says in a network, and that every fix mends it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from playground.catalog.analysis import analyse
from playground.spec.experiment import Edge, Experiment, Network, Node, lay_out
from playground.spec.values import Choice, Values
from tests.engine.support import block, dense, experiment

PICTURE = Choice("digits", Values(layout="picture"))
FLAT = block("flat", "flatten")


def pictures(*middle: Node) -> Experiment:
    return experiment(*middle, source=PICTURE)


def skip(main: Node, join: str = "add") -> Experiment:
    """The input and what ``main`` makes of a first convolution meet in a join."""
    first, last = Node(id="input", kind="input"), Node(id="output", kind="output")
    stem, end = block("stem", "conv", filters=4, padding="same"), block("join", join)
    pairs = [(first, stem, 0), (stem, main, 0), (main, end, 0), (stem, end, 1), (end, FLAT, 0), (FLAT, last, 0)]
    edges = tuple(Edge(source=a.id, target=b.id, port=port) for a, b, port in pairs)
    nodes = lay_out((first, stem, main, end, FLAT, last))
    return replace(experiment(source=PICTURE), network=Network(nodes=nodes, edges=edges))


CASES = {
    "kernel too large": (
        pictures(block("p", "max_pool"), block("it", "conv", kernel_size=5), FLAT),
        "Conv: 5×5 needs an input of at least 5×5, this one is 4×4.",
        ["Padding same", "Kernel 3"],
    ),
    "a row for a convolution": (
        experiment(block("it", "conv"), FLAT, source=Choice("digits")),
        "Conv: a signal, a picture or a volume must come in, this input is a row of 64 numbers.",
        ["Make it a picture of 8×8×1"],
    ),
    "dense after a picture": (
        pictures(block("c", "conv"), dense("it")),
        "Dense: a dense layer needs a row of numbers, this input is 6×6×8; put a flatten before it.",
        ["Put a flatten before it"],
    ),
    "the output after a picture": (
        pictures(block("c", "conv")),
        "Output: the output needs a row of numbers, this input is 6×6×8; put a flatten before it.",
        ["Put a flatten before it"],
    ),
    "more filters on the way round": (
        skip(block("it", "conv", filters=6, padding="same")),
        "Add: only equal shapes can be added, these are 8×8×6, 8×8×4.",
        ["Bring 8×8×6 to 8×8×4", "Bring 8×8×4 to 8×8×6"],
    ),
    "a stride on the way round": (
        skip(block("it", "conv", filters=6, stride=3, padding="same")),
        "Add: only equal shapes can be added, these are 3×3×6, 8×8×4.",
        ["Bring 8×8×4 to 3×3×6"],
    ),
    "side by side of unequal size": (
        skip(block("it", "max_pool"), "concatenate"),
        "Concatenate: inputs side by side may differ in their channels only, these are 4×4×4, 8×8×4.",
        ["Bring 8×8×4 to 4×4×4"],
    ),
    "groups": (
        pictures(block("c", "conv", filters=6), block("it", "conv", filters=8, groups=3), FLAT),
        "Conv: 3 groups must divide the 6 channels that come in and the 8 filters.",
        ["Groups 2", "Filters 9"],
    ),
    "groups of a norm": (
        pictures(block("c", "conv", filters=6), block("it", "group_norm"), FLAT),
        "Group norm: 4 groups must divide the 6 channels that come in.",
        ["Groups 2"],
    ),
    "a shape that does not fill": (
        pictures(block("it", "reshape", shape="28×28×1"), FLAT),
        "Reshape: 28×28×1 is no shape of sides, such as 28×28×1, for the 64 numbers of this input.",
        ["8×8×1"],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_every_fix_mends(name: str) -> None:
    case, sentence, labels = CASES[name]
    errors = [problem for problem in analyse(case).problems if problem.severity == "error"]
    assert [problem.sentence for problem in errors] == [sentence]
    fixes = {fix.label: fix.edit for fix in errors[0].fixes}
    assert list(fixes)[: len(labels)] == labels
    for label in labels:
        mended = analyse(fixes[label].apply(case))
        assert mended.trainable, (label, [problem.sentence for problem in mended.problems])


def test_a_projection_is_a_convolution_of_one_place_with_the_stride_that_it_takes() -> None:
    case, _, (label,) = CASES["a stride on the way round"]
    (problem,) = (problem for problem in analyse(case).problems if problem.severity == "error")
    mended = next(fix.edit for fix in problem.fixes if fix.label == label).apply(case)
    (new,) = set(mended.network.nodes) - set(case.network.nodes)
    assert (new.kind, new.params["filters"], new.params["stride"]) == ("pointwise_conv", 6, 3)
    assert [(edge.source, edge.port) for edge in mended.network.inputs("join")] == [("it", 0), (new.id, 1)]
    assert analyse(mended).signatures[new.id].output == (6, 3, 3)


def test_advice_is_given_to_convolutions_too() -> None:
    def hints(*middle: Node) -> str:
        return " ".join(problem.sentence for problem in analyse(pictures(*middle, FLAT)).problems)

    linear = Choice("linear")
    norm = block("n", "batch_norm", activation=Choice("relu"))
    assert "The 8 biases of Conv do nothing" in hints(block("c", "conv", activation=linear), norm)
    assert "do nothing" not in hints(block("c", "conv", activation=linear, bias=False), norm)
    zeros = hints(block("c", "conv", weight_initializer=Choice("zeros")))
    assert "All weights of Conv start equal, so its 8 units" in zeros
    xavier = hints(block("c", "pointwise_conv", weight_initializer=Choice("xavier")))
    assert "Pointwise conv draws its weights by Xavier, but ReLU passes on about half" in xavier
    assert (
        hints(block("c", "conv"), block("d", "depthwise_conv", activation=linear), block("e", "pointwise_conv")) == ""
    )
    large = hints(block("c", "conv", filters=2, kernel_size=8, weight_initializer=Choice("normal", Values(sigma=1.0))))
    assert "sums of 64 inputs of size 1 spread by 8" in large
