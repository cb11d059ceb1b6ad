"""How the operations are written down: by ATen's names, each as a function that adds to a program."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from playground.engine.step.contract import RefusedError
from playground.engine.step.kernel.lowering import Lowering, argument
from playground.engine.step.tape import Operation, Place
from playground.spec.words import tr

How: TypeAlias = Callable[[Lowering, Operation], None]

TABLE: dict[str, How] = {}
"""By the name without namespace, overload and the underscore of those in place."""


def how(*names: str) -> Callable[[How], How]:
    """Note a function as the way in which these operations are done."""

    def note(function: How) -> How:
        TABLE.update(dict.fromkeys(names, function))
        return function

    return note


def base(operation: Operation) -> str:
    """Its name in the table."""
    name = operation.function._schema.name.removeprefix("aten::")
    return name if name in TABLE else name[:-1]


def refuse(operation: Operation, what: str) -> RefusedError:
    """What is said of an operation that is known, but not like this."""
    return RefusedError(tr("the kernel has no {name} with {what}", name=base(operation), what=what))


def result(operation: Operation) -> Place:
    """The only place that it writes."""
    (place,) = operation.writes
    return place


def given(operation: Operation, name: str) -> Place:
    """An array among the arguments."""
    found = argument(operation, name)
    if not isinstance(found, Place):
        raise refuse(operation, f"{name}={found}")
    return found


def only(operation: Operation, **usual: object) -> None:
    """Refuse arguments that are not as usual."""
    for name, value in usual.items():
        found = argument(operation, name, value)
        if found != value:
            raise refuse(operation, f"{name}={found}")
