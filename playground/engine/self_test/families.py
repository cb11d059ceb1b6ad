"""How an entry of each family of the catalogue is tried. A new entry is tried without a change here."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, cast

import numpy as np
import torch

from playground.catalog.analysis import analyse
from playground.catalog.architecture import Architecture, begun, forms
from playground.catalog.augmenting import Augmentation
from playground.catalog.block import Block
from playground.catalog.entry import FAMILIES, Entry, family, settle
from playground.catalog.families import Activation, Dataset, Initializer, Loss, Metric, Optimizer, Probe, Schedule
from playground.catalog.prepare import prepare
from playground.catalog.ready_group import ReadyGroup, piece
from playground.catalog.tensor import Array, Mode
from playground.engine.self_test.grounds import (
    EXAMPLES,
    KINDS,
    SIDE,
    first_that_fits,
    on,
    refusals,
    smaller,
    sources,
    straight,
    train,
    views,
    with_output,
)
from playground.engine.self_test.trial import PassedOverError, Trial, demand, listed
from playground.spec.experiment import Data, Edge, Experiment, Network, Node
from playground.spec.values import Choice, Values
from playground.spec.words import tr

CLOSE = 1e-6
"""How far torch's numbers, in float64, may be from those of the formulas in NumPy, beside the largest of them."""


def trials() -> Iterator[Trial]:
    """A trial of every entry of the catalogue."""
    for name in FAMILIES:
        yield from listed(name, lambda name=name: _of_family(name))  # type: ignore[misc]


def _of_family(name: str) -> Iterator[Trial]:
    for kind, entry in family(name).items():
        yield Trial(family=name, name=kind, act=lambda entry=entry: TRIES[name](entry))  # type: ignore[misc]


def _near(found: Array, right: Array, what: str) -> None:
    """See that two arrays are the same but for rounding."""
    demand(
        found.shape == right.shape,
        tr("{what} has shape {found}, not {right}", what=what, found=found.shape, right=right.shape),
    )
    off = float(np.abs(found - right).max()) if right.size else 0.0
    demand(
        off <= CLOSE * max(1.0, float(np.abs(right).max()) if right.size else 1.0),
        tr("{what} is off by {off:.3g} from its formula", what=what, off=off),
    )


def _finite(values: Array, what: str) -> None:
    demand(bool(np.isfinite(values).all()), tr("{what} is no finite number everywhere", what=what))


# ---------------------------------------------------------------- blocks


def _block(entry: type[Block]) -> None:
    """On the first data that it fits: the numbers of its formula, then some steps of training."""
    if entry.unique:
        train(straight(source=next(sources())))
        return
    experiment = first_that_fits(_around(entry, source) for source in sources())
    signature = analyse(experiment).signatures["tried"]
    p = entry.read({})
    rng = np.random.default_rng(1)
    weights = {}
    for parameter in signature.parameters:
        initializer, settings = settle(Initializer, parameter.initializer)
        weights[parameter.name] = initializer.draw(settings, parameter.shape, parameter.fan_in, parameter.fan_out, rng)
    inputs = [rng.normal(0.0, 1.0, (3, *shape)) for shape in signature.inputs]
    forward = entry.build(p, signature)
    with torch.no_grad():
        given = forward(
            {name: torch.tensor(array, dtype=torch.float64) for name, array in weights.items()},
            [torch.tensor(array) for array in inputs],
            Mode(training=False),
        )
    _near(given.numpy(), entry.reference(p, weights, inputs), tr("what it gives"))
    train(experiment)


def _around(entry: type[Block], source: Choice) -> Experiment:
    """The block between input and output, behind as many others as it needs inputs."""
    branches = [Node(id=f"branch{at}", kind="activation") for at in range(entry.inputs[0])]
    tried = Node(id="tried", kind=entry.kind)
    flat, output = Node(id="flat", kind="flatten"), Node(id="output", kind="output")
    edges = [Edge(source="input", target=node.id) for node in branches]
    edges += [Edge(source=node.id, target="tried", port=at) for at, node in enumerate(branches)]
    edges += [Edge(source="tried", target="flat"), Edge(source="flat", target="output")]
    nodes = (Node(id="input", kind="input"), *branches, tried, flat, output)
    return on(Network(nodes=nodes, edges=tuple(edges)), source)


def _ready(entry: type[ReadyGroup]) -> None:
    pictures = smaller("noise_pictures")
    shape = analyse(straight(source=pictures)).signatures["input"].output
    found, entries = piece(entry, shape)
    (end,) = {node.id for node in found.nodes} - {edge.source for edge in found.edges}
    nodes = (
        Node(id="input", kind="input"),
        *found.nodes,
        Node(id="flat", kind="flatten"),
        Node(id="output", kind="output"),
    )
    entering = tuple(Edge(source="input", target=edge.target, port=edge.port) for edge in entries)
    leaving = (Edge(source=end, target="flat"), Edge(source="flat", target="output"))
    train(on(Network(nodes=nodes, edges=(*entering, *found.edges, *leaving), groups=found.groups), pictures))


def _architecture(entry: type[Architecture]) -> None:
    """Every form can be made; the smallest one trains a step."""
    made = {choice: begun(choice) for choice in forms(entry).values()}
    for choice, experiment in made.items():
        wrong = refusals(analyse(experiment))
        demand(not wrong, f"{choice.params}: {wrong[0] if wrong else ''}")
    least = min(made, key=lambda choice: analyse(made[choice]).parameters)
    small = smaller(made[least].data.source.kind).params
    samples = {name: value for name, value in small.items() if name == "samples"}
    source = Choice(made[least].data.source.kind, made[least].data.source.params | samples)
    train(on(made[least].network, source, batch_size=4), steps=1)


# ---------------------------------------------------------------- functions


def _activation(entry: type[Activation]) -> None:
    """Its numbers and its slope, and some steps of a layer that has it."""
    p, z = entry.read({}), np.linspace(-5.0, 5.0, 24).reshape(-1, 3) + 0.01
    at = torch.tensor(z, requires_grad=True)
    given = entry.build(p)(at)
    _near(given.detach().numpy(), entry.value(p, z), tr("what it gives"))
    if entry.elementwise:
        (slope,) = torch.autograd.grad(given.sum(), at)
        _near(slope.numpy(), entry.derivative(p, z), tr("its slope"))
    layer = Node(id="dense1", kind="dense", params=Values(units=4, activation=Choice(entry.kind)))
    train(straight(layer, source=next(sources())))


def _initializer(entry: type[Initializer]) -> None:
    values = entry.draw(entry.read({}), (6, 4), 4, 6, np.random.default_rng(1))
    demand(values.shape == (6, 4), tr("it draws numbers of shape {shape}, not (6, 4)", shape=values.shape))
    _finite(values, tr("what it draws"))


def _optimizer(entry: type[Optimizer]) -> None:
    """In the fastest way that there is, which is compared with the plain one on the way."""
    layer = Node(id="dense1", kind="dense", params=Values(units=4))
    train(straight(layer, source=next(sources()), optimizer=Choice(entry.kind)), steps=10, stepper=None)


def _schedule(entry: type[Schedule]) -> None:
    rates = entry.rates(entry.read({}), 0.1, np.linspace(0.0, 50.0, 40))
    _finite(rates, tr("the learning rate"))
    demand(bool((rates > 0).all()), tr("the learning rate is not above 0 everywhere"))
    train(straight(source=next(sources()), schedule=Choice(entry.kind)))


def _loss(entry: type[Loss]) -> None:
    """On data of every task that it serves: its formula, and some steps."""
    tried = 0
    for kind in (*KINDS, "blobs"):
        experiment = with_output(straight(source=smaller(kind)), loss=Choice(entry.kind))
        if refusals(analyse(experiment)):
            continue
        facts = prepare(experiment.data).facts
        rng = np.random.default_rng(2)
        logits = rng.normal(0.0, 2.0, (8, entry.units(facts)))
        y: Any = rng.normal(0.0, 2.0, (8, facts.outputs))
        if facts.task == "classes":
            y = rng.integers(0, facts.outputs, 8)
        p = entry.read({})
        given = entry.build(p, facts)(torch.tensor(logits), torch.tensor(y))
        _near(np.array(float(given)), np.array(entry.value(p, facts, logits, y)), tr("what it gives"))
        _finite(entry.predict(p, facts, logits), tr("the prediction"))
        train(experiment)
        tried += 1
    demand(tried > 0, tr("it fits none of the data that it was tried on"))


def _metric(entry: type[Metric]) -> None:
    tried = 0
    for view in views().values():
        if view.facts.task in entry.tasks:
            x, y = view.part("train")
            value = entry.measure(view.predict(view.logits(x)), y)
            demand(bool(np.isfinite(value)), tr("it measures {value}, which is no finite number", value=value))
            tried += 1
    demand(tried > 0, tr("it fits none of the data that it was tried on"))


# ---------------------------------------------------------------- data, and what is looked at


def _dataset(entry: type[Dataset]) -> None:
    """A few examples, and their parts; not what lies in a file of one's own, or has to be fetched first."""
    download = entry.download()
    if download is not None and not download.here:
        raise PassedOverError(tr("it would have to be fetched from the internet first"))
    if any(field.about.hidden and field.type is str and field.default == "" for field in entry.fields()):
        raise PassedOverError(tr("it is read from a file of one's own"))
    prepared = prepare(Data(source=smaller(entry.kind)))
    rows = prepared.rows("train")
    demand(len(rows) > 0, tr("there are no examples to learn from"))
    x = prepared.normalized(np.asarray(prepared.raw[rows[:EXAMPLES]]))
    demand(
        x.shape[1:] == prepared.facts.input_shape,
        tr("examples have shape {found}, not {right}", found=x.shape[1:], right=prepared.facts.input_shape),
    )
    _finite(x, tr("an example"))


def _probe(entry: type[Probe]) -> None:
    """On all networks, of the whole and of a layer; on one at least it has something to show."""
    seen = 0
    for view in views().values():
        layer = next(iter(id for id in view.outputs(view.part("train")[0][:1]) if id[-1:] == "1"), "")
        names = {field.name: field.default for field in entry.fields()}
        settings = [Values()]
        if names.get("node") == "":
            settings.append(Values(node=layer))
        for params in settings:
            arrays, _facts = entry.measure(entry.read(params), view)
            for name, array in arrays.items():
                demand(isinstance(array, np.ndarray) and array.dtype != object, tr("{name} is no array", name=name))
            seen += len(arrays)
    demand(seen > 0, tr("it shows nothing of any network that it was tried on"))


def _augmentation(entry: type[Augmentation]) -> None:
    """Grey and coloured pictures, and a step of a network that learns from what it makes."""
    generator = torch.Generator().manual_seed(1)
    for channels in (1, 3):
        pixels = torch.rand((4, channels, SIDE, SIDE), generator=generator)
        given = entry.alter(entry.read({}), pixels, generator)
        demand(
            given.shape == pixels.shape,
            tr("pictures have shape {found}, not {right}", found=tuple(given.shape), right=tuple(pixels.shape)),
        )
        _finite(given.numpy(), tr("a pixel"))
    source = smaller("noise_pictures")
    source = Choice(source.kind, source.params | {"channels": 3})
    plain = straight(source=source)
    train(
        Experiment(
            network=plain.network, training=plain.training, data=Data(source=source, augment=(Choice(entry.kind),))
        )
    )


TRIES: Mapping[str, Callable[[type[Entry]], None]] = cast(
    "Mapping[str, Callable[[type[Entry]], None]]",
    {
        "blocks": _block,
        "activations": _activation,
        "initializers": _initializer,
        "optimizers": _optimizer,
        "schedules": _schedule,
        "losses": _loss,
        "metrics": _metric,
        "datasets": _dataset,
        "probes": _probe,
        "architectures": _architecture,
        "ready": _ready,
        "augmentations": _augmentation,
    },
)
"""By the family: what tries an entry of it."""
