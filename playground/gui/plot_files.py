"""Plots as pictures and tables: to the clipboard, or into files that a person names."""

from __future__ import annotations

import contextlib
import os
import threading
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication

from playground.gui.messages import Messages
from playground.gui.plots.curve_plot import CurvePlot
from playground.gui.plots.export import picture, svg
from playground.gui.plots.values import Values, values_of
from playground.gui.questions import Questions
from playground.gui.theme.tokens import LIGHT
from playground.spec.words import mark, tr

KINDS = {"png": mark("Pictures (*.png)"), "svg": mark("Drawings (*.svg)"), "csv": mark("Tables (*.csv)")}


class Desk(Protocol):
    """Who knows what the open experiment is called, and whom to ask for files."""

    @property
    def questions(self) -> Questions:
        """Whom to ask."""
        ...

    @property
    def name(self) -> str:
        """The name of the experiment."""
        ...


class PlotFiles(QObject):
    """Does what a plot `wished`. Whatever goes wrong becomes a sentence in the message bar."""

    _written = Signal(object, str)

    def __init__(self, desk: Desk, messages: Messages) -> None:
        super().__init__(messages)
        self._desk = desk
        self._messages = messages
        self._thread: threading.Thread | None = None
        self._written.connect(self._tell, Qt.ConnectionType.QueuedConnection)

    def serve(self, plot: CurvePlot, wish: str) -> None:
        """Do what was wished with a plot: see `Plot.wished`."""
        if wish == "copy":
            QGuiApplication.clipboard().setImage(picture(plot, plot.theme))
            self._messages.inform(tr("Copied a picture of {plot}.", plot=tr(plot.title)), good=True)
            return
        kind, _, light = wish.partition(" ")
        suggestion = Path(f"{self._desk.name} {tr(plot.title).lower()}.{kind}")
        path = self._desk.questions.file_to_save(suggestion, tr(KINDS[kind]))
        if path is None:
            return
        path = path if path.suffix else path.with_suffix(f".{kind}")
        theme = LIGHT if light else plot.theme
        if kind == "csv":
            self._write_beside(path, values_of(plot))
        elif kind == "svg":
            self._tell(path, _write_bytes(path, svg(plot, theme)))
        else:
            done = picture(plot, theme).save(str(path))
            self._tell(path, "" if done else tr("it cannot be written there"))

    def wait(self) -> None:
        """Until what is being written is written."""
        if self._thread is not None:
            self._thread.join()

    def _write_beside(self, path: Path, values: Values) -> None:
        """Write a table, which may be long, beside the window."""
        self.wait()
        self._thread = threading.Thread(target=self._write, args=(path, values), name="values", daemon=True)
        self._thread.start()

    def _write(self, path: Path, values: Values) -> None:
        wrong = _write_table(path, values)
        with contextlib.suppress(RuntimeError):  # the window may have been closed meanwhile
            self._written.emit(path, wrong)

    def _tell(self, path: Path, wrong: str) -> None:
        if wrong:
            self._messages.error(tr("{path} was not saved: {reason}.", path=path, reason=wrong), passing=True)
        else:
            self._messages.inform(tr("Saved to {file}.", file=path.name), good=True)


def _write_table(path: Path, values: Values) -> str:
    """Why it could not be written; empty where it was. A table half written is never left behind."""
    unfinished = path.with_name(f"{path.name}.part")
    try:
        with unfinished.open("w", encoding="utf-8", newline="") as file:
            file.writelines(values.pieces())
        os.replace(unfinished, path)
    except OSError as error:
        with contextlib.suppress(OSError):
            unfinished.unlink()
        return error.strerror or str(error)
    return ""


def _write_bytes(path: Path, data: bytes) -> str:
    try:
        path.write_bytes(data)
    except OSError as error:
        return error.strerror or str(error)
    return ""
