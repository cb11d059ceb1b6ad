"""A folder of pictures with three broken files is dropped, augmented, learned; the worst mistakes are looked for."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QUrl

from playground.catalog.pictures import store
from playground.gui.mistakes.window import MistakesWindow
from playground.workbench.document import Document
from tests.journeys.conftest import Person

pytestmark = [pytest.mark.timeout(300), pytest.mark.qt_log_ignore("This plugin does not support", extend=True)]


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(store.VARIABLE, str(tmp_path / "cache"))


def bars(tmp_path: Path) -> Path:
    """Bars that lie, stand and lean, 40 of each, at places and in greys of their own; and three files that are none."""
    rng, top = np.random.default_rng(0), tmp_path / "bars"
    across, down = np.meshgrid(np.arange(24), np.arange(24))
    for name, (right, below) in (("lying", (0.0, 1.0)), ("standing", (1.0, 0.0)), ("leaning", (0.7, 0.7))):
        (top / name).mkdir(parents=True)
        for number in range(40):
            x, y = rng.uniform(8, 16, 2)
            near = np.abs((across - x) * right + (down - y) * below) < 2.5
            pixels = np.where(near, rng.integers(120, 256), rng.integers(0, 60)).astype(np.uint8)
            Image.fromarray(pixels).save(top / name / f"{number}.png")
    (top / "lying" / "empty.png").write_bytes(b"")
    (top / "standing" / "words.png").write_text("words")
    whole = (top / "leaning" / "0.png").read_bytes()
    (top / "leaning" / "cut.png").write_bytes(whole[: len(whole) // 2])
    return top


def sentences(document: Document) -> list[str]:
    return [problem.sentence for problem in document.analysis.problems if problem.severity == "error"]


def test_from_a_dropped_folder_to_its_worst_mistake(me: Person, tmp_path: Path) -> None:
    window, document = me.window, me.desk.document
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(bars(tmp_path)))])
    assert window.drops.take(data)
    panel = window.importing.pictures
    me.until(lambda: panel.ready)
    assert panel.bad.count() == 3
    me.click(panel.use)
    assert document.experiment.data.source.kind == "picture_folder"

    # The network was one for points: what is said of it mends it.
    for _ in range(4):
        fixes = [problem.fixes for problem in document.analysis.problems if problem.severity == "error"]
        if not fixes:
            break
        document.apply(fixes[0][0].edit)
    assert not sentences(document)

    # Mirrored pictures too: a step of the row on the data card.
    augment = window.data.augment
    window.left.setCurrentIndex(0)
    me.scroll_to(augment)
    assert augment.more.isVisible()
    augment.menu.popup(augment.more.mapToGlobal(augment.more.rect().bottomLeft()))
    me.take("Mirror")
    assert [step.kind for step in document.experiment.data.augment] == ["mirror"]

    me.choose(me.field("training", "optimizer"), "Adam")
    me.click(window.transport.play)
    me.until(lambda: bool(len(me.losses())) and me.losses()[-1] < 0.6)
    assert me.phase() == "playing"

    # Where it goes wrong, beside the truth.
    me.menu("Pictures", "Mistakes")
    mistakes = window.beside.windows["mistakes"]
    assert isinstance(mistakes, MistakesWindow)
    me.until(lambda: mistakes.said.outcome is not None)
    me.click(window.transport.play)
    me.until(lambda: me.phase() == "paused")
    me.settled()
    me.until(lambda: mistakes.said.outcome is not None and mistakes.said.outcome.step == me.desk.run.status.step)
    worst = mistakes.matrix.worst()
    if worst is not None:  # it may have learned all of them
        me.click(mistakes.matrix, mistakes.matrix.place(worst).center().toPoint())
        assert len(mistakes.wall.keys)
    mistakes.close()
