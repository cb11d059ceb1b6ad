"""Every template reaches the result that it is there to show, whatever the seed."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from playground.catalog.analysis import analyse
from playground.catalog.preview import reference_outputs
from playground.catalog.settings import set_at
from playground.engine.trainer import Trainer
from playground.spec.edits import RemoveNodes
from playground.spec.experiment import Experiment
from playground.spec.json import experiment_from_json, experiment_to_json
from playground.spec.problems import PlaygroundError
from playground.spec.values import Choice
from playground.workbench import templates as module
from playground.workbench.templates import DEFAULT, classics, load_template, template_named, templates

SEEDS = range(5)
IDS = [template.id for template in templates()]
EXPECTED = {
    "first",
    "logistic_regression",
    "petals_hidden_layer",
    "deep_spiral",
    "vanishing_sigmoid",
    "vanishing_repaired",
    "zero_initialization",
    "moons_dropout",
    "moons_l2",
    "optimizers_on_moons",
    "digits_softmax",
    "signals_convolution",
    "volumes_convolution",
    "diabetes_regression",
    "parity_deep",
    "parity_shallow",
}

Results = dict[str, dict[str, float]]


def trained(experiment: Experiment, epochs: int, seed: int) -> Trainer:
    trainer = Trainer(replace(experiment, seed=seed), device="cpu")
    for _ in range(epochs):
        trainer.train_epoch()
    return trainer


@cache
def results(id: str, epochs: int) -> tuple[Results, ...]:
    """What the template comes to after so many epochs, for every seed."""
    return tuple(trained(load_template(id), epochs, seed).evaluate() for seed in SEEDS)


def test_all_are_there_and_the_default_comes_first() -> None:
    assert set(IDS) == EXPECTED
    assert IDS[0] == DEFAULT
    orders = [template.order for template in templates()]
    assert orders == sorted(set(orders))


@pytest.mark.parametrize("id", IDS)
def test_each_is_in_order(id: str) -> None:
    experiment = load_template(id)
    analysis = analyse(experiment)
    assert [problem.sentence for problem in analysis.problems if problem.severity == "error"] == []
    assert analysis.trainable
    assert experiment_from_json(experiment_to_json(experiment)) == experiment
    places = [(*node.position, 140 if node.opened else 180) for node in experiment.network.nodes]
    apart = all(abs(b[0] - a[0]) >= max(a[2], b[2]) or abs(b[1] - a[1]) >= 120 for a, b in combinations(places, 2))
    assert apart, "cards must not overlap"


@pytest.mark.parametrize("id", IDS)
def test_each_says_what_it_teaches_in_sentences(id: str) -> None:
    template = next(template for template in templates() if template.id == id)
    assert template.title
    assert template.summary.endswith(".")
    assert template.teaches.endswith((".", "?"))
    assert len(template.teaches) > 80


def test_first_learns_the_circle() -> None:
    experiment = load_template("first")
    assert [node.params.get("units") for node in experiment.network.nodes] == [None, 4, 2, None]
    assert experiment.data.source.kind == "circle"
    assert min(result["dev"]["accuracy"] for result in results("first", 60)) > 0.97


def test_logistic_regression_parts_two_clouds_but_not_a_circle() -> None:
    experiment = load_template("logistic_regression")
    assert analyse(experiment).parameters == 3
    assert min(result["dev"]["accuracy"] for result in results("logistic_regression", 20)) > 0.95
    circle = set_at(experiment, ("data", "source"), Choice("circle")).apply(experiment)
    assert trained(circle, 20, 0).evaluate()["train"]["accuracy"] < 0.7


def test_petals_need_the_hidden_layer() -> None:
    for result in results("petals_hidden_layer", 200):
        assert 0.86 < result["train"]["accuracy"] < 0.96
        assert result["dev"]["accuracy"] > 0.86
    experiment = load_template("petals_hidden_layer")
    without = RemoveNodes(ids=("dense1",)).apply(experiment)
    assert trained(without, 50, 0).evaluate()["train"]["accuracy"] < 0.65


def test_deep_spiral() -> None:
    assert min(result["dev"]["accuracy"] for result in results("deep_spiral", 80)) > 0.97


def test_sigmoid_stack_stalls_and_its_repaired_twin_learns() -> None:
    for stalled in results("vanishing_sigmoid", 40):
        assert stalled["train"]["loss"] > 0.68, "chance is ln 2 = 0.693"
        assert stalled["train"]["accuracy"] < 0.6
    for learned in results("vanishing_repaired", 40):
        assert learned["train"]["loss"] < 0.3
        assert learned["dev"]["accuracy"] > 0.95


def test_gradients_vanish_towards_the_input_and_no_longer_when_repaired() -> None:
    def first_to_last(id: str) -> float:
        trainer = Trainer(load_template(id), device="cpu")
        record = trainer.train_steps(1)
        return float(record.gradient_norm["dense1"][0] / record.gradient_norm["dense8"][0])

    assert first_to_last("vanishing_sigmoid") < 1e-3
    assert first_to_last("vanishing_repaired") > 0.1


def test_zero_weights_never_get_above_chance() -> None:
    experiment = load_template("zero_initialization")
    for seed in SEEDS:
        trainer = trained(experiment, 30, seed)
        y = trainer.prepared.y[trainer.prepared.rows("train")]
        chance = max(np.bincount(y.astype(int))) / len(y)
        assert trainer.evaluate()["train"]["accuracy"] <= chance + 1e-6
        for name, values in trainer.weights().items():
            if name.endswith("weight"):
                assert np.ptp(values, axis=0).max() == 0.0, f"{name}: equal units stay equal"
    repaired = experiment
    for node in ("dense1", "dense2", "output1"):
        repaired = set_at(repaired, ("network", node, "weight_initializer"), Choice("xavier")).apply(repaired)
    assert trained(repaired, 60, 0).evaluate()["train"]["accuracy"] > 0.95


def test_dropout_and_l2_hold_the_large_network_back() -> None:
    free = load_template("moons_l2")
    free = set_at(free, ("training", "l2"), 0.0).apply(free)
    for seed, dropout, l2 in zip(SEEDS, results("moons_dropout", 100), results("moons_l2", 100), strict=True):
        without = trained(free, 100, seed).evaluate()
        for held in (dropout, l2):
            assert held["train"]["loss"] > without["train"]["loss"] + 0.05, "less bias is paid for"
            assert held["dev"]["loss"] < without["dev"]["loss"] - 0.05, "less variance is gained"


def test_adam_is_ahead_of_gradient_descent_at_the_same_rate_from_the_same_weights() -> None:
    adam = load_template("optimizers_on_moons")
    rate = adam.training.optimizer.params["learning_rate"]
    plain = set_at(adam, ("training", "optimizer"), Choice("gradient_descent")).apply(adam)
    plain = set_at(plain, ("training", "optimizer", "learning_rate"), rate).apply(plain)
    for seed, quick in zip(SEEDS, results("optimizers_on_moons", 30), strict=True):
        assert quick["train"]["loss"] < trained(plain, 30, seed).evaluate()["train"]["loss"] - 0.05
    keeping_up = set_at(plain, ("training", "optimizer", "learning_rate"), 0.3).apply(plain)
    assert trained(keeping_up, 30, 0).evaluate()["train"]["loss"] < 0.2


def test_digits_are_read() -> None:
    assert min(result["dev"]["accuracy"] for result in results("digits_softmax", 15)) > 0.94


def test_signals_are_told_apart_whatever_their_phase() -> None:
    assert trained(load_template("signals_convolution"), 12, 0).evaluate()["dev"]["accuracy"] > 0.93


def test_bodies_are_told_apart_whatever_their_direction() -> None:
    assert trained(load_template("volumes_convolution"), 10, 0).evaluate()["dev"]["accuracy"] > 0.85


def test_diabetes_is_explained_about_half() -> None:
    for result in results("diabetes_regression", 40):
        assert 0.45 < result["train"]["r2"] < 0.65
        assert 0.35 < result["dev"]["r2"] < 0.6


def test_parity_is_learned_deep_and_not_by_one_layer_of_the_same_width() -> None:
    deep, shallow = results("parity_deep", 60), results("parity_shallow", 60)
    assert min(result["dev"]["accuracy"] for result in deep) > 0.97
    assert max(result["dev"]["accuracy"] for result in shallow) < 0.9


def test_an_unknown_name_names_the_nearest() -> None:
    with pytest.raises(PlaygroundError, match=r"template 'deep_spirl' is not known here \(near: deep_spiral"):
        load_template("deep_spirl")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("{", "bad.json: This is not JSON"),
        ("[]", "bad.json: a template is an object"),
        ('{"title": "", "summary": "s", "teaches": "t", "order": 1}', "bad.json: title must be text"),
        ('{"title": "t", "summary": "s", "teaches": "t", "order": "1"}', "bad.json: order must be a whole number"),
    ],
)
def test_a_damaged_file_is_named(text: str, sentence: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "bad.json").write_text(text)
    monkeypatch.setattr(module, "asset", lambda *parts: tmp_path.joinpath(*parts[1:]))
    templates.cache_clear()
    try:
        with pytest.raises(PlaygroundError, match=sentence):
            templates()
    finally:
        templates.cache_clear()


def test_a_damaged_experiment_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    words = {"title": "t", "summary": "s", "teaches": "t", "order": 1, "experiment": 5}
    (tmp_path / "bad.json").write_text(json.dumps(words))
    monkeypatch.setattr(module, "asset", lambda *parts: tmp_path.joinpath(*parts[1:]))
    templates.cache_clear()
    try:
        with pytest.raises(PlaygroundError, match=r"bad\.json"):
            load_template("bad")
    finally:
        templates.cache_clear()


def test_the_first_surface_needs_no_engine() -> None:
    from playground.catalog.initial import initial_weights
    from playground.catalog.prepare import prepare

    for id in IDS:
        experiment = load_template(id)
        analysis, prepared = analyse(experiment), prepare(experiment.data)
        weights = initial_weights(experiment, analysis)
        outputs = reference_outputs(experiment, analysis, weights, prepared.x[:5].astype(np.float64))
        assert np.isfinite(outputs["output1"]).all()


CLASSICS = [template.id for template in classics()]


def test_classic_architectures_are_templates_too() -> None:
    assert len(CLASSICS) == 23
    assert not set(CLASSICS) & set(IDS)
    assert CLASSICS[:2] == ["lenet5", "lenet5_classic"]
    template = next(template for template in classics() if template.id == "vgg16")
    assert (template.title, template.summary) == ("VGG-16", "224×224×3, 138,357,544 learned numbers.")
    small = next(template for template in classics() if template.id == "vgg16_small")
    assert small.title == "VGG-16, small"


@pytest.mark.parametrize("id", CLASSICS)
def test_each_architecture_remembers_what_it_was_made_from(id: str) -> None:
    template = next(template for template in classics() if template.id == id)
    assert load_template(id).network.origin == template.origin
    assert template.teaches.endswith(".")


@pytest.mark.parametrize(
    ("name", "id"),
    [
        ("lenet-5", "lenet5"),
        ("LeNet5", "lenet5"),
        ("vgg-16-small", "vgg16_small"),
        ("inception v1", "inception_v1"),
        ("deep-spiral", "deep_spiral"),
        ("first", "first"),
        ("lenet6", None),
    ],
)
def test_names_are_found_however_their_words_are_joined(name: str, id: str | None) -> None:
    assert template_named(name) == id
