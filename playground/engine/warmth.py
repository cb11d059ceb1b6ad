"""Everything done once on something small, so that the first real time waits for nothing to be imported."""

from __future__ import annotations

import pickle
from dataclasses import replace

from playground.catalog import probes
from playground.catalog.entry import family, settle
from playground.catalog.families import Probe
from playground.engine.trainer import Trainer
from playground.engine.view import LiveView
from playground.spec.experiment import Data, Experiment, Node, Training, chain, lay_out
from playground.spec.values import Choice, Values

EXAMPLES = 40


def warm_up() -> None:
    """Build, train, evaluate, measure and keep a network of the most usual kind."""
    hidden = Node(id="dense1", kind="dense", params=Values(units=2, activation=Choice("tanh")))
    nodes = lay_out([Node(id="input1", kind="input"), hidden, Node(id="output1", kind="output")])
    first = Experiment()
    trainer = Trainer(
        replace(
            first,
            network=replace(first.network, nodes=nodes, edges=chain(*nodes)),
            data=Data(source=Choice("circle", Values(samples=EXAMPLES))),
            training=Training(optimizer=Choice("adam"), device="cpu"),
        )
    )
    record = trainer.train_steps(2 * trainer.steps_per_epoch)
    trainer.evaluate()
    view = LiveView(trainer)
    ours = [kind for kind, entry in family("probes").items() if entry.__module__.startswith(probes.__name__)]
    arrays = [probe.measure(p, view) for probe, p in (settle(Probe, Choice(kind)) for kind in ours)]
    pickle.dumps((record.steps(0, 0.0), trainer.checkpoint(), arrays))
