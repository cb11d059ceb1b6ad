"""What the program remembers of its user from one start to the next: recent files, theme, the window's place."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from playground.spec.json import parse
from playground.spec.problems import PlaygroundError
from playground.workbench.archive import read_bytes, write_atomically

MOST_RECENT = 10
LARGEST = 2**20
VARIABLE = "PLAYGROUND_CONFIG_DIR"

Theme = Literal["light", "dark", "system"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The user's settings.

    Attributes:
        recent: files that were opened or saved, the latest first.
        theme: the window's colours; ``system`` follows the desktop.
        geometry: the window's place and size as Qt gives it, in base64; empty before the first time.

    """

    recent: tuple[Path, ...] = ()
    theme: Theme = "system"
    geometry: str = ""

    def remember(self, path: Path) -> Settings:
        """The same settings with ``path`` as the latest file."""
        latest = path.absolute()
        others = tuple(other for other in self.recent if other != latest)
        return replace(self, recent=(latest, *others)[:MOST_RECENT])

    def forget(self, path: Path) -> Settings:
        """The same settings without ``path`` among the recent files."""
        return replace(self, recent=tuple(other for other in self.recent if other != path.absolute()))


def settings_path() -> Path:
    """Where the settings lie: where the system keeps such files, or in the folder that PLAYGROUND_CONFIG_DIR names."""
    folder = os.environ.get(VARIABLE)
    if folder:
        return Path(folder) / "settings.json"
    from platformdirs import user_config_path

    return user_config_path("playground", appauthor=False) / "settings.json"


def load_settings() -> Settings:
    """The settings as they were saved; the defaults where there are none or they cannot be read.

    A file that is damaged is kept beside the new one, as ``settings.json.damaged``.
    """
    path = settings_path()
    if not path.exists():
        return Settings()
    try:
        text = read_bytes(path, LARGEST)
    except PlaygroundError:  # not ours to read: the program starts all the same, with its defaults
        return Settings()
    from playground.workbench import guard

    try:
        read = guard.read(guard.SettingsModel, parse(text))
    except PlaygroundError:
        with suppress(OSError):
            path.replace(path.with_name(path.name + ".damaged"))
        return Settings()
    recent = dict.fromkeys(Path(name) for name in read.recent if "\0" not in name)
    return Settings(recent=tuple(recent)[:MOST_RECENT], theme=read.theme, geometry=read.geometry)


def save_settings(settings: Settings) -> None:
    """Write the settings, all or nothing.

    Raises:
        PlaygroundError: the system refuses.

    """
    path = settings_path()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise PlaygroundError(f"{path.parent} could not be made: {error.strerror}") from error
    data = {
        "recent": [os.fspath(file) for file in settings.recent],
        "theme": settings.theme,
        "geometry": settings.geometry,
    }
    write_atomically(path, json.dumps(data, indent=2).encode() + b"\n")
