"""What is wrong with settings: of a block, of the data and of training."""

from __future__ import annotations

from typing import Any

from playground.catalog.entry import known, unknown
from playground.catalog.facts import Facts
from playground.spec.edits import Edit, Set, Several
from playground.spec.experiment import Data, Experiment, Training
from playground.spec.fields import Field, fields_of
from playground.spec.problems import Fix, Problem
from playground.spec.values import Choice
from playground.spec.words import tr


def settings_of(value: Experiment | Data | Training, path: tuple[str, ...]) -> list[Problem]:
    """What is wrong with each setting but the source of the data, which is looked at first of all."""
    return [
        problem
        for field in fields_of(type(value))
        if (*path, field.name) != ("data", "source")
        for problem in setting(field, getattr(value, field.name), (*path, field.name), "")
    ]


def setting(field: Field, value: Any, path: tuple[str, ...], node: str) -> list[Problem]:
    """What is wrong with ``value`` and what lies in it; ``path`` is where it stands, ``node`` whose it is, or empty."""
    sentence = field.violation(value)
    if sentence is None and isinstance(value, Choice):
        family = field.about.family or ""
        entry = known(family, value.kind)
        if entry is not None:
            wrong = entry.wrong(value.params)
            return [p for inner, item, _ in wrong for p in setting(inner, item, (*path, inner.name), node)]
        sentence = unknown(family, value.kind)
    if sentence is None and isinstance(value, tuple) and field.about.family:
        return _listed(field, value, path, node)
    if sentence is None:
        return []
    mended = field.nearest(value) if not isinstance(value, Choice) else field.default
    if isinstance(mended, tuple):  # painted points, say: too many for a button
        label = tr("Set {setting} back to the default", setting=field.name)
    else:
        words = mended.kind if isinstance(mended, Choice) else mended
        label = tr("Set {setting} to {value}", setting=field.name, value=words)
    fix = Fix(label, Set(path=path, value=mended, merges=False))
    return [Problem(severity="error", node=node, sentence=f"{sentence}.", fixes=(fix,))]


def _listed(field: Field, value: tuple[Any, ...], path: tuple[str, ...], node: str) -> list[Problem]:
    """What is wrong with the things of a list, one after the other; the fix takes the wrong one out."""
    found = []
    for at, item in enumerate(value):
        entry = known(field.about.family or "", item.kind) if isinstance(item, Choice) else None
        if entry is not None:
            sentence = next(iter(entry.violations(item.params)), "")
            title = entry.title
        else:
            title = item.kind if isinstance(item, Choice) else repr(item)
            sentence = unknown(field.about.family or "", title)
        if sentence:
            rest = (*value[:at], *value[at + 1 :])
            fix = Fix(tr("Remove {name}", name=title), Set(path=path, value=rest, merges=False))
            problem = Problem(
                severity="error", node=node, sentence=f"{field.title}, {title}: {sentence}.", fixes=(fix,)
            )
            found.append(problem)
    return found


def augmentation(experiment: Experiment, facts: Facts | None) -> list[Problem]:
    """Augmentation of what cannot be altered so."""
    if not experiment.data.augment or facts is None or facts.picture:
        return []
    fix = Fix(tr("Remove the augmentation"), Set(path=("data", "augment"), value=(), merges=False))
    sentence = tr("Augmentation alters pictures; these data are none, so it does nothing.")
    return [Problem(severity="warning", sentence=sentence, fixes=(fix,))]


def shares(experiment: Experiment, facts: Facts | None) -> list[Problem]:
    """Parts of the data that are empty and must not be, or more than there is."""
    data = experiment.data
    found = []
    if data.train + data.dev > 1.0 + 1e-9:
        fix = Fix(tr("Dev share to what is left"), Set(path=("data", "dev"), value=round(1.0 - data.train, 6)))
        sentence = tr(
            "Train share {train:g} and dev share {dev:g} add up to more than 1.", train=data.train, dev=data.dev
        )
        found.append(Problem(severity="error", sentence=sentence, fixes=(fix,)))
    rows = facts.rows if facts is not None else 0
    if rows and not round(data.train * rows):
        fix = Fix(tr("Train share to 0.6"), Set(path=("data", "train"), value=0.6))
        sentence = tr(
            "A train share of {share:g} of {rows} examples leaves none to learn from.", share=data.train, rows=rows
        )
        found.append(Problem(severity="error", sentence=sentence, fixes=(fix,)))
    empty = data.dev <= 0.0 or (rows and round((data.train + data.dev) * rows) == round(data.train * rows))
    if experiment.training.early_stopping and empty:
        edits: tuple[Edit, ...] = (Set(path=("data", "dev"), value=0.2),)
        if data.train > 0.8:
            edits = (Set(path=("data", "train"), value=0.8), *edits)
        fixes = (
            Fix(tr("Early stopping off"), Set(path=("training", "early_stopping"), value=False)),
            Fix(tr("Dev share to 0.2"), Several(edits=edits, label=tr("Dev share to 0.2"))),
        )
        sentence = tr(
            "Early stopping watches the dev loss, but a dev share of {share:g} leaves no dev examples.", share=data.dev
        )
        found.append(Problem(severity="error", sentence=sentence, fixes=fixes))
    return found
