from __future__ import annotations

import threading
from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import QThread
from pytestqt.qtbot import QtBot

from playground.gui.bridge import Bridge, latest_pictures
from playground.wire.events import Event, Hello, Picture, Status


@pytest.fixture
def bridge() -> Iterator[Bridge]:
    made = Bridge()
    yield made
    made.close()
    made.deleteLater()


def status(step: int) -> Status:
    return Status(run_id=1, playing=True, step=step, epoch=0)


def picture(key: str, step: int, run_id: int = 1) -> Picture:
    return Picture(run_id=run_id, key=key, kind="surface", step=step, arrays={"prediction": np.zeros(1)})


def test_events_from_another_thread_arrive_in_order_on_the_windows_thread(qtbot: QtBot, bridge: Bridge) -> None:
    seen: list[Event] = []
    threads: set[bool] = set()

    def take(event: Event) -> None:
        seen.append(event)
        threads.add(QThread.isMainThread())

    bridge.connect_to(take)

    def send() -> None:
        for step in range(5000):
            bridge.post(status(step))

    sender = threading.Thread(target=send)
    sender.start()
    sender.join()
    assert seen == []
    qtbot.waitUntil(lambda: len(seen) == 5000)
    assert [event.step for event in seen if isinstance(event, Status)] == list(range(5000))
    assert threads == {True}


def test_many_events_are_one_wake_up(qtbot: QtBot, bridge: Bridge) -> None:
    wakes: list[int] = []
    seen: list[Event] = []
    bridge.connect_to(seen.append)
    bridge._filled.connect(lambda: wakes.append(1))
    for step in range(100):
        bridge.post(status(step))
    assert len(wakes) == 1
    qtbot.waitUntil(lambda: len(seen) == 100)
    bridge.post(status(100))
    assert len(wakes) == 2
    qtbot.waitUntil(lambda: len(seen) == 101)


def test_what_came_before_the_receiver_waits_for_it(qtbot: QtBot, bridge: Bridge) -> None:
    bridge.post(Hello(torch_version="none", devices=("cpu",)))
    seen: list[Event] = []
    bridge.connect_to(seen.append)
    qtbot.waitUntil(lambda: len(seen) == 1)


def test_of_pictures_only_the_latest_of_each_key_is_kept() -> None:
    events: list[Event] = [
        picture("a", 1),
        status(1),
        picture("b", 1),
        picture("a", 2),
        picture("a", 2, run_id=2),
        status(2),
    ]
    assert latest_pictures(events) == [events[1], events[2], events[3], events[4], events[5]]


def test_after_close_nothing_arrives(qtbot: QtBot, bridge: Bridge) -> None:
    seen: list[Event] = []
    bridge.connect_to(seen.append)
    bridge.post(status(1))
    bridge.close()
    bridge.post(status(2))
    qtbot.wait(40)
    assert seen == []


def test_an_event_that_cannot_be_handled_does_not_hold_up_the_others(qtbot: QtBot, bridge: Bridge) -> None:
    seen: list[Event] = []

    def take(event: Event) -> None:
        if isinstance(event, Hello):
            raise ValueError("no")
        seen.append(event)

    bridge.connect_to(take)
    with qtbot.captureExceptions() as caught:
        bridge.post(Hello(torch_version="", devices=()))
        bridge.post(status(1))
        qtbot.waitUntil(lambda: len(seen) == 1)
    assert [kind for kind, _, _ in caught] == [ValueError]
