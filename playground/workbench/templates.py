"""The experiments that come with the program: each shows one thing."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from playground.catalog.assets import asset
from playground.spec.experiment import Experiment
from playground.spec.fields import nearest_names
from playground.spec.json import experiment_from_json
from playground.spec.problems import PlaygroundError
from playground.spec.strict_json import parse
from playground.spec.words import tr

DEFAULT = "first"
"""The template that is open when the program starts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """An experiment to start from.

    Attributes:
        id: its name on the command line, the file's name without ``.json``.
        title: for people. summary: what is in it, one line. teaches: what to do with it and what can be seen then.
        order: where it stands in the list.

    """

    id: str
    title: str
    summary: str
    teaches: str
    order: int


@cache
def templates() -> tuple[Template, ...]:
    """All templates, in the order in which a course would take them.

    Raises:
        PlaygroundError: the folder is missing, or a file in it holds something else.

    """
    found = [_described(path, _read(path)) for path in asset("templates").glob("*.json")]
    return tuple(sorted(found, key=lambda template: (template.order, template.id)))


def load_template(id: str) -> Experiment:
    """The experiment of the template called ``id``.

    Raises:
        PlaygroundError: there is no such template (the sentence names the nearest), or its file is damaged.

    """
    names = [template.id for template in templates()]
    if id not in names:
        raise PlaygroundError(tr("template {id!r} is not known here{near}", id=id, near=nearest_names(id, names)))
    path = asset("templates", f"{id}.json")
    try:
        return experiment_from_json(_read(path).get("experiment"))
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
