"""An engine without torch: speaks the wire's events, and counts instead of learning."""

from __future__ import annotations

import os

import numpy as np

from playground.wire.checkpoint import Checkpoint
from playground.wire.commands import Advance, Capture, Load, Pause, Play, Reconfigure, Shutdown, Watch
from playground.wire.events import Captured, Hello, Loaded, Picture, Status, Steps
from playground.wire.parcel import Outbox

CHUNK = 4
EPOCH = 10


def steps(run_id: int, first: int, count: int = CHUNK) -> Steps:
    numbers = np.arange(first, first + count, dtype=np.float64)
    return Steps(
        run_id=run_id,
        first=first,
        epoch=numbers / EPOCH,
        loss=1.0 / numbers,
        cost=1.0 / numbers,
        learning_rate=np.full(count, 0.1),
        gradient_norm={"dense1": 2.0 / numbers},
        update_ratio={"dense1": 0.001 * numbers},
        speed=1000.0,
    )


def main(connection: Outbox) -> None:
    connection.send(Hello(torch_version="none", devices=("cpu",)))
    run, step, left, endless, order = 0, 0, 0, False, 0
    while True:
        while connection.poll(0.0 if left or endless else None):
            command = connection.recv()
            match command:
                case Load():
                    if command.experiment.notes == "crash":
                        raise RuntimeError("no such thing")
                    if command.experiment.notes == "quit":
                        os._exit(7)
                    if command.experiment.notes == "mumble":
                        connection.pipe.send_bytes(b"mumble")
                        continue
                    run, left, endless, order = command.run_id, 0, False, 0
                    step = command.checkpoint.step if command.checkpoint is not None else 0
                    connection.send(loaded(run, step))
                case Reconfigure():
                    connection.send(loaded(run, step))
                case Play():
                    endless, order = True, command.order
                    connection.send(status(run, step, playing=True, order=order))
                case Advance():
                    endless, left = False, command.count * (1 if command.unit == "step" else EPOCH)
                    order = command.order
                    connection.send(status(run, step, playing=True, order=order))
                case Pause():
                    endless, left, order = False, 0, command.order
                    connection.send(status(run, step, playing=False, order=order))
                case Capture():
                    connection.send(Captured(run_id=run, request=command.request, checkpoint=checkpoint(step)))
                case Watch():
                    for watched in command.watched:
                        picture = np.full((2, 2), float(step))
                        connection.send(
                            Picture(
                                run_id=run, key=watched.key, kind=watched.kind, step=step, arrays={"picture": picture}
                            )
                        )
                case Shutdown():
                    return
            if left or endless:
                break
        if endless or left:
            count = CHUNK if endless else min(CHUNK, left)
            connection.send(steps(run, step + 1, count))
            step += count
            if endless and step % (10 * CHUNK) == 0:
                connection.send(Captured(run_id=run, request=-1, checkpoint=checkpoint(step)))
            if left:
                left -= count
                if not left:
                    connection.send(status(run, step, playing=False, order=order))


def loaded(run: int, step: int) -> Loaded:
    return Loaded(run_id=run, device="cpu", reason="it is the only one", step=step, epoch=step // EPOCH)


def status(run: int, step: int, *, playing: bool, order: int) -> Status:
    return Status(run_id=run, playing=playing, step=step, epoch=step // EPOCH, order=order)


def checkpoint(step: int) -> Checkpoint:
    return Checkpoint(weights={"dense1.weight": np.full((2, 2), step, dtype=np.float32)}, step=step)
