"""What a person reads anywhere in the window can be translated: it is shown in the brackets of a made-up language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QLabel,
    QMenu,
    QWidget,
)
from pytestqt.qtbot import QtBot

from playground.catalog.entry import family
from playground.catalog.settings import set_at
from playground.catalog.spoken import speak_catalogue
from playground.gui.canvas.menus import canvas_menu, card_menu, edge_menu
from playground.gui.canvas.units import spot
from playground.gui.canvas.units.menus import spot_menu
from playground.gui.canvas.units.tips import tip
from playground.gui.data.import_panel import line_in
from playground.gui.gaze import Example, Unit
from playground.gui.help.about import About
from playground.gui.help.pages import INDEX, page, pages
from playground.gui.help.updates import Updates
from playground.gui.inspector.scale import read
from playground.gui.passage import KEY as PASSAGE
from playground.gui.plots.curve_plot import CurvePlot
from playground.gui.plots.faces.look import Look
from playground.gui.window import MainWindow
from playground.spec.edits import Disconnect
from playground.spec.experiment import Experiment, Network, Node, Training, chain, lay_out
from playground.spec.fields import fields_of
from playground.spec.values import Choice, Values
from playground.spec.words import speak, tr
from playground.wire.events import Evaluation, Kept, Picture, Steps
from playground.workbench.document import Document
from playground.workbench.run import Run
from playground.workbench.settings import VARIABLE
from tests.gui.reader import Reader, language
from tests.gui.support import loaded
from tests.workbench.support import Recorder

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # the offscreen platform raises no windows


@pytest.fixture
def experiment(reader: Reader) -> Experiment:
    """A block of every kind that a chain can hold, made once that language is spoken."""
    kinds = ("input", "dense", "batch_norm", "layer_norm", "activation", "dropout", "flatten", "dense", "output")
    nodes = lay_out(
        [
            Node(id=f"n{place}", kind=kind, params=Values(units=3) if kind == "dense" else Values())
            for place, kind in enumerate(kinds)
        ]
    )
    return Experiment(network=Network(nodes=nodes, edges=chain(*nodes)))


@pytest.fixture
def reader(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Reader]:
    """Reads while the program speaks the made-up language; what is painted is read by itself."""
    monkeypatch.setenv(VARIABLE, str(tmp_path / "config"))
    words, made, draw = language(), Reader(), QPainter.drawText

    def drawn(self: QPainter, *args: object) -> object:
        made.look(next((arg for arg in args if isinstance(arg, str)), ""), "painted")
        return draw(self, *args)  # type: ignore[call-overload]

    monkeypatch.setattr(QPainter, "drawText", drawn)
    speak(words)
    speak_catalogue(words)
    yield made
    speak({})
    speak_catalogue({})


def train(run: Run, number: int, ids: list[str]) -> None:
    """Ten steps, five to an epoch, evaluated after each epoch; the weights of three places are kept."""
    numbers = np.arange(1.0, 11.0)
    norms = dict.fromkeys(ids, 1 / numbers)
    run.handle(
        Steps(
            run_id=number,
            first=1,
            epoch=numbers / 5,
            loss=1 / numbers,
            cost=2 / numbers,
            learning_rate=np.full(10, 0.1),
            gradient_norm=norms,
            update_ratio=norms,
            speed=10.0,
        )
    )
    for epoch, loss in ((1, 0.5), (2, 0.25)):
        parts = {part: {"loss": loss, "accuracy": 0.5} for part in ("train", "dev", "test")}
        run.handle(Evaluation(run_id=number, step=5 * epoch, epoch=float(epoch), parts=parts))
    run.handle(Kept(run_id=number, snapshots=((0, 0.0), (5, 1.0), (10, 2.0))))
    counts = {f"{what}/{id}/counts": np.full(4, 3) for what in ("activations", "weights") for id in ids}
    edges = {f"{what}/{id}/edges": np.linspace(-1, 1, 5) for what in ("activations", "weights") for id in ids}
    shares = {id: np.array([True, False, False]) for id in ids}
    for step in (5, 10):
        for key, kind, arrays in (
            ("plots/histograms", "histograms", counts | edges),
            ("plots/distribution", "histograms", counts | edges),
            ("plots/dead_units", "dead_units", shares),
        ):
            run.handle(Picture(run_id=number, key=key, kind=kind, step=step, arrays=arrays))


@pytest.fixture
def trained(window: MainWindow, document: Document, run: Run, engine: Recorder) -> int:
    """A run with all that it shows while it trains; its number."""
    number = loaded(run, engine)
    train(run, number, [node.id for node in document.experiment.network.nodes])
    run.pin("first try")
    window.settle()
    return number


def see(reader: Reader, shown: QWidget | None) -> None:
    """Let it be painted, and read it."""
    assert shown is not None
    QApplication.processEvents()
    shown.grab()
    reader.read(shown)


def read_menu(reader: Reader, menu: QMenu) -> None:
    """Read a menu that is not opened."""
    reader.read(menu)
    menu.deleteLater()


def test_a_text_without_translation_is_found(reader: Reader, qtbot: QtBot) -> None:
    class Painted(QLabel):
        def paintEvent(self, event: object) -> None:  # noqa: N802
            with QPainter(self) as painter:
                painter.drawText(0, 20, "Painted plainly")

    label = Painted("Said plainly")
    qtbot.addWidget(label)
    label.setToolTip(f"{tr('Light or dark')} whatever, {tr('{count} blocks', count='many')}")
    label.setAccessibleName(f"{tr('Save under another name.')}  Ctrl+S")
    see(reader, label)
    assert sorted(reader.english.values()) == [
        "Painted in NoneType: Said plainly",
        "Painted in NoneType: whatever, many",
        "painted: Painted plainly",
    ]


def test_the_window_and_every_block(window: MainWindow, reader: Reader, document: Document) -> None:
    canvas = window.canvas
    see(reader, window)
    assert reader.count > 500
    ids = [node.id for node in document.experiment.network.nodes]
    for id in ids:
        canvas.select((id,))
        see(reader, window.inspector)
        read_menu(reader, card_menu(canvas, id))
        reader.look(canvas.network_scene.cards[id].tip(), "tip of a card")
    canvas.select(tuple(ids[1:3]))
    see(reader, window.inspector)
    canvas.group_selection()
    see(reader, window.inspector)
    read_menu(reader, card_menu(canvas, canvas.selection[0]))
    canvas.ungroup_selection()
    read_menu(reader, canvas_menu(canvas, QPointF()))
    read_menu(reader, edge_menu(canvas, document.experiment.network.edges[0], QPointF()))
    read_menu(reader, window.palette_.menu_for(None))
    canvas.search_block(QPointF())
    see(reader, window)
    document.apply(Disconnect(edges=document.experiment.network.edges[:1]))
    window.actions_["show_problems"].trigger()
    window.actions_["play"].trigger()
    see(reader, window)
    assert sorted(set(reader.english.values())) == []


def test_units_and_their_weights(window: MainWindow, reader: Reader, trained: int) -> None:
    inside = window.canvas.inside
    inside.open(("n7",), wanted=True)
    see(reader, window)
    for here in (
        spot.unit("n7", 0),
        spot.number("n7", "weight", 0, 0),
        spot.number("n7", "bias", 0),
        spot.button("n7", "close"),
        spot.button("n7", "more"),
        spot.button("n7", "fewer"),
        spot.button("n7", "lock"),
    ):
        reader.look(tip(inside, here), "tip inside a block")
        read_menu(reader, spot_menu(inside, here))
    assert sorted(set(reader.english.values())) == []


def test_what_training_shows(window: MainWindow, reader: Reader, run: Run, trained: int) -> None:
    see(reader, window)
    for title, plot in window.plots.plots.items():
        window.plots.choose(window.plots.places[0], title)
        assert isinstance(plot, CurvePlot)
        plot.set_smoothing(0.9)
        plot.refresh()
        plot.point_at(plot.view.rect().center())
        see(reader, plot)
        reader.look(plot.values.text(), "values at the pointer")
        reader.look(plot.heading_in_words + plot.x_in_words + plot.y_in_words, "axes")
        read_menu(reader, plot.menu(1.0))
    window.transport.stops.button.click()
    window.actions_["slow_motion"].trigger()
    see(reader, window)
    window.actions_["slow_motion"].trigger()
    run.recall(5)
    see(reader, window)
    assert sorted(set(reader.english.values())) == []


def test_an_example_and_a_unit_that_are_looked_at(window: MainWindow, reader: Reader, run: Run, trained: int) -> None:
    window.gaze.look_at_unit(Unit("n1", 0))
    see(reader, window)
    window.gaze.look_at_unit(None)
    window.gaze.look_into(Example("train", 0))
    arrays = {"x": np.array([[1.0, 2.0]]), "y": np.array([1])}
    for node in window.document.experiment.network.nodes:
        units = {"n0": 2, "n8": 1}.get(node.id, 3)
        arrays |= {f"{head}/{node.id}": np.full((1, units), 0.5, dtype=np.float32) for head in ("a", "z", "da", "dz")}
    facts = {"loss": 0.25, "rows": 1, "shown": {}}
    run.handle(Picture(run_id=trained, key=PASSAGE, kind="passage", step=10, arrays=arrays, facts=facts))
    window.passage.refresh()
    see(reader, window)
    assert window.side.sheet.lines
    assert sorted(set(reader.english.values())) == []


@pytest.mark.parametrize("kind", ["circle", "curve_1d", "plane", "iris", "diabetes"])
def test_the_data_and_their_surface(window: MainWindow, reader: Reader, document: Document, kind: str) -> None:
    document.apply(set_at(document.experiment, ("data", "source"), Choice(kind)))
    window.surface.gear.setChecked(True)
    for look in (
        Look(quantity="class", border=True),
        Look(relief=True, own_range=True, only=1),
        Look(space="features"),
        Look(space="components", bands=True),
        Look(),
    ):
        window.surface.set_look(look)
        see(reader, window.surface)
        at = QPointF(window.surface.canvas.rect().center())
        window.surface.canvas.pointed.emit(at)
        see(reader, window.surface)
    see(reader, window.data)
    see(reader, window.problems)
    window.actions_["paint"].trigger()
    see(reader, window)
    window.painting.stop()
    window.table.open()
    for shown in window.findChildren(QWidget):
        if shown.isWindow() and shown.isVisible():
            see(reader, shown)
            shown.close()
    assert sorted(set(reader.english.values())) == []


def test_every_choice_of_the_training(window: MainWindow, reader: Reader, document: Document) -> None:
    for field in fields_of(Training):
        for kind in family(field.about.family) if field.about.family else ():
            document.apply(set_at(document.experiment, ("training", field.name), Choice(kind)))
            see(reader, window.inspector)
            see(reader, window.problems)
            document.undo()
        if field.type in (int, float):
            for typed in ("ab", "-1e9", "1e99"):
                reader.look(str(read(field, typed)), "what is wrong with a number")
    assert sorted(set(reader.english.values())) == []


def test_what_lies_over_the_window(
    window: MainWindow, reader: Reader, document: Document, tmp_path: Path, qtbot: QtBot
) -> None:
    document.apply(set_at(document.experiment, ("training", "batch_size"), 7))
    document.undo()
    over = window.overlays
    over.find()
    see(reader, over.find_panel)
    over.close_one()
    over.history()
    see(reader, over.history_panel)
    over.close_one()
    over.presentation()
    see(reader, over.present_panel)
    over.close_one()
    window.show_shortcuts()
    for name in ("about", "gpu", "updates"):  # there is no address to ask yet, so nobody is asked
        window.actions_[name].trigger()
    (about,), (news,) = window.findChildren(About), window.findChildren(Updates)
    qtbot.waitUntil(lambda: bool(about.found) and not news.waiting.isVisible())
    about.text.clear()  # licences are read as they are written
    for sheet in window.findChildren(QDialog):
        see(reader, sheet)
        sheet.close()
    table = tmp_path / "numbers.csv"
    table.write_text("a,b,c\n1,2,x\n2,1,y\n3,3,x\n4,2,y\n", encoding="utf-8")
    window.importing.look_over(Choice("csv", Values(path=str(table))))
    see(reader, window.importing.panel)
    for wrong in ("a,b\n1,2\n3\n", "a,b,c\n1,2,3.5\n,3,1\n4,5,2.25\n"):
        table.write_text(wrong, encoding="utf-8")
        window.importing.look_over(Choice("csv", Values(path=str(table))))
        see(reader, window.importing.panel)
        assert line_in(window.importing.panel.verdict.text()) == 3
    window.importing.leave()
    window.hints.again()
    see(reader, window)
    assert sorted(set(reader.english.values())) == []


def test_every_page_of_the_help(window: MainWindow, reader: Reader) -> None:
    for address in (INDEX, *(found.address for found in pages())):
        for text in re.findall(r">([^<>]+)<", page(address)):
            reader.look(text, f"help: {address}")
    window.overlays.show_help(INDEX)
    panel = window.overlays.help_panel
    see(reader, panel)
    assert panel is not None
    panel.field.setText("rate")
    see(reader, panel)
    panel.close()
    assert sorted(set(reader.english.values())) == []
