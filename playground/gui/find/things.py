"""Everything that can be found: commands, blocks, things to choose, settings, data, templates and recent files."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from playground.catalog.analysis import title_of
from playground.catalog.block import Block
from playground.catalog.entry import SINGULAR, family, known
from playground.catalog.ready_group import ReadyGroup
from playground.catalog.settings import set_at, setting_at
from playground.gui.actions import COMMANDS, Command, key_of, plain_text
from playground.gui.canvas.listed import of_ready
from playground.gui.filing import sentence
from playground.gui.find.rows import field_rows
from playground.gui.inspector.form import unfit_losses
from playground.gui.menus import shortly
from playground.spec.experiment import Experiment
from playground.spec.fields import Field, fields_of
from playground.spec.problems import PlaygroundError
from playground.spec.values import Choice
from playground.spec.words import tr
from playground.workbench import templates

if TYPE_CHECKING:
    from playground.gui.house import House


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    """Something that can be found.

    Attributes:
        title: what it is called. section: what it is. detail: more of it, in one line. keys: its key.
        why: why it cannot be had now, a sentence; empty where it can. words: what else people call it.
        act: does it.

    """

    title: str
    section: str
    act: Callable[[], object]
    detail: str = ""
    keys: str = ""
    why: str = ""
    words: tuple[str, ...] = ()


def things(window: House) -> list[Thing]:
    """Everything that can be found in ``window`` now, commands first."""
    return [
        *_commands(window),
        *_settings(window),
        *_blocks(window),
        *_choices(window),
        *_data(window),
        *_templates(window),
        *_recent(window),
    ]


def _commands(window: House) -> Iterator[Thing]:
    for title, items in COMMANDS.items():
        for item in items:
            if isinstance(item, Command) and item.name != "find":
                action = window.actions_[item.name]
                yield Thing(
                    title=action.text().partition("\t")[0].replace("&", ""),
                    section=tr(title).replace("&", ""),
                    detail=tr(item.tip),
                    keys=key_of(item),
                    why=window.actions_.why_not(item.name),
                    words=(item.name.replace("_", " "), plain_text(item), item.tip),
                    act=action.trigger,
                )


def _blocks(window: House) -> Iterator[Thing]:
    there = {node.kind for node in window.document.experiment.network.nodes}
    for entry in family("blocks").values():
        if issubclass(entry, Block):
            taken = entry.unique and entry.kind in there
            yield Thing(
                title=tr("Add {block}", block=entry.title),
                section=tr("Block"),
                detail=entry.summary,
                why=tr("The network has its {block} already.", block=entry.title.lower()) if taken else "",
                words=(entry.title, *entry.aliases),
                act=partial(window.canvas.add_block, entry.kind),
            )
    for ready in map(of_ready, (entry for entry in family("ready").values() if issubclass(entry, ReadyGroup))):
        yield Thing(
            title=tr("Add {block}", block=ready.title),
            section=tr("Ready group"),
            detail=ready.summary,
            words=(ready.title, *ready.aliases),
            act=partial(window.canvas.add_block, ready.kind),
        )


def _choices(window: House) -> Iterator[Thing]:
    """What can be chosen for the training, and for the selected block."""
    places: list[tuple[tuple[str, ...], Field]] = [
        (("training", field.name), field) for field in fields_of(type(window.document.experiment.training))
    ]
    selected = _selected(window)
    if selected:
        entry = known("blocks", window.document.experiment.network.node(selected).kind)
        places += [(("network", selected, field.name), field) for field in (entry.fields() if entry else ())]
    found = set()
    for path, field in places:
        if field.about.family:
            found.add(field.about.family)
            yield from _choices_at(window, path, field)
    for name in ("activations", "initializers"):
        if name not in found:
            for entry in family(name).values():
                yield Thing(
                    title=tr("{what}: {name}", what=tr(SINGULAR[name].capitalize()), name=entry.title),
                    section=tr(SINGULAR[name].capitalize()),
                    detail=entry.summary,
                    why=tr("Select a layer first."),
                    words=(entry.title, *entry.aliases),
                    act=lambda: None,
                )


def _choices_at(window: House, path: tuple[str, ...], field: Field) -> Iterator[Thing]:
    experiment = window.document.experiment
    present: Choice = setting_at(experiment, path)[1]
    facts = window.document.analysis.facts
    unfit = unfit_losses(facts) if field.about.family == "losses" and facts is not None else {}
    whose = f"{title_of(experiment.network.node(path[1]))}: " if path[0] == "network" else ""
    for kind, entry in family(field.about.family or "").items():
        why = unfit.get(kind, "")
        if kind == present.kind:
            why = tr("It is chosen already.")
        yield Thing(
            title=f"{whose}{tr('{what}: {name}', what=field.title, name=entry.title)}",
            section=tr(SINGULAR[entry.family].capitalize()),
            detail=entry.summary,
            why=why,
            words=(entry.title, *entry.aliases),
            act=partial(_choose, window, path, kind),
        )


def _choose(window: House, path: tuple[str, ...], kind: str) -> None:
    try:
        window.document.apply(set_at(window.document.experiment, path, Choice(kind)))
    except PlaygroundError as error:
        window.messages.error(sentence(str(error)), passing=True)


def _settings(window: House) -> Iterator[Thing]:
    """Every setting that has a field in the window: what was found gets the focus."""
    experiment: Experiment = window.document.experiment
    for path, field, where in field_rows(experiment, _selected(window)):
        yield Thing(
            title=field.title,
            section=tr("Setting"),
            detail=f"{where} · {field.about.help}",
            words=(field.name.replace("_", " "), where, field.about.help),
            act=partial(window.show_field, path),
        )


def _data(window: House) -> Iterator[Thing]:
    present = window.document.experiment.data.source.kind
    for kind, entry in family("datasets").items():
        yield Thing(
            title=tr("Data: {name}", name=entry.title),
            section=tr("Data set"),
            detail=entry.summary,
            why=tr("It is chosen already.") if kind == present else "",
            words=(entry.title, *entry.aliases),
            act=partial(window.data.choose, kind),
        )


def _templates(window: House) -> Iterator[Thing]:
    for template in (*templates.templates(), *templates.classics()):
        yield Thing(
            title=tr("New: {name}", name=tr(template.title)),
            section=tr("Template") if template.origin is None else tr("Architecture"),
            detail=tr(template.summary),
            words=(template.title, template.summary, tr(template.title), tr(template.summary), tr("template")),
            act=partial(window.filing.new, template.id),
        )


def _recent(window: House) -> Iterator[Thing]:
    for path in window.memory.settings.recent:
        yield Thing(
            title=tr("Open {name}", name=path.name),
            section=tr("Recent file"),
            detail=shortly(path.parent),
            words=(path.stem,),
            act=partial(window.filing.open, path),
        )


def _selected(window: House) -> str:
    """The one selected block; empty where none or several are."""
    ids = tuple(window.canvas.selection)
    there = {node.id for node in window.document.experiment.network.nodes}
    return ids[0] if len(ids) == 1 and ids[0] in there else ""
