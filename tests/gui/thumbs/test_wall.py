"""The wall of small pictures: only what is seen is read, by mouse and by keyboard."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from playground.catalog.prepare import prepare
from playground.catalog.tensor import Ints
from playground.gui.draw.pixels import as_bytes
from playground.gui.theme.tokens import LIGHT
from playground.gui.thumbs.sources import OfData
from playground.gui.thumbs.wall import Wall
from playground.spec.experiment import Data
from playground.spec.values import Choice, Values


class Shades:
    """Grey squares, a thousand for a thousand."""

    shape: tuple[int, int] | tuple[()] = (4, 6)

    def __init__(self) -> None:
        self.read: list[int] = []

    def pictures(self, keys: Ints) -> NDArray[np.uint8]:
        self.read += keys.tolist()
        grey = (keys % 256).astype(np.uint8)
        return np.tile(grey[:, None, None, None], (1, 1, 4, 6))

    def words(self, key: int) -> str:
        return f"shade {key}"

    def caption(self, key: int, *, short: bool = False) -> str:
        return str(key)

    def wrong(self, key: int) -> bool:
        return key % 2 == 1


@pytest.fixture
def shades() -> Shades:
    return Shades()


@pytest.fixture
def wall(qtbot: QtBot, shades: Shades) -> Wall:
    made = Wall("Shades", LIGHT)
    qtbot.addWidget(made)
    made.resize(430, 300)
    made.show_source(shades)
    made.show_keys(np.arange(100_000)[::-1])
    with qtbot.waitExposed(made):
        made.show()
    return made


def test_only_what_is_seen_is_read(wall: Wall, shades: Shades, qtbot: QtBot) -> None:
    seen = wall.seen()
    qtbot.waitUntil(lambda: len(shades.read) >= len(seen))
    assert sorted(shades.read, reverse=True) == wall.keys[: len(shades.read)].tolist()
    assert len(shades.read) < 100
    wall.verticalScrollBar().setValue(wall.verticalScrollBar().maximum())
    qtbot.waitUntil(lambda: 0 in shades.read)
    assert len(shades.read) < 200
    assert wall.cell(len(wall.keys) - 1).bottom() <= wall.viewport().height()
    assert len(set(shades.read)) == len(shades.read), "what was read is kept"


def test_pixels_are_where_they_belong(wall: Wall, shades: Shades, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: len(shades.read) >= len(wall.seen()))
    image = wall.viewport().grab().toImage()
    for place in (0, 3, 8):
        cell = wall.cell(place)
        colour = image.pixelColor(cell.left() + cell.width() // 2, cell.top() + 10)
        assert colour.red() == colour.blue() == wall.keys[place] % 256


def test_mouse_and_keys(wall: Wall, qtbot: QtBot) -> None:
    chosen: list[int] = []
    opened: list[int] = []
    wall.chosen.connect(chosen.append)
    wall.opened.connect(opened.append)
    columns = wall._columns()
    QTest.mouseClick(wall.viewport(), Qt.MouseButton.LeftButton, pos=wall.cell(1).center())
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Up, Qt.Key.Key_Up):
        QTest.keyClick(wall, key)
    places = [1, 2, 2 + columns, 1 + columns, 1]
    assert chosen == [99_999 - place for place in places]
    assert wall.accessibleDescription() == "shade 99998"
    QTest.keyClick(wall, Qt.Key.Key_Return)
    QTest.keyClick(wall, Qt.Key.Key_End)
    assert chosen[-1] == 0
    assert wall.viewport().rect().contains(wall.cell(99_999).center())
    QTest.keyClick(wall, Qt.Key.Key_PageUp)
    assert 0 < chosen[-1] < 100
    QTest.keyClick(wall, Qt.Key.Key_Home)
    QTest.mouseDClick(wall.viewport(), Qt.MouseButton.LeftButton, pos=wall.cell(0).center())
    assert opened == [99_998, 99_999]
    QTest.mouseClick(wall.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(1, 1))
    assert chosen[-1] == 99_999, "there is none at the edge"


def test_another_order_keeps_place_and_choice(wall: Wall) -> None:
    wall.choose(50_000)
    place = wall.verticalScrollBar().value()
    assert place > 0
    wall.show_keys(np.arange(100_000)[::-1][10:])
    assert wall.verticalScrollBar().value() == place
    assert wall.accessibleDescription() == "shade 50000"
    assert wall.choose(50_000, scroll=False)
    first = wall.keys[wall.seen().start]
    wall.set_side(80)
    assert first in wall.keys[list(wall.seen())]
    wall.show_keys(np.arange(5), empty="none")
    assert wall.chosen_key is None, "it does not hang there any more"
    assert not wall.choose(7)


def test_examples_without_pictures_are_lines(wall: Wall) -> None:
    prepared = prepare(Data(source=Choice("iris")))
    source = OfData(prepared)
    wall.show_source(source)
    wall.show_keys(prepared.rows("dev"))
    assert wall.cell(1).width() > 300
    row = int(prepared.rows("dev")[4])
    numbers = prepared.raw[row]
    words = source.words(row)
    assert words.startswith(f"dev 4: {prepared.facts.classes[prepared.y[row]]} ")
    assert f"{prepared.facts.features[0]} {numbers[0]:.3g}" in words
    assert not wall.grab().isNull()


def test_numbers_become_bytes() -> None:
    digits = prepare(Data(source=Choice("digits", Values(layout="picture"))))
    assert max(digits.facts.levels) == 16
    some = as_bytes(digits.raw[:3], digits.facts)
    assert some.shape == (3, 1, 8, 8)
    assert some[0, 0, 2].tolist() == [round(value * 255 / 16) for value in digits.raw[0].reshape(8, 8)[2]]
