"""What pyproject.toml, setup.py and packaging/constraints.txt say of the installation."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


def asked() -> list[Requirement]:
    """What pyproject.toml asks for, whatever for."""
    lists = [PROJECT["dependencies"], *PROJECT["optional-dependencies"].values()]
    return [Requirement(line) for lines in lists for line in lines]


def pins() -> dict[str, str]:
    """The exact versions by the names that pip knows."""
    found: dict[str, str] = {}
    for line in (ROOT / "packaging" / "constraints.txt").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            name, version = line.split("==")
            assert canonicalize_name(name) not in found, f"{name} is pinned twice"
            found[canonicalize_name(name)] = version
    return found


def needed(*, everywhere: bool) -> set[str]:
    """What pyproject.toml asks for and all that this asks for in turn, here or on any system, as far as it is here."""
    waiting = [(one, "") for one in asked()]
    found: set[str] = set()
    seen: set[tuple[str, str]] = set()
    while waiting:
        requirement, extra = waiting.pop()
        if requirement.marker is not None:
            holds = requirement.marker.evaluate({"extra": extra})
            optional = "extra" in str(requirement.marker)
            if not holds and (optional or not everywhere):
                continue
        name = canonicalize_name(requirement.name)
        found.add(name)
        for chosen in ("", *sorted(requirement.extras)):
            if (name, chosen) in seen:
                continue
            seen.add((name, chosen))
            try:
                lines = distribution(name).requires or []
            except PackageNotFoundError:  # of another system, or of a group that is not installed
                continue
            waiting += [(Requirement(line), chosen) for line in lines]
    return found


def test_everything_that_is_installed_is_pinned() -> None:
    assert needed(everywhere=False) - pins().keys() == set()


def test_nothing_is_pinned_that_nobody_asks_for() -> None:
    whole = needed(everywhere=True)
    absent = {canonicalize_name(one.name) for one in asked() if not _is_here(one.name)}
    if absent:  # what they ask for in turn cannot be known
        pytest.skip(f"not installed: {', '.join(sorted(absent))}")
    assert pins().keys() - whole == set()


def test_every_pin_is_one_that_pyproject_allows() -> None:
    pinned = pins()
    for requirement in asked():
        version = pinned[canonicalize_name(requirement.name)]
        assert re.fullmatch(r"\d+(\.\d+)*", version), f"{requirement.name}=={version} is no release"
        assert requirement.specifier.contains(version), f"{requirement} does not allow {version}"


def test_an_installation_has_every_module_and_every_asset(tmp_path: Path) -> None:
    """As pip builds it; without a compiler, which takes longer than all the rest."""
    words = [sys.executable, "setup.py", "--quiet", "build_py", "--build-lib", str(tmp_path)]
    done = subprocess.run(words, cwd=ROOT, env=os.environ | {"PATH": "", "CC": ""}, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    installed = {str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file()}
    sources = {str(path.relative_to(ROOT)) for path in (ROOT / "playground").rglob("*.[pch]*") if _is_source(path)}
    assets = {path.relative_to(ROOT) for path in (ROOT / "assets").rglob("*") if path.is_file()}
    shown = {str(Path("playground", path)) for path in assets if path.parts[1] != "pictures"}
    assert installed == sources | shown


def _is_source(path: Path) -> bool:
    return path.suffix in (".py", ".c", ".h") and "__pycache__" not in path.parts


def _is_here(name: str) -> bool:
    try:
        distribution(name)
    except PackageNotFoundError:
        return False
    return True
