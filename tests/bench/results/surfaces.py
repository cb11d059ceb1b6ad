"""Pictures of the plane, with the units' maps and without, beside what the peers say of the same points."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import torch

from playground.catalog.plane import grid
from playground.engine.trainer import Trainer
from playground.engine.view import Inputs
from tests.bench.peers import PEERS, lesson_of
from tests.bench.results.measure import Contender, Plan, by_turns, calls, spoken, table, times
from tests.bench.test_pictures import CELLS, pictures, plain_forward
from tests.bench.test_step import NETWORKS, experiment_of

KINDS = ("surface", "units", "surface and units")


def section(plan: Plan) -> str:
    """A table per network."""
    torch.set_num_threads(1)
    parts = [
        "Milliseconds for a picture that is ready to be sent, and how many times faster it is than plain torch's "
        "forward pass for the output alone. *Units* are the maps of all units, *surface and units* share one pass."
    ]
    for name, settings in NETWORKS.items():
        experiment = experiment_of(*settings, "adam")
        trainer, inputs = Trainer(experiment, device="cpu"), Inputs()
        trainer.train_steps(20)
        others = {peer: PEERS[peer](lesson_of(experiment)) for peer in ("scikit-learn", "NumPy")}
        for other in others.values():
            other.train(20)
        columns = []
        for cells in CELLS:
            x = trainer.prepared.normalized(grid(trainer.prepared.extent(), cells))
            contenders: dict[str, Contender] = {"plain torch, output only": calls(plain_forward(trainer, cells))}
            for peer, other in others.items():
                contenders[f"{peer}, output only"] = calls(partial(other.outputs, x))
            for kind in KINDS:
                contenders[f"ours, {kind}"] = calls(pictures(trainer, inputs, kind, cells))
            columns.append(by_turns(contenders, replace(plan, seconds=plan.seconds / 2)))
        rows = []
        for who in columns[0].rounds:
            row = [who]
            for speeds in columns:
                row += [spoken(1000 / speeds.median(who)), times(speeds.ratio(who, "plain torch, output only"))]
            rows.append(row)
        head = ["", *(word for cells in CELLS for word in (f"{cells}²: ms", "× torch"))]
        parts += [f"### {name}", table(head, rows)]
    return "\n\n".join(parts)
