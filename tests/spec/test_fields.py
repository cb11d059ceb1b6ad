from __future__ import annotations

import math
from dataclasses import dataclass, field, make_dataclass
from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.spec.experiment import Data, Experiment, Training
from playground.spec.fields import Field, fields_of, nearest_names, param
from playground.spec.values import Choice


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    units: int = param(4, low=1, high=64, help="Units.")
    rate: float = param(0.1, low=0.0, help="Rate.", title="Learning rate α")
    least: float = param(0.0, high=9.0, help="Least.")
    bias: bool = param(True, help="Bias.")
    mode: Literal["same", "valid"] = param("same", help="Mode.")
    path: str = param("", help="Path.", hidden=True)
    activation: Choice = param(Choice("tanh"), family="activations", help="Activation.")
    aside: list[int] = field(default_factory=list)


FIELDS = {item.name: item for item in fields_of(Settings)}


def test_settings_are_described_in_order() -> None:
    assert list(FIELDS) == ["units", "rate", "least", "bias", "mode", "path", "activation"]
    assert FIELDS["units"].title == "Units"
    assert FIELDS["rate"].title == "Learning rate α"
    assert (FIELDS["mode"].type, FIELDS["mode"].options) == (str, ("same", "valid"))
    assert FIELDS["activation"].about.family == "activations"
    assert FIELDS["path"].about.hidden
    assert fields_of(Settings) is fields_of(Settings)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("units", 1), ("units", 64), ("rate", 0), ("rate", 1e9), ("least", -5.5), ("bias", False), ("mode", "valid"),
        ("path", "x"), ("activation", Choice("anything")),
    ],
)  # fmt: skip
def test_what_may_stand(name: str, value: object) -> None:
    assert FIELDS[name].violation(value) is None
    assert FIELDS[name].nearest(value) == value


@pytest.mark.parametrize(
    ("name", "value", "sentence", "nearest"),
    [
        ("units", 0, "units must be between 1 and 64, not 0", 1),
        ("units", 65, "units must be between 1 and 64, not 65", 64),
        ("units", 4.5, "units must be a whole number, not 4.5", 4),
        ("units", True, "units must be a number, not True", 4),
        ("units", "4", "units must be a number, not '4'", 4),
        ("rate", -1.0, "rate must be at least 0, not -1.0", 0.0),
        ("rate", math.nan, "rate must be a finite number, not nan", 0.1),
        ("rate", math.inf, "rate must be a finite number, not inf", 0.1),
        ("least", 9.5, "least must be at most 9, not 9.5", 9.0),
        ("bias", 1, "bias must be true or false, not 1", True),
        ("mode", "other", "mode must be one of same, valid, not 'other'", "same"),
        ("path", None, "path must be text, not None", ""),
        ("activation", "relu", "activation must be a choice with a kind, not 'relu'", Choice("tanh")),
    ],
)
def test_what_may_not_stand_says_the_rule_and_the_value(
    name: str, value: object, sentence: str, nearest: object
) -> None:
    assert FIELDS[name].violation(value) == sentence
    mended = FIELDS[name].nearest(value)
    assert mended == nearest
    assert type(mended) is type(nearest)


@given(
    st.sampled_from(list(FIELDS.values())),
    st.one_of(st.integers(), st.floats(), st.text(max_size=5), st.booleans(), st.none()),
)
def test_the_nearest_value_may_always_stand(item: Field, value: object) -> None:
    assert item.violation(item.nearest(value)) is None


def declared(hint: Any, declaration: Any, name: str = "units") -> type:
    return make_dataclass("Bad", [(name, hint, declaration)], frozen=True)


@pytest.mark.parametrize(
    ("cls", "words"),
    [
        (declared(int, param(0, low=1, help="?")), "Bad.units: default not allowed: units must be at least 1, not 0"),
        (declared(int, param(0.5, help="?")), "whole number"),
        (declared(Literal["a", "b"], param("c", help="?")), "one of a, b"),
        (declared(str, param("x", help="?"), "kind"), "Bad.kind: a setting cannot be called so"),
        (declared(bytes, param(b"", help="?")), "have type"),
        (declared(int | None, param(None, help="?")), "have type"),
        (declared(Choice, param(Choice("tanh"), help="?")), "a Choice names its family"),
    ],
)
def test_a_bad_declaration_is_refused(cls: type, words: str) -> None:
    with pytest.raises(TypeError, match=words):
        fields_of(cls)


@pytest.mark.parametrize("cls", [Experiment, Data, Training])
def test_the_experiments_own_settings_are_well_declared(cls: type) -> None:
    assert fields_of(cls)
    assert all(item.about.help for item in fields_of(cls))


def test_near_names_are_told() -> None:
    assert nearest_names("adm", ["adam", "adamw", "momentum"]) == " (near: adam, adamw)"
    assert nearest_names("zzz", ["adam"]) == ""
