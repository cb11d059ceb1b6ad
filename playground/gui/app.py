"""The program with a window: put everything together, run it, take it apart."""

from __future__ import annotations

import signal
from pathlib import Path

from playground.gui.application import Reporter, application
from playground.gui.bridge import Bridge
from playground.gui.filing import Memory
from playground.gui.rescue import Rescue
from playground.gui.speech import begin_to_speak
from playground.gui.window import MainWindow
from playground.spec.experiment import Experiment
from playground.workbench import templates
from playground.workbench.client import EngineClient
from playground.workbench.document import Document
from playground.workbench.run import Run
from playground.workbench.settings import load_settings


class Desk:
    """An open document, its run and the engine's process behind it. Making one starts the process."""

    def __init__(self, experiment: Experiment) -> None:
        self.bridge = Bridge()
        self.client = EngineClient(self.bridge.post)
        self.document = Document(experiment)
        self.run = Run(self.document, self.client)
        self.bridge.connect_to(self.run.handle)

    def close(self) -> None:
        """End the engine's process and everything that waits for it."""
        self.bridge.close()
        self.run.close()


def run(path: Path | None = None, link: str = "") -> int:
    """Open the window, with the experiment at ``path``, of ``link`` or the default one; returns the exit status."""
    app = application()
    settings = load_settings()
    unspoken = begin_to_speak(settings.language)
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl-C in the terminal ends the program at once, the engine follows
    desk = Desk(templates.load_template(templates.DEFAULT))
    try:
        window = MainWindow(desk.document, desk.run, Memory(settings))
        reporter = Reporter(lambda sentence, details: window.messages.error(sentence, details=details))
        reporter.install()
        try:
            rescue = Rescue(desk.document, desk.run, window.filing, window.messages, window)
            window.closed.connect(rescue.end)
            if path is not None:
                window.filing.open(path)
            window.show()
            if link:
                window.links.open(link)
            if unspoken:
                window.messages.warn(unspoken)
            rescue.offer()
            window.hints.start()
            return app.exec()
        finally:
            reporter.remove()
    finally:
        desk.close()
