"""The style of the whole window, made from a theme: Qt's Fusion style, a palette and one style sheet.

Distances are 4, 8 or 12 pixels, corners are round by 6. Widgets choose a role with the dynamic property ``role``:
``title``, ``heading``, ``muted``, ``small``, ``error``, ``warning``, ``formula`` for labels (``title`` for line edits
too), ``flat``, ``primary``, ``fix``, ``segment``, ``small``, ``chip`` for buttons, ``card``, ``panel``, ``nested``,
``rule`` for frames.
"""

from __future__ import annotations

import re
from string import Template

from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from playground.catalog.assets import asset
from playground.gui.theme.fonts import FAMILY, MATHS, font, magnified
from playground.gui.theme.tokens import Theme, rgb

SHEET = Template("""
QWidget { color: $text; }
QMainWindow, QDialog { background: $window; }
QToolTip { background: $raised; color: $text; border: 1px solid $line; border-radius: 6px; padding: 6px 8px; }

QLabel { background: transparent; }
QLabel[role="title"] { font-size: 13pt; font-weight: 600; }
QLabel[role="heading"] { font-size: 10pt; font-weight: 600; }
QLabel[role="muted"] { color: $muted; }
QLabel[role="small"] { color: $muted; font-size: 9pt; }
QLabel[role="error"] { color: $error; font-size: 9pt; }
QLabel[role="warning"] { color: $warning; }
QLabel[role="formula"] { font-family: "$maths"; font-size: 10pt; color: $text; background: $raised;
    border-radius: 6px; padding: 8px; }

QFrame[role="panel"], QWidget[role="panel"] { background: $panel; }
QFrame[role="card"] { background: $panel; border: 1px solid $line; border-radius: 6px; }
QFrame[role="nested"] { background: transparent; border: none; border-left: 2px solid $line; }
QFrame[role="rule"] { background: $line; border: none; max-height: 1px; min-height: 1px; }

QPushButton, QToolButton { background: $raised; color: $text; border: 1px solid $line; border-radius: 6px;
    padding: 4px 10px; min-height: 18px; }
QToolButton { padding: 4px; }
QPushButton:hover, QToolButton:hover { background: $hover; border-color: $edge; }
QPushButton:pressed, QToolButton:pressed { background: $pressed; }
QPushButton:focus, QToolButton:focus { border: 1px solid $accent; }
QPushButton:disabled, QToolButton:disabled { color: $faded; background: $panel; }
QPushButton:checked, QToolButton:checked { background: $tint; border-color: $accent; color: $text; }
QToolButton[role="flat"], QPushButton[role="flat"] { background: transparent; border: 1px solid transparent; }
QToolButton[role="flat"]:hover, QPushButton[role="flat"]:hover { background: $hover; }
QToolButton[role="flat"]:checked, QPushButton[role="flat"]:checked { background: $tint; }
QToolButton[role="flat"]:focus, QPushButton[role="flat"]:focus { border: 1px solid $accent; }
QToolButton[role="small"] { background: transparent; border: 1px solid transparent; color: $muted; padding: 1px 4px;
    min-height: 14px; }
QToolButton[role="small"]:hover { background: $hover; color: $text; }
QToolButton[role="small"]:checked { background: $tint; color: $text; }
QToolButton[role="small"]:focus { border: 1px solid $accent; }
QToolButton[role="chip"], QToolButton[role="chip"]:checked { background: transparent; border: 1px solid transparent;
    color: $text; padding: 1px 3px; min-height: 14px; }
QToolButton[role="chip"]:!checked { color: $muted; }
QToolButton[role="chip"]:hover { background: $hover; }
QToolButton[role="chip"]:focus { border: 1px solid $accent; }
QToolButton[role="tool"] { background: transparent; border: 1px solid transparent; padding: 2px 1px; font-size: 9pt;
    min-height: 16px; }
QToolButton[role="tool"]:hover { background: $hover; }
QToolButton[role="tool"]:checked { background: $tint; border-color: $accent; }
QToolButton[role="tool"]:focus { border: 1px solid $accent; }
QToolButton[role="tool"]:disabled { color: $faded; }
QToolButton[role="step"] { background: $raised; border: 1px solid $line; border-radius: 9px; padding: 1px 7px;
    font-size: 9pt; min-height: 16px; }
QToolButton[role="step"]:hover { background: $hover; }
QToolButton[role="step"]:checked { background: $tint; border-color: $accent; }
QToolButton[role="step"]:focus { border: 1px solid $accent; }
QToolButton[role="tile"] { background: transparent; border: 1px solid transparent; padding: 2px 0; font-size: 8pt;
    color: $muted; min-height: 14px; }
QToolButton[role="tile"]:hover { background: $hover; }
QToolButton[role="tile"]:checked { background: $tint; border-color: $accent; color: $text; }
QToolButton[role="tile"]:focus { border: 1px solid $text; }
QPushButton[role="primary"], QToolButton[role="primary"] { background: $accent; color: $accent_text;
    border: 1px solid $accent; font-weight: 600; }
QPushButton[role="primary"]:hover, QToolButton[role="primary"]:hover { background: $accent_hover; }
QPushButton[role="primary"]:focus, QToolButton[role="primary"]:focus { border: 2px solid $text; }
QPushButton[role="primary"]:disabled, QToolButton[role="primary"]:disabled { background: $line; color: $muted;
    border-color: $line; }
QPushButton[role="fix"] { background: transparent; color: $accent; border: 1px solid $accent; padding: 2px 8px;
    font-weight: 500; }
QPushButton[role="fix"]:hover { background: $tint; }
QPushButton[role="segment"] { border-radius: 0; padding: 4px 8px; margin: 0; border-right-width: 0; }
QPushButton[role="segment"][place="first"] { border-top-left-radius: 6px; border-bottom-left-radius: 6px; }
QPushButton[role="segment"][place="last"] { border-top-right-radius: 6px; border-bottom-right-radius: 6px;
    border-right-width: 1px; }
QPushButton[role="segment"]:checked { background: $accent; color: $accent_text; border-color: $accent; }

QLineEdit, QPlainTextEdit, QTextEdit, QSpinBox, QDoubleSpinBox, QComboBox { background: $raised; color: $text;
    border: 1px solid $line; border-radius: 6px; padding: 3px 6px; selection-background-color: $accent;
    selection-color: $accent_text; min-height: 18px; }
QLineEdit:hover, QPlainTextEdit:hover, QSpinBox:hover, QDoubleSpinBox:hover, QComboBox:hover { border-color: $edge; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QSpinBox:focus, QDoubleSpinBox:focus, QComboBox:focus {
    border: 1px solid $accent; }
QLineEdit[role="title"] { font-size: 13pt; font-weight: 600; background: transparent; border: 1px solid transparent;
    padding: 1px 4px; margin-left: -5px; }
QLineEdit[role="title"]:hover { border: 1px solid $line; }
QLineEdit[role="title"]:focus { border: 1px solid $accent; background: $raised; }
QLineEdit[wrong="true"] { border: 1px solid $error; }
QLineEdit:disabled, QSpinBox:disabled, QDoubleSpinBox:disabled, QComboBox:disabled { color: $faded; }
QComboBox { padding-right: 20px; }
QComboBox::drop-down { border: none; width: 20px; }
QComboBox::down-arrow { image: url("$icons/down-$name.svg"); width: 12px; height: 12px; }
QComboBox QAbstractItemView { background: $panel; color: $text; border: 1px solid $line; border-radius: 6px;
    padding: 4px; outline: none; selection-background-color: $tint; selection-color: $text; }
QComboBox QAbstractItemView::item { min-height: 24px; padding: 0 6px; }
QComboBox QAbstractItemView::item:disabled { color: $faded; }
QComboBox[role="small"] { background: transparent; border: 1px solid transparent; padding: 1px 18px 1px 4px;
    min-height: 14px; }
QComboBox[role="small"]:hover { background: $hover; }
QComboBox[role="small"]:focus { border: 1px solid $accent; }
QSpinBox::up-button, QDoubleSpinBox::up-button, QSpinBox::down-button, QDoubleSpinBox::down-button {
    border: none; width: 16px; }
QSpinBox::up-arrow, QDoubleSpinBox::up-arrow { image: url("$icons/up-$name.svg"); width: 10px; height: 10px; }
QSpinBox::down-arrow, QDoubleSpinBox::down-arrow { image: url("$icons/down-$name.svg"); width: 10px; height: 10px; }

QCheckBox { spacing: 8px; background: transparent; }
QCheckBox::indicator { width: 14px; height: 14px; border: 1px solid $edge; border-radius: 4px; background: $raised; }
QCheckBox::indicator:hover, QCheckBox::indicator:focus { border-color: $accent; }
QCheckBox:focus { color: $accent; }
QCheckBox::indicator:checked { background: $accent; border-color: $accent; image: url("$icons/check-$name.svg"); }

QSlider { background: transparent; min-height: 20px; }
QSlider::groove:horizontal { height: 4px; border-radius: 2px; background: $line; }
QSlider::sub-page:horizontal { height: 4px; border-radius: 2px; background: $accent; }
QSlider::handle:horizontal { width: 14px; height: 14px; margin: -6px 0; border-radius: 8px; background: $handle;
    border: 1px solid $edge; }
QSlider::handle:horizontal:hover { border: 1px solid $accent; }
QSlider:focus { outline: none; }
QSlider::handle:horizontal:focus { border: 2px solid $accent; }

QScrollArea { background: transparent; border: none; }
QScrollBar:vertical { background: transparent; width: 10px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 0; }
QScrollBar::handle { background: $line; border-radius: 4px; margin: 1px; }
QScrollBar::handle:vertical { min-height: 28px; }
QScrollBar::handle:horizontal { min-width: 28px; }
QScrollBar::handle:hover { background: $edge; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }

QTabWidget::pane { border: none; border-top: 1px solid $line; }
QTabBar { background: transparent; }
QTabBar::tab { background: transparent; color: $muted; padding: 6px 10px; border: none;
    border-bottom: 2px solid transparent; margin: 0 2px; }
QTabBar::tab:hover { color: $text; }
QTabBar::tab:selected { color: $text; border-bottom: 2px solid $accent; font-weight: 600; }
QTabBar::tab:focus { color: $accent; }

QMenuBar { background: $window; }
QMenuBar::item { background: transparent; padding: 4px 10px; border-radius: 6px; }
QMenuBar::item:selected { background: $hover; }
QMenu { background: $panel; border: 1px solid $line; border-radius: 6px; padding: 4px; }
QMenu::item { padding: 5px 24px 5px 12px; border-radius: 4px; }
QMenu::item:selected { background: $tint; }
QMenu::item:disabled { color: $faded; }
QMenu::icon { left: 6px; }
QMenu::separator { height: 1px; background: $line; margin: 4px 8px; }

QListView, QTreeView, QTableView { background: $panel; border: none; outline: none; selection-background-color: $tint;
    selection-color: $text; }
QListView::item, QTreeView::item { padding: 4px; border-radius: 4px; }
QListView::item:hover, QTreeView::item:hover { background: $hover; }
QListView::item:selected, QTreeView::item:selected { background: $tint; color: $text; }
QHeaderView::section { background: $panel; color: $muted; border: none; border-bottom: 1px solid $line; padding: 4px; }

QToolBar { background: $window; border: none; spacing: 4px; padding: 4px 8px; }
QToolBar::separator { background: $line; width: 1px; margin: 4px; }
QStatusBar { background: $window; color: $muted; }
QStatusBar::item { border: none; }
QDockWidget { titlebar-close-icon: none; }
QDockWidget::title { background: $window; padding: 6px 8px; }
QSplitter::handle { background: $window; }
QSplitter::handle:hover { background: $line; }
QProgressBar { background: $line; border: none; border-radius: 3px; height: 6px; text-align: center; }
QProgressBar::chunk { background: $accent; border-radius: 3px; }
""")


def mixed(a: str, b: str, share: float) -> str:
    """The colour that lies ``share`` of the way from ``a`` to ``b``, as ``#rrggbb``."""
    return "#" + "".join(f"{round(x + (y - x) * share):02x}" for x, y in zip(rgb(a), rgb(b), strict=True))


def style_sheet(theme: Theme) -> str:
    """The style sheet of a theme."""
    dark = theme.name == "dark"
    names = {name: value for name in theme.__slots__ if isinstance(value := getattr(theme, name), str)}
    sheet = SHEET.substitute(
        names,
        hover=mixed(theme.raised, theme.text, 0.07),
        pressed=mixed(theme.raised, theme.text, 0.13),
        tint=mixed(theme.panel, theme.accent, 0.22 if dark else 0.13),
        accent_hover=mixed(theme.accent, theme.text, 0.14),
        faded=mixed(theme.text, theme.panel, 0.55),
        handle=theme.text if dark else theme.panel,
        family=FAMILY,
        maths=MATHS,
        icons=asset("icons").as_posix(),
    )
    return re.sub(r"(\d+)pt\b", lambda size: f"{int(size[1]) * magnified():g}pt", sheet)


def palette(theme: Theme) -> QPalette:
    """The theme as Qt's palette, for all that the style sheet does not name."""
    made = QPalette()
    role = QPalette.ColorRole
    for each, colour in (
        (role.Window, theme.window),
        (role.WindowText, theme.text),
        (role.Base, theme.panel),
        (role.AlternateBase, theme.raised),
        (role.Text, theme.text),
        (role.Button, theme.raised),
        (role.ButtonText, theme.text),
        (role.BrightText, theme.error),
        (role.ToolTipBase, theme.raised),
        (role.ToolTipText, theme.text),
        (role.PlaceholderText, theme.muted),
        (role.Highlight, theme.accent),
        (role.HighlightedText, theme.accent_text),
        (role.Link, theme.accent),
        (role.Light, theme.panel),
        (role.Mid, theme.line),
        (role.Dark, theme.edge),
        (role.Shadow, theme.edge),
    ):
        made.setColor(each, QColor(colour))
    faded = QColor(mixed(theme.text, theme.panel, 0.55))
    for each in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, each, faded)
    return made


def apply(app: QApplication, theme: Theme) -> None:
    """Give the whole application this look; may be called again with another theme at any time."""
    app.setStyle("Fusion")
    app.setFont(font())
    app.setPalette(palette(theme))
    app.setStyleSheet(style_sheet(theme))


def give_role(widget: QWidget, role: str) -> None:
    """Set the ``role`` that the style sheet goes by, also on a widget that is already shown."""
    if widget.property("role") != role:
        widget.setProperty("role", role)
        widget.style().unpolish(widget)
        widget.style().polish(widget)
