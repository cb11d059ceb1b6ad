from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from playground.catalog.analysis import facts_of
from playground.catalog.entry import family
from playground.gui.data_card import DataCard, in_words
from playground.gui.gallery import file_setting, groups
from playground.gui.theme.tokens import DARK, LIGHT
from playground.spec.experiment import Data
from playground.spec.values import Choice, Values
from playground.workbench.document import Document


@pytest.fixture
def card(qtbot: QtBot, document: Document) -> DataCard:
    made = DataCard(document, LIGHT)
    qtbot.addWidget(made)
    made.resize(290, 700)
    made.show()
    return made


def test_every_data_set_has_a_tile_under_its_heading(card: DataCard) -> None:
    assert set(card.gallery.tiles) == set(family("datasets"))
    assert sum(map(len, groups().values())) == len(family("datasets"))
    assert card.gallery.tiles["circle"].isChecked()


def test_a_click_on_a_tile_is_one_undoable_edit(qtbot: QtBot, card: DataCard, document: Document) -> None:
    QTest.mouseClick(card.gallery.tiles["spiral"], Qt.MouseButton.LeftButton)
    assert document.experiment.data.source == Choice("spiral")
    assert document.undo_label == "Data: Spiral"
    assert card.title.text() == "Spiral"
    document.undo()
    assert document.experiment.data.source == Choice("circle")
    assert card.title.text() == "Circle"
    assert card.gallery.tiles["circle"].isChecked()
    assert document.undo_label is None


def test_the_present_data_set_chosen_again_changes_nothing(card: DataCard, document: Document) -> None:
    card.choose("circle")
    assert document.undo_label is None


def test_the_keyboard_reaches_the_tiles(qtbot: QtBot, card: DataCard, document: Document) -> None:
    tile = card.gallery.tiles["xor"]
    tile.setFocus()
    QTest.keyClick(tile, Qt.Key.Key_Space)
    assert document.experiment.data.source == Choice("xor")


def test_all_pictures_are_drawn_one_by_one(qtbot: QtBot, card: DataCard) -> None:
    card.gallery.draw()
    assert not card.gallery.complete
    qtbot.waitUntil(lambda: card.gallery.complete, timeout=20_000)
    for tile in card.gallery.tiles.values():
        assert not tile.icon().isNull(), tile.entry.kind
    images = {
        kind: tile.icon().pixmap(42).toImage()
        for kind, tile in card.gallery.tiles.items()
        if file_setting(tile.entry) is None
    }
    kinds = list(images)
    assert all(images[a] != images[b] for i, a in enumerate(kinds) for b in kinds[i + 1 :])


def test_the_picture_follows_the_settings(qtbot: QtBot, card: DataCard, document: Document) -> None:
    from playground.catalog.settings import set_at

    before = card.picture.pixmap().toImage()
    document.apply(set_at(document.experiment, ("data", "source", "position_noise"), 0.5))
    qtbot.waitUntil(lambda: card.picture.pixmap().toImage() != before)


def test_a_data_set_that_needs_a_file_asks_for_it(qtbot: QtBot, card: DataCard, document: Document) -> None:
    kind = next(kind for kind, entry in family("datasets").items() if file_setting(entry) is not None)
    with qtbot.waitSignal(card.file_wanted) as wanted:
        QTest.mouseClick(card.gallery.tiles[kind], Qt.MouseButton.LeftButton)
    assert wanted.args == [kind]
    assert document.undo_label is None
    assert card.gallery.tiles["circle"].isChecked()


def test_data_that_are_wrong_say_why_and_show_no_picture(qtbot: QtBot, card: DataCard, document: Document) -> None:
    from playground.spec.edits import Set

    document.apply(Set(path=("data", "source"), value=Choice("csv", Values(path="/nowhere/there.csv"))))
    assert "there.csv" in card.facts.text()
    qtbot.waitUntil(lambda: card.picture.pixmap().isNull())


def test_facts_in_words() -> None:
    assert in_words(facts_of(Data(source=Choice("circle")))) == "500 examples\n2 features\n2 classes"
    assert in_words(facts_of(Data(source=Choice("plane")))).endswith("1 number to predict")


def test_another_theme_draws_the_pictures_anew(qtbot: QtBot, card: DataCard) -> None:
    before = card.picture.pixmap().toImage()
    card.set_theme(DARK)
    assert card.picture.pixmap().toImage() != before
    qtbot.waitUntil(lambda: card.gallery.complete, timeout=20_000)


def test_nothing_is_cut_at_the_smallest_width(qtbot: QtBot, card: DataCard) -> None:
    card.resize(card.minimumSizeHint())
    inside = card.widget()
    assert inside is not None
    qtbot.waitUntil(lambda: inside.width() == card.viewport().width())
    assert inside.minimumSizeHint().width() <= card.viewport().width()
