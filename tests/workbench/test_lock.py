from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from playground.workbench.lock import holder, take
from playground.workbench.settings import VARIABLE

HOLD = """
import sys
from pathlib import Path
from playground.workbench.lock import take
lock = take(Path(sys.argv[1]))
print("held" if lock else "refused", flush=True)
sys.stdin.read()
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(VARIABLE, str(tmp_path / "config"))
    return tmp_path


def test_a_file_can_be_held_once(folder: Path) -> None:
    path = folder / "mine.nnp"
    assert holder(path) is None
    lock = take(path)
    assert lock is not None
    assert take(path) is None
    assert holder(path) == os.getpid()
    other = take(folder / "other.nnp")
    assert other is not None
    lock.release()
    lock.release()
    other.release()
    assert holder(path) is None
    assert list((folder / "config" / "open").iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="a killed process is tried where it can be killed")
def test_another_process_is_seen_and_its_death_frees_the_file(folder: Path) -> None:
    path = folder / "mine.nnp"
    link = folder / "same.nnp"
    path.write_bytes(b"")
    link.symlink_to(path)
    other = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        assert take(path) is None
        assert holder(link) == other.pid, "the same file by another name"
    finally:
        other.kill()
        other.communicate(timeout=20)
    assert holder(path) is None
    lock = take(path)
    assert lock is not None
    lock.release()


def test_a_lock_that_cannot_be_made_raises(folder: Path) -> None:
    (folder / "config").write_bytes(b"a file stands where the folder should be")
    with pytest.raises(OSError, match="config"):
        take(folder / "mine.nnp")
    assert holder(folder / "mine.nnp") is None
