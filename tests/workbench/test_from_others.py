"""Sound files of every kind, changed at random, through every reader: a sentence or an answer, never anything else.

`python -m tests.torture fuzz` does the same for as long as one likes, with limits of time and memory.
"""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.torture._fuzz.child import judged
from tests.torture._fuzz.mutations import mutated
from tests.torture._fuzz.readers import READERS
from tests.torture._fuzz.rules import RULES
from tests.torture._fuzz.seeds import seeds

LOOSE = settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder, and settings and a cache that are put back afterwards."""
    monkeypatch.setenv("PLAYGROUND_CONFIG_DIR", str(tmp_path))
    monkeypatch.setenv("PLAYGROUND_CACHE_DIR", str(tmp_path / "cache"))
    return tmp_path


def verdict(reader: str, content: bytes, place: Path) -> tuple[str, str]:
    folder = place / "here"
    folder.mkdir()
    try:
        return judged(reader, content, folder)
    finally:
        shutil.rmtree(folder)


@pytest.mark.parametrize("reader", READERS)
def test_what_the_changes_begin_with_is_read(reader: str, alone: Path) -> None:
    found = [verdict(reader, content, alone) for content in seeds(reader)]
    assert "fault" not in {kind for kind, _ in found}, found
    assert "read" in {kind for kind, _ in found}, found


@pytest.mark.parametrize("reader", READERS)
@LOOSE
@given(seed=st.integers(0, 2**32))
def test_a_file_that_was_changed_is_read_or_refused_in_a_sentence(reader: str, alone: Path, seed: int) -> None:
    content = mutated(random.Random(seed), READERS[reader].form, seeds(reader))
    kind, why = verdict(reader, content, alone)
    assert kind != "fault", why


QUICK = (
    *(name for name in RULES if name.startswith(("units", "a kernel", "samples", "a part called", "a picture called"))),
    *("one name twice", "a lone surrogate as a name", "a lone surrogate as an id", "a BOM", "UTF-16"),
    *("control characters in an id", "a name of 10⁶ letters", "a whole number of 5000 digits", "one id twice"),
    *("a block that flows into itself", "places at the end of all numbers", "a group that repeats 10⁹ times"),
    *("weights of a shape beyond all numbers", "weights of the wrong type", "a step of 10³⁰", "a zip within"),
    *("parts of each other", "a recent file that nothing can be called", "a language with a place too wide"),
    *("a table of half a UTF-16", "a table of one quote", "a table of all forms of numbers", "npz of nested brackets"),
    *("npz of negative sides", "npy of objects", "one picture a thousand times", "a link with lone surrogates"),
)


@pytest.mark.parametrize("name", QUICK)
def test_what_breaks_a_rule_is_read_or_refused_in_a_sentence(name: str, alone: Path) -> None:
    reader, make = RULES[name]
    kind, why = verdict(reader, make(), alone)
    assert kind != "fault", why
