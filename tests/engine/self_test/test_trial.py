from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from playground.engine.self_test.trial import LONGEST, PassedOverError, Trial, TrialError, in_words, listed, run
from playground.spec.problems import PlaygroundError


def trial(name: str, act: Callable[[], object]) -> Trial:
    return Trial(family="things", name=name, act=act)


def raising(error: Exception) -> Callable[[], object]:
    def act() -> object:
        raise error

    return act


def test_what_fails_is_told_and_the_others_go_on() -> None:
    told: list[tuple[int, str]] = []
    outcomes = run(
        [
            trial("broken", raising(ValueError("no\nsuch  shape"))),
            trial("absent", raising(PassedOverError("it is not here"))),
            trial("sound", lambda: 3),
        ],
        lambda done, coming: told.append((done, coming.name)),
    )
    assert [(each.name, each.verdict, each.reason) for each in outcomes] == [
        ("broken", "failed", "ValueError: no such shape"),
        ("absent", "passed over", "it is not here"),
        ("sound", "passed", ""),
    ]
    assert told == [(0, "broken"), (1, "absent"), (2, "sound")]


def test_a_list_that_cannot_be_had_is_a_failure() -> None:
    def broken() -> Iterator[Trial]:
        yield trial("first", int)
        raise ImportError("cannot import name 'dense'")

    for list_them, words in ((broken, "cannot import name 'dense'"), (lambda: iter(()), "the list is empty")):
        (outcome,) = run(list(listed("blocks", list_them)))
        assert (outcome.family, outcome.verdict) == ("blocks", "failed")
        assert words in outcome.reason


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (PlaygroundError("The rule and the value."), "The rule and the value."),
        (TrialError("off by 3"), "off by 3"),
        (KeyError("conv"), "KeyError: 'conv'"),
        (RuntimeError(), "RuntimeError"),
    ],
)
def test_reasons_are_one_line(error: Exception, words: str) -> None:
    assert in_words(error) == words


def test_a_long_reason_is_cut() -> None:
    assert len(in_words(RuntimeError("many words " * 100))) <= LONGEST
