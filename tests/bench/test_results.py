"""How results are counted and written down; nothing is timed here."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from tests.bench.results import __main__ as results
from tests.bench.results.measure import Plan, Speeds, at_least, at_most, by_turns, spoken


def test_a_ratio_is_that_of_one_round() -> None:
    """The machine was half as fast in the second round and a tenth in the third."""
    speeds = Speeds({"ours": (40.0, 20.0, 4.0), "theirs": (10.0, 5.0, 1.0)})
    assert speeds.median("ours") == 20.0
    assert speeds.ratio("ours", "theirs") == 4.0


def test_contenders_take_turns() -> None:
    turns: list[str] = []

    def contender(name: str, count: int) -> int:
        turns.append(name)
        return 3 * count

    speeds = by_turns({name: partial(contender, name) for name in "ab"}, Plan(seconds=1e-9))
    assert turns[-10:] == ["a", "b"] * 5
    assert len(speeds.rounds["a"]) == 5


def test_words() -> None:
    assert [spoken(number) for number in (0.1, 36.12, 950, 36_120, 2_054_000)] == [
        "0.10",
        "36.1",
        "950",
        "36.1 k",
        "2.05 M",
    ]
    assert at_least(4.0, 4) == "≥ 4 met"
    assert at_most(51, 50, " ms") == "≤ 50 ms **missed**"
    assert at_least(1.0, None) == ""


def test_a_part_takes_its_place_among_those_of_the_same_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "RESULTS.md"
    results.write(path, {"Imports": "### A table\n\nold", "Steps": "fast"})
    sections = results.kept(path)
    assert sections == {"Steps": "fast", "Imports": "### A table\n\nold"}
    results.write(path, sections | {"Imports": "new"})
    assert path.read_text(encoding="utf-8").endswith("## Steps\n\nfast\n\n## Imports\n\nnew\n")
    monkeypatch.setattr(results, "machine", lambda: "another machine")
    assert results.kept(path) == {}
