"""Probes that look into a network of pictures, against finite differences and formulas worked by hand."""

from __future__ import annotations

import functools
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from playground.catalog import prepare as preparing
from playground.catalog.entry import settle
from playground.catalog.families import Probe
from playground.catalog.looked_at import numbers_looked_at
from playground.catalog.preview import Preview
from playground.engine.batches import Maker
from playground.engine.step.contract import Chunk
from playground.engine.trainer import Trainer
from playground.engine.view import LiveView
from playground.spec.experiment import Experiment
from playground.spec.values import Choice, Values
from tests.engine.support import block, experiment

PICTURES = Choice("digits", Values(layout="picture"))


def convolving(activation: str = "tanh") -> Experiment:
    """5 filters of 3 × 3, the mean of each map, softmax over the digits: class activation maps have a plain formula."""
    conv = block("conv", "conv", filters=5, kernel_size=3, padding="same", activation=Choice(activation))
    return experiment(conv, block("mean", "global_pool", pooling="average"), source=PICTURES, data={"normalize": True})


@functools.cache
def trained(activation: str = "tanh") -> Trainer:
    trainer = Trainer(convolving(activation))
    trainer.train_steps(60)
    return trainer


def measure(view: Any, kind: str, **settings: Any) -> tuple[dict[str, NDArray[Any]], dict[str, Any]]:
    probe, p = settle(Probe, Choice(kind, Values(settings)))
    return probe.measure(p, view)


def test_the_slope_is_that_of_finite_differences() -> None:
    view = LiveView(trained())
    x, _ = view.part("dev")
    x = np.array(x[:2])
    found = view.slope(x, "conv", 3)
    assert found is not None
    values, gradient = found
    assert values == pytest.approx(view.outputs(x, ("conv",))["conv"][:, 3].sum(axis=(1, 2)), rel=1e-4)
    for place in ((0, 0, 4, 3), (1, 0, 2, 5)):
        step = np.zeros_like(x)
        step[place] = 1e-1
        up = view.outputs(x + step, ("conv",))["conv"][:, 3].sum(axis=(1, 2))
        down = view.outputs(x - step, ("conv",))["conv"][:, 3].sum(axis=(1, 2))
        assert gradient[place] == pytest.approx((up - down)[place[0]] / 0.2, rel=0.02, abs=1e-3)
    assert view.slope(x, "conv", 5) is None, "there are five"
    assert view.slope(x, "nothing", 0) is None
    later = view.slope(x, "conv", 0, "output")
    assert later is not None
    assert not later[1].any(), "the output does not flow into the layer"


def test_before_the_engine_is_up_there_are_no_slopes() -> None:
    trainer = trained()
    weights = trainer.checkpoint().weights
    preview = Preview(trainer.experiment, trainer.analysis, trainer.prepared, weights)
    for kind in ("saliency", "class_activation"):
        assert measure(preview, kind) == ({}, {})
    assert measure(preview, "ascent", node="conv") == ({}, {})
    live, _ = measure(LiveView(trainer), "feature_maps", part="dev", row=7, nodes=("conv", "output"))
    plain, _ = measure(preview, "feature_maps", part="dev", row=7, nodes=("conv", "output"))
    assert live["conv"].shape == (5, 8, 8)
    assert live["output"].shape == (10,)
    np.testing.assert_allclose(live["conv"].astype(float), plain["conv"].astype(float), atol=2e-3)
    few, facts = measure(preview, "feature_maps", nodes=("conv",), most=2)
    assert few["conv"].shape == (2, 8, 8)
    assert facts["shown"] == {"conv": (5, 8, 8)}


def test_saliency_is_the_gradient_of_the_logit() -> None:
    view = LiveView(trained())
    arrays, facts = measure(view, "saliency", part="test", row=2)
    x, _ = view.part("test")
    assert facts["target"] == int(np.argmax(view.outputs(x[2:3])["output"]))
    found = view.slope(np.array(x[2:3]), "output", facts["target"])
    assert found is not None
    np.testing.assert_allclose(arrays["map"], np.abs(found[1][0, 0]), rtol=1e-6)
    other, facts = measure(view, "saliency", part="test", row=2, target=3)
    assert facts["target"] == 3
    assert not np.array_equal(other["map"], arrays["map"])
    assert measure(view, "saliency", target=10) == ({}, {}), "there are ten classes"


def test_class_activation_behind_a_mean_is_the_plain_map() -> None:
    """Zhou et al.: with logits W·mean(A) + b the map is Σ w_ck A_k, here over the number of places."""
    trainer = trained()
    view = LiveView(trainer)
    arrays, facts = measure(view, "class_activation", part="dev", row=1, target=6)
    assert facts == {"target": 6, "node": "conv"}
    x, _ = view.part("dev")
    maps = view.outputs(x[1:2])["conv"][0]
    plain = np.tensordot(trainer.weights()["output.weight"][6], maps, axes=1) / 64
    np.testing.assert_allclose(arrays["map"], np.maximum(plain, 0.0), rtol=1e-4, atol=1e-7)


def test_one_logit_speaks_for_both_of_two_classes() -> None:
    conv = block("conv", "conv", filters=3, kernel_size=3, activation=Choice("tanh"))
    noise = Choice("noise_pictures", Values(height=8, width=8, channels=1, classes=2))
    two = experiment(conv, block("mean", "global_pool", pooling="average"), source=noise)
    view = LiveView(Trainer(two))
    x, _ = view.part("train")
    assert view.outputs(x[:1])["output"].shape == (1, 1)
    first, _ = measure(view, "class_activation", target=0)
    second, _ = measure(view, "class_activation", target=1)
    assert first["map"].any() or second["map"].any()
    assert not (first["map"] * second["map"]).any(), "what speaks for the one speaks against the other"
    assert measure(view, "class_activation", target=2) == ({}, {})


def test_occlusion_by_hand() -> None:
    view = LiveView(trained())
    arrays, facts = measure(view, "occlusion", part="dev", row=3, side=0.25)
    assert facts["step"] == 1
    assert facts["side"] == 2
    assert arrays["map"].shape == (8, 8)
    x, _ = view.part("dev")
    covered = np.array(x[3:4])
    covered[0, 0, 3:5, 1:3] = x[3].mean()
    whole = view.predict(view.outputs(x[3:4])["output"])[0, facts["target"]]
    hidden = view.predict(view.outputs(covered)["output"])[0, facts["target"]]
    assert arrays["map"][4, 2] == pytest.approx(whole - hidden, abs=1e-5)


def test_of_covered_pictures_no_layer_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    view, kept = LiveView(trained()), []
    whole = view.outputs

    def outputs(x: NDArray[Any], nodes: Collection[str] | None = None) -> Mapping[str, NDArray[Any]]:
        kept.append((len(x), nodes))
        return whole(x, nodes)

    monkeypatch.setattr(view, "outputs", outputs)
    arrays, _ = measure(view, "occlusion", part="dev", row=3)
    assert kept == [(1, None), (arrays["map"].size, ("output",))]


def test_climbing_makes_the_unit_give_more() -> None:
    view = LiveView(trained())
    arrays, _ = measure(view, "ascent", node="conv", unit=2)
    again, _ = measure(view, "ascent", node="conv", unit=2)
    assert np.array_equal(arrays["picture"], again["picture"])
    assert arrays["picture"].shape == (1, 8, 8)
    assert arrays["value"][-1] > arrays["value"][0] + 1.0
    assert arrays["picture"].min() >= 0.0
    assert arrays["picture"].max() <= 16.0
    assert measure(view, "ascent", node="conv", unit=5) == ({}, {})


def test_the_most_exciting_examples() -> None:
    view = LiveView(trained())
    arrays, _ = measure(view, "exciting", node="conv", unit=1, examples=200, top=4)
    x, _ = view.part("train")
    maps = view.outputs(x[:200], ("conv",))["conv"][:, 1]
    largest = maps.max(axis=(1, 2))
    assert arrays["values"] == pytest.approx(np.sort(largest)[::-1][:4])
    row, (up, across) = int(arrays["rows"][0]), arrays["places"][0]
    assert maps[row, up, across] == largest.max()
    units, _ = measure(view, "exciting", node="output", unit=4, top=2)
    assert units["places"].tolist() == [[0, 0], [0, 0]]
    assert measure(view, "exciting", node="conv", unit=5) == ({}, {})


def test_every_example_can_be_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also those that the sample of many pictures leaves out: an example's number counts the whole part."""
    monkeypatch.setattr(preparing, "MOST_LOOKED_AT", 20)
    noise = Choice("noise_pictures", Values(samples=100, height=6, width=6, channels=1, classes=3))
    trainer = Trainer(experiment(block("flat", "flatten"), source=noise))
    view, prepared = LiveView(trainer), trainer.prepared
    rows, looked_at = prepared.rows("train"), numbers_looked_at(prepared, "train")
    x, _ = view.part("train")
    assert len(x) == len(looked_at) == 20 < len(rows)
    assert np.array_equal(prepared.raw[rows[looked_at]], x)
    left_out = int(np.setdiff1d(np.arange(len(rows)), looked_at)[-1])
    arrays, _ = measure(view, "passage", part="train", row=left_out)
    assert np.array_equal(arrays["x"][0], prepared.raw[rows[left_out]])
    assert measure(view, "verdict", part="train", row=left_out)[0]["prediction"].shape == (3,)
    assert measure(view, "verdict", part="train", row=len(rows)) == ({}, {})
    assert measure(view, "passage", part="train", row=len(rows)) == ({}, {})


def test_the_batch_as_the_network_gets_it() -> None:
    """What the probe shows is what the step then learns from, altered by the same random numbers."""
    plain = convolving()
    trainer = Trainer(plain)
    arrays, facts = measure(LiveView(trainer), "batch_pictures", most=5)
    assert facts == {"rows": plain.training.batch_size}
    expected = trainer.prepared.inputs(trainer.next_rows())
    np.testing.assert_allclose(arrays["inputs"].astype(float), expected[:5], atol=2e-3)
    assert arrays["y"].tolist() == trainer.prepared.y[trainer.next_rows()][:5].tolist()

    augment = (Choice("noise", Values(deviation=0.2, probability=1.0)),)
    altered = Trainer(replace(plain, data=replace(plain.data, augment=augment)))
    maker, learned = altered._work.batches, {}
    assert isinstance(maker, Maker)
    giving = maker.of

    def of(chunk: Chunk) -> Iterator[Any]:
        for at, given in enumerate(giving(chunk)):
            learned[chunk.before + at] = given[0].numpy()
            yield given

    maker.of = of  # type: ignore[method-assign]
    altered.train_steps(3)
    first, _ = measure(LiveView(altered), "batch_pictures")
    again, _ = measure(LiveView(altered), "batch_pictures")
    assert np.array_equal(first["inputs"], again["inputs"])
    assert not np.allclose(first["inputs"], altered.prepared.inputs(altered.next_rows()), atol=1e-2)
    altered.train_steps(1)
    np.testing.assert_allclose(first["inputs"].astype(float), learned[3], rtol=1e-3, atol=4e-3)
    weights = altered.checkpoint().weights
    preview = Preview(altered.experiment, altered.analysis, altered.prepared, weights)
    assert measure(preview, "batch_pictures")[0]["inputs"].shape == first["inputs"].shape
    assert measure(LiveView(Trainer(experiment())), "batch_pictures") == ({}, {}), "points are no pictures"
