from __future__ import annotations

from pathlib import Path

import pytest

RECIPES = Path(__file__).parents[2] / "packaging"


@pytest.fixture(autouse=True)
def recipes(monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the recipes, whose modules can be imported as they import each other."""
    monkeypatch.syspath_prepend(str(RECIPES))
    return RECIPES
