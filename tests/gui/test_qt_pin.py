"""PySide6 6.12.0 drops a reference to None at every call that returns nothing, until Python 3.11 aborts."""

from __future__ import annotations

import sys

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="None is immortal from Python 3.12 on")
def test_calls_that_return_nothing_keep_none_alive(qapp: QApplication) -> None:
    item = QObject()
    before = sys.getrefcount(None)
    for _ in range(5000):
        item.setObjectName("a")
    assert sys.getrefcount(None) > before - 1000
