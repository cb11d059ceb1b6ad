from __future__ import annotations

import importlib.util
import subprocess
import sys
from importlib import import_module

import pytest


def test_every_module_and_file_is_left_out_for_a_reason() -> None:
    lists = import_module("left_out")
    for reasons in (lists.MODULES, lists.FILES, lists.TAKEN):
        assert reasons
        assert all(name and reason for name, reason in reasons.items())


@pytest.mark.parametrize(
    ("place", "out"),
    [
        ("PySide6/Qt/plugins/platforms/libqxcb.so", False),
        ("PySide6/Qt/plugins/platforms/libqoffscreen.so", False),
        ("PySide6/Qt/plugins/platforms/libqeglfs.so", True),
        ("PySide6/Qt/translations/qt_de.qm", True),
        ("torch/lib/libtorch_cpu.so", False),
        ("torch/lib/libjitbackend_test.so", True),
        ("numpy-2.4.6.dist-info/METADATA", False),
        ("numpy-2.4.6.dist-info/direct_url.json", True),
        ("playground/assets/icons/playground.svg", False),
    ],
)
def test_what_is_left_out(place: str, out: bool) -> None:
    assert bool(import_module("left_out").left_out(place)) is out


@pytest.mark.parametrize(
    ("place", "source", "of_the_system"),
    [
        ("libstdc++.so.6", "/usr/lib/x86_64-linux-gnu/libstdc++.so.6", True),
        ("libX11.so.6", "/lib/x86_64-linux-gnu/libX11.so.6", True),
        ("libxcb-cursor.so.0", "/lib/x86_64-linux-gnu/libxcb-cursor.so.0", False),
        ("libpython3.11.so.1.0", "/usr/lib/x86_64-linux-gnu/libpython3.11.so.1.0", False),
        ("python3.11/lib-dynload/_ssl.so", "/usr/lib/python3.11/lib-dynload/_ssl.so", False),
        ("libQt6Core.so.6", "/home/me/.venv/lib/python3.11/site-packages/PySide6/Qt/lib/libQt6Core.so.6", False),
    ],
)
def test_graphics_drivers_find_the_libraries_of_their_own_system(place: str, source: str, of_the_system: bool) -> None:
    assert import_module("left_out").of_the_system(place, source) is of_the_system


def test_nothing_that_importing_torch_needs_is_left_out() -> None:
    if importlib.util.find_spec("torch") is None:
        pytest.skip("torch is not installed")
    words = "import sys; before = set(sys.modules); import torch; print(*sys.modules.keys() - before)"
    told = subprocess.run([sys.executable, "-c", words], capture_output=True, text=True, check=True)
    out = tuple(import_module("left_out").MODULES)
    wrong = [name for name in told.stdout.split() for root in out if name == root or name.startswith(f"{root}.")]
    assert not wrong
