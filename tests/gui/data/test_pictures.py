"""Pictures in the window: dropped, looked over, used; read and downloaded beside it, and given up."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from playground.catalog.analysis import facts_of
from playground.catalog.datasets.mnist import Mnist
from playground.catalog.pictures import store
from playground.catalog.pictures.fetching import Remote
from playground.catalog.prepare import NotReadyError, prepare
from playground.gui.data.rows import Rows
from playground.gui.data.rows_model import RowsModel
from playground.gui.data_card import in_words
from playground.gui.plots.data_thumbnail import few, thumbnail
from playground.gui.questions import FOLDER
from playground.gui.theme.tokens import LIGHT
from playground.gui.window import MainWindow
from playground.spec.edits import Set
from playground.spec.experiment import Data
from playground.spec.values import Choice, Values
from tests.catalog.pictures.test_fetching import Server, idx_packed
from tests.catalog.pictures.test_folders import BLUE, RED, content
from tests.gui.support import Answers

PATH = ("data", "source")


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(store.VARIABLE, str(tmp_path / "cache"))


@pytest.fixture
def pets(tmp_path: Path) -> Path:
    """Two classes of twelve pictures, and three files that are none."""
    top = tmp_path / "pets"
    for name, colour in (("cats", BLUE), ("dogs", RED)):
        (top / name).mkdir(parents=True)
        for place in range(12):
            (top / name / f"{place}.png").write_bytes(content(colour, size=(20, 12)))
    (top / "cats" / "empty.png").write_bytes(b"")
    (top / "cats" / "words.jpg").write_text("words")
    (top / "dogs" / "cut.png").write_bytes(content(size=(40, 40))[:60])
    return top


def drop(window: MainWindow, path: Path) -> bool:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    assert window.drops.wants(data)
    return window.drops.take(data)


def source(window: MainWindow) -> Choice:
    return window.document.experiment.data.source


def test_a_folder_is_dropped_looked_over_and_used(qtbot: QtBot, window: MainWindow, pets: Path) -> None:
    assert drop(window, pets)
    panel = window.importing.pictures
    assert panel.isVisible()
    assert not panel.use.isEnabled()
    qtbot.waitUntil(lambda: panel.ready)
    assert panel.verdict.text() == "24 pictures of 32×32×3, 2 classes."
    assert panel.classes.text() == "cats 12 · dogs 12"
    assert [panel.bad.item(row).text().partition(":")[0] for row in range(panel.bad.count())] == [
        "cats/empty.png",
        "cats/words.jpg",
        "dogs/cut.png",
    ]
    assert panel.bad_title.text() == "3 files are left out:"
    assert panel.mosaic.shown >= 6
    before = window.document.experiment
    QTest.mouseClick(panel.use, Qt.MouseButton.LeftButton)
    assert not panel.isVisible()
    assert source(window) == Choice("picture_folder", Values(path=str(pets)))
    assert window.data.facts.text() == "24 pictures\n32×32×3\n2 classes"
    window.document.undo()
    assert window.document.experiment is before


def test_size_channels_and_bad_files_are_chosen(qtbot: QtBot, window: MainWindow, pets: Path) -> None:
    drop(window, pets)
    panel = window.importing.pictures
    for name, value in (("height", 16), ("width", 24), ("colour", "grey"), ("resize", "crop")):
        panel.editors[name].edited.emit(value)
    qtbot.waitUntil(lambda: panel.ready)
    assert panel.verdict.text() == "24 pictures of 16×24×1, 2 classes."
    panel.editors["bad"].edited.emit("refuse")
    assert not panel.use.isEnabled()
    qtbot.waitUntil(lambda: "cannot be read" in panel.verdict.text())
    assert panel.verdict.text().startswith("Pets: 3 of 27 files cannot be read (cats/empty.png: it is empty;")
    assert not panel.ready
    assert panel.bad_title.text() == "3 files cannot be read:"
    QTest.keyClick(panel, Qt.Key.Key_Escape)
    assert not panel.isVisible()
    assert source(window).kind == "circle"


def test_what_holds_no_pictures_is_said(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    (tmp_path / "nothing").mkdir()
    drop(window, tmp_path / "nothing")
    panel = window.importing.pictures
    qtbot.waitUntil(lambda: "no folders with pictures" in panel.verdict.text())
    assert not panel.use.isEnabled()


def test_a_file_of_arrays_is_dropped(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    np.savez(tmp_path / "some.npz", x=np.zeros((30, 8, 8), np.uint8), y=np.arange(30) % 3)
    drop(window, tmp_path / "some.npz")
    panel = window.importing.pictures
    qtbot.waitUntil(lambda: panel.ready)
    assert panel.verdict.text() == "30 pictures of 8×8×1, 3 classes."
    assert panel.classes.text() == "0 10 · 1 10 · 2 10"
    panel.use.click()
    assert source(window).kind == "picture_file"


def test_a_copied_folder_is_pasted(qtbot: QtBot, window: MainWindow, pets: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(pets))])
    QApplication.clipboard().setMimeData(data)
    window.actions_["paste"].trigger()
    qtbot.waitUntil(lambda: window.importing.pictures.ready)
    window.importing.leave()


def test_the_tile_of_the_folder_asks_for_one(qtbot: QtBot, window: MainWindow, answers: Answers, pets: Path) -> None:
    answers.to_open = pets
    window.data.choose("picture_folder")
    assert answers.asked == [FOLDER]
    qtbot.waitUntil(lambda: window.importing.pictures.ready)
    window.importing.leave()


def test_closing_the_window_ends_the_reading(window: MainWindow, pets: Path) -> None:
    drop(window, pets)
    window.close_without_asking()
    assert not [thread for thread in threading.enumerate() if thread.name == "pictures"]


# Beside the window


def choose(window: MainWindow, kind: str, **settings: Any) -> None:
    window.document.apply(Set(path=PATH, value=Choice(kind, Values(settings)), label="", merges=False))


def test_the_window_does_not_wait_for_many_pictures(qtbot: QtBot, window: MainWindow) -> None:
    choose(window, "characters", samples=4000)
    data = window.document.experiment.data
    with pytest.raises(NotReadyError, match="the pictures are being read"):
        prepare(data)
    assert window.preparing.busy
    qtbot.waitUntil(lambda: not window.preparing.busy)
    assert prepare(data).raw.shape == (4000, 1, 28, 28)
    assert sum(window.data.split.counts) == 4000
    assert window.data.waiting.isHidden()


def test_few_pictures_are_there_at_once(window: MainWindow) -> None:
    choose(window, "characters", samples=500)
    assert sum(window.data.split.counts) == 500
    assert not window.preparing.busy


def test_the_last_of_several_wishes_wins(qtbot: QtBot, window: MainWindow) -> None:
    for samples in (20_000, 30_000, 5000):
        choose(window, "characters", samples=samples)
    qtbot.waitUntil(lambda: not window.preparing.busy)
    assert sum(window.data.split.counts) == 5000


def test_reading_can_be_given_up_and_taken_up_again(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("playground.gui.data.waiting.SOON", 0.0)
    choose(window, "characters", samples=100_000)
    waiting = window.data.waiting
    qtbot.waitUntil(lambda: waiting.bar.isVisible() and waiting.bar.value() > 0)
    assert waiting.sentence.text().startswith("Reading pictures: ")
    waiting.button.click()
    assert waiting.sentence.text() == "These pictures were not read to the end."
    assert (window.preparing.busy, window.preparing.given_up) == (False, True)
    choose(window, "characters", samples=99_000)
    assert window.preparing.busy
    choose(window, "characters", samples=400)
    assert waiting.isHidden()


@pytest.mark.parametrize(("error", "samples"), [(RuntimeError("odd"), 4100), (MemoryError(), 4200)])
def test_an_error_that_nobody_foresaw_ends_the_reading_and_is_told(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch, pets: Path, error: Exception, samples: int
) -> None:
    def fail(_data: Data) -> None:
        raise error

    raised: list[Any] = []
    monkeypatch.setattr(threading, "excepthook", raised.append)
    with monkeypatch.context() as broken:
        broken.setattr("playground.gui.preparing.prepare", fail)
        broken.setattr("playground.gui.data.picture_reading.prepare", fail)
        choose(window, "characters", samples=samples)
        qtbot.waitUntil(lambda: not window.preparing.busy)
        drop(window, pets)
        panel = window.importing.pictures
        qtbot.waitUntil(lambda: panel.verdict.text() in ("Odd.", "MemoryError."))
    qtbot.waitUntil(lambda: [one.exc_value for one in raised] == [error, error])
    assert not panel.ready
    window.importing.leave()
    assert window.data.waiting.sentence.text() == "These pictures were not read to the end."
    window.data.waiting.button.click()
    qtbot.waitUntil(lambda: not window.preparing.busy)
    assert sum(window.data.split.counts) == samples


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    yield made
    made.close()


def test_a_set_is_downloaded_when_the_button_is_pressed(
    qtbot: QtBot, window: MainWindow, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    images, labels = np.random.default_rng(1).integers(0, 256, (210, 28, 28)), np.arange(210) % 10
    contents = [idx_packed(part) for part in (images[:180], labels[:180], images[180:], labels[180:])]
    files = []
    for file, packed in zip(Mnist.source.files, contents, strict=True):
        server.files[file.name] = packed
        digest = hashlib.sha256(packed).hexdigest()
        files.append(Remote(name=file.name, size=len(packed), sha256=digest, addresses=(server.address(file.name),)))
    monkeypatch.setattr(Mnist, "source", replace(Mnist.source, files=tuple(files)))
    monkeypatch.setattr(Mnist, "rows", 210)
    monkeypatch.setattr(Mnist, "tested", 30)
    window.data.choose("mnist")
    waiting = window.data.waiting
    assert waiting.sentence.text() == "Not here yet: 0.2 MB, licence CC BY-SA 3.0."
    assert waiting.button.text() == "Download 0.2 MB"
    assert server.asked == []
    assert not window.document.analysis.trainable
    kept = server.files.pop(files[0].name)
    waiting.button.click()
    qtbot.waitUntil(lambda: "answers 404: Not Found" in waiting.sentence.text())
    server.files[files[0].name] = kept
    waiting.button.click()
    qtbot.waitUntil(lambda: Mnist.source.here and not window.preparing.busy)
    assert window.data.facts.text() == "210 pictures\n28×28×1\n10 classes"
    assert sum(window.data.split.counts) == 210
    assert waiting.isHidden()


# What is shown of pictures


def test_no_features_are_made_of_pictures(window: MainWindow) -> None:
    choose(window, "characters", samples=500)
    assert "these data have 784" in window.data.features.sentence.text()
    assert "these data have 784 features" in window.data.paint.toolTip()


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("characters", "10,000 pictures\n28×28×1\n10 classes"),
        ("shapes", "10,000 pictures\n32×32×3\n6 classes"),
        ("signals", "2,000 examples\n128×1\n6 classes"),
        ("digits", "1,797 pictures\n64 features\n10 classes"),
        ("iris", "150 examples\n4 features\n3 classes"),
    ],
)
def test_facts_in_words(kind: str, words: str) -> None:
    assert in_words(facts_of(Data(source=Choice(kind)))).replace("\N{THIN SPACE}", ",") == words


@pytest.mark.parametrize("kind", ["characters", "shapes", "textures", "signals", "noise_pictures", "digits"])
def test_every_set_has_a_little_picture_of_few_examples(kind: str) -> None:
    data = Data(source=Choice(kind))
    image = thumbnail(data, 72, LIGHT, 1.0).toImage()
    colours = {image.pixel(x, y) for x in range(0, 72, 3) for y in range(0, 72, 3)}
    assert len(colours) > 10
    assert facts_of(few(data)).rows <= max(256, facts_of(data).rows if kind in ("signals", "digits") else 0)


def test_the_table_shows_pictures_and_no_pixels() -> None:
    prepared = prepare(Data(source=Choice("shapes", Values(samples=100))))
    rows = Rows(prepared)
    assert [column.name for column in rows.columns] == ["row", "class", "part", "predicted", "wrong"]
    model = RowsModel(LIGHT)
    model.show(rows, np.arange(100), LIGHT)
    picture = model.data(model.index(3, 0), Qt.ItemDataRole.DecorationRole)
    assert (picture.width(), picture.height()) == (40, 40)
    image = picture.toImage()
    middle = prepared.raw[3][:, 16, 16].tolist()
    found = image.pixelColor(20, 20)
    assert np.abs(np.array([found.red(), found.green(), found.blue()]) - middle).max() <= 60
