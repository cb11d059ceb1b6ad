"""Shortens the tape of all runs' step: what vmap leaves behind that a hand would not have written.

Under vmap a linear layer is a product, a bias times one, and a sum. Here the sum goes into the product, as torch does
it for one run, and what is only multiplied by one is itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import torch

from playground.engine.step.tape import Argument, Memory, Operation, Place, Tape

aten = torch.ops.aten


def shortened(tape: Tape) -> Tape:
    """The same step with fewer operations."""
    operations = _without_ones(tape.operations)
    return replace(tape, operations=tuple(_with_bias_in_product(operations)))


# ---------------------------------------------------------------- x · 1


def _without_ones(operations: Sequence[Operation]) -> list[Operation]:
    """Products with the number 1, and views that were told as operations, are what they were made from."""
    left = list(operations)
    here = 0
    while here < len(left):
        operation = left[here]
        if operation.function is aten._unsafe_view.default and _same_memory(operation):
            del left[here]
        elif (users := _without_product(operation, left[here + 1 :])) is not None:
            left[here:] = users
        else:
            here += 1
    return left


def _without_product(operation: Operation, later: Sequence[Operation]) -> list[Operation] | None:
    """The operations after a product with 1 when it is not done; None where it is none, or is needed."""
    if operation.function is not aten.mul.Scalar or operation.arguments[1] != 1:
        return None
    source, (result,) = operation.arguments[0], operation.results
    if result is None or not isinstance(source, Place) or not _whole(result):
        return None
    users = [index for index, other in enumerate(later) if _touches(other, result.memory)]
    if not users or any(_writes(o, m) for o in later[: users[-1] + 1] for m in (result.memory, source.memory)):
        return None
    moved: dict[Place, Place] = {}
    for place in (place for index in users for place in later[index].reads if place.memory is result.memory):
        other = _onto(place, result, source)
        if other is None:
            return None
        moved[place] = other
    return [_with_places(other, moved) for other in later]


def _same_memory(operation: Operation) -> bool:
    source, (result,) = operation.arguments[0], operation.results
    return result is None or (isinstance(source, Place) and source.memory is result.memory)


# ---------------------------------------------------------------- b + X W


def _with_bias_in_product(operations: Sequence[Operation]) -> list[Operation]:
    """A bias that is added to a product, which nobody else reads, goes into it: ``baddbmm``."""
    left = list(operations)
    here = 0
    while here < len(left):
        for maker, both in _products(left, here):
            left[here] = both
            del left[maker]
            break
        else:
            here += 1
    return left


def _products(operations: Sequence[Operation], here: int) -> Iterator[tuple[int, Operation]]:
    """Where a product is made that the sum at ``here`` adds something to, and both as one operation."""
    operation = operations[here]
    if operation.function is not aten.add.Tensor or operation.keywords or operation.results[0] is None:
        return
    for bias, product in (operation.arguments, operation.arguments[::-1]):
        if not isinstance(bias, Place) or not isinstance(product, Place):
            continue
        maker = _only_maker(operations, product, here)
        if maker is None or product.shape != operation.results[0].shape:
            continue
        made = operations[maker]
        if made.function is not aten.bmm.default or made.results != (product,):
            continue
        between = operations[maker + 1 : here]
        if not any(_writes(other, place.memory) for other in between for place in (*made.reads, bias)):
            arguments = (bias, *made.arguments)
            yield maker, Operation(aten.baddbmm.default, arguments, {}, operation.results, operation.writes)


# ---------------------------------------------------------------- places


def _whole(place: Place) -> bool:
    return place.contiguous and place.offset == 0 and place.count == place.memory.size


def _touches(operation: Operation, memory: Memory) -> bool:
    return any(place.memory is memory for place in (*operation.reads, *operation.writes))


def _writes(operation: Operation, memory: Memory) -> bool:
    return any(place.memory is memory for place in operation.writes)


def _only_maker(operations: Sequence[Operation], place: Place, user: int) -> int | None:
    """The operation that makes the memory of ``place``, if ``user`` alone reads it."""
    others = [i for i, other in enumerate(operations) if i != user and _touches(other, place.memory)]
    return others[0] if len(others) == 1 and others[0] < user and place.memory.kind == "temporary" else None


def _onto(place: Place, dense: Place, other: Place) -> Place | None:
    """``place``, which lies in the memory of ``dense``, as a place in that of ``other``; the two have the same numbers.

    None where it takes more than another stride for every dimension.
    """
    if place.offset != dense.offset:
        return None
    strides = {
        stride: new for size, stride, new in zip(dense.shape, dense.strides, other.strides, strict=True) if size > 1
    }
    if len(strides) < sum(size > 1 for size in dense.shape):
        return None
    found = []
    for size, stride in zip(place.shape, place.strides, strict=True):
        if size == 1:
            found.append(1)
        elif stride in strides:
            found.append(strides[stride])
        else:
            return None
    if sorted(size for size in place.shape if size > 1) != sorted(size for size in dense.shape if size > 1):
        return None
    return Place(other.memory, place.shape, tuple(found), other.offset)


def _with_places(operation: Operation, moved: Mapping[Place, Place]) -> Operation:
    def there(argument: Argument) -> Argument:
        if isinstance(argument, Place):
            return moved.get(argument, argument)
        return tuple(map(there, argument)) if isinstance(argument, tuple) else argument

    keywords = {name: there(value) for name, value in operation.keywords.items()}
    return replace(operation, arguments=there(operation.arguments), keywords=keywords)
