from __future__ import annotations

import tomllib
from pathlib import Path

from PySide6.QtWidgets import QApplication, QDialogButtonBox, QWidget
from pytestqt.qtbot import QtBot

import playground
from playground.gui import sheets
from playground.gui.actions import commands
from playground.gui.theme import style
from playground.gui.theme.tokens import LIGHT

PYPROJECT = Path(__file__).parents[2] / "pyproject.toml"


def test_about_tells_the_version_and_every_part_with_its_licence() -> None:
    html = sheets.about_as_html()
    assert playground.__version__ in html
    assert "MIT licence" in html
    project = tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))["project"]
    needed = {line.split(">")[0].split("[")[0].strip().lower() for line in project["dependencies"]}
    assert needed == {distribution.lower() for distribution, _, _ in sheets.PARTS}
    for distribution, name, licence in sheets.PARTS:
        assert f"{name}</td><td>{sheets.version_of(distribution)}</td><td>{licence}" in html


def test_a_part_without_a_known_version_has_none() -> None:
    assert sheets.version_of("no-such-distribution") == ""


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
