"""What every thing in the catalogue has in common, and how things are found."""

from __future__ import annotations

import dataclasses
import importlib
import importlib.metadata
import inspect
import logging
import pkgutil
from collections.abc import Mapping
from functools import cache
from typing import Any, ClassVar, TypeVar, cast

from playground.spec.fields import Field, fields_of, nearest_names
from playground.spec.problems import PlaygroundError
from playground.spec.values import Choice, Values
from playground.spec.words import tr

ENTRY_POINTS = "playground.catalog"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class NoParams:
    """Settings of a thing that has none."""


class Entry:
    """One thing that can be chosen. Subclasses of a family's base class are the things; nothing is instantiated.

    Attributes:
        family: the folder, such as ``blocks``; set by the family's base class.
        kind: the name in files and on the command line, such as ``batch_norm``; never changes.
        title: the name for people. summary: one line. help: a paragraph for a student: what it does to training.
        formula: in plain Unicode, such as ``Z = WA + b``. aliases: other words that people search for.
        Params: the settings, a frozen, slotted, keyword-only dataclass made with `playground.spec.fields.param`.

    """

    family: ClassVar[str] = ""
    kind: ClassVar[str] = ""
    title: ClassVar[str] = ""
    summary: ClassVar[str] = ""
    help: ClassVar[str] = ""
    formula: ClassVar[str] = ""
    aliases: ClassVar[tuple[str, ...]] = ()
    Params: ClassVar[Any] = NoParams

    def __init_subclass__(cls) -> None:
        if not cls.kind:
            return
        missing = [name for name in ("family", "title", "summary", "help") if not getattr(cls, name)]
        if missing:
            raise TypeError(f"{cls.__qualname__} lacks {', '.join(missing)}")
        if not getattr(getattr(cls.Params, "__dataclass_params__", None), "frozen", False):
            raise TypeError(f"{cls.__qualname__}.Params must be a frozen dataclass")
        fields_of(cls.Params)

    @classmethod
    def fields(cls) -> tuple[Field, ...]:
        """The settings, in the order of the form."""
        return fields_of(cls.Params)

    @classmethod
    def read(cls, values: Mapping[str, Any]) -> Any:
        """``values`` as a `Params`: unknown names are passed over, missing ones take their default."""
        known = {field.name for field in cls.fields()}
        return cls.Params(**{name: value for name, value in values.items() if name in known})

    @classmethod
    def violations(cls, values: Mapping[str, Any]) -> tuple[str, ...]:
        """What is wrong with ``values``, a sentence each, nested choices included. Unknown names are not looked at."""
        return tuple(sentence for _field, _value, sentence in cls.wrong(values))

    @classmethod
    def wrong(cls, values: Mapping[str, Any]) -> list[tuple[Field, Any, str]]:
        """The fields that are wrong, each with its value and the sentence that says so."""
        found = []
        for field in cls.fields():
            value = values.get(field.name, field.default)
            sentence = field.violation(value)
            if sentence is None and isinstance(value, Choice):
                entry = known(cast(str, field.about.family), value.kind)
                if entry is None:
                    sentence = unknown(cast(str, field.about.family), value.kind)
                else:
                    inner = entry.violations(value.params)
                    sentence = f"{field.name}: {inner[0]}" if inner else None
            if sentence is not None:
                found.append((field, value, sentence))
        return found

    @classmethod
    def defaults(cls) -> Values:
        """Every setting at its default."""
        return Values({field.name: field.default for field in cls.fields()})


SINGULAR = {
    "blocks": "block",
    "activations": "activation",
    "initializers": "initializer",
    "optimizers": "optimizer",
    "schedules": "schedule",
    "losses": "loss",
    "metrics": "metric",
    "datasets": "data set",
    "probes": "probe",
    "architectures": "architecture",
    "ready": "ready group",
    "augmentations": "augmentation",
}
FAMILIES = tuple(SINGULAR)

E = TypeVar("E", bound=Entry)

troubles: dict[str, str] = {}
"""Entries of others that could not be loaded: by name, a sentence that says why. The program does without them."""


def from_elsewhere(entry: type[Entry]) -> bool:
    """Whether an entry came from another package: what is wrong with it is not the program's own fault."""
    return not entry.__module__.startswith("playground.")


@cache
def family(name: str) -> Mapping[str, type[Entry]]:
    """All entries of a family by kind, in the order of their ``order`` attribute (where given), then title.

    Raises:
        TypeError: two entries share a kind.
        KeyError: there is no such family.

    """
    if name not in FAMILIES:
        raise KeyError(name)
    package = importlib.import_module(f"playground.catalog.{name}")
    modules = [
        importlib.import_module(f"{package.__name__}.{info.name}") for info in pkgutil.iter_modules(package.__path__)
    ]
    classes = {
        item
        for module in modules
        for item in vars(module).values()
        if inspect.isclass(item) and issubclass(item, Entry) and item.kind and item.__module__ == module.__name__
    }
    for point in importlib.metadata.entry_points(group=ENTRY_POINTS):
        try:
            loaded = point.load()
        except Exception as error:
            logging.getLogger("playground.catalog").info("%s does not load", point, exc_info=True)
            troubles[point.name] = tr(
                "{name} could not be loaded from the package {module}: {what}",
                name=point.name,
                module=point.value,
                what=f"{type(error).__name__}: {error}",
            )
            continue
        if inspect.isclass(loaded) and issubclass(loaded, Entry) and loaded.family == name:
            classes.add(loaded)
    found: dict[str, type[Entry]] = {}
    for item in sorted(classes, key=lambda entry: (getattr(entry, "order", 100), entry.title)):
        if item.family != name:
            raise TypeError(f"{item.__qualname__} says family {item.family!r} but lies in {name}")
        if item.kind in found:
            raise TypeError(f"two entries of {name} are called {item.kind!r}")
        found[item.kind] = item
    return found


def known(family_name: str, kind: str) -> type[Entry] | None:
    """The entry, or None where the catalogue has none of that kind."""
    return family(family_name).get(kind)


def unknown(family_name: str, kind: str) -> str:
    """The sentence that says that a kind is not known, with near names."""
    names = family(family_name)
    return tr(
        "{family} {kind!r} is not known here{near}",
        family=tr(SINGULAR[family_name]),
        kind=kind,
        near=nearest_names(kind, names),
    )


def find(base: type[E], kind: str) -> type[E]:
    """The entry called ``kind`` in the family of ``base``: ``find(Optimizer, "adam")``.

    Raises:
        PlaygroundError: there is none; the sentence names the nearest.

    """
    entry = known(base.family, kind)
    if entry is None:
        raise PlaygroundError(unknown(base.family, kind))
    return cast("type[E]", entry)


def settle(base: type[E], choice: Choice) -> tuple[type[E], Any]:
    """The entry that ``choice`` names and its settings, checked: ``entry, p = settle(Optimizer, choice)``.

    Raises:
        PlaygroundError: unknown kind, or a setting out of its range.

    """
    entry = find(base, choice.kind)
    wrong = entry.violations(choice.params)
    if wrong:
        raise PlaygroundError(f"{choice.kind}: {wrong[0]}")
    return entry, entry.read(choice.params)
