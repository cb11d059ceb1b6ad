from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QPointF
from PySide6.QtGui import QImage, QPainter

from playground.gui.canvas.lettering import shrunk, width
from playground.gui.canvas.live import LiveValues
from playground.gui.canvas.strip import fitted
from playground.gui.canvas.units import spot, walk
from playground.gui.canvas.units.colours import Range, colours, half_colours, pixel, size_of
from playground.gui.canvas.units.field import understood
from playground.gui.canvas.units.layer import Layer
from playground.gui.canvas.units.maps import Maps
from playground.gui.canvas.units.plan import plan_of
from playground.gui.canvas.units.wires import THICKEST, THINNEST, Wires, thickness
from playground.gui.theme.tokens import DARK, LIGHT, Theme

FOUR = Layer(units=4, shown=4, inputs=2, weight="weight", marks=("bias",), range="one", grows="units", learns=True)
MANY = Layer(units=500, shown=64, inputs=64, weight="weight", marks=("bias",))


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_sixteen_bit_numbers_have_the_colours_of_the_surface(theme: Theme) -> None:
    values = np.array([-2.0, -1.0, 0.0, 1.0, 2.0, np.nan], dtype=np.float16)
    found = half_colours(theme, values, 1.0)
    assert found[0] == found[1] == pixel(theme.negative)
    assert found[3] == found[4] == pixel(theme.positive)
    assert found[5] == pixel(theme.edge)
    assert (found == colours(theme, values, 1.0)).all()


def test_the_range_follows_in_steps_and_does_not_flicker() -> None:
    found = Range()
    assert found.follow(0.0) == 1.0
    assert found.follow(3.0) == pytest.approx(10**0.5)  # the next of ten steps per factor of ten: 3.16…
    first = found.end
    assert found.follow(2.5) == found.follow(3.1) == first
    assert found.follow(40.0) >= 40.0
    assert 0.2 <= found.follow(0.2) <= 0.2 * 10**0.1


def test_a_few_large_numbers_do_not_stretch_the_range() -> None:
    values = np.concatenate([np.linspace(-1.0, 1.0, 1000), [500.0, np.inf, np.nan]])
    assert size_of(values) <= 1.0
    assert size_of(np.array([np.nan])) == 0.0


def plane(a: float, b: float) -> NDArray[np.float16]:
    """The map of a·x₁ + b·x₂ over [−6, 6]²."""
    centres = -6.0 + (np.arange(24) + 0.5) * 0.5
    return (a * centres[None, :] + b * centres[:, None]).astype(np.float16)


def test_maps_stand_upright_and_are_read_between_cells() -> None:
    layer = Layer(units=2, shown=2, range="unit")
    maps = Maps(layer, 1)
    assert maps.values_at((0.0, 0.0)) is None
    maps.show_maps(np.stack([plane(1.0, 0.0), plane(0.0, 1.0)]), (-6.0, 6.0, -6.0, 6.0), LIGHT)
    image = maps.image
    assert image is not None
    assert (image.width(), image.height()) == (24, 51)
    for x, y, positive in ((0, 5, False), (23, 5, True), (5, 27, True), (5, 50, False)):  # right, and up
        colour = image.pixelColor(x, y)
        assert (colour.blue() > colour.red()) == positive
    values = maps.values_at((1.1, -2.3))
    assert values is not None
    np.testing.assert_allclose(values, [1.1, -2.3], atol=0.01)
    assert maps.values_at((6.5, 0.0)) is None


def test_maps_of_another_shape_are_left_alone() -> None:
    maps = Maps(FOUR, 1)
    maps.show_maps(np.zeros((3, 24, 24), dtype=np.float16), (0.0, 1.0, 0.0, 1.0), LIGHT)
    maps.show_histograms(np.zeros((4, 10)), (0.0, 1.0), LIGHT)
    assert maps.image is None
    assert maps.range_of(0) is None


def test_histograms_have_the_colour_of_their_values() -> None:
    maps = Maps(Layer(units=1, shown=1), 1)
    counts = np.zeros((1, 24), dtype=np.int32)
    counts[0, 0], counts[0, 23] = 9, 9
    maps.show_histograms(counts, (-2.0, 2.0), LIGHT)
    assert maps.image is not None
    left, right, between = (maps.image.pixelColor(x, 23) for x in (0, 23, 12))
    assert left.red() > left.blue()
    assert right.blue() > right.red()
    assert between.name() == LIGHT.raised
    assert maps.range_of(0) == (-2.0, 2.0)


def test_a_plan_holds_what_it_shows() -> None:
    for layer in (FOUR, MANY, Layer(units=20, shown=20)):
        plan = plan_of(layer)
        assert len(plan.tiles) == layer.shown
        for tile in plan.tiles:
            assert plan.body.contains(tile)
            assert not tile.intersects(plan.head)
            assert not tile.intersects(plan.foot)
        for one, other in zip(plan.tiles, plan.tiles[1:], strict=False):
            assert not one.intersects(other)
    assert plan_of(FOUR).columns == 1
    assert plan_of(MANY).columns > 1
    assert plan_of(MANY).more.height() > 0


@pytest.mark.parametrize("norm", [0.0, 41.0, 0.0875, 12.345, 3.21e-5, 1.234e-12, 99999.0, math.nan])
@pytest.mark.parametrize("ratio", [0.0, 0.0123, 7.4e-4, 1.23e-11, 250.0, math.inf])
def test_gradient_and_update_always_stand_under_the_units(norm: float, ratio: float) -> None:
    plan = plan_of(replace(FOUR, units=1, shown=1, inputs=1))
    words, letters = fitted(LiveValues(gradient_norm=norm, update_ratio=ratio), plan.figures.width())
    assert [text[0] for text in words] == ["∇", "Δ"]
    assert sum(width(text, letters) for text in words) < plan.figures.width()
    assert letters >= 8.0


def test_what_a_plan_is_hit_on() -> None:
    plan = plan_of(FOUR)
    assert plan.hit("a", plan.tiles[2].center()) == spot.unit("a", 2)
    assert plan.hit("a", plan.marks["bias"][1].center()) == spot.number("a", "bias", 1)
    assert plan.hit("a", plan.buttons["more"].center()) == spot.button("a", "more")
    assert plan.hit("a", plan.head.center() - QPointF(20, 10)) is None
    wide = plan_of(MANY)
    mark = wide.marks["bias"][3].center()
    assert wide.hit("a", mark) == spot.number("a", "bias", 3)
    assert wide.hit("a", mark, 0.5) == spot.unit("a", 3)  # too small to be seen


def test_lines_are_one_to_ten_thick() -> None:
    assert thickness(0.0) == THINNEST == 1.0
    assert thickness(2.0) == pytest.approx(5.5)
    assert thickness(-2.0) == thickness(2.0)
    assert thickness(1e30) == pytest.approx(THICKEST)
    assert thickness(float("nan")) == 1.0


def lines() -> Wires:
    wires = Wires("lines", "b", "weight", (2, 2))
    wires.lay_lines([QPointF(0, 0), QPointF(0, 100)], [QPointF(100, 0), QPointF(100, 100)])
    return wires


def test_the_nearest_line_is_hit_from_some_way_off() -> None:
    wires = lines()
    assert wires.hit(QPointF(50, 4), 1.0) == spot.number("b", "weight", 0, 0)
    assert wires.hit(QPointF(50, 97), 1.0) == spot.number("b", "weight", 1, 1)
    assert wires.hit(QPointF(34, 22), 1.0) == spot.number("b", "weight", 1, 0)
    assert wires.hit(QPointF(50, 20), 1.0) is None
    assert wires.hit(QPointF(50, 8), 0.5) == spot.number("b", "weight", 0, 0)  # farther away the hand is larger
    wires.show(np.full((2, 2), 30.0, dtype=np.float32))
    assert wires.hit(QPointF(50, 9), 1.0) == spot.number("b", "weight", 0, 0)  # thick lines too


def test_lines_are_drawn_anew_only_where_they_look_different() -> None:
    wires = lines()
    first = np.array([[0.5, -0.5], [1.0, 0.0]], dtype=np.float32)
    assert wires.show(first)
    assert not wires.show(first + np.float32(1e-4))
    assert wires.show(-first)
    assert wires.show(None)
    assert not wires.show(np.zeros((3, 2), dtype=np.float32))  # of a layer that is not this one any more


def test_a_cell_of_the_matrix_is_a_weight() -> None:
    wires = Wires("matrix", "b", "weight", (3, 40))
    wires.lay_matrix(QPointF(0, 0), QPointF(120, 10))
    assert wires.rect.width() == pytest.approx(100.0)
    assert wires.rect.center() == QPointF(60, 5)
    place = wires.place(spot.number("b", "weight", 2, 39))
    assert wires.hit(place, 1.0) == spot.number("b", "weight", 2, 39)
    assert wires.hit(QPointF(2, 5), 1.0) is None


def test_a_cell_too_small_to_be_seen_is_seen_larger_under_the_pointer() -> None:
    wires = Wires("matrix", "b", "weight", (100, 100))
    wires.lay_matrix(QPointF(0, 0), QPointF(120, 0))
    values = np.full((100, 100), -1.0, dtype=np.float32)
    values[40, 30] = 1.0
    wires.show(values)
    here = wires.hovered = spot.number("b", "weight", 40, 30)
    picture = QImage(240, 240, QImage.Format.Format_RGB32)
    with QPainter(picture) as painter:
        painter.translate(0, 120)
        wires.paint(painter, LIGHT, 1.0)
        wires.paint_light(painter, LIGHT)
    at = (wires.place(here) + QPointF(0, 120)).toPoint()
    for dx, dy in ((-2, 0), (0, 0), (2, 0), (0, 2)):
        assert picture.pixelColor(at + QPoint(dx, dy)) == LIGHT.colour("positive")
    assert picture.pixelColor(at + QPoint(8, 0)) == LIGHT.colour("negative")


def test_words_become_smaller_before_they_are_cut() -> None:
    room = width("Layer 1", 20.0, bold=True) + 0.5
    assert shrunk("Layer 1", 28.0, 12.0, room, bold=True) in (19.0, 20.0)
    assert width("Layer 1", shrunk("Layer 1", 28.0, 12.0, room, bold=True), bold=True) <= room
    assert shrunk("Layer 1", 15.0, 12.0, room, bold=True) == 15.0
    assert shrunk("A layer with a long name", 28.0, 12.0, room, bold=True) == 12.0
    assert shrunk("A layer with a long name", 10.0, 12.0, room, bold=True) == 10.0


def test_walking_among_units_and_weights() -> None:
    unit = spot.unit("b", 1)
    assert walk.beside(unit, FOUR, "a", 0, 1) == spot.unit("b", 2)
    assert walk.beside(spot.unit("b", 3), FOUR, "a", 0, 1) is None
    weight = walk.beside(unit, FOUR, "a", -1, 0)
    assert weight == spot.number("b", "weight", 1, 0)
    assert walk.beside(spot.number("b", "weight", 1, 1), FOUR, "a", 0, 1) == spot.number("b", "bias", 1)
    assert walk.beside(spot.number("b", "weight", 1, 1), FOUR, "a", -1, 0) == spot.unit("a", 1)
    assert walk.beside(spot.number("b", "bias", 1), FOUR, "a", 1, 0) == unit
    rows = len(plan_of(MANY).tiles) // plan_of(MANY).columns + 1
    assert walk.beside(spot.unit("b", 0), MANY, "a", 1, 0) == spot.unit("b", rows)


def test_what_is_frozen() -> None:
    weight = spot.number("b", "weight", 1, 0)
    assert spot.is_frozen(("weight[1,0]",), weight)
    assert spot.is_frozen(("1",), weight)
    assert spot.is_frozen(("*",), weight)
    assert not spot.is_frozen(("0", "weight[0,1]"), weight)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("−0.5", -0.5),
        ("1e-3", 0.001),
        ("2,5", 2.5),
        ("", None),
        ("abc", None),
        ("inf", None),
        ("nan", None),
        ("1e39", None),
    ],
)
def test_numbers_as_they_are_typed(text: str, value: float | None) -> None:
    assert understood(text) == value
