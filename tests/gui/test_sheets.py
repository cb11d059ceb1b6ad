from __future__ import annotations

from PySide6.QtWidgets import QApplication, QDialogButtonBox, QWidget
from pytestqt.qtbot import QtBot

from playground.gui import sheets
from playground.gui.actions import commands
from playground.gui.theme import style
from playground.gui.theme.tokens import LIGHT


def test_the_sheet_of_keys_fits_the_smallest_window(qtbot: QtBot, qapp: QApplication) -> None:
    style.apply(qapp, LIGHT)
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(1024, 700)
    sheet = sheets.shortcuts(window)
    qtbot.addWidget(sheet)
    assert sheet.width() <= 1024
    assert sheet.height() <= 700
    buttons, layout = sheet.findChild(QDialogButtonBox), sheet.layout()
    assert buttons is not None
    assert layout is not None
    edges = layout.contentsMargins()
    wide, high = sheet.width() - edges.right(), sheet.height() - edges.bottom() - buttons.sizeHint().height()
    assert sheet.text.heightForWidth(wide) == sheet.text.heightForWidth(10_000), "no line is broken"
    assert sheet.text.heightForWidth(wide) <= high - layout.spacing(), "nothing is to be scrolled"
    for command in commands():
        if command.keys:
            assert command.text.replace("&", "") in sheet.text.text()
