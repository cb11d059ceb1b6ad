"""What holds after whatever a person does. Each check gives what is wrong, a sentence each."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from PySide6.QtCore import QPointF

from playground.catalog.initial import initial_weights
from playground.gui.canvas.groups import shown
from playground.spec.experiment import Experiment
from playground.spec.json import experiment_from_text, experiment_to_text
from tests.torture._monkey import hands
from tests.torture._monkey.room import Room

CLOSE = 1e-6
"""Canvas units: the middle of a group is added up in one order or another."""
Check = Callable[[Room], Iterator[str]]


def round_trip(room: Room) -> Iterator[str]:
    """The document can be written down, and what is read from that is the very same."""
    yield from written(room.desk.document.experiment)


def written(experiment: Experiment) -> Iterator[str]:
    """The text form of an experiment holds all of it."""
    text = experiment_to_text(experiment)
    back = experiment_from_text(text)
    if back != experiment:
        yield f"what is written is not what is read: {_first_difference(experiment, back)}"


def _first_difference(a: Experiment, b: Experiment) -> str:
    for name in Experiment.__dataclass_fields__:
        if getattr(a, name) != getattr(b, name):
            return f"{name}: {getattr(a, name)!r:.600} and {getattr(b, name)!r:.600}"
    return "nowhere"


def canvas(room: Room) -> Iterator[str]:
    """Every block has a card as the document says, every connection a line, and nothing else is there."""
    scene, network = room.window.canvas.network_scene, room.network
    wanted = shown(network)
    nodes = {node.id: node for node in wanted.cards}
    if set(scene.cards) != set(nodes):
        yield f"cards {sorted(set(scene.cards) ^ set(nodes))} are on the canvas or in the document alone"
        return
    for id, node in nodes.items():
        card = scene.cards[id]
        if card.node != node:
            yield f"the card of {id} shows {card.node!r:.300}, not {node!r:.300}"
        if (card.pos() - QPointF(*node.position)).manhattanLength() > CLOSE:
            yield f"the card of {id} is at {card.pos().toTuple()}, not {node.position}"
        if node.opened and card.opened is None and card.layer is not None:
            yield f"{id} is not opened"
    edges = {edge for edge in network.edges if not wanted.inside(edge)}
    if set(scene.edges) != edges:
        yield f"lines {set(scene.edges) ^ edges} are on the canvas or in the document alone"
    if {group.id for group in wanted.frames} != set(scene.frames.items):
        yield f"frames {sorted(scene.frames.items)}, not {sorted(group.id for group in wanted.frames)}"
    gone = [id for id in room.window.canvas.selection if id not in nodes and id not in wanted.groups]
    if gone:
        yield f"{gone} are selected and not there"


GPUS = ("cuda", "mps")


def window(room: Room) -> Iterator[str]:
    """Title, history and status say the same as the document and the run."""
    frame, document, status = room.window, room.desk.document, room.desk.run.status
    if frame.isWindowModified() != document.modified:
        yield f"the title says modified is {frame.isWindowModified()}, the document {document.modified}"
    for name, label in (("undo", document.undo_label), ("redo", document.redo_label)):
        action = frame.actions_[name]
        if action.isEnabled() != bool(label) or (label or "") not in action.text():
            yield f"{name} says {action.text()!r}, the history {label!r}"
    # A device that this machine may not have, and says so; by now another may have been chosen.
    elsewhere = any(name in (document.experiment.training.device, *status.sentence.split("'")) for name in GPUS)
    if status.phase == "failed" and (status.details or not elsewhere):
        yield f"the run failed: {status.sentence} {status.details}"
    if status.can_play != document.analysis.trainable:
        yield f"can_play is {status.can_play} with {document.analysis.problems!r:.300}"
    if (status.phase == "playing") != (frame.actions_["play"].text() != _play_word()):
        yield f"{status.phase}, and the button says {frame.actions_['play'].text()!r}"
    if not document.versions or not 0 <= document.present < len(document.versions):
        yield f"version {document.present} of {len(document.versions)}"


def _play_word() -> str:
    from playground.spec.words import tr

    return tr("&Play")


def history(room: Room) -> Iterator[str]:
    """All undone is where it began, all redone is where it was: the same values, and the canvas shows them."""
    document = room.desk.document
    versions, present = document.versions, document.present
    texts = [experiment_to_text(versions[0].experiment), experiment_to_text(versions[-1].experiment)]
    for end, act in ((0, document.undo), (len(versions) - 1, document.redo)):
        if len(versions) > 60:  # one by one that takes long
            document.go_to(end)
        for _ in range(len(versions)):
            act()
        hands.settle()
        if document.present != end or document.experiment is not versions[end].experiment:
            yield f"the history ends at {document.present}, not at {end}"
        if experiment_to_text(document.experiment) != texts[bool(end)]:
            yield f"version {end} has changed"
        yield from canvas(room)
        yield from window(room)
    document.go_to(present)
    hands.settle()


def answers(room: Room) -> Iterator[str]:
    """The engine answers, and holds the weights of the network that is shown where that can be trained."""
    run, document = room.desk.run, room.desk.document
    if not run.status.can_play:
        return
    captured: list[dict[str, tuple[int, ...]]] = []
    weights = initial_weights(document.experiment, document.analysis)
    shapes = {name: array.shape for name, array in weights.items()}
    run.capture(lambda checkpoint: captured.append({k: tuple(v.shape) for k, v in checkpoint.weights.items()}))
    if not room.wait(lambda: bool(captured)):
        yield f"the engine does not answer: {run.status}"
    elif captured[0] and captured[0] != shapes:
        yield f"the engine has {captured[0]}, the network {shapes}"


def processes(room: Room) -> Iterator[str]:
    """There is the engine, and multiprocessing's own helper, and no other process."""
    engine = room.desk.client.pid
    for pid, line in children().items():
        if pid != engine and "resource_tracker" not in line:
            yield f"a process was left behind: {pid} {line[:200]}"


def children() -> dict[int, str]:
    """Command lines of the living processes that this one has started, by number; none where Linux does not tell."""
    found = {}
    for task in Path("/proc/self/task").glob("*/children"):
        for number in task.read_text().split():
            try:
                line = Path(f"/proc/{number}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            except OSError:  # it has ended meanwhile
                continue
            if line:  # else it has ended, and nobody has asked for its exit code yet
                found[int(number)] = line
    return found


def memory() -> float:
    """Megabytes that this process holds, or held at most where Linux does not tell."""
    statm = Path("/proc/self/statm")
    if statm.exists():
        return int(statm.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20
    import resource

    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / 2**20 if sys.platform == "darwin" else most / 2**10


def settings(room: Room) -> Iterator[str]:
    """The layout can be written down."""
    text = json.dumps(room.window.layouts.state())
    if json.loads(text) != room.window.layouts.state():
        yield f"what is written of the layout is not what is read: {text[:500]}"


CHEAP: tuple[Check, ...] = (window,)
CHANGED: tuple[Check, ...] = (round_trip, canvas)
DEAR: tuple[Check, ...] = (history, answers, processes, settings)
