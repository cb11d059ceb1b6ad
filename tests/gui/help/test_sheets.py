"""The sheets of the Help menu: what the program is made of, using a GPU, and updates."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

import playground
from playground.gui.help.about import About
from playground.gui.help.gpu import Gpu
from playground.gui.help.sheet import SHEETS, HelpSheet, open_sheet
from playground.gui.help.updates import Updates
from playground.gui.window import MainWindow
from playground.spec.problems import PlaygroundError
from playground.workbench import gpu, itself, licences, updates
from tests.workbench.feed_server import FeedServer, feed, serving, silent

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # the offscreen platform raises no windows


@pytest.fixture
def parent(qtbot: QtBot) -> QWidget:
    """A window of the smallest size."""
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(1024, 700)
    return made


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[FeedServer]:
    with serving(monkeypatch) as here:
        yield here


def opened(name: str, parent: QWidget, qtbot: QtBot) -> HelpSheet:
    sheet = open_sheet(name, parent)
    assert sheet.width() <= parent.width()
    assert sheet.height() <= parent.height()
    return sheet


def test_each_is_opened_by_its_command_and_goes_with_the_window(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    monkeypatch.setattr(updates, "check", lambda wanted: pytest.fail("not asked"))
    monkeypatch.setattr("playground.gui.help.updates.Updates.ask", lambda self: None)
    for name in SHEETS:
        window.actions_[name].trigger()
        window.actions_[name].trigger()
    sheets = window.findChildren(HelpSheet)
    assert sorted(type(sheet).__name__.lower() for sheet in sheets) == sorted(SHEETS), (
        "the second time it comes up again"
    )
    window.close_without_asking()
    assert not any(sheet.isVisible() for sheet in sheets)


# ---------------------------------------------------------------- about


def test_about_has_every_part_and_shows_its_licence(parent: QWidget, qtbot: QtBot) -> None:
    sheet = opened("about", parent, qtbot)
    assert isinstance(sheet, About)
    qtbot.waitUntil(lambda: bool(sheet.found))
    listed = [sheet.parts.topLevelItem(at) for at in range(sheet.parts.topLevelItemCount())]
    expected = licences.parts()
    assert [item.text(1) for item in listed if item is not None] == [part.version for part in expected]
    assert "Permission is hereby granted" in sheet.text.toPlainText()
    assert sheet.name.text().startswith(f"Playground {playground.__version__}")
    for item, part in zip(listed, expected, strict=True):
        assert item is not None
        sheet.parts.setCurrentItem(item)
        assert sheet.text.toPlainText() == part.text.replace("\r\n", "\n").replace("\f", "\f").replace("\xa0", " ")
        assert part.licence in sheet.name.text()
        if part.name == "Qt and PySide6":
            break
    sheet.close()


def test_about_says_where_its_list_is_missing(parent: QWidget, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> tuple[licences.Part, ...]:
        raise PlaygroundError("licences/licences.json should come with the program")

    monkeypatch.setattr(licences, "parts", missing)
    sheet = opened("about", parent, qtbot)
    assert isinstance(sheet, About)
    qtbot.waitUntil(lambda: "should come with the program" in sheet.text.toPlainText())
    sheet.close()


# ---------------------------------------------------------------- GPU


def doctor(monkeypatch: pytest.MonkeyPatch, program: str) -> None:
    """In place of `playground doctor --json` this runs."""
    monkeypatch.setattr(itself, "command", lambda *arguments: [sys.executable, "-c", program])


def test_the_steps_can_be_copied(parent: QWidget, qtbot: QtBot) -> None:
    sheet = opened("gpu", parent, qtbot)
    commands = [text.toPlainText() for text in sheet.findChildren(QPlainTextEdit)]
    assert commands == [step.command for step in gpu.steps()]
    copies = [button for button in sheet.findChildren(QPushButton) if button.text() == "Copy"]
    for button, command in zip(copies, commands, strict=True):
        button.click()
        assert QGuiApplication.clipboard().text() == command
    sheet.close()


def test_the_machine_is_tried_by_the_doctor(parent: QWidget, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    devices = [
        {"device": "cpu", "steps_per_second": 41000.0, "how": "", "why_not": ""},
        {"device": "cuda", "steps_per_second": 0.0, "how": "", "why_not": "CUDA error: no kernel image"},
    ]
    doctor(monkeypatch, f"print({json.dumps(json.dumps({'devices': devices}))})")
    sheet = opened("gpu", parent, qtbot)
    assert isinstance(sheet, Gpu)
    sheet.check.click()
    assert (sheet.check.text(), sheet.waiting.isHidden()) == ("Stop", False)
    qtbot.waitUntil(lambda: sheet.check.text() == "Try this machine")
    assert sheet.verdict.text().splitlines() == [
        "CPU: 41,000 steps a second on a small network",
        "GPU (CUDA): does not train (CUDA error: no kernel image)",
    ]
    assert sheet.waiting.isHidden()
    doctor(monkeypatch, f"print({json.dumps(json.dumps({'devices': devices[:1]}))})")
    sheet.check.click()
    qtbot.waitUntil(lambda: sheet.check.text() == "Try this machine")
    assert sheet.verdict.text().endswith("torch finds no GPU on this machine.")
    sheet.close()


@pytest.mark.parametrize(
    ("program", "words"),
    [
        ("import sys; sys.exit('torch is broken')", "It cannot be tried: torch is broken"),
        ("print('no JSON')", "It cannot be tried: exit code 0"),
        ("print('{\"devices\": []}')", "torch does not load; `playground doctor` says why."),
    ],
)
def test_a_trial_that_fails_is_a_sentence(
    parent: QWidget, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, program: str, words: str
) -> None:
    doctor(monkeypatch, program)
    sheet = opened("gpu", parent, qtbot)
    assert isinstance(sheet, Gpu)
    sheet.check.click()
    qtbot.waitUntil(lambda: sheet.check.text() == "Try this machine")
    assert sheet.verdict.text() == words
    sheet.close()


def test_a_trial_can_be_stopped_and_ends_with_the_sheet(
    parent: QWidget, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    doctor(monkeypatch, "import time; time.sleep(60)")
    sheet = opened("gpu", parent, qtbot)
    assert isinstance(sheet, Gpu)
    sheet.check.click()
    sheet.check.click()
    assert (sheet.check.text(), sheet.verdict.text()) == ("Try this machine", "")
    sheet.check.click()
    sheet.close()
    monkeypatch.setattr(itself, "command", lambda *_: ["/no/such/program"])
    other = opened("gpu", parent, qtbot)
    assert isinstance(other, Gpu)
    other.check.click()
    qtbot.waitUntil(lambda: other.verdict.text().startswith("It cannot be tried: "))
    other.close()


# ---------------------------------------------------------------- updates


def test_a_newer_version_is_shown_and_only_a_page_is_opened(
    parent: QWidget, qtbot: QtBot, server: FeedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    went: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: went.append(QUrl(url).toString()))
    sheet = opened("updates", parent, qtbot)
    assert isinstance(sheet, Updates)
    assert sheet.waiting.isVisible()
    qtbot.waitUntil(sheet.page.isVisible)
    assert sheet.verdict.text() == f"There is a newer version: 9.1.0 of 2031-03-01. You have {playground.__version__}."
    assert sheet.notes.toPlainText() == "A block for attention."
    assert "ab" * 32 in sheet.files.toPlainText()
    assert (sheet.waiting.isVisible(), sheet.again.isVisible()) == (False, False)
    sheet.page.click()
    assert went == [updates.PAGE]
    assert server.asked == ["/feed.json", "/feed.json.sig"]
    sheet.close()


def test_what_is_wrong_is_one_sentence_and_can_be_tried_again(
    parent: QWidget, qtbot: QtBot, server: FeedServer
) -> None:
    server.publish(feed(), b"forged")
    sheet = opened("updates", parent, qtbot)
    assert isinstance(sheet, Updates)
    qtbot.waitUntil(sheet.again.isVisible)
    assert "not signed by us" in sheet.verdict.text()
    assert not sheet.page.isVisible()
    server.publish(feed(version="0.0.1"))
    sheet.again.click()
    qtbot.waitUntil(lambda: sheet.verdict.text().startswith("You have the newest version"))
    assert (sheet.page.isVisible(), sheet.again.isVisible(), sheet.notes.isVisible()) == (False, False, False)
    sheet.close()


def test_a_silent_server_holds_nothing_up(parent: QWidget, qtbot: QtBot, server: FeedServer) -> None:
    server.pages["/feed.json"] = silent(server)
    sheet = opened("updates", parent, qtbot)
    assert isinstance(sheet, Updates)
    qtbot.waitUntil(lambda: bool(server.asked))
    sheet.close()  # hangs up; that no thread is left is seen by the fixture that looks for leaks
    assert server.going
