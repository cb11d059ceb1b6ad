"""The script that makes a release known, against the program that believes it or not."""

from __future__ import annotations

import hashlib
import importlib.util
import stat
import sys
from pathlib import Path
from types import ModuleType

import pytest

from playground.workbench.release import read_release

ROOT = Path(__file__).parents[2]


@pytest.fixture
def script() -> ModuleType:
    found = importlib.util.spec_from_file_location("sign_release", ROOT / "packaging" / "sign_release.py")
    assert found is not None
    assert found.loader is not None
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module


def test_from_the_key_to_a_feed_that_is_believed(
    script: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    key, notes, made, out = (tmp_path / name for name in ("release.key", "notes.txt", "playground_2.0.0.deb", "out"))
    assert script.main(["new-key", str(key)]) == 0
    public = capsys.readouterr().out.strip()
    if sys.platform != "win32":
        assert stat.S_IMODE(key.stat().st_mode) == 0o600
    notes.write_text("A block for attention ∇.\n", encoding="utf-8")
    made.write_bytes(b"a package")
    words = ["feed", str(made), "--version", "2.0.0", "--date", "2030-01-02", "--notes", str(notes)]
    words += ["--key", str(key), "-o", str(out)]
    assert script.main(words) == 1, "a key that no program knows"
    assert public in capsys.readouterr().err
    assert not out.exists()
    monkeypatch.setattr(script, "KEYS", (public,))
    assert script.main(words) == 0
    release = read_release((out / "feed.json").read_bytes())
    assert (release.version, release.date, release.notes) == ("2.0.0", "2030-01-02", "A block for attention ∇.")
    (file,) = release.files
    assert (file.name, file.size, file.sha256) == (made.name, 9, hashlib.sha256(b"a package").hexdigest())
    assert script.main(["check", str(out / "feed.json")]) == 0
    (out / "feed.json").write_bytes((out / "feed.json").read_bytes().replace(b"2.0.0", b"3.0.0"))
    assert script.main(["check", str(out / "feed.json")]) == 1
    assert "not signed by us" in capsys.readouterr().err


def test_a_key_is_never_written_over_nor_into_the_project(
    script: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    key = tmp_path / "release.key"
    key.write_bytes(b"the old one")
    assert script.main(["new-key", str(key)]) == 1
    assert key.read_bytes() == b"the old one"
    inside = ROOT / "packaging" / "release.key"
    assert script.main(["new-key", str(inside)]) == 1
    assert not inside.exists()
    assert "lies in the project" in capsys.readouterr().err
