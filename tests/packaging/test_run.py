"""The script of the `.run`, with a small tree behind it in place of the program."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TOOLS = ("ar", "tar", "xz", "objdump", "sha256sum")
pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux") or any(shutil.which(tool) is None for tool in TOOLS),
    reason="this is an installer for Linux, made with its tools",
)
CONTENT = {
    "lib/playground/_internal/a folder/a file.txt": "ours",
    "share/applications/playground.desktop": "[Desktop Entry]\nExec=playground-gui %f\nMimeType=x/y;\n",
    "share/mime/packages/playground.xml": "<mime-info xmlns='http://www.freedesktop.org/standards/shared-mime-info'/>",
    "share/icons/hicolor/scalable/apps/playground.svg": "<svg/>",
    "share/man/man1/playground.1.gz": "a page",
    "share/doc/playground/copyright": "whose it is",
}


@pytest.fixture
def installer(tmp_path: Path) -> Path:
    usr = tmp_path / "root" / "usr"
    for name, text in CONTENT.items():
        (usr / name).parent.mkdir(parents=True, exist_ok=True)
        (usr / name).write_text(text)
    program = usr / "lib/playground/playground"
    shutil.copy("/bin/true", program)
    os.link(program, program.with_name("playground-engine"))
    subprocess.run(["tar", "-cJf", tmp_path / "data.tar.xz", "-C", tmp_path / "root", "."], check=True)
    subprocess.run(["ar", "rc", tmp_path / "p.deb", tmp_path / "data.tar.xz"], check=True)
    made: Path = import_module("linux.alone").make(
        tmp_path / "p.deb", tmp_path / "root", ROOT, "1.2.3", os.uname().machine
    )
    return made


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    place = tmp_path / "home"
    place.mkdir()
    monkeypatch.setenv("HOME", str(place))
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    return place


def sh(*words: str | Path, stdin: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(["sh", *words], capture_output=True, text=True, input=stdin, check=False)


def everything(place: Path) -> set[str]:
    return {str(path.relative_to(place)) for path in place.rglob("*")}


def test_installs_where_it_is_told_and_goes_without_remains(installer: Path, home: Path) -> None:
    target = home / 'My $programs/a "play`ground'
    told = sh(installer, "--target", target)
    assert told.returncode == 0, told.stderr
    assert (target / "_internal/a folder/a file.txt").read_text() == "ours"
    assert (target / "playground").stat().st_ino == (target / "playground-engine").stat().st_ino
    assert (home / ".local/bin/playground").resolve() == target / "playground"
    entry = (home / ".local/share/applications/playground.desktop").read_text()
    quoted = str(target).replace("$", r"\\$").replace('"', r"\\" + '"').replace("`", r"\\`")
    assert f'Exec="{quoted}/playground" window %f\n' in entry
    assert sh(target / "uninstall.sh", stdin="n\n").returncode == 1
    assert (target / "playground").exists()
    assert sh(target / "uninstall.sh", stdin="y\n").returncode == 0
    assert everything(home) == set()


def test_a_second_one_takes_the_place_of_the_first_and_files_of_others_stay(installer: Path, home: Path) -> None:
    target = home / "a folder"
    assert sh(installer, "--yes", "--target", target).returncode == 0
    (target / "_internal/mine.txt").write_text("mine")
    (target / "_internal/a folder/a file.txt").write_text("of an older version")
    told = sh(installer, "--yes", "--target", target)
    assert told.returncode == 0, told.stderr
    assert (target / "_internal/a folder/a file.txt").read_text() == "ours"
    assert "stays" in sh(target / "uninstall.sh", "--yes").stdout
    assert everything(home) == {"a folder", "a folder/_internal", "a folder/_internal/mine.txt"}


def test_the_folder_is_asked_for_only_on_a_terminal(installer: Path, home: Path) -> None:
    assert sh(installer, "--no-menu").returncode == 0
    assert (home / ".local/opt/playground/playground").exists()
    assert not (home / ".local/share").exists()
    assert sh(home / ".local/opt/playground/uninstall.sh", "--yes").returncode == 0
    assert everything(home) == set()


def test_a_folder_with_other_things_in_it_is_left_alone(installer: Path, home: Path) -> None:
    (home / "letters").mkdir()
    (home / "letters/one.txt").write_text("dear")
    told = sh(installer, "--target", home / "letters")
    assert told.returncode == 1
    assert "is not empty" in told.stderr
    assert everything(home) == {"letters", "letters/one.txt"}


def test_a_damaged_installer_says_so_and_changes_nothing(installer: Path, home: Path) -> None:
    whole = installer.read_bytes()
    installer.write_bytes(whole[:-100])
    for words in (["--check"], ["--target", str(home / "x")]):
        told = sh(installer, *words)
        assert told.returncode == 1
        assert "this file is damaged" in told.stderr
    installer.write_bytes(whole)
    assert sh(installer, "--check").returncode == 0
    assert everything(home) == set()


def test_an_option_that_there_is_not_is_named(installer: Path) -> None:
    told = sh(installer, "--folder", "/x")
    assert told.returncode == 1
    assert "'--folder' is no option" in told.stderr
