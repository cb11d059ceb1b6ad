"""Shortens a tape without changing a bit of what it computes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import torch
from torch import Tensor

from playground.engine.step.tape import Argument, Memory, Operation, Place, Tape

_FILLED = {"zeros": 0.0, "zeros_like": 0.0, "new_zeros": 0.0, "ones": 1.0, "ones_like": 1.0, "new_ones": 1.0}
"""Operations that make an array which depends on no number; with what it is filled."""

aten = torch.ops.aten


def tidied(tape: Tape, device: torch.device) -> Tape:
    """The same step with fewer operations: nothing that nobody reads, no constants, gradients where they belong.

    ``device`` is where its memory lies.
    """
    operations = list(tape.operations)
    operations = _without_constants(operations, device)
    operations = _without_renaming(operations)
    operations = _gradient_in_place(operations)
    return replace(tape, operations=tuple(_needed(operations)))


def tensor_at(place: Place) -> Tensor:
    """A ``fixed`` place as a view of its memory."""
    assert place.memory.tensor is not None
    return place.memory.tensor.as_strided(place.shape, place.strides, place.offset)


def _without_constants(operations: Sequence[Operation], device: torch.device) -> list[Operation]:
    """What depends on nothing that changes is computed once; what is only filled is filled."""
    times: dict[Memory, int] = {}
    for operation in operations:
        for memory in {place.memory for place in operation.writes}:
            times[memory] = times.get(memory, 0) + 1
    found: dict[Memory, Place] = {}
    left: list[Operation] = []
    for given in operations:
        operation = _moved(given, found)
        name = operation.function._schema.name.removeprefix("aten::")
        (result,) = operation.results if len(operation.results) == 1 else (None,)
        if result is None or operation.random:
            left.append(operation)
        elif name in _FILLED and result.count == result.memory.size:
            if times[result.memory] == 1:
                where = operation.keywords.get("device") or device
                value = torch.full((result.memory.size,), _FILLED[name], dtype=result.memory.dtype, device=where)
                found[result.memory] = _constant(value)
            else:
                left.append(Operation(aten.fill_.Scalar, (result, _FILLED[name]), {}, (result,), (result,)))
        elif times[result.memory] == 1 and not operation.in_place and _settled(operation):
            value = _computed(operation)
            found[result.memory] = _constant(value.as_strided((result.memory.size,), (1,), 0))
        else:
            left.append(operation)
    return left


def _settled(operation: Operation) -> bool:
    """Whether an operation depends on constants only, and on no number of the step."""
    given = (*operation.arguments, *operation.keywords.values())
    return all(place.memory.constant for place in operation.reads) and all(map(_plain, given))


def _plain(argument: Argument) -> bool:
    if isinstance(argument, tuple):
        return all(map(_plain, argument))
    return argument is None or isinstance(
        argument, Place | float | int | bool | torch.dtype | torch.device | torch.layout
    )


def _constant(values: Tensor) -> Place:
    """A row of numbers as memory of its own."""
    memory = Memory("fixed", "constant", values.dtype, values.numel(), values, constant=True)
    return Place(memory, (values.numel(),), (1,), 0)


def _computed(operation: Operation) -> Tensor:
    def value(argument: Argument) -> Argument:
        if isinstance(argument, Place):
            return tensor_at(argument)
        return [value(item) for item in argument] if isinstance(argument, tuple) else argument

    keywords = {name: value(argument) for name, argument in operation.keywords.items()}
    result: Tensor = operation.function(*map(value, operation.arguments), **keywords)
    return result


def _without_renaming(operations: Sequence[Operation]) -> list[Operation]:
    """What gives the very numbers that it is given is another name for them, where those are wanted no more.

    Every backward pass begins with a product with ones, and the gradient by a single column is that column.
    """
    found: dict[Memory, Place] = {}
    left: list[Operation] = []
    users = _users(operations)
    for index, given in enumerate(operations):
        operation = _moved(given, found)
        source = _renamed(operation)
        if source is None or any(
            touched[-1] > index and _root(memory, found) is source.memory for memory, touched in users.items()
        ):
            left.append(operation)
        else:
            found[operation.writes[0].memory] = source
    return left


def _users(operations: Sequence[Operation]) -> dict[Memory, list[int]]:
    """For every memory the operations that read or write it, in their order."""
    found: dict[Memory, list[int]] = {}
    for index, operation in enumerate(operations):
        for memory in dict.fromkeys(place.memory for place in (*operation.reads, *operation.writes)):
            found.setdefault(memory, []).append(index)
    return found


def _renamed(operation: Operation) -> Place | None:
    """The numbers that an operation only hands on: all of a temporary, in the order of what it gives."""
    source: Argument = None
    if operation.function is aten.mul.Tensor:
        one, other = operation.arguments
        source = other if isinstance(one, Place) and _is_one(one) else None
        source = one if isinstance(other, Place) and _is_one(other) else source
    elif operation.function is aten.select_backward.default:
        given, sizes, dimension, _ = operation.arguments
        source = given if sizes[dimension] == 1 else None
    if not isinstance(source, Place) or source.memory.kind != "temporary":
        return None
    (result,) = operation.writes
    whole = source.contiguous and result.contiguous and source.count == source.memory.size
    whole = whole and source.memory.dtype == result.memory.dtype
    return source if whole and result.count == result.memory.size == source.count else None


def _root(memory: Memory, found: Mapping[Memory, Place]) -> Memory:
    while memory in found:
        memory = found[memory].memory
    return memory


def _is_one(place: Place) -> bool:
    return place.memory.constant and bool((tensor_at(place) == 1.0).all())


def _gradient_in_place(operations: Sequence[Operation]) -> list[Operation]:
    """What the backward pass adds to a gradient of zeros is put there at once, where all of it is covered so."""
    cleared = next(
        (i for i, o in enumerate(operations) if o.function is aten.zero_.default and _is_gradient(o.writes[0])), None
    )
    if cleared is None:
        return list(operations)
    adders: dict[int, int] = {}  # the operation that adds → the one that makes what is added
    covered = 0
    users = _users(operations)
    for index, operation in enumerate(operations[cleared + 1 :], cleared + 1):
        touches = [place for place in (*operation.reads, *operation.writes) if _is_gradient(place)]
        if not touches:
            continue
        if operation.function is not aten.add_.Tensor or operation.keywords or len(operation.arguments) != 2:
            break
        target, source = operation.arguments
        if not isinstance(source, Place) or source.memory.kind != "temporary" or source.shape != target.shape:
            return list(operations)
        covered += target.count
        maker = _only_maker(operations, users[source.memory], index, source)
        if maker is None:
            return list(operations)
        adders[index] = maker
    gradient = operations[cleared].writes[0].memory
    spans = sorted((operations[i].arguments[0].offset, operations[i].arguments[0].count) for i in adders)
    ends = [start + count for start, count in spans]
    if covered != gradient.size or [start for start, _ in spans] != [0, *ends[:-1]]:
        return list(operations)
    moved: dict[Memory, Place] = {operations[i].arguments[1].memory: operations[i].arguments[0] for i in adders}
    return [_moved(o, moved) for i, o in enumerate(operations) if i != cleared and i not in adders]


def _is_gradient(place: Place) -> bool:
    return place.memory.kind == "fixed" and place.memory.name == "gradient"


def _only_maker(operations: Sequence[Operation], touching: Sequence[int], adder: int, source: Place) -> int | None:
    """The operation that makes ``source``, if all of its memory is that, and no other of those ``touching`` it does."""
    users = [index for index in touching if index != adder]
    if len(users) != 1 or source.count != source.memory.size:
        return None
    made = operations[users[0]]
    result = next((p for p in made.results if p is not None and p.memory is source.memory), None)
    if made.in_place or result is None or not result.contiguous or not source.contiguous:
        return None
    return users[0]


def _moved(operation: Operation, found: Mapping[Memory, Place]) -> Operation:
    """The same with other memory in the place of some, number by number."""

    def there(argument: Argument) -> Argument:
        if isinstance(argument, Place):
            while argument.memory in found:
                start = found[argument.memory]
                argument = replace(argument, memory=start.memory, offset=start.offset + argument.offset)
            return argument
        return tuple(map(there, argument)) if isinstance(argument, tuple) else argument

    if not any(place.memory in found for place in (*operation.reads, *operation.writes)):
        return operation
    return replace(
        operation,
        arguments=there(operation.arguments),
        keywords={name: there(value) for name, value in operation.keywords.items()},
        results=there(operation.results),
        writes=there(operation.writes),
    )


def _needed(operations: Sequence[Operation]) -> list[Operation]:
    """Without operations whose results nobody reads; results that nobody reads are None."""
    wanted: set[Memory] = set()
    left: list[Operation] = []
    for operation in reversed(operations):
        lasting = [p for p in operation.writes if p.memory.kind != "temporary" or p.memory in wanted]
        if not lasting and not operation.random:
            continue
        results = tuple(
            None if p is None or (p.memory.kind == "temporary" and p.memory not in wanted) else p
            for p in operation.results
        )
        wanted |= {place.memory for place in operation.reads}
        left.append(replace(operation, results=results, writes=tuple(lasting)))
    return left[::-1]
