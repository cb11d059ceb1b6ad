"""A tape printed as TorchScript source: the loop over the steps, and in it one line for every operation."""

from __future__ import annotations

import functools
import math
from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch import Tensor
from torch._ops import OpOverload

from playground.engine.step.contract import RefusedError
from playground.engine.step.tape import Argument, Column, Memory, Operation, Place, Tape
from playground.engine.step.tidy import tensor_at
from playground.spec.words import tr

_HEAD = """\
def steps(
    every_x: Tensor, every_y: Tensor, rows: Tensor, size: int, thetas: Tensor, gradients: Tensor, losses: Tensor,
    fixed: List[Tensor], numbers: List[List[float]], constants: List[float], random: List[Generator]
) -> None:
"""

_INDENT = "    "

ALIGNED = 64
"""Torch's own memory begins at multiples of so many bytes."""

_ROWS = {"theta row": "thetas", "gradient row": "gradients", "loss row": "losses"}


@dataclass(frozen=True, slots=True, eq=False)
class Script:
    """Source, and what its function is to be given.

    Attributes:
        source: defines ``steps``. It has no number of its own but sizes: the same structure gives the same source.
        fixed: views of memory that never moves, temporaries among them.
        columns: of `Chunk.numbers`, a list each. constants: numbers that are the same at every step.
        random: where random numbers come from.

    """

    source: str
    fixed: list[Tensor]
    columns: tuple[Column, ...]
    constants: list[float]
    random: list[torch.Generator]


def printed(tape: Tape) -> Script:
    """The tape as source.

    Raises:
        RefusedError: an operation has an argument that cannot be written down.

    """
    return _Printer(tape).script()


class _Printer:
    def __init__(self, tape: Tape) -> None:
        self._tape = tape
        self._lines: list[str] = []
        self._names: dict[Place, str] = {}  # of places that are tensors before the loop begins
        self._fixed: list[Tensor] = []
        self._constants: dict[float, str] = {}
        self._columns: dict[Column, str] = {}
        self._random: list[torch.Generator] = []
        self._rows: dict[str, str] = {}  # what the steps tell, and what a step calls its row of it
        self._temporaries: dict[Memory, Tensor] = {}
        self._fresh: dict[Memory, Place] = {}  # memory that an operation makes anew at every step
        self._variables: dict[Memory, str] = {}
        self._cast: dict[Memory, torch.dtype] = {}  # y as numbers of another type, made for all steps at once
        self._beside: dict[Place, Memory] = {}
        self._x = ""  # the line that puts a step's x where all of them lie
        # Torch's matrix products round by where their numbers lie: each step's must lie alike, wherever a chunk begins.
        self._moves = math.prod(tape.shape_x) * 4 % ALIGNED != 0
        self._batch: dict[str, torch.dtype | None] = {}  # what of a step's examples is used

    def script(self) -> Script:
        operations = [operation for operation in self._tape.operations if not self._is_cast(operation)]
        for operation in operations:
            self._lines += self._print(operation)
        body = [
            f"{', '.join(names)}, = {source}"
            for source, names in (
                ("fixed", [f"fixed{i}" for i in range(len(self._fixed))]),
                ("constants", list(self._constants.values())),
                ("numbers", list(self._columns.values())),
                ("random", [f"random{i}" for i in range(len(self._random))]),
            )
            if names
        ]
        body.append("some_x = torch.index_select(every_x, 0, rows)")
        body.append("some_y = torch.index_select(every_y, 0, rows)")
        inner = []
        for name, dtype in self._batch.items():
            cast = "" if dtype is None else f".to({_number(dtype)})"
            body.append(f"{name}_pieces = torch.split(some_{name[0]}{cast}, size)")
            inner.append(f"{name} = {name}_pieces[step]")
        for rows, name in self._rows.items():
            body.append(f"{name}_rows = torch.unbind({rows})")
            inner.append(f"{name} = {name}_rows[step]")
        body.append("for step in range(len(losses)):")
        body += [_INDENT + line for line in (*inner, *filter(None, [self._x]), *self._lines)]
        source = _HEAD + "".join(f"{_INDENT}{line}\n" for line in body)
        return Script(source, self._fixed, tuple(self._columns), list(self._constants), self._random)

    def _is_cast(self, operation: Operation) -> bool:
        """Whether it is y as numbers of another type; then it is done for all steps at once."""
        if operation.function is not torch.ops.aten._to_copy.default or set(operation.keywords) != {"dtype"}:
            return False
        source, (result,) = operation.arguments[0], operation.results
        if result is None or source.memory.kind != "y" or source.shape != self._tape.shape_y:
            return False
        changed = [o for o in self._tape.operations if result.memory in {place.memory for place in o.writes}]
        if len(changed) > 1:
            return False
        self._cast[result.memory] = operation.keywords["dtype"]
        return True

    # ---------------------------------------------------------------- lines

    def _print(self, operation: Operation) -> list[str]:
        schema = operation.function._schema
        name = schema.name.removeprefix("aten::")
        given = [self._word(a) for a in operation.arguments]
        given += [f"{key}={self._word(value)}" for key, value in operation.keywords.items()]
        if schema.is_mutable:
            return [f"torch.ops.aten.{name}({', '.join(given)})"]
        if operation.function is torch.ops.aten.relu.default:  # which is this, and has no form of its own that follows
            name, given = "clamp_min", [*given, "0"]
        out = ("out",) if name == "clamp_min" else into(operation.function)[1]
        if out and None not in operation.results and _tensors_only(operation):
            results = [place for place in operation.results if place is not None]
            targets = [place if name == "sum" else self._target(place) for place in results]
            given += [f"{o}={self._word(target)}" for o, target in zip(out, targets, strict=True)]
            pairs = zip(results, targets, strict=True)
            copies = [f"torch.ops.aten.copy_({self._word(r)}, {self._word(t)})" for r, t in pairs if r is not t]
            return [f"torch.ops.aten.{name}({', '.join(given)})", *copies]
        call = f"torch.ops.aten.{name}({', '.join(given)})"
        left, after = [], []
        for place in operation.results:
            if place is None:
                left.append("_")
            elif place.memory.kind == "temporary":
                left.append(self._make(place))
            else:
                variable = f"made{len(self._variables)}_{len(left)}"
                left.append(variable)
                after.append(f"torch.ops.aten.copy_({self._word(place)}, {variable})")
        return [f"{', '.join(left)} = {call}", *after]

    def _target(self, place: Place) -> Place:
        """Where an operation writes: the place itself, or beside it where numbers lie as they would in new memory.

        Torch's matrix products round by where they write; sums do not.
        """
        if place.memory.kind != "fixed" or place.offset * place.memory.dtype.itemsize % ALIGNED == 0:
            return place
        beside = self._beside.setdefault(place, Memory("temporary", "temporary", place.memory.dtype, place.count))
        return Place(beside, place.shape, place.strides, 0)

    def _make(self, place: Place) -> str:
        variable = f"t{len(self._variables)}"
        self._fresh[place.memory] = place
        self._variables[place.memory] = variable
        return variable

    # ---------------------------------------------------------------- words

    def _word(self, argument: Argument) -> str:
        if isinstance(argument, Place):
            return self._place(argument)
        if isinstance(argument, Column):
            return f"{self._columns.setdefault(argument, f'number{len(self._columns)}')}[step]"
        if isinstance(argument, bool | int | str) or argument is None:
            return repr(argument)
        if isinstance(argument, float):
            return self._constants.setdefault(argument, f"constant{len(self._constants)}")
        if isinstance(argument, tuple):
            return f"[{', '.join(map(self._word, argument))}]"
        if isinstance(argument, torch.dtype):
            return str(_number(argument))
        if isinstance(argument, torch.Generator):
            if argument not in self._random:
                self._random.append(argument)
            return f"random{self._random.index(argument)}"
        if isinstance(argument, torch.memory_format):
            return str(argument)
        if isinstance(argument, torch.device):
            return f'torch.device("{argument}")'
        raise RefusedError(
            tr("an operation has an argument that cannot be written down: {argument}", argument=argument)
        )

    def _place(self, place: Place) -> str:
        memory = place.memory
        if memory in self._variables:
            variable = self._variables[memory]
            return variable if place == self._fresh[memory] else _view(variable, place)
        if memory in self._cast:
            return self._of_batch(place, self._cast[memory])
        if memory.kind == "y" or (memory.kind == "x" and not self._moves):
            return self._of_batch(place)
        if memory.kind == "x":
            return self._in_memory_of_its_own(place)
        if memory.kind in _ROWS:
            return self._rows.setdefault(_ROWS[memory.kind], memory.kind.removesuffix(" row"))
        return self._held(place)

    def _held(self, place: Place) -> str:
        """A place that is the same tensor at every step."""
        memory = place.memory
        if place not in self._names:
            self._names[place] = f"fixed{len(self._fixed)}"
            if memory.tensor is not None:
                self._fixed.append(tensor_at(place))
            else:
                if memory not in self._temporaries:
                    self._temporaries[memory] = torch.empty(memory.size, dtype=memory.dtype)
                self._fixed.append(self._temporaries[memory].as_strided(place.shape, place.strides, place.offset))
        return self._names[place]

    def _of_batch(self, place: Place, dtype: torch.dtype | None = None) -> str:
        """The step's examples, or a view of them: they lie somewhere among those of all steps."""
        kind = place.memory.kind if dtype is None else "y"
        name = kind if dtype is None else f"y{_number(dtype)}"
        self._batch[name] = dtype
        if place.shape == (self._tape.shape_x if kind == "x" else self._tape.shape_y) and place.contiguous:
            return name
        start = f"{name}.storage_offset() + {place.offset}"
        return f"torch.as_strided({name}, {list(place.shape)}, {list(place.strides)}, {start})"

    def _in_memory_of_its_own(self, place: Place) -> str:
        """The step's x where each step's lies at the same address."""
        memory = place.memory
        if not self._x:
            shape = self._tape.shape_x
            self._temporaries[memory] = torch.empty(memory.size, dtype=memory.dtype)
            whole = Place(memory, shape, tuple(self._temporaries[memory].view(shape).stride()), 0)
            self._batch["x"] = None
            self._x = f"torch.ops.aten.copy_({self._held(whole)}, x)"
        return self._held(place)


def _view(variable: str, place: Place) -> str:
    return f"torch.as_strided({variable}, {list(place.shape)}, {list(place.strides)}, {place.offset})"


def _tensors_only(operation: Operation) -> bool:
    """Whether every argument that may be a tensor is one: a number there has no form that writes into given memory."""
    given = zip(operation.function._schema.arguments, operation.arguments, strict=False)
    return all(isinstance(value, Place) or value is None for declared, value in given if "Tensor" in str(declared.type))


@functools.cache
def into(function: OpOverload, device: str = "cpu") -> tuple[OpOverload | None, tuple[str, ...]]:
    """The form that writes into given memory, and the names of its arguments that are written.

    ``None`` and no names where there is none of its own on the device, which is ``cpu`` or ``cuda``.
    """
    schema = function._schema
    packet = getattr(torch.ops.aten, schema.name.removeprefix("aten::"))
    wanted = [(argument.name, str(argument.type)) for argument in schema.arguments]
    for overload in packet.overloads():
        form = getattr(packet, overload)
        outs = [a.name for a in form._schema.arguments if a.is_out]
        plain = [(argument.name, str(argument.type)) for argument in form._schema.arguments if not argument.is_out]
        if len(outs) == len(schema.returns) and sorted(plain) == sorted(wanted):
            full = f"{schema.name}.{overload}"
            if torch._C._dispatch_has_kernel_for_dispatch_key(full, device.upper()):
                return form, tuple(outs)
    return None, ()


def _number(dtype: torch.dtype) -> int:
    """The number by which TorchScript knows a type of numbers."""
    return _NUMBERS[dtype]


_NUMBERS: Mapping[torch.dtype, int] = {
    torch.uint8: 0,
    torch.int8: 1,
    torch.int16: 2,
    torch.int32: 3,
    torch.int64: 4,
    torch.float16: 5,
    torch.float32: 6,
    torch.float64: 7,
    torch.bool: 11,
    torch.bfloat16: 15,
}
"""As in c10/core/ScalarType.h."""
