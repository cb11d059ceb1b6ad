from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
SOUND = {"name": "numpy", "version": "2.0.0", "vulns": []}
FAULTY = {"name": "pillow", "version": "9.0.0", "vulns": [{"id": "CVE-2022-22817", "fix_versions": ["9.0.1"]}]}
UNKNOWN = {"name": "torch", "skip_reason": "not found"}


@pytest.fixture
def audit() -> ModuleType:
    specification = importlib.util.spec_from_file_location("audit", ROOT / "packaging" / "audit.py")
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("told", "code", "sentence"),
    [
        ([SOUND], 0, "No known vulnerability in any of the 1 pinned versions."),
        ([SOUND, FAULTY, UNKNOWN], 1, "pillow 9.0.0: CVE-2022-22817, mended in 9.0.1"),
        ([SOUND, UNKNOWN], 2, "the database does not know 1 of the 2 pinned versions: torch"),
        ([], 2, "could not be found out"),
    ],
)
def test_only_what_is_known_to_be_sound_is_called_sound(
    audit: ModuleType, capsys: pytest.CaptureFixture[str], told: list[dict[str, Any]], code: int, sentence: str
) -> None:
    assert audit.report(told) == code
    out, err = capsys.readouterr()
    assert sentence in out + err
