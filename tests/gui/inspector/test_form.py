from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QStandardItemModel
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QSlider
from pytestqt.qtbot import QtBot

from playground.catalog.block import Block
from playground.catalog.blocks.dense import Dense
from playground.catalog.blocks.output import Output
from playground.catalog.entry import family
from playground.catalog.settings import set_at, setting_at
from playground.gui.inspector.editors import Column, Kind, Number, Segments, Switch
from playground.gui.inspector.form import Form, Row
from playground.gui.theme.tokens import DARK, LIGHT
from playground.spec.experiment import Data, Training
from playground.spec.values import Choice, Values
from playground.workbench.document import Document

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # the offscreen platform says so of every window

RATE = ("training", "optimizer", "learning_rate")


def shown(qtbot: QtBot, document: Document, path: tuple[str, ...], cls: type) -> Form:
    form = Form(document, path, cls, LIGHT)
    qtbot.addWidget(form)
    form.resize(300, 700)
    with qtbot.waitExposed(form):
        form.show()
    return form


def row_at(form: Form, *names: str) -> Row:
    row = form.rows[names[0]]
    for name in names[1:]:
        assert row.nested is not None
        row = row.nested.rows[name]
    return row


def number(row: Row) -> Number:
    assert isinstance(row.editor, Number)
    return row.editor


def type_into(qtbot: QtBot, row: Row, text: str, end: Qt.Key = Qt.Key.Key_Return) -> None:
    field = number(row).text
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, text)
    QTest.keyClick(field, end)


def value(document: Document, *path: str) -> object:
    return setting_at(document.experiment, path)[1]


def drag(qtbot: QtBot, slider: QSlider, to: float) -> None:
    """Take the slider's handle with the mouse and draw it to a share of the width, in ten moves."""
    height = slider.height() // 2
    start = round(slider.sliderPosition() / slider.maximum() * (slider.width() - 16)) + 8
    end = round(to * (slider.width() - 16)) + 8
    QTest.mousePress(slider, Qt.MouseButton.LeftButton, pos=QPoint(start, height))
    for share in range(1, 11):
        QTest.mouseMove(slider, QPoint(start + (end - start) * share // 10, height))
    QTest.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=QPoint(end, height))


def test_a_drag_of_the_slider_is_one_undo(qtbot: QtBot, document: Document) -> None:
    form = shown(qtbot, document, ("training",), Training)
    row = row_at(form, "optimizer", "learning_rate")
    before = value(document, *RATE)
    slider = number(row).slider
    assert slider is not None
    drag(qtbot, slider, 0.2)
    after = value(document, *RATE)
    assert isinstance(after, float)
    assert isinstance(before, float)
    assert after < before / 10
    assert len(document.versions) == 2
    assert float(number(row).text.text()) == after
    document.undo()
    assert value(document, *RATE) == before
    assert float(number(row).text.text()) == before
    assert slider.value() > slider.maximum() * 0.3


def test_typing_scientific_notation_applies(qtbot: QtBot, document: Document) -> None:
    form = shown(qtbot, document, ("training",), Training)
    row = row_at(form, "optimizer", "learning_rate")
    type_into(qtbot, row, "1e-3")
    assert value(document, *RATE) == 1e-3
    assert number(row).text.hasFocus()


def test_nothing_is_applied_while_a_number_is_half_typed(qtbot: QtBot, document: Document) -> None:
    form = shown(qtbot, document, ("training",), Training)
    field = number(row_at(form, "optimizer", "learning_rate")).text
    field.selectAll()
    QTest.keyClicks(field, "1")
    assert len(document.versions) == 1
    QTest.keyClicks(field, "e-2")
    assert len(document.versions) == 1
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert value(document, *RATE) == 0.01


@pytest.mark.parametrize("text", ["fast", "-1", "1e99"])
def test_invalid_text_is_told_and_not_applied(qtbot: QtBot, document: Document, text: str) -> None:
    form = shown(qtbot, document, ("training",), Training)
    row = row_at(form, "optimizer", "learning_rate")
    before = document.experiment
    type_into(qtbot, row, text)
    assert document.experiment is before
    assert row.complaint.isVisible()
    assert row.complaint.text().endswith(".")
    assert "must be" in row.complaint.text()
    type_into(qtbot, row, "0.2")
    assert not row.complaint.isVisible()
    assert value(document, *RATE) == 0.2


def test_escape_takes_back_what_was_typed(qtbot: QtBot, document: Document) -> None:
    form = shown(qtbot, document, ("training",), Training)
    row = row_at(form, "batch_size")
    type_into(qtbot, row, "many")
    assert row.complaint.isVisible()
    QTest.keyClick(number(row).text, Qt.Key.Key_Escape)
    assert not row.complaint.isVisible()
    assert number(row).text.text() == "10"


def test_arrow_keys_step(qtbot: QtBot, document: Document) -> None:
    form = shown(qtbot, document, ("training",), Training)
    field = number(row_at(form, "batch_size")).text
    QTest.keyClick(field, Qt.Key.Key_Up)
    assert value(document, "training", "batch_size") == 20
    QTest.keyClick(field, Qt.Key.Key_Down)
    assert value(document, "training", "batch_size") == 10


def test_arrow_keys_move_the_slider_through_values_close_together(qtbot: QtBot, document: Document) -> None:
    form = shown(qtbot, document, ("network", "dense1"), Dense)
    slider = number(form.rows["units"]).slider
    assert slider is not None
    for _ in range(30):
        QTest.keyClick(slider, Qt.Key.Key_Right)
    units = value(document, "network", "dense1", "units")
    assert isinstance(units, int)
    assert units > 10
    assert number(form.rows["units"]).text.text() == str(units)


def test_what_is_being_typed_stays(qtbot: QtBot, document: Document) -> None:
    form = shown(qtbot, document, ("network", "dense1"), Dense)
    field = number(form.rows["units"]).text
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "1")
    document.apply(set_at(document.experiment, ("training", "batch_size"), 32))
    assert field.text() == "1"
    QTest.keyClicks(field, "6")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert value(document, "network", "dense1", "units") == 16


def test_undo_takes_the_complaint_away(qtbot: QtBot, document: Document) -> None:
    form = shown(qtbot, document, ("training",), Training)
    row = form.rows["batch_size"]
    type_into(qtbot, row, "32")
    type_into(qtbot, row, "lots")
    assert row.complaint.isVisible()
    document.undo()
    assert not row.complaint.isVisible()
    assert number(row).text.text() == "10"


def test_another_choice_rebuilds_only_its_own_form(qtbot: QtBot, document: Document) -> None:
    form = shown(qtbot, document, ("training",), Training)
    rows = dict(form.rows)
    before = rows["optimizer"].nested
    schedule = rows["schedule"].editor
    kind = rows["optimizer"].editor
    assert isinstance(kind, Kind)
    kind.combo.setFocus()
    other = next(name for name in family("optimizers") if name != "momentum")
    steps = kind.combo.findData(other) - kind.combo.currentIndex()
    for _ in range(abs(steps)):
        QTest.keyClick(kind.combo, Qt.Key.Key_Down if steps > 0 else Qt.Key.Key_Up)
    assert document.experiment.training.optimizer.kind == other
    assert form.rows == rows
    assert rows["optimizer"].nested is not before
    assert rows["schedule"].editor is schedule
    document.undo()
    assert kind.combo.currentData() == document.experiment.training.optimizer.kind != other


def test_going_back_to_a_kind_brings_back_its_settings(qtbot: QtBot, document: Document) -> None:
    form = shown(qtbot, document, ("training",), Training)
    type_into(qtbot, row_at(form, "optimizer", "learning_rate"), "0.7")
    kind = form.rows["optimizer"].editor
    assert isinstance(kind, Kind)
    other = next(name for name in family("optimizers") if name != "momentum")
    for name in (other, "momentum"):
        kind.combo.setCurrentIndex(kind.combo.findData(name))
        kind.combo.activated.emit(kind.combo.currentIndex())
    assert document.experiment.training.optimizer == Choice("momentum", Values(learning_rate=0.7))


def test_values_change_without_rebuilding(qtbot: QtBot, document: Document) -> None:
    form = shown(qtbot, document, ("network", "dense1"), Dense)
    row = form.rows["units"]
    field = number(row).text
    field.setFocus()
    document.apply(set_at(document.experiment, ("network", "dense1", "units"), 12))
    assert form.rows["units"] is row
    assert field.text() == "12"
    assert field.hasFocus()
    document.undo()
    assert field.text() == "8"


def test_words_typed_survive_a_change_elsewhere(qtbot: QtBot, document: Document) -> None:
    form = shown(qtbot, document, ("network", "dense1"), Dense)
    field = number(form.rows["units"]).text
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "8.0")
    document.apply(set_at(document.experiment, ("training", "batch_size"), 32))
    assert field.text() == "8.0"


def test_back_to_the_default(qtbot: QtBot, document: Document) -> None:
    form = shown(qtbot, document, ("network", "dense1"), Dense)
    row = form.rows["units"]
    assert row.back.isVisible()
    QTest.mouseClick(row.back, Qt.MouseButton.LeftButton)
    assert value(document, "network", "dense1", "units") == 4
    assert not row.back.isVisible()
    document.undo()
    assert row.back.isVisible()


def test_switch_hides_what_means_nothing(qtbot: QtBot, document: Document) -> None:
    form = shown(qtbot, document, ("network", "dense1"), Dense)
    switch = form.rows["bias"].editor
    assert isinstance(switch, Switch)
    assert form.rows["bias_initializer"].isVisible()
    QTest.keyClick(switch.box, Qt.Key.Key_Space)
    assert value(document, "network", "dense1", "bias") is False
    assert not form.rows["bias_initializer"].isVisible()
    document.undo()
    assert switch.box.isChecked()
    assert form.rows["bias_initializer"].isVisible()


def test_segments(qtbot: QtBot, document: Document) -> None:
    form = shown(qtbot, document, ("training",), Training)
    segments = form.rows["clip"].editor
    assert isinstance(segments, Segments)
    assert not form.rows["clip_at"].isVisible()
    QTest.mouseClick(segments.buttons["norm"], Qt.MouseButton.LeftButton)
    assert value(document, "training", "clip") == "norm"
    assert form.rows["clip_at"].isVisible()
    document.undo()
    assert segments.buttons["none"].isChecked()


def test_tips_say_what_a_change_does(qtbot: QtBot, document: Document) -> None:
    form = shown(qtbot, document, ("network", "dense1"), Dense)
    tip = form.rows["units"].toolTip()
    assert "How many units" in tip
    assert "Between 1 and 65536, default 4." in tip
    assert "weights that fit are kept" in tip
    assert "fresh weights" in form.rows["weight_initializer"].toolTip()


def test_every_entry_of_the_catalogue_has_a_form(qtbot: QtBot, document: Document) -> None:
    for field, name in (("optimizer", "optimizers"), ("schedule", "schedules")):
        form = shown(qtbot, document, ("training",), Training)
        for kind in family(name):
            document.apply(set_at(document.experiment, ("training", field), Choice(kind)))
            row = form.rows[field]
            entry = family(name)[kind]
            visible = [item.name for item in entry.fields() if not item.about.hidden]
            assert ([] if row.nested is None else list(row.nested.rows)) == visible


def test_every_activation_can_be_sketched(qtbot: QtBot, document: Document) -> None:
    form = shown(qtbot, document, ("network", "dense1"), Dense)
    for kind in family("activations"):
        document.apply(set_at(document.experiment, ("network", "dense1", "activation"), Choice(kind)))
        assert not form.grab().isNull()


def test_an_unknown_kind_is_shown_by_its_name(qtbot: QtBot, document: Document) -> None:
    from playground.spec.edits import Set

    document.apply(Set(path=("training", "optimizer"), value=Choice("sorcery", Values(power=3))))
    form = shown(qtbot, document, ("training",), Training)
    kind = form.rows["optimizer"].editor
    assert isinstance(kind, Kind)
    assert kind.combo.currentText() == "sorcery (unknown)"
    assert form.rows["optimizer"].nested is None


def test_a_form_lets_go_when_it_is_deleted(qtbot: QtBot, document: Document) -> None:
    form = Form(document, ("training",), Training, LIGHT)
    form.deleteLater()
    with qtbot.waitSignal(form.destroyed):
        pass
    document.apply(set_at(document.experiment, ("training", "batch_size"), 7))
    document.undo()


def test_theme_changes_in_place(qtbot: QtBot, document: Document) -> None:
    form = shown(qtbot, document, ("network", "dense1"), Dense)
    form.set_theme(DARK)
    assert not form.grab().isNull()


def test_every_block_has_a_form(qtbot: QtBot, document: Document) -> None:
    from playground.spec.edits import AddNode
    from playground.spec.experiment import Node

    for kind, block in family("blocks").items():
        assert issubclass(block, Block)
        id = document.experiment.network.fresh_id(kind)
        document.apply(AddNode(node=Node(id=id, kind=kind)))
        form = Form(document, ("network", id), block, LIGHT)
        qtbot.addWidget(form)
        assert list(form.rows) == [item.name for item in block.fields() if not item.about.hidden]


def test_losses_that_do_not_serve_the_task_are_grey_and_say_why(qtbot: QtBot, document: Document) -> None:
    form = shown(qtbot, document, ("network", "output1"), Output)
    editor = form.rows["loss"].editor
    assert isinstance(editor, Kind)

    def enabled() -> dict[str, bool]:
        model = editor.combo.model()
        assert isinstance(model, QStandardItemModel)
        return {editor.combo.itemData(i): model.item(i).isEnabled() for i in range(editor.combo.count())}

    assert all(enabled().values()), "two classes suit every loss"
    document.apply(set_at(document.experiment, ("data", "source"), Choice("plane")))
    assert not enabled()["softmax_cross_entropy"]
    assert enabled()["squared"]
    assert enabled()["auto"]
    index = editor.combo.findData("softmax_cross_entropy")
    assert "numbers to predict" in editor.combo.itemData(index, Qt.ItemDataRole.ToolTipRole)
    document.undo()
    assert all(enabled().values())


@pytest.mark.parametrize("width", [190, 420])
def test_the_editor_stands_beside_or_under_its_title(qtbot: QtBot, document: Document, width: int) -> None:
    form = shown(qtbot, document, ("training",), Training)
    form.resize(width, 900)
    row = form.rows["batch_size"]
    QApplication.processEvents()
    title, editor = row.title.geometry(), row.editor.geometry()
    assert (editor.top() >= title.bottom()) is (width == 190)
    assert row.rect().contains(editor)
    assert not title.intersects(editor)


def test_the_target_is_chosen_among_the_columns_of_the_file(qtbot: QtBot, document: Document, tmp_path: Path) -> None:
    path = tmp_path / "houses.csv"
    path.write_text("area,rooms,price\n" + "".join(f"{i}.5,{i % 4},{i * 10}\n" for i in range(1, 40)), encoding="utf-8")
    source = Choice("csv", Values(path=str(path)))
    document.apply(set_at(document.experiment, ("data", "source"), source))
    form = shown(qtbot, document, ("data",), Data)
    editor = row_at(form, "source", "target").editor
    assert isinstance(editor, Column)
    combo = editor.combo
    assert [combo.itemText(i) for i in range(combo.count())] == ["Last column (price)", "area", "rooms", "price"]
    combo.setFocus()
    QTest.keyClick(combo, Qt.Key.Key_Down)
    assert value(document, "data", "source", "target") == "area"
    document.apply(set_at(document.experiment, ("data", "source", "target"), "garden"))
    assert combo.currentText() == "garden (not there)"
    document.apply(set_at(document.experiment, ("data", "source", "target"), "area"))
    path.unlink()
    document.apply(set_at(document.experiment, ("data", "train"), 0.4))
    assert combo.currentText() == "area (not there)", "a file that is gone breaks nothing"
