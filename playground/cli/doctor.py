"""`playground doctor`: what is here, and what is missing; with ``--self-test`` whether all of it works."""

from __future__ import annotations

import argparse
import importlib.metadata
import os
import platform
import sys
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING

from playground import __version__
from playground.catalog.assets import asset
from playground.catalog.pictures import store
from playground.cli import libraries
from playground.cli.output import console, print_json, table
from playground.spec.problems import PlaygroundError
from playground.spec.words import tr
from playground.workbench import gpu, kept, logs, templates
from playground.workbench.settings import settings_path

if TYPE_CHECKING:
    from playground.engine.step.choice import Way

PACKAGES = (
    "torch",
    "PySide6-Essentials",
    "pyqtgraph",
    "superqt",
    "numpy",
    "pydantic",
    "safetensors",
    "pillow",
    "psygnal",
    "rich",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Speed:
    """How fast a device trains a small network: steps/s, and how they are done; or, as ``why_not``, why it does not."""

    device: str
    steps_per_second: float = 0.0
    how: str = ""
    why_not: str = ""


@dataclass(slots=True)
class Findings:
    """What was found, in the order of the table, and what the program needs and lacks.

    ``advice`` are things that it can do without; ``devices`` are those that were tried.
    """

    rows: list[tuple[str, str]] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    advice: list[str] = field(default_factory=list)
    devices: list[Speed] = field(default_factory=list)


def run(parsed: argparse.Namespace) -> int:
    """Print everything, or try everything; 1 where something is missing that the program needs, or fails.

    Raises:
        PlaygroundError: of the self-test: torch does not load, or there is no such family.

    """
    if parsed.self_test:
        from playground.cli import self_test

        return self_test.run(as_json=parsed.json, only=parsed.only)
    if parsed.only:
        raise PlaygroundError(tr("--only belongs to --self-test"))
    found = look()
    if parsed.json:
        print_json(
            {
                "found": dict(found.rows),
                "missing": found.missing,
                "advice": found.advice,
                "devices": [asdict(one) for one in found.devices],
            }
        )
        return 1 if found.missing else 0
    rows = table(tr("what"), tr("found"))
    for what, words in found.rows:
        rows.add_row(what, words)
    out = console()
    out.print(rows)
    for sentence in found.missing:
        out.print("\n" + tr("missing: {what}", what=sentence), soft_wrap=True)
    for sentence in found.advice:
        out.print("\n" + sentence, soft_wrap=True)
    if not found.missing:
        out.print("\n" + tr("Nothing is missing."))
    return 1 if found.missing else 0


def look() -> Findings:
    """Look everywhere."""
    found = Findings()
    rows, missing = found.rows, found.missing
    rows.append(("playground", __version__))
    rows.append((tr("python"), f"{platform.python_version()} ({sys.executable})"))
    rows.append((tr("system"), f"{platform.system()} {platform.release()} {platform.machine()}"))
    rows.append((tr("cores"), str(os.cpu_count() or tr("unknown"))))
    rows.extend((name, _version(name, missing)) for name in PACKAGES)
    rows.append((tr("devices"), _devices(missing)))
    found.devices = speeds()
    rows.extend((*_steps(), *_gpus(found.devices)))
    rows.append(("Qt", _qt(missing)))
    rows.append((tr("Qt's libraries"), _libraries(missing)))
    rows.append((tr("screen"), _screen()))
    rows.append((tr("fonts"), _fonts(missing)))
    rows.append((tr("settings"), str(settings_path())))
    rows.append((tr("unsaved work"), str(kept.folder())))
    rows.append((tr("logs"), str(logs.folder())))
    rows.append((tr("pictures kept"), str(store.folder())))
    if gpu.worth_telling():
        found.advice.append("\n".join([gpu.situation(), *_in_lines(gpu.steps())]))
    return found


def _in_lines(steps: tuple[gpu.Step, ...]) -> list[str]:
    lines = []
    for number, step in enumerate(steps, 1):
        lines.append(f"{number}. {step.words}")
        lines += [f"     {line}" for line in step.command.splitlines()]
    return lines


def _version(name: str, missing: list[str]) -> str:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        missing.append(tr("{name}; `python -m pip install {name}` installs it", name=name))
        return tr("not installed")


def _devices(missing: list[str]) -> str:
    try:
        from playground.engine.device import available
    except (ImportError, OSError) as error:
        missing.append(tr("a torch that can be loaded ({error})", error=error))
        return tr("unknown, torch does not load")
    return ", ".join(available())


def _steps() -> list[tuple[str, str]]:
    """The ways of doing training steps, each tried on a small network; none of them is needed but the last."""
    try:
        from playground.engine.step.contract import RefusedError
        from playground.engine.trainer import Trainer
    except (ImportError, OSError):  # told where the devices are
        return []
    found: list[tuple[str, str]] = []
    ways: dict[Way, str] = {
        "kernel": tr("steps by the kernel"),
        "captured": tr("steps captured"),
        "eager": tr("steps one by one"),
    }
    experiment = templates.load_template(templates.DEFAULT)
    for way, what in ways.items():
        try:
            Trainer(experiment, device="cpu", stepper=way).train_steps(3)
        except RefusedError as error:
            found.append((what, tr("no: {why}", why=error)))
        else:
            found.append((what, tr("yes, tried on a small network")))
    return found


def speeds() -> list[Speed]:
    """Each device that torch finds, the CPU first, tried on a small network; none where torch does not load."""
    try:
        from playground.engine.device import available, first_line, steps_per_second
        from playground.engine.trainer import DivergedError, Trainer
    except (ImportError, OSError):  # told where the devices are
        return []
    found = []
    experiment = templates.load_template(templates.DEFAULT)
    for device in available():
        try:
            trainer = Trainer(experiment, device=device)
            speed = steps_per_second(trainer.train_steps)
        except (DivergedError, RuntimeError, TypeError) as error:  # the last two are torch's own
            found.append(Speed(device=device, why_not=first_line(error)))
        else:
            found.append(Speed(device=device, steps_per_second=speed, how=trainer.stepper_reason))
    return found


def _gpus(tried: list[Speed]) -> list[tuple[str, str]]:
    """How fast each GPU, and the CPU beside it, trains a small network; or why it does not."""
    if len(tried) < 2:
        return [(tr("steps on a GPU"), tr("no: torch finds no GPU on this machine"))] if tried else []
    from playground.engine.device import told

    found = []
    for one in tried:
        words = tr("no: {why}", why=one.why_not)
        if not one.why_not:
            speed = told(one.device, one.steps_per_second)
            words = f"{tr('{speed} on a small network.', speed=speed)} {one.how}"
        found.append((tr("steps on {device}", device=one.device), words))
    return found


def _qt(missing: list[str]) -> str:
    try:
        from PySide6 import QtCore, QtWidgets
    except ImportError as error:
        missing.append(tr("a Qt that can be loaded ({error})", error=error))
        return tr("does not load")
    return tr("{version}, {name} loads", version=QtCore.qVersion(), name=QtWidgets.__name__)


def _libraries(missing: list[str]) -> str:
    if not sys.platform.startswith("linux"):
        return tr("come with Qt on this system")
    absent = libraries.absent()
    if absent:
        packages = " ".join(absent.values())
        missing.append(
            tr(
                "{libraries}; on Debian and Ubuntu: sudo apt install {packages}",
                libraries=", ".join(absent),
                packages=packages,
            )
        )
    return tr("{count} of {all}", count=len(libraries.PACKAGES) - len(absent), all=len(libraries.PACKAGES))


def _screen() -> str:
    if not sys.platform.startswith("linux"):
        return tr("the system's own")
    names = ("QT_QPA_PLATFORM", "WAYLAND_DISPLAY", "DISPLAY")
    found = [f"{name}={os.environ[name]}" for name in names if os.environ.get(name)]
    return ", ".join(found) or tr("none: the window cannot open, all other commands work")


def _fonts(missing: list[str]) -> str:
    try:
        files = [path for path in asset("fonts").iterdir() if path.suffix in (".ttf", ".otf")]
    except PlaygroundError as error:
        missing.append(tr("the bundled fonts ({error})", error=error))
        return tr("missing")
    return tr("{count} bundled", count=len(files))
