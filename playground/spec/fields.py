"""How a setting describes itself: default, range, unit, help, and what changing it does while training.

A settings class is a frozen dataclass whose fields are made with `param`. Inspector forms, range checks, the
file's JSON schema, the command line and the help are all made from these descriptions.
"""

from __future__ import annotations

import dataclasses
import difflib
import math
import typing
from collections.abc import Iterable
from typing import Any, Literal

from playground.spec.values import Choice
from playground.spec.words import mark, tr

Effect = Literal["live", "keep", "data", "start"]
"""What a change does while training.

``live``: the next step uses it. ``keep``: the network is rebuilt, every weight whose place still exists is
kept. ``data``: new data, same weights. ``start``: fresh weights, and training goes on by itself.
"""

Scale = Literal["linear", "log"]

_KEY = "playground.param"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Param:
    """The description that `param` attaches to a field."""

    help: str
    title: str = ""
    unit: str = ""
    low: float | None = None
    high: float | None = None
    scale: Scale = "linear"
    effect: Effect = "live"
    family: str | None = None
    formula: str = ""
    hidden: bool = False


_RULES: dict[type, str] = {
    Choice: mark("{name} must be a choice with a kind, not {value!r}"),
    bool: mark("{name} must be true or false, not {value!r}"),
    tuple: mark("{name} must be a list, not {value!r}"),
    str: mark("{name} must be text, not {value!r}"),
}
"""The rule for a setting of a type, said where a value is of another one."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One setting of a settings class: its name, type and description.

    ``type`` is ``bool``, ``int``, ``float``, ``str``, ``tuple`` (a list, which no form shows) or `Choice`;
    ``options`` are the allowed words of a
    ``Literal``; ``family`` is the catalogue family that a `Choice` is taken from.
    """

    name: str
    title: str
    type: type
    default: Any
    options: tuple[str, ...]
    about: Param

    def violation(self, value: Any) -> str | None:
        """Why ``value`` may not stand here, as one sentence with the rule and the value, or None."""
        if self.options:
            if value in self.options:
                return None
            options = ", ".join(self.options)
            return tr("{name} must be one of {options}, not {value!r}", name=self.name, options=options, value=value)
        if self.type in _RULES:
            if isinstance(value, self.type):
                return None
            return tr(_RULES[self.type], name=self.name, value=value)
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            return tr("{name} must be a number, not {value!r}", name=self.name, value=value)
        if self.type is int and not isinstance(value, int):
            return tr("{name} must be a whole number, not {value!r}", name=self.name, value=value)
        if not math.isfinite(value):
            return tr("{name} must be a finite number, not {value!r}", name=self.name, value=value)
        low, high = self.about.low, self.about.high
        if (low is not None and value < low) or (high is not None and value > high):
            range = range_in_words(low, high)
            return tr("{name} must be {range}, not {value!r}", name=self.name, range=range, value=value)
        return None

    def nearest(self, value: Any) -> Any:
        """The allowed value nearest to ``value``; the default where nearness means nothing."""
        if self.violation(value) is None:
            return value
        number = isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)
        if self.type in (int, float) and number:
            low = -math.inf if self.about.low is None else self.about.low
            high = math.inf if self.about.high is None else self.about.high
            return self.type(min(max(value, low), high))
        return self.default


def range_in_words(low: float | None, high: float | None) -> str:
    """``between 0 and 1``, ``at least 1`` or ``at most 9``, numbers written shortly."""
    if low is not None and high is not None:
        return tr("between {low:g} and {high:g}", low=low, high=high)
    return tr("at least {low:g}", low=low) if low is not None else tr("at most {high:g}", high=high)


def param(
    default: Any,
    *,
    help: str,
    title: str = "",
    unit: str = "",
    low: float | None = None,
    high: float | None = None,
    scale: Scale = "linear",
    effect: Effect = "live",
    family: str | None = None,
    formula: str = "",
    hidden: bool = False,
) -> Any:
    """A field of a settings class. ``help`` is one or two sentences for a student.

    ``low`` and ``high`` are inclusive. ``scale="log"`` gives a logarithmic slider. ``family`` names the catalogue
    family of a `Choice`. ``hidden`` keeps the field out of forms (it is set in another way, such as a file name).
    """
    about = Param(
        help=help,
        title=title,
        unit=unit,
        low=low,
        high=high,
        scale=scale,
        effect=effect,
        family=family,
        formula=formula,
        hidden=hidden,
    )
    return dataclasses.field(default=default, metadata={_KEY: about})


_KNOWN: dict[type, tuple[Field, ...]] = {}


def fields_of(cls: type) -> tuple[Field, ...]:
    """The settings of a settings class, in order. Fields made without `param` are not settings.

    Raises:
        TypeError: a field is named ``kind`` (taken by `Choice`), has an unknown type, or a default out of range.

    """
    if cls in _KNOWN:
        return _KNOWN[cls]
    hints = typing.get_type_hints(cls)
    found = []
    for item in dataclasses.fields(cls):
        about: Param | None = item.metadata.get(_KEY)
        if about is None:
            continue
        hint = hints[item.name]
        options = typing.get_args(hint) if typing.get_origin(hint) is Literal else ()
        kind: type = str if options else typing.get_origin(hint) or hint
        if item.name == "kind" or kind not in (bool, int, float, str, tuple, Choice):
            raise TypeError(f"{cls.__qualname__}.{item.name}: a setting cannot be called so or have type {hint!r}")
        if kind is Choice and about.family is None:
            raise TypeError(f"{cls.__qualname__}.{item.name}: a Choice names its family")
        title = about.title or item.name.replace("_", " ").capitalize()
        field = Field(name=item.name, title=title, type=kind, default=item.default, options=options, about=about)
        if (wrong := field.violation(item.default)) is not None:
            raise TypeError(f"{cls.__qualname__}.{item.name}: default not allowed: {wrong}")
        found.append(field)
    _KNOWN[cls] = tuple(found)
    return _KNOWN[cls]


def know(cls: type, described: tuple[Field, ...]) -> None:
    """From now on `fields_of` describes the settings of ``cls`` so: the same ones, in other words."""
    _KNOWN[cls] = described


def nearest_names(name: str, names: Iterable[str]) -> str:
    """A tail for an error sentence that names up to three near spellings: `` (near: adam, adamw)``, or nothing."""
    near = difflib.get_close_matches(name, list(names), n=3, cutoff=0.5)
    return tr(" (near: {names})", names=", ".join(near)) if near else ""
