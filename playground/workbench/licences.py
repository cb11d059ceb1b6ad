"""What the program is made of, and under which licences: read from what is installed, so that nothing is forgotten.

A program that brings its own Python has no such folders; its build wrote the same list into a file
(`packaging/licences.py`), which is read in their place.
"""

from __future__ import annotations

import importlib.metadata
import json
import platform
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import playground
from playground.catalog.assets import asset
from playground.spec.problems import PlaygroundError
from playground.spec.strict_json import parse
from playground.spec.words import mark, tr
from playground.workbench.archive import read_bytes
from playground.workbench.itself import bundled

WRITTEN = "licences.json"
"""The file that a build writes, in ``assets/licences``."""
LARGEST = 16 * 2**20
SHORT = 120
"""Letters of what can be the name of a licence; some packages put the whole text there."""

_LEGAL = re.compile(r"(licen[cs]e|copying|notice|copyright)[^/]*$|/licenses/", re.IGNORECASE)
_SOURCES = {".py", ".pyc", ".so", ".pyd"}
_OURS = {
    "pyside6-essentials": ("Qt.txt", "LGPL-3.0.txt", "GPL-3.0.txt"),
    "shiboken6": ("Qt.txt", "LGPL-3.0.txt", "GPL-3.0.txt"),
}
"""Texts in ``assets/licences`` for packages that bring none."""
_CHOSEN = {"pyside6-essentials": "LGPL-3.0-only", "shiboken6": "LGPL-3.0-only"}
"""Of several licences that a package offers the one that is used."""
_TITLES = {"pyside6-essentials": "Qt and PySide6", "torch": "PyTorch", "numpy": "NumPy"}
_FONTS = {"Inter": "OFL-1.1", "DejaVu": "Bitstream-Vera"}
_NAMES = {
    "MIT License": "MIT",
    "BSD License": "BSD",
    "Apache Software License": "Apache-2.0",
    "BSD 3-Clause License": "BSD-3-Clause",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Something that the program is made of.

    Attributes:
        name: what people call it. version: empty where it has none.
        licence: its licence in short, an SPDX expression where there is one; empty: not known.
        text: the whole text, with the notices that belong to it; empty: not known.
        kind: ``program``, ``library``, ``font`` or ``data``.

    """

    name: str
    version: str = ""
    licence: str = ""
    text: str = ""
    kind: str = "library"


KINDS = {
    "program": mark("the program"),
    "library": mark("library"),
    "font": mark("letters"),
    "data": mark("data"),
}


def parts() -> tuple[Part, ...]:
    """All parts: the program first, then Python and the libraries by name, then letters and data.

    Raises:
        PlaygroundError: this program brings its own Python, and its list is missing or damaged.

    """
    return read(asset("licences", WRITTEN)) if bundled() else installed()


@cache
def installed() -> tuple[Part, ...]:
    """The parts of this installation."""
    python = Part(
        name="Python", version=platform.python_version(), licence="PSF-2.0", text=_asset("licences", "Python.txt")
    )
    return (_program(), python, *_libraries(), *_letters(), *_data())


def check() -> None:
    """See that a licence and its text are known of every part.

    Raises:
        PlaygroundError: one lacks it; the sentence names all that do.

    """
    lacking = [part.name for part in parts() if not (part.licence and part.text.strip())]
    if lacking:
        raise PlaygroundError(tr("there is no licence or no text of it for: {names}", names=", ".join(lacking)))


def named(name: str, found: tuple[Part, ...]) -> Part | None:
    """The part called so, however it is written, or the first with this word in its name."""
    wanted = _plain(name)
    whole = (part for part in found if _plain(part.name) == wanted)
    of_a_word = (part for part in found if wanted in re.split(r"[^a-z0-9]+", part.name.lower()))
    return next(whole, None) or next(of_a_word, None)


def written(found: tuple[Part, ...]) -> str:
    """The parts as JSON, for `read`."""
    content = [{name: getattr(part, name) for name in Part.__slots__} for part in found]
    return json.dumps({"parts": content}, indent=1, ensure_ascii=False) + "\n"


def read(path: Path) -> tuple[Part, ...]:
    """The parts that `written` put there.

    Raises:
        PlaygroundError: it cannot be read, or holds something else.

    """
    content = parse(read_bytes(path, LARGEST))
    listed = content.get("parts") if isinstance(content, dict) else None
    if not isinstance(listed, list) or not all(_sound(item) for item in listed):
        raise PlaygroundError(tr("{path} is no list of licences; reinstall the program", path=path))
    return tuple(Part(**item) for item in listed)


def _sound(item: object) -> bool:
    return (
        isinstance(item, dict)
        and set(item) == set(Part.__slots__)
        and all(isinstance(value, str) for value in item.values())
        and item["kind"] in KINDS
    )


def in_words(found: tuple[Part, ...]) -> str:
    """All licences as one text, each under its name."""
    rule = "=" * 80
    heads = [f"{rule}\n{f'{part.name} {part.version}'.rstrip()}\n{part.licence}\n{rule}\n" for part in found]
    return "\n".join(f"{head}\n{part.text}\n" for head, part in zip(heads, found, strict=True))


# ---------------------------------------------------------------- where they are found


def _program() -> Part:
    beside = Path(playground.__file__).resolve().parent.parent / "LICENSE"
    text = beside.read_text(encoding="utf-8") if beside.is_file() else ""
    if not text:
        text = _texts(_distribution("playground"))
    return Part(name="Playground", version=playground.__version__, licence="MIT", text=text, kind="program")


def _libraries() -> Iterator[Part]:
    """What the program needs, and what that needs, and so on; of other systems' packages none is here."""
    for key, distribution in sorted(_needed().items()):
        own = _OURS.get(key, ())
        text = "\n".join(_asset("licences", name) for name in own) or _texts(distribution)
        name, licence = str(distribution.metadata["Name"]), _CHOSEN.get(key) or _short(distribution)
        yield Part(name=_TITLES.get(key, name), version=distribution.version, licence=licence, text=text)


def of_package(name: str) -> Part | None:
    """A package of Python's that is installed, whether the program needs it or not; None where it is not."""
    found = _distribution(name)
    if found is None:
        return None
    return Part(name=str(found.metadata["Name"]), version=found.version, licence=_short(found), text=_texts(found))


def _needed() -> dict[str, importlib.metadata.Distribution]:
    found: dict[str, importlib.metadata.Distribution] = {}
    waiting = ["playground"]
    while waiting:
        distribution = _distribution(waiting.pop())
        for line in (distribution.requires or []) if distribution is not None else []:
            match = re.match(r"[A-Za-z0-9._-]+", line)
            needed = _distribution(match[0]) if match and "extra ==" not in line else None
            if needed is not None and (key := _plain(str(needed.metadata["Name"]))) not in found:
                found[key] = needed
                waiting.append(key)
    return found


def _distribution(name: str) -> importlib.metadata.Distribution | None:
    try:
        return importlib.metadata.distribution(name)
    except importlib.metadata.PackageNotFoundError:
        return None


def _plain(name: str) -> str:
    """A distribution's name as all spellings of it are meant (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _short(distribution: importlib.metadata.Distribution) -> str:
    """The name of the licence: as the package states it, else from its classifiers."""
    about = distribution.metadata
    for field in ("License-Expression", "License"):
        stated = str(about[field] or "").strip()
        if stated and len(stated) <= SHORT and "\n" not in stated:
            return _NAMES.get(stated, stated)
    listed = [str(line) for line in about.get_all("Classifier") or [] if str(line).startswith("License ::")]
    last = [line.rsplit(" :: ", 1)[-1] for line in listed if not line.endswith("OSI Approved")]
    return ", ".join(_NAMES.get(name, name) for name in last)


def _texts(distribution: importlib.metadata.Distribution | None) -> str:
    """Every legal text among the package's own files; those of what it contains in turn under their paths."""
    legal = []
    for file in (distribution.files or []) if distribution is not None else []:
        where = str(file).replace("\\", "/")
        if ".dist-info/" in where and _LEGAL.search(where) and file.suffix not in _SOURCES:
            legal.append((where.count("/"), where, Path(str(file.locate()))))
    found: list[str] = []
    for _, where, path in sorted(legal):
        if path.is_file():
            inner = where.partition(".dist-info/")[2].removeprefix("licenses/")
            text = path.read_text(encoding="utf-8", errors="replace").strip()
            found.append(text if not found else f"{'-' * 80}\n{inner}\n\n{text}")
    return "\n\n".join(found) + "\n" if found else ""


def _letters() -> Iterator[Part]:
    """Every family of letters in ``assets/fonts``."""
    for path in sorted(asset("fonts").glob("*-LICENSE.txt")):
        name = path.name.removesuffix("-LICENSE.txt")
        text = path.read_text(encoding="utf-8", errors="replace")
        yield Part(name=name, licence=_FONTS.get(name, ""), text=text, kind="font")


def _data() -> Iterator[Part]:
    licence = "CC-BY-4.0, OFL-1.1, Apache-2.0, Bitstream-Vera"
    yield Part(
        name=mark("Tables and letters of the data sets"), licence=licence, text=_asset("data", "README.md"), kind="data"
    )


def _asset(*names: str) -> str:
    return asset(*names).read_text(encoding="utf-8", errors="replace")
