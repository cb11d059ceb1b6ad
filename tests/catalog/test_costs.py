"""What blocks cost, by figures worked out by hand."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest

from playground.catalog.analysis import analyse
from playground.catalog.costs import Row, Sheet, in_bytes, sheet
from playground.spec.experiment import Data, Edge, Experiment, Group, Network, Node, Training, chain
from playground.spec.values import Choice, Values


def pictures(side: int, channels: int, *nodes: Node, optimizer: str = "adam", batch: int = 10) -> Experiment:
    """Blocks in a row on noise of a size, with five classes."""
    settings = Values(height=side, width=side, channels=channels, classes=5)
    row = (Node(id="input1", kind="input"), *nodes, Node(id="flat", kind="flatten"), Node(id="output1", kind="output"))
    return Experiment(
        network=Network(nodes=row, edges=chain(*row)),
        data=Data(source=Choice("noise_pictures", settings)),
        training=Training(optimizer=Choice(optimizer), batch_size=batch),
    )


def made(experiment: Experiment) -> Sheet:
    return sheet(experiment, analyse(experiment))


def row(found: Sheet, id: str) -> Row:
    return next(row for row in found.rows if row.id == id)


def test_six_filters_of_five_by_five() -> None:
    conv = Node(id="conv", kind="conv", params=Values(filters=6, kernel_size=5))
    found = made(pictures(32, 3, conv))
    cost = row(found, "conv").cost
    assert row(found, "conv").output == (6, 28, 28)
    assert row(found, "conv").sees == (5, 5)
    assert cost.parameters == 456
    assert cost.multiply_adds == 28 * 28 * 6 * 75
    assert cost.activations == 10 * 28 * 28 * 6 * 4
    assert cost.state == 2 * 456 * 4, "Adam keeps two averages"
    numbers = 3 * 32 * 32 + 2 * 6 * 28 * 28 + 5
    assert found.total.activations == 10 * numbers * 4
    assert found.total.parameters == 456 + 5 * (6 * 28 * 28 + 1)


@pytest.mark.parametrize(("optimizer", "slots"), [("gradient_descent", 0), ("momentum", 1), ("adam", 2)])
def test_state_of_the_optimizer(optimizer: str, slots: int) -> None:
    found = made(pictures(8, 1, optimizer=optimizer))
    assert found.total.state == 4 * slots * 5 * 65


def test_ten_filters_of_three_by_three_by_three() -> None:
    conv = Node(id="conv", kind="conv", params=Values(filters=10))
    assert row(made(pictures(8, 3, conv)), "conv").cost.parameters == 280


def test_bottleneck_of_an_inception_module() -> None:
    five = Values(filters=32, kernel_size=5, padding="same")
    plain = made(
        pictures(
            28,
            16,
            Node(id="wide", kind="conv", params=Values(filters=192, kernel_size=1)),
            Node(id="five", kind="conv", params=five),
        )
    )
    assert row(plain, "five").cost.multiply_adds == 120_422_400
    narrow = Node(id="narrow", kind="conv", params=Values(filters=16, kernel_size=1))
    wide = Node(id="wide", kind="conv", params=Values(filters=192, kernel_size=1))
    found = made(pictures(28, 16, wide, narrow, Node(id="five", kind="conv", params=five)))
    assert row(found, "narrow").cost.multiply_adds + row(found, "five").cost.multiply_adds == 12_443_648


def test_depthwise_separable_costs_a_ninth_and_a_bit() -> None:
    same = {"padding": "same"}
    plain = Node(id="plain", kind="conv", params=Values(filters=32, kernel_size=3, **same))
    ordinary = row(made(pictures(16, 8, plain)), "plain").cost.multiply_adds
    deep = Node(id="deep", kind="depthwise_conv", params=Values(kernel_size=3, **same))
    point = Node(id="point", kind="pointwise_conv", params=Values(filters=32))
    found = made(pictures(16, 8, deep, point))
    separable = row(found, "deep").cost.multiply_adds + row(found, "point").cost.multiply_adds
    assert separable / ordinary == pytest.approx(1 / 32 + 1 / 9)


def test_groups_are_sums_of_all_copies() -> None:
    conv = Node(id="conv", kind="conv", params=Values(filters=4, padding="same"))
    norm = Node(id="norm", kind="batch_norm")
    experiment = pictures(8, 4, conv, norm)
    inner = Group(id="inner", name="Inner", members=("conv", "norm"), repeat=3)
    outer = Group(id="outer", name="Outer", members=("conv", "norm", "flat"))
    grouped = replace(experiment, network=replace(experiment.network, groups=(inner, outer)))
    found = made(grouped)
    assert [line.id for line in found.rows] == ["input1", "outer", "inner", "conv", "norm", "flat", "output1"]
    assert row(found, "conv").cost.parameters == 3 * 148
    assert row(found, "conv").times == row(found, "inner").times == 3
    assert row(found, "inner").cost == row(found, "conv").cost + row(found, "norm").cost
    assert row(found, "outer").cost == row(found, "inner").cost + row(found, "flat").cost
    assert row(found, "inner").parent == "outer"
    assert row(found, "inner").sees == (7, 7), "three windows of 3, one behind the other"
    assert row(found, "outer").output == (256,)
    blocks = [line.cost for line in found.rows if line.kind]
    assert found.total == sum(blocks[1:], blocks[0])


def test_loose_blocks_do_not_count() -> None:
    experiment = pictures(8, 1)
    loose = Node(id="loose", kind="dense")
    network = experiment.network
    network = replace(
        network, nodes=(*network.nodes, loose), edges=(*network.edges, Edge(source="flat", target="loose"))
    )
    found = made(replace(experiment, network=network))
    assert row(found, "loose").cost.parameters > 0
    assert found.total == made(experiment).total


def test_as_csv() -> None:
    conv = Node(id="conv", kind="conv", name="edges, first", params=Values(filters=1024, kernel_size=3))
    lines = list(csv.DictReader(io.StringIO(made(pictures(8, 1, conv)).as_csv())))
    assert [line["id"] for line in lines] == ["input1", "conv", "flat", "output1", ""]
    line = lines[1]
    assert (line["name"], line["output"], line["receptive_field"]) == ("edges, first", "6×6×1024", "3×3")
    assert int(line["parameters"]) == 10 * 1024
    assert int(line["activation_bytes"]) == 4 * 10 * 36 * 1024
    assert int(lines[-1]["parameters"]) == sum(int(line["parameters"]) for line in lines[:-1])


def test_rows_of_numbers_have_no_field_and_problems_no_shape() -> None:
    nodes = (Node(id="input1", kind="input"), Node(id="odd", kind="conv"), Node(id="output1", kind="output"))
    found = made(Experiment(network=Network(nodes=nodes, edges=chain(*nodes))))
    assert [line.output for line in found.rows] == [(2,), None, None]
    assert all(line.sees == () for line in found.rows)
    assert "odd" in found.as_csv()


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (0, "0 B"),
        (999, "999 B"),
        (1000, "1 kB"),
        (1240, "1.24 kB"),
        (553_430_176, "553 MB"),
        (1_075_870_976, "1.08 GB"),
    ],
)
def test_sizes_in_words(count: int, words: str) -> None:
    assert in_bytes(count) == words
