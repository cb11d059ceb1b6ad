from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.gui.inspector.scale import Track, read, stepped, track_of, written
from playground.spec.fields import Field, fields_of, param


@dataclass(frozen=True, kw_only=True)
class Sample:
    rate: float = param(0.03, low=1e-6, high=10.0, scale="log", help="A rate.")
    penalty: float = param(0.0, low=0.0, high=1000.0, scale="log", help="A penalty.")
    share: float = param(0.5, low=0.0, high=1.0, help="A share.")
    units: int = param(4, low=1, high=65536, scale="log", help="Units.")
    layers: int = param(2, low=1, high=8, help="Layers.")
    seed: int = param(0, low=0, high=2**31 - 1, help="A seed.")
    free: float = param(1.0, help="Anything.")


FIELDS: dict[str, Field] = {field.name: field for field in fields_of(Sample)}


@pytest.mark.parametrize("name", ["rate", "penalty", "share", "units", "layers"])
def test_track_is_rising_and_allowed_everywhere(name: str) -> None:
    field = FIELDS[name]
    track = Track(field)
    values = [track.value_at(position) for position in range(track.last + 1)]
    assert values == sorted(values)
    assert values[0] == field.about.low
    assert values[-1] == field.about.high
    assert all(field.violation(value) is None for value in values)
    for value in values:
        assert track.value_at(track.position_of(value)) == pytest.approx(value, rel=0.06)


def test_logarithmic_track_that_begins_at_zero() -> None:
    track = Track(FIELDS["penalty"])
    assert track.value_at(0) == 0.0
    assert track.value_at(1) == pytest.approx(1e-5)
    assert track.position_of(0.0) == 0


def test_no_slider_where_it_would_be_of_no_use() -> None:
    assert track_of(FIELDS["seed"]) is None
    assert track_of(FIELDS["free"]) is None
    assert track_of(FIELDS["share"]) is not None


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_written_numbers_read_back(value: float) -> None:
    assert read(FIELDS["free"], written(value)) == value


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("rate", "1e-3", 1e-3),
        ("rate", " 0,05 ", 0.05),
        ("rate", "1", 1.0),
        ("units", "1e3", 1000),
        ("units", "12", 12),
        ("free", "−2.5", -2.5),
        ("free", "+3", 3.0),
    ],
)
def test_read_understands(name: str, text: str, value: float) -> None:
    found = read(FIELDS[name], text)
    assert found == value
    assert type(found) is FIELDS[name].type


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("rate", "fast", "Rate must be a number, not “fast”."),
        ("rate", "", "Rate must be a number"),
        ("rate", "50", "Rate must be between 1e-06 and 10, not 50.0."),
        ("units", "2.5", "Units must be a whole number, not 2.5."),
        ("free", "nan", "Free must be a finite number"),
        ("free", "1e999", "Free must be a finite number"),
    ],
)
def test_read_says_why_not(name: str, text: str, words: str) -> None:
    found = read(FIELDS[name], text)
    assert isinstance(found, str)
    assert found.startswith(words)


def test_written_is_short() -> None:
    assert [written(value) for value in (0.03, 1e-5, 1e-4, 7, 1000000, 0.1 + 0.2)] == [
        "0.03",
        "1e-5",
        "0.0001",
        "7",
        "1000000",
        "0.30000000000000004",
    ]


def test_steps_along_one_two_five_ten() -> None:
    rate = FIELDS["rate"]
    climb = [0.03]
    for _ in range(4):
        climb.append(stepped(rate, climb[-1], 1))
    assert climb == [0.03, 0.05, 0.1, 0.2, 0.5]
    assert stepped(rate, 0.1, -1) == 0.05
    assert stepped(rate, 10.0, 1) == 10.0
    assert stepped(FIELDS["units"], 4, 1) == 5
    assert stepped(FIELDS["units"], 1, -1) == 1
    assert stepped(FIELDS["penalty"], 0.0, 1) == pytest.approx(1e-5)
    assert stepped(FIELDS["penalty"], 0.0, -1) == 0.0
    assert stepped(FIELDS["share"], 0.5, 1) == pytest.approx(0.51)
