"""The one place where exceptions end that nobody caught, from whatever thread; the program goes on.

PySide hands exceptions of slots and of overridden methods to `sys.excepthook`, so this sees them all; those of other
threads and of destructors have hooks of their own. Each is written to the log and to the standard error stream. A
fault that comes over and over is written and handed on ever more seldom, so that it costs the window nothing.

What ends the process itself cannot be caught: a segmentation fault or a fatal message of Qt's leaves Python's stacks in
the crash file, see `playground.workbench.logs.watch_faults`.
"""

from __future__ import annotations

import sys
import threading
import traceback
from collections.abc import Callable
from dataclasses import dataclass, replace
from types import TracebackType

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QApplication

from playground.spec.problems import PlaygroundError
from playground.spec.words import tr

MOST = 200
"""So many different faults are told apart; what comes after counts as one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Something that nobody caught.

    Attributes:
        key: the same for the same fault: what it is and where.
        sentence: what happened. details: the traceback of the first time.
        count: how often it happened so far.

    """

    key: str
    sentence: str
    details: str
    count: int = 1


class Catcher(QObject):
    """Catches from `install` to `remove`. What is caught before `hand_to` waits for it.

    Each fault is handed on, on the window's thread, the first time, the tenth, the hundredth and so on.
    """

    _caught = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lock = threading.Lock()
        self._faults: dict[str, Fault] = {}
        self._news: dict[str, Fault] = {}
        self._show: Callable[[Fault], object] | None = None
        self._caught.connect(self._hand_on, Qt.ConnectionType.QueuedConnection)
        self._before = sys.excepthook, threading.excepthook, sys.unraisablehook

    def install(self) -> None:
        """Take over the hooks."""
        sys.excepthook = self._hook
        threading.excepthook = self._thread_hook
        sys.unraisablehook = self._unraisable_hook

    def remove(self) -> None:
        """Give the hooks back, and hand on nothing more."""
        sys.excepthook, threading.excepthook, sys.unraisablehook = self._before
        self._show = None

    def hand_to(self, show: Callable[[Fault], object]) -> None:
        """Hand every fault to ``show`` from now on. Where that fails itself, nothing is shown any more."""
        self._show = show
        self._caught.emit()

    def _hook(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            QApplication.quit()
            return
        self._note(error, "".join(traceback.format_exception(kind, error, trace)), trace)

    def _thread_hook(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            self._hook(args.exc_type, args.exc_value, args.exc_traceback)

    def _unraisable_hook(self, args: sys.UnraisableHookArgs) -> None:
        if args.exc_value is not None:
            where = f"{args.err_msg or 'Exception ignored in'}: {args.object!r:.200}\n"
            text = "".join(traceback.format_exception(args.exc_type, args.exc_value, args.exc_traceback))
            self._note(args.exc_value, where + text, args.exc_traceback)

    def _note(self, error: BaseException, details: str, trace: TracebackType | None) -> None:
        while error.__cause__ is not None:  # signals of the document wrap what their slots raise
            error = error.__cause__
            trace = error.__traceback__ or trace
        key = f"{type(error).__name__} {_place(trace)}"
        with self._lock:
            if key not in self._faults and len(self._faults) >= MOST:
                key = "others"
            before = self._faults.get(key)
            if before is None:
                what = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
                sentence = tr("Something went wrong inside the program: {what}", what=what)
                if isinstance(error, PlaygroundError):  # what a person can mend, such as a file that is gone
                    sentence = str(error)
                fault = Fault(key=key, sentence=sentence, details=details)
            else:
                fault = replace(before, count=before.count + 1)
            self._faults[key] = fault
            if not _told(fault.count):
                return
            first, self._news[key] = not self._news, fault
        _write(fault, details)
        if first:
            self._caught.emit()

    def _hand_on(self) -> None:
        if self._show is None:
            return
        with self._lock:
            news, self._news = list(self._news.values()), {}
        try:
            for fault in news:
                self._show(fault)
        except Exception as error:  # noqa: BLE001 - who shows faults must not make new ones without end
            self._show = None
            _write(Fault(key="", sentence=str(error), details=""), traceback.format_exc())


def _told(count: int) -> bool:
    """Whether a count is 1, 10, 100 and so on."""
    return str(count).strip("0") == "1"


def _place(trace: TracebackType | None) -> str:
    """Module and line where an exception was raised."""
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return "" if trace is None else f"{trace.tb_frame.f_globals.get('__name__')}:{trace.tb_lineno}"


def _write(fault: Fault, details: str) -> None:
    """To the log and to the standard error stream."""
    from playground.workbench.logs import room  # not before the first paint, unless there is a fault by then

    room("faults").error("for the %d. time: %s", fault.count, details.rstrip())
    sys.stderr.write(details)
