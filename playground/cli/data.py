"""`playground data`: the sets of pictures that are downloaded on request, and what is kept of pictures."""

from __future__ import annotations

import argparse

from playground.catalog.entry import family
from playground.catalog.families import Dataset
from playground.catalog.pictures import store
from playground.catalog.pictures.fetching import Download, megabytes
from playground.catalog.pictures.progress import GivenUpError, listening
from playground.cli.interruption import Interruption
from playground.cli.output import console, note, table
from playground.cli.progress import Steps
from playground.cli.unknown import UnknownNameError
from playground.spec.fields import nearest_names
from playground.spec.words import tr

INTERRUPTED = 130


def run(parsed: argparse.Namespace) -> int:
    """List, fetch, remove."""
    sets = downloads()
    match parsed.action:
        case "fetch":
            return _fetch(_named(parsed.name, sets))
        case "remove":
            download = _named(parsed.name, sets)
            download.remove()
            note(tr("{name} is deleted from {folder}", name=download.kind, folder=download.folder))
            return 0
        case "clear":
            freed = store.clear()
            note(
                tr(
                    "deleted {size} of pictures from {folder}; they are made or read anew when they are needed",
                    size=megabytes(freed),
                    folder=store.folder(),
                )
            )
            return 0
    rows = table(tr("name"), tr("title"), tr("size"), tr("licence"), tr("here"), right=("size",))
    for kind, download in sets.items():
        here = (
            tr("yes") if download.here else tr("{size} of it", size=megabytes(download.done)) if download.done else ""
        )
        title = family("datasets")[kind].title
        rows.add_row(kind, tr(title), megabytes(download.size), download.licence, here)
    console().print(rows)
    return 0


def downloads() -> dict[str, Download]:
    """What can be fetched, by the kind of the data set."""
    found = {}
    for kind, entry in family("datasets").items():
        if issubclass(entry, Dataset) and (download := entry.download()) is not None:
            found[kind] = download
    return found


def _named(name: str | None, sets: dict[str, Download]) -> Download:
    if name is None:
        raise UnknownNameError(tr("say which: {names}", names=", ".join(sets)))
    if name not in sets:
        raise UnknownNameError(
            tr(
                "{name!r} is nothing that can be fetched{near}; there are {names}",
                name=name,
                near=nearest_names(name, sets),
                names=", ".join(sets),
            )
        )
    return sets[name]


def _fetch(download: Download) -> int:
    """With a bar; Ctrl-C keeps what has come."""
    if download.here:
        note(tr("{name} is here already: {folder}", name=download.kind, folder=download.folder))
        return 0
    note(
        tr(
            "{name}: {size}, licence {licence}, {home}",
            name=download.kind,
            size=megabytes(download.size),
            licence=download.licence,
            home=download.home,
        )
    )
    with Interruption() as interruption, Steps(download.kind, in_megabytes=True) as bar:

        def told(done: int, total: int) -> bool:
            bar.at(done, total)
            return not interruption.asked

        try:
            with listening(told):
                download.fetch()
        except GivenUpError:
            note(
                tr(
                    "given up with {done} of {size}; `playground data fetch {name}` goes on there",
                    done=megabytes(download.done),
                    size=megabytes(download.size),
                    name=download.kind,
                )
            )
            return INTERRUPTED
    note(tr("{name} is here: {folder}", name=download.kind, folder=download.folder))
    return 0
