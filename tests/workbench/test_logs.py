from __future__ import annotations

import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from playground.workbench import logs


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv(logs.VARIABLE, str(tmp_path / "logs"))
    yield tmp_path / "logs"
    logs.end()


def test_the_folder_is_named_or_beside_the_settings_or_the_systems(monkeypatch: pytest.MonkeyPatch) -> None:
    assert logs.folder() == Path(os.environ[logs.VARIABLE])
    monkeypatch.delenv(logs.VARIABLE)
    monkeypatch.setenv("PLAYGROUND_CONFIG_DIR", "/somewhere")
    assert logs.folder() == Path("/somewhere/logs")
    monkeypatch.delenv("PLAYGROUND_CONFIG_DIR")
    assert "playground" in logs.folder().parts


def test_lines_have_time_level_and_room(place: Path) -> None:
    path = logs.begin("window")
    assert path is not None
    assert logs.begin("window") == path == logs.current()
    logs.room("engine").warning("it was ended by signal %s", "SIGKILL")
    logs.room("engine").debug("one step of many")
    logs.end()
    logs.end()
    assert logs.current() is None
    first, middle, last = path.read_text().splitlines()
    assert " INFO    window: begins: playground " in first
    assert middle.endswith(" WARNING engine: it was ended by signal SIGKILL")
    assert last.endswith(" INFO    window: ends")
    assert middle[:4].isdigit()
    assert [file.name for file in place.iterdir()] == [path.name]


def test_nothing_is_written_and_nobody_disturbed_before_it_begins(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    logs.room("saving").warning("the disk is full")
    assert not place.exists()
    assert capsys.readouterr().err == ""


def test_where_no_file_can_be_made_the_program_goes_on(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv(logs.VARIABLE, str(tmp_path / "file" / "logs"))
    assert logs.begin("window") is None
    logs.watch_faults()
    logs.room("window").warning("nobody reads this")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a disk that is always full is a Linux thing")
def test_a_full_disk_costs_the_lines_and_nothing_else(capsys: pytest.CaptureFixture[str]) -> None:
    path = logs.begin("window")
    assert path is not None
    with open("/dev/full", "w") as full:
        handler = next(h for h in logging.getLogger(logs.ROOT).handlers if isinstance(h, logging.FileHandler))
        stream, handler.stream = handler.stream, full
        for _ in range(3):
            logs.room("window").warning("%s", "x" * 10_000)
        handler.stream = stream
    assert capsys.readouterr().err == ""


def test_a_file_is_turned_over_and_the_oldest_go(place: Path) -> None:
    place.mkdir()
    for number in range(logs.MOST + 5):
        old = place / f"window-20200101-000000-{number}.log"
        old.write_text("old")
        os.utime(old, (number, number))
    path = logs.begin("window")
    assert path is not None
    assert len(list(place.iterdir())) == logs.MOST
    assert not (place / "window-20200101-000000-5.log").exists()
    for number in range(6 * logs.LARGEST // 10_000):
        logs.room("window").info("%d %s", number, "x" * 10_000)
    logs.end()
    turned = list(place.glob(f"{path.name}*"))
    assert len(turned) == 1 + logs.TURNED
    assert all(file.stat().st_size <= logs.LARGEST for file in turned)
    last = logs.tail(path, 2).splitlines()
    assert len(last) == 2
    assert last[-1].endswith("window: ends")


CRASH = """
import ctypes, os
from playground.workbench import logs
assert logs.begin("engine") is not None
logs.watch_faults()
def a_block_of_somebody():
    ctypes.string_at(0)
a_block_of_somebody()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals are a Unix thing")
def test_a_segmentation_fault_leaves_the_stack_behind(place: Path) -> None:
    ended = subprocess.Popen([sys.executable, "-c", CRASH], stderr=subprocess.PIPE)
    assert ended.communicate(timeout=60)[1] == b""
    assert ended.returncode == -11
    log = logs.of_process("engine", ended.pid)
    assert log is not None
    assert "Segmentation fault" in logs.faults(log)
    assert "a_block_of_somebody" in logs.faults(log)
    assert logs.of_process("window", ended.pid) is None
    left = logs.left_behind("engine")
    assert "Segmentation fault" in left
    assert "engine: begins" in left
    assert logs.left_behind("engine") == ""
    assert logs.of_process("engine", ended.pid) == log


def test_two_processes_never_write_into_one_file(place: Path) -> None:
    script = "from playground.workbench import logs; print(logs.begin('window')); logs.watch_faults(); logs.end()"
    told = [subprocess.check_output([sys.executable, "-c", script], text=True).strip() for _ in range(2)]
    assert len(set(told)) == 2
    assert sorted(map(str, place.iterdir())) == sorted(told)
    assert logs.tail(Path(told[0])).count("\n") == 1


@pytest.mark.skipif(sys.platform == "win32", reason="Windows does not tell whether a process runs")
def test_empty_crash_files_of_killed_processes_go(place: Path) -> None:
    script = "import os; from playground.workbench import logs; logs.begin('engine'); logs.watch_faults(); os._exit(9)"
    subprocess.run([sys.executable, "-c", script], check=False)
    (crash,) = place.glob("*.crash.log")
    mine = place / f"window-20200101-000000-{os.getpid()}.crash.log"
    mine.touch()
    assert logs.begin("window") is not None
    assert not crash.exists()
    assert mine.exists()


def test_what_cannot_be_read_is_empty(place: Path) -> None:
    assert logs.tail(place / "nothing.log") == ""
    assert logs.faults(place / "nothing.log") == ""
