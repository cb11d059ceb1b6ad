"""Where the files lie that come with the program: bundled data, templates, icons, the font."""

from __future__ import annotations

import sys
from pathlib import Path

import playground
from playground.spec.problems import PlaygroundError
from playground.spec.words import tr


def asset_folders() -> tuple[Path, ...]:
    """Where assets may lie: beside the package in a source tree, under the environment's ``share`` when installed."""
    package = Path(playground.__file__).resolve().parent
    return package.parent / "assets", Path(sys.prefix) / "share" / "playground" / "assets"


def asset(*parts: str) -> Path:
    """The file or folder ``assets/<parts>``: ``asset("data", "iris.csv")``.

    Raises:
        PlaygroundError: it is in neither place; the sentence names both.

    """
    candidates = [folder.joinpath(*parts) for folder in asset_folders()]
    for path in candidates:
        if path.exists():
            return path
    places = tr(" nor at ").join(str(path) for path in candidates)
    raise PlaygroundError(
        tr(
            "{file} should come with the program, but is neither at {places}; reinstall it",
            file="/".join(parts),
            places=places,
        )
    )
