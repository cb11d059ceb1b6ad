"""How a widget follows a signal of the document or the run, which may well outlive it."""

from __future__ import annotations

import weakref
from collections.abc import Callable
from typing import Any

import shiboken6
from psygnal import SignalInstance
from PySide6.QtCore import QObject


def follow(signal: SignalInstance, widget: QObject, method: Callable[..., None]) -> None:
    """Call the bound ``method`` of ``widget`` whenever ``signal`` is emitted, until Qt has deleted the widget."""
    if getattr(method, "__self__", None) is not widget:
        raise TypeError(f"{method!r} is not a method of {widget!r}")
    function = method.__func__  # type: ignore[attr-defined]
    weak = weakref.ref(widget)

    def slot(*values: Any) -> None:
        here = weak()
        if here is not None and shiboken6.isValid(here):
            function(here, *values)
        else:
            signal.disconnect(slot, missing_ok=True)

    signal.connect(slot, check_nargs=False, max_args=function.__code__.co_argcount - 1)
