"""Every member of a population learns what the same experiment learns alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from playground.catalog.entry import family, find
from playground.catalog.families import Loss
from playground.catalog.variants import Variant, variants
from playground.engine.population import replay
from playground.engine.population.building import Way
from playground.engine.population.population import Population
from playground.engine.step import script
from playground.engine.step.contract import RefusedError
from playground.engine.step.tape import Tape
from playground.engine.trainer import Trainer
from playground.spec.experiment import Edge, Experiment, Network, Node
from playground.spec.values import Choice, Values
from playground.spec.variants import Vary, parse, seeds
from tests.engine.support import block, dense, experiment

STEPS = 25  # more than two epochs of 60 examples, the last batch of each a short one
WAYS: tuple[Way, ...] = ("auto", "together", "one by one")


def base(*middle: object, **training: object) -> Experiment:
    return experiment(*middle, batch_size=7, **training)  # type: ignore[arg-type]


def held_against_trainers(found: Sequence[Variant], way: Way, tolerance: float = 2e-6) -> Population:
    population = Population(found, wish=way)
    losses = population.train_steps(STEPS)
    assert losses.loss.shape == (STEPS, len(found))
    evaluation = population.evaluate()
    for index, variant in enumerate(found):
        trainer = Trainer(variant.experiment)
        alone = trainer.train_steps(STEPS)
        assert losses.epoch == pytest.approx(alone.epoch)
        assert losses.loss[:, index] == pytest.approx(alone.loss, rel=10 * tolerance, abs=tolerance)
        told, checkpoint = population.member(index)
        assert told == variant.experiment
        there = trainer.checkpoint()
        assert checkpoint.weights.keys() == there.weights.keys()
        for name, values in there.weights.items():
            assert checkpoint.weights[name] == pytest.approx(values, rel=5 * tolerance, abs=tolerance), name
        assert checkpoint.state.keys() == there.state.keys()
        for slot, arrays in there.state.items():
            for name, values in arrays.items():
                assert checkpoint.state[slot][name] == pytest.approx(values, rel=1e-4, abs=tolerance), (slot, name)
        here = [checkpoint.step, checkpoint.epoch, checkpoint.batch, checkpoint.updates, checkpoint.optimizer]
        assert here == [there.step, there.epoch, there.batch, there.updates, there.optimizer]
        assert checkpoint.random == there.random
        for part, numbers in trainer.evaluate().items():
            for kind, value in numbers.items():
                assert evaluation.parts[part][kind][index] == pytest.approx(value, rel=1e-4, abs=1e-5)
    return population


@pytest.mark.parametrize("way", WAYS)
def test_seeds(way: Way) -> None:
    held_against_trainers(variants(base(), [seeds(7, 5)]), way)


def test_members_with_other_seeds_see_the_same_batches_and_have_other_weights() -> None:
    found = variants(base(), [seeds(7, 3)])
    orders = [Trainer(variant.experiment).next_rows().tolist() for variant in found]
    assert orders[0] == orders[1] == orders[2] == Trainer(base()).next_rows().tolist()
    weights = [Population(found).member(index)[1].weights["a.weight"] for index in range(3)]
    assert not np.array_equal(weights[0], weights[1])
    assert not np.array_equal(weights[1], weights[2])


PICTURES = {
    "convolution and pooling": (
        block("a", "conv", filters=4),
        block("n", "batch_norm", activation=Choice("relu")),
        block("p", "max_pool"),
        block("b", "depthwise_conv", padding="same"),
        block("c", "pointwise_conv", filters=4),
        block("m", "average_pool", kernel_size=2, stride=1, padding="same"),
        block("f", "flatten"),
    ),
    "channels dropped and normalized": (
        block("a", "conv", filters=4),
        block("d", "channel_dropout", keep_prob=0.7),
        block("n", "group_norm", groups=2),
        block("l", "local_response_norm"),
        block("g", "global_pool"),
    ),
    "there and back": (
        block("a", "conv", filters=4, stride=2, padding="same"),
        block("t", "transposed_conv", filters=2, stride=2),
        block("u", "upsample", between="linear"),
        block("p", "adaptive_pool", pooling="max"),
        block("f", "flatten"),
    ),
}


@pytest.mark.parametrize("way", ["auto", "together"])
@pytest.mark.parametrize("name", PICTURES)
def test_networks_of_pictures(name: str, way: Way) -> None:
    source = Choice("digits", Values(layout="picture"))
    start = experiment(*PICTURES[name], source=source, batch_size=7)
    held_against_trainers(variants(start, [seeds(0, 3)]), way, 1e-5)


OPTIMIZERS = ("gradient_descent", "momentum", "heavy_ball", "nesterov", "adagrad", "rmsprop", "adam", "adamw")


@pytest.mark.parametrize("way", ["auto", "together"])
def test_every_optimizer_side_by_side(way: Way) -> None:
    found = variants(base(dense("a", 5)), [Vary(path=("training", "optimizer"), values=OPTIMIZERS)])
    assert [variant.name for variant in found] == [f"optimizer {kind}" for kind in OPTIMIZERS]
    held_against_trainers(found, way, 5e-6)


def test_learning_rates_and_momenta() -> None:
    start = base(optimizer=Choice("momentum", Values(learning_rate=0.1)))
    rates = parse("training.optimizer.learning_rate=log:0.001:0.3:4")
    held_against_trainers(variants(start, [rates, parse("training.optimizer.beta=0.5,0.9")]), "together")


def test_penalties_of_some() -> None:
    start = base(optimizer=Choice("adam"))
    held_against_trainers(variants(start, [parse("training.l1=0,0.3"), parse("training.l2=0,0.1,1")]), "together", 5e-6)


def test_clipping_by_norm_and_by_value_and_not_at_all() -> None:
    found = variants(base(clip_at=0.05), [parse("training.clip=none,norm,value"), parse("training.clip_at=0.02,0.5")])
    held_against_trainers(found, "together")


def test_schedules_side_by_side() -> None:
    found = variants(base(), [parse("training.schedule=constant,exponential,cosine,warm_up,staircase,square_root")])
    held_against_trainers(found, "together")


def test_initializers_of_a_layer() -> None:
    found = variants(base(), [parse("network.a.weight_initializer=xavier,he_normal,zeros,orthogonal")])
    held_against_trainers(found, "together")


@pytest.mark.parametrize("way", WAYS)
def test_dropout_has_the_masks_that_each_member_would_have_alone(way: Way) -> None:
    start = base(dense("a", 6), block("drop", "dropout"), dense("b", 4), block("again", "dropout", keep_prob=0.6))
    found = variants(start, [seeds(0, 2), parse("network.drop.keep_prob=0.3,0.8,1")])
    held_against_trainers(found, way)


@pytest.mark.parametrize("way", ["auto", "together"])
def test_batch_norm_with_its_running_averages(way: Way) -> None:
    start = base(dense("a", 6, "linear"), block("norm", "batch_norm", activation=Choice("tanh")), dense("b", 3))
    held_against_trainers(variants(start, [seeds(0, 3)]), way, 2e-5)


def test_other_blocks_losses_and_tasks() -> None:
    layered = base(dense("a", 6), block("norm", "layer_norm"), block("act", "activation", activation=Choice("gelu")))
    held_against_trainers(variants(layered, [seeds(0, 3)]), "together", 5e-6)
    several = base(dense("a", 6, "relu"), source="iris", optimizer=Choice("adam"))
    held_against_trainers(variants(several, [seeds(0, 3)]), "together", 5e-6)
    numbers = base(dense("a", 6, "sigmoid"), source="plane")
    held_against_trainers(variants(numbers, [seeds(0, 3)]), "together", 5e-6)


def test_frozen_numbers_stay() -> None:
    start = base(dense("a", 4), dense("b", 3), optimizer=Choice("adamw"))
    nodes = tuple(replace(n, frozen=("*",)) if n.id == "a" else n for n in start.network.nodes)
    start = replace(start, network=replace(start.network, nodes=nodes))
    population = held_against_trainers(variants(start, [seeds(7, 2)]), "together", 5e-6)
    first = Trainer(start).checkpoint().weights["a.weight"]
    assert np.array_equal(population.member(0)[1].weights["a.weight"], first)


def test_what_cannot_be_one_network_is_trained_one_by_one() -> None:
    found = variants(base(), [parse("network.a.activation=tanh,relu,sigmoid")])
    population = held_against_trainers(found, "auto")
    assert population.way.startswith("One member is trained after the other. ")


def test_in_one_go_or_in_pieces_it_is_the_same() -> None:
    found = variants(base(dense("a", 4), block("drop", "dropout")), [seeds(0, 3)])
    whole, pieces = Population(found, wish="together"), Population(found, wish="together")
    one = whole.train_steps(30)
    two = [pieces.train_steps(count) for count in (1, 6, 2, 9, 12)]
    assert np.array_equal(one.loss, np.concatenate([piece.loss for piece in two]))
    assert np.array_equal(one.epoch, np.concatenate([piece.epoch for piece in two]))
    assert [piece.first for piece in two] == [1, 2, 8, 10, 19]


def test_going_on_with_one_member_alone_continues_its_curve() -> None:
    found = variants(base(dense("a", 5), block("drop", "dropout"), optimizer=Choice("adam")), [seeds(3, 3)])
    population = Population(found)
    population.train_steps(13)
    kept, checkpoint = population.member(2)
    more = population.train_steps(20)
    alone = Trainer(kept, checkpoint).train_steps(20)
    assert alone.first == 14
    assert more.loss[:, 2] == pytest.approx(alone.loss, rel=1e-4, abs=1e-6)
    assert more.epoch == pytest.approx(alone.epoch)


def test_a_replay_that_goes_astray_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    right = script.printed

    def wrong(tape: Tape) -> script.Script:
        found = right(tape)
        return replace(found, source=found.source.replace("torch.ops.aten.tanh(", "torch.ops.aten.sin("))

    monkeypatch.setattr(replay, "printed", wrong)
    population = held_against_trainers(variants(base(), [seeds(0, 3)]), "together")
    assert population.way.endswith("the replayed steps are not those that were recorded.")


def test_a_block_that_steers_by_its_numbers_is_trained_all_at_once_without_a_replay(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(*_: object) -> None:
        raise RefusedError("what the step does depends on a number that is computed in it")

    monkeypatch.setattr(replay.Replay, "_record", refuse)
    population = held_against_trainers(variants(base(), [seeds(0, 3)]), "together")
    assert "depends on a number" in population.way


@pytest.mark.parametrize("way", WAYS)
def test_the_same_population_learns_the_same_bit_for_bit_with_any_number_of_threads(way: Way) -> None:
    start = base(dense("a", 4), block("drop", "dropout"), dense("b", 3), optimizer=Choice("adam"))
    found = variants(start, [parse("training.optimizer=adam,momentum"), seeds(0, 8)])
    one, two, three = (Population(found, wish=way, workers=workers) for workers in (1, 1, 3))
    losses = [population.train_steps(40).loss for population in (one, two, three)]
    assert np.array_equal(losses[0], losses[1])
    assert np.array_equal(losses[0], losses[2])
    for index in range(len(found)):
        here, there = (population.member(index)[1] for population in (one, three))
        assert all(np.array_equal(here.weights[name], there.weights[name]) for name in here.weights)
        assert here.random == there.random


@pytest.mark.parametrize("activation", family("activations"))
def test_every_activation_all_at_once(activation: str) -> None:
    start = base(dense("a", 5, activation), dense("b", 3))
    population = held_against_trainers(variants(start, [seeds(0, 2)]), "together", 5e-6)
    assert population.way == "All members are trained at once."


TASKS = {"circle": "classes", "iris": "classes", "plane": "regression"}


@pytest.mark.parametrize(
    ("loss", "source"),
    [(loss, source) for loss in family("losses") for source, task in TASKS.items() if task in find(Loss, loss).tasks],
)
def test_every_loss_all_at_once(loss: str, source: str) -> None:
    start = base(dense("a", 5), source=source)
    output = replace(start.network.node("output"), params=Values(loss=Choice(loss)))
    nodes = (*start.network.nodes[:-1], output)
    start = replace(start, network=replace(start.network, nodes=nodes))
    population = held_against_trainers(variants(start, [seeds(0, 2)]), "together", 1e-5)
    assert population.way == "All members are trained at once."


def test_every_way_of_joining_all_at_once() -> None:
    ids = ("input", "features", "a", "b", "sum", "side", "flat", "output")
    kinds = ("input", "features", "dense", "dense", "add", "concatenate", "flatten", "output")
    nodes = tuple(
        Node(id=id, kind=kind, params=Values(units=3) if kind == "dense" else Values())
        for id, kind in zip(ids, kinds, strict=True)
    )
    pairs = [("input", "features"), ("features", "a"), ("features", "b"), ("a", "sum"), ("b", "sum")]
    pairs += [("sum", "side"), ("features", "side"), ("side", "flat"), ("flat", "output")]
    ports = {("b", "sum"): 1, ("features", "side"): 1}
    edges = tuple(Edge(source=a, target=b, port=ports.get((a, b), 0)) for a, b in pairs)
    start = replace(base(), network=Network(nodes=nodes, edges=edges))
    population = held_against_trainers(variants(start, [seeds(0, 3)]), "together", 5e-6)
    assert population.way == "All members are trained at once."
