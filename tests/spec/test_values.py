from __future__ import annotations

import copy
import json
import pickle
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.spec.values import EMPTY, Choice, Value, Values, from_json, to_json

names = st.text(min_size=1, max_size=8).filter(lambda name: name != "kind")
scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**53), 2**53),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=8),
)


def _deeper(inner: st.SearchStrategy[Value]) -> st.SearchStrategy[Value]:
    settings = st.dictionaries(names, inner, max_size=3).map(Values)
    return st.one_of(
        settings, st.builds(Choice, st.text(min_size=1, max_size=8), settings), st.lists(inner, max_size=3).map(tuple)
    )


values: st.SearchStrategy[Value] = st.recursive(scalars, _deeper, max_leaves=12)


@given(values)
def test_json_gives_back_what_it_got(value: Value) -> None:
    again = from_json(json.loads(json.dumps(to_json(value))))
    assert again == value
    assert type(again) is type(value)
    assert hash(again) == hash(value)


@given(values)
def test_pickle_and_copy_give_back_what_they_got(value: Value) -> None:
    assert pickle.loads(pickle.dumps(value)) == value  # noqa: S301 - our own bytes
    assert copy.deepcopy(value) == value


@given(st.dictionaries(names, scalars, max_size=5), st.randoms(use_true_random=False))
def test_order_does_not_count(items: dict[str, Any], random: Any) -> None:
    shuffled = list(items.items())
    random.shuffle(shuffled)
    assert Values(dict(shuffled)) == Values(items)
    assert hash(Values(dict(shuffled))) == hash(Values(items))


@given(st.dictionaries(names, scalars, max_size=5), st.dictionaries(names, scalars, max_size=5))
def test_or_makes_a_new_one_where_the_right_side_wins(left: dict[str, Any], right: dict[str, Any]) -> None:
    before = Values(left)
    after = before | right
    assert dict(after) == {**left, **right}
    assert dict(before) == left


def test_nothing_can_be_set_from_outside() -> None:
    items = {"units": 4}
    settings = Values(items)
    items["units"] = 5
    assert settings["units"] == 4
    with pytest.raises(TypeError):
        settings["units"] = 5  # type: ignore[index]
    with pytest.raises(TypeError):
        del settings["units"]  # type: ignore[attr-defined]
    with pytest.raises(AttributeError):
        settings.other = 1  # type: ignore[attr-defined]
    with pytest.raises(AttributeError):
        Choice("adam").kind = "sgd"  # type: ignore[misc]


def test_what_values_are() -> None:
    settings = Values({"a": 1}, b=2)
    assert settings == Values(a=1, b=2)
    assert (len(settings), list(settings), settings["b"], "a" in settings) == (2, ["a", "b"], 2, True)
    assert settings.without("a") == Values(b=2)
    assert settings.without("nothing") == settings
    assert settings != {"a": 1, "b": 2}
    assert repr(settings) == "Values(a=1, b=2)"
    assert Values() == EMPTY
    assert Choice("adam").params is EMPTY
    with pytest.raises(KeyError):
        settings["c"]


def test_one_and_true_are_two_values() -> None:
    assert Values(a=1) != Values(a=True)
    assert Values(a=1) != Values(a=1.0)
    assert Choice("x", Values(a=Choice("y", Values(b=4)))) != Choice("x", Values(a=Choice("y", Values(b=4.0))))


def test_a_choice_in_json_is_its_settings_and_its_kind() -> None:
    choice = Choice("adam", Values(beta1=0.8, schedule=Choice("constant"), sizes=(1, 2)))
    assert to_json(choice) == {"kind": "adam", "beta1": 0.8, "schedule": {"kind": "constant"}, "sizes": [1, 2]}
    assert from_json({"kind": 3}) == Values(kind=3)


@pytest.mark.parametrize("value", [b"bytes", {1, 2}, object(), 1j])
def test_what_is_no_json_is_refused(value: object) -> None:
    with pytest.raises(TypeError, match="is not a JSON type"):
        from_json([{"a": value}])
