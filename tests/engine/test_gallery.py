"""Pictures come when they are wanted, one outstanding per key, and leave training its time."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

import playground.engine.gallery as gallery_module
from playground.catalog.families import Probe
from playground.catalog.probes.surface import Surface
from playground.catalog.view import View
from playground.engine.budget import SHARE
from playground.engine.gallery import Gallery
from playground.engine.trainer import Trainer
from playground.spec.values import Values
from playground.wire.commands import Watched
from tests.engine.support import experiment


class Clock:
    """Goes on by ``tick`` seconds whenever it is read."""

    def __init__(self, tick: float = 0.0) -> None:
        self.now = 100.0
        self.tick = tick

    def __call__(self) -> float:
        self.now += self.tick
        return self.now


SURFACE = Watched(key="s", kind="surface", params=Values(resolution=4))
UNITS = Watched(key="u", kind="units", params=Values(resolution=4))


def test_at_rest_one_picture_of_a_key_is_on_its_way_while_playing_two() -> None:
    clock, trainer = Clock(), Trainer(experiment())
    gallery = Gallery(clock)
    gallery.watch((SURFACE, UNITS))

    def measured(*, playing: bool) -> set[str]:
        gallery.news()
        clock.now += 1.0
        return {picture.key for picture in gallery.measure(trainer, 1, playing=playing)}

    assert measured(playing=False) == {"s", "u"}
    gallery.acknowledge("u")
    assert measured(playing=False) == {"u"}
    assert measured(playing=True) == {"s", "u"}, "the next is measured while the last is being drawn"
    assert not measured(playing=True), "but no third"
    gallery.acknowledge("s")
    assert measured(playing=True) == {"s"}


def test_old_news_is_not_measured_again() -> None:
    gallery, trainer = Gallery(Clock()), Trainer(experiment())
    gallery.watch((SURFACE,))
    list(gallery.measure(trainer, 1, playing=False))
    gallery.acknowledge("s")
    assert not list(gallery.measure(trainer, 1, playing=False))


def test_at_most_thirty_a_second_while_playing() -> None:
    clock, trainer = Clock(), Trainer(experiment())
    gallery = Gallery(clock)
    gallery.watch((SURFACE,))
    shown = 0
    for _ in range(1000):
        clock.now += 0.001
        gallery.news()
        shown += len(list(gallery.measure(trainer, 1, playing=True)))
        gallery.acknowledge("s")
    assert 25 <= shown <= 31


def test_slow_pictures_leave_three_quarters_of_the_time() -> None:
    clock, trainer = Clock(tick=0.1), Trainer(experiment())
    gallery = Gallery(clock)
    gallery.watch((SURFACE,))
    list(gallery.measure(trainer, 1, playing=True))
    gallery.news()
    gallery.acknowledge("s")
    assert not list(gallery.measure(trainer, 1, playing=True))
    assert list(gallery.measure(trainer, 1, playing=False)), "nothing to leave time for while paused"


def test_a_large_picture_never_slows_a_small_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small ones come thirty times a second, two large ones share what is left, all together take `SHARE`."""
    clock = Clock()
    seconds = {"small": 0.001, "large": 0.04, "huge": 0.2}

    class Costly(Probe):
        @classmethod
        def measure(cls, p: str, view: View) -> tuple[dict[str, NDArray[Any]], dict[str, Any]]:
            clock.now += seconds[p]
            return {"x": np.zeros(1)}, {}

    monkeypatch.setattr(gallery_module, "settle", lambda base, choice: (Costly, choice.kind))
    gallery, trainer = Gallery(clock), Trainer(experiment())
    gallery.watch(tuple(Watched(key=kind, kind=kind) for kind in seconds))
    shown: Counter[str] = Counter()
    spent = 0.0
    begin, longest = clock.now, 0.0
    while clock.now < begin + 60.0:
        clock.now += 0.016
        gallery.news()
        before = clock.now
        for picture in gallery.measure(trainer, 1, playing=True):
            shown[picture.key] += 1
            gallery.acknowledge(picture.key)
        spent += clock.now - before
        longest = max(longest, clock.now - before)
    assert shown["small"] > 60 * 14, "it waits for chunks of training and for large pictures only"
    assert shown["large"] == pytest.approx(60 * (SHARE - 0.03) / 2 / 0.04, rel=0.2)
    assert shown["huge"] == pytest.approx(60 * (SHARE - 0.03) / 2 / 0.2, rel=0.2)
    assert spent / 60.0 <= 1.05 * SHARE
    assert longest < 0.25


def cells_of(gallery: Gallery, trainer: Trainer, clock: Clock, seconds: float, *, playing: bool) -> list[int]:
    """How many cells a side the surfaces of a time had."""
    end, found = clock.now + seconds, []
    while clock.now < end:
        clock.now += 0.016
        gallery.news()
        for picture in gallery.measure(trainer, 1, playing=playing):
            gallery.acknowledge(picture.key)
            found.append(picture.arrays["prediction"].shape[0])
    return found


def test_a_heavy_networks_surface_is_coarser_while_it_trains_and_comes_often(monkeypatch: pytest.MonkeyPatch) -> None:
    clock, trainer = Clock(), Trainer(experiment())
    seconds = [3e-6]  # of a cell
    plain = Surface.measure

    def slow(p: Any, view: View) -> tuple[dict[str, NDArray[Any]], dict[str, Any]]:
        clock.now += p.resolution**2 * seconds[0]
        return plain(p, view)

    monkeypatch.setattr(Surface, "measure", slow)
    gallery = Gallery(clock)
    gallery.watch((Watched(key="s", kind="surface", params=Values(resolution=96)),))
    assert cells_of(gallery, trainer, clock, 0.05, playing=False)[-1] == 96
    heavy = cells_of(gallery, trainer, clock, 3.0, playing=True)
    assert set(heavy) == {64}, "12 × 64² × 3 µs are within 0.15 seconds, 12 × 80² × 3 µs are not"
    assert len(heavy) >= 33
    assert cells_of(gallery, trainer, clock, 0.05, playing=False)[-1] == 96, "there is time while it is paused"
    seconds[0] = 5e-7
    assert cells_of(gallery, trainer, clock, 3.0, playing=True)[-1] == 96


def test_one_picture_held_up_by_another_program_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    clock, trainer = Clock(), Trainer(experiment())
    taken = iter([0.001] * 8 + [0.3] + [0.001] * 1000)

    class Costly(Probe):
        @classmethod
        def measure(cls, p: str, view: View) -> tuple[dict[str, NDArray[Any]], dict[str, Any]]:
            clock.now += next(taken)
            return {"prediction": np.zeros((1, 1))}, {}

    monkeypatch.setattr(gallery_module, "settle", lambda base, choice: (Costly, choice.kind))
    gallery = Gallery(clock)
    gallery.watch((Watched(key="x", kind="x"),))
    assert len(cells_of(gallery, trainer, clock, 3.0, playing=True)) > 70


def test_what_cannot_be_watched_is_said() -> None:
    gallery = Gallery(Clock())
    wrong = gallery.watch((Watched(key="x", kind="surface", params=Values(resolution=1)), SURFACE))
    assert len(wrong) == 1
    assert "resolution" in wrong[0]
    assert [picture.key for picture in gallery.measure(Trainer(experiment()), 1, playing=False)] == ["s"]


def test_pictures_of_the_same_points_share_one_forward_pass() -> None:
    trainer = Trainer(experiment())
    looked: list[tuple[int, str]] = []
    for stage in trainer._model._stages:
        plain, id = stage.forward, stage.id

        def counted(w: Any, inputs: Any, mode: Any, plain: Any = plain, id: str = id) -> Any:
            looked.append((len(inputs[0]), id))
            return plain(w, inputs, mode)

        object.__setattr__(stage, "forward", counted)
    gallery = Gallery(Clock())
    cells = Values(resolution=16)
    gallery.watch(
        (
            Watched(key="unit", kind="surface", params=cells | {"node": "a", "unit": 1}),
            Watched(key="surface", kind="surface", params=cells),
            Watched(key="other", kind="surface", params=cells),
            Watched(key="units", kind="units", params=cells),
            Watched(key="dead", kind="dead_units"),
            Watched(key="spread", kind="histograms", params=Values(examples=20)),
            Watched(key="rows", kind="activations", params=Values(examples=3)),
        )
    )
    pictures = {picture.key: picture for picture in gallery.measure(trainer, 1, playing=False)}
    plane = [node for rows, node in looked if rows == 16 * 16]
    train = [node for rows, node in looked if rows != 16 * 16]
    assert plane == train == ["input", "a", "b", "output"], "each block once, whoever asks for it"
    whole = pictures["units"].arrays["a"][1].astype(np.float32)
    np.testing.assert_allclose(pictures["unit"].arrays["unit"], whole, atol=1e-3)
    np.testing.assert_array_equal(pictures["surface"].arrays["prediction"], pictures["other"].arrays["prediction"])

    gallery.acknowledge("surface")
    trainer.train_steps(5)
    gallery.news()
    again = list(gallery.measure(trainer, 1, playing=False))
    assert [picture.key for picture in again] == ["surface"]
    assert not np.array_equal(again[0].arrays["prediction"], pictures["surface"].arrays["prediction"])
