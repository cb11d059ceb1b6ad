"""What a person names on the command line: experiments, templates, settings and their values."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from playground.catalog.entry import known, unknown
from playground.catalog.settings import set_at, setting_at
from playground.cli.unknown import UnknownNameError
from playground.spec.experiment import Experiment
from playground.spec.fields import Field, nearest_names
from playground.spec.problems import PlaygroundError
from playground.spec.values import Choice, from_json
from playground.spec.words import tr
from playground.workbench.files import SUFFIX, Opened, load


def open_named(name: str) -> Opened:
    """The experiment file at the path ``name``, else the template called so.

    Raises:
        UnknownNameError: neither is there.
        PlaygroundError: the file cannot be opened.

    """
    path = Path(name)
    if os.path.lexists(path):
        return load(path)
    from playground.workbench.templates import classics, load_template, template_named, templates

    found = template_named(name)
    if found is not None:
        return Opened(experiment=load_template(found))
    ids = [template.id for template in (*templates(), *classics())]
    if path.suffix.lower() in (SUFFIX, ".json") or path.name != name:
        raise no_file(path)
    raise UnknownNameError(
        tr("{name!r} is neither a file nor a template{near}", name=name, near=nearest_names(name, ids) or listed(ids))
    )


def listed(names: list[str]) -> str:
    """A tail for a sentence where no name is near: all of them."""
    return tr(" (templates: {names})", names=", ".join(names))


def no_file(path: Path) -> UnknownNameError:
    """The error that says that ``path`` is not there, with near names of its folder."""
    folder = path.parent
    if not folder.is_dir():
        return UnknownNameError(tr("{path} is not there, nor is its folder", path=path))
    try:
        names = [item.name for item in folder.iterdir() if item.suffix.lower() in (SUFFIX, ".json")]
    except OSError:  # a folder that may not be read has no near names to offer
        names = []
    return UnknownNameError(tr("{path} is not there{near}", path=path, near=nearest_names(path.name, names)))


def with_settings(experiment: Experiment, assignments: list[str]) -> Experiment:
    """``experiment`` after assignments such as ``training.optimizer.learning_rate=0.1``, in their order.

    A value is read as JSON; what is no JSON is a word: ``training.optimizer=adam``, ``data.normalize=true``.

    Raises:
        UnknownNameError: there is no such setting, or no such thing to choose.
        PlaygroundError: the value may not stand there.

    """
    for assignment in assignments:
        place, equals, word = assignment.partition("=")
        path = tuple(part.strip() for part in place.split("."))
        if not equals or not all(path):
            raise UnknownNameError(
                tr("--set takes PATH=VALUE, such as training.batch_size=32, not {assignment!r}", assignment=assignment)
            )
        try:
            field, _ = setting_at(experiment, path)
        except PlaygroundError as error:
            raise UnknownNameError(f"--set {place}: {error}") from None
        try:
            experiment = set_at(experiment, path, _value(field, word.strip())).apply(experiment)
        except UnknownNameError as error:
            raise UnknownNameError(f"--set {place}: {error}") from None
        except PlaygroundError as error:
            raise PlaygroundError(f"--set {place}: {error}") from None
    return experiment


def _value(field: Field, word: str) -> Any:
    if field.type is str and not word.startswith('"'):
        return word
    try:
        value = json.loads(word)
    except (ValueError, RecursionError):
        value = word
    if field.type is Choice:
        return _choice(field.about.family or "", {"kind": value} if isinstance(value, str) else value)
    if field.type is tuple and field.about.family:
        items = [item.strip() for item in value.split(",") if item.strip()] if isinstance(value, str) else value
        if not isinstance(items, list):
            raise PlaygroundError(tr("must be names with commas between them, or a list, not {value!r}", value=value))
        kinds = [{"kind": item} if isinstance(item, str) else item for item in items]
        return tuple(_choice(field.about.family, item) for item in kinds)
    if field.type is float and isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**53:
        return float(value)
    if field.type is int and isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def _choice(family: str, value: Any) -> Choice:
    choice = from_json(value)
    if not isinstance(choice, Choice):
        raise PlaygroundError(tr('must be a name or an object with a "kind", not {value!r}', value=value))
    entry = known(family, choice.kind)
    if entry is None:
        raise UnknownNameError(unknown(family, choice.kind))
    names = [field.name for field in entry.fields()]
    for name in choice.params:
        if name not in names:
            raise UnknownNameError(
                tr(
                    "{thing} has no setting {setting!r}{near}",
                    thing=choice.kind,
                    setting=name,
                    near=nearest_names(name, names),
                )
            )
    wrong = entry.violations(choice.params)
    if wrong:
        raise PlaygroundError(wrong[0])
    return choice


def may_write(path: Path) -> Path:
    """``path``, if a file can probably be written there: said before hours of training, not after.

    Raises:
        PlaygroundError: its folder is not there, or it is a folder itself.

    """
    if path.is_dir():
        raise PlaygroundError(tr("{path} is a folder, not a file", path=path))
    if not path.parent.is_dir():
        raise PlaygroundError(
            tr("{path} cannot be written: there is no folder {folder}", path=path, folder=path.parent)
        )
    if not os.access(path.parent, os.W_OK):
        raise PlaygroundError(
            tr("{path} cannot be written: {folder} may not be changed by you", path=path, folder=path.parent)
        )
    return path
