from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from playground.spec.problems import PlaygroundError
from playground.workbench.presentation import Presentation
from playground.workbench.settings import MOST_RECENT, Settings, load_settings, save_settings, settings_path


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PLAYGROUND_CONFIG_DIR", str(tmp_path / "config"))
    return tmp_path / "config"


def test_without_a_file_there_are_defaults(folder: Path) -> None:
    assert load_settings() == Settings()
    assert not folder.exists()


def test_settings_come_back(folder: Path) -> None:
    kept = Settings(theme="dark", geometry="AdnQywADAAAAAA==", pace=0.0)
    kept = kept.remember(Path("/a/b.nnp")).remember(Path("/a/ü.nnp"))
    save_settings(kept)
    assert load_settings() == kept
    assert [item.name for item in folder.iterdir()] == ["settings.json"]


def test_where_a_file_holds_nothing_the_version_before_it_stands_in(folder: Path) -> None:
    first = Settings(theme="dark", language="de")
    save_settings(first)
    save_settings(Settings(theme="light"))
    settings_path().write_bytes(b"\0" * 300)  # as some disks leave a file when the power fails
    assert load_settings() == first


def test_recent_files_are_the_latest_ten_without_repeats() -> None:
    kept = Settings()
    for number in range(15):
        kept = kept.remember(Path(f"/{number}.nnp"))
    kept = kept.remember(Path("/9.nnp"))
    assert len(kept.recent) == MOST_RECENT
    assert kept.recent[:3] == (Path("/9.nnp"), Path("/14.nnp"), Path("/13.nnp"))
    assert Path("/9.nnp") not in kept.forget(Path("/9.nnp")).recent


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"{",
        b"[]",
        b"\xff",
        b'{"theme": "pink"}',
        b'{"recent": [1]}',
        b'{"geometry": "?"}',
        b'{"pace": -1.0}',
        b"[" * 99999,
    ],
)
def test_a_damaged_file_gives_defaults_and_is_kept_aside(folder: Path, text: bytes) -> None:
    folder.mkdir()
    settings_path().write_bytes(text)
    assert load_settings() == Settings()
    assert (folder / "settings.json.damaged").read_bytes() == text
    save_settings(Settings(theme="light"))
    assert load_settings().theme == "light"


@given(st.binary(max_size=100))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_any_bytes_give_settings(folder: Path, content: bytes) -> None:
    folder.mkdir(exist_ok=True)
    settings_path().write_bytes(content)
    assert load_settings() == Settings()


def test_what_a_newer_version_added_is_passed_over(folder: Path) -> None:
    folder.mkdir()
    settings_path().write_text('{"theme": "dark", "holograms": true}')
    assert load_settings() == Settings(theme="dark")


def test_a_folder_that_cannot_be_made(folder: Path) -> None:
    folder.write_text("in the way")
    with pytest.raises(PlaygroundError, match="config could not be made"):
        save_settings(Settings())
    assert load_settings() == Settings()


def test_the_folder_is_the_systems_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PLAYGROUND_CONFIG_DIR")
    assert settings_path().name == "settings.json"
    assert settings_path().parent.name == "playground"


def test_everything_comes_back(folder: Path) -> None:
    kept = Settings(
        language="de",
        hints=("play", "data"),
        layout={"sizes": {"columns": [1, 2, 3]}},
        layouts={"Narrow": {"tab": 1}},
        presentation=Presentation(scale=1.5, hidden=("menu",)),
    )
    save_settings(kept)
    assert load_settings() == kept


@pytest.mark.parametrize(
    "wrong",
    [
        '"theme": 3',
        '"language": "../x"',
        '"hints": "all"',
        '"layout": []',
        '"layouts": {"": {}}',
        '"presentation": 7',
        '"presentation": {"scale": 99}',
    ],
)
def test_one_wrong_value_leaves_the_others(folder: Path, wrong: str) -> None:
    folder.mkdir()
    settings_path().write_text(f'{{"recent": ["/a.nnp"], {wrong}}}')
    assert load_settings() == Settings(recent=(Path("/a.nnp"),))


@pytest.mark.parametrize("depth", [95, 150, 900])
def test_a_layout_that_is_nested_deep_does_not_keep_the_settings_from_being_saved(folder: Path, depth: int) -> None:
    text = '{"theme": "dark", "layout": {"a": ' + "[" * depth + "]" * depth + "}}"
    folder.mkdir(exist_ok=True)
    (folder / "settings.json").write_text(text)
    settings = load_settings()
    assert settings.theme == ("dark" if depth < 100 else "system")
    save_settings(settings)
    assert load_settings() == settings
