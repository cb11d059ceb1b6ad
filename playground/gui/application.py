"""The application object, and what happens to Qt's messages."""

from __future__ import annotations

import sys

from PySide6.QtCore import QMessageLogContext, Qt, QtMsgType, qFormatLogMessage, qInstallMessageHandler
from PySide6.QtGui import QGuiApplication, QIcon
from PySide6.QtWidgets import QApplication

import playground
from playground.catalog.assets import asset
from playground.gui.handed_over import Application
from playground.gui.theme.fonts import load_fonts

NO_MATTER = "This plugin does not support propagateSizeHints()"
"""What Qt's platform without a screen says of every window; nobody can do anything about it."""


_LEVELS = {
    QtMsgType.QtDebugMsg: 10,
    QtMsgType.QtInfoMsg: 10,
    QtMsgType.QtWarningMsg: 30,
    QtMsgType.QtCriticalMsg: 40,
    QtMsgType.QtFatalMsg: 50,
}
"""What they are in `logging`, which the first paint does not wait for."""


def quieten() -> None:
    """From now on Qt's messages go to the log and the standard error stream in Qt's own form, all but `NO_MATTER`.

    After a fatal one Qt ends the process.
    """

    def write(kind: QtMsgType, context: QMessageLogContext, words: str) -> None:
        if words != NO_MATTER:
            from playground.workbench.logs import room

            room("qt").log(_LEVELS[kind], "%s", words)
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
