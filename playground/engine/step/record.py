"""Records one eager step as a `Tape`: every ATen operation that it comes to, forward, backward and update."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from weakref import WeakKeyDictionary

import torch
from torch import Tensor
from torch._ops import OpOverload
from torch.utils._python_dispatch import TorchDispatchMode

from playground.engine.step.contract import RefusedError, Work
from playground.engine.step.eager import step
from playground.engine.step.kept import Kept, changing
from playground.engine.step.tape import Argument, Column, Memory, Operation, Place, Tape
from playground.engine.step.tidy import tidied
from playground.spec.words import tr

_ONLY_SIZES = frozenset({"empty", "empty_like", "new_empty", "empty_strided", "new_empty_strided"})
"""Operations that only make room."""

_UNTOLD_VIEWS = frozenset({"_unsafe_view"})
"""Operations that give another shape of the same memory, of which their schema says nothing."""

_READ_OUT = frozenset({"_local_scalar_dense", "is_nonzero", "equal", "nonzero", "unique"})
"""Operations whose result is no tensor, or has a shape that depends on numbers: what follows might depend on it."""

_MOVES_AVERAGES = frozenset({torch.ops.aten.native_batch_norm.default, torch.ops.aten.cudnn_batch_norm.default})
"""Batch norms, on the CPU and on a GPU: arguments 3 and 4 are running averages, 5 says whether they move."""


def record(work: Work, size: int, columns: int) -> Tape:
    """A tape of `playground.engine.step.eager.step` for batches of ``size``; the work stays as it was.

    Args:
        work: what would be trained, on the CPU or a GPU that CUDA knows.
        size: m, at most as many as `Work.x` has.
        columns: how many columns `Chunk.numbers` has.

    Raises:
        RefusedError: the step does something that depends on the numbers in it, or that no tape can hold.

    """
    if work.x.device.type not in ("cpu", "cuda"):
        raise RefusedError(tr("a step can be recorded on the CPU or with CUDA only, this one computes elsewhere"))
    if not work.parameters.theta.numel():
        raise RefusedError(tr("there is nothing to learn"))
    known = _TAPES.setdefault(work, {})
    if (size, columns) not in known:
        known[size, columns] = _recorded(work, size, columns)
    return known[size, columns]


_TAPES: WeakKeyDictionary[Work, dict[tuple[int, int], Tape]] = WeakKeyDictionary()
"""For as long as the work is there: who tries a step after another has refused it need not record it again."""


def _recorded(work: Work, size: int, columns: int) -> Tape:
    before, parameters = Kept(work), work.parameters
    x, y = work.x[:size].clone(), work.y[:size].clone()
    rows = tuple(row[0] for row in work.told(1))
    # Numbers that occur nowhere else: where one of them turns up in an operation, that is where its column belongs.
    numbers = [0.739085133215 + 0.0123456789 * index for index in range(columns)]
    recording = Recording(changing(work), numbers)
    recording.adopt("fixed", "weights", parameters.weights, constant=True)
    if work.frozen is not None:
        recording.adopt("fixed", "frozen", work.frozen, constant=True)
    recording.adopt("x", "x", x)
    recording.adopt("y", "y", y)
    recording.adopt("theta row", "theta row", rows[0])
    recording.adopt("gradient row", "gradient row", rows[1])
    recording.adopt("loss row", "loss row", rows[2])
    try:
        with recording:
            step(work, x, y, numbers, *rows)
    finally:
        before.put_back()
    tape = Tape(size, tuple(x.shape), tuple(y.shape), columns, tuple(recording.operations))
    return tidied(tape, work.x.device)


class Recording(TorchDispatchMode):  # type: ignore[no-untyped-call]
    """Notes every operation while it is done."""

    def __init__(self, known: Mapping[str, Tensor], numbers: list[float]) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.operations: list[Operation] = []
        self._roots: dict[int, Memory] = {}  # by the address of the storage
        self._alive: list[Any] = []  # so that no address is used twice
        self._columns = {number: Column(index, 1.0) for index, number in enumerate(numbers)}
        self._columns |= {-number: Column(index, -1.0) for index, number in enumerate(numbers)}
        for name, tensor in known.items():
            self.adopt("fixed", name, tensor)

    @classmethod
    def _should_skip_dynamo(cls) -> bool:
        """Torch would load its compiler, a second's work, only to keep it out of here."""
        return False

    def adopt(self, kind: Any, name: str, tensor: Tensor, *, constant: bool = False) -> Memory:
        """Take note of memory by its address."""
        storage = tensor.untyped_storage()
        size = storage.nbytes() // tensor.element_size()
        flat = None
        if kind == "fixed":
            flat = tensor.detach().as_strided((size,), (1,), 0)
        memory = Memory(kind, name, tensor.dtype, size, flat, constant)
        self._alive.append(tensor)
        self._roots[storage.data_ptr() or -id(tensor)] = memory
        return memory

    def __torch_dispatch__(
        self, func: OpOverload, types: Any, args: tuple[Any, ...] = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        """Note the operation and do it."""
        kwargs = kwargs or {}
        schema = func._schema
        arguments = tuple(self._argument(value) for value in args)
        keywords = {name: self._argument(value) for name, value in kwargs.items()}
        changed = self._changed(func, arguments, keywords)
        given = func(*args, **kwargs)
        self._alive.append(given)
        found = given if isinstance(given, tuple | list) else (given,)
        name = schema.name.removeprefix("aten::")
        if name in _READ_OUT:
            self._read_out(arguments)
            return given
        views = not schema.is_mutable and any(out.alias_info is not None for out in schema.returns)
        if views or name in _ONLY_SIZES | _UNTOLD_VIEWS:
            for tensor in found:
                self._place(tensor, new=True)
            return given
        results = tuple(self._place(tensor, new=True) if isinstance(tensor, Tensor) else None for tensor in found)
        writes = dict.fromkeys([*changed, *(place for place in results if place is not None)])
        self.operations.append(Operation(func, arguments, keywords, results, tuple(writes)))
        return given

    def _changed(
        self, func: OpOverload, arguments: tuple[Argument, ...], keywords: Mapping[str, Argument]
    ) -> list[Place]:
        """The places that an operation changes in place."""
        found: list[Place] = []
        for index, declared in enumerate(func._schema.arguments):
            if declared.alias_info is None or not declared.alias_info.is_write:
                continue
            value = arguments[index] if index < len(arguments) else keywords.get(declared.name)
            for place in value if isinstance(value, tuple) else (value,):
                if not isinstance(place, Place):
                    continue
                if place.memory.constant or place.memory.kind in ("x", "y"):
                    raise RefusedError(
                        tr("{operation} changes memory that is not the training's own", operation=str(func))
                    )
                found.append(place)
        if func in _MOVES_AVERAGES:  # the schema does not tell, torch does it all the same
            running = [place for place in arguments[3:5] if isinstance(place, Place)]
            found += running if arguments[5] else []
        return found

    def _read_out(self, arguments: tuple[Argument, ...]) -> None:
        """A number goes over into Python. It may serve to check the labels; anything else could steer the step."""
        place = arguments[0]
        maker = next((o for o in reversed(self.operations) if place in o.results), None)
        if maker is None or any(read.memory.kind != "y" for read in maker.reads):
            raise RefusedError(tr("what the step does depends on a number that is computed in it"))

    def _argument(self, value: Any) -> Argument:
        if isinstance(value, Tensor):
            return self._place(value)
        if isinstance(value, list | tuple):
            return tuple(self._argument(item) for item in value)
        if isinstance(value, float):
            return self._columns.get(value, value)
        return value

    def _place(self, tensor: Tensor, *, new: bool = False) -> Place:
        storage = tensor.untyped_storage()
        memory = self._roots.get(storage.data_ptr() or -id(tensor))
        if memory is None:
            # Read, but made by no operation here: a block brought it along.
            kind, name = ("temporary", "temporary") if new else ("fixed", "constant")
            memory = self.adopt(kind, name, tensor, constant=not new)
        if memory.dtype != tensor.dtype:
            raise RefusedError(tr("the same memory is read as numbers of two types"))
        return Place(memory, tuple(tensor.shape), tuple(tensor.stride()), int(tensor.storage_offset()))
