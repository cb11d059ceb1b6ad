from __future__ import annotations

from importlib import import_module
from pathlib import Path


def test_packages_are_named_as_before_debian_13() -> None:
    found = {"libglib2.0-0t64": (), "libc6": (2, 35), "libxcb1": ()}
    assert import_module("linux.needs").in_words(found) == ["libc6 (>= 2.35)", "libglib2.0-0", "libxcb1"]


def test_the_manual_has_every_command() -> None:
    import datetime

    from playground.cli.arguments import COMMANDS

    when = datetime.datetime(2026, 1, 2, tzinfo=datetime.UTC)
    page = import_module("linux.root").manual(Path(), "1.2.3", when)
    assert page.startswith('.TH PLAYGROUND 1 "2026-01-02" "Playground 1.2.3"')
    assert all(f".B {name}\n" in page for name in COMMANDS)
