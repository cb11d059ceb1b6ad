"""What the program remembers of its user from one start to the next: recent files, theme, language, layouts."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from playground.spec.limits import LARGEST_SETTINGS
from playground.spec.problems import PlaygroundError
from playground.spec.strict_json import parse
from playground.workbench.archive import read_bytes
from playground.workbench.disk import make_folder, previous_of, write_atomically
from playground.workbench.presentation import Presentation, presentation_from_json, presentation_to_json

MOST_RECENT = 10
VARIABLE = "PLAYGROUND_CONFIG_DIR"

Theme = Literal["light", "dark", "system"]
Minimap = Literal["auto", "on", "off"]

WATCHABLE = 3000.0
"""Steps per second at which a small network is seen to learn; at full speed it has learned before anyone looks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The user's settings.

    Attributes:
        recent: files that were opened or saved, the latest first.
        theme: the window's colours; ``system`` follows the desktop.
        geometry: the window's place and size as Qt gives it, in base64; empty before the first time.
        language: the code of the language, such as ``de``; empty is English.
        hints: the first-start hints that have been heeded or closed, by name.
        layout: how the room was shared out when the window was closed, in plain JSON types; empty is the original.
            layouts: others that were given a name. Only the window knows what is in them.
        presentation: how somebody presented last.
        minimap: whether the whole network in small is shown: when there is need for it (``auto``), ``on`` or ``off``.
        pace: how many steps a second Play trains at most; 0 is as fast as it goes.

    """

    recent: tuple[Path, ...] = ()
    theme: Theme = "system"
    geometry: str = ""
    language: str = ""
    hints: tuple[str, ...] = ()
    layout: dict[str, Any] = field(default_factory=dict)
    layouts: dict[str, dict[str, Any]] = field(default_factory=dict)
    presentation: Presentation = Presentation()
    minimap: Minimap = "auto"
    pace: float = WATCHABLE

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

    A setting with a value that it may not have takes its default, the others stay. A file in which anything is wrong
    is kept beside the new one, as ``settings.json.damaged``; where nothing in it can be read, the version before it
    holds.
    """
    path = settings_path()
    if not path.exists():
        return Settings()
    try:
        text = read_bytes(path, LARGEST_SETTINGS)
    except PlaygroundError:  # not ours to read: the program starts all the same, with its defaults
        return Settings()
    from playground.workbench import guard

    try:
        data = parse(text)
        read = guard.read(guard.SettingsModel, data)
    except PlaygroundError:
        with suppress(OSError):
            path.replace(path.with_name(path.name + ".damaged"))
        try:
            read = guard.read(guard.SettingsModel, guard.sound(guard.SettingsModel, parse(text)))
        except PlaygroundError:  # no JSON at all: what was there before that is better than nothing
            try:
                before = parse(read_bytes(previous_of(path), LARGEST_SETTINGS))
                read = guard.read(guard.SettingsModel, guard.sound(guard.SettingsModel, before))
            except PlaygroundError:
                return Settings()
    recent = dict.fromkeys(Path(name) for name in read.recent if "\0" not in name)
    try:
        presentation = presentation_from_json(read.presentation or presentation_to_json(Presentation()))
    except PlaygroundError:
        presentation = Presentation()
    return Settings(
        recent=tuple(recent)[:MOST_RECENT],
        theme=read.theme,
        geometry=read.geometry,
        language=read.language,
        hints=tuple(dict.fromkeys(read.hints)),
        layout=read.layout,
        layouts=read.layouts,
        presentation=presentation,
        minimap=read.minimap,
        pace=WATCHABLE if read.pace is None else read.pace,
    )


def first_look() -> Settings:
    """Only what the first paint needs of the settings: theme, language, geometry and layout; the rest as by default.

    It is quick, and judges nothing: what is wrong is as by default, and `load_settings` sees to the file.
    """
    path = settings_path()
    if not path.exists():
        return Settings()
    try:
        found = parse(read_bytes(path, LARGEST_SETTINGS))
    except PlaygroundError:
        return Settings()
    if not isinstance(found, dict):
        return Settings()
    theme, language, geometry, layout = (found.get(name) for name in ("theme", "language", "geometry", "layout"))
    return Settings(
        theme=theme if theme in ("light", "dark", "system") else "system",
        language=language if isinstance(language, str) else "",
        geometry=geometry if isinstance(geometry, str) and geometry.isascii() else "",
        layout=layout if isinstance(layout, dict) else {},
    )


def save_settings(settings: Settings) -> None:
    """Write the settings, all or nothing.

    Raises:
        PlaygroundError: the system refuses.

    """
    path = settings_path()
    make_folder(path.parent)
    data = {
        "recent": [os.fspath(file) for file in settings.recent],
        "theme": settings.theme,
        "geometry": settings.geometry,
        "language": settings.language,
        "hints": list(settings.hints),
        "layout": settings.layout,
        "layouts": settings.layouts,
        "presentation": presentation_to_json(settings.presentation),
        "minimap": settings.minimap,
        "pace": settings.pace,
    }
    write_atomically(path, json.dumps(data, indent=2).encode() + b"\n", previous=True)
