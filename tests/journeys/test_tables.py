"""A broken table and then a good one, through the preview."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication

from tests.journeys.conftest import LEFT, NONE, Person

pytestmark = pytest.mark.timeout(300)
GOOD = "width,height,kind\n" + "".join(
    f"{i % 10}.5,{i // 10}.25,{'wide' if i % 10 > i // 10 else 'high'}\n" for i in range(120)
)
BROKEN = GOOD.replace("3.5,2.25,", "three,2.25,").replace("4.5,5.25,high", "4.5,,high")


def drop(me: Person, path: Path) -> None:
    """Let a file fall on the window."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    at = QPoint(me.window.width() // 2, 300)
    enter = QDragEnterEvent(at, Qt.DropAction.CopyAction, data, LEFT, NONE)
    QApplication.sendEvent(me.window, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(me.window, QDropEvent(QPointF(at), Qt.DropAction.CopyAction, data, LEFT, NONE))
    QApplication.processEvents()


def test_a_broken_and_a_good_table(me: Person, tmp_path: Path) -> None:
    window, document, run = me.window, me.desk.document, me.desk.run
    panel = window.importing.panel
    broken, good = tmp_path / "broken.csv", tmp_path / "good.csv"
    broken.write_text(BROKEN, encoding="utf-8")
    good.write_text(GOOD, encoding="utf-8")
    begun = document.experiment
    me.click(window.transport.play)
    me.until(lambda: run.status.step > 100)

    # The broken one: said with its place, nothing changes, it trains on.
    drop(me, broken)
    me.until(panel.isVisible)
    me.until(lambda: panel.verdict.text() != "")
    assert panel.verdict.text().startswith("Line 25, column 'width': 'three' is not a number")
    assert not panel.use.isEnabled()
    assert document.experiment is begun
    step = run.status.step
    me.until(lambda: run.status.step > step + 100)
    me.click(panel.cancel)
    assert not panel.isVisible()
    assert document.experiment is begun

    # The good one: what it holds is told, a click makes it the data, and the same network learns it.
    drop(me, good)
    me.until(lambda: panel.isVisible() and panel.use.isEnabled())
    assert panel.verdict.text().startswith("120 examples, 2 features. 2 classes")
    me.click(panel.use)
    assert document.experiment.data.source.kind == "csv"
    assert document.experiment.network is begun.network
    step = run.status.step
    me.until(lambda: run.status.step > step + 500 and me.losses()[-1] < 0.3)
    assert me.phase() == "playing"
    window.canvas.setFocus()
    me.press("Ctrl+Z")
    assert document.experiment is begun
