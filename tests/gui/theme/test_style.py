from __future__ import annotations

import re

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QRawFont
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from playground.catalog.assets import asset
from playground.gui.theme import fonts, icons, style
from playground.gui.theme.tokens import DARK, LIGHT, Theme

MATHS = "αβγθλμσ∂Σ√≤≥→∇‖ŷẑ₀₁₂ᵢⱼ⁰¹²³⁻ᵀ−×·≈∈"


def test_the_bundled_fonts_have_every_mathematical_letter(qtbot: QtBot) -> None:
    assert {fonts.FAMILY, fonts.MATHS, fonts.MONO} <= set(fonts.load_fonts())
    raw = [QRawFont(str(asset("fonts", name)), 16.0) for name in ("Inter-Regular.otf", "DejaVuSans.ttf")]
    missing = [letter for letter in MATHS if not any(font.supportsCharacter(ord(letter)) for font in raw)]
    assert missing == []
    assert fonts.font(12.0).families() == [fonts.FAMILY, fonts.MATHS]


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_style_sheet_is_complete(theme: Theme) -> None:
    sheet = style.style_sheet(theme)
    assert "$" not in sheet
    for path in re.findall(r'url\("([^"]+)"\)', sheet):
        assert asset("icons", path.rpartition("/")[2]).exists()


def test_apply_changes_the_palette_and_back(qtbot: QtBot) -> None:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    for theme in (DARK, LIGHT):
        style.apply(app, theme)
        assert app.palette().window().color() == theme.colour("window")
        assert app.font().families()[0] == fonts.FAMILY


def test_role_can_change(qtbot: QtBot) -> None:
    button = QPushButton("Fix")
    qtbot.addWidget(button)
    style.give_role(button, "fix")
    assert button.property("role") == "fix"


@pytest.mark.parametrize("name", sorted(icons.DRAWINGS))
def test_every_icon_draws_inside_its_square(qtbot: QtBot, name: str) -> None:
    image = QImage(56, 56, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    icons.draw(painter, name, QRectF(4, 4, 48, 48), LIGHT.colour("text"))
    painter.end()
    inked = [(x, y) for x in range(56) for y in range(56) if image.pixelColor(x, y).alpha() > 128]
    assert len(inked) > 40
    assert all(3 <= x <= 52 and 3 <= y <= 52 for x, y in inked)


def test_icons_are_sharp_on_every_screen(qtbot: QtBot) -> None:
    found = icons.icon("play", DARK)
    assert {size.width() for size in found.availableSizes()} >= {20, 40}
    assert icons.icon("play", DARK) is not icons.icon("play", LIGHT)
    assert icons.pixmap("play", DARK.colour("text"), 20, 2.0).width() == 40
    with pytest.raises(KeyError):
        icons.icon("no such icon", LIGHT)
