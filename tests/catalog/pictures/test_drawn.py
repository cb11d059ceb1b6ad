"""Drawn pictures: their bytes, their labels, and that the first ones do not depend on how many there are."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from playground.catalog.datasets.signals import NAMES, wave
from playground.catalog.entry import settle
from playground.catalog.facts import Table
from playground.catalog.families import Dataset
from playground.catalog.pictures import glyphs, store
from playground.catalog.pictures.outlines import FIGURES
from playground.catalog.pictures.progress import GivenUpError, listening
from playground.catalog.prepare import prepare, stream
from playground.spec.experiment import Data
from playground.spec.problems import PlaygroundError
from playground.spec.values import Choice, Values

DRAWN = ["characters", "shapes", "textures", "noise_pictures"]


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(store.VARIABLE, str(tmp_path / "cache"))


def draw(kind: str, seed: int = 1, **settings: Any) -> Table:
    dataset, p = settle(Dataset, Choice(kind, Values(settings)))
    table = dataset.generate(p, stream(seed, "data", kind))
    assert table.facts == dataset.facts(p)
    return table


@pytest.mark.parametrize("kind", DRAWN)
def test_pictures_are_bytes_with_channels_first(kind: str) -> None:
    table = draw(kind, samples=300)
    facts = table.facts
    assert table.x.dtype == np.uint8
    assert table.x.shape == (300, facts.channels, *facts.picture) == (300, *facts.shape)
    assert facts.features == ()
    assert facts.levels == (0.0, 255.0)
    assert len(table.y) == 300
    if facts.outputs < 50:
        assert set(np.unique(table.y)) == set(range(facts.outputs))
    assert len(np.unique(table.x[:50].reshape(50, -1), axis=0)) == 50


@pytest.mark.parametrize("kind", DRAWN)
def test_the_same_seed_draws_the_same_pictures(kind: str) -> None:
    one, two, other = draw(kind, 3, samples=40), draw(kind, 3, samples=40), draw(kind, 4, samples=40)
    assert np.array_equal(one.x, two.x)
    assert np.array_equal(one.y, two.y)
    assert not np.array_equal(one.x, other.x)


@pytest.mark.parametrize("kind", ["characters", "shapes"])
def test_more_pictures_leave_the_first_ones(kind: str) -> None:
    few, many = draw(kind, samples=100), draw(kind, samples=700)
    assert np.array_equal(few.x, many.x[:100])
    assert np.array_equal(few.y, many.y[:100])


def test_large_sets_lie_on_the_disk_and_are_opened_again() -> None:
    one = draw("characters", samples=4000)
    assert isinstance(one.x, np.memmap)
    (file,) = store.folder().glob("*.npy")
    assert file.stat().st_size == 192 + 4000 * 784
    stamp = file.stat().st_ino
    two = draw("characters", samples=4000)
    assert np.array_equal(one.x, two.x)
    assert file.stat().st_ino == stamp
    np.testing.assert_array_equal(np.load(file), one.x)


def test_a_cache_that_cannot_be_written_is_done_without(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = draw("characters", samples=4000)
    (tmp_path / "in the way").write_text("a file, not a folder")
    monkeypatch.setenv(store.VARIABLE, str(tmp_path / "in the way"))
    table = draw("characters", samples=4000)
    assert not isinstance(table.x, np.memmap)
    assert np.array_equal(table.x, kept.x)


def test_a_set_cut_short_is_made_anew() -> None:
    one = np.array(draw("characters", samples=4000).x)
    (file,) = store.folder().glob("*.npy")
    file.write_bytes(file.read_bytes()[:100_000])
    assert np.array_equal(draw("characters", samples=4000).x, one)


def test_a_set_whose_notes_are_damaged_is_made_anew() -> None:
    one = np.array(draw("characters", samples=4000).x)
    (about,) = store.folder().glob("*.npz")
    for content in (about.read_bytes()[:1000], b"words", b""):
        about.write_bytes(content)
        assert np.array_equal(draw("characters", samples=4000).x, one)


@pytest.mark.skipif(sys.platform == "win32", reason="no such limit there")
@pytest.mark.parametrize("width", [100, 3])
def test_a_disk_that_gets_full_is_done_without(width: int) -> None:
    import resource

    pictures = np.arange(100 * width, dtype=np.uint8).reshape(100, 1, width)

    def make(sheet: store.Sheet) -> store.Targets:
        for _ in range(40_000 // width):
            sheet.add(pictures)
        return np.zeros(sheet.rows, dtype=np.int64), {}

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, before[1]))
    try:
        kept = store.keep("some", (1, width), make, size=4_000_000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert not isinstance(kept.x, np.memmap)
    assert np.array_equal(kept.x[-100:], pictures)
    assert list(store.folder().iterdir()) == []


def test_what_was_left_behind_by_an_end_in_between_goes() -> None:
    store.folder().mkdir(parents=True)
    old, new = store.folder() / "old.part", store.folder() / "new.part"
    for path in (old, new):
        path.write_bytes(b"half")
    os.utime(old, (1e9, 1e9))
    draw("characters", samples=4000)
    assert not old.exists()
    assert new.exists()


def test_the_longest_unused_set_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    draw("characters", samples=4000)
    (old,) = store.folder().glob("*.npy")
    monkeypatch.setattr(store, "MOST_PICTURE_BYTES", 4_000_000)
    draw("characters", seed=2, samples=4000)
    (new,) = store.folder().glob("*.npy")
    assert new != old
    assert [path.stem for path in store.folder().glob("*.npz")] == [new.stem]


def test_drawing_can_be_given_up_and_leaves_nothing() -> None:
    heard = []

    def told(done: int, total: int) -> bool:
        heard.append((done, total))
        return len(heard) < 3

    with listening(told), pytest.raises(GivenUpError, match="given up after 512 of 4,000"):
        draw("characters", samples=4000)
    assert heard == [(0, 4000), (256, 4000), (512, 4000)]
    assert list(store.folder().iterdir()) == []


# Characters


def test_a_letter_that_is_not_changed_stands_upright() -> None:
    table = draw("characters", samples=10, rotation=0, slant=0, scale=0, shift=0, stroke=0, blur=0, noise=0)
    for letter in table.x[:, 0]:
        rows, columns = np.flatnonzero(letter.max(axis=1) > 60), np.flatnonzero(letter.max(axis=0) > 60)
        assert 18 <= rows[-1] - rows[0] + 1 <= 22
        assert abs((rows[0] + rows[-1]) / 2 - 13.5) <= 1
        assert abs((columns[0] + columns[-1]) / 2 - 13.5) <= 1


def test_letters_are_turned_clockwise_and_moved() -> None:
    one = np.array([0])
    symbol, zero = np.array([10 + "L".index("L") + 11]), np.zeros(1)  # A is 10, L is 21
    assert glyphs.fields()[1][int(symbol[0])] == "L"

    def shown(turn: float = 0.0, across: float = 0.0, down: float = 0.0, wide: float = 1.0) -> Any:
        found = glyphs.placed(one, symbol, zero + turn, zero, zero + wide, zero + 1, zero + across, zero + down)
        return found[0] > 0

    plain = shown()
    assert np.array_equal(np.roll(plain, (3, 2), (0, 1)), shown(across=2, down=3))
    quarter = shown(turn=np.pi / 2)
    agreeing = (quarter & np.rot90(plain, -1)).sum() / (quarter | np.rot90(plain, -1)).sum()
    assert agreeing > 0.9
    assert shown(wide=1.3).any(axis=0).sum() > plain.any(axis=0).sum()


def test_with_letters_there_are_36_classes() -> None:
    table = draw("characters", symbols="digits and letters", samples=2000)
    assert table.facts.classes == tuple("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") == glyphs.fields()[1]
    assert np.bincount(table.y, minlength=36).min() > 20


def test_noise_leaves_the_letters_where_they_are() -> None:
    quiet, loud = draw("characters", samples=20, noise=0.0), draw("characters", samples=20, noise=0.3)
    assert np.array_equal(quiet.y, loud.y)
    assert np.corrcoef(quiet.x.ravel(), loud.x.ravel())[0, 1] > 0.7


# Shapes


def test_figures_are_inside_where_they_are() -> None:
    origin, far = np.zeros(1, np.float32), np.full(1, 1.5, np.float32)
    for name, figure in FIGURES.items():
        assert (figure(origin, origin)[0] > 0) == (name != "ring")
        assert figure(far, origin)[0] < 0
        assert figure(origin, -far)[0] < 0


def test_the_four_tasks_have_the_same_pictures() -> None:
    tables = {label: draw("shapes", label=label, samples=60) for label in ("shape", "colour", "size", "position")}
    for table in tables.values():
        assert np.array_equal(table.x, tables["shape"].x)
    assert tables["shape"].facts.classes == ("circle", "square", "triangle", "cross", "star", "ring")
    assert tables["position"].facts.targets == ("x", "y")
    assert tables["position"].y.shape == (60, 2)
    assert np.abs(tables["position"].y).max() <= 1


def test_a_figure_lies_where_its_position_says() -> None:
    table = draw("shapes", label="position", samples=200, noise=0.0, background=0.0)
    for picture, (x, y) in zip(table.x, table.y, strict=True):
        ink = picture.max(axis=0).astype(np.float64)
        rows, columns = np.mgrid[:32, :32]
        assert abs((columns * ink).sum() / ink.sum() - 15.5 - 16 * x) < 1.5
        assert abs((rows * ink).sum() / ink.sum() - 15.5 + 16 * y) < 1.5


# Textures and signals


def test_textures_have_eight_patterns_that_differ() -> None:
    table = draw("textures", samples=800, noise=0.0)
    assert table.facts.classes == ("stripes", "checks", "dots", "rings", "bricks", "zigzag", "clouds", "grain")
    roughness = np.abs(np.diff(table.x[:, 0].astype(np.float64), axis=2)).mean(axis=(1, 2))
    by_name = {name: roughness[table.y == place].mean() for place, name in enumerate(table.facts.classes)}
    assert by_name["clouds"] < min(value for name, value in by_name.items() if name != "clouds")
    assert by_name["grain"] > max(value for name, value in by_name.items() if name != "grain")


def test_waves_are_as_their_names_say() -> None:
    time, one, zero = np.linspace(0, 1, 1000, endpoint=False)[None, :], np.ones((1, 1)), np.zeros((1, 1))
    drawn = {name: wave(name, one, zero, time)[0] for name in NAMES}
    np.testing.assert_allclose(drawn["sine"], np.sin(2 * np.pi * time[0]), atol=1e-12)
    np.testing.assert_array_equal(np.unique(drawn["square"]), [-1, 1])
    np.testing.assert_allclose(drawn["triangle"][[0, 250, 500, 750]], [1, 0, -1, 0], atol=1e-9)
    np.testing.assert_allclose(drawn["sawtooth"][[0, 500]], [-1, 0], atol=1e-9)
    assert drawn["pulses"][500] == pytest.approx(1)
    assert drawn["pulses"][0] < -0.99
    chirp = wave("chirp", one * 6, zero, time)[0]
    crossings = [int((np.diff(np.sign(half)) != 0).sum()) for half in (chirp[:500], chirp[500:])]
    assert crossings[1] > crossings[0], "its frequency grows"


def test_signals_are_one_channel_over_time() -> None:
    table = draw("signals", samples=120, length=64)
    assert table.x.shape == (120, 1, 64)
    assert table.facts.shape == (1, 64)
    assert table.facts.picture == ()
    assert np.bincount(table.y).tolist() == [20] * 6


# Noise


def test_noise_pictures_have_the_size_that_is_asked_for() -> None:
    table = draw("noise_pictures", height=5, width=7, channels=2, classes=11, samples=30)
    assert table.x.shape == (30, 2, 5, 7)
    assert table.facts.picture == (5, 7)
    assert table.facts.outputs == 11


def test_too_many_bytes_of_noise_are_refused() -> None:
    with pytest.raises(PlaygroundError, match=r"200,000 pictures of 224×224×3 take 30\.1 GB; at most 4 GB"):
        draw("noise_pictures", samples=200_000)


def test_prepared_pictures_are_normalized_by_channel() -> None:
    prepared = prepare(Data(source=Choice("shapes", Values(samples=500)), normalize=True))
    assert prepared.mean.shape == (3, 1, 1)
    rows = prepared.rows("train")
    given = prepared.inputs(rows)
    np.testing.assert_allclose(given.mean(axis=(0, 2, 3)), 0, atol=1e-4)
    np.testing.assert_allclose(given.std(axis=(0, 2, 3)), 1, atol=1e-4)
