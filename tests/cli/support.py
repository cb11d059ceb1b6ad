"""What the tests of `playground train` have in common."""

from __future__ import annotations

import json
from typing import Any

import pytest

from playground.cli import main

Captured = pytest.CaptureFixture[str]


def events(capsys: Captured, *arguments: str, code: int = 0) -> list[dict[str, Any]]:
    """What ``playground train … --json`` prints, an object a line."""
    assert main(["train", *arguments, "--json"]) == code
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]
