"""An immutable, hashable mapping: what a node, an optimizer or a data set was told, by name.

Undo compares and shares values by identity and caches key on them, so what holds settings has to be
frozen all the way down; Python has no frozen mapping of its own that can be pickled.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

Scalar: TypeAlias = bool | int | float | str | None
Value: TypeAlias = "Scalar | Choice | tuple[Value, ...] | Values"


class Values(Mapping[str, Any]):
    """Settings by name; equal when their items are, in any order. True, 1 and 1.0 are three values here.

    ``Values(units=4)`` and ``Values({"units": 4})`` are the same. ``values | {"units": 5}`` gives a new one.
    """

    __slots__ = ("_hash", "_items")

    def __init__(self, items: Mapping[str, Any] | None = None, /, **more: Any) -> None:
        self._items: dict[str, Any] = {**(items or {}), **more}
        self._hash: int | None = None

    def __getitem__(self, name: str) -> Any:
        return self._items[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)

    def __or__(self, other: Mapping[str, Any]) -> Values:
        return Values({**self._items, **other})

    def without(self, name: str) -> Values:
        """The same settings, ``name`` left out (so that its default holds)."""
        return Values({key: value for key, value in self._items.items() if key != name})

    def __hash__(self) -> int:
        if self._hash is None:
            self._hash = hash(frozenset(self._items.items()))
        return self._hash

    def __eq__(self, other: object) -> bool:
        if self is other or not isinstance(other, Values) or self._items != other._items:
            return self is other
        return all(type(item) is type(other._items[name]) for name, item in self._items.items())

    def __reduce__(self) -> tuple[type[Values], tuple[dict[str, Any]]]:
        return Values, (self._items,)

    def __repr__(self) -> str:
        return f"Values({', '.join(f'{name}={value!r}' for name, value in self._items.items())})"


EMPTY = Values()


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing chosen from a family of the catalogue, with its settings: ``Choice("adam", Values(beta1=0.8))``.

    Settings that are not named take the catalogue's default.
    """

    kind: str
    params: Values = EMPTY


def to_json(value: Value) -> Any:
    """``value`` in plain JSON types; a Choice becomes ``{"kind": …, <its settings>}``."""
    match value:
        case Choice(kind, params):
            return {"kind": kind, **{name: to_json(item) for name, item in params.items()}}
        case Values():
            return {name: to_json(item) for name, item in value.items()}
        case tuple():
            return [to_json(item) for item in value]
        case _:
            return value


def from_json(value: Any) -> Value:
    """The inverse of `to_json`: an object with a ``kind`` is a Choice, any other object is Values."""
    if isinstance(value, dict):
        items = Values({str(name): from_json(item) for name, item in value.items()})
        kind = items.get("kind")
        return Choice(kind, items.without("kind")) if isinstance(kind, str) else items
    if isinstance(value, list):
        return tuple(from_json(item) for item in value)
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    raise TypeError(f"{type(value).__name__} is not a JSON type")
