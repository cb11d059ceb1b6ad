"""A fault of the program's own: one sentence and where the rest is, unless somebody wants to see it at once."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

import pytest

from playground import cli
from playground.workbench import logs


def fail(parsed: argparse.Namespace) -> int:
    raise ZeroDivisionError("no such number")


def run_out(parsed: argparse.Namespace) -> int:
    import torch

    torch.empty(2**58)
    return 0


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv(logs.VARIABLE, str(tmp_path))
    monkeypatch.setattr("playground.cli.check.run", fail)
    yield tmp_path
    logs.end()


def test_one_sentence_and_the_log(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["check", "first"]) == 70
    out, err = capsys.readouterr()
    (log,) = place.glob("terminal-*.log")
    assert out == ""
    assert err == (
        "playground: something went wrong inside the program: ZeroDivisionError: no such number; "
        f"the details are in {log}, and `playground --debug …` shows them\n"
    )
    assert "in fail" in log.read_text()


def test_where_no_log_can_be_written_the_sentence_stays(
    place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (place / "file").write_text("")
    monkeypatch.setenv(logs.VARIABLE, str(place / "file"))
    assert cli.main(["check", "first"]) == 70
    assert capsys.readouterr().err.endswith("ZeroDivisionError: no such number\n")


def test_who_debugs_sees_it(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ZeroDivisionError):
        cli.main(["--debug", "check", "first"])
    monkeypatch.setenv(cli.DEBUG, "1")
    with pytest.raises(ZeroDivisionError):
        cli.main(["check", "first"])


def test_memory_that_is_not_there_is_no_fault_of_the_programs(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("playground.cli.check.run", run_out)
    assert cli.main(["check", "first"]) == 1
    err = capsys.readouterr().err
    assert err.startswith("playground: There is not enough memory (1 EiB more were wanted).")
