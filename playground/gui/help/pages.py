"""The pages of the help. Every page has an address, such as ``optimizers/adam`` or ``optimizers/adam/beta1``."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

from playground.catalog.entry import FAMILIES, SINGULAR, Entry, family, known
from playground.gui.help.about_plots import PLACES, PLOTS
from playground.gui.inspector.words import EFFECTS, default_in_words
from playground.spec.experiment import Data, Experiment, Training
from playground.spec.fields import Field, fields_of, range_in_words
from playground.spec.words import tr

CLASSES: dict[str, tuple[str, type]] = {
    "training": ("Training", Training),
    "data": ("Data", Data),
    "experiment": ("Experiment", Experiment),
}
"""Settings that stand in no entry of the catalogue: the beginning of their address, their heading, whose they are."""
PLURAL = {
    "blocks": "Blocks",
    "activations": "Activations",
    "initializers": "Initializers",
    "optimizers": "Optimizers",
    "schedules": "Schedules of the learning rate",
    "losses": "Losses",
    "metrics": "Metrics",
    "datasets": "Data sets",
    "probes": "Measurements",
    "augmentations": "Augmentations",
    "architectures": "Classic architectures",
    "ready": "Ready groups",
}
INDEX = "index"


@dataclass(frozen=True, slots=True)
class Page:
    """What can be looked up: its address, its title, what it is, and other words for it."""

    address: str
    title: str
    section: str
    words: tuple[str, ...] = ()


def pages() -> list[Page]:
    """Everything that can be looked up."""
    found = [Page(name, tr(title), tr("Window")) for name, (title, _) in PLACES.items()]
    found += [Page(f"plots/{title}", tr(title), tr("Plot")) for title in titles()]
    for group in FAMILIES:
        for kind, entry in family(group).items():
            section = tr(SINGULAR[group].capitalize())
            found.append(Page(f"{group}/{kind}", entry.title, section, (kind, *entry.aliases)))
            found += [
                Page(f"{group}/{kind}/{field.name}", field.title, f"{tr('Setting')} · {entry.title}", (field.name,))
                for field in shown(entry.fields())
            ]
    for name, (title, cls) in CLASSES.items():
        found += [
            Page(f"{name}/{field.name}", field.title, f"{tr('Setting')} · {tr(title)}", (field.name,))
            for field in shown(fields_of(cls))
        ]
    return found


def titles() -> list[str]:
    """The titles of all plots."""
    from playground.gui.plots.plot import plots  # pyqtgraph comes with them

    return list(dict.fromkeys([*(plot.title for plot in plots()), *PLOTS]))


def shown(fields: Iterable[Field]) -> list[Field]:
    """The settings that a form shows."""
    return [field for field in fields if not field.about.hidden and field.type is not tuple]


def page(address: str) -> str:
    """The page at ``address`` as rich text; the index where there is none."""
    parts = address.split("/")
    if parts[0] == "plots" and len(parts) == 2:
        return _plot(parts[1])
    if parts[0] in PLACES and len(parts) == 1 and parts[0] not in CLASSES:
        return _place(parts[0])
    if parts[0] in CLASSES and len(parts) == 2:
        title, cls = CLASSES[parts[0]]
        field = next((field for field in fields_of(cls) if field.name == parts[1]), None)
        if field is not None:
            return _field(field, tr(title), parts[0])
    if parts[0] in CLASSES and len(parts) == 1:
        return _class(parts[0])
    if parts[0] in FAMILIES:
        entry = known(parts[0], parts[1]) if len(parts) > 1 else None
        if entry is None:
            return _family(parts[0])
        field = next((field for field in entry.fields() if len(parts) > 2 and field.name == parts[2]), None)
        return _entry(entry) if field is None else _field(field, entry.title, f"{parts[0]}/{entry.kind}", entry.formula)
    return _index()


def _link(address: str, words: str) -> str:
    return f"<a href='{escape(address)}'>{escape(words)}</a>"


def _head(kind: str, title: str, *, over: str = "") -> str:
    where = _link(over, kind) if over else escape(kind)
    return f"<p class='over'>{where}</p><h2>{escape(title)}</h2>"


def _formula(formula: str) -> str:
    if not formula:
        return ""
    lines = "<br>".join(escape(part) for part in formula.split(",  "))
    return f"<table width='100%' cellpadding='8'><tr><td class='formula'>{lines}</td></tr></table>"


def _entry(entry: type[Entry]) -> str:
    words = [_head(tr(SINGULAR[entry.family].capitalize()), entry.title, over=entry.family)]
    words.append(f"<p><b>{escape(entry.summary)}</b></p><p>{escape(entry.help)}</p>{_formula(entry.formula)}")
    if entry.aliases:
        words.append(f"<p class='small'>{escape(tr('Also called {names}.', names=', '.join(entry.aliases)))}</p>")
    fields = shown(entry.fields())
    if fields:
        words.append(f"<h3>{escape(tr('Settings'))}</h3>{_fields(fields, f'{entry.family}/{entry.kind}')}")
    others = [other for other in family(entry.family).values() if other is not entry]
    near = others if len(others) <= 14 else []
    if near:
        links = ", ".join(_link(f"{other.family}/{other.kind}", other.title) for other in near)
        words.append(f"<h3>{escape(tr('Others'))}</h3><p>{links}</p>")
    return "".join(words)


def _fields(fields: list[Field], base: str) -> str:
    rows = "".join(
        f"<tr><td>{_link(f'{base}/{field.name}', field.title)}</td><td>{escape(field.about.help)}</td></tr>"
        for field in fields
    )
    return f"<table cellpadding='4'>{rows}</table>"


def _field(field: Field, where: str, base: str, formula: str = "") -> str:
    """``formula`` is the one that the setting stands in, where it has none of its own."""
    about = field.about
    facts = []
    if field.type in (int, float) and (about.low is not None or about.high is not None):
        facts.append((tr("Range"), range_in_words(about.low, about.high)))
    if field.options:
        facts.append((tr("Words"), ", ".join(map(tr, field.options))))
    facts.append((tr("Default"), default_in_words(field) or tr("empty")))
    if about.unit:
        facts.append((tr("Unit"), about.unit))
    facts.append((tr("Effect"), tr(EFFECTS[about.effect])))
    rows = "".join(f"<tr><td class='small'>{escape(name)}</td><td>{escape(words)}</td></tr>" for name, words in facts)
    choice = ""
    if about.family:
        links = "".join(
            f"<tr><td>{_link(f'{about.family}/{kind}', entry.title)}</td><td>{escape(entry.summary)}</td></tr>"
            for kind, entry in family(about.family).items()
        )
        choice = f"<h3>{escape(tr('To choose from'))}</h3><table cellpadding='4'>{links}</table>"
    return (
        f"{_head(tr('Setting of {where}', where=where), field.title, over=base)}<p>{escape(about.help)}</p>"
        f"{_formula(about.formula or formula)}<table cellpadding='4'>{rows}</table>{choice}"
    )


def _family(name: str) -> str:
    rows = "".join(
        f"<tr><td>{_link(f'{name}/{kind}', entry.title)}</td><td>{escape(entry.summary)}</td></tr>"
        for kind, entry in family(name).items()
    )
    return f"{_head(tr('Help'), tr(PLURAL[name]), over=INDEX)}<table cellpadding='4'>{rows}</table>"


def _class(name: str) -> str:
    title, cls = CLASSES[name]
    words = f"<p>{escape(tr(PLACES[name][1]))}</p>" if name in PLACES else ""
    return f"{_head(tr('Help'), tr(title), over=INDEX)}{words}{_fields(shown(fields_of(cls)), name)}"


def _plot(title: str) -> str:
    help, formula = PLOTS.get(title, ("", ""))
    if not help:
        from playground.gui.plots.plot import plots

        help = next(((plot.__doc__ or "").split("\n\n")[0] for plot in plots() if plot.title == title), "")
    return f"{_head(tr('Plot'), tr(title), over=INDEX)}<p>{escape(tr(help))}</p>{_formula(tr(formula))}"


def _place(name: str) -> str:
    title, words = PLACES[name]
    return f"{_head(tr('Window'), tr(title), over=INDEX)}<p>{escape(tr(words))}</p>"


def _index() -> str:
    parts = [(tr("Window"), [_link(name, tr(title)) for name, (title, _) in PLACES.items()])]
    parts.append((tr("Settings"), [_link(name, tr(title)) for name, (title, _) in CLASSES.items()]))
    parts.append((tr("Plots"), [_link(f"plots/{title}", tr(title)) for title in titles()]))
    words = [f"<h2>{escape(tr('Help'))}</h2><p>{escape(tr('Press F1 over anything to read about it.'))}</p>"]
    for heading, links in parts:
        words.append(f"<h3>{escape(heading)}</h3><p>{', '.join(links)}</p>")
    for name in FAMILIES:
        links = [_link(f"{name}/{kind}", entry.title) for kind, entry in family(name).items()]
        words.append(f"<h3>{_link(name, tr(PLURAL[name]))}</h3><p>{', '.join(links)}</p>")
    return "".join(words)
