"""The language of the window: chosen in a menu, spoken from the next start on."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator
from PySide6.QtGui import QActionGroup

from playground.catalog.spoken import speak_all
from playground.spec.problems import PlaygroundError
from playground.spec.words import spoken, tr
from playground.workbench.languages import languages, load_language

if TYPE_CHECKING:
    from playground.gui.house import House


def begin_to_speak(code: str) -> str:
    """Speak the language ``code``, before the window is made; gives the sentence that says why it cannot, or nothing.

    English is spoken where it cannot. Words that are spoken already, since the command line, are not read again.
    """
    try:
        words = spoken() or load_language(code)
    except PlaygroundError as error:
        return tr(
            "The language {code} could not be read, so the window speaks English: {error}.", code=code, error=error
        )
    if words:
        speak_all(words)
        _translate_qt(code)
    return ""


def _translate_qt(code: str) -> None:
    """Have Qt's own words, such as the buttons of its dialogs, in the language too, where Qt knows it."""
    app = QCoreApplication.instance()
    translator = QTranslator(app)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if app is not None and translator.load(QLocale(code), "qtbase", "_", folder):
        app.installTranslator(translator)


def fill_languages(window: House) -> None:
    """Offer the languages that there are."""
    menu = window.actions_.submenus["languages"]
    group = QActionGroup(menu)
    for code, name in languages().items():
        action = menu.addAction(name)
        action.setCheckable(True)
        action.setChecked(code == window.memory.settings.language)
        action.setActionGroup(group)
        action.triggered.connect(lambda _checked=False, code=code, name=name: _choose(window, code, name))
    menu.setEnabled(len(menu.actions()) > 1)


def _choose(window: House, code: str, name: str) -> None:
    window.remember(replace(window.memory.settings, language=code))
    words = tr("Close the window and open it again: then it speaks {language}.", language=name)
    window.messages.inform(words, good=True)
