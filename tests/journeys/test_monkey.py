"""Random hands at the whole window with the real engine; `python -m tests.torture monkey` goes on for hours."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from playground.gui.theme import style
from playground.gui.theme.tokens import LIGHT
from tests.torture._monkey.room import Room
from tests.torture._monkey.trial import Ears, Monkey
from tests.torture.monkey import NOWHERE, numbers, spans

pytestmark = [pytest.mark.timeout(600), pytest.mark.qt_log_ignore("This plugin does not support", extend=True)]
ACTIONS, SEED = 500, 7


def test_nothing_that_hands_do_breaks_it(qtbot: QtBot, qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    for scheme in ("http", "https", "ftp", "all"):
        monkeypatch.setenv(f"{scheme}_proxy", NOWHERE)
    ears = Ears()
    with ears.open():
        room = Room()
        try:
            outcome = Monkey(SEED, room, ears).run(range(ACTIONS))
        finally:
            room.end()
            style.apply(qapp, LIGHT)
    assert not outcome.wrong, "\n".join([*map(str, outcome.last), *outcome.wrong])
    assert not ears.heard
    assert outcome.actions == ACTIONS
    assert len(outcome.counts) > 25, "most of what can be meant was done"


def test_spans_are_read_as_they_were_written() -> None:
    for chosen in ([0], [0, 1, 2, 7], [3, 5, 6, 9, 10, 11]):
        assert numbers(spans(chosen)) == chosen
    assert spans([0, 1, 2, 7]) == "0-2,7"
