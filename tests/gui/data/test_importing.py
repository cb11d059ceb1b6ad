"""Tables are looked over in a panel before they become the data."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QSplitter, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from playground.gui.data import importing
from playground.gui.data.import_panel import ImportPanel
from playground.gui.data.importing import Importing
from playground.gui.messages import Messages
from playground.gui.theme.tokens import DARK, LIGHT
from playground.spec.values import Choice, Values
from playground.workbench import pasted
from playground.workbench.document import Document
from playground.workbench.settings import VARIABLE

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # the offscreen platform says so of every window

WEATHER = "city,size,day,kind\n" + "".join(
    f"{'Oslo' if i % 3 else 'Rome'},{i}.5,{i % 7},{'wet' if i % 2 else 'dry'}\n" for i in range(40)
)


class Room:
    """A window with a middle that the panel covers."""

    def __init__(self, qtbot: QtBot, document: Document) -> None:
        self.whole = QWidget()
        qtbot.addWidget(self.whole)
        inner = QWidget(self.whole)
        QVBoxLayout(self.whole).addWidget(inner)
        columns = QSplitter()
        QVBoxLayout(inner).addWidget(columns)
        self.middle = QSplitter()
        self.middle.addWidget(QWidget())
        columns.addWidget(self.middle)
        self.columns = columns
        self.messages = Messages(LIGHT)
        self.messages.lie_on(self.whole)
        self.importing = Importing(document, self.messages, LIGHT, self.middle)
        self.whole.resize(800, 640)
        self.whole.show()

    @property
    def panel(self) -> ImportPanel:
        return self.importing.panel


@pytest.fixture
def room(qtbot: QtBot, document: Document, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Room:
    monkeypatch.setenv(VARIABLE, str(tmp_path / "settings"))
    return Room(qtbot, document)


def csv(path: Path, **params: str) -> Choice:
    return Choice("csv", Values(path=str(path), **params))


def written(folder: Path, text: str = WEATHER, name: str = "weather.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def press(widget: QWidget) -> None:
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton)
    QApplication.processEvents()


def test_a_table_is_shown_before_it_is_used(room: Room, document: Document, tmp_path: Path) -> None:
    path = written(tmp_path)
    before = document.experiment
    assert room.importing.look_over(csv(path))
    panel = room.panel
    assert panel.isVisible()
    assert room.columns.count() == 1, "the panel is no part of a splitter"
    assert document.experiment is before
    assert panel.verdict.text() == "40 examples, 4 features. 2 classes: dry 20 · wet 20"
    names = [panel.model.headerData(place, Qt.Orientation.Horizontal) for place in range(4)]
    assert names == ["city\nwords", "size\nnumber", "day\nnumber", "kind\ntarget"]
    assert panel.model.data(panel.model.index(1, 0)) == "Oslo"
    assert panel.model.headerData(0, Qt.Orientation.Vertical) == "2", "lines are counted as the file has them"
    press(panel.use)
    assert not panel.isVisible()
    assert document.experiment.data.source == csv(path)
    assert document.undo_label == "Data: weather.csv"
    document.undo()
    assert document.experiment is before


@pytest.mark.parametrize("how", ["button", "key"])
def test_cancel_leaves_everything_as_it_was(room: Room, document: Document, tmp_path: Path, how: str) -> None:
    before = document.experiment
    room.importing.look_over(csv(written(tmp_path)))
    press(room.panel.chips["size"])
    if how == "button":
        press(room.panel.cancel)
    else:
        QTest.keyClick(room.panel, Qt.Key.Key_Escape)
    assert not room.panel.isVisible()
    assert document.experiment is before


def test_target_task_and_columns_are_chosen(qtbot: QtBot, room: Room, document: Document, tmp_path: Path) -> None:
    path = written(tmp_path)
    room.importing.look_over(csv(path))
    panel = room.panel
    panel.editors["target"].edited.emit("size")
    qtbot.waitUntil(lambda: panel.ready)
    assert "Numbers to predict: size" in panel.verdict.text()
    assert not panel.chips["size"].isEnabled()
    press(panel.chips["city"])
    assert panel.ready
    assert panel.verdict.text().startswith("40 examples, 3 features.")
    press(panel.use)
    assert document.experiment.data.source == csv(path, target="size", ignore="city")


def test_a_gap_is_told_with_its_place_and_cures(room: Room, document: Document, tmp_path: Path) -> None:
    before = document.experiment
    room.importing.look_over(csv(written(tmp_path, "a,b,c\n1,2,3.5\n,3,1\n4,5,2.25\n", "gaps.csv")))
    panel = room.panel
    assert panel.verdict.text().startswith("Line 3, column 'a': the value is missing")
    assert not panel.use.isEnabled()
    assert panel.use.toolTip() == "The table cannot be read like this."
    wrong = panel.model.data(panel.model.index(1, 1), Qt.ItemDataRole.ForegroundRole)
    assert wrong.color() == LIGHT.colour("error")
    assert [button.text() for button in panel.cures] == ["Drop such lines", "Fill in the mean"]
    assert document.experiment is before
    press(panel.cures[1])
    assert panel.ready
    press(panel.use)
    assert document.experiment.data.source.params["missing"] == "mean"


def test_a_broken_table_is_told_and_a_good_one_taken_after_it(room: Room, document: Document, tmp_path: Path) -> None:
    room.importing.look_over(csv(written(tmp_path, "a,b\n1,2\n3\n", "ragged.csv")))
    assert room.panel.verdict.text() == "Line 3 has 1 values, but line 1 has 2."
    assert not room.panel.ready
    room.importing.look_over(csv(tmp_path / "nothing.csv"))
    assert "No such file" in room.panel.verdict.text()
    assert room.panel.model.rowCount() == 0
    room.importing.look_over(csv(written(tmp_path, 'a,b\n1,2\n"3,4\n5,6\n', "open.csv")))
    assert room.panel.verdict.text() == 'Line 3: a quote (") is opened here and never closed.'
    room.importing.look_over(csv(written(tmp_path)))
    press(room.panel.use)
    assert document.experiment.data.source.kind == "csv"


def test_delimiter_and_decimal_mark_are_tried_out(qtbot: QtBot, room: Room, tmp_path: Path) -> None:
    text = "a;b;c\n" + "".join(f"{i},5;{i};{'xy'[i % 2]}\n" for i in range(20))
    room.importing.look_over(csv(written(tmp_path, text)))
    panel = room.panel
    assert panel.verdict.text().startswith("20 examples, 21 features"), "1,5 is a word where the mark is a point"
    panel.editors["decimal"].edited.emit("comma")
    qtbot.waitUntil(lambda: panel.ready)
    assert panel.verdict.text().startswith("20 examples, 2 features")


def large(path: Path, last: str = "1.5,2,3.25") -> Path:
    line = "0.123456,1.234567,2.345678\n"
    path.write_text("a,b,c\n" + line * (importing.LARGE // len(line) + 1) + last + "\n", encoding="utf-8")
    return path


def test_a_large_table_is_read_beside_the_window(qtbot: QtBot, room: Room, document: Document, tmp_path: Path) -> None:
    room.importing.look_over(csv(large(tmp_path / "large.csv")))
    panel = room.panel
    assert panel.busy.isVisible()
    assert not panel.ready
    assert panel.model.rowCount() == 50, "the first lines are there at once"
    qtbot.waitUntil(lambda: panel.ready, timeout=60_000)
    assert not panel.busy.isVisible()
    panel.editors["target"].edited.emit("a")
    assert not panel.ready, "a changed setting is read anew, beside the window too"
    qtbot.waitUntil(lambda: panel.ready, timeout=60_000)
    press(panel.use)
    assert document.experiment.data.source.params["target"] == "a"
    room.importing.reading.wait()


def test_an_error_in_a_large_table_is_told(qtbot: QtBot, room: Room, tmp_path: Path) -> None:
    room.importing.look_over(csv(large(tmp_path / "large.csv", last="1,x,2")))
    qtbot.waitUntil(lambda: "column 'b': 'x' is not a number" in room.panel.verdict.text(), timeout=60_000)
    room.importing.reading.wait()


@pytest.mark.parametrize("how", ["cancel", "another document"])
def test_a_large_table_can_be_given_up(room: Room, document: Document, tmp_path: Path, how: str) -> None:
    room.importing.look_over(csv(large(tmp_path / "large.csv")))
    if how == "cancel":
        press(room.panel.cancel)
    else:
        document.open(document.experiment)
    before = document.experiment
    room.importing.reading.wait()
    QApplication.processEvents()
    assert document.experiment is before
    assert not room.panel.isVisible()
    assert not room.panel.ready


def test_a_pasted_table_is_kept_when_it_is_used(room: Room, document: Document) -> None:
    QApplication.clipboard().setText(WEATHER.replace(",", "\t"))
    assert room.importing.holds_table
    assert room.importing.paste()
    path = pasted.place_of(WEATHER.replace(",", "\t"))
    press(room.panel.cancel)
    assert not path.exists(), "what nobody uses is forgotten"
    room.importing.paste()
    press(room.panel.use)
    assert document.undo_label == "Data: pasted table"
    assert path.is_file()
    assert document.experiment.data.source.params["path"] == str(path)
    room.importing.paste()
    press(room.panel.cancel)
    assert path.is_file(), "an experiment needs it"


def test_a_clipboard_without_a_table_is_told(room: Room) -> None:
    QApplication.clipboard().setText("a letter to a friend")
    assert not room.importing.holds_table
    assert not room.importing.paste()
    assert "There is no table in the clipboard" in room.messages.news.text


def test_how_the_present_file_is_read_can_be_looked_over(room: Room, document: Document, tmp_path: Path) -> None:
    path = written(tmp_path)
    room.importing.look_over(csv(path, ignore="city", target="kind"))
    press(room.panel.use)
    room.importing.look_over_present()
    assert not room.panel.chips["city"].isChecked()
    press(room.panel.chips["city"])
    press(room.panel.use)
    assert "ignore" not in document.experiment.data.source.params


def test_the_panel_follows_the_room_and_the_theme(room: Room, tmp_path: Path) -> None:
    room.importing.look_over(csv(written(tmp_path)))
    before = room.panel.width()
    room.whole.resize(900, 640)
    QApplication.processEvents()
    assert room.panel.width() > before
    room.importing.set_theme(DARK)
    assert not room.importing.look_over(Choice("circle"))


def test_every_control_has_a_name(room: Room, tmp_path: Path) -> None:
    room.importing.look_over(csv(written(tmp_path)))
    panel = room.panel
    assert panel.use.text()
    assert panel.cancel.text()
    assert panel.view.accessibleName()
    assert all(chip.accessibleName() for chip in panel.chips.values())
    assert all(editor.toolTip() for editor in panel.editors.values())


def test_where_there_are_no_columns_nothing_is_said_of_them(room: Room, tmp_path: Path) -> None:
    said = "Columns that are used; a click leaves one out:"
    room.importing.look_over(csv(written(tmp_path)))
    assert [label.isVisible() for label in room.panel.findChildren(QLabel) if label.text() == said] == [True]
    room.importing.look_over(csv(written(tmp_path, 'a,b,c\n1,2,3\n"3,4,5\n', "open.csv")))
    assert [label.isVisible() for label in room.panel.findChildren(QLabel) if label.text() == said] == [False]
    assert not room.panel.chips
