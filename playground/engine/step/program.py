"""A tape done call by call on tensors, the step's numbers among them: what a GPU can note down and do again.

A graph of a GPU repeats its calls with the very arguments that they had: the same memory, the same plain numbers. So
what changes from step to step, `Column`, is a tensor here, and an operation that would take it as a plain number gives
way to one that takes a tensor.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor
from torch._ops import OpOverload

from playground.engine.step.contract import RefusedError
from playground.engine.step.script import into
from playground.engine.step.tape import Argument, Column, Kind, Memory, Operation, Place, Tape
from playground.engine.step.tidy import tensor_at
from playground.spec.words import tr

aten = torch.ops.aten


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """Memory that one step reads and writes beside what lasts.

    Attributes:
        x, y: its examples, contiguous, shape (m, …).
        numbers: by `Column.index` and sign, tensors of shape ().
        theta, gradient, loss: its rows, as `Chunk` has them.

    """

    x: Tensor
    y: Tensor
    numbers: Mapping[tuple[int, float], Tensor]
    theta: Tensor
    gradient: Tensor
    loss: Tensor

    def of(self, kind: Kind) -> Tensor:
        """The tensor that a root of this kind is."""
        found = {
            "x": self.x,
            "y": self.y,
            "theta row": self.theta,
            "gradient row": self.gradient,
            "loss row": self.loss,
        }
        return found[kind]


class Program:
    """A step as calls on tensors.

    Attributes:
        generators: where its random numbers come from.

    Args:
        tape: the step.
        device: where all of its memory lies.

    Raises:
        RefusedError: an operation takes a changing number that can only be a plain one, or random numbers from a
            source that is not the training's own.

    """

    def __init__(self, tape: Tape, device: torch.device) -> None:
        self._tape, self._device = tape, device
        self.generators: list[torch.Generator] = []
        for operation in tape.operations:
            if _changing(operation) and operation.function not in _WITH_TENSORS:
                raise RefusedError(
                    tr("{operation} takes a number that changes from step to step", operation=operation.name)
                )
            if operation.random:
                self._note_generators(operation)

    def _note_generators(self, operation: Operation) -> None:
        given = (*operation.arguments, *operation.keywords.values())
        found = [value for value in given if isinstance(value, torch.Generator)]
        if not found:
            raise RefusedError(
                tr("{operation} draws random numbers that are not the training's own", operation=operation.name)
            )
        self.generators += [generator for generator in found if generator not in self.generators]

    def run(self, step: Step) -> None:
        """Do one step; everything that it makes on its way is let go."""
        with torch.no_grad():
            run = _Run(step, self._device)
            for operation in self._tape.operations:
                run.do(operation)


class _Run:
    """One pass through the operations."""

    def __init__(self, step: Step, device: torch.device) -> None:
        self._step, self._device = step, device
        self._made: dict[Memory, Tensor] = {}

    def do(self, operation: Operation) -> None:
        function = operation.function
        given = [self._value(argument) for argument in operation.arguments]
        keywords = {name: self._value(argument) for name, argument in operation.keywords.items()}
        if _changing(operation):
            found = _WITH_TENSORS[function](*given, **keywords)
            if not function._schema.is_mutable:
                self._keep(operation, (found,))
            return
        if function._schema.is_mutable:
            function(*given, **keywords)
            return
        targets = self._lasting(operation)
        if targets:
            target_function, names = into(function, self._device.type)
            if target_function is not None:
                target_function(*given, **keywords, **dict(zip(names, targets, strict=True)))
                return
        found = function(*given, **keywords)
        self._keep(operation, found if isinstance(found, tuple | list) else (found,))

    def _lasting(self, operation: Operation) -> list[Tensor]:
        """Where its results go, if all go into memory that lasts and every argument that may be a tensor is one."""
        places = [place for place in operation.results if place is not None]
        if len(places) < len(operation.results) or any(place.memory.kind == "temporary" for place in places):
            return []
        declared = zip(operation.function._schema.arguments, operation.arguments, strict=False)
        if any("Tensor" in str(d.type) and not isinstance(a, Place | None) for d, a in declared):
            return []
        return [self._view(place) for place in places]

    def _keep(self, operation: Operation, found: Sequence[Tensor]) -> None:
        """Results where they belong: a temporary is what the operation made, if that lies as it did on the tape."""
        for place, tensor in zip(operation.results, found, strict=True):
            if place is None:
                continue
            memory = place.memory
            new = memory.kind == "temporary" and memory not in self._made
            if new and place.offset == 0 and tensor.stride() == place.strides and tensor.shape == place.shape:
                self._made[memory] = tensor
            else:
                self._view(place).copy_(tensor)

    def _value(self, argument: Argument) -> Any:
        if isinstance(argument, Place):
            return self._view(argument)
        if isinstance(argument, Column):
            return self._step.numbers[argument.index, argument.sign]
        if isinstance(argument, tuple):
            return [self._value(item) for item in argument]
        return argument

    def _view(self, place: Place) -> Tensor:
        memory = place.memory
        if memory.kind == "fixed":
            return tensor_at(place)
        if memory.kind == "temporary":
            if memory not in self._made:
                self._made[memory] = torch.empty(memory.size, dtype=memory.dtype, device=self._device)
            root = self._made[memory]
        else:
            root = self._step.of(memory.kind)
        return root.as_strided(place.shape, place.strides, root.storage_offset() + place.offset)


def _changing(operation: Operation) -> bool:
    """Whether it takes a number that changes from step to step."""

    def has(argument: Argument) -> bool:
        return isinstance(argument, Column) or (isinstance(argument, tuple) and any(map(has, argument)))

    return any(map(has, (*operation.arguments, *operation.keywords.values())))


def _scaled(value: Tensor | float, tensor: Tensor) -> Tensor:
    return tensor if isinstance(value, float | int) and value == 1 else tensor * value


def _add(a: Tensor, b: Tensor | float, alpha: Tensor | float = 1.0) -> Tensor:
    if isinstance(b, Tensor) and isinstance(alpha, Tensor):
        return torch.addcmul(a, b, alpha)
    return torch.add(a, b * alpha)


def _add_(a: Tensor, b: Tensor | float, alpha: Tensor | float = 1.0) -> Tensor:
    if isinstance(b, Tensor) and isinstance(alpha, Tensor):
        return a.addcmul_(b, alpha)
    return a.add_(b * alpha)


def _sub(a: Tensor, b: Tensor | float, alpha: Tensor | float = 1.0) -> Tensor:
    return torch.sub(a, b * alpha)


def _clamp(a: Tensor, low: Tensor | float | None = None, high: Tensor | float | None = None) -> Tensor:
    return torch.clamp(a, _as_tensor(low, a), _as_tensor(high, a))


def _as_tensor(value: Tensor | float | None, like: Tensor) -> Tensor | None:
    """A limit; both have to be tensors, or neither."""
    return value if value is None or isinstance(value, Tensor) else like.new_full((), value)


_WITH_TENSORS: Mapping[OpOverload, Callable[..., Tensor]] = {
    aten.add.Tensor: _add,
    aten.add_.Tensor: _add_,
    aten.sub.Tensor: _sub,
    aten.sub_.Tensor: lambda a, b, alpha=1.0: a.sub_(b * alpha),
    aten.mul.Tensor: torch.mul,
    aten.mul_.Tensor: Tensor.mul_,
    aten.div.Tensor: torch.div,
    aten.div_.Tensor: Tensor.div_,
    aten.addcmul.default: lambda a, b, c, value=1.0: torch.addcmul(a, _scaled(value, b), c),
    aten.addcmul_.default: lambda a, b, c, value=1.0: a.addcmul_(_scaled(value, b), c),
    aten.addcdiv.default: lambda a, b, c, value=1.0: torch.addcdiv(a, _scaled(value, b), c),
    aten.addcdiv_.default: lambda a, b, c, value=1.0: a.addcdiv_(_scaled(value, b), c),
    aten.lerp.Scalar: torch.lerp,
    aten.lerp_.Scalar: Tensor.lerp_,
    aten.pow.Tensor_Scalar: torch.pow,
    aten.clamp.default: _clamp,
    aten.clamp_.default: lambda a, low=None, high=None: a.clamp_(_as_tensor(low, a), _as_tensor(high, a)),
}
"""Operations that may take a changing number, and how the same is done where that is a tensor of shape ()."""
