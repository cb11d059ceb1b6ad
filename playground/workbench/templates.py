"""The experiments that come with the program: each shows one thing, or is a classic architecture."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from playground.catalog.architecture import Architecture, begun, form_of, forms
from playground.catalog.assets import asset
from playground.catalog.entry import family
from playground.spec.experiment import Experiment
from playground.spec.fields import nearest_names
from playground.spec.json import experiment_from_json
from playground.spec.problems import PlaygroundError
from playground.spec.strict_json import parse
from playground.spec.values import Choice
from playground.spec.words import mark, tr

DEFAULT = "first"
"""The template that is open when the program starts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """An experiment to start from.

    Attributes:
        id: its name on the command line, the file's name without ``.json``.
        title: for people. summary: what is in it, one line. teaches: what to do with it and what can be seen then.
        order: where it stands in the list.
        origin: what makes it, where it is a form of an architecture; None where it is a file.

    """

    id: str
    title: str
    summary: str
    teaches: str
    order: int
    origin: Choice | None = None


FORMS = {
    "small": mark("{name}, small"),
    "classic": mark("{name}, classic"),
    "one_tower": mark("{name}, one tower"),
}
"""What an architecture's other forms are called; a form that is not named here stands behind the name as it is."""


@cache
def templates() -> tuple[Template, ...]:
    """All templates, in the order in which a course would take them.

    Raises:
        PlaygroundError: the folder is missing, or a file in it holds something else.

    """
    found = [_described(path, _read(path)) for path in asset("templates").glob("*.json")]
    return tuple(sorted(found, key=lambda template: (template.order, template.id)))


def classics() -> tuple[Template, ...]:
    """The classic architectures, every form a template of its own, in the order of the catalogue.

    In the language that is spoken at the time, as the catalogue is.
    """
    found: list[Template] = []
    for entry in family(Architecture.family).values():
        if issubclass(entry, Architecture):
            for id, choice in forms(entry).items():
                form = form_of(choice)
                size = f"{entry.sizes[form]:,}" if form in entry.sizes else "?"
                title = entry.title
                if id != entry.kind:
                    title = tr(FORMS.get(form, f"{{name}}, {form}"), name=entry.title)
                summary = tr("{sees}, {size} learned numbers.", sees=entry.sees.get(form, ""), size=size)
                found.append(
                    Template(
                        id=id, title=title, summary=summary, teaches=entry.help, order=1000 + len(found), origin=choice
                    )
                )
    return tuple(found)


def template_named(name: str) -> str | None:
    """The id of the template or architecture that is meant by ``name``, however its words are joined; None for none.

    So ``lenet-5``, ``LeNet5`` and ``lenet_5`` are one, and ``vgg16-small`` is ``vgg16_small``.
    """
    every = [template.id for template in (*templates(), *classics())]
    if name in every:
        return name
    return next((id for id in every if _joined(id) == _joined(name)), None)


def _joined(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


def load_template(id: str) -> Experiment:
    """The experiment of the template or architecture called ``id``.

    Raises:
        PlaygroundError: there is no such template (the sentence names the nearest), or its file is damaged.

    """
    found = next((template for template in (*templates(), *classics()) if template.id == id), None)
    if found is None:
        names = [template.id for template in (*templates(), *classics())]
        raise PlaygroundError(tr("template {id!r} is not known here{near}", id=id, near=nearest_names(id, names)))
    if found.origin is not None:
        return begun(found.origin)
    return template_in(asset("templates", f"{id}.json"))[1]


def template_in(path: Path) -> tuple[Template, Experiment]:
    """The template in a file.

    Raises:
        PlaygroundError: it holds something else.

    """
    content = _read(path)
    described = _described(path, content)
    try:
        return described, experiment_from_json(content.get("experiment"))
    except PlaygroundError as error:
        raise PlaygroundError(f"{path.name}: {error}") from error


def _read(path: Path) -> dict[str, Any]:
    try:
        content = parse(path.read_bytes())
    except OSError as error:
        raise PlaygroundError(tr("{path} cannot be read: {why}", path=path, why=error.strerror or error)) from error
    except PlaygroundError as error:
        raise PlaygroundError(f"{path.name}: {error}") from error
    if not isinstance(content, dict):
        raise PlaygroundError(
            tr("{file}: a template is an object with a title, not {content!r:.60}", file=path.name, content=content)
        )
    return content


def _described(path: Path, content: dict[str, Any]) -> Template:
    words = {name: content.get(name) for name in ("title", "summary", "teaches")}
    for name, value in words.items():
        if not isinstance(value, str) or not value:
            raise PlaygroundError(
                tr("{file}: {name} must be text, not {value!r:.60}", file=path.name, name=name, value=value)
            )
    order = content.get("order")
    if not isinstance(order, int):
        raise PlaygroundError(
            tr("{file}: order must be a whole number, not {value!r:.60}", file=path.name, value=order)
        )
    return Template(id=path.stem, order=order, **words)  # type: ignore[arg-type]
