"""Curves of runs that are over, kept beside those of the run at hand."""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace
from typing import Any

from psygnal import Signal

from playground.catalog.analysis import title_of
from playground.catalog.entry import known
from playground.spec.experiment import Experiment, Node
from playground.spec.fields import Field, fields_of
from playground.spec.values import Choice
from playground.spec.words import tr
from playground.workbench.curves import Curves

MOST_ROWS = 50_000
"""Rows of a pin; longer curves are thinned."""

MOST_NUMBERS = 2**20
"""Numbers of a pin; with many blocks it has fewer rows."""

AT_ONCE = 2**20
"""Numbers of curves that are thinned at once: that takes a few milliseconds."""
THREAD = "a pinned run is thinned"

MOST_WORDS = 12
"""Differences that a pin names; where there are more, the last one says how many."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Pin:
    """A run that was kept.

    Attributes:
        name: for people. curves: what it gave, a copy. experiment: what was trained.
        differences: what is other in it than in the experiment at hand, one short phrase each, such as
            ``learning rate 0.1, not 0.03``.

    """

    name: str
    curves: Curves
    experiment: Experiment
    differences: tuple[str, ...] = ()


class Pins:
    """All pins, in the order in which they were made."""

    changed = Signal()
    """A pin came, went, or differs in other things than before."""

    def __init__(self) -> None:
        self._pins: tuple[Pin, ...] = ()

    @property
    def pins(self) -> tuple[Pin, ...]:
        """All of them, the oldest first."""
        return self._pins

    def add(self, pin: Pin) -> None:
        """Keep one more."""
        self._pins = (*self._pins, pin)
        self.changed.emit()

    def remove(self, pin: Pin) -> None:
        """Let one go; one that is not there (it was compared anew meanwhile) is found by its curves."""
        left = tuple(other for other in self._pins if other.curves is not pin.curves)
        if len(left) != len(self._pins):
            self._pins = left
            self.changed.emit()

    def clear(self) -> None:
        """Let all go."""
        if self._pins:
            self._pins = ()
            self.changed.emit()

    def compare(self, experiment: Experiment) -> None:
        """Say anew how every pin differs from the experiment at hand."""
        compared = tuple(_compared(pin, experiment) for pin in self._pins)
        if any(new is not old for new, old in zip(compared, self._pins, strict=True)):
            self._pins = compared
            self.changed.emit()


def _compared(pin: Pin, experiment: Experiment) -> Pin:
    found = differences(pin.experiment, experiment)
    return pin if found == pin.differences else replace(pin, differences=found)


def kept(curves: Curves) -> Curves:
    """Curves as they are now, whatever comes later; long ones are thinned, and no peak is lost.

    Very long ones are thinned on a thread of their own; until that is done they share the memory of ``curves``.
    """
    rows = max(len(curves.steps), len(curves.evaluations))
    if rows * max(len(curves.steps.names()), len(curves.evaluations.names())) <= AT_ONCE:
        return curves.abridged(MOST_ROWS, MOST_NUMBERS)
    made = curves.snapshot(known=True)
    threading.Thread(target=_thin, args=(made,), name=THREAD).start()
    return made


def _thin(curves: Curves) -> None:
    curves.take(curves.abridged(MOST_ROWS, MOST_NUMBERS))


# How two experiments differ, in words

STOPS = ("epochs", "stop_loss", "stop_accuracy", "stop_seconds")
"""Settings of the training that stand for no stop where they are 0."""


def differences(pinned: Experiment, present: Experiment) -> tuple[str, ...]:
    """What is other in ``pinned`` than in ``present``: settings, blocks, the seed. Names and places on the canvas,
    notes and weights set by hand are not compared.
    """
    if pinned is present:
        return ()
    found: list[str] = []
    for section in ("training", "data"):
        a, b = getattr(pinned, section), getattr(present, section)
        if a is not b:
            for field in fields_of(type(a)):
                found += _different(field, getattr(a, field.name), getattr(b, field.name))
    found += _networks(pinned, present)
    if pinned.seed != present.seed:
        found.append(_phrase(tr("seed"), pinned.seed, present.seed))
    found = list(dict.fromkeys(found))
    if len(found) > MOST_WORDS:
        more = len(found) - MOST_WORDS + 1
        found[MOST_WORDS - 1 :] = [tr("and {count} more", count=more)]
    return tuple(found)


def _networks(pinned: Experiment, present: Experiment) -> list[str]:
    if pinned.network is present.network:
        return []
    before = {node.id: node for node in pinned.network.nodes}
    after = {node.id: node for node in present.network.nodes}
    found = [tr("with {block}", block=_title(before[id], pinned)) for id in before if id not in after]
    found += [tr("without {block}", block=_title(after[id], present)) for id in after if id not in before]
    for id, node in before.items():
        other = after.get(id)
        if other is None or other is node:
            continue
        if other.kind != node.kind:
            found.append(_phrase(_title(node, pinned), node.kind, other.kind))
            continue
        entry = known("blocks", node.kind)
        for field in entry.fields() if entry is not None else ():
            inside = _different(
                field, node.params.get(field.name, field.default), other.params.get(field.name, field.default)
            )
            found += [tr("{block}: {difference}", block=_title(node, pinned), difference=words) for words in inside]
        if node.frozen != other.frozen:
            found.append(tr("{block}: other weights frozen", block=_title(node, pinned)))
    if before.keys() == after.keys() and set(pinned.network.edges) != set(present.network.edges):
        found.append(tr("other connections"))
    if [(group.members, group.repeat) for group in pinned.network.groups if group.repeat > 1] != [
        (group.members, group.repeat) for group in present.network.groups if group.repeat > 1
    ]:
        found.append(tr("other repeats"))
    return found


def _title(node: Node, experiment: Experiment) -> str:
    """A block as people know it; by its id where others have the same title."""
    title = title_of(node)
    same = [other for other in experiment.network.nodes if other.kind == node.kind and title_of(other) == title]
    return title if len(same) < 2 else node.id


def _different(field: Field, a: Any, b: Any) -> list[str]:
    """Phrases for one setting; inside a Choice of the same kind its settings speak for themselves."""
    if a == b and type(a) is type(b):
        return []
    if isinstance(a, Choice) and isinstance(b, Choice):
        entry = known(field.about.family or "", a.kind)
        if a.kind != b.kind or entry is None:
            other = known(field.about.family or "", b.kind)
            return [_phrase(_name(field), entry.title if entry else a.kind, other.title if other else b.kind)]
        found = []
        for inner in entry.fields():
            found += _different(inner, a.params.get(inner.name, inner.default), b.params.get(inner.name, inner.default))
        return found
    if field.name in STOPS:
        return [_stop(field, a, b)]
    return [_phrase(_name(field), a, b)]


def _stop(field: Field, pinned: Any, present: Any) -> str:
    """A stop by itself, of which one may have none."""
    value, other = (f"{_value(number)} {field.about.unit}".strip() for number in (pinned, present))
    if not pinned:
        return tr("no “{setting}”, not {other}", setting=_name(field), other=other)
    other = other if present else tr("without limit")
    return tr("{setting} {value}, not {other}", setting=_name(field), value=value, other=other)


def _name(field: Field) -> str:
    """A title in the middle of a phrase: ``learning rate``, but ``L2 penalty λ``."""
    title = field.title
    return title if title[1:2].isupper() or title[1:2].isdigit() else title[:1].lower() + title[1:]


def _phrase(name: str, pinned: Any, present: Any) -> str:
    if isinstance(pinned, tuple) or isinstance(present, tuple):
        return tr("other {setting}", setting=name)
    if isinstance(pinned, bool) and isinstance(present, bool):
        return tr("{setting} on", setting=name) if pinned else tr("{setting} off", setting=name)
    return tr("{setting} {value}, not {other}", setting=name, value=_value(pinned), other=_value(present))


def _value(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.6g}"
    text = str(value)
    return text if len(text) <= 40 else f"{text[:39]}…"
