"""The application object, and what happens to exceptions that nobody caught."""

from __future__ import annotations

import sys
import threading
import traceback
from collections.abc import Callable
from types import TracebackType

from PySide6.QtCore import QMessageLogContext, QObject, Qt, QtMsgType, Signal, qFormatLogMessage, qInstallMessageHandler
from PySide6.QtGui import QGuiApplication, QIcon
from PySide6.QtWidgets import QApplication

import playground
from playground.catalog.assets import asset
from playground.gui.handed_over import Application
from playground.gui.theme.fonts import load_fonts
from playground.spec.words import tr


class Reporter(QObject):
    """Brings exceptions that nobody caught before the person's eyes, from whatever thread; the program goes on.

    PySide hands exceptions of slots to `sys.excepthook`, so this sees them all. The text goes to the standard error
    stream as well.
    """

    _caught = Signal(str, str)

    def __init__(self, show: Callable[[str, str], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._caught.connect(show, Qt.ConnectionType.QueuedConnection)
        self._before = sys.excepthook, threading.excepthook

    def install(self) -> None:
        """Take over the hooks of `sys` and `threading`."""
        sys.excepthook = self._hook
        threading.excepthook = self._thread_hook

    def remove(self) -> None:
        """Give the hooks back."""
        sys.excepthook, threading.excepthook = self._before

    def _hook(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        details = "".join(traceback.format_exception(kind, error, trace))
        sys.stderr.write(details)
        if issubclass(kind, KeyboardInterrupt):
            QApplication.quit()
            return
        innermost: BaseException = error
        while innermost.__cause__ is not None:  # signals of the document wrap what their slots raise
            innermost = innermost.__cause__
        self._caught.emit(
            tr(
                "Something went wrong inside the program: {kind}: {error}",
                kind=type(innermost).__name__,
                error=innermost,
            ),
            details,
        )

    def _thread_hook(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            self._hook(args.exc_type, args.exc_value, args.exc_traceback)


NO_MATTER = "This plugin does not support propagateSizeHints()"
"""What Qt's platform without a screen says of every window; nobody can do anything about it."""


def quieten() -> None:
    """From now on Qt's messages go to the standard error stream in Qt's own form, all but `NO_MATTER`."""

    def write(kind: QtMsgType, context: QMessageLogContext, words: str) -> None:
        if words != NO_MATTER:
            sys.stderr.write(f"{qFormatLogMessage(kind, context, words)}\n")

    qInstallMessageHandler(write)


def application() -> QApplication:
    """The application object with the program's name and fonts; the present one where there is one."""
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        quieten()
        QGuiApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
        app = Application(sys.argv[:1])
    app.setApplicationName("playground")
    app.setApplicationDisplayName("Playground")
    app.setApplicationVersion(playground.__version__)
    app.setDesktopFileName("playground")
    load_fonts()
    app.setWindowIcon(QIcon(str(asset("icons", "playground.svg"))))
    return app
