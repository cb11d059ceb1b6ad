"""The terminal says why training stopped."""

from __future__ import annotations

import json

import pytest

from playground.cli import main


@pytest.mark.parametrize(
    ("setting", "why", "words"),
    [
        ("training.stop_loss=100", "loss", "the train loss has come down to 100"),
        ("training.stop_accuracy=0.01", "accuracy", "the accuracy has reached 0.01"),
        ("training.stop_seconds=0.0001", "time", "stopped after 0.0001 s of training"),
        ("training.l2=0", "epochs", "3 epochs"),
    ],
)
def test_it_says_why_it_stopped(setting: str, why: str, words: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["train", "first", "--epochs", "3", "--set", setting]) == 0
    assert words in " ".join(capsys.readouterr().out.split())
    assert main(["train", "first", "--epochs", "3", "--set", setting, "--json"]) == 0
    last = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert last["why"] == why
    assert last["epochs"] == {"epochs": 3, "time": 0}.get(why, 1)
