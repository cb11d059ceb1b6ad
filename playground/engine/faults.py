"""What went wrong in the engine, in words for the person: memory, the GPU, or an entry of the catalogue by others.

Nothing here is looked at while all goes well: an exception has all in its traceback that is needed to name a block.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from types import FrameType

import torch

from playground.catalog.analysis import analyse, title_of
from playground.catalog.entry import FAMILIES, SINGULAR, Entry, family, from_elsewhere
from playground.catalog.tensor import shape_in_words
from playground.engine.device import first_line
from playground.spec.edits import Set
from playground.spec.experiment import Experiment
from playground.spec.problems import Fix, PlaygroundError
from playground.spec.words import tr

_MODEL = "playground.engine.model"
_MEMORY = re.compile(r"can't allocate memory|not enough memory|out of memory|cannot allocate memory|ALLOC_FAILED", re.I)
_WANTED = re.compile(r"allocate (\d+(?:\.\d+)?) ?(bytes|KiB|MiB|GiB|TiB|PiB|EiB)", re.I)
_UNITS = ("bytes", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB")


class LostDeviceError(PlaygroundError):
    """The GPU answers no more: only another process can use it again, or do without."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What happened and what to do, in one or two sentences, and edits that would help."""

    sentence: str
    fixes: tuple[Fix, ...] = ()


def explained(error: Exception, experiment: Experiment | None, otherwise: str) -> Fault:
    """What an exception comes to for who trains ``experiment``; ``otherwise`` where nothing better can be said.

    Raises:
        LostDeviceError: the GPU is lost.

    """
    if is_memory(error):
        return _out_of_memory(error, experiment)
    if torch.cuda.is_available() and "CUDA" in str(error) and not _gpu_answers():
        raise LostDeviceError(tr("the GPU answers no more: {why}", why=first_line(error))) from error
    if experiment is not None and (sentence := _somebodys_fault(error, experiment)):
        return Fault(sentence)
    return Fault(otherwise)


def is_memory(error: BaseException) -> bool:
    """Whether there was not enough memory, on whatever device."""
    return isinstance(error, MemoryError | torch.OutOfMemoryError) or (
        isinstance(error, RuntimeError) and _MEMORY.search(str(error)) is not None
    )


def _out_of_memory(error: Exception, experiment: Experiment | None) -> Fault:
    wanted = _wanted(str(error))
    fixes: tuple[Fix, ...] = ()
    more = tr(" ({amount} more were wanted)", amount=wanted) if wanted else ""
    if experiment is None:
        return Fault(tr("There is not enough memory{more}. Make the network or the data smaller.", more=more))
    size = experiment.training.batch_size
    if size > 1:
        label = tr("batch_size {size}", size=size // 2)
        fixes = (Fix(label, Set(path=("training", "batch_size"), value=size // 2, merges=False)),)
    sentence = tr(
        "There is not enough memory{more}. Make batch_size smaller than {size}, or the network, or its inputs.",
        more=more,
        size=size,
    )
    return Fault(sentence, fixes)


def _wanted(words: str) -> str:
    """How much memory torch says that it could not get, such as ``3.6 TiB``; empty where it does not say."""
    found = _WANTED.search(words)
    if found is None:
        return ""
    units = [unit.lower() for unit in _UNITS]
    amount, unit = float(found[1]), units.index(found[2].lower())
    while amount >= 1024 and unit + 1 < len(_UNITS):
        amount, unit = amount / 1024, unit + 1
    return f"{amount:.3g} {_UNITS[unit]}"


def _gpu_answers() -> bool:
    """Whether a GPU that reported a fault can still be used by this process."""
    try:
        torch.cuda.synchronize()
        return float(torch.ones(2, device="cuda").sum()) == 2.0
    except RuntimeError:  # what it is was said already
        return False


def _somebodys_fault(error: Exception, experiment: Experiment) -> str:
    """Which entry of somebody else's is to blame, and for what; empty where none is."""
    others = tuple(_of_others())
    to_blame: type[Entry] | None = None
    stage = ""
    for frame in _frames(error) if others else ():  # the innermost comes last
        to_blame = _entry_at(frame, others) or to_blame
        if frame.f_globals.get("__name__") == _MODEL and (at := frame.f_locals.get("stage")) is not None:
            stage, found = at.id, frame.f_locals.get("found") or {}
            if misshapen := _misshapen(experiment, found, {entry.kind for entry in others}):
                return misshapen
    if to_blame is None:
        return ""
    if to_blame.family == "blocks" and stage:
        where = tr("Block {block}", block=_name(experiment, stage))
    else:
        family_name = tr(SINGULAR[to_blame.family])
        where = f"{family_name[:1].upper()}{family_name[1:]} {tr(to_blame.title)}"
    return tr(
        "{where} failed: {what}. It is not one of the program's own ({kind}, from {module}): who made it can mend it; "
        "take something else in its place to train on.",
        where=where,
        what=f"{type(error).__name__}: {first_line(error)}",
        kind=to_blame.kind,
        module=to_blame.__module__,
    )


def _entry_at(frame: FrameType, others: Sequence[type[Entry]]) -> type[Entry] | None:
    """The entry whose module a frame is in; where it has several, the one whose own code it is."""
    module, name = str(frame.f_globals.get("__name__")), frame.f_code.co_qualname
    there = [entry for entry in others if entry.__module__ == module]
    return next((entry for entry in there if name.startswith(f"{entry.__qualname__}.")), there[0] if there else None)


def _misshapen(experiment: Experiment, found: dict[str, torch.Tensor], kinds: set[str]) -> str:
    """Another block may fail because one of somebody else's gave a shape that it did not announce."""
    analysis = analyse(experiment)
    originals = {copy: id for id, copies in analysis.copies.items() for copy in copies}
    for id, output in found.items():
        node = experiment.network.node(originals.get(id, id))
        signature = analysis.signatures.get(id)
        if node.kind in kinds and signature is not None and tuple(output.shape[1:]) != tuple(signature.output):
            return tr(
                "Block {block} gave an output of shape {shape}, though it announces {announced}. It is not one of the "
                "program's own ({kind}): who made it can mend it; take something else in its place to train on.",
                block=_name(experiment, id),
                shape=shape_in_words(tuple(output.shape[1:])),
                announced=shape_in_words(tuple(signature.output)),
                kind=node.kind,
            )
    return ""


def _name(experiment: Experiment, id: str) -> str:
    analysis = analyse(experiment)
    original = next((first for first, copies in analysis.copies.items() if id in copies), id)
    return f"{title_of(experiment.network.node(original))} ({original})"


def _of_others() -> Iterator[type[Entry]]:
    """The entries of the catalogue that came from elsewhere."""
    for name in FAMILIES:
        yield from filter(from_elsewhere, family(name).values())


def _frames(error: BaseException) -> Iterator[FrameType]:
    """The frames of a traceback, from the outermost to the innermost."""
    trace = error.__traceback__
    while trace is not None:
        yield trace.tb_frame
        trace = trace.tb_next
