from __future__ import annotations

import errno
import os
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from playground.spec.experiment import Experiment
from playground.spec.problems import PlaygroundError
from playground.workbench.disk import SPARE, make_folder, previous_of, sweep, write_atomically
from playground.workbench.files import load, save
from tests.workbench.faulty import Disk
from tests.workbench.test_files import drawn, example, trained

posix = pytest.mark.skipif(sys.platform == "win32", reason="as POSIX has it")
NOBODY = 65534


def names(folder: Path) -> list[str]:
    return sorted(item.name for item in folder.iterdir())


def store(path: Path, seed: int) -> None:
    save(path, Experiment(seed=seed), previous=True)


# ------------------------------------------------------------------ what a save keeps


def test_the_version_before_stays_beside_the_new_one(tmp_path: Path) -> None:
    path = tmp_path / "a.nnp"
    for seed in (1, 2, 3):
        store(path, seed)
    assert (load(path).experiment.seed, load(previous_of(path)).experiment.seed) == (3, 2)
    store(path, 3)
    assert load(previous_of(path)).experiment.seed == 2, "the same once more is no new version"
    assert names(tmp_path) == ["a.nnp", "a.nnp~"]
    save(path, Experiment(seed=4))
    assert load(previous_of(path)).experiment.seed == 2, "only where it is asked for"


def test_where_there_are_no_links_the_version_before_is_a_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def none(*_: object) -> None:
        raise OSError(errno.EPERM, "")

    monkeypatch.setattr(os, "link", none)
    path = tmp_path / "a.nnp"
    for seed in (1, 2):
        store(path, seed)
    assert load(previous_of(path)).experiment.seed == 1
    assert names(tmp_path) == ["a.nnp", "a.nnp~"]


def test_a_folder_in_place_of_the_version_before_is_no_reason_not_to_save(tmp_path: Path) -> None:
    path = tmp_path / "a.nnp"
    store(path, 1)
    previous_of(path).mkdir()
    store(path, 2)
    assert load(path).experiment.seed == 2
    assert names(tmp_path) == ["a.nnp", "a.nnp~"]


@posix
def test_a_link_is_followed_and_its_file_has_the_version_before_beside_it(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    path, link = tmp_path / "real" / "a.nnp", tmp_path / "a.nnp"
    store(path, 1)
    path.chmod(0o640)
    link.symlink_to(path)
    store(link, 2)
    assert link.is_symlink()
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert names(path.parent) == ["a.nnp", "a.nnp~"]
    assert names(tmp_path) == ["a.nnp", "real"]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can give a file away")
def test_a_file_of_somebody_else_stays_theirs(tmp_path: Path) -> None:
    path = tmp_path / "a.nnp"
    store(path, 1)
    os.chown(path, NOBODY, NOBODY)
    store(path, 2)
    assert (path.stat().st_uid, path.stat().st_gid) == (NOBODY, NOBODY)


@pytest.mark.skipif(sys.platform != "linux", reason="a name has 255 bytes there")
def test_the_longest_name_in_any_script_can_be_saved(tmp_path: Path) -> None:
    path = tmp_path / ("学" * 83 + "ab.nnp")
    for seed in (1, 2):
        store(path, seed)
    assert load(path).experiment.seed == 2, "though there is no room for a ~ behind it"
    assert names(tmp_path) == [path.name]


# ------------------------------------------------------------------ what is left behind


def test_what_a_killed_saver_left_goes_with_the_next_save_of_that_name(tmp_path: Path) -> None:
    for name in (".a.nnp.01234567.tmp", ".b.nnp.01234567.tmp", ".a.nnp.mine.tmp"):
        (tmp_path / name).write_bytes(b"half a file")
    store(tmp_path / "a.nnp", 1)
    assert names(tmp_path) == [".a.nnp.mine.tmp", ".b.nnp.01234567.tmp", "a.nnp"]
    sweep(tmp_path)
    assert names(tmp_path) == [".a.nnp.mine.tmp", "a.nnp"]
    sweep(tmp_path / "nowhere")


def test_the_spare_file_of_another_saver_stays(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"

    def slowly(file: object) -> None:
        write_atomically(path, b"the quicker one")
        file.write(b"the slower one")  # type: ignore[attr-defined]

    write_atomically(path, slowly)
    assert path.read_bytes() == b"the slower one"
    assert names(tmp_path) == ["a.txt"]


# ------------------------------------------------------------------ disks that fail


@posix
@pytest.mark.parametrize(("number", "for_ever"), [(errno.ENOSPC, False), (errno.EIO, False), (errno.ENOTCONN, True)])
def test_whichever_call_fails_there_is_the_old_file_or_the_new_one(tmp_path: Path, number: int, for_ever: bool) -> None:
    def wrong(name: str) -> None:
        raise OSError(number, f"{name} fails")

    path = tmp_path / "a.nnp"
    at, finished = 0, False
    while not finished:
        for item in tmp_path.iterdir():
            item.unlink()
        store(path, 1)
        old = path.read_bytes()
        faulty, told = Disk(at, wrong, for_ever=for_ever), ""
        with pytest.MonkeyPatch.context() as patch:
            faulty.put_in(patch)
            try:
                save(path, example(), trained(example()), drawn(), previous=True)
            except PlaygroundError as error:
                told = str(error)
        finished = len(faulty.made) <= at
        assert load(path).experiment.seed in (1, example().seed)
        assert not load(path).notices
        replaced = path.read_bytes() != old
        if told:
            assert told.count(";") == 1, told
            assert told.startswith(f"{path} could not be saved: ")
            assert not replaced or "replace" in faulty.made[:at], f"{faulty.made[at]} failed"
        else:
            assert replaced, f"{faulty.made[at]} failed, and nobody was told"
        if not for_ever and told:
            assert not [name for name in names(tmp_path) if SPARE.fullmatch(name)], f"{faulty.made[at]} failed"
        at += 1
    assert at > 20, "every write, and what comes before and after it"
    assert names(tmp_path) == ["a.nnp", "a.nnp~"]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="one process per call")
def test_a_saver_that_is_killed_at_any_call_leaves_the_old_file_or_the_new_one(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.workbench.killed_saver", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 15


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("ENOSPC", "the disk is full; make room there, or save it somewhere else"),
        ("EDQUOT", "your share of the disk is full; make room there, or save it somewhere else"),
        ("EROFS", "the disk is read-only; save it somewhere else"),
        ("EACCES", "you may not do that there; save it somewhere else"),
        ("EIO", "the disk reports a fault; save it somewhere else"),
        ("ESTALE", "the drive does not answer; save it somewhere else"),
        ("ENOTCONN", "the drive does not answer; save it somewhere else"),
        ("EBUSY", "another program is using it; close it there, or give it another name"),
    ],
)
def test_every_failure_has_its_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, words: str) -> None:
    def wrong(_name: str) -> None:
        raise OSError(getattr(errno, name), "")

    path = tmp_path / "a.nnp"
    store(path, 1)
    before = path.read_bytes()
    faulty = Disk(3, wrong)
    faulty.put_in(monkeypatch)
    with pytest.raises(PlaygroundError) as caught:
        store(path, 2)
    assert str(caught.value) == f"{path} could not be saved: {words}"
    assert path.read_bytes() == before
    assert names(tmp_path) == ["a.nnp"]


# ------------------------------------------------------------------ real disks that refuse


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 64 kB."""
    place = tmp_path / "disk"
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(place)]
    if sys.platform != "linux" or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("no disk may be mounted here")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def test_a_disk_that_is_really_full(small_disk: Path) -> None:
    path = small_disk / "a.nnp"
    store(path, 1)
    before = path.read_bytes()
    with pytest.raises(PlaygroundError, match="the disk is full"):
        save(path, Experiment(seed=2, notes=os.urandom(100_000).hex()), previous=True)
    assert path.read_bytes() == before
    assert names(small_disk) == ["a.nnp"]
    store(path, 3)
    assert load(path).experiment.seed == 3


LIMITED = """
import resource, sys
from pathlib import Path
from playground.spec.experiment import Experiment
from playground.workbench.files import save
resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
save(Path(sys.argv[1]), Experiment(notes="x" * 4_000_000))
"""


@posix
def test_a_file_may_grow_no_further(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    store(path, 1)
    before = path.read_bytes()
    command = [sys.executable, "-c", LIMITED, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=100)
    assert "the disk takes no file as large as that; save it somewhere else" in done.stderr
    assert path.read_bytes() == before
    assert names(tmp_path) == ["a.json"]


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that everybody may enter."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)


SAVE = """
import os, sys
from pathlib import Path
from playground.spec.experiment import Experiment
from playground.spec.problems import PlaygroundError
from playground.workbench.files import save
os.setuid(int(sys.argv[2]))
try:
    save(Path(sys.argv[1]), Experiment(seed=2), previous=True)
except PlaygroundError as error:
    print(error)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="permissions of POSIX")
def test_folders_and_files_that_may_not_be_written(open_folder: Path) -> None:
    user = os.geteuid() or NOBODY
    shut, mine = open_folder / "shut", open_folder / "mine"
    for folder in (shut, mine):
        folder.mkdir()
        store(folder / "a.nnp", 1)
    (mine / "a.nnp").chmod(0o444)
    mine.chmod(0o777)
    shut.chmod(0o555)
    for path in (shut / "a.nnp", mine / "a.nnp"):
        command = [sys.executable, "-c", SAVE, str(path), str(user)]
        done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=100)
        assert done.stdout == f"{path} could not be saved: you may not do that there; save it somewhere else\n"
        assert load(path).experiment.seed == 1
        assert names(path.parent) == ["a.nnp"]
    shut.chmod(0o755)


@posix
def test_names_that_cannot_be_saved_to(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "round").symlink_to(tmp_path / "round")
    (tmp_path / "file").write_bytes(b"")
    wrong = {
        tmp_path / "pipe": "it is not an ordinary file; save it somewhere else",
        Path("/dev/full"): "it is not an ordinary file; save it somewhere else",
        tmp_path / "round": "it is a link that leads round in a circle; give it another name",
        tmp_path / "file" / "a.nnp": "a part of its path is a file, not a folder; save it somewhere else",
        tmp_path / "gone" / "a.nnp": "its folder is not there; save it somewhere else",
        tmp_path: "it is a folder; give it another name",
        tmp_path / ("a" * 300): "its name is too long; give it a shorter name",
    }
    for path, words in wrong.items():
        with pytest.raises(PlaygroundError) as caught:
            save(path, Experiment())
        assert str(caught.value) == f"{path} could not be saved: {words}"
    with pytest.raises(PlaygroundError, match="cannot be the name of a file"):
        save(Path("\ud800.nnp"), Experiment())
    assert names(tmp_path) == ["file", "pipe", "round"]


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(PlaygroundError, match="a part of its path is a file"):
        make_folder(tmp_path / "file" / "folder")
