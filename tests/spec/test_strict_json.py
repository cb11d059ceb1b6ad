"""What fuzzing found in JSON that is small as text and large in memory, or so deep that nobody can go down in it."""

from __future__ import annotations

import pytest

from playground.spec import strict_json
from playground.spec.limits import DEEPEST_JSON, MOST_CONTAINERS
from playground.spec.problems import PlaygroundError
from playground.spec.strict_json import deeper_than, parse


def test_millions_of_empty_lists_are_refused_before_they_fill_the_memory() -> None:
    with pytest.raises(PlaygroundError, match=r"has 1,000,002 lists and objects; at most 1,000,000 are read"):
        parse("[" + "[]," * MOST_CONTAINERS + "[]]")


def test_millions_of_short_words_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(strict_json, "MOST_COMMAS", 3)
    assert parse('["a","a","a","a"]') == ["a"] * 4
    with pytest.raises(PlaygroundError, match=r"has 4 commas; at most 3 are read"):
        parse('["a","a","a","a","a"]')


@pytest.mark.parametrize("depth", [DEEPEST_JSON + 2, 900, 100_000])
@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ('{"a":', "}")])
def test_what_is_nested_too_deep_is_refused_with_the_limit(depth: int, opening: str, closing: str) -> None:
    with pytest.raises(PlaygroundError, match="nested more than 100 deep"):
        parse(opening * depth + "1" + closing * depth)
    assert parse(opening * 90 + "1" + closing * 90)


def test_depth_is_counted_without_going_down() -> None:
    value: object = 1
    for _ in range(100_000):
        value = [value]
    assert deeper_than(value, 99_999)
    assert not deeper_than([[1], {"a": [2]}], 3)
    assert deeper_than([[1], {"a": [2]}], 2)
    while isinstance(value, list):  # or Python would go down itself to forget it
        value = value.pop()
