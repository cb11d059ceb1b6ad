"""What a person reads of many runs can be translated."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from playground.gui.window import MainWindow
from tests.gui.crowd.test_panel import Story
from tests.gui.reader import Reader
from tests.gui.test_words import experiment, reader, see
from tests.workbench.support import Recorder

__all__ = ["experiment", "reader"]

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


def test_all_words_of_many_runs(window: MainWindow, engine: Recorder, reader: Reader) -> None:
    story = Story(window, engine)
    panel = story.panel
    see(reader, panel)
    for preset in panel.controls.presets.values():
        QTest.mouseClick(preset, Qt.MouseButton.LeftButton)
        see(reader, panel)
    panel.controls.complain("")
    QTest.mouseClick(panel.controls.presets["seeds"], Qt.MouseButton.LeftButton)
    story.start()
    see(reader, panel)
    story.tell(playing=True, finished=("", "early stopping", "diverged", "loss", "accuracy", ""))
    see(reader, panel)
    story.tell(epoch=2.0, finished=("", "early stopping", "diverged", "loss", "accuracy", ""))
    story.crowd.choose(1)
    see(reader, panel)
    panel.chart.grab()
    panel.wall.grab()
    assert sorted(set(reader.english.values())) == []
