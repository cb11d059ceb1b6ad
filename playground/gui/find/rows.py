"""The settings that have a field in the window, wherever they stand."""

from __future__ import annotations

from collections.abc import Iterator

from playground.catalog.analysis import title_of
from playground.catalog.entry import known
from playground.catalog.settings import setting_at
from playground.spec.experiment import Data, Experiment, Training
from playground.spec.fields import Field, fields_of
from playground.spec.values import Choice
from playground.spec.words import tr

Path = tuple[str, ...]


def field_rows(experiment: Experiment, selected: str = "") -> Iterator[tuple[Path, Field, str]]:
    """Every setting with a field: its path, its description, and in words where it stands.

    Args:
        experiment: whose settings they are.
        selected: the id of the block whose settings are shown, if any.

    """
    yield from _inside(experiment, ("training",), fields_of(Training), tr("Training"))
    yield from _inside(experiment, ("data",), fields_of(Data), tr("Data"))
    yield from _inside(experiment, (), fields_of(Experiment), tr("Experiment"))
    if selected:
        node = experiment.network.node(selected)
        entry = known("blocks", node.kind)
        yield from _inside(experiment, ("network", selected), entry.fields() if entry else (), title_of(node))


def _inside(
    experiment: Experiment, base: Path, fields: tuple[Field, ...], where: str
) -> Iterator[tuple[Path, Field, str]]:
    for field in fields:
        if field.about.hidden or field.type is tuple:
            continue
        path = (*base, field.name)
        yield path, field, where
        value = setting_at(experiment, path)[1]
        if isinstance(value, Choice):
            entry = known(field.about.family or "", value.kind)
            if entry is not None:
                yield from _inside(experiment, path, entry.fields(), f"{where} · {entry.title}")
