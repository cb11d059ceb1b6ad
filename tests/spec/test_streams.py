from __future__ import annotations

import subprocess
import sys

import pytest

from playground.spec.streams import provide_streams


def test_streams_that_are_there_stay() -> None:
    before = sys.stdout, sys.stderr
    provide_streams()
    assert (sys.stdout, sys.stderr) == before


def test_where_there_are_none_writing_does_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("stdout", "stderr", "__stdout__", "__stderr__"):
        monkeypatch.setattr(sys, name, None)
    provide_streams()
    streams = sys.stdout, sys.stderr
    for stream in streams:
        stream.write("σ\n")
        stream.flush()
        assert not stream.isatty()
    for stream in streams:
        stream.close()


@pytest.mark.parametrize("words", [["check", "first"], ["check", "no-such-thing.nnp"], ["--version"]])
def test_no_command_needs_a_console(words: list[str], tmp_path: object) -> None:
    """As Windows starts a program without a console: the process has the streams closed and Python none of its own."""
    program = f"""
import os, sys
sys.stdout = sys.stderr = sys.__stdout__ = sys.__stderr__ = None
from playground.cli import main
try:
    code = main({words!r})
except SystemExit as ended:
    code = ended.code
except BaseException:
    import traceback
    with open({str(tmp_path)!r} + "/trouble", "w") as file:
        file.write(traceback.format_exc())
    raise
os._exit(10 + (code or 0))
"""
    done = subprocess.run([sys.executable, "-c", program], check=False)
    expected = 12 if words[-1].endswith(".nnp") else 10
    assert done.returncode == expected
