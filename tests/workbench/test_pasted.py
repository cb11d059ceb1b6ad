"""Pasted text lies in a file beside the settings."""

from __future__ import annotations

from pathlib import Path

import pytest

from playground.spec.problems import PlaygroundError
from playground.workbench import pasted
from playground.workbench.settings import VARIABLE


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, str(tmp_path))


def test_the_same_text_is_one_file(tmp_path: Path) -> None:
    path = pasted.keep("a,b\n1,2\n")
    assert path == pasted.place_of("a,b\n1,2\n")
    assert path.parent == tmp_path / "pasted"
    assert path.read_text() == "a,b\n1,2\n"
    assert pasted.keep("a,b\n1,2\n") == path
    assert pasted.keep("a,b\n1,3\n") != path


def test_a_text_that_is_too_long_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pasted, "LONGEST_PASTED", 5)
    with pytest.raises(PlaygroundError, match="has 6 letters; at most 5 can be pasted"):
        pasted.keep("abcdef")


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "pasted").write_text("in the way")
    with pytest.raises(PlaygroundError, match="cannot be kept at"):
        pasted.keep("a,b\n1,2\n")
