from __future__ import annotations

import json
import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.spec.problems import PlaygroundError
from playground.spec.variants import MOST_VARIANTS, Vary, combinations, parse, said, seeds

RATE = ("training", "optimizer", "learning_rate")


def test_log_gives_a_constant_factor_and_its_ends() -> None:
    assert parse("training.optimizer.learning_rate=log:1e-4:1:5") == Vary(path=RATE, values=(1e-4, 1e-3, 1e-2, 0.1, 1))
    down = parse("training.l2=log:10:0.1:3")
    assert down.values == (10.0, 1.0, 0.1)


def test_lin_gives_a_constant_distance() -> None:
    assert parse("network.drop.keep_prob=lin:0.2:1:5").values == (0.2, 0.4, 0.6, 0.8, 1.0)
    assert parse(" training . l1 = lin:-1:1:3").values == (-1.0, 0.0, 1.0)


def test_lists_of_numbers_and_of_words() -> None:
    assert parse("training.l2=0.1,0.3, 1").values == (0.1, 0.3, 1)
    assert parse("training.optimizer=adam, momentum").values == ("adam", "momentum")
    assert parse('training.optimizer=[{"kind": "adam", "beta1": 0.8}, "sgd"]').values == (
        {"kind": "adam", "beta1": 0.8},
        "sgd",
    )
    assert parse("training.l1=0").values == (0,)


@given(st.floats(1e-30, 1e30), st.floats(1e-30, 1e30), st.integers(2, MOST_VARIANTS), st.sampled_from(["log", "lin"]))
def test_spaced_values_go_from_end_to_end(low: float, high: float, count: int, form: str) -> None:
    try:
        values = parse(f"a.b={form}:{low!r}:{high!r}:{count}").values
    except PlaygroundError as error:
        # too close together for six digits, or one value
        assert "twice" in str(error) or low == high  # noqa: PT017
        return
    assert (values[0], values[-1], len(values)) == (low, high, count)
    assert list(values) == sorted(values, reverse=low > high)
    inner = values[1:-1]
    if form == "log" and inner:
        steps = [math.log(b / a) for a, b in pairwise(values)]
        assert max(steps) - min(steps) < 3e-5 + 1e-9 * abs(steps[0])
    if form == "lin" and inner:
        assert values[1] - values[0] == pytest.approx((high - low) / (count - 1), abs=2e-5 * max(low, high))


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=20, unique_by=json.dumps))
def test_a_list_comes_back_as_it_was(values: list[float]) -> None:
    assert parse(f"a.b={','.join(map(repr, values))}").values == tuple(values)
    assert parse(f"a.b={json.dumps(values)}").values == tuple(values)


@given(st.text(max_size=40))
def test_whatever_is_typed_is_read_or_refused_in_words(text: str) -> None:
    for typed in (text, f"a.b={text}", f"a=log:{text}", f"a=[{text}"):
        try:
            assert parse(typed).values
        except PlaygroundError as error:
            assert len(str(error)) > 10  # noqa: PT017


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("nothing", "must be PATH=VALUES, such as"),
        ("=1", "must be PATH=VALUES, such as"),
        ("a..b=1", "must be PATH=VALUES, such as"),
        ("a=", "must be PATH=VALUES, such as"),
        ("a=log:0:1:4", "log takes numbers above 0, not 0"),
        ("a=log:1:10", "log takes two different numbers and a count from 2 to 256"),
        ("a=lin:1:1:4", "lin takes two different numbers"),
        ("a=lin:0:1:257", "a count from 2 to 256"),
        ("a=lin:0:nan:3", "lin takes two different numbers"),
        ("a=lgo:1:2:3", r"'lgo' is no way to space values \(near: log\)"),
        ("a=1,,2", "has an empty place"),
        ("a=1,1", "a takes 1 twice"),
        ("a=[1,", "is no list in JSON"),
        ("a=[]", "has no values to take"),
        ("a=Infinity,1", "numbers must be finite, not inf"),
    ],
)
def test_what_is_wrong_is_said(text: str, sentence: str) -> None:
    with pytest.raises(PlaygroundError, match=sentence):
        parse(text)


def test_seeds_follow_one_another() -> None:
    assert seeds(7, 3) == Vary(path=("seed",), values=(7, 8, 9))
    assert seeds(2**31 - 2, 3).values == (2**31 - 2, 2**31 - 1, 0)
    with pytest.raises(PlaygroundError, match="between 1 and 256, not 0"):
        seeds(0, 0)
    with pytest.raises(PlaygroundError, match="between 1 and 256, not 257"):
        seeds(0, 257)


def test_combinations() -> None:
    a, b = Vary(path=("a",), values=(1, 2)), Vary(path=("b",), values=("x", "y"))
    assert combinations((a, b)) == ((1, "x"), (1, "y"), (2, "x"), (2, "y"))
    assert combinations(()) == ((),)
    with pytest.raises(PlaygroundError, match="a is varied twice"):
        combinations((a, b, a))
    many = Vary(path=("c",), values=tuple(range(65)))
    with pytest.raises(PlaygroundError, match="at most 256 members, and 2 × 2 × 65 make 260"):
        combinations((a, b, many))


def test_how_values_are_said() -> None:
    shown = [0.01, 1e-7, 3, True, "adam", {"kind": "adam", "beta1": 0.8}, {"kind": "adam"}, [1, 2.5]]
    assert list(map(said, shown)) == ["0.01", "1e-07", "3", "true", "adam", "adam (beta1 0.8)", "adam", "[1, 2.5]"]
