"""All rows: sorted, filtered, with what the network says; a chosen row is looked into."""

from __future__ import annotations

import contextlib
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from playground.catalog.prepare import prepare
from playground.gui.data.rows import Rows
from playground.gui.data.table_window import Table, TableWindow
from playground.gui.gaze import Example, Gaze
from playground.gui.theme.tokens import DARK, LIGHT
from playground.spec.edits import Set
from playground.spec.experiment import Data
from playground.spec.problems import PlaygroundError
from playground.spec.values import Choice, Values
from playground.wire.commands import Watch
from playground.wire.events import Picture
from playground.workbench.document import Document
from playground.workbench.run import Run
from tests.gui.support import loaded
from tests.workbench.support import Recorder

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", "raise")  # the offscreen platform says so

# -------------------------------------------------------------------- rows, without a window


def rows_of(kind: str = "circle", **params: Any) -> Rows:
    return Rows(prepare(Data(source=Choice(kind, Values(params)))))


def test_columns_are_row_features_target_part_and_prediction() -> None:
    assert [column.name for column in rows_of().columns] == ["row", "x₁", "x₂", "class", "part", "predicted", "wrong"]
    numbers = [column.name for column in rows_of("plane").columns]
    assert numbers == ["row", "x₁", "x₂", "y", "part", "predicted y", "error of y"]


def test_conditions_by_hand() -> None:
    rows = rows_of()
    prepared = rows.prepared
    x, y, part = prepared.raw, prepared.y, prepared.part
    for words, expected in (
        ("x1>2", x[:, 0] > 2),
        ("x₁ > 2", x[:, 0] > 2),
        ("X2<=-1", x[:, 1] <= -1),
        ("x1>2 part=dev", (x[:, 0] > 2) & (part == 1)),
        ("class=+", y == 1),
        ("class≠+", y == 0),
        ("class!=− part=test", (y == 1) & (part == 2)),
        ("part=DEV", part == 1),
        ("dev", part == 1),
        ("row<11", np.arange(500) < 10),
        ("", np.ones(500, dtype=bool)),
        ("wrong", np.zeros(500, dtype=bool)),
    ):
        assert np.array_equal(rows.find(words), np.flatnonzero(expected)), words


def test_names_with_spaces_stand_in_quotes() -> None:
    rows = rows_of("iris")
    name = next(column.name for column in rows.columns if " " in column.name and not column.words)
    column = next(column for column in rows.columns if column.name == name)
    assert np.array_equal(rows.find(f'"{name}">5'), np.flatnonzero(column.values > 5))


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("x9>2", r"There is no column x9 \(near: x2, x1\)"),
        ("class=Q", "class has no Q; it has −, \\+"),
        ("class>+", "class can be compared with = and ≠ only"),
        ("x1>many", "x₁ is compared with a number, not with many"),
    ],
)
def test_what_does_not_fit_is_told(words: str, sentence: str) -> None:
    with pytest.raises(PlaygroundError, match=sentence):
        rows_of().find(words)


@given(st.text(max_size=40))
def test_any_filter_is_answered(words: str) -> None:
    found = np.zeros(0, dtype=np.int64)
    with contextlib.suppress(PlaygroundError):
        found = rows_of(samples=30).find(words)
    assert set(found) <= set(range(30))


def test_predictions_stand_beside_the_truth() -> None:
    prepared = prepare(Data())
    said = {"train": np.ones(len(prepared.rows("train")), dtype=np.int64)}
    rows = Rows(prepared, said)  # type: ignore[arg-type]
    train = prepared.part == 0
    assert np.array_equal(rows.find("wrong"), np.flatnonzero(train & (prepared.y == 0)))
    assert np.array_equal(rows.find("right"), np.flatnonzero(train & (prepared.y == 1)))
    dev = int(prepared.rows("dev")[0])
    assert rows.columns[-1].text(dev) == ""


def test_what_was_said_of_other_data_is_not_taken_for_this() -> None:
    prepared = prepare(Data())
    length = len(prepared.rows("train"))
    for stale in (np.full(length, 2), np.zeros((length, 3)), np.zeros((0, 1))):
        rows = Rows(prepared, {"train": stale})
        assert {rows.columns[-2].text(row) for row in range(len(rows))} == {""}


def test_order_puts_what_is_not_known_last() -> None:
    prepared = prepare(Data())
    said = {"dev": np.arange(len(prepared.rows("dev"))) % 2}
    rows = Rows(prepared, said)  # type: ignore[arg-type]
    every = np.arange(500)
    for down in (False, True):
        order = rows.ordered(every, 1, down=down)
        x = prepared.raw[order, 0]
        assert np.array_equal(x, np.sort(x)[::-1] if down else np.sort(x))
        known = prepared.part[rows.ordered(every, 5, down=down)] == 1
        assert known[: known.sum()].all()


def test_a_row_knows_its_place_in_its_part() -> None:
    rows = rows_of()
    dev = rows.prepared.rows("dev")
    assert rows.within[dev[7]] == 7


# -------------------------------------------------------------------- the window


@pytest.fixture
def gaze(qtbot: QtBot) -> Gaze:
    return Gaze()


@pytest.fixture
def ground(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def table(document: Document, run: Run, gaze: Gaze, ground: QWidget) -> TableWindow:
    holder = Table(document, run, LIGHT, gaze, ground)
    holder.open()
    assert holder.window is not None
    return holder.window


def cell(table: TableWindow, row: int, column: int) -> str:
    return str(table.model.data(table.model.index(row, column)))


def test_all_rows_are_there_and_sort(table: TableWindow, document: Document) -> None:
    prepared = prepare(document.experiment.data)
    assert table.model.rowCount() == 500
    assert table.count.text() == "500 of 500 rows"
    assert cell(table, 0, 0) == "1"
    header = table.view.horizontalHeader()
    at = header.sectionViewportPosition(1) + header.sectionSize(1) // 2
    QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=header.rect().center().__class__(at, 8))
    assert table.model.order[0] == int(prepared.raw[:, 0].argmin())
    QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=header.rect().center().__class__(at, 8))
    assert table.model.order[0] == int(prepared.raw[:, 0].argmax())


def test_the_filter_is_typed(qtbot: QtBot, table: TableWindow) -> None:
    QTest.keyClicks(table.filter, "part=dev x1>0")
    qtbot.waitUntil(lambda: 0 < table.model.rowCount() < 100)
    assert all(cell(table, row, 4) == "dev" for row in range(table.model.rowCount()))
    table.filter.setText("x7=1")
    qtbot.waitUntil(lambda: "There is no column x7" in table.complaint.text())
    table.filter.clear()
    qtbot.waitUntil(lambda: table.model.rowCount() == 500)
    assert table.complaint.text() == ""


def test_a_chosen_row_is_looked_into_and_the_other_way_round(
    table: TableWindow, gaze: Gaze, document: Document
) -> None:
    prepared = prepare(document.experiment.data)
    row = int(prepared.rows("dev")[3])
    table.view.selectRow(row)
    assert gaze.example == Example("dev", 3)
    gaze.look_into(Example("test", 5))
    assert table.model.order[table.view.currentIndex().row()] == prepared.rows("test")[5]


def test_predictions_arrive_part_by_part(
    qtbot: QtBot, table: TableWindow, run: Run, engine: Recorder, document: Document
) -> None:
    number = loaded(run, engine)
    table._ask()
    watched = {item.key: item for item in engine.last(Watch).watched}
    assert {"table/train", "table/dev", "table/test"} <= set(watched)
    prepared = prepare(document.experiment.data)
    dev = prepared.rows("dev")
    arrays = {"predicted": 1 - prepared.y[dev]}
    run.handle(
        Picture(run_id=number, key="table/dev", kind="predictions", step=0, arrays=arrays, facts={"part": "dev"})
    )
    shown = table.model.index(int(dev[0]), 6)
    assert table.model.data(shown) == "wrong"
    assert table.model.data(shown, Qt.ItemDataRole.ForegroundRole) is not None
    assert "table/dev" not in {item.key for item in engine.last(Watch).watched}, "it is asked again when there is more"
    old = {"predicted": np.zeros(7, dtype=np.int64)}
    run.handle(Picture(run_id=number, key="table/train", kind="predictions", step=0, arrays=old, facts={}))
    assert cell(table, int(prepared.rows("train")[0]), 6) == "", "a picture of the data before is passed over"


def test_rows_are_copied_as_text(table: TableWindow) -> None:
    table.view.selectRow(2)
    flags = QItemSelectionModel.SelectionFlag
    table.view.selectionModel().select(table.model.index(4, 0), flags.Select | flags.Rows)
    QTest.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    lines = QApplication.clipboard().text().splitlines()
    assert lines[0] == "row\tx₁\tx₂\tclass\tpart\tpredicted\twrong"
    assert [line.split("\t")[0] for line in lines[1:]] == ["3", "5"]
    table.view.clearSelection()
    QTest.mouseClick(table.copy_, Qt.MouseButton.LeftButton)
    assert len(QApplication.clipboard().text().splitlines()) == 501


def test_other_data_are_shown_at_once(table: TableWindow, document: Document) -> None:
    document.apply(Set(path=("data", "source"), value=Choice("wine")))
    assert table.model.columnCount() == 1 + 13 + 4
    assert table.model.rowCount() == 178
    document.apply(Set(path=("data", "source"), value=Choice("csv"), merges=False))
    assert table.model.rowCount() == 0
    assert "choose a CSV file first" in table.complaint.text()
    document.undo()
    assert table.model.rowCount() == 178
    assert table.complaint.text() == ""


def test_a_hundred_thousand_rows_are_written_only_where_they_are_seen(
    table: TableWindow, document: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    from playground.gui.data import rows

    written: list[int] = []
    text = rows.Column.text

    def write(self: rows.Column, row: int) -> str:
        written.append(row)
        return text(self, row)

    monkeypatch.setattr(rows.Column, "text", write)
    document.apply(Set(path=("data", "source"), value=Choice("circle", Values(samples=100_000))))
    table.grab()
    assert table.model.rowCount() == 100_000
    assert len(written) < 5_000


def test_nothing_is_asked_for_once_it_is_closed(table: TableWindow, run: Run, engine: Recorder) -> None:
    loaded(run, engine)
    table._ask()
    QTest.keyClick(table, Qt.Key.Key_Escape)
    assert not table.isVisible()
    assert not {item.key for item in engine.last(Watch).watched}


def test_colours_follow_the_theme(table: TableWindow) -> None:
    before = table.grab().toImage()
    table.set_theme(DARK)
    assert table.grab().toImage() != before


def test_a_filter_that_nothing_fits_shows_no_rows_again_and_again(table: TableWindow, document: Document) -> None:
    for words in ("x1>1000000", "x1>2000000"):
        table.filter.setText(words)
        table._arrange()
        assert table.model.rowCount() == 0
        table.set_theme(DARK)
