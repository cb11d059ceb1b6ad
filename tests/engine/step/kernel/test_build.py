"""Compiling and loading: twice at once, without a compiler, and where the library is broken."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from playground.engine.step.contract import RefusedError
from playground.engine.step.kernel import build, library
from playground.engine.trainer import Trainer
from tests.engine.support import experiment

BUILD = """
import sys, pathlib
from playground.engine.step.kernel.build import build
print(build(pathlib.Path(sys.argv[1])))
"""


@pytest.mark.usefixtures("compiled")
def test_two_may_build_at_once_and_a_third_finds_it_there(tmp_path: Path) -> None:
    running = [
        subprocess.Popen([sys.executable, "-c", BUILD, str(tmp_path)], stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    assert [process.communicate()[0].strip() for process in running] == [str(tmp_path / build.file_name())] * 2
    assert [process.returncode for process in running] == [0, 0]
    assert [path.name for path in tmp_path.iterdir()] == [build.file_name()]
    made = library.Library(tmp_path / build.file_name())
    assert "matrix_product" in made.codes
    before = (tmp_path / build.file_name()).stat().st_mtime_ns
    build.build(tmp_path)
    assert (tmp_path / build.file_name()).stat().st_mtime_ns == before


def test_the_name_follows_the_source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    name = build.file_name()
    for path in build.SOURCE.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    monkeypatch.setattr(build, "SOURCE", tmp_path)
    assert build.file_name() == name
    (tmp_path / "maths.h").write_text("/* another */")
    assert build.file_name() != name


def test_old_libraries_are_removed_and_nothing_else(tmp_path: Path) -> None:
    old, kept = tmp_path / f"machine-{sys.platform}-x86_64-0123456789abcdef.so", tmp_path / "machine.py"
    old.touch()
    kept.touch()
    (tmp_path / build.file_name()).touch()
    build.remove_old(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {"machine.py", build.file_name()}


def test_without_a_compiler_it_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CC", raising=False)
    with pytest.raises(build.BuildError, match=r"There is no C compiler here.*apt-get install gcc libc6-dev"):
        build.build(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_compiler_that_fails_is_told_in_its_own_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = tmp_path / "cc"
    broken.write_text("#!/bin/sh\necho 'machine.c:1: no such thing' >&2\nexit 1\n")
    broken.chmod(0o755)
    monkeypatch.setenv("CC", str(broken))
    with pytest.raises(build.BuildError, match=r"cc failed: machine.c:1: no such thing$"):
        build.build(tmp_path / "there")
    assert list((tmp_path / "there").iterdir()) == []


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where the library is looked for; nothing is there yet."""
    monkeypatch.setattr(library, "places", lambda: (tmp_path / "machine.so",))
    library.library.cache_clear()
    yield tmp_path / "machine.so"
    library.library.cache_clear()


@pytest.mark.parametrize(
    ("content", "sentence"), [(None, "the kernel is not compiled"), (b"no library", "cannot be loaded")]
)
def test_without_the_library_the_captured_step_goes_on(elsewhere: Path, content: bytes | None, sentence: str) -> None:
    if content is not None:
        elsewhere.write_bytes(content)
    with pytest.raises(RefusedError, match=sentence):
        library.library()
    trainer = Trainer(experiment())
    losses = trainer.train_steps(30).loss
    assert trainer.stepper == "captured"
    assert sentence in trainer.stepper_reason
    assert np.array_equal(losses, Trainer(experiment(), stepper="eager").train_steps(30).loss)
