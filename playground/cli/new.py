"""`playground new`: a template or a classic architecture as a file."""

from __future__ import annotations

import argparse

from playground.cli.names import listed, may_write
from playground.cli.output import note
from playground.cli.unknown import UnknownNameError
from playground.spec.fields import nearest_names
from playground.spec.problems import PlaygroundError
from playground.spec.words import tr
from playground.workbench.files import save
from playground.workbench.templates import classics, load_template, template_named, templates


def run(parsed: argparse.Namespace) -> int:
    """Save the template; a file that is there is only replaced with ``--force``."""
    ids = [template.id for template in (*templates(), *classics())]
    id = template_named(parsed.template)
    if id is None:
        near = nearest_names(parsed.template, ids) or listed(ids)
        raise UnknownNameError(tr("template {id!r} is not known here{near}", id=parsed.template, near=near))
    path = may_write(parsed.output)
    if path.exists() and not parsed.force:
        raise PlaygroundError(tr("{path} is already there; --force writes over it", path=path))
    save(path, load_template(id))
    note(tr("{path} is written; `playground {path}` opens it", path=path))
    return 0
