from __future__ import annotations

import re

import pytest
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QImage, QPainter, QRawFont
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
    assert {found.pixmap(QSize(20, 20), ratio).width() for ratio in (1.0, 2.0)} == {20, 40}
    assert icons.icon("play", DARK) is not icons.icon("play", LIGHT)
    assert icons.pixmap("play", DARK.colour("text"), 20, 2.0).width() == 40
    with pytest.raises(KeyError):
        icons.icon("no such icon", LIGHT)


@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0])
@pytest.mark.parametrize("mode", [QIcon.Mode.Normal, QIcon.Mode.Disabled], ids=["normal", "disabled"])
def test_an_icon_is_drawn_for_the_screen_it_is_shown_on(qtbot: QtBot, ratio: float, mode: QIcon.Mode) -> None:
    shown = icons.icon("play", LIGHT).pixmap(QSize(18, 18), ratio, mode)
    colour = LIGHT.colour("text")
    if mode == QIcon.Mode.Disabled:
        colour.setAlphaF(0.38)
    assert shown.toImage() == icons.pixmap("play", colour, 18, ratio).toImage()


def test_an_icon_may_be_copied_and_changed(qtbot: QtBot) -> None:
    copied = QIcon(icons.icon("play", LIGHT))
    copied.addPixmap(icons.pixmap("pause", LIGHT.colour("text"), 18))
    assert not copied.pixmap(18, 18).isNull()
    with pytest.raises(KeyError):
        icons.icon("no such icon", LIGHT)
