from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QMimeData, QObject, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QCloseEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from playground.gui.filing import Memory
from playground.gui.house import House
from playground.gui.theme.tokens import DARK, LIGHT
from playground.gui.window import MainWindow
from playground.spec.edits import RemoveNodes, Set
from playground.spec.problems import Fix
from playground.spec.values import Choice
from playground.wire.checkpoint import Checkpoint
from playground.wire.commands import Advance, Capture, Load, Pause, Play, Reconfigure
from playground.wire.events import Captured, Diverged, Evaluation, Failed, Kept, Status, Steps
from playground.workbench import files
from playground.workbench.document import Document
from playground.workbench.run import Run
from tests.gui.support import Answers, loaded
from tests.workbench.support import Recorder


def steps(run_id: int, count: int = 5) -> Steps:
    numbers = np.arange(1.0, count + 1)
    return Steps(
        run_id=run_id,
        first=1,
        epoch=numbers / 2,
        loss=1 / numbers,
        cost=1 / numbers,
        learning_rate=np.full(count, 0.1),
        gradient_norm={"dense1": numbers},
        update_ratio={"dense1": numbers},
        speed=1234.0,
    )


# The first look


def test_the_first_paint_shows_data_network_and_surface(
    qtbot: QtBot, document: Document, run: Run, memory: Memory, answers: Answers
) -> None:
    window = MainWindow(document, run, memory, answers)
    qtbot.addWidget(window, before_close_func=lambda widget: window.close_without_asking())
    window.show()
    assert not window.complete
    assert not window.data.picture.pixmap().isNull()
    assert set(window.canvas.network_scene.cards) == {"input", "dense1", "output"}
    shown = window.surface.grab().toImage()
    colours = {shown.pixel(x, y) for x in range(0, shown.width(), 7) for y in range(0, shown.height(), 7)}
    assert len(colours) > 20
    sizes = window.centre.sizes()
    qtbot.waitUntil(lambda: window.complete and window.data.gallery.complete, timeout=20_000)
    assert window.centre.sizes() == sizes, "the plots came and moved what was there"


class Shown(QObject):
    """Writes down every widget that is shown as a window of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.windows: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.windows.append(type(watched).__name__)
        return False


def test_the_window_has_every_part_that_its_helpers_know_of(window: MainWindow) -> None:
    assert [name for name in House.__annotations__ if not hasattr(window, name)] == []


def test_no_other_window_flashes_up_while_it_opens(
    qtbot: QtBot, qapp: QApplication, document: Document, run: Run, memory: Memory, answers: Answers
) -> None:
    shown = Shown()
    qapp.installEventFilter(shown)
    window = MainWindow(document, run, memory, answers)
    qtbot.addWidget(window, before_close_func=lambda widget: window.close_without_asking())
    window.show()
    qtbot.waitUntil(lambda: window.complete and window.data.gallery.complete, timeout=20_000)
    window.canvas.select(("dense1",))
    window.palette_.block_chosen.emit("dense")
    qapp.removeEventFilter(shown)
    assert shown.windows == ["MainWindow"]


@pytest.mark.parametrize("size", [(1440, 900), (1024, 700)])
def test_nothing_overlaps_or_leaves_the_window(qtbot: QtBot, window: MainWindow, size: tuple[int, int]) -> None:
    window.resize(*size)
    qtbot.waitUntil(lambda: (window.width(), window.height()) == size)
    parts: list[QWidget] = [
        window.transport,
        window.left,
        window.canvas,
        window.timeline,
        window.problems,
        window.plots,
        window.surface,
        window.inspector,
        window.statusBar(),
    ]
    for index, part in enumerate(parts):
        rect = part.rect().translated(part.mapTo(window, QPoint(0, 0)))
        assert window.rect().contains(rect), part
        assert rect.width() >= part.minimumSizeHint().width(), part
        assert rect.height() >= part.minimumSizeHint().height(), part
        for other in parts[index + 1 :]:
            assert not rect.intersects(other.rect().translated(other.mapTo(window, QPoint(0, 0)))), (part, other)


# Training


def test_space_plays_and_pauses(qtbot: QtBot, window: MainWindow, run: Run, engine: Recorder) -> None:
    loaded(run, engine)
    window.setFocus()
    QTest.keyClick(window, Qt.Key.Key_Space)
    assert isinstance(engine.newest(), Play)
    assert window.actions_["play"].text() == "&Pause"
    QTest.keyClick(window, Qt.Key.Key_Space)
    assert isinstance(engine.newest(), Pause)


def test_space_over_the_canvas_plays_when_it_is_let_go(
    qtbot: QtBot, window: MainWindow, run: Run, engine: Recorder
) -> None:
    loaded(run, engine)
    window.canvas.setFocus()
    QTest.keyPress(window.canvas, Qt.Key.Key_Space)
    assert not engine.of(Play)
    QTest.keyRelease(window.canvas, Qt.Key.Key_Space)
    assert len(engine.of(Play)) == 1


def test_space_with_a_drag_moves_the_view_and_does_not_play(
    qtbot: QtBot, window: MainWindow, run: Run, engine: Recorder
) -> None:
    loaded(run, engine)
    before = window.canvas.mapToScene(QPoint(0, 0))
    QTest.keyPress(window.canvas, Qt.Key.Key_Space)
    viewport = window.canvas.viewport()
    QTest.mousePress(viewport, Qt.MouseButton.LeftButton, pos=QPoint(100, 100))
    QTest.mouseMove(viewport, QPoint(140, 130))
    QTest.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=QPoint(140, 130))
    QTest.keyRelease(window.canvas, Qt.Key.Key_Space)
    assert not engine.of(Play)
    assert window.canvas.mapToScene(QPoint(0, 0)) != before


def test_space_on_a_button_presses_the_button(
    qtbot: QtBot, window: MainWindow, document: Document, engine: Recorder
) -> None:
    tile = window.data.gallery.tiles["xor"]
    tile.setFocus()
    QTest.keyClick(tile, Qt.Key.Key_Space)
    assert document.experiment.data.source == Choice("xor")
    assert not engine.of(Play)


@pytest.mark.parametrize(("key", "unit"), [(Qt.Key.Key_S, "step"), (Qt.Key.Key_E, "epoch")])
def test_single_letters_step(
    qtbot: QtBot, window: MainWindow, run: Run, engine: Recorder, key: Qt.Key, unit: str
) -> None:
    loaded(run, engine)
    QTest.keyClick(window.canvas, key)
    assert engine.last(Advance).unit == unit
    assert engine.last(Advance).count == 1


def test_single_letters_are_typed_where_text_is_typed(qtbot: QtBot, window: MainWindow, engine: Recorder) -> None:
    window.left.setCurrentWidget(window.palette_)
    window.palette_.field.setFocus()
    QTest.keyClicks(window.palette_.field, "sre ")
    assert window.palette_.field.text() == "sre "
    assert not engine.of(Advance)
    assert not engine.of(Play)


def test_new_weights_and_reset(qtbot: QtBot, window: MainWindow, document: Document, engine: Recorder) -> None:
    QTest.keyClick(window, Qt.Key.Key_R, Qt.KeyboardModifier.ShiftModifier)
    assert document.experiment.seed == 1
    assert window.transport.seed.text() == "1"
    assert engine.last(Load).experiment.seed == 1
    before = len(engine.of(Load))
    QTest.keyClick(window, Qt.Key.Key_R)
    assert document.experiment.seed == 1
    assert len(engine.of(Load)) == before + 1


def test_the_seed_can_be_typed(qtbot: QtBot, window: MainWindow, document: Document) -> None:
    window.transport.seed.selectAll()
    QTest.keyClicks(window.transport.seed, "42")
    QTest.keyClick(window.transport.seed, Qt.Key.Key_Return)
    assert document.experiment.seed == 42


def test_the_bar_tells_how_training_goes(window: MainWindow, run: Run, engine: Recorder) -> None:
    number = loaded(run, engine)
    run.play()
    run.handle(Status(run_id=number, playing=True, step=0, epoch=0))
    run.handle(steps(number))
    parts = {"train": {"loss": 0.25, "accuracy": 0.5}, "dev": {"loss": 0.5, "accuracy": 0.5}}
    run.handle(Evaluation(run_id=number, step=5, epoch=2.5, parts=parts))
    bar = window.transport
    assert (bar.epochs.text, bar.steps.text, bar.train.text, bar.dev.text) == ("2", "5", "0.2500", "0.5000")
    assert bar.speed.text == "1.2\u2009k"
    assert bar.device.text() == "CPU"
    assert bar.device.toolTip() == "The network is small."


def test_play_says_why_it_cannot_and_shows_where(
    qtbot: QtBot, window: MainWindow, run: Run, document: Document, engine: Recorder
) -> None:
    loaded(run, engine)
    document.apply(Set(path=("network", "dense1", "units"), value=-3))
    QTest.mouseClick(window.transport.play, Qt.MouseButton.LeftButton)
    assert not engine.of(Play)
    assert "units must be" in window.messages.news.text
    assert window.canvas.selection == ("dense1",)
    assert window.inspector.ids == ("dense1",)
    window.messages.news.offers[0].click()
    assert document.analysis.trainable
    assert window.messages.news.text == ""


def test_divergence_is_told_with_fixes_that_go_on(
    window: MainWindow, run: Run, document: Document, engine: Recorder
) -> None:
    number = loaded(run, engine)
    run.play()
    fix = Fix("Learning rate 0.01", Set(path=("training", "batch_size"), value=20))
    run.handle(Diverged(run_id=number, step=9, node="dense1", sentence="The loss became infinite.", fixes=(fix,)))
    assert window.messages.run.text == "The loss became infinite."
    [button] = window.messages.run.offers
    assert button.text() == "Learning rate 0.01"
    button.click()
    assert document.experiment.training.batch_size == 20
    assert isinstance(engine.of(Reconfigure)[-1], Reconfigure)
    assert isinstance(engine.newest(), Play)
    assert window.messages.run.text == ""


def test_a_dead_engine_is_told_and_play_starts_it_again(window: MainWindow, run: Run, engine: Recorder) -> None:
    number = loaded(run, engine)
    run.play()
    run.handle(steps(number))
    run.handle(Failed(run_id=number, sentence="The engine stopped. Play starts it again.", fatal=True))
    assert window.messages.run.text == "The engine stopped. Play starts it again."
    assert len(run.curves.steps) == 5
    window.messages.run.offers[-1].click()
    assert engine.restarts == 1
    assert isinstance(engine.newest(), Play)
    assert window.messages.run.text == ""


def test_blocks_show_live_values(qtbot: QtBot, window: MainWindow, run: Run, engine: Recorder) -> None:
    run.handle(steps(loaded(run, engine)))

    def norm() -> float | None:
        live = window.canvas.network_scene._live.get("dense1")
        return live.gradient_norm if live is not None else None

    qtbot.waitUntil(lambda: norm() == 5.0)


# Edits


def test_undo_and_redo_by_key(qtbot: QtBot, window: MainWindow, document: Document) -> None:
    document.apply(RemoveNodes(ids=("dense1",), label="Delete Dense"))
    assert window.actions_["undo"].text() == "&Undo Delete Dense"
    QTest.keyClick(window.canvas, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert len(document.experiment.network.nodes) == 3
    shift = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(window.canvas, Qt.Key.Key_Z, shift)
    assert len(document.experiment.network.nodes) == 2


def test_a_chosen_block_is_added_and_inspected(window: MainWindow, document: Document) -> None:
    window.palette_.block_chosen.emit("dense")
    assert [node.kind for node in document.experiment.network.nodes].count("dense") == 2
    assert window.inspector.ids == window.canvas.selection != ()


def test_the_problem_strip_tells_the_first_problem_and_mends_it(window: MainWindow, document: Document) -> None:
    assert window.problems.count.text() == "No problems" or "hint" in window.problems.count.text()
    document.apply(Set(path=("network", "dense1", "units"), value=-3))
    assert "1 error" in window.problems.count.text()
    window.actions_["show_problems"].trigger()
    assert not window.problems.panel.isHidden()
    window.problems.panel.node_requested.emit("dense1")
    assert window.canvas.selection == ("dense1",)
    fix = window.problems.fix
    assert fix is not None
    fix.click()
    assert document.analysis.trainable


def test_panels_can_be_hidden_and_shown(window: MainWindow) -> None:
    for name, part in (("show_left", window.left), ("show_plots", window.plots), ("show_right", window.inspector)):
        window.actions_[name].trigger()
        assert not part.isVisible()
        window.actions_[name].trigger()
        assert part.isVisible()


def test_a_place_can_show_any_plot(window: MainWindow) -> None:
    strip = window.plots
    first, second = strip.places[0], strip.places[1]
    assert [place.plot is not None and place.plot.title for place in strip.places] == ["Loss", "Metrics", "Gradients"]
    strip.choose(first, "Metrics")
    assert first.plot is strip.plots["Metrics"]
    assert second.plot is strip.plots["Loss"]
    strip.choose(first, "Update ratios")
    assert strip.plots["Update ratios"].isVisible()
    assert not strip.plots["Metrics"].isVisible()


# Looks


def test_the_theme_changes_everywhere_and_is_remembered(window: MainWindow, memory: Memory, qtbot: QtBot) -> None:
    assert window.theme is LIGHT
    before = window.grab().toImage().pixelColor(4, 500)
    QTest.mouseClick(window.transport.look, Qt.MouseButton.LeftButton)
    assert window.theme is DARK
    assert memory.settings.theme == "dark"
    assert window.actions_["theme_dark"].isChecked()
    assert window.grab().toImage().pixelColor(4, 500).lightness() < before.lightness() / 2
    qtbot.waitUntil(lambda: window.data.gallery.complete, timeout=20_000)


# Files


def answer_captures(run: Run, engine: Recorder) -> None:
    capture = engine.last(Capture)
    checkpoint = Checkpoint(weights={"dense1.weight": np.full((4, 2), 0.5, dtype=np.float32)}, step=5)
    run.handle(Captured(run_id=capture.run_id, request=capture.request, checkpoint=checkpoint))


def test_save_and_open_bring_everything_back(
    window: MainWindow,
    document: Document,
    run: Run,
    engine: Recorder,
    answers: Answers,
    memory: Memory,
    tmp_path: Path,
    qtbot: QtBot,
) -> None:
    run.handle(steps(loaded(run, engine)))
    document.apply(Set(path=("training", "batch_size"), value=7))
    assert window.isWindowModified()
    answers.to_save = tmp_path / "mine"
    window.actions_["save"].trigger()
    answer_captures(run, engine)
    path = tmp_path / "mine.nnp"
    assert window.filing.saving.busy
    assert "Saving mine.nnp" in window.places.file.text()
    qtbot.waitUntil(lambda: not window.filing.saving.busy)
    assert path.exists()
    assert document.path == path
    assert not window.isWindowModified()
    assert "mine" in window.windowTitle()
    assert memory.settings.recent == (path,)
    assert [action.text().split("\t")[0] for action in window.actions_.recent.actions()] == ["mine.nnp"]

    document.apply(Set(path=("training", "batch_size"), value=8))
    answers.answer = "discard"
    window.actions_.recent.actions()[0].trigger()
    assert document.experiment.training.batch_size == 7
    assert len(run.curves.steps) == 5
    checkpoint = engine.last(Load).checkpoint
    assert checkpoint is not None
    assert checkpoint.step == 5


def test_a_file_that_cannot_be_opened_is_one_sentence(
    window: MainWindow, answers: Answers, document: Document, tmp_path: Path
) -> None:
    answers.to_open = tmp_path / "broken.nnp"
    answers.to_open.write_bytes(b"nonsense")
    before = document.experiment
    window.actions_["open"].trigger()
    assert "broken.nnp" in window.messages.news.text
    assert window.messages.news.text.endswith(".")
    assert document.experiment is before


def test_a_template_opens_and_asks_about_changes(window: MainWindow, document: Document, answers: Answers) -> None:
    menu = window.actions_.templates
    assert len(menu.actions()) >= 10
    assert all(action.toolTip() for action in menu.actions())
    document.apply(Set(path=("training", "batch_size"), value=7))
    menu.actions()[1].trigger()
    assert answers.asked == ["Untitled"]
    assert document.experiment.training.batch_size == 7
    answers.answer = "discard"
    menu.actions()[1].trigger()
    assert not document.modified
    assert document.path is None


def drop(window: MainWindow, path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    none = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
    window.dropEvent(QDropEvent(QPointF(50, 50), Qt.DropAction.CopyAction, data, *none))


def test_a_dropped_experiment_opens(window: MainWindow, document: Document, tmp_path: Path) -> None:
    from dataclasses import replace

    path = tmp_path / "dropped.nnp"
    files.save(path, replace(document.experiment, notes="dropped"))
    drop(window, path)
    assert document.experiment.notes == "dropped"
    assert document.path == path


def test_closing_asks_and_saving_closes_afterwards(
    window: MainWindow,
    document: Document,
    run: Run,
    engine: Recorder,
    answers: Answers,
    tmp_path: Path,
    qtbot: QtBot,
) -> None:
    loaded(run, engine)
    document.apply(Set(path=("training", "batch_size"), value=7))
    assert not window.close()
    assert window.isVisible()
    answers.answer, answers.to_save = "save", tmp_path / "last.nnp"
    event = QCloseEvent()
    window.closeEvent(event)
    assert not event.isAccepted()
    answer_captures(run, engine)
    assert window.isVisible()
    qtbot.waitUntil(lambda: not window.isVisible())
    assert (tmp_path / "last.nnp").exists()


PLAY_A_MOMENT = """
import sys
from PySide6.QtCore import QTimer
from playground.gui.app import Desk
from playground.gui.application import application
from playground.gui.filing import Memory
from playground.gui.house import House
from playground.gui.window import MainWindow
from playground.workbench import templates
from playground.workbench.settings import Settings

def main():
    app = application()
    desk = Desk(templates.load_template(templates.DEFAULT))
    window = MainWindow(desk.document, desk.run, Memory(Settings(), keep=False))
    window.show()
    desk.run.play()
    look = QTimer(interval=20)
    look.timeout.connect(lambda: app.quit() if len(desk.run.curves.steps) > 100 and window.complete else None)
    look.start()
    app.exec()
    window.close_without_asking()
    desk.close()
    heavy = {"torch", "sklearn", "playground.engine"} & set(sys.modules)
    assert not heavy, heavy

if __name__ == "__main__":
    main()
"""


def test_torch_is_never_imported_where_the_window_lives(tmp_path: Path) -> None:
    script = tmp_path / "play.py"
    script.write_text(PLAY_A_MOMENT, encoding="utf-8")
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, str(script)], cwd=root, env=environment(root), capture_output=True, text=True, timeout=110
    )
    assert done.returncode == 0, done.stderr


def environment(root: Path) -> dict[str, str]:
    import os

    return {**os.environ, "PYTHONPATH": str(root)}


# Room


def test_a_small_window_leaves_the_canvas_room(
    qtbot: QtBot, document: Document, run: Run, memory: Memory, answers: Answers
) -> None:
    window = MainWindow(document, run, memory, answers)
    qtbot.addWidget(window, before_close_func=lambda widget: window.close_without_asking())
    window.resize(1024, 700)
    window.show()
    qtbot.waitUntil(lambda: window.complete and window.data.gallery.complete, timeout=20_000)
    assert window.canvas.width() >= 480
    window.problems.unfold(True)
    window.messages.warn("Something is the matter.", offers=[("Mend it", lambda: None), ("Leave it", lambda: None)])
    window.messages.run.say("The engine ended.", "error", offers=[("Play", lambda: None)], details="exit status 1")
    QApplication.processEvents()
    assert window.canvas.height() >= 200
    rect = window.messages.rect().translated(window.messages.mapTo(window, QPoint(0, 0)))
    assert rect.left() >= window.centre.x()
    assert rect.right() < window.right.mapTo(window, QPoint(0, 0)).x()


def test_a_message_moves_nothing(window: MainWindow) -> None:
    before = window.canvas.mapTo(window, QPoint(0, 0)), window.canvas.size()
    window.messages.inform("Saved to first.playground.", good=True)
    QApplication.processEvents()
    assert window.messages.isVisible()
    assert (window.canvas.mapTo(window, QPoint(0, 0)), window.canvas.size()) == before
    window.messages.news.clear()
    assert not window.messages.isVisible()


@pytest.mark.parametrize("wide", [True, False])
def test_buttons_of_a_message_stand_beside_or_under_it(window: MainWindow, wide: bool) -> None:
    window.resize(1440 if wide else 1024, 900)
    QApplication.processEvents()
    window.columns.setSizes([240, 2000, 270] if wide else [400, 460, 270])
    window.messages.warn("It cannot train yet. " * 4, offers=[("Insert Flatten", lambda: None)])
    QApplication.processEvents()
    button = window.messages.news.offers[0]
    text = window.messages.news._text
    beside = button.mapTo(window, QPoint(0, 0)).x() > text.mapTo(window, QPoint(0, 0)).x() + text.width()
    assert beside is wide
    assert window.messages.rect().contains(button.rect().translated(button.mapTo(window.messages, QPoint(0, 0))))


def test_the_details_of_a_failure_unfold_and_can_be_copied(window: MainWindow, run: Run, engine: Recorder) -> None:
    number = loaded(run, engine)
    run.handle(Failed(run_id=number, sentence="The engine ended.", details="Traceback: here", fatal=True))
    bar = window.messages.run
    buttons = {button.text(): button for button in bar.findChildren(QPushButton) if not button.isHidden()}
    assert set(buttons) == {"Play", "Details"}
    buttons["Details"].click()
    QApplication.processEvents()
    assert bar.findChildren(QPlainTextEdit)[0].toPlainText() == "Traceback: here"
    next(button for button in bar.findChildren(QPushButton) if button.text() == "Copy").click()
    assert QApplication.clipboard().text() == "The engine ended.\n\nTraceback: here"


def test_a_message_takes_no_more_height_than_it_needs(window: MainWindow) -> None:
    window.messages.warn("It cannot train yet. " * 20, offers=[("Insert Flatten", lambda: None)])
    QApplication.processEvents()
    high = window.messages.height()
    window.messages.inform("Saved.")
    QApplication.processEvents()
    assert window.messages.height() < min(high, 60)


def test_the_focus_stays_with_the_canvas_when_a_message_goes(window: MainWindow) -> None:
    window.canvas.setFocus()
    window.messages.warn("Shall it be mended?", offers=[("Mend it", window.messages.news.clear)])
    QTest.mouseClick(window.messages.news.offers[0], Qt.MouseButton.LeftButton)
    assert window.focusWidget() is window.canvas
    window.messages.warn("Shall it be mended?", offers=[("Mend it", window.messages.news.clear)])
    window.messages.news.offers[0].setFocus()
    QTest.keyClick(window.messages.news.offers[0], Qt.Key.Key_Space)
    assert not window.messages.isVisible()
    assert window.focusWidget() is window.canvas


def test_a_window_made_smaller_leaves_the_canvas_room(window: MainWindow) -> None:
    window.resize(1024, 700)
    QApplication.processEvents()
    assert window.canvas.width() >= 480
    window.resize(1440, 900)
    QApplication.processEvents()
    assert window.right.width() >= 340


def test_tab_walks_from_part_to_part(qtbot: QtBot, window: MainWindow, run: Run, engine: Recorder) -> None:
    number = loaded(run, engine)
    run.handle(steps(number))  # the plots make their legends now, later than all else
    run.handle(Kept(run_id=number, snapshots=((0, 0.0), (5, 2.5))))
    window.plots.refresh()
    window.canvas.select(("dense1",))  # and the inspector its page
    parts = {
        "transport": window.transport,
        "data": window.left_card,
        "canvas": window.canvas,
        "timeline": window.timeline,
        "problems": window.problems,
        "plots": window.plots,
        "surface": window.surface,
        "inspector": window.inspector,
    }
    window.transport.play.setFocus()
    first = window.focusWidget()
    seen: list[str] = []
    for _ in range(300):
        focus = window.focusWidget()
        assert focus is not None
        here = next(name for name, part in parts.items() if part is focus or part.isAncestorOf(focus))
        if not seen or seen[-1] != here:
            seen.append(here)
        assert window.focusNextPrevChild(True)
        if window.focusWidget() is first:
            break
    assert seen == [*parts]
    window.focusNextPrevChild(False)
    back = window.focusWidget()
    assert back is not None
    assert window.inspector.isAncestorOf(back)
