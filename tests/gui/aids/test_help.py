from __future__ import annotations

import re

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from playground.catalog.entry import FAMILIES, family
from playground.gui.beside import WINDOWS
from playground.gui.help.pages import INDEX, page, pages
from playground.gui.help.whereabouts import address_at_hand, address_of
from playground.gui.plots.plot import plots
from playground.gui.window import MainWindow
from playground.spec.experiment import Experiment
from playground.workbench.document import Document
from tests.gui.aids.conftest import Press

LINK = re.compile("<a href='([^']+)'>")


def test_every_page_can_be_reached_from_the_index_and_no_link_is_dead() -> None:
    seen, ahead = set(), [INDEX]
    while ahead:
        address = ahead.pop()
        if address in seen:
            continue
        seen.add(address)
        html = page(address)
        assert address == INDEX or html != page(INDEX), f"{address} is dead"
        ahead += LINK.findall(html)
    assert {found.address for found in pages()} <= seen


@pytest.mark.parametrize("group", FAMILIES)
def test_every_entry_tells_its_help_formula_and_other_names(group: str) -> None:
    from html import escape

    for entry in family(group).values():
        html = page(f"{group}/{entry.kind}")
        assert escape(entry.help) in html
        assert all(escape(part) in html for part in entry.formula.split(",  "))
        assert all(escape(alias) in html for alias in entry.aliases)


def test_a_setting_tells_its_range_default_and_effect() -> None:
    html = page("training/batch_size")
    assert "between 1 and 1e+06" in html
    assert ">10<" in html
    assert "examples" in html
    assert "acts on the next step" in html
    assert "all weights that fit are kept" in page("blocks/dense/units")
    assert "optimizers/adam" in page("training/optimizer")


def test_every_plot_and_every_unknown_address_has_a_page() -> None:
    for plot in plots():
        assert len(page(f"plots/{plot.title}")) > 120, plot.title
    for address in ("", "nothing", "blocks/nothing", "training/nothing", "../..", "plots"):
        assert "<h2>" in page(address)


def test_settings_have_an_address(experiment: Experiment) -> None:
    assert address_of(experiment, ("training", "batch_size")) == "training/batch_size"
    assert address_of(experiment, ("training", "optimizer", "learning_rate")) == "optimizers/momentum/learning_rate"
    assert address_of(experiment, ("data", "source", "samples")) == "datasets/circle/samples"
    assert address_of(experiment, ("network", "dense1", "units")) == "blocks/dense/units"
    assert address_of(experiment, ("network", "dense1", "activation", "slope")) == "activations/tanh/slope"
    assert address_of(experiment, ("seed",)) == "experiment/seed"


@pytest.mark.qt_log_ignore("propagateSizeHints", "raise")
def test_f1_helps_on_what_is_at_hand(window: MainWindow, document: Document, press: Press) -> None:
    window.show_field(("training", "optimizer", "learning_rate"))
    press(Qt.Key.Key_F1)
    panel = window.overlays.help_panel
    assert panel is not None
    assert panel.isVisible()
    assert panel.address == "optimizers/momentum/learning_rate"
    assert "The size of a step" in panel.browser.toPlainText()
    panel.browser.anchorClicked.emit(QUrl("optimizers/adam"))
    assert panel.address == "optimizers/adam"
    QTest.keyClick(panel, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert panel.address == "optimizers/momentum/learning_rate"
    QTest.keyClicks(panel.field, "cross entropy")
    assert panel.list.isVisible()
    QTest.keyClick(panel.field, Qt.Key.Key_Return)
    assert panel.address.startswith("losses/")
    panel.close()

    window.canvas.select(("dense1",))
    window.canvas.setFocus()
    assert address_at_hand(window) == "blocks/dense"
    window.canvas.select(())
    assert address_at_hand(window) == "canvas"
    window.data.gallery.tiles["spiral"].setFocus()
    assert address_at_hand(window) == "datasets/spiral"
    window.transport.play.setFocus()
    assert address_at_hand(window) == "transport"
    window.surface.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    window.surface.setFocus()
    assert address_at_hand(window) == "plots/Decision surface"


@pytest.mark.qt_log_ignore("propagateSizeHints", "raise")
def test_f1_helps_in_the_windows_beside(window: MainWindow) -> None:
    for name in WINDOWS:
        assert len(page(name)) > 300, name
    window.beside.open("lab")
    lab = window.beside.windows["lab"]
    assert isinstance(lab, QWidget)
    (keys,) = lab.findChildren(QShortcut)
    assert keys.key().toString() == "F1"
    keys.activated.emit()
    panel = window.overlays.help_panel
    assert panel is not None
    assert panel.address == "lab"
    panel.close()
    lab.close()
