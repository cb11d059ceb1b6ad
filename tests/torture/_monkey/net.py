"""A net under what Qt calls: an exception there is heard, where Qt would go on with it pending, or end the program."""

from __future__ import annotations

import functools
import importlib
import pkgutil
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FunctionType
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QGraphicsItem

import playground.gui

ANSWERS: dict[str, Any] = {"event": True, "eventFilter": False, "viewportEvent": True, "focusNextPrevChild": True}
"""What Qt is answered instead, by the name of what it called; handlers of one kind of event give nothing."""


@contextmanager
def spread(hear: Callable[[str], None]) -> Iterator[None]:
    """Spread it under every widget and item of the window."""
    for module in pkgutil.walk_packages(playground.gui.__path__, "playground.gui."):
        importlib.import_module(module.name)  # windows beside the main one are imported when they are wanted
    kept: list[tuple[type, str, FunctionType]] = []
    for kind in {*_below(QObject), *_below(QGraphicsItem)}:
        for name, method in list(vars(kind).items()):
            called = name in ANSWERS or name == "paint" or name.endswith("Event")
            if called and not name.startswith("_") and isinstance(method, FunctionType):
                kept.append((kind, name, method))
                setattr(kind, name, _guarded(method, hear, ANSWERS.get(name)))
    try:
        yield
    finally:
        for kind, name, method in kept:
            setattr(kind, name, method)


def _below(kind: type) -> Iterator[type]:
    """The program's own classes below one of Qt's."""
    each: type
    for each in kind.__subclasses__():
        if each.__module__.startswith("playground.gui"):
            yield each
        yield from _below(each)


def _guarded(method: FunctionType, hear: Callable[[str], None], answer: Any) -> Callable[..., Any]:
    @functools.wraps(method)
    def guarded(*values: Any, **named: Any) -> Any:
        try:
            return method(*values, **named)
        except Exception:  # noqa: BLE001 - this is the net
            hear(traceback.format_exc())
            return answer

    return guarded
