"""What can vary, and what a person wrote about it as the values that it takes. No widgets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from playground.catalog.entry import family, known
from playground.catalog.settings import setting_at
from playground.catalog.variants import SHARED
from playground.spec.experiment import Experiment, Training
from playground.spec.fields import Field, fields_of
from playground.spec.problems import PlaygroundError
from playground.spec.values import Choice
from playground.spec.variants import Vary, parse, seeds
from playground.spec.words import mark, tr

Kind = Literal["seeds", "learning_rate", "optimizers", "other"]

PRESETS: tuple[tuple[Kind, str, str], ...] = (
    ("seeds", mark("Seeds"), mark("How lucky was this seed? The same experiment from other first weights.")),
    (
        "learning_rate",
        mark("Learning rates"),
        mark("Which learning rate is good? Rates around the present one, each the same multiple of the one before."),
    ),
    (
        "optimizers",
        mark("Optimizers"),
        mark("A race: every kind of optimizer with its usual settings, from the same first weights."),
    ),
    ("other", mark("Other setting…"), mark("Any other setting that may vary.")),
)
"""What is asked most often, with its words and its tip."""

RATE = ("training", "optimizer", "learning_rate")
OPTIMIZER = ("training", "optimizer")
AROUND = 30.0
"""Learning rates go from the present one divided by this to the present one times this."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """Something that may vary. ``ranged``: it is a number, with a lowest and a highest; else it takes a list."""

    path: tuple[str, ...]
    title: str
    field: Field
    value: object

    @property
    def ranged(self) -> bool:
        """Whether it is a number."""
        return self.field.type in (int, float)

    def range(self) -> tuple[float, float]:
        """From and to, as they are proposed: around the present value, within what is allowed."""
        value = float(self.value) if isinstance(self.value, (int, float)) else 0.0
        about = self.field.about
        if about.scale == "log" or self.path == RATE:
            low, high = (value / AROUND, value * AROUND) if value > 0.0 else (1e-4, 1.0)
        elif about.low is not None and about.high is not None:
            low, high = about.low, about.high
        else:
            low, high = 0.0, 2.0 * value or 1.0
        low = low if about.low is None else max(low, about.low)
        high = high if about.high is None else min(high, about.high)
        return float(f"{low:.2g}"), float(f"{high:.2g}")

    @property
    def log(self) -> bool:
        """Whether its values are usually multiples of each other."""
        return self.field.about.scale == "log" or self.path == RATE

    def listed(self) -> str:
        """All values that it can take, as the proposed list."""
        if self.field.type is Choice:
            return ", ".join(sorted(family(self.field.about.family or "")))
        if self.field.type is bool:
            return "false, true"
        return ", ".join(self.field.options)


def settings(experiment: Experiment) -> tuple[Setting, ...]:
    """What may vary in ``experiment``: of training what does not decide which steps there are, and of blocks."""
    found: list[Setting] = []
    for field in fields_of(Training):
        if field.name not in SHARED and not field.about.hidden:
            _take(experiment, ("training", field.name), field.title, found)
    for node in experiment.network.nodes:
        entry = known("blocks", node.kind)
        for field in entry.fields() if entry is not None else ():
            if field.type in (float, bool, Choice) and not field.about.hidden:
                _take(experiment, ("network", node.id, field.name), f"{node.name or node.id}: {field.title}", found)
    return tuple(found)


def _take(experiment: Experiment, path: tuple[str, ...], title: str, found: list[Setting]) -> None:
    """A setting, and those inside it where it is a choice."""
    field, value = setting_at(experiment, path)
    if field.type is tuple or (field.type is str and not field.options):
        return
    found.append(Setting(path=path, title=title, field=field, value=value))
    if isinstance(value, Choice):
        entry = known(field.about.family or "", value.kind)
        for inner in entry.fields() if entry is not None else ():
            _take(experiment, (*path, inner.name), f"{title}: {inner.title}", found)


def setting_of(experiment: Experiment, path: tuple[str, ...]) -> Setting:
    """The setting at ``path``; PlaygroundError where there is none."""
    field, value = setting_at(experiment, path)
    return Setting(path=path, title=field.title, field=field, value=value)


def first_seeds(experiment: Experiment, count: int) -> Vary:
    """The experiment's own seed and those after it."""
    return seeds(experiment.seed, count)


def ranged(setting: Setting, low: str, high: str, count: int, *, log: bool) -> Vary:
    """Values from ``low`` to ``high`` as a person wrote them.

    Raises:
        PlaygroundError: they are no two different numbers, or not above 0 where ``log`` is set.

    """
    for word in (low, high):
        try:
            float(word)
        except ValueError:
            raise PlaygroundError(tr("from and to must be numbers, not {word!r}", word=word)) from None
    return parse(f"{'.'.join(setting.path)}={'log' if log else 'lin'}:{low.strip()}:{high.strip()}:{count}")


def listed(path: Sequence[str], words: str) -> Vary:
    """The values in a list as a person wrote it, with commas.

    Raises:
        PlaygroundError: it is empty, or names a value twice.

    """
    if not words.strip():
        raise PlaygroundError(tr("name the values with commas between them, such as 0.1, 0.3"))
    return parse(f"{'.'.join(path)}={words}")
