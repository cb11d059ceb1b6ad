"""The formulas with their numbers, against sums done by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from playground.catalog.analysis import analyse
from playground.gui.inspector.maths import formulas
from playground.gui.inspector.maths_sheet import Grid, Heading, Line, MathsSheet, in_words
from playground.gui.inspector.maths_side import MathsSide
from playground.gui.inspector.notation import Notation
from playground.gui.passage_values import Seen, seen
from playground.gui.theme.tokens import LIGHT
from playground.spec.experiment import Data, Experiment, Network, Node, chain
from playground.spec.values import Choice, Values
from playground.wire.events import Picture
from playground.workbench.document import Document

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # the offscreen platform says so of every window


def relu_network(units: int = 2) -> Experiment:
    dense = Node(id="dense1", kind="dense", params=Values(units=units, activation=Choice("relu")))
    nodes = (Node(id="input", kind="input"), dense, Node(id="output", kind="output"))
    return Experiment(network=Network(nodes=nodes, edges=chain(*nodes)))


def example() -> Seen:
    """x = (1, 2); W₁ = ((1, 0), (0, −1)), b₁ = (1, 1): z₁ = (2, −1), a₁ = (2, 0); W₂ = (0.5, 3), b₂ = −1: z₂ = 0.

    ŷ = ½, y = 1: L = log 2, dz₂ = −½; dW₂ = (−1, 0), db₂ = −½; da₁ = (−¼, −3/2), dz₁ = (−¼, 0);
    dW₁ = ((−¼, −½), (0, 0)), db₁ = (−¼, 0); da₀ = (−¼, 0).
    """

    def a(*rows: tuple[float, ...]) -> np.ndarray:
        return np.array(rows, dtype=np.float32)

    arrays = {
        "x": a((1, 2)),
        "y": np.array([1]),
        "a/input": a((1, 2)),
        "da/input": a((-0.25, 0)),
        "z/dense1": a((2, -1)),
        "a/dense1": a((2, 0)),
        "da/dense1": a((-0.25, -1.5)),
        "dz/dense1": a((-0.25, 0)),
        "z/output": a((0,)),
        "a/output": a((0,)),
        "da/output": a((-0.5,)),
        "dz/output": a((-0.5,)),
        "weight/dense1.weight": a((1, 0), (0, -1)),
        "weight/dense1.bias": np.array([1, 1], dtype=np.float32),
        "weight/output.weight": a((0.5, 3)),
        "weight/output.bias": np.array([-1], dtype=np.float32),
        "gradient/dense1.weight": a((-0.25, -0.5), (0, 0)),
        "gradient/dense1.bias": np.array([-0.25, 0], dtype=np.float32),
        "gradient/output.weight": a((-1, 0)),
        "gradient/output.bias": np.array([-0.5], dtype=np.float32),
    }
    facts = {"loss": float(np.log(2)), "rows": 1, "shown": {}}
    found = seen(Picture(run_id=1, key="k", kind="passage", step=3, arrays=arrays, facts=facts))
    assert found is not None
    return found


def written(lines: list[Line]) -> list[str]:
    return [in_words(line) for line in lines]


def test_a_layer_forward_and_backward_as_the_notes_write_it() -> None:
    experiment = relu_network()
    lines = written(formulas(experiment, analyse(experiment), example(), ("dense1",)))
    assert lines[0] == "Dense"
    assert "Z⁽¹⁾ = W⁽¹⁾ A⁽⁰⁾ + b⁽¹⁾" in lines
    assert "= [1 0; 0 −1] [1; 2] + [1; 1]" in lines
    assert "= [2; −1]" in lines
    assert "A⁽¹⁾ = g(Z⁽¹⁾) = [2; 0]" in lines
    assert "dA⁽¹⁾ = W⁽²⁾ᵀ dZ⁽²⁾ = [−0.25; −1.5]" in lines
    assert "dZ⁽¹⁾ = dA⁽¹⁾ ∘ g′(Z⁽¹⁾)" in lines
    assert "= [−0.25; −1.5] ∘ [1; 0]" in lines
    assert "dW⁽¹⁾ = dZ⁽¹⁾ A⁽⁰⁾ᵀ = [−0.25 −0.5; 0 0]" in lines
    assert "db⁽¹⁾ = dZ⁽¹⁾ = [−0.25; 0]" in lines


def test_the_loss_with_its_numbers_and_where_the_gradient_begins() -> None:
    experiment = relu_network()
    lines = written(formulas(experiment, analyse(experiment), example()))
    assert "Ŷ = σ(Z⁽²⁾) = [0.5]" in lines
    assert "L = −log 0.5 = 0.693" in lines
    assert "dZ⁽²⁾ = Ŷ − Y = [−0.5]" in lines
    assert "dW⁽²⁾ = dZ⁽²⁾ A⁽¹⁾ᵀ = [−1 0]" in lines
    assert lines.index("Loss") > lines.index("A⁽⁰⁾ = X = [1; 2]")


def test_only_the_parts_that_are_asked_for() -> None:
    experiment = relu_network()
    analysis = analyse(experiment)
    forward = formulas(experiment, analysis, example(), ("dense1",), ["forward"])
    assert [line.detail for line in forward if isinstance(line, Heading)] == ["forward"]
    assert formulas(experiment, analysis, example(), ("dense1",), ["loss"]) == []


def test_a_layer_that_is_newer_than_the_numbers_is_left_out() -> None:
    network = relu_network().network
    nodes = (*network.nodes[:2], Node(id="dropout1", kind="dropout"), network.nodes[2])
    experiment = Experiment(network=Network(nodes=nodes, edges=chain(*nodes)))
    lines = written(formulas(experiment, analyse(experiment), example()))
    assert "Dropout" not in lines
    assert "Dense" in lines


def test_layers_without_weights_have_the_number_before_and_a_stroke() -> None:
    network = relu_network().network
    nodes = (*network.nodes[:2], Node(id="dropout1", kind="dropout"), network.nodes[2])
    network = Network(nodes=nodes, edges=chain(*nodes))
    notation = Notation(network, analyse(Experiment(network=network)))
    assert notation.sign("A", "dropout1") == "A⁽¹⁾′"
    assert notation.sign("W", "output") == "W⁽²⁾"


def test_large_matrices_are_cut_with_dots(qtbot: QtBot) -> None:
    sheet = MathsSheet(LIGHT)
    qtbot.addWidget(sheet)
    sheet.resize(600, 400)
    sheet.write([(Grid(np.arange(64.0).reshape(8, 8), (200, 90)),)])
    words = in_words(sheet.lines[0])
    assert words.startswith("[0 1 2 3 4 5 …; 8 9")
    assert words.endswith("⋮ ⋮ ⋮ ⋮ ⋮ ⋮ ⋱]")
    assert sheet.height() > 60
    narrow = sheet.height()
    sheet.resize(120, 400)
    assert sheet.height() == narrow, "fewer columns, as many rows"
    assert not sheet.grab().isNull()


@pytest.fixture
def side(qtbot: QtBot) -> MathsSide:
    made = MathsSide(Document(relu_network()), QWidget(), LIGHT)
    qtbot.addWidget(made)
    made.resize(300, 400)
    made.show()
    return made


def test_the_formulas_give_the_room_back(side: MathsSide) -> None:
    assert side.stack.currentWidget() is side.settings
    assert not side.head.isVisible()
    side.begin("train 3", steps=True)
    side.show_seen(example())
    assert side.stack.currentWidget() is side.area
    assert "Loss" in written(list(side.sheet.lines))
    side.settings_tab.click()
    assert side.stack.currentWidget() is side.settings
    side.maths_tab.click()
    side.show_nodes(("dense1",))
    assert "Loss" not in written(list(side.sheet.lines))
    side.end()
    assert side.stack.currentWidget() is side.settings
    assert side.sheet.lines == ()


def test_a_batch_is_averaged_by_its_size() -> None:
    one = example().picture
    twice = {
        name: np.repeat(array, 2, axis=0) if name[:2] in ("x", "y", "a/", "z/", "da", "dz") else array
        for name, array in one.arrays.items()
    }
    batch = seen(replace(one, arrays=twice, facts={**one.facts, "rows": 2}))
    assert batch is not None
    experiment = relu_network()
    lines = written(formulas(experiment, analyse(experiment), batch))
    assert "J = (1/2) Σ L = 0.693" in lines
    assert any(line.startswith("dZ⁽²⁾ = (Ŷ − Y) / 2") for line in lines)
    assert any(line.startswith("db⁽¹⁾ = Σ dZ⁽¹⁾") for line in lines)


def test_layers_of_pictures_are_told_with_their_filters_as_rows() -> None:
    """Every block that takes pictures, from the input's channels to the flat row."""
    conv = Node(id="conv1", kind="conv", params=Values(filters=2, kernel_size=2, activation=Choice("relu")))
    kinds = ("batch_norm", "max_pool", "flatten")
    middle = (conv, *(Node(id=f"{kind}1", kind=kind) for kind in kinds))
    nodes = (Node(id="input", kind="input"), *middle, Node(id="output", kind="output"))
    digits = Data(source=Choice("digits", Values(layout="picture")))
    experiment = Experiment(network=Network(nodes=nodes, edges=chain(*nodes)), data=digits)
    analysis = analyse(experiment)
    rng, rows = np.random.default_rng(1), 3
    arrays = {"x": rng.normal(size=(rows, 1, 8, 8)), "y": np.arange(rows)}
    for id, signature in analysis.signatures.items():
        for head in ("a", "da", *(("z", "dz") if id in ("conv1", "batch_norm1", "output") else ())):
            arrays[f"{head}/{id}"] = rng.normal(size=(rows, *signature.output)).astype(np.float32)
        for parameter in signature.parameters:
            for head in ("weight", "gradient"):
                arrays[f"{head}/{id}.{parameter.name}"] = rng.normal(size=parameter.shape).astype(np.float32)
    facts = {"loss": 1.0, "rows": rows}
    found = seen(Picture(run_id=1, key="k", kind="passage", step=0, arrays=arrays, facts=facts))
    assert found is not None
    mean = found.mean("a/conv1")
    assert mean is not None
    assert mean == pytest.approx(arrays["a/conv1"].mean(axis=(0, 2, 3)))
    grids = [part for line in formulas(experiment, analysis, found) if isinstance(line, tuple) for part in line]
    shapes = {part.whole for part in grids if isinstance(part, Grid)}
    assert {(2, 4), (2 * 7 * 7, rows), (2 * 3 * 3, rows), (2, 1)} <= shapes
