"""Probes: on the NumPy preview and on the engine's live model they measure the same, and they disturb nothing."""

from __future__ import annotations

import functools
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from sklearn.metrics import confusion_matrix

from playground.catalog.entry import family, settle
from playground.catalog.families import Probe
from playground.catalog.preview import Preview
from playground.catalog.view import View
from playground.engine.trainer import Trainer
from playground.engine.view import LiveView
from playground.spec.experiment import Experiment, Group
from playground.spec.values import Choice, Values
from tests.engine.support import block, dense, experiment, sgd


def repeating(grouped: Experiment) -> Experiment:
    """Block b three times in a row."""
    group = Group(id="g", name="Group", members=("b",), repeat=3)
    return replace(grouped, network=replace(grouped.network, groups=(group,)))


EXPERIMENTS: dict[str, Experiment] = {
    "plane of two classes": experiment(dense("a", 6, "relu"), dense("b", 3, "sigmoid"), dense("c", 2)),
    "plane of three classes": experiment(dense("a", 4), source=Choice("blobs", Values(classes=3, samples=60))),
    "numbers": experiment(dense("a", 4, "relu"), source="plane"),
    "one feature": experiment(dense("a", 4), source="curve_1d"),
    "a table": experiment(dense("a", 4, "relu"), source=Choice("iris"), data={"normalize": True}),
    "dropout": experiment(dense("a", 4), block("drop", "dropout", keep_prob=0.5)),
    "many features": experiment(
        dense("a", 3),
        block("norm", "batch_norm"),
        source=Choice("diabetes"),
        data={"normalize": True},
        optimizer=sgd(1e-4),
    ),
    "a picture": experiment(dense("a", 4, "softmax"), source=Choice("digits")),
    "a group that repeats": repeating(experiment(dense("a", 4), dense("b", 4))),
}
SETTINGS: dict[str, tuple[Values, ...]] = {
    "histograms": (Values(), Values(nodes=("a",), of=("z", "weights"))),
    "passage": (Values(), Values(of="batch"), Values(part="test", row=3, most=2)),
    "surface": (
        Values(resolution=8),
        Values(resolution=8, across=1, up=0),
        Values(resolution=8, components=True),
        Values(resolution=8, node="a", unit=2),
    ),
    "verdict": (Values(), Values(part="test", row=2)),
    "unit_histograms": (Values(), Values(nodes=("a",), most=1)),
    "units": (Values(resolution=8), Values(resolution=8, nodes=("a", "output"))),
    "weights": (Values(), Values(nodes=("a",))),
}
WATCHED = [(kind, values) for kind in family("probes") for values in SETTINGS.get(kind, (Values(),))]
Measured = tuple[dict[str, NDArray[Any]], dict[str, Any]]


@functools.cache
def trained(name: str, steps: int = 30) -> Trainer:
    trainer = Trainer(EXPERIMENTS[name])
    trainer.train_steps(steps)
    return trainer


def preview(trainer: Trainer, name: str) -> Preview:
    """Of the experiment as the document has it, with the weights as they are."""
    return Preview(EXPERIMENTS[name], trainer.analysis, trainer.prepared, trainer.checkpoint().weights)


def measure(kind: str, view: View, **settings: Any) -> Measured:
    probe, p = settle(Probe, Choice(kind, Values(settings)))
    return probe.measure(p, view)


@pytest.mark.parametrize("name", EXPERIMENTS)
@pytest.mark.parametrize(("kind", "values"), WATCHED, ids=str)
def test_the_same_on_preview_and_engine(kind: str, values: Values, name: str) -> None:
    for steps in (0, 30):
        trainer = trained(name, steps)
        live, live_facts = measure(kind, LiveView(trainer), **values)
        _plain(live_facts)
        assert all(type(array) is np.ndarray and array.dtype != object for array in live.values())
        assert all(array.flags.c_contiguous for array in live.values())
        plain, plain_facts = measure(kind, preview(trainer, name), **values)
        if kind in ("passage", "saliency"):
            assert (plain, plain_facts) == ({}, {}), "the formulas go forward only"
            continue
        if kind == "batch_pictures" and steps:
            continue  # without an engine no step was done: it shows the first batch
        gradients = {key for key in live if key.startswith(("gradients/", "gradient/"))}
        assert live.keys() - gradients == plain.keys()
        assert live_facts.keys() == plain_facts.keys()
        for key, expected in plain.items():
            assert live[key].shape == expected.shape, key
            assert live[key].dtype == expected.dtype or key.endswith("/edges") or key == "x", key
            if key.endswith("/counts") or kind == "unit_histograms":
                # A value on the edge of a bar may fall to either side of it.
                assert live[key].sum() == expected.sum()
                assert np.abs(live[key] - expected).sum() <= max(4, 0.01 * expected.sum())
            else:
                rtol, atol = (2e-3, 1e-3) if expected.dtype == np.float16 else (1e-3, 1e-5)
                np.testing.assert_allclose(live[key], expected, rtol=rtol, atol=atol, err_msg=key)


def _plain(value: Any) -> None:
    if isinstance(value, dict):
        for key, item in value.items():
            assert type(key) is str
            _plain(item)
    elif isinstance(value, tuple):
        for item in value:
            _plain(item)
    else:
        assert type(value) in (bool, int, float, str) or isinstance(value, np.floating)


@pytest.mark.parametrize("name", ["dropout", "many features", "a picture", "one feature"])
def test_measuring_changes_nothing(name: str) -> None:
    watched, alone = Trainer(EXPERIMENTS[name]), Trainer(EXPERIMENTS[name])
    losses = []
    for _ in range(5):
        for kind, values in WATCHED:
            measure(kind, LiveView(watched), **values)
        losses.append(watched.train_steps(4).loss)
    assert np.array_equal(np.concatenate(losses), alone.train_steps(20).loss)
    a, b = watched.checkpoint(), alone.checkpoint()
    assert a.random == b.random
    assert all(np.array_equal(a.weights[key], b.weights[key]) for key in a.weights)


def test_units_are_the_layers_outputs_cell_by_cell() -> None:
    trainer = trained("plane of two classes")
    arrays, facts = measure("units", LiveView(trainer), resolution=8)
    assert facts["units"] == {"input": 2, "a": 6, "b": 3, "c": 2, "output": 1}
    assert arrays["a"].shape == (6, 8, 8)
    left, right, low, high = facts["extent"]
    row, column, unit = 2, 5, 4
    point = np.array(
        [left + (column + 0.5) * (right - left) / 8, low + (row + 0.5) * (high - low) / 8], dtype=np.float64
    )
    w = trainer.weights()
    expected = max(0.0, float(w["a.weight"][unit] @ point + w["a.bias"][unit]))
    assert arrays["a"].dtype == np.float16
    assert arrays["a"].flags.c_contiguous
    assert arrays["a"][unit, row, column] == pytest.approx(expected, rel=1e-3, abs=1e-5)
    np.testing.assert_allclose(arrays["input"][:, row, column], point, rtol=1e-3)
    few, facts = measure("units", LiveView(trainer), resolution=8, most=2)
    assert few["a"].shape == (2, 8, 8)
    assert facts["units"]["a"] == 6
    assert np.array_equal(few["a"], arrays["a"][:2])
    chosen, facts = measure("units", LiveView(trainer), resolution=8, nodes=("b", "not there"))
    assert facts["units"] == {"b": 3}
    assert np.array_equal(chosen["b"], arrays["b"])


def test_units_beyond_sixteen_bits_are_cut() -> None:
    trainer = Trainer(experiment(dense("a", 2, "linear")))
    weights = trainer.weights() | {"a.weight": np.full((2, 2), 1e6, dtype=np.float32)}
    arrays, _ = measure("units", Preview(trainer.experiment, trainer.analysis, trainer.prepared, weights), resolution=8)
    assert np.isfinite(arrays["a"]).all()
    assert arrays["a"].max() == 65504
    assert arrays["a"].min() == -65504


def test_weights_are_the_trainers_and_the_last_gradients() -> None:
    trainer = trained("plane of two classes")
    arrays, _ = measure("weights", LiveView(trainer))
    assert np.array_equal(arrays["b.weight"], trainer.weights()["b.weight"])
    assert np.array_equal(arrays["gradient/b.bias"], trainer.gradients()["b.bias"])
    only, _ = measure("weights", LiveView(trainer), nodes=("b",))
    assert only.keys() == {"b.weight", "b.bias", "gradient/b.weight", "gradient/b.bias"}
    fresh, _ = measure("weights", LiveView(Trainer(EXPERIMENTS["numbers"])))
    assert fresh.keys() == {"a.weight", "a.bias", "output.weight", "output.bias"}


def test_the_surface_and_the_units_agree() -> None:
    view = LiveView(trained("plane of two classes"))
    surface, _ = measure("surface", view, resolution=16)
    units, _ = measure("units", view, resolution=16)
    np.testing.assert_allclose(
        surface["prediction"][:, :, 1], 1 / (1 + np.exp(-units["output"][0].astype(float))), atol=1e-3
    )


def test_histograms_count_every_value_once() -> None:
    trainer = trained("plane of two classes")
    arrays, _ = measure("histograms", LiveView(trainer), bins=10)
    m = min(500, len(trainer.prepared.rows("train")))
    assert arrays["activations/a/counts"].sum() == m * 6
    assert arrays["activations/a/edges"].shape == (11,)
    weights = trainer.weights()["a.weight"]
    assert arrays["weights/a/counts"].sum() == weights.size
    assert arrays["weights/a/edges"][[0, -1]] == pytest.approx([weights.min(), weights.max()])
    gradient = trainer.gradients()["b.weight"]
    assert arrays["gradients/b/edges"][[0, -1]] == pytest.approx([gradient.min(), gradient.max()])


def test_units_histograms_are_numpys() -> None:
    trainer = trained("a table")
    view = LiveView(trainer)
    arrays, facts = measure("unit_histograms", view, bins=5, examples=40, nodes=("a",))
    assert facts["units"] == {"a": 4}
    outputs = view.outputs(view.part("train")[0][:40])["a"].astype(np.float64)
    low, high = facts["span"]["a"]
    assert (low, high) == (outputs.min(), outputs.max())
    for unit in range(4):
        expected, _ = np.histogram(outputs[:, unit], bins=5, range=(low, high))
        assert arrays["a"][unit].tolist() == expected.tolist()


def test_units_that_are_all_alike_or_no_numbers() -> None:
    trainer = Trainer(experiment(dense("a", 2, "linear")))
    weights = dict(trainer.weights()) | {"a.weight": np.zeros((2, 2)), "a.bias": np.array([3.0, np.nan])}
    view = Preview(trainer.experiment, trainer.analysis, trainer.prepared, weights)
    arrays, facts = measure("unit_histograms", view, bins=4, examples=10)
    assert arrays["a"].sum(axis=1).tolist() == [10, 0]
    assert facts["span"]["a"] == (1.5, 4.5)
    assert "output" not in arrays


def test_histograms_of_z_and_of_chosen_blocks() -> None:
    trainer = trained("plane of two classes")
    view = LiveView(trainer)
    arrays, _ = measure("histograms", view, nodes=("a",))
    assert {key.split("/")[1] for key in arrays} == {"a"}
    assert {key.split("/")[0] for key in arrays} == {"activations", "z", "weights", "gradients"}
    x, _ = view.part("train")
    z = x @ trainer.weights()["a.weight"].T + trainer.weights()["a.bias"]
    assert arrays["z/a/edges"][[0, -1]] == pytest.approx([z.min(), z.max()], rel=1e-5)
    assert arrays["z/a/counts"].sum() == z.size


def test_one_example_forward_and_back() -> None:
    trainer = trained("a table")
    view = LiveView(trainer)
    arrays, facts = measure("passage", view, part="dev", row=2)
    x, y = view.part("dev")
    assert np.array_equal(arrays["x"], x[2:3])
    assert np.array_equal(arrays["y"], y[2:3])
    assert facts["rows"] == 1
    assert facts["shown"] == {}
    assert facts["loss"] == pytest.approx(-np.log(view.predict(arrays["a/output"])[0, int(y[2])]), rel=1e-5)
    np.testing.assert_allclose(arrays["dz/a"], arrays["da/a"] * (arrays["z/a"] > 0), rtol=1e-5)
    np.testing.assert_allclose(arrays["gradient/a.weight"], arrays["dz/a"].T @ arrays["a/input"], rtol=1e-5, atol=1e-7)
    assert np.array_equal(arrays["weight/a.bias"], trainer.weights()["a.bias"])
    assert measure("passage", view, part="dev", row=1000) == ({}, {})


def test_the_next_batch_forward_and_back() -> None:
    trainer = Trainer(EXPERIMENTS["dropout"])
    trainer.train_steps(3)
    arrays, facts = measure("passage", LiveView(trainer), of="batch", most=3, examples=2)
    assert arrays["a/a"].shape == (2, 3)
    m = len(trainer.next_rows())
    assert facts["rows"] == m
    assert facts["shown"]["da/a"] == (m, 4)
    assert facts["shown"]["gradient/a.weight"] == (4, 2)
    assert arrays["gradient/a.weight"].shape == (3, 2)
    record = trainer.train_steps(1)
    assert facts["loss"] == pytest.approx(record.loss[0], rel=1e-6)
    np.testing.assert_allclose(arrays["gradient/a.weight"], trainer.gradients()["a.weight"][:3], rtol=1e-5, atol=1e-8)
    assert set(np.unique(arrays["a/drop"] != 0)) <= {True, False}
    dropped = arrays["a/drop"] == 0
    np.testing.assert_allclose(arrays["a/drop"][~dropped], 2 * arrays["a/a"][~dropped], rtol=1e-6)


def test_no_gradients_before_the_first_step() -> None:
    arrays, _ = measure("histograms", LiveView(Trainer(EXPERIMENTS["numbers"])))
    assert not any(key.startswith("gradients/") for key in arrays)


def test_histograms_of_equal_values() -> None:
    zeros = experiment(dense("a", 4, weight_initializer=Choice("zeros")))
    arrays, _ = measure("histograms", LiveView(Trainer(zeros)))
    assert arrays["weights/a/counts"].sum() == 8
    assert arrays["weights/a/edges"][0] < 0 < arrays["weights/a/edges"][-1]


@pytest.mark.parametrize(("activation", "bias"), [("relu", -1e3), ("sigmoid", 50.0), ("tanh", -50.0)])
def test_a_dead_unit_is_found(activation: str, bias: float) -> None:
    trainer = Trainer(experiment(dense("a", 4, activation)))
    weights = trainer.weights()
    assert measure("dead_units", LiveView(trainer))[1]["share"]["a"] == 0.0
    weights["a.bias"][[1, 2]] = bias
    arrays, facts = measure("dead_units", Preview(trainer.experiment, trainer.analysis, trainer.prepared, weights))
    assert arrays["a"].tolist() == [0.0, 1.0, 1.0, 0.0]
    assert facts["share"]["a"] == 0.5
    assert "on every training example" in facts["rule"]["a"]
    assert "output" not in arrays


def test_confusion_is_scikit_learns() -> None:
    trainer = trained("plane of three classes")
    arrays, facts = measure("predictions", LiveView(trainer), part="train")
    assert facts["part"] == "train"
    expected = confusion_matrix(arrays["truth"], arrays["predicted"], labels=[0, 1, 2])
    assert np.array_equal(arrays["confusion"], expected)
    accuracy = np.trace(arrays["confusion"]) / arrays["confusion"].sum()
    assert accuracy == pytest.approx(trainer.evaluate()["train"]["accuracy"])


def test_empty_parts_and_other_data_give_nothing() -> None:
    no_dev = Trainer(experiment(data={"dev": 0.0}))
    assert measure("predictions", LiveView(no_dev)) == ({}, {})
    assert measure("curve", LiveView(no_dev)) == ({}, {})
    table = LiveView(trained("a table"))
    assert measure("units", table) == ({}, {})
    assert measure("surface", LiveView(trained("one feature"))) == ({}, {})


def test_a_unit_s_surface() -> None:
    view = LiveView(trained("plane of two classes"))
    units, _ = measure("units", view, resolution=8)
    one, facts = measure("surface", view, resolution=8, node="a", unit=3)
    assert one.keys() == {"unit"}
    np.testing.assert_allclose(one["unit"], units["a"][3], rtol=1e-3, atol=1e-5)
    assert facts["axes"] == ("x₁", "x₂")
    assert facts["words"] == "x₁ × x₂"
    assert measure("surface", view, node="a", unit=6) == ({}, {})
    assert measure("surface", view, node="not there") == ({}, {})


def test_the_surface_of_a_table_says_what_is_held() -> None:
    trainer = trained("a table")
    view, names = LiveView(trainer), trainer.prepared.facts.features
    mean = trainer.prepared.raw[trainer.prepared.rows("train")].mean(axis=0)
    arrays, facts = measure("surface", view, resolution=4, across=2, up=0)
    left, right, low, high = facts["extent"]
    point = mean.copy()
    point[2], point[0] = left + 3.5 * (right - left) / 4, low + 1.5 * (high - low) / 4
    expected = view.predict(view.outputs(point[None])["output"])[0]
    np.testing.assert_allclose(arrays["prediction"][1, 3], expected, rtol=1e-5)
    assert facts["axes"] == (names[2], names[0])
    assert facts["held"] == pytest.approx({names[1]: mean[1], names[3]: mean[3]})
    assert facts["words"] == f"{names[2]} × {names[0]}, the others at their mean"
    _, facts = measure("surface", view, resolution=4, held=(9.0, 1.0, 2.0, 3.0))
    assert facts["held"] == {names[1]: 1.0, names[2]: 2.0}
    _, facts = measure("surface", view, resolution=4, components=True)
    assert facts["held"] == {}
    assert 0.5 < facts["explained"][0] + facts["explained"][1] <= 1.0


def test_the_curve_is_the_prediction_along_x() -> None:
    trainer = trained("one feature")
    arrays, _ = measure("curve", LiveView(trainer), points=5)
    w = trainer.weights()
    hidden = np.tanh(arrays["x"][:, None] @ w["a.weight"].T + w["a.bias"])
    np.testing.assert_allclose(
        arrays["prediction"], hidden @ w["output.weight"].T + w["output.bias"], rtol=1e-4, atol=1e-5
    )


def test_a_unit_s_curve() -> None:
    trainer = trained("one feature")
    view, w = LiveView(trainer), trainer.weights()
    arrays, _ = measure("curve", view, points=5, node="a", unit=2)
    assert set(arrays) == {"x", "unit"}
    expected = np.tanh(arrays["x"] * w["a.weight"][2, 0] + w["a.bias"][2])
    np.testing.assert_allclose(arrays["unit"], expected, rtol=1e-4, atol=1e-5)
    assert measure("curve", view, node="a", unit=4) == ({}, {})
    assert measure("curve", view, node="not there") == ({}, {})


def test_the_verdict_of_an_example_and_of_the_same_picture_drawn() -> None:
    view = preview(trained("a picture"), "a picture")
    x, _ = view.part("dev")
    shares = np.rint(x[4].ravel() / 16 * 255).astype(np.uint8)  # 0 … 16 as bytes
    of_data, _ = measure("verdict", view, part="dev", row=4)
    of_drawing, _ = measure("verdict", view, pixels=shares.tobytes().hex())
    assert of_data["prediction"].sum() == pytest.approx(1.0, abs=1e-6)
    np.testing.assert_allclose(of_drawing["prediction"], of_data["prediction"], atol=5e-3)
    assert measure("verdict", view, pixels="00") == ({}, {}), "another number of pixels"
    assert measure("verdict", view, part="dev", row=10_000) == ({}, {})
