from __future__ import annotations

import importlib.util
import json
import re
import sys
import tomllib
from importlib.metadata import distribution
from pathlib import Path
from types import ModuleType

import pytest

import playground
from playground.catalog.assets import asset
from playground.cli import main
from playground.spec.problems import PlaygroundError
from playground.workbench import licences
from playground.workbench.licences import Part, installed, named, written

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def found() -> tuple[Part, ...]:
    return installed()


def test_everything_that_the_program_needs_has_a_licence_with_its_text(found: tuple[Part, ...]) -> None:
    """Also what that needs in turn: whoever adds a package without a licence is told by this test."""
    licences.check()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = [re.split(r"[>=!~<\[ ]", line)[0] for line in project["dependencies"]]
    assert len(asked) > 10
    pins = (ROOT / "packaging" / "constraints.txt").read_text(encoding="utf-8")
    versions = {part.name: part.version for part in found}
    titles = {"PySide6-Essentials": "Qt and PySide6", "torch": "PyTorch", "numpy": "NumPy"}
    for name in asked:
        assert versions[titles.get(name, name)] == distribution(name).version
        assert f"{name.lower().replace('-', '_')}==" in pins.lower()
    for part in found:
        assert len(part.text) > 300, part.name
        assert part.licence, part.name
        assert part.kind in licences.KINDS


@pytest.mark.parametrize(
    ("name", "licence", "words"),
    [
        ("playground", "MIT", "Permission is hereby granted, free of charge"),
        ("Python", "PSF-2.0", "PYTHON SOFTWARE FOUNDATION LICENSE VERSION 2"),
        ("qt", "LGPL-3.0-only", "You may replace these libraries by your own"),
        ("pyside6", "LGPL-3.0-only", "GNU LESSER GENERAL PUBLIC LICENSE"),
        ("shiboken6", "LGPL-3.0-only", "GNU GENERAL PUBLIC LICENSE"),
        ("pytorch", "Apache-2.0 AND ", "third_party/fmt/LICENSE"),
        ("typing.extensions", "PSF-2.0", "PYTHON SOFTWARE FOUNDATION LICENSE VERSION 2"),
        ("inter", "OFL-1.1", "Open Font License (OFL)"),
        ("DejaVu", "Bitstream-Vera", "Bitstream Vera"),
        ("data", "CC-BY-4.0", "UCI Machine Learning Repository"),
    ],
)
def test_texts_are_the_right_ones(found: tuple[Part, ...], name: str, licence: str, words: str) -> None:
    part = named(name, found)
    assert part is not None
    assert part.licence.startswith(licence)
    assert words in part.text


def test_every_family_of_letters_and_every_table_is_told_of() -> None:
    text = " ".join(part.text for part in installed() if part.kind == "data")
    for path in asset("data").glob("*.*"):
        assert path.name in text or path.name == "README.md"
    families = {
        path.stem.split("-")[0].removesuffix("Mono").removesuffix("Sans") for path in asset("fonts").glob("*.?tf")
    }
    assert families == {part.name for part in installed() if part.kind == "font"}


def test_what_lacks_a_licence_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    parts = (Part(name="good", licence="MIT", text="…"), Part(name="bad", text="…"), Part(name="worse", licence="MIT"))
    monkeypatch.setattr(licences, "parts", lambda: parts)
    with pytest.raises(PlaygroundError, match=r"for: bad, worse$"):
        licences.check()


def test_a_program_with_its_own_python_reads_what_its_build_wrote(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, script: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "new" / "licences.json"
    assert script.main([str(path), "--text", str(tmp_path / "copyright")]) == 0
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(licences, "asset", lambda *_: path)
    monkeypatch.setattr(licences, "installed", lambda: pytest.fail("there is nothing installed"))
    found = licences.parts()
    assert named("numpy", found) is not None
    assert all(part.text in (tmp_path / "copyright").read_text(encoding="utf-8") for part in found)
    licences.check()
    for wrong in ("{}", "[]", '{"parts": [{"name": "a"}]}', '{"parts": [3]}', "no JSON"):
        path.write_text(wrong, encoding="utf-8")
        with pytest.raises(PlaygroundError):
            licences.parts()


def test_a_build_with_an_unknown_licence_fails(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, script: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(script, "installed", lambda: (Part(name="mystery", version="1"),))
    assert script.main([str(tmp_path / "licences.json")]) == 1
    assert not (tmp_path / "licences.json").exists()
    assert "mystery" in capsys.readouterr().err


def test_the_systems_libraries_are_told_of(script: ModuleType, tmp_path: Path) -> None:
    library = Path("/lib/x86_64-linux-gnu/libz.so.1")
    if not (library.exists() and Path("/usr/share/doc/zlib1g/copyright").exists()):
        pytest.skip("no Debian with zlib")
    own = tmp_path / "libtorch_cpu.so"
    assert list(script.libraries([own, library])) == [library]
    ((package, names),) = script.packages([library]).items()
    part = script.part_of(package, names)
    assert (part.name, part.licence) == ("zlib1g", "Zlib")
    assert "libz.so.1" in part.text
    assert "Jean-loup Gailly" in part.text


@pytest.fixture
def script() -> ModuleType:
    found = importlib.util.spec_from_file_location("write_licences", ROOT / "packaging" / "licences.py")
    assert found is not None
    assert found.loader is not None
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module


def test_the_command_line(capsys: pytest.CaptureFixture[str], found: tuple[Part, ...]) -> None:
    assert main(["licences"]) == 0
    out = capsys.readouterr().out
    assert all(part.name in out for part in found)
    assert main(["licences", "PySide6"]) == 0
    assert "reverse engineering" in capsys.readouterr().out
    assert main(["licences", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == json.loads(written(found))
    assert main(["licences", "nunpy"]) == 2
    assert "(near: numpy" in capsys.readouterr().err
    assert main(["licences", "--all"]) == 0
    assert f"Playground {playground.__version__}\nMIT\n" in capsys.readouterr().out
