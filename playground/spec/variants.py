"""What varies in a population: one experiment in many variants, trained side by side on the same batches."""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass
from itertools import product
from typing import Any

from playground.spec.fields import nearest_names
from playground.spec.problems import PlaygroundError
from playground.spec.words import tr

MOST_VARIANTS = 256
"""Members of a population, at most."""

LARGEST_SEED = 2**31 - 1

Path = tuple[str, ...]

_FORMS = ("log", "lin")


@dataclass(frozen=True, slots=True, kw_only=True)
class Vary:
    """One setting and the values that it takes.

    Attributes:
        path: of the setting, as `playground.spec.edits.Set` has it; ``("seed",)`` is that of weights and dropout.
        values: numbers, words such as ``adam``, or whatever JSON can say; the catalogue reads them by the setting's
            type. At least one, no two the same.

    """

    path: Path
    values: tuple[Any, ...]

    def __post_init__(self) -> None:
        if not self.values:
            raise PlaygroundError(tr("{path} has no values to take", path=".".join(self.path)))
        seen: list[str] = []
        for value in self.values:
            word = json.dumps(value, sort_keys=True)
            if word in seen:
                raise PlaygroundError(tr("{path} takes {value} twice", path=".".join(self.path), value=said(value)))
            seen.append(word)


def seeds(first: int, count: int) -> Vary:
    """The seeds ``first``, ``first + 1``, …; after the largest one they begin at 0 again.

    Raises:
        PlaygroundError: more or fewer than a population can have.

    """
    if not 1 <= count <= MOST_VARIANTS:
        raise PlaygroundError(
            tr("the number of seeds must be between 1 and {most}, not {count}", most=MOST_VARIANTS, count=count)
        )
    return Vary(path=("seed",), values=tuple((first + number) % (LARGEST_SEED + 1) for number in range(count)))


def parse(text: str) -> Vary:
    """``training.optimizer.learning_rate=log:1e-4:1:32`` and the like.

    After ``=`` stands ``log:LOW:HIGH:COUNT`` (each value the same multiple of the one before), ``lin:LOW:HIGH:COUNT``
    (the same distance apart), a list such as ``0.1,0.3`` or ``adam,momentum``, or a list in JSON, for things with
    settings of their own: ``[{"kind": "adam", "beta1": 0.8}, "momentum"]``.

    Raises:
        PlaygroundError: it is none of these; the sentence has the rule and what was given.

    """
    place, equals, word = text.partition("=")
    path = tuple(part.strip() for part in place.split("."))
    word = word.strip()
    if not equals or not word or not all(path):
        raise PlaygroundError(
            tr("must be PATH=VALUES, such as training.optimizer.learning_rate=log:1e-4:1:32, not {text!r}", text=text)
        )
    form, colon, rest = word.partition(":")
    if colon and form in _FORMS:
        return Vary(path=path, values=_spaced(form, rest))
    if colon and re.fullmatch(r"[a-z]+", form):
        raise PlaygroundError(
            tr(
                "{form!r} is no way to space values{near}; there are log:LOW:HIGH:COUNT and lin:LOW:HIGH:COUNT",
                form=form,
                near=nearest_names(form, _FORMS),
            )
        )
    return Vary(path=path, values=_listed(word))


def _spaced(form: str, rest: str) -> tuple[float, ...]:
    parts = rest.split(":")
    try:
        low, high, count = float(parts[0]), float(parts[1]), int(parts[2])
    except (ValueError, IndexError):
        low = high = math.nan
        count = 0
    sound = len(parts) == 3 and math.isfinite(low) and math.isfinite(high) and 2 <= count <= MOST_VARIANTS
    if not sound or low == high:
        raise PlaygroundError(
            tr(
                "{form} takes two different numbers and a count from 2 to {most}, such as {form}:0.001:1:16, "
                "not {rest!r}",
                form=form,
                most=MOST_VARIANTS,
                rest=rest,
            )
        )
    if form == "log" and min(low, high) <= 0.0:
        raise PlaygroundError(tr("log takes numbers above 0, not {number:g}", number=min(low, high)))
    values = []
    for number in range(count):
        share = number / (count - 1)
        if form == "log":
            value = math.exp(math.log(low) * (1.0 - share) + math.log(high) * share)
        else:
            value = low * (1.0 - share) + high * share
        values.append(float(f"{value:.6g}"))
    values[0], values[-1] = low, high
    return tuple(values)


def _listed(word: str) -> tuple[Any, ...]:
    if word.startswith("["):
        try:
            values = json.loads(word)
        except (ValueError, RecursionError):
            values = None
        if not isinstance(values, list):
            raise PlaygroundError(tr("is no list in JSON: {word}", word=said(word)))
        return tuple(_finite(value) for value in values)
    parts = [part.strip() for part in word.split(",")]
    if not all(parts):
        raise PlaygroundError(tr("the list {word!r} has an empty place", word=word))
    return tuple(map(_item, parts))


def _item(word: str) -> Any:
    try:
        return _finite(json.loads(word))
    except (ValueError, RecursionError):
        return word


def _finite(value: Any) -> Any:
    if isinstance(value, float) and not math.isfinite(value):
        raise PlaygroundError(tr("numbers must be finite, not {value}", value=value))
    return value


def combinations(varies: tuple[Vary, ...]) -> tuple[tuple[Any, ...], ...]:
    """Every combination of the values, the first setting changing slowest.

    Raises:
        PlaygroundError: one setting is varied twice, or there are more combinations than a population can have.

    """
    paths = [vary.path for vary in varies]
    for number, path in enumerate(paths):
        if path in paths[:number]:
            raise PlaygroundError(tr("{path} is varied twice", path=".".join(path)))
    count = math.prod(len(vary.values) for vary in varies)
    if count > MOST_VARIANTS:
        raise PlaygroundError(
            tr(
                "a population has at most {most} members, and {sizes} make {count}",
                most=MOST_VARIANTS,
                sizes=" × ".join(str(len(vary.values)) for vary in varies),
                count=count,
            )
        )
    return tuple(product(*(vary.values for vary in varies)))


def said(value: Any) -> str:
    """A value as it stands in the name of a variant: ``0.01``, ``adam``, ``adam (beta1 0.8)``."""
    if isinstance(value, bool) or value is None:
        return json.dumps(value)
    if isinstance(value, float):
        return f"{value:.4g}"
    if isinstance(value, dict) and "kind" in value:
        settings = ", ".join(f"{name} {said(item)}" for name, item in value.items() if name != "kind")
        return f"{value['kind']} ({settings})" if settings else str(value["kind"])
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(said, value))}]"
    return str(value)
