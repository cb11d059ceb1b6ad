"""Where the files lie that come with the program: bundled data, templates, icons, the font."""

from __future__ import annotations

from pathlib import Path

import playground
from playground.spec.problems import PlaygroundError
from playground.spec.words import tr


def asset_folders() -> tuple[Path, ...]:
    """Where assets may lie: within the package where it is installed, beside it in a source tree."""
    package = Path(playground.__file__).resolve().parent
    return package / "assets", package.parent / "assets"


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
