"""A report of something that went wrong inside the program, to be passed on to who can mend it.

It has what helps to find the cause (versions, the traceback, the last lines of the logs, the experiment's settings) and
nothing of the person: no data, no notes, no names that they gave, and the names of their account, their computer, their
folders and files are replaced. Nothing is sent anywhere; the report is read and copied by hand.
"""

from __future__ import annotations

import getpass
import importlib.metadata
import json
import os
import platform
import re
import sys
import sysconfig
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import playground
from playground.spec.experiment import Experiment
from playground.spec.json import experiment_to_json
from playground.workbench import logs
from playground.workbench.settings import settings_path

PACKAGES = ("PySide6-Essentials", "torch", "numpy", "pyqtgraph", "pydantic")
LINES = 80
"""Lines of each log."""
LONGEST = 40
"""Texts of an experiment that are longer are nobody's setting."""
_OWN = ("name", "notes", "text", "label", "path", "file", "folder", "target", "title")
"""Settings in whose values a person may have written something of theirs."""


def report(
    sentence: str,
    details: str,
    *,
    experiment: Experiment | None = None,
    facts: Mapping[str, object] | None = None,
    private: Iterable[str] = (),
    engine: Path | None = None,
) -> str:
    """The whole report.

    Args:
        sentence, details: what happened, and its traceback.
        experiment: what was open.
        facts: more to say in a line each, such as how the run stood.
        private: names that are replaced wherever they stand: those of the open and the recent files.
        engine: the engine's log.

    """
    here = logs.current()
    parts = [("What happened", sentence), ("Versions", _versions())]
    if facts:
        parts.append(("The run", "\n".join(f"{name}: {value}" for name, value in facts.items())))
    parts.append(("Traceback", details.strip() or "none"))
    for title, log in (("Log of the window", here), ("Log of the engine", engine)):
        if log is not None and (text := logs.tail(log, LINES)):
            parts.append((title, text))
    names = list(private)
    if experiment is not None:
        parts.append(("Experiment, without data and names", bare(experiment)))
        names += _names_of(experiment)
    text = "\n\n".join(f"## {title}\n{content}" for title, content in parts)
    return f"# Playground: report of a fault\n\n{scrubbed(text, names)}\n"


def _versions() -> str:
    found = [f"playground {playground.__version__}", f"Python {platform.python_version()}"]
    for name in PACKAGES:
        with suppress(importlib.metadata.PackageNotFoundError):  # packed without that knowledge
            found.append(f"{name} {importlib.metadata.version(name)}")
    system = f"{platform.system()} {platform.release()} {platform.machine()}"
    screen = os.environ.get("QT_QPA_PLATFORM") or os.environ.get("XDG_SESSION_TYPE") or "the system's own"
    return "\n".join((*found, f"{system}, {os.cpu_count()} cores, screen: {screen}"))


def bare(experiment: Experiment) -> str:
    """The experiment as JSON without anything that is the person's: notes, names, paths, columns, painted points."""
    data = experiment_to_json(experiment)
    return json.dumps(_bare(data), indent=1, ensure_ascii=False)


def _bare(value: Any, key: str = "") -> Any:
    if isinstance(value, dict):
        return {name: _bare(inner, name) for name, inner in value.items()}
    if isinstance(value, list):
        if len(value) > LONGEST and not any(isinstance(one, dict) for one in value):
            return f"<{len(value)} values left out>"
        return [_bare(inner, key) for inner in value]
    if isinstance(value, str) and value and (key in _OWN or len(value) > LONGEST or not value.isprintable()):
        return "<left out>"
    return value


def _names_of(experiment: Experiment) -> Iterator[str]:
    """What a person has written into the experiment: it may stand in a log or a traceback as well."""

    def walk(value: Any, key: str = "") -> Iterator[str]:
        if isinstance(value, dict):
            for name, inner in value.items():
                yield from walk(inner, name)
        elif isinstance(value, list):
            for inner in value:
                yield from walk(inner, key)
        elif isinstance(value, str) and key in _OWN:
            yield value
            yield from (Path(value).name, Path(value).stem)

    return walk(experiment_to_json(experiment))


def scrubbed(text: str, private: Iterable[str] = ()) -> str:
    """``text`` without the person's folders, account, computer and the names ``private``, in whatever spelling."""
    for folder, mark in _folders():
        for spelling in _spellings(folder):
            text = re.sub(rf"{re.escape(spelling)}(?=$|\W)", mark, text, flags=re.IGNORECASE)  # no mark has a backslash
    text = _PATHS.sub("<path>", text)
    for names, mark in ((private, "<file>"), (_accounts(), "<user>"), (_computers(), "<computer>")):
        for name in sorted({name.strip() for name in names if len(name.strip()) > 1}, key=len, reverse=True):
            text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", mark, text, flags=re.IGNORECASE)
    return text


_REST = r"[^\n\"'`:*?<>|]*"
_PATHS = re.compile(
    rf"(?<![\w>.:/\\-])(?:~(?:[/\\]{_REST})|/(?=\w)[^\n\"'`:*?<>|/]+/{_REST}|[A-Za-z]:[\\/]{_REST}|\\\\\w{_REST})"
)
"""What is left of paths once the program's own are short: whatever may be the name of a file or a folder of theirs."""


def _folders() -> list[tuple[str, str]]:
    """Folders and what stands for each, those inside others first."""
    found = {
        str(Path(playground.__file__).resolve().parents[1]): "<program>",
        sys.prefix: "<python>",
        sys.base_prefix: "<python>",
        sysconfig.get_path("stdlib"): "<python>",
        sysconfig.get_path("purelib"): "<python>",
        str(settings_path().parent): "<settings>",
        str(logs.folder()): "<logs>",
    }
    for place in (os.path.expanduser("~"), tempfile.gettempdir(), os.getcwd()):
        found.setdefault(place, "~")
        found.setdefault(os.path.realpath(place), "~")
    return sorted(
        ((path.rstrip("/\\"), mark) for path, mark in found.items() if len(path) > 1),
        key=lambda pair: len(pair[0]),
        reverse=True,
    )


def _spellings(path: str) -> tuple[str, ...]:
    """A path as it is, with the other slashes, and as JSON and Python write it."""
    return tuple(dict.fromkeys((path.replace("\\", "\\\\"), path, path.replace("\\", "/"))))


def _accounts() -> Iterator[str]:
    with suppress(OSError, KeyError, ImportError):  # an account that the system has no name for
        yield getpass.getuser()
    yield from (os.environ.get(name, "") for name in ("USER", "USERNAME", "LOGNAME"))
    home = Path(os.path.expanduser("~")).name
    yield home
    if os.name == "posix":
        import pwd

        with suppress(KeyError):
            account = pwd.getpwuid(os.getuid())
            yield account.pw_name
            yield account.pw_gecos.partition(",")[0]


def _computers() -> Iterator[str]:
    for name in (platform.node(), os.environ.get("HOSTNAME", ""), os.environ.get("COMPUTERNAME", "")):
        if name.lower() not in ("localhost", "linux", "windows", "darwin"):
            yield name
            yield name.partition(".")[0]
