"""The self-test finds what is broken: each of these entries has one fault, as a bad installation or a slip makes it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch

from playground.catalog.entry import FAMILIES, Entry, family
from playground.engine.self_test.families import TRIES, trials
from playground.engine.self_test.trial import outcome


def test_every_family_is_tried() -> None:
    assert set(TRIES) == set(FAMILIES)
    found = [(trial.family, trial.name) for trial in trials()]
    assert found == [(name, kind) for name in FAMILIES for kind in family(name)]


@pytest.mark.parametrize(
    ("name", "kind", "method", "broken", "words"),
    [
        ("activations", "tanh", "build", lambda p: torch.sin, "what it gives is off by"),
        ("activations", "relu", "derivative", lambda p, z: np.ones_like(z), "its slope is off by 1"),
        ("initializers", "he_normal", "draw", lambda *_: np.zeros(3), "numbers of shape (3,), not (6, 4)"),
        ("schedules", "cosine", "rates", lambda p, base, epochs: epochs * np.nan, "no finite number"),
        ("metrics", "accuracy", "measure", lambda prediction, y: float("nan"), "it measures nan"),
        ("losses", "huber", "value", lambda *_: 17.0, "what it gives is off by"),
        ("augmentations", "mirror", "alter", lambda p, pixels, generator: pixels[:1], "pictures have shape (1, "),
        ("probes", "weights", "measure", lambda p, view: ({}, {}), "it shows nothing of any network"),
        ("optimizers", "momentum", "update", lambda *_: None, "no weight was changed by training"),
        ("blocks", "dense", "reference", lambda p, weights, inputs: inputs[0], "has shape (3, 4), not (3, 2)"),
    ],
)
def test_a_broken_entry_is_told(
    monkeypatch: pytest.MonkeyPatch, name: str, kind: str, method: str, broken: Any, words: str
) -> None:
    entry: type[Entry] = family(name)[kind]
    trial = next(trial for trial in trials() if (trial.family, trial.name) == (name, kind))
    assert outcome(trial).verdict == "passed"
    monkeypatch.setattr(entry, method, broken)
    told = outcome(trial)
    assert (told.family, told.name, told.verdict) == (name, kind, "failed")
    assert words in told.reason


def test_what_is_not_here_is_no_failure() -> None:
    told = {trial.name: outcome(trial) for trial in trials() if trial.name in ("csv", "iris")}
    assert (told["csv"].verdict, told["iris"].verdict) == ("passed over", "passed")
