from __future__ import annotations

import sys
from pathlib import Path

import pytest

from playground.workbench import itself


def test_from_the_sources_it_is_python_that_runs() -> None:
    assert not itself.bundled()
    assert itself.engine() is None
    assert itself.command("doctor") == [sys.executable, "-m", "playground", "doctor"]


@pytest.mark.parametrize("ending", ["", ".exe"])
def test_a_program_of_its_own_finds_the_engine_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ending: str
) -> None:
    program, engine = tmp_path / f"playground{ending}", tmp_path / f"playground-engine{ending}"
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(program))
    assert itself.engine() is None
    engine.touch()
    assert itself.engine() == str(engine)
    monkeypatch.setattr(sys, "executable", str(engine))
    assert itself.command("doctor") == [str(program), "doctor"]
