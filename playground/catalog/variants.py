"""The variants of an experiment that a population trains: which settings can vary, and what each variant is called."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from playground.catalog.analysis import analyse
from playground.catalog.entry import family, unknown
from playground.catalog.prepare import order_seed
from playground.catalog.settings import set_at, setting_at
from playground.spec.experiment import Experiment
from playground.spec.fields import Field
from playground.spec.problems import PlaygroundError
from playground.spec.values import Choice, from_json
from playground.spec.variants import Path, Vary, combinations, said
from playground.spec.words import tr

SHARED = (
    "batch_size",
    "epochs",
    "stop_loss",
    "stop_accuracy",
    "stop_seconds",
    "early_stopping",
    "patience",
    "order_seed",
    "device",
)
"""Settings of the training that all members have in common: they decide which steps there are, and where."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """One member of a population.

    Attributes:
        name: what is other in it, such as ``learning_rate 0.01, seed 3``.
        experiment: can be trained alone, with the same result.

    """

    name: str
    experiment: Experiment


def variants(experiment: Experiment, varies: Sequence[Vary]) -> tuple[Variant, ...]:
    """Every combination of the values that ``varies`` name, the first one's changing slowest.

    A seed draws first weights and dropout; data and the order of the examples stay those of ``experiment``, which
    `Training.order_seed` holds fast. Within a combination settings are set in the order of ``varies``, so that an
    optimizer may stand before one of its settings.

    Raises:
        PlaygroundError: a setting is not there or cannot vary, a value may not stand there, or there are too many.

    """
    _refuse(experiment, varies)
    found = []
    for values in combinations(tuple(varies)):
        here, names = experiment, []
        for vary, value in zip(varies, values, strict=True):
            here = _with(here, vary.path, value)
            names.append(f"{_called(vary.path)} {said(value)}")
        found.append(Variant(name=", ".join(names), experiment=here))
    _refuse_structure(experiment, varies)
    return tuple(found)


def _refuse_structure(experiment: Experiment, varies: Sequence[Vary]) -> None:
    shapes = None
    for vary in varies:
        if vary.path[0] != "network":
            continue
        shapes = shapes or _shapes(experiment)
        for value in vary.values:
            if _shapes(_with(experiment, vary.path, value)) != shapes:
                raise PlaygroundError(
                    tr(
                        "{path} cannot vary: all members must have the same learned numbers, not others with {value}",
                        path=".".join(vary.path),
                        value=said(value),
                    )
                )


def _refuse(experiment: Experiment, varies: Sequence[Vary]) -> None:
    for vary in varies:
        path = ".".join(vary.path)
        if vary.path == ("seed",):
            continue
        if vary.path[0] == "data":
            raise PlaygroundError(tr("{path} cannot vary: all members learn from the same data", path=path))
        if vary.path[0] == "training" and vary.path[1:2] and vary.path[1] in SHARED:
            raise PlaygroundError(
                tr("{path} cannot vary: all members take the same steps, on the same batches", path=path)
            )
        if len(vary.path) < 3 or vary.path[0] != "training":  # a setting of an optimizer may depend on another Vary
            setting_at(experiment, vary.path)


def _with(experiment: Experiment, path: Path, value: Any) -> Experiment:
    field, _ = setting_at(experiment, path)
    if path == ("seed",):
        training = replace(experiment.training, order_seed=order_seed(experiment))
        experiment = replace(experiment, training=training)
    try:
        return set_at(experiment, path, read(field, value)).apply(experiment)
    except PlaygroundError as error:
        raise PlaygroundError(f"{'.'.join(path)}: {error}") from None


def read(field: Field, value: Any) -> Any:
    """A value from `playground.spec.variants` as one of the setting's type; what cannot be read stays as it is.

    Things are found by their kind, or by another word for it such as ``sgd``: the first in the catalogue counts.
    """
    if field.type is Choice and isinstance(value, str):
        return Choice(_kind(field.about.family or "", value))
    if field.type is Choice and isinstance(value, dict) and isinstance(value.get("kind"), str):
        choice = from_json(value)
        assert isinstance(choice, Choice)
        return Choice(_kind(field.about.family or "", choice.kind), choice.params)
    if isinstance(value, bool):
        return value
    if field.type is float and isinstance(value, int):
        return float(value)
    if field.type is int and isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def _kind(name: str, word: str) -> str:
    entries = family(name)
    if word in entries:
        return word
    also = (kind for kind, entry in entries.items() if word.lower() in entry.aliases)
    found = next(also, None)
    if found is None:
        raise PlaygroundError(unknown(name, word))
    return found


def _called(path: Path) -> str:
    """The setting's name; of a block's with the block before it."""
    return ".".join(path[1:]) if path[0] == "network" else path[-1]


def _shapes(experiment: Experiment) -> tuple[tuple[str, str, tuple[int, ...]], ...]:
    found = analyse(experiment)
    return tuple(
        (id, parameter.name, parameter.shape)
        for id in found.order
        if id in found.signatures
        for parameter in found.signatures[id].parameters
    )
