"""The program behind its window: a document, a run and an engine, put together and taken apart."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from playground.catalog.entry import troubles
from playground.gui.bridge import Bridge
from playground.gui.errors.catching import Catcher
from playground.gui.errors.desk import FaultDesk
from playground.gui.filing import Memory, sentence
from playground.gui.frame import Frame
from playground.gui.rescue import Rescue
from playground.gui.speech import begin_to_speak
from playground.gui.window import furnish
from playground.spec.experiment import Experiment
from playground.workbench import templates
from playground.workbench.client import EngineClient
from playground.workbench.diary import Diary
from playground.workbench.document import Document
from playground.workbench.run import Run
from playground.workbench.settings import load_settings
from playground.workbench.spawn import EngineProcess


class Desk:
    """An open document, its run and the engine behind it: ``engine``, or a process that is started for it."""

    def __init__(self, experiment: Experiment, engine: EngineProcess | None = None) -> None:
        self.bridge = Bridge()
        self.client = EngineClient(self.bridge.post, engine=engine)
        self.document = Document(experiment)
        self.run = Run(self.document, self.client)
        self.bridge.connect_to(self.run.handle)

    def close(self) -> None:
        """End the engine's process and everything that waits for it."""
        self.bridge.close()
        self.run.close()


def move_in(
    frame: Frame, engine: EngineProcess, catcher: Catcher, stack: ExitStack, path: Path | None, link: str
) -> Iterator[None]:
    """Put the program into ``frame``, bit by bit; ``stack`` takes it apart in the end.

    Args:
        frame: the window, which is seen already.
        engine: the engine's process, which has been started.
        catcher: has what nobody caught, which can be told from here on.
        stack: what is to be done when the window has been closed.
        path: the experiment to open, or None. link: a link to open, or nothing.

    """
    settings = load_settings()
    unspoken = begin_to_speak(settings.language)
    yield
    experiment = templates.load_template(templates.DEFAULT)
    yield
    desk = Desk(experiment, engine)
    stack.callback(desk.close)
    yield
    yield from furnish(frame, desk.document, desk.run, Memory(settings))
    rescue = Rescue(desk.document, desk.run, frame.filing, frame.messages, frame)
    frame.closed.connect(rescue.end)
    faults = FaultDesk(frame, rescue.autosave.keep, lambda: desk.client.pid)
    catcher.hand_to(faults.show)
    stack.callback(Diary(desk.document, desk.run).close)
    if path is not None:
        frame.filing.open(path)
    if link:
        frame.links.open(link)
    if sentences := [*filter(None, (unspoken,)), *map(sentence, troubles.values())]:
        frame.messages.warn(" ".join(sentences))
    rescue.offer()
    faults.look_back()
    frame.hints.start()
