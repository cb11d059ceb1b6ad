"""Experiments on disk: one ``.nnp`` file holds the experiment, what it has learned and its curves.

An ``.nnp`` file is a zip:

=========================  ==========================================================================================
``format``                 ``playground-experiment 1``
``experiment.json``        the experiment, readable: see `playground.spec.json`
``progress.json``          counters of the training: steps, epochs, random state, the best dev loss
``weights.safetensors``    float32: ``weights/<node>.<name>``, ``state/<slot>/<node>.<name>``, ``best/<node>.<name>``
``history.safetensors``    numbers: ``steps/<column>`` and ``evaluations/<column>``: see `playground.workbench.curves`
=========================  ==========================================================================================

Only the first two are needed. Nothing in a file is ever run: JSON and plain arrays are all that is read.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.catalog.analysis import analyse
from playground.catalog.effects import effects
from playground.catalog.passed_over import passed_over
from playground.spec.experiment import Experiment
from playground.spec.json import experiment_from_text, experiment_to_text
from playground.spec.limits import LARGEST_HEAD
from playground.spec.problems import PlaygroundError
from playground.spec.strict_json import parse
from playground.spec.words import tr
from playground.wire.checkpoint import Array, Checkpoint
from playground.workbench.archive import LIMITS, Archive, opened, read_bytes, write_archive
from playground.workbench.curves import Curves
from playground.workbench.disk import write_atomically

SUFFIX = ".nnp"
FORMAT = 1

MARK = "playground-experiment"
EXPERIMENT = "experiment.json"
PROGRESS = "progress.json"
WEIGHTS = "weights.safetensors"
HISTORY = "history.safetensors"
PARTS = ("format", EXPERIMENT, PROGRESS, WEIGHTS, HISTORY)

MOST_ROWS = 100_000
"""Rows of the curves in a file: more than a screen shows; longer curves are thinned, and no peak is lost."""

MOST_NUMBERS = 1_500_000
"""Numbers of the curves in a file, so that many blocks make it no larger: 12 MB before they are packed."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Opened:
    """What a file held.

    Attributes:
        experiment: what was open. checkpoint: fits its network. curves: of its run.
        notices: sentences about what was left out.
        later: the experiment after edits that the checkpoint has not followed; a run has to follow them first.

    """

    experiment: Experiment
    checkpoint: Checkpoint | None = None
    curves: Curves | None = None
    notices: tuple[str, ...] = ()
    later: Experiment | None = None


def save(
    path: Path,
    experiment: Experiment,
    checkpoint: Checkpoint | None = None,
    curves: Curves | None = None,
    *,
    previous: bool = False,
) -> None:
    """Write everything to ``path``, all or nothing: where it fails, a file that was there stays as it was.

    A name that ends in ``.json`` gets the bare experiment as text. With ``previous`` the version that was there stays
    beside it: see `playground.workbench.disk.previous_of`.

    Raises:
        PlaygroundError: the system refuses, or it would be too large to be opened again.

    """
    if path.suffix.lower() == ".json":
        write_atomically(path, experiment_to_text(experiment).encode(), previous=previous)
        return
    entries: dict[str, str | Sequence[memoryview]] = {
        "format": f"{MARK} {FORMAT}\n",
        EXPERIMENT: experiment_to_text(experiment),
    }
    if checkpoint is not None:
        entries[PROGRESS] = json.dumps(_progress(checkpoint), indent=2, allow_nan=False) + "\n"
        entries[WEIGHTS] = _pack(_arrays(checkpoint))
    if curves is not None and (len(curves.steps) or len(curves.evaluations)):
        columns = curves.abridged(MOST_ROWS, MOST_NUMBERS).to_arrays()
        entries[HISTORY] = _pack({name: _narrowed(column) for name, column in columns.items()})
    size = sum(len(content) if isinstance(content, str) else sum(map(len, content)) for content in entries.values())
    if size > LIMITS.file - 2**20:
        raise PlaygroundError(
            tr("{path} was not saved: it would take {size:.1f} GB, and 2 GB is the most", path=path, size=size / 2**30)
        )
    write_archive(path, entries, packed=(HISTORY,), previous=previous)


def _progress(checkpoint: Checkpoint) -> dict[str, Any]:
    best = checkpoint.best_dev_loss
    return {
        "optimizer": checkpoint.optimizer,
        "step": checkpoint.step,
        "epoch": checkpoint.epoch,
        "batch": checkpoint.batch,
        "updates": checkpoint.updates,
        "random": checkpoint.random.hex(),
        "best_dev_loss": best if best is not None and math.isfinite(best) else None,
        "best_epoch": checkpoint.best_epoch,
    }


def _arrays(checkpoint: Checkpoint) -> dict[str, Array]:
    arrays = {f"weights/{name}": array for name, array in checkpoint.weights.items()}
    for slot, group in checkpoint.state.items():
        arrays |= {f"state/{slot}/{name}": array for name, array in group.items()}
    return arrays | {f"best/{name}": array for name, array in checkpoint.best_weights.items()}


def _narrowed(column: NDArray[np.float64]) -> NDArray[Any]:
    """The same numbers in half the bytes, where that is exact."""
    narrow: tuple[type[np.generic], ...] = (np.float32, np.int32)
    for kind in narrow:
        with np.errstate(invalid="ignore", over="ignore"):
            tried = column.astype(kind)
        if np.array_equal(tried.astype(np.float64), column, equal_nan=True):
            return tried
    return column


_KINDS = {"<f4": "F32", "<f8": "F64", "<i4": "I32"}


def _pack(arrays: Mapping[str, NDArray[Any]]) -> list[memoryview]:
    """Arrays as safetensors lays them out: the length of the head, the head as JSON, then all numbers in a row.

    The library's own writer copies everything several times while all other threads of the program wait; here the
    arrays themselves are handed on.
    """
    head: dict[str, dict[str, Any]] = {}
    pieces: list[memoryview] = []
    end = 0
    for name, array in arrays.items():
        kind = np.dtype(array.dtype).newbyteorder("<")
        flat = np.ascontiguousarray(array, dtype=kind).reshape(-1).view(np.uint8)
        start, end = end, end + flat.nbytes
        head[name] = {"dtype": _KINDS[kind.str], "shape": list(array.shape), "data_offsets": [start, end]}
        pieces.append(flat.data)
    words = json.dumps(head).encode()
    words += b" " * (-len(words) % 8)  # so that the numbers begin where numbers may
    return [memoryview(len(words).to_bytes(8, "little")), memoryview(words), *pieces]


def load(path: Path, latest: Experiment | None = None) -> Opened:
    """Read an ``.nnp`` file, or an experiment as bare JSON.

    ``latest`` is the experiment as it was edited after the file was written: it stands in for the file's own, with
    the training as far as the edits would have left it.

    What is wrong with the experiment refuses the file. What is wrong with the training state or the curves leaves
    them out, and a notice says so; another says what the experiment names that is not there.

    Raises:
        PlaygroundError: there is no such file, or it is none of ours, damaged, too large or of a newer version.

    """
    with opened(path) as file:
        start = file.read(4)
        if not start:
            raise PlaygroundError(tr("{path} is empty", path=path))
        if start[:2] == b"PK":
            file.seek(0)
            return _from_archive(path, file, latest)
    if start.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"") or path.suffix.lower() == ".json":
        experiment = _experiment(path, read_bytes(path, LIMITS.text))
        return Opened(experiment=experiment, notices=passed_over(experiment))
    raise PlaygroundError(
        tr("{path} is not a playground experiment: neither a {suffix} file nor JSON", path=path, suffix=SUFFIX)
    )


def _experiment(path: Path, text: bytes) -> Experiment:
    try:
        return experiment_from_text(text)
    except PlaygroundError as error:
        raise PlaygroundError(tr("{path} could not be opened: {why}", path=path, why=error)) from None


def _from_archive(path: Path, file: Any, latest: Experiment | None) -> Opened:
    try:
        archive = Archive(file)
        if "format" in archive.names:
            _check_format(archive.read("format", 1000))
        if EXPERIMENT not in archive.names:
            raise PlaygroundError(
                tr("it is a zip without {file}, so it is not a playground experiment", file=EXPERIMENT)
            )
        experiment = experiment_from_text(archive.read(EXPERIMENT, LIMITS.text))
    except PlaygroundError as error:
        raise PlaygroundError(tr("{path} could not be opened: {why}", path=path, why=error)) from None
    trained = experiment
    experiment = experiment if latest is None else latest
    notices = list(passed_over(experiment))
    strange = [name for name in archive.names if name not in PARTS]
    if strange:
        notices.append(
            tr(
                "The file has {count} parts that are not read here, such as {name!r}.",
                count=len(strange),
                name=strange[0][:60],
            )
        )
    checkpoint: Checkpoint | None = None
    curves: Curves | None = None
    if "start" in effects(trained, experiment):  # what was trained was given up by an edit
        return Opened(experiment=experiment, notices=tuple(notices))
    try:
        checkpoint = _checkpoint(archive, experiment, notices)
    except PlaygroundError as error:
        notices.append(tr("The trained weights are left out, training starts afresh: {error}.", error=error))
    if checkpoint is not None:
        try:
            if HISTORY in archive.names:
                curves = Curves.from_arrays(
                    _unpack(archive.read(HISTORY, LIMITS.history, LIMITS.ratio_of_arrays), HISTORY)
                )
        except PlaygroundError as error:
            notices.append(tr("The curves are left out: {error}.", error=error))
    return Opened(experiment=experiment, checkpoint=checkpoint, curves=curves, notices=tuple(notices))


def _check_format(text: bytes) -> None:
    mark, _, version = text.decode(errors="replace").strip().partition(" ")
    if mark != MARK or not version.isdecimal() or len(version) > 9:
        raise PlaygroundError(
            tr("its format is {format!r}, not {mark} {version}", format=text[:40], mark=MARK, version=FORMAT)
        )
    if int(version) > FORMAT:
        raise PlaygroundError(
            tr(
                "This file was written by a newer version (format {version}, this program reads up to {this}); "
                "update the program to open it",
                version=int(version),
                this=FORMAT,
            )
        )


def _unpack(content: bytes, name: str) -> dict[str, NDArray[Any]]:
    from safetensors import SafetensorError
    from safetensors.numpy import load as unpack

    if LARGEST_HEAD < (head := int.from_bytes(content[:8], "little")) <= len(content):
        raise PlaygroundError(
            tr(
                "{name} has {size:,} bytes of names and shapes; at most {most:,} are read",
                name=name,
                size=head,
                most=LARGEST_HEAD,
            )
        )
    try:
        arrays: dict[str, NDArray[Any]] = unpack(content)
    except (SafetensorError, KeyError, TypeError, ValueError) as error:
        # The last three come of types of numbers that numpy does not have.
        raise PlaygroundError(
            tr("{name} is damaged ({why})", name=name, why=str(error).splitlines()[0][:100])
        ) from None
    return arrays


def _checkpoint(archive: Archive, experiment: Experiment, notices: list[str]) -> Checkpoint | None:
    if PROGRESS not in archive.names and WEIGHTS not in archive.names:
        return None
    for name in (PROGRESS, WEIGHTS):
        if name not in archive.names:
            raise PlaygroundError(tr("{name} is missing", name=name))
    from playground.workbench import guard

    progress = guard.read(guard.ProgressModel, parse(archive.read(PROGRESS, LIMITS.text)))
    groups: dict[str, dict[str, Array]] = {}
    for key, array in _unpack(archive.read(WEIGHTS, LIMITS.entry, LIMITS.ratio_of_arrays), WEIGHTS).items():
        group, name = _group(key)
        if array.dtype != np.float32:
            raise PlaygroundError(tr("{key} must be float32, not {kind}", key=key, kind=array.dtype))
        if not np.isfinite(array).all():
            raise PlaygroundError(tr("{key} has values that are not finite numbers", key=key))
        groups.setdefault(group, {})[name] = array
    weights = _fitting(groups.get("weights", {}), experiment, notices)
    best = groups.get("best", {})
    if {name: array.shape for name, array in best.items()} != {name: array.shape for name, array in weights.items()}:
        best = {}
    state = {
        group.removeprefix("state/"): {
            name: array for name, array in arrays.items() if name in weights and array.shape == weights[name].shape
        }
        for group, arrays in groups.items()
        if group.startswith("state/")
    }
    return Checkpoint(
        weights=weights,
        state=state,
        optimizer=progress.optimizer,
        step=progress.step,
        epoch=progress.epoch,
        batch=progress.batch,
        updates=progress.updates,
        random=bytes.fromhex(progress.random),
        best_dev_loss=progress.best_dev_loss if best else None,
        best_epoch=progress.best_epoch if best else 0,
        best_weights=best,
    )


def _group(key: str) -> tuple[str, str]:
    """``state/velocity/dense1.weight`` → ``("state/velocity", "dense1.weight")``; a node's id may have a slash too."""
    group, _, name = key.partition("/")
    if group == "state":
        slot, _, name = name.partition("/")
        group = f"state/{slot}"
    return group, name


def _fitting(weights: dict[str, Array], experiment: Experiment, notices: list[str]) -> dict[str, Array]:
    """The weights that have a place in the network.

    Blocks whose parameters are not known (of an unknown kind, or behind a fault) keep theirs, so that opening and
    saving loses nothing.
    """
    signatures = analyse(experiment).signatures
    expected = {
        f"{id}.{parameter.name}": parameter.shape
        for id, signature in signatures.items()
        for parameter in signature.parameters
    }
    unknown = tuple(f"{node.id}." for node in experiment.network.nodes if node.id not in signatures)
    fitting, strange = {}, []
    for name, array in sorted(weights.items()):
        if array.shape == expected.get(name) or (name not in expected and name.startswith(unknown)):
            fitting[name] = array
        else:
            strange.append(name)
    if strange:
        name = strange[0]
        if name in expected:
            words = tr(
                "{name!r} has shape {shape}, the network needs {needed}",
                name=name[:60],
                shape=weights[name].shape,
                needed=expected[name],
            )
        else:
            words = tr(
                "{name!r} has shape {shape}, the network has no place for it", name=name[:60], shape=weights[name].shape
            )
        if len(strange) > 1:
            words = tr("{weight}, and {count} more do not fit", weight=words, count=len(strange) - 1)
        notices.append(tr("Weights are left out that do not fit the network: {weights}.", weights=words))
    return fitting
