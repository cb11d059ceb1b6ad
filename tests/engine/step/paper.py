"""A graph on paper: behaves as one of a GPU does, on the CPU.

It notes operations with the memory and the plain numbers that they have while it is noted, and does just these again:
whatever the steps take from elsewhere shows as a wrong number.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import torch
from torch import Tensor
from torch._ops import OpOverload
from torch.utils._python_dispatch import TorchDispatchMode

from playground.engine.step.record import Recording

WAITING = frozenset({"_local_scalar_dense", "is_nonzero", "equal", "nonzero"})
"""Operations for which a GPU would have to be waited for: in a graph they are an error."""


class Noting(TorchDispatchMode):  # type: ignore[no-untyped-call]
    """Notes every operation that computes, while it is done."""

    def __init__(self, generators: Iterable[torch.Generator]) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.calls: list[tuple[OpOverload, tuple[Any, ...], dict[str, Any], list[Tensor]]] = []
        self._generators = list(generators)

    _should_skip_dynamo = Recording._should_skip_dynamo

    def __torch_dispatch__(
        self, func: OpOverload, types: Any, args: tuple[Any, ...] = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        kwargs = kwargs or {}
        schema = func._schema
        name = schema.name.removeprefix("aten::")
        if name in WAITING:
            raise RuntimeError(f"operation not permitted when stream is capturing: {name}")
        drawing = [value for value in (*args, *kwargs.values()) if isinstance(value, torch.Generator)]
        if torch.Tag.nondeterministic_seeded in func.tags and not any(one in self._generators for one in drawing):
            raise RuntimeError("a random operation draws from a generator that the graph does not know")
        given = func(*args, **kwargs)
        views = not schema.is_mutable and any(out.alias_info is not None for out in schema.returns)
        if not views and not name.startswith(("empty", "new_empty")):
            made = [] if schema.is_mutable else _tensors(given)
            self.calls.append((func, args, kwargs, made))
        return given


class Paper:
    """A `playground.engine.step.graph.Graph`; `replays` counts over all of them."""

    replays = 0

    def __init__(self, generators: Iterable[torch.Generator]) -> None:
        self._noting = Noting(generators)

    def capture(self, work: Callable[[], None]) -> None:
        with self._noting:
            work()

    def replay(self) -> None:
        Paper.replays += 1
        for func, args, kwargs, made in self._noting.calls:
            found = func(*args, **kwargs)
            if made:
                for target, tensor in zip(made, _tensors(found), strict=True):
                    target.copy_(tensor)


def _tensors(given: Any) -> list[Tensor]:
    return [one for one in (given if isinstance(given, tuple | list) else (given,)) if isinstance(one, Tensor)]
