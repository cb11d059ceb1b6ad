"""What a population does beside learning: stops, blown-up members, bands, predictions, refusals."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from playground.catalog.variants import Variant, variants
from playground.engine.population import population as module
from playground.engine.population.building import Way
from playground.engine.population.population import Population
from playground.engine.population.results import Losses, band
from playground.engine.trainer import Trainer
from playground.spec.problems import PlaygroundError
from playground.spec.variants import parse, seeds
from tests.engine.support import block, dense, experiment, network, retrained


def test_a_member_that_blows_up_rests_where_it_was_well_and_the_others_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "WATCH_STEPS", 10)
    start = experiment(dense("a", 4, "relu"), source="plane", batch_size=10)
    found = variants(start, [parse("training.optimizer.learning_rate=0.01,1000,0.02")])
    population = Population(found, wish="together")
    losses = population.train_steps(30)
    assert population.finished == ("", "diverged", "")
    assert population.active == 2
    assert population.sentences[1].startswith("blew up at step ")
    assert np.isfinite(losses.loss[:, [0, 2]]).all()
    assert np.isnan(losses.loss[-1, 1])
    _, checkpoint = population.member(1)
    assert checkpoint.step == 0
    first = Trainer(found[1].experiment).checkpoint()
    assert all(np.array_equal(checkpoint.weights[name], first.weights[name]) for name in first.weights)
    for index in (0, 2):
        alone = Trainer(found[index].experiment).train_steps(30)
        assert losses.loss[:, index] == pytest.approx(alone.loss, rel=2e-5, abs=2e-6)
    evaluation = population.evaluate()
    assert np.isfinite(evaluation.parts["train"]["loss"]).all()
    more = population.train_steps(5)
    assert np.isnan(more.loss[:, 1]).all()


def test_all_blown_up_is_the_end() -> None:
    start = experiment(dense("a", 4, "relu"), source="plane")
    population = Population(variants(start, [parse("training.optimizer.learning_rate=500,1000")]))
    losses = population.train_steps(2000)
    assert population.active == 0
    assert len(losses) < 2000
    assert len(population.train_steps(10)) == 0
    assert population.ensemble() == {}


@pytest.mark.parametrize("way", ["auto", "together"])
def test_early_stopping_as_alone(way: Way) -> None:
    start = experiment(dense("a", 8), early_stopping=True, patience=2, data={"dev": 0.3})
    found = variants(start, [seeds(0, 3), parse("training.optimizer.learning_rate=0.3,0.5")])
    population = Population(found, wish=way)
    for _ in range(40):
        population.train_epoch()
    assert "early stopping" in population.finished
    for index, variant in enumerate(found):
        trainer = Trainer(variant.experiment)
        for _ in range(40):
            trainer.train_epoch()
        assert population.finished[index] == trainer.finished
        _, here = population.member(index)
        there = trainer.checkpoint()
        assert (here.step, here.epoch, here.updates) == (there.step, there.epoch, there.updates)
        assert here.best_epoch == there.best_epoch
        for name, values in there.weights.items():
            assert here.weights[name] == pytest.approx(values, rel=1e-3, abs=1e-4), name


def test_members_stop_at_a_loss_and_at_an_accuracy() -> None:
    start = experiment(dense("a", 8), stop_loss=0.4)
    found = variants(start, [seeds(0, 4)])
    population = Population(found)
    for _ in range(30):
        population.train_epoch()
    for index, variant in enumerate(found):
        trainer = Trainer(variant.experiment)
        for _ in range(30):
            trainer.train_epoch()
        assert population.finished[index] == trainer.finished
        assert population.member(index)[1].epoch == trainer.epoch
    exact = Population(variants(retrained(start, stop_loss=0.0, stop_accuracy=0.5), [seeds(0, 2)]))
    exact.train_steps(200)
    assert exact.finished == ("accuracy", "accuracy")


def test_bands_are_quartiles_of_those_that_have_a_number() -> None:
    values = np.array([[1.0, 2.0, 3.0, 4.0, np.nan], [np.nan] * 5, [5.0, np.inf, 7.0, np.nan, 6.0]])
    found = band(values)
    assert found.median == pytest.approx([2.5, np.nan, 6.0], nan_ok=True)
    assert found.low == pytest.approx([1.75, np.nan, 5.5], nan_ok=True)
    assert found.high == pytest.approx([3.25, np.nan, 6.5], nan_ok=True)
    losses = Losses(1, np.array([0.5, 1.0, 1.5]), values)
    assert losses.band.median == pytest.approx(found.median, nan_ok=True)


def test_a_wall_of_surfaces_and_the_ensemble() -> None:
    found = variants(experiment(dense("a", 4)), [seeds(0, 4)])
    population = Population(found)
    population.train_steps(20)
    wall = population.surfaces(9)
    assert wall is not None
    assert wall.shape == (4, 9, 9, 2)
    assert wall.sum(axis=-1) == pytest.approx(np.ones((4, 9, 9)), abs=1e-6)
    prepared = population.prepared
    rows = prepared.rows("dev")
    each = population.predictions(prepared.x[rows])
    for index in range(4):
        kept, checkpoint = population.member(index)
        alone = Trainer(kept, checkpoint)
        one = alone.predict(alone.outputs(prepared.x[rows])["output"])
        assert each[index] == pytest.approx(one, abs=1e-6)
    right = (each.mean(axis=0).argmax(axis=1) == prepared.y[rows]).mean()
    assert population.ensemble()["dev"]["accuracy"] == pytest.approx(right)


def test_evaluation_of_some_parts_and_metrics() -> None:
    population = Population(variants(experiment(), [seeds(0, 2)]))
    found = population.evaluate(("dev",), ())
    assert {part: set(numbers) for part, numbers in found.parts.items()} == {"dev": {"loss"}}
    assert set(population.evaluate(("train",), ("accuracy",)).parts["train"]) == {"loss", "accuracy"}


def test_data_without_a_plane_have_no_wall() -> None:
    population = Population(variants(experiment(source="curve_1d"), [seeds(0, 2)]))
    assert population.surfaces(5) is None


def test_a_population_of_one_and_of_too_many() -> None:
    start = experiment()
    assert len(Population([Variant(name="", experiment=start)])) == 1
    with pytest.raises(PlaygroundError, match="1 to 256 members, not 0"):
        Population([])
    with pytest.raises(PlaygroundError, match="1 to 256 members, not 257"):
        Population([Variant(name="", experiment=start)] * 257)


def test_members_that_do_not_fit_together_or_cannot_be_trained() -> None:
    start = experiment()
    other = replace(start, network=network(dense("a", 5), dense("b", 2)))
    with pytest.raises(PlaygroundError, match="the same learned numbers, data, batches"):
        Population([Variant(name="one", experiment=start), Variant(name="two", experiment=other)])
    broken = replace(start, network=network(block("a", "batch_norm", epsilon=-1.0)))
    with pytest.raises(PlaygroundError, match=r"^two: "):
        Population([Variant(name="one", experiment=start), Variant(name="two", experiment=broken)])


def test_there_is_no_such_member() -> None:
    with pytest.raises(PlaygroundError, match="the members 0 to 1, not 2"):
        Population(variants(experiment(), [seeds(0, 2)])).member(2)
