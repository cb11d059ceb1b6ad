"""Settings by path: ``("training", "optimizer", "learning_rate")``, wherever they stand and whether set or not."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any

from playground.catalog.entry import known, unknown
from playground.spec.edits import Set
from playground.spec.experiment import Data, Experiment, Network, Node, Training
from playground.spec.fields import Field, fields_of, nearest_names
from playground.spec.problems import PlaygroundError
from playground.spec.values import Choice
from playground.spec.words import tr


def setting_at(experiment: Experiment, path: tuple[str, ...]) -> tuple[Field, Any]:
    """The description of the setting at ``path`` and its present value (the default where it was never set).

    ``path`` is as `playground.spec.edits.Set` has it, e.g. ``("training", "optimizer", "learning_rate")``.

    Raises:
        PlaygroundError: nothing of that name is there; the sentence names the nearest names.

    """
    here: Any = experiment
    field: Field | None = None
    for depth, part in enumerate(path):
        if depth == 0 and part in ("network", "data", "training"):
            here = getattr(experiment, part)
            continue
        if isinstance(here, Network):
            if part not in {node.id for node in here.nodes}:
                near = nearest_names(part, [node.id for node in here.nodes])
                raise PlaygroundError(tr("no block is called {part!r}{near}", part=part, near=near))
            here = here.node(part)
            continue
        if isinstance(here, tuple) and field is not None and field.about.family:
            here = here[_place(here, part)]
            continue
        fields, values = _described(here, field)
        names = {item.name: item for item in fields}
        if part not in names:
            before = ".".join(path[:depth]) or tr("an experiment")
            raise PlaygroundError(
                tr(
                    "{thing} has no setting {setting!r}{near}",
                    thing=before,
                    setting=part,
                    near=nearest_names(part, names),
                )
            )
        field = names[part]
        here = values.get(part, field.default)
    if field is None or isinstance(here, (Network, Node)):
        raise PlaygroundError(tr("{path} is not a setting", path=".".join(path)))
    return field, here


def _place(choices: tuple[Choice, ...], part: str) -> int:
    """Where in a list the thing stands that ``part`` names: by its number from 0, or the first of that kind.

    Raises:
        PlaygroundError: there is none.

    """
    kinds = [choice.kind for choice in choices]
    if part in kinds:
        return kinds.index(part)
    if part.isdecimal() and int(part) < len(kinds):
        return int(part)
    names = ", ".join(kinds) or tr("nothing")
    raise PlaygroundError(tr("there is no {part!r} in the list, which has {names}", part=part, names=names))


def _described(here: Any, field: Field | None) -> tuple[tuple[Field, ...], Mapping[str, Any]]:
    if isinstance(here, Node):
        entry = known("blocks", here.kind)
        return (entry.fields() if entry else ()), here.params
    if isinstance(here, Choice) and field is not None:
        entry = known(field.about.family or "", here.kind)
        return (entry.fields() if entry else ()), here.params
    if isinstance(here, (Experiment, Data, Training)):
        fields = fields_of(type(here))
        return fields, {item.name: getattr(here, item.name) for item in fields}
    return (), {}


def set_at(experiment: Experiment, path: tuple[str, ...], value: Any, *, label: str = "") -> Set:
    """The edit that sets ``path`` to ``value``, also inside a Choice that was left to its default.

    Raises:
        PlaygroundError: there is no such setting, or it may not have this value.

    """
    field, _ = setting_at(experiment, path)
    wrong = field.violation(value)
    if wrong is None and isinstance(value, Choice):
        family = field.about.family or ""
        entry = known(family, value.kind)
        if entry is None:
            wrong = unknown(family, value.kind)
        elif inside := entry.violations(value.params):
            wrong = f"{field.name}: {inside[0]}"
    if wrong is None and isinstance(value, tuple) and field.about.family:
        wrong = next((sentence for item in value if (sentence := _fault(field, item))), None)
    if wrong is not None:
        raise PlaygroundError(wrong)
    return _edit(experiment, path, value, label or tr("Set {setting}", setting=field.title))


def _fault(field: Field, item: Any) -> str:
    """What is wrong with one thing of a list; empty where nothing is."""
    if not isinstance(item, Choice):
        return tr("{name} must be a list of choices, not of {value!r}", name=field.name, value=item)
    entry = known(field.about.family or "", item.kind)
    if entry is None:
        return unknown(field.about.family or "", item.kind)
    return next((f"{item.kind}: {sentence}" for sentence in entry.violations(item.params)), "")


def _edit(experiment: Experiment, path: tuple[str, ...], value: Any, label: str) -> Set:
    """The edit without a check: what else stands in an outer Choice may be wrong and is not this edit's business."""
    merges = not isinstance(value, Choice) and not isinstance(value, bool)
    if len(path) > 3 or (len(path) == 3 and path[0] != "network"):
        _, outer = setting_at(experiment, path[:-1])
        if isinstance(outer, tuple):
            at = _place(outer, path[-1])
            whole = (*outer[:at], value, *outer[at + 1 :])
            return _Merging(path=path[:-1], value=whole, label=label, merges=merges, at=path)
        if isinstance(outer, Choice):
            inner = Choice(outer.kind, outer.params | {path[-1]: value})
            nested = _edit(experiment, path[:-1], inner, label)
            return _Merging(path=nested.path, value=nested.value, label=label, merges=merges, at=path)
    return Set(path=path, value=value, label=label, merges=merges)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Merging(Set):
    """A Set of a whole Choice that came from one of its settings, and merges as that setting's."""

    at: tuple[str, ...] = ()

    @property
    def merge_key(self) -> Hashable | None:
        """Successive settings of the inner place are one undo step."""
        return ("set", self.at) if self.merges else None
