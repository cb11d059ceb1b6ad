"""The ways in which steps are done, the devices that do them, and many runs at once."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from playground.catalog.variants import variants
from playground.engine.device import available
from playground.engine.population.population import Population
from playground.engine.self_test.grounds import sources, straight, train
from playground.engine.self_test.trial import PassedOverError, Trial, demand
from playground.engine.step.choice import Way
from playground.engine.step.kernel.library import places
from playground.engine.trainer import Trainer
from playground.spec.experiment import Experiment, Node
from playground.spec.values import Choice, Values
from playground.spec.variants import Vary
from playground.spec.words import tr

STEPS = 12
CLOSE = 1e-4
"""How far a weight or a loss may be from that of the plain way after `STEPS` steps."""
WAYS: tuple[Way, ...] = ("kernel", "captured", "eager")


def trials() -> Iterator[Trial]:
    """A trial of each way, each device and both kinds of populations."""
    for way in WAYS:
        yield Trial(family="steps", name=way, act=lambda way=way: _way(way))  # type: ignore[misc]
    if "cuda" in available():
        yield Trial(family="steps", name="graph", act=lambda: _on("cuda", "graph"))
    for device in available():
        yield Trial(family="devices", name=device, act=lambda device=device: _on(device, None))  # type: ignore[misc]
    for wish in ("together", "one by one"):
        yield Trial(family="many runs", name=wish, act=lambda wish=wish: _many(wish))  # type: ignore[misc]


def _experiment() -> Experiment:
    layer = Node(id="dense1", kind="dense", params=Values(units=4))
    return straight(layer, source=next(sources()), optimizer=Choice("adam"))


def _way(way: Way) -> None:
    if way == "kernel" and not any(path.is_file() for path in places()):
        raise PassedOverError(tr("the kernel is not compiled here; without it everything works, more slowly"))
    _same_as_plain(train(_experiment(), STEPS, stepper=way), CLOSE)


def _on(device: str, way: Way | None) -> None:
    _same_as_plain(train(_experiment(), STEPS, device=device, stepper=way), 10 * CLOSE)


def _same_as_plain(trained: Trainer, close: float) -> None:
    """See that the weights are those of the plain way on the CPU."""
    plain = train(_experiment(), STEPS)
    right, found = plain.weights(), trained.weights()
    off = max(float(np.abs(array - found[name]).max()) for name, array in right.items())
    demand(
        off <= close,
        tr("after {steps} steps a weight is off by {off:.3g} from that of the plain way", steps=STEPS, off=off),
    )


def _many(wish: str) -> None:
    """Three seeds at once: the first one learns what it learns alone."""
    experiment = _experiment()
    seeds = variants(experiment, (Vary(path=("seed",), values=(3, 4, 5)),))
    crowd = Population(seeds, "cpu", wish="together" if wish == "together" else "one by one")
    losses = crowd.train_steps(STEPS).loss
    demand(losses.shape == (STEPS, 3), tr("{done} of {count} steps were done", done=len(losses), count=STEPS))
    alone = Trainer(seeds[0].experiment, device="cpu", stepper="eager").train_steps(STEPS).loss
    off = float(np.abs(losses[:, 0] - alone).max())
    demand(off <= CLOSE, tr("the loss of a member is off by {off:.3g} from that of its run alone", off=off))
