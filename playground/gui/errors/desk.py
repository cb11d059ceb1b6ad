"""What is done about a fault: the work is kept at once, and the person is told, once for each fault."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict
from weakref import ref

from PySide6.QtCore import Qt

from playground.gui.errors.catching import Fault
from playground.gui.errors.dialog import FaultDialog
from playground.gui.frame import Frame
from playground.spec.words import tr
from playground.workbench import logs
from playground.workbench.report import report

MOST_DIALOGS = 3
"""So many dialogs open by themselves in one life of the window; what comes after is told in the window's bar."""


class FaultDesk:
    """Tells the person of faults.

    Args:
        window: where it is told, furnished.
        keep: keeps the unsaved work.
        engine: the number of the engine's process, None where there is none.

    """

    def __init__(self, window: Frame, keep: Callable[[], object], engine: Callable[[], int | None]) -> None:
        self._window = window
        self._keep = keep
        self._engine = engine
        self._dialog: Callable[[], FaultDialog | None] = lambda: None
        self._dialogs = 0
        self._faults: dict[str, Fault] = {}

    @property
    def dialog(self) -> FaultDialog | None:
        """The dialog that is open."""
        found = self._dialog()
        return found if found is not None and found.isVisible() else None

    def show(self, fault: Fault) -> None:
        """Tell of a fault: in the dialog that is open, in one of its own the first time, else in the window's bar."""
        new = fault.key not in self._faults
        self._faults[fault.key] = fault
        if new:
            self._keep()
        if (dialog := self.dialog) is not None:
            dialog.take(fault)
        elif new and self._dialogs < MOST_DIALOGS:
            self._dialogs += 1
            self.open((fault,))
        else:
            words = fault.sentence
            if fault.count > 1:
                words = tr("{what} (for the {count}th time)", what=words, count=fault.count)
            self._window.messages.error(words, offers=((tr("Report…"), lambda: self.open((fault,))),))

    def look_back(self) -> None:
        """Where the system ended the program the last time, offer a report of that; what is being said goes first."""
        news = self._window.messages.news
        if news.text:
            news.closed.connect(self.look_back, Qt.ConnectionType.SingleShotConnection)
            return
        if details := logs.left_behind("window"):
            sentence = tr("The system ended the program the last time that it ran.")
            fault = Fault(key="the last time", sentence=sentence, details=details)
            self._window.messages.warn(sentence, offers=((tr("Report…"), lambda: self.open((fault,))),))

    def open(self, faults: Sequence[Fault]) -> None:
        """The dialog with these faults, in front."""
        dialog = self.dialog
        if dialog is None:
            window = self._window
            dialog = FaultDialog(window.theme, self._report, window.filing.save_as, window)
            self._dialog = ref(dialog)
            window.closed.connect(dialog.close)
        for fault in faults:
            dialog.take(fault)
        dialog.show()

    def _report(self, faults: Sequence[Fault]) -> str:
        window, pid = self._window, self._engine()
        status = asdict(window.run.status)
        told = ("phase", "step", "epoch", "speed", "device", "reason", "stepper", "sentence", "obstacle", "stalled")
        details = "\n".join(f"{fault.sentence} (×{fault.count})\n{fault.details}" for fault in faults)
        return report(
            faults[0].sentence,
            details,
            experiment=window.document.experiment,
            facts={
                **{name: status[name] for name in told if status[name]},
                "theme": window.theme.name,
                "language": window.memory.settings.language or "en",
                "scale": window.devicePixelRatioF(),
                "window": f"{window.width()}×{window.height()}",
            },
            private=self._names(),
            engine=logs.of_process("engine", pid) if pid is not None else None,
        )

    def _names(self) -> list[str]:
        """Names that the person gave to files: the open one and the recent ones."""
        window = self._window
        paths = [*window.memory.settings.recent, *filter(None, (window.document.path,))]
        return [name for path in paths for name in (str(path), path.name, path.stem)]
